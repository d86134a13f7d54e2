//! Which files may become a video, by the ending of their name and their declared media type.
//!
//! What is really in them is found out later, by the media worker: this is what keeps a client from sending gigabytes
//! in vain.

/// Containers that every browser client has always offered.
const VIDEOS: &[&str] = &[".mp4", ".ogv", ".webm"];
/// Containers that the media worker opens besides.
const MORE_VIDEOS: &[&str] = &[
    ".mkv", ".mov", ".qt", ".m4v", ".avi", ".flv", ".f4v", ".wmv", ".asf", ".3gp", ".3g2", ".mts",
    ".m2ts", ".ts", ".mpg", ".mpeg", ".m2v", ".vob", ".mxf", ".dv", ".ogg", ".ogm", ".rm", ".ivf",
];
const SOUNDS: &[&str] = &[
    ".mp3", ".oga", ".ogg", ".opus", ".wma", ".flac", ".wav", ".w64", ".m4a", ".mka", ".aac",
    ".ac3", ".aiff", ".amr", ".caf", ".au",
];

/// What an instance accepts beside the three containers of browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Every container that the media worker knows.
    pub more_videos: bool,
    /// Sound without a picture.
    pub sounds: bool,
}

/// Every accepted ending, with its dot, each once.
#[must_use]
pub fn extensions(accepted: Accepted) -> Vec<&'static str> {
    let mut all = VIDEOS.to_vec();
    for (list, wanted) in [
        (MORE_VIDEOS, accepted.more_videos),
        (SOUNDS, accepted.sounds),
    ] {
        for ending in list.iter().copied().filter(|_| wanted) {
            if !all.contains(&ending) {
                all.push(ending);
            }
        }
    }
    all
}

/// The accepted ending of a file's name, in lower case and with its dot.
#[must_use]
pub fn extension_of(filename: &str, accepted: Accepted) -> Option<&'static str> {
    let (_, ending) = filename.rsplit_once('.')?;
    extensions(accepted)
        .into_iter()
        .find(|known| known.trim_start_matches('.').eq_ignore_ascii_case(ending))
}

/// Whether a declared media type can be that of a video. Browsers and scripts that know no better say
/// `application/octet-stream`.
#[must_use]
pub fn is_media_type(declared: &str, accepted: Accepted) -> bool {
    let declared = declared.trim().to_ascii_lowercase();
    let kind = declared.split(['/', ';']).next().unwrap_or_default();
    match kind {
        "video" => true,
        "audio" => accepted.sounds || declared == "audio/ogg",
        _ => {
            let essence = declared.split(';').next().unwrap_or_default().trim();
            let others = [
                "application/octet-stream",
                "application/mxf",
                "application/ogg",
                "application/x-matroska",
            ];
            others.contains(&essence)
        }
    }
}

/// The last part of a path of either kind of system, without what a file name must not have; what a client calls a file
/// is kept for people and never used as a path.
#[must_use]
pub fn bare_name(filename: &str) -> String {
    let last = filename.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|letter| !letter.is_control())
        .take(250)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Accepted = Accepted {
        more_videos: true,
        sounds: true,
    };
    const FEW: Accepted = Accepted {
        more_videos: false,
        sounds: false,
    };

    #[test]
    fn the_ending_decides_whatever_its_case() {
        assert_eq!(extension_of("a.b.MP4", FEW), Some(".mp4"));
        assert_eq!(extension_of("a.mkv", FEW), None);
        assert_eq!(extension_of("a.mkv", ALL), Some(".mkv"));
        assert_eq!(extension_of("song.flac", ALL), Some(".flac"));
        for name in ["", "mp4", "a.m3u8", "a.mp4/", "a.", "-y.txt"] {
            assert_eq!(extension_of(name, ALL), None, "{name}");
        }
    }

    #[test]
    fn media_types_that_cannot_be_a_video_are_refused() {
        for declared in [
            "video/mp4",
            "Video/MP4; codecs=x",
            "application/octet-stream",
        ] {
            assert!(is_media_type(declared, FEW), "{declared}");
        }
        assert!(is_media_type("audio/flac", ALL) && !is_media_type("audio/flac", FEW));
        for declared in [
            "",
            "text/html",
            "image/png",
            "application/vnd.apple.mpegurl",
        ] {
            assert!(!is_media_type(declared, ALL), "{declared}");
        }
    }

    #[test]
    fn a_name_loses_its_folders() {
        assert_eq!(bare_name("../../etc/passwd"), "passwd");
        assert_eq!(bare_name("C:\\clips\\a\nb.mp4"), "ab.mp4");
    }
}
