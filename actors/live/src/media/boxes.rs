//! The box that describes the tracks (ISO/IEC 14496-12): what a player reads before the first fragment.

use mp4_atom::{
    Codec, Dinf, Dref, Encode, Ftyp, Hdlr, Mdhd, Mdia, Minf, Moov, Mvex, Mvhd, Smhd, Stbl, Stco,
    Stsd, Tkhd, Trak, Trex, Url, Vmhd,
};

use super::{AudioTrack, VIDEO_TIMESCALE, VideoTrack};

/// The track of pictures.
pub(super) const VIDEO_ID: u32 = 1;
/// The track of sound.
pub(super) const AUDIO_ID: u32 = 2;

/// The initialisation segment.
pub(super) fn initialisation(video: Option<&VideoTrack>, audio: Option<&AudioTrack>) -> Vec<u8> {
    let pictures = video.map(|track| {
        let handler = Hdlr {
            handler: b"vide".into(),
            name: "pictures".to_owned(),
        };
        let minf = Minf {
            vmhd: Some(Vmhd::default()),
            ..description(track.entry.clone())
        };
        let mut trak = trak(VIDEO_ID, VIDEO_TIMESCALE, handler, minf);
        trak.tkhd.width = track.width.into();
        trak.tkhd.height = track.height.into();
        trak
    });
    let sound = audio.map(|track| {
        let handler = Hdlr {
            handler: b"soun".into(),
            name: "sound".to_owned(),
        };
        let minf = Minf {
            smhd: Some(Smhd::default()),
            ..description(track.entry.clone())
        };
        let mut trak = trak(AUDIO_ID, track.sample_rate, handler, minf);
        trak.tkhd.volume = 1.into();
        trak.tkhd.alternate_group = 1;
        trak
    });
    let tracks: Vec<Trak> = pictures.into_iter().chain(sound).collect();
    let extends = tracks.iter().map(|trak| Trex {
        track_id: trak.tkhd.track_id,
        default_sample_description_index: 1,
        ..Trex::default()
    });
    let moov = Moov {
        mvhd: Mvhd {
            timescale: 1000,
            rate: 1.into(),
            volume: 1.into(),
            next_track_id: 3,
            ..Mvhd::default()
        },
        mvex: Some(Mvex {
            mehd: None,
            trex: extends.collect(),
        }),
        trak: tracks,
        ..Moov::default()
    };
    let ftyp = Ftyp {
        major_brand: b"iso6".into(),
        minor_version: 0,
        compatible_brands: vec![b"iso6".into(), b"cmfc".into(), b"mp41".into()],
    };
    let mut bytes = Vec::with_capacity(1024);
    // Only a box of more than 4 GiB cannot be written.
    let written = ftyp
        .encode(&mut bytes)
        .and_then(|()| moov.encode(&mut bytes));
    if let Err(error) = written {
        tracing::error!(%error, "the tracks cannot be described");
    }
    bytes
}

fn trak(id: u32, timescale: u32, hdlr: Hdlr, minf: Minf) -> Trak {
    Trak {
        tkhd: Tkhd {
            track_id: id,
            enabled: true,
            in_movie: true,
            ..Tkhd::default()
        },
        mdia: Mdia {
            mdhd: Mdhd {
                timescale,
                language: "und".to_owned(),
                ..Mdhd::default()
            },
            hdlr,
            minf,
        },
        ..Trak::default()
    }
}

fn description(entry: Codec) -> Minf {
    Minf {
        dinf: Dinf {
            dref: Dref {
                entries: vec![Url::default().into()],
            },
        },
        stbl: Stbl {
            stsd: Stsd {
                codecs: vec![entry],
            },
            stco: Some(Stco::default()),
            ..Stbl::default()
        },
        ..Minf::default()
    }
}
