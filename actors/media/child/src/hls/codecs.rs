//! Codec names of RFC 6381, read from what the encoders really set up.

/// `avc1.PPCCLL,mp4a.40.N` from an H.264 header, in Annex B form or as MP4 has it, and an AAC AudioSpecificConfig.
pub(crate) fn codecs(video: Option<&[u8]>, audio: Option<&[u8]>) -> String {
    [video.map(avc), audio.map(aac)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(",")
}

/// Profile, constraints and level are the three bytes after the header of the sequence parameter set, or after the
/// version of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2).
fn avc(header: &[u8]) -> String {
    const SEQUENCE_PARAMETER_SET: u8 = 7;
    if let [1, profile, constraints, level, ..] = header {
        return format!("avc1.{profile:02x}{constraints:02x}{level:02x}");
    }
    let found = header.windows(7).find_map(|window| match window {
        [0, 0, 1, unit, profile, constraints, level] if unit & 0x1f == SEQUENCE_PARAMETER_SET => {
            Some(format!("avc1.{profile:02x}{constraints:02x}{level:02x}"))
        }
        _ => None,
    });
    found.unwrap_or_else(|| "avc1".to_owned())
}

/// The first five bits name the kind of AAC.
fn aac(config: &[u8]) -> String {
    match config.first() {
        Some(first) => format!("mp4a.40.{}", first >> 3),
        None => "mp4a.40.2".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_headers() {
        let header = [
            0, 0, 0, 1, 0x67, 0x64, 0x00, 0x1f, 0xac, 0xd9, 0, 0, 0, 1, 0x68,
        ];
        assert_eq!(
            codecs(Some(&header), Some(&[0x11, 0x90])),
            "avc1.64001f,mp4a.40.2"
        );
        assert_eq!(codecs(None, Some(&[0x11, 0x90])), "mp4a.40.2");
        assert_eq!(
            codecs(Some(&[1, 0x4d, 0x40, 0x28, 0xff]), None),
            "avc1.4d4028"
        );
    }
}
