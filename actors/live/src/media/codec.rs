//! What a codec's configuration says of a track: its name in playlists, its size, its rate, its sample entry in MP4.

use bytes::Bytes;
use mp4_atom::{
    Atom, Audio, Av01, Av1c, Avc1, Avcc, Codec, Dops, Encode, Esds, Hvc1, Hvcc, Mp4a, Opus, Visual,
    Vp09, VpcC, esds,
};

use super::{
    Unsupported, avc_size,
    tag::{AudioCodec, VideoCodec},
};

/// The track of pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoTrack {
    /// How it is coded.
    pub codec: VideoCodec,
    /// Pixels from left to right; 0 if nobody said.
    pub width: u16,
    /// Pixels from top to bottom; 0 if nobody said.
    pub height: u16,
    /// As playlists name it (RFC 6381).
    pub name: String,
    /// The configuration record as it came.
    pub record: Bytes,
    pub(super) entry: Codec,
}

/// The track of sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioTrack {
    /// How it is coded.
    pub codec: AudioCodec,
    /// Ticks of a second on its timeline: samples.
    pub sample_rate: u32,
    /// Samples of one frame, where all frames have as many.
    pub frame_length: Option<u32>,
    /// Channels.
    pub channels: u8,
    /// As playlists name it (RFC 6381).
    pub name: String,
    pub(super) entry: Codec,
}

const BAD_VIDEO: Unsupported =
    Unsupported("The configuration of the pictures' codec cannot be read.");
const BAD_AUDIO: Unsupported =
    Unsupported("The configuration of the sound's codec cannot be read.");

fn record<T: Atom>(bytes: &Bytes) -> Result<T, Unsupported> {
    T::decode_body(&mut bytes.as_ref()).map_err(|_error| BAD_VIDEO)
}

/// Some records say what can be read, but may not be written: the box that describes the tracks would end in its middle.
fn writable(entry: &Codec) -> Result<(), Unsupported> {
    let written = entry.encode(&mut Vec::new());
    written.map_err(|_error| BAD_VIDEO)
}

impl VideoTrack {
    /// Reads a configuration record. `told` is the size that the stream's metadata says, for codecs whose record does not.
    ///
    /// # Errors
    /// When the record is none.
    pub fn read(codec: VideoCodec, bytes: Bytes, told: (u16, u16)) -> Result<Self, Unsupported> {
        let visual = |(width, height)| Visual {
            width,
            height,
            ..Visual::default()
        };
        let (name, size, entry) = match codec {
            VideoCodec::Avc => {
                let avcc: Avcc = record(&bytes)?;
                let size = avc_size::of(&avcc).unwrap_or(told);
                let name = format!(
                    "avc1.{:02x}{:02x}{:02x}",
                    avcc.avc_profile_indication,
                    avcc.profile_compatibility,
                    avcc.avc_level_indication
                );
                let entry = Avc1 {
                    visual: visual(size),
                    avcc,
                    ..Avc1::default()
                };
                (name, size, entry.into())
            }
            VideoCodec::Hevc => {
                let hvcc: Hvcc = record(&bytes)?;
                let name = hevc_name(&hvcc);
                let entry = Hvc1 {
                    visual: visual(told),
                    hvcc,
                    ..Hvc1::default()
                };
                (name, told, entry.into())
            }
            VideoCodec::Av1 => {
                let av1c: Av1c = record(&bytes)?;
                let name = format!(
                    "av01.{}.{:02}{}.{:02}",
                    av1c.seq_profile,
                    av1c.seq_level_idx_0,
                    if av1c.seq_tier_0 { 'H' } else { 'M' },
                    match (av1c.high_bitdepth, av1c.twelve_bit) {
                        (true, true) => 12,
                        (true, false) => 10,
                        _ => 8,
                    }
                );
                let entry = Av01 {
                    visual: visual(told),
                    av1c,
                    ..Av01::default()
                };
                (name, told, entry.into())
            }
            VideoCodec::Vp9 => {
                // Some send the record with the version and flags of its box, some without.
                let full = match bytes.first_chunk() {
                    Some([1, 0, 0, 0]) => bytes.to_vec(),
                    _ => [&[1, 0, 0, 0], bytes.as_ref()].concat(),
                };
                let vpcc: VpcC = record(&full.into())?;
                let name = format!(
                    "vp09.{:02}.{:02}.{:02}",
                    vpcc.profile, vpcc.level, vpcc.bit_depth
                );
                let entry = Vp09 {
                    visual: visual(told),
                    vpcc,
                    ..Vp09::default()
                };
                (name, told, entry.into())
            }
        };
        writable(&entry)?;
        Ok(Self {
            codec,
            width: size.0,
            height: size.1,
            name,
            record: bytes,
            entry,
        })
    }
}

