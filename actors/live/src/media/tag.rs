//! The bodies of FLV tags, classic and enhanced (Adobe's FLV 10.1, annex E; Enhanced RTMP v1 and v2).

use bytes::{Buf, Bytes};

use super::Unsupported;

/// Codecs of pictures that HLS can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VideoCodec {
    /// H.264.
    Avc,
    /// H.265.
    Hevc,
    /// AV1.
    Av1,
    /// VP9.
    Vp9,
}

/// Codecs of sound that HLS can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudioCodec {
    /// AAC.
    Aac,
    /// Opus.
    Opus,
}

/// A tag with pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoTag {
    /// How it is coded.
    pub codec: VideoCodec,
    /// What it brings.
    pub body: VideoBody,
}

/// What a tag with pictures brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VideoBody {
    /// The codec's configuration record.
    Configuration(Bytes),
    /// One picture.
    Picture {
        /// Whether a player can begin with it.
        key: bool,
        /// Milliseconds from its decoding to its showing.
        composition: i32,
        /// As MP4 has it: units with their lengths before them, or one temporal unit.
        data: Bytes,
    },
    /// Nothing to pass on.
    Nothing,
}

/// A tag with sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioTag {
    /// How it is coded.
    pub codec: AudioCodec,
    /// What it brings.
    pub body: AudioBody,
}

/// What a tag with sound brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AudioBody {
    /// The codec's configuration.
    Configuration(Bytes),
    /// One frame.
    Frame(Bytes),
    /// Nothing to pass on.
    Nothing,
}

const VIDEO_CODECS: Unsupported = Unsupported(
    "The pictures' codec cannot be passed on: use H.264, or HEVC, AV1 or VP9 by Enhanced RTMP.",
);
const AUDIO_CODECS: Unsupported =
    Unsupported("The sound's codec cannot be passed on: use AAC, or Opus by Enhanced RTMP.");

/// Reads the body of a video tag; `None` for one that is cut short or says nothing.
///
/// # Errors
/// When it is coded in a way that HLS cannot carry.
pub fn read_video(mut body: Bytes) -> Result<Option<VideoTag>, Unsupported> {
    let Some(first) = body.first().copied() else {
        return Ok(None);
    };
    body.advance(1);
    let key = first >> 4 & 7 == 1;
    // Frame type 5 is a message of the server's own to a player.
    if first >> 4 & 7 == 5 {
        return Ok(None);
    }
    if first & 0x80 != 0 {
        return enhanced_video(first & 0x0f, key, body);
    }
    let codec = match first & 0x0f {
        7 => VideoCodec::Avc,
        // Not Adobe's, but many encoders'.
        12 => VideoCodec::Hevc,
        _ => return Err(VIDEO_CODECS),
    };
    let Some((kind, composition)) = classic_packet(&mut body) else {
        return Ok(None);
    };
    let body = match kind {
        0 => VideoBody::Configuration(body),
        1 => picture(key, composition, body),
        _ => VideoBody::Nothing,
    };
    Ok(Some(VideoTag { codec, body }))
}

fn picture(key: bool, composition: i32, data: Bytes) -> VideoBody {
    match data.is_empty() {
        true => VideoBody::Nothing,
        false => VideoBody::Picture {
            key,
            composition,
            data,
        },
    }
}

fn classic_packet(body: &mut Bytes) -> Option<(u8, i32)> {
    let kind = *body.first()?;
    body.advance(1);
    composition(body).map(|composition| (kind, composition))
}

/// A signed number of 24 bits.
fn composition(body: &mut Bytes) -> Option<i32> {
    let [high, middle, low] = *body.first_chunk::<3>()?;
    body.advance(3);
    Some(i32::from_be_bytes([high, middle, low, 0]) >> 8)
}

fn four_letters(body: &mut Bytes) -> Option<[u8; 4]> {
    let letters = *body.first_chunk::<4>()?;
    body.advance(4);
    Some(letters)
}

