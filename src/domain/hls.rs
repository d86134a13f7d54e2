//! The texts that describe all renditions of a video together (RFC 8216): the master playlist, and the hashes of all
//! byte ranges. Pure; the playlists of the single renditions are written by the media worker.

use std::fmt::Write;

/// The name of a live's master playlist.
pub const LIVE_MASTER: &str = "master.m3u8";

/// The group of sound that renditions without sound of their own name.
const SOUND_GROUP: &str = "audio";

/// A rendition, as a master playlist tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The name of its playlist.
    pub playlist: String,
    /// Its codecs as RFC 6381 writes them, where known.
    pub codecs: Option<String>,
    /// Bits per second of its largest segment.
    pub bandwidth: u64,
    /// Bits per second over all its segments.
    pub average_bandwidth: u64,
    /// Its picture; none where it is sound alone.
    pub picture: Option<Picture>,
    /// Whether it has sound.
    pub has_sound: bool,
}

/// The picture of a rendition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Picture {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Pictures in a second, where known.
    pub fps: Option<f64>,
}

/// The master playlist of these renditions, in their order. Where those with a picture have no sound, the one that is
/// sound alone is played with each of them (RFC 8216, 4.3.4.2.1).
#[must_use]
pub fn master_playlist(variants: &[Variant]) -> String {
    let head = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n";
    head.to_owned() + &listed(variants)
}

/// That of a live: whether each segment begins with a key frame is told by the playlists of the renditions.
#[must_use]
pub fn live_master_playlist(variants: &[Variant]) -> String {
    "#EXTM3U\n#EXT-X-VERSION:9\n".to_owned() + &listed(variants)
}

fn listed(variants: &[Variant]) -> String {
    let mut text = String::new();
    let shared = shared_sound(variants);
    if let Some(sound) = shared {
        // Writing to a String cannot fail.
        let _written = writeln!(
            text,
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"{SOUND_GROUP}\",NAME=\"Audio\",DEFAULT=YES,AUTOSELECT=YES,URI=\"{}\"",
            sound.playlist
        );
    }
    for variant in variants {
        // It is no choice of its own where the others are heard through it.
        if shared.is_some_and(|sound| std::ptr::eq(sound, variant)) {
            continue;
        }
        let sound = shared.filter(|_| !variant.has_sound);
        write_variant(&mut text, variant, sound);
    }
    text
}

/// The sound that renditions without sound need.
fn shared_sound(variants: &[Variant]) -> Option<&Variant> {
    let is_needed = variants
        .iter()
        .any(|variant| variant.picture.is_some() && !variant.has_sound);
    variants
        .iter()
        .find(|variant| is_needed && variant.picture.is_none() && variant.has_sound)
}

fn write_variant(text: &mut String, variant: &Variant, sound: Option<&Variant>) {
    let extra = |rate: fn(&Variant) -> u64| sound.map_or(0, rate);
    let _written = write!(
        text,
        "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={}",
        (variant.bandwidth + extra(|sound| sound.bandwidth)).max(1),
        (variant.average_bandwidth + extra(|sound| sound.average_bandwidth)).max(1),
    );
    let codecs = [Some(variant), sound].into_iter().flatten();
    let codecs: Option<Vec<&str>> = codecs.map(|variant| variant.codecs.as_deref()).collect();
    if let Some(codecs) = codecs {
        let _written = write!(text, ",CODECS=\"{}\"", codecs.join(","));
    }
    if let Some(picture) = variant.picture {
        let _written = write!(text, ",RESOLUTION={}x{}", picture.width, picture.height);
        if let Some(fps) = picture.fps {
            let _written = write!(text, ",FRAME-RATE={fps:.3}");
        }
    }
    if sound.is_some() {
        let _written = write!(text, ",AUDIO=\"{SOUND_GROUP}\"");
    }
    let _written = writeln!(text, "\n{}", variant.playlist);
}

/// The hashes of several files of hashes in one; of a media file that is in two of them, those of the later.
///
/// # Errors
/// When one of them is not a JSON object.
pub fn merged_hashes<'a>(
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<String, serde_json::Error> {
    let mut all = serde_json::Map::new();
    for text in texts {
        all.extend(serde_json::from_str::<serde_json::Map<_, _>>(text)?);
    }
    serde_json::to_string(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendition(lines: u32, has_sound: bool) -> Variant {
        Variant {
            playlist: format!("{lines}.m3u8"),
            codecs: Some(
                if has_sound {
                    "avc1.64001f,mp4a.40.2"
                } else {
                    "avc1.64001f"
                }
                .to_owned(),
            ),
            bandwidth: 1000,
            average_bandwidth: 900,
            picture: Some(Picture {
                width: lines * 16 / 9,
                height: lines,
                fps: Some(30.0),
            }),
            has_sound,
        }
    }

    fn sound() -> Variant {
        Variant {
            playlist: "0.m3u8".to_owned(),
            codecs: Some("mp4a.40.2".to_owned()),
            bandwidth: 100,
            average_bandwidth: 90,
            picture: None,
            has_sound: true,
        }
    }

    #[test]
    fn the_master_playlist_tells_what_a_player_needs() {
        assert_eq!(
            master_playlist(&[sound(), rendition(720, true)]),
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n\
             #EXT-X-STREAM-INF:BANDWIDTH=100,AVERAGE-BANDWIDTH=90,CODECS=\"mp4a.40.2\"\n0.m3u8\n\
             #EXT-X-STREAM-INF:BANDWIDTH=1000,AVERAGE-BANDWIDTH=900,CODECS=\"avc1.64001f,mp4a.40.2\",\
             RESOLUTION=1280x720,FRAME-RATE=30.000\n720.m3u8\n"
        );
    }

    #[test]
    fn split_renditions_are_heard_through_the_one_that_is_sound_alone() {
        assert_eq!(
            master_playlist(&[sound(), rendition(720, false)]),
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n\
             #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Audio\",DEFAULT=YES,AUTOSELECT=YES,URI=\"0.m3u8\"\n\
             #EXT-X-STREAM-INF:BANDWIDTH=1100,AVERAGE-BANDWIDTH=990,CODECS=\"avc1.64001f,mp4a.40.2\",\
             RESOLUTION=1280x720,FRAME-RATE=30.000,AUDIO=\"audio\"\n720.m3u8\n"
        );
    }

    #[test]
    fn a_silent_video_names_no_sound() {
        let text = master_playlist(&[rendition(720, false), rendition(360, false)]);
        assert!(!text.contains("AUDIO"), "{text}");
    }

    #[test]
    fn codecs_that_are_not_known_are_not_told() {
        let mut old = rendition(720, true);
        old.codecs = None;
        assert!(!master_playlist(&[old]).contains("CODECS"));
    }

    #[test]
    fn hashes_of_two_jobs_become_one_file() {
        let merged = merged_hashes([r#"{"a":{"0-1":"x"}}"#, r#"{"b":{"0-2":"y"}}"#]).unwrap();
        assert_eq!(merged, r#"{"a":{"0-1":"x"},"b":{"0-2":"y"}}"#);
        assert!(merged_hashes(["[]"]).is_err());
    }
}