/// ISO/IEC 14496-15, annex E.
fn hevc_name(hvcc: &Hvcc) -> String {
    let space = match hvcc.general_profile_space {
        1 => "A",
        2 => "B",
        3 => "C",
        _ => "",
    };
    let flags = u32::from_be_bytes(hvcc.general_profile_compatibility_flags).reverse_bits();
    let tier = if hvcc.general_tier_flag { 'H' } else { 'L' };
    let mut name = format!(
        "hvc1.{space}{}.{flags:X}.{tier}{}",
        hvcc.general_profile_idc, hvcc.general_level_idc
    );
    let constraints = hvcc.general_constraint_indicator_flags;
    let used = constraints.iter().rposition(|byte| *byte != 0);
    for byte in constraints.iter().take(used.map_or(0, |last| last + 1)) {
        name.push_str(&format!(".{byte:X}"));
    }
    name
}

impl AudioTrack {
    /// Reads a configuration.
    ///
    /// # Errors
    /// When it is none, or of a kind that HLS cannot carry.
    pub fn read(codec: AudioCodec, bytes: &Bytes) -> Result<Self, Unsupported> {
        match codec {
            AudioCodec::Aac => aac(bytes),
            AudioCodec::Opus => opus(bytes),
        }
    }
}

const RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350,
];

/// An AudioSpecificConfig (ISO/IEC 14496-3, section 1.6.2.1).
fn aac(bytes: &Bytes) -> Result<AudioTrack, Unsupported> {
    let [first, second] = *bytes.first_chunk::<2>().ok_or(BAD_AUDIO)?;
    let object = first >> 3;
    let index = (first & 7) << 1 | second >> 7;
    let channels = second >> 3 & 0x0f;
    let rate = RATES.get(usize::from(index)).copied().ok_or(BAD_AUDIO)?;
    // Main, LC, SSR, LTP and, with their own doubled rates told behind, SBR and PS.
    if !matches!(object, 1..=5 | 29) {
        return Err(BAD_AUDIO);
    }
    let channels = match channels {
        0 => 2,
        7 => 8,
        count => count,
    };
    let entry = Mp4a {
        audio: audio(channels, rate),
        esds: Esds {
            es_desc: esds::EsDescriptor {
                es_id: 2,
                depends_on_es_id: None,
                url: None,
                ocr_es_id: None,
                stream_priority: 0,
                dec_config: esds::DecoderConfig {
                    object_type_indication: 0x40,
                    stream_type: 5,
                    up_stream: 0,
                    buffer_size_db: Default::default(),
                    max_bitrate: 0,
                    avg_bitrate: 0,
                    dec_specific: Some(esds::DecoderSpecific {
                        profile: object,
                        freq_index: index,
                        chan_conf: channels,
                        raw: bytes.to_vec(),
                    }),
                },
                sl_config: esds::SLConfig::default(),
            },
        },
        btrt: None,
        taic: None,
    };
    Ok(AudioTrack {
        codec: AudioCodec::Aac,
        sample_rate: rate,
        frame_length: Some(1024),
        channels,
        name: format!("mp4a.40.{object}"),
        entry: entry.into(),
    })
}

/// An identification header (RFC 7845, section 5.1).
fn opus(bytes: &Bytes) -> Result<AudioTrack, Unsupported> {
    let [
        channels,
        skip_low,
        skip_high,
        r0,
        r1,
        r2,
        r3,
        gain_low,
        gain_high,
        family,
    ] = *bytes
        .strip_prefix(b"OpusHead\x01")
        .and_then(<[u8]>::first_chunk::<10>)
        .ok_or(BAD_AUDIO)?;
    if family != 0 || !matches!(channels, 1 | 2) {
        return Err(Unsupported("Opus can be passed on in mono and stereo."));
    }
    let entry = Opus {
        audio: audio(channels, 48_000),
        dops: Dops {
            output_channel_count: channels,
            pre_skip: u16::from_le_bytes([skip_low, skip_high]),
            input_sample_rate: u32::from_le_bytes([r0, r1, r2, r3]),
            output_gain: i16::from_le_bytes([gain_low, gain_high]),
            channel_mapping: None,
        },
        btrt: None,
    };
    Ok(AudioTrack {
        codec: AudioCodec::Opus,
        sample_rate: 48_000,
        frame_length: None,
        channels,
        name: "opus".to_owned(),
        entry: entry.into(),
    })
}

fn audio(channels: u8, rate: u32) -> Audio {
    Audio {
        data_reference_index: 1,
        channel_count: channels.into(),
        sample_size: 16,
        // The box has 16 bits for it; what is more is told by the codec's own configuration.
        sample_rate: u16::try_from(rate).unwrap_or_default().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by fuzzing: the initialisation segment ended inside the track.
    #[test]
    fn a_record_that_cannot_be_written_again_is_refused() {
        let read = |matrix| {
            let record = Bytes::from(vec![0, 31, 0x84, 2, 2, matrix, 0, 0]);
            VideoTrack::read(VideoCodec::Vp9, record, (640, 360))
        };
        assert!(read(2).is_ok());
        // Colours that are not separated from light, yet halved.
        assert_eq!(read(0), Err(BAD_VIDEO));
    }
}