fn enhanced_video(packet: u8, key: bool, mut body: Bytes) -> Result<Option<VideoTag>, Unsupported> {
    // Several tracks, and modifiers that this server has no use for.
    if packet > 5 {
        return Err(Unsupported(
            "Several video tracks in one stream cannot be passed on: send one.",
        ));
    }
    let Some(letters) = four_letters(&mut body) else {
        return Ok(None);
    };
    let codec = match &letters {
        b"avc1" => VideoCodec::Avc,
        b"hvc1" => VideoCodec::Hevc,
        b"av01" => VideoCodec::Av1,
        b"vp09" => VideoCodec::Vp9,
        _ => return Err(VIDEO_CODECS),
    };
    let composed = matches!(codec, VideoCodec::Avc | VideoCodec::Hevc);
    let body = match packet {
        0 => VideoBody::Configuration(body),
        1 if composed => match composition(&mut body) {
            Some(composition) => picture(key, composition, body),
            None => VideoBody::Nothing,
        },
        1 | 3 => picture(key, 0, body),
        _ => VideoBody::Nothing,
    };
    Ok(Some(VideoTag { codec, body }))
}

/// Reads the body of an audio tag; `None` for one that is cut short.
///
/// # Errors
/// When it is coded in a way that HLS cannot carry.
pub fn read_audio(mut body: Bytes) -> Result<Option<AudioTag>, Unsupported> {
    let Some([first, second]) = body.first_chunk::<2>().copied() else {
        return Ok(None);
    };
    body.advance(1);
    let (codec, packet) = match first >> 4 {
        10 => {
            body.advance(1);
            (AudioCodec::Aac, second)
        }
        9 => {
            let Some(letters) = four_letters(&mut body) else {
                return Ok(None);
            };
            match &letters {
                b"mp4a" => (AudioCodec::Aac, first & 0x0f),
                b"Opus" => (AudioCodec::Opus, first & 0x0f),
                _ => return Err(AUDIO_CODECS),
            }
        }
        _ => return Err(AUDIO_CODECS),
    };
    let body = match packet {
        0 => AudioBody::Configuration(body),
        1 if !body.is_empty() => AudioBody::Frame(body),
        _ => AudioBody::Nothing,
    };
    Ok(Some(AudioTag { codec, body }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn video(bytes: &'static [u8]) -> Result<Option<VideoTag>, Unsupported> {
        read_video(Bytes::from_static(bytes))
    }

    #[test]
    fn classic_and_enhanced_tags_say_the_same() {
        let picture = |codec, composition| VideoTag {
            codec,
            body: VideoBody::Picture {
                key: true,
                composition,
                data: Bytes::from_static(b"unit"),
            },
        };
        assert_eq!(
            video(b"\x17\x01\xff\xff\xfeunit"),
            Ok(Some(picture(VideoCodec::Avc, -2)))
        );
        assert_eq!(
            video(b"\x1c\x01\x00\x00\x21unit"),
            Ok(Some(picture(VideoCodec::Hevc, 33)))
        );
        assert_eq!(
            video(b"\x91hvc1\x00\x00\x21unit"),
            Ok(Some(picture(VideoCodec::Hevc, 33)))
        );
        assert_eq!(
            video(b"\x93hvc1unit"),
            Ok(Some(picture(VideoCodec::Hevc, 0)))
        );
        assert_eq!(
            video(b"\x91av01unit"),
            Ok(Some(picture(VideoCodec::Av1, 0)))
        );
        let configured = VideoTag {
            codec: VideoCodec::Vp9,
            body: VideoBody::Configuration(Bytes::from_static(b"record")),
        };
        assert_eq!(video(b"\x90vp09record"), Ok(Some(configured)));
    }

    #[test]
    fn what_hls_cannot_carry_is_told() {
        assert_eq!(video(b"\x12\x00\x00\x00\x00"), Err(VIDEO_CODECS));
        assert_eq!(video(b"\x90vp08record"), Err(VIDEO_CODECS));
        assert_eq!(
            read_audio(Bytes::from_static(b"\x2f\xff\xfb")),
            Err(AUDIO_CODECS)
        );
        assert_eq!(
            read_audio(Bytes::from_static(b"\x90fLaC")),
            Err(AUDIO_CODECS)
        );
    }

    #[test]
    fn sound_has_its_configuration_and_frames() {
        let read = |bytes| read_audio(Bytes::from_static(bytes)).unwrap().unwrap();
        let aac = read(b"\xaf\x00\x12\x10");
        assert_eq!(
            aac.body,
            AudioBody::Configuration(Bytes::from_static(b"\x12\x10"))
        );
        assert_eq!(read(b"\x91Opusframe").codec, AudioCodec::Opus);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let _ = read_video(bytes.clone().into());
            let _ = read_audio(bytes.into());
        }
    }
}
