//! What is opened at all: containers, never playlists, scripts or pictures; codecs that people upload.

use actors_media::Limits;
use ffmpeg_next::Dictionary;

/// Demuxers. A script (hls, concat, dash, sdp, rtsp …) could name other files, so none is here.
const CONTAINERS: &str = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,ogg,mpegts,mpeg,asf,wav,w64,mp3,flac,aac,aiff,\
                          mxf,dv,ac3,eac3,amr,caf,mpegvideo,rm,au,ivf";

/// Decoders.
const DECODERS: &[&str] = &[
    // Video.
    "h264",
    "hevc",
    "vp8",
    "libvpx",
    "vp9",
    "libvpx-vp9",
    "libdav1d",
    "libaom-av1",
    "av1",
    "mpeg4",
    "mpeg2video",
    "mpeg1video",
    "mpegvideo",
    "msmpeg4v1",
    "msmpeg4v2",
    "msmpeg4",
    "wmv1",
    "wmv2",
    "wmv3",
    "vc1",
    "theora",
    "flv",
    "h261",
    "h263",
    "h263p",
    "vp6",
    "vp6a",
    "vp6f",
    "prores",
    "dnxhd",
    "mjpeg",
    "ffv1",
    "huffyuv",
    "ffvhuff",
    "utvideo",
    "rawvideo",
    "dvvideo",
    "cinepak",
    "svq1",
    "svq3",
    "qtrle",
    "rpza",
    "rv10",
    "rv20",
    "rv30",
    "rv40",
    "indeo3",
    "indeo5",
    "cfhd",
    "jpeg2000",
    "png",
    "vp7",
    // Audio.
    "aac",
    "aac_latm",
    "mp3float",
    "mp3",
    "mp2float",
    "mp2",
    "mp1float",
    "mp1",
    "ac3",
    "eac3",
    "dca",
    "truehd",
    "mlp",
    "vorbis",
    "libvorbis",
    "opus",
    "libopus",
    "flac",
    "alac",
    "wavpack",
    "wmav1",
    "wmav2",
    "wmapro",
    "wmalossless",
    "amrnb",
    "amrwb",
    "libopencore_amrnb",
    "libopencore_amrwb",
    "speex",
    "libspeex",
    "nellymoser",
    "adpcm_ms",
    "adpcm_ima_wav",
    "adpcm_ima_qt",
    "adpcm_swf",
    "adpcm_yamaha",
    "gsm",
    "gsm_ms",
    "libgsm",
    "libgsm_ms",
    "qdm2",
    "cook",
    "tta",
    "pcm_s8",
    "pcm_u8",
    "pcm_s16le",
    "pcm_s16be",
    "pcm_s24le",
    "pcm_s24be",
    "pcm_s32le",
    "pcm_s32be",
    "pcm_f32le",
    "pcm_f32be",
    "pcm_f64le",
    "pcm_f64be",
    "pcm_alaw",
    "pcm_mulaw",
    "pcm_bluray",
    "pcm_dvd",
    "pcm_lxf",
];

/// Whether a decoder of that name may be opened.
pub(super) fn is_decoder(name: &str) -> bool {
    DECODERS.contains(&name)
}

/// Options for opening an input.
pub(super) fn options(limits: &Limits) -> Dictionary<'static> {
    let mut options = Dictionary::new();
    options.set("format_whitelist", CONTAINERS);
    options.set("protocol_whitelist", "file");
    options.set("codec_whitelist", &DECODERS.join(","));
    options.set(
        "probesize",
        &limits
            .probe_bytes
            .clamp(32, i64::MAX.unsigned_abs())
            .to_string(),
    );
    options.set("formatprobesize", "1048576");
    options.set("max_streams", &limits.streams.saturating_add(1).to_string());
    options.set("max_pixels", &limits.pixels.to_string());
    options
}

/// Options for opening a decoder.
pub(super) fn decoder_options(limits: &Limits, threads: u32) -> Dictionary<'static> {
    let mut options = Dictionary::new();
    options.set("max_pixels", &limits.pixels.to_string());
    options.set(
        "threads",
        &if threads == 0 {
            "auto".to_owned()
        } else {
            threads.to_string()
        },
    );
    options
}
