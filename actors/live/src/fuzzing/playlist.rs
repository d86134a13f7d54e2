//! A playlist as a player reads it.

use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::hls::{Ask, Media, NotThere, Rendition};

/// Tags without a value that playlists have.
const BARE: [&str; 4] = [
    "#EXTM3U",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    "#EXT-X-DISCONTINUITY",
    "#EXT-X-ENDLIST",
];

/// Tags whose value is looked at no further.
const OTHERS: [&str; 7] = [
    "#EXT-X-VERSION",
    "#EXT-X-SERVER-CONTROL",
    "#EXT-X-PART-INF",
    "#EXT-X-DISCONTINUITY-SEQUENCE",
    "#EXT-X-PRELOAD-HINT",
    "#EXT-X-PROGRAM-DATE-TIME",
    "#EXT-X-SKIP",
];

/// Reads it whole and without what is old, and looks for every file that it names. Gives its first segment's number.
pub(super) fn read(rendition: &Rendition) -> u64 {
    let delta = Ask {
        skip: true,
        ..Ask::default()
    };
    lines(rendition, delta);
    lines(rendition, Ask::default())
}

fn lines(rendition: &Rendition, ask: Ask) -> u64 {
    let name = rendition.playlist_name();
    let Ok(Media::Playlist(text)) = at_once(rendition, &name, ask) else {
        panic!("there is no playlist");
    };
    let text = String::from_utf8_lossy(&text);
    assert!(text.starts_with("#EXTM3U\n") && text.ends_with('\n'));
    let (mut target, mut first) = (0.0, 0);
    for line in text.lines() {
        if !line.starts_with('#') {
            exists(rendition, line);
            continue;
        }
        if BARE.contains(&line) {
            continue;
        }
        let Some((tag, value)) = line.split_once(':') else {
            panic!("{line}");
        };
        match tag {
            "#EXT-X-TARGETDURATION" => target = number(line, value),
            "#EXT-X-MEDIA-SEQUENCE" => first = value.parse().unwrap_or_default(),
            "#EXTINF" => {
                let duration = number(line, value.trim_end_matches(','));
                assert!(duration.round() <= target, "{line} of {target}");
            }
            "#EXT-X-MAP" | "#EXT-X-PART" => {
                let uri = value
                    .split_once("URI=\"")
                    .and_then(|(_, rest)| rest.split_once('"'));
                exists(rendition, uri.map_or("", |(uri, _)| uri));
            }
            _ => assert!(OTHERS.contains(&tag), "{line}"),
        }
    }
    first
}

fn number(line: &str, value: &str) -> f64 {
    match value.parse() {
        Ok(number) => number,
        Err(_) => panic!("{line}"),
    }
}

fn exists(rendition: &Rendition, file: &str) {
    let found = at_once(rendition, file, Ask::default());
    let some = match &found {
        Ok(Media::Initialisation(bytes)) => !bytes.is_empty(),
        Ok(Media::Segment(parts)) => !parts.is_empty() && parts.iter().all(|part| !part.is_empty()),
        _ => false,
    };
    assert!(some, "{file}: {found:?}");
}

/// The clock by which a player's patience is measured, though none is needed here.
static CLOCK: LazyLock<Option<Runtime>> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().ok());

/// What is named is there without waiting.
fn at_once(rendition: &Rendition, file: &str, ask: Ask) -> Result<Media, NotThere> {
    let _clock = CLOCK.as_ref().map(Runtime::enter);
    let media = pin!(rendition.media(file, ask, Duration::ZERO));
    match media.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(media) => media,
        Poll::Pending => Err(NotThere::Late),
    }
}
