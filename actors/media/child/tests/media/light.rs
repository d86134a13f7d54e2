//! High dynamic range: what it looks like on the screens that everybody has.

use crate::support::Workshop;

/// Mean brightness of the first picture, 0 to 255.
fn brightness(path: &std::path::Path) -> f64 {
    let output = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"])
        .output()
        .unwrap();
    let sum: f64 = output.stdout.iter().map(|byte| f64::from(*byte)).sum();
    sum / output.stdout.len() as f64
}

#[test]
fn light_of_a_high_dynamic_range_comes_out_in_the_order_and_range_of_a_screen() {
    // 10-bit codes of PQ for 1, 20, 100 and 1000 candela per square metre.
    let mut seen = Vec::new();
    for code in [198, 383, 501, 723] {
        let workshop = Workshop::new();
        let input = workshop.clip(
            "grey.mp4",
            &format!(
                "-f lavfi -i color=black:s=320x240:r=10:d=0.5,format=yuv420p10le,geq=lum={code}:cb=512:cr=512 \
                 -c:v libx265 -preset ultrafast -x265-params \
                 log-level=none:lossless=1:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc \
                 -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -tag:v hvc1"
            ),
        );
        workshop.transcode(&input, &[120]).unwrap();
        workshop.inspect(&input).unwrap();
        let (made, shown) = (
            brightness(&workshop.out("120.mp4")),
            brightness(&workshop.out("preview.jpg")),
        );
        assert!(
            (made - shown).abs() < 25.0,
            "{code}: {made} in the video, {shown} in its picture"
        );
        seen.push(made);
    }
    assert!(seen.is_sorted(), "{seen:?}");
    let [dark, dim, white, glare] = seen[..] else {
        panic!()
    };
    // Without a mapping they were 39, 93, 127 and 192.
    assert!(dark < 33.0 && dim - dark > 20.0, "dark is dark: {seen:?}");
    assert!(
        (138.0..170.0).contains(&white),
        "paper is neither grey nor glaring: {seen:?}"
    );
    assert!(glare > 240.0, "light is brighter than paper: {seen:?}");
}

#[test]
fn light_within_the_full_range_comes_out_as_that_within_the_limited_one() {
    let shown = |range: &str, code: u32| {
        let workshop = Workshop::new();
        let input = workshop.clip(
            "grey.mkv",
            &format!(
                "-f lavfi -i color=black:s=320x240:r=10:d=0.2,format=yuv420p10le,geq=lum={code}:cb=512:cr=512 \
                 -c:v ffv1 -color_range {range} -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc"
            ),
        );
        workshop.transcode(&input, &[120]).unwrap();
        brightness(&workshop.out("120.mp4"))
    };
    // The same light, a little beyond black: 134 of 876 steps, and 156 of 1023.
    let (limited, full) = (shown("tv", 198), shown("pc", 156));
    assert!((limited - full).abs() < 3.0, "{limited} and {full}");
}

#[test]
fn what_is_of_a_high_dynamic_range_is_never_taken_as_it_is() {
    let workshop = Workshop::new();
    let can_be_copied = |transfer: &str| {
        // A camera that films HLG with 8 bits in H.264.
        let input = workshop.clip(
            "camera.mp4",
            &format!(
                "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p \
                 -color_primaries bt2020 -color_trc {transfer} -colorspace bt2020nc"
            ),
        );
        workshop
            .inspect(&input)
            .unwrap()
            .video
            .unwrap()
            .can_be_copied
    };
    assert!(
        can_be_copied("bt709"),
        "the range alone makes the difference"
    );
    assert!(!can_be_copied("arib-std-b67"));
    assert!(!can_be_copied("smpte2084"));
}
