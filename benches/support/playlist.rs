//! As much of an HLS playlist as a player needs to follow a live stream.

/// A media playlist. Times are in seconds.
#[derive(Debug, Default)]
pub(crate) struct Playlist {
    pub(crate) target: f64,
    pub(crate) can_block: bool,
    pub(crate) ended: bool,
    pub(crate) map: Option<String>,
    pub(crate) segments: Vec<Segment>,
    /// Parts after the last whole segment.
    pub(crate) open: Vec<Part>,
    /// When the first of these was taken, since 1970, if the playlist tells.
    pub(crate) open_taken: Option<f64>,
    /// The first variant, if this is a playlist of playlists.
    pub(crate) variant: Option<String>,
}

/// A whole segment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Segment {
    pub(crate) sequence: u64,
    pub(crate) link: String,
    pub(crate) duration: f64,
    /// When its first frame was taken, since 1970, if the playlist tells.
    pub(crate) taken: Option<f64>,
    pub(crate) parts: Vec<Part>,
}

/// A part of a segment.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) link: String,
    pub(crate) duration: f64,
}

impl Playlist {
    /// Reads a playlist; what a player of live does not need is passed over.
    pub(crate) fn read(text: &str) -> Self {
        let mut playlist = Self::default();
        let mut next = Segment::default();
        let mut is_master = false;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            match name {
                "#EXT-X-TARGETDURATION" => playlist.target = number(value),
                "#EXT-X-MEDIA-SEQUENCE" => next.sequence = number(value) as u64,
                "#EXT-X-SERVER-CONTROL" => {
                    playlist.can_block = attribute(value, "CAN-BLOCK-RELOAD") == Some("YES");
                }
                "#EXT-X-ENDLIST" => playlist.ended = true,
                "#EXT-X-MAP" => playlist.map = attribute(value, "URI").map(str::to_owned),
                "#EXT-X-STREAM-INF" => is_master = true,
                "#EXT-X-PROGRAM-DATE-TIME" => next.taken = since_1970(value),
                "#EXTINF" => next.duration = number(value.split(',').next().unwrap_or_default()),
                "#EXT-X-PART" => next.parts.push(Part {
                    link: attribute(value, "URI").unwrap_or_default().to_owned(),
                    duration: attribute(value, "DURATION").map_or(0.0, number),
                }),
                _ if line.starts_with('#') => {}
                _ if is_master => {
                    playlist.variant.get_or_insert_with(|| line.to_owned());
                }
                _ => {
                    line.clone_into(&mut next.link);
                    let after = Segment {
                        sequence: next.sequence + 1,
                        taken: next.taken.map(|taken| taken + next.duration),
                        ..Segment::default()
                    };
                    playlist.segments.push(std::mem::replace(&mut next, after));
                }
            }
        }
        playlist.open = next.parts;
        playlist.open_taken = next.taken;
        playlist
    }

    /// The sequence number of the segment that comes next.
    pub(crate) fn next_sequence(&self) -> u64 {
        self.segments.last().map_or(0, |last| last.sequence + 1)
    }
}

fn number(text: &str) -> f64 {
    text.trim().parse().unwrap_or(0.0)
}

fn attribute<'a>(list: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = list;
    while let Some((found, value)) = rest.split_once('=') {
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_once(',').unwrap_or((value, "")),
        };
        if found.trim() == name {
            return Some(value);
        }
        rest = after.trim_start_matches(',');
    }
    None
}

/// An ISO 8601 time in UTC.
fn since_1970(text: &str) -> Option<f64> {
    let time = chrono::DateTime::parse_from_rfc3339(text.trim()).ok()?;
    Some(time.timestamp_micros() as f64 / 1e6)
}
