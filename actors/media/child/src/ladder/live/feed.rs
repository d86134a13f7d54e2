//! What comes through stdin behind the request: a line that says what it is, and its bytes.

use std::io::{BufRead, Read, StdinLock};

use actors_media::{Failure, Feed, MAX_PICTURE_BYTES, MAX_REQUEST_BYTES};

use crate::failure::internal;

/// See the module.
pub(super) struct Feeds<R> {
    input: R,
}

impl Feeds<StdinLock<'static>> {
    /// Those of this process.
    pub(super) fn of_stdin() -> Self {
        Self {
            input: std::io::stdin().lock(),
        }
    }
}

impl<R: BufRead> Feeds<R> {
    /// The next one, or nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<(Feed, Vec<u8>)>, Failure> {
        let refused = |error| internal(format!("what is fed cannot be read: {error}"));
        let mut line = Vec::new();
        let bound = u64::try_from(MAX_REQUEST_BYTES).unwrap_or(u64::MAX);
        let mut bounded = self.input.by_ref().take(bound);
        if bounded.read_until(b'\n', &mut line).map_err(refused)? == 0 {
            return Ok(None);
        }
        let feed: Feed = serde_json::from_slice(&line)
            .map_err(|error| internal(format!("what is fed is unknown: {error}")))?;
        let count = match feed {
            Feed::Picture { bytes, .. } => bytes,
            Feed::Rungs { .. } => 0,
        };
        if count > MAX_PICTURE_BYTES {
            return Err(internal("a picture of a live is too large"));
        }
        let mut bytes = vec![0; count];
        self.input.read_exact(&mut bytes).map_err(refused)?;
        Ok(Some((feed, bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_read_with_their_bytes_and_within_bounds() {
        let picture = r#"{"feed":"picture","timeMs":1,"compositionMs":0,"key":true,"bytes":3}"#;
        let text = format!("{picture}\nabc{{\"feed\":\"rungs\",\"resolutions\":[240]}}\n");
        let mut feeds = Feeds {
            input: text.as_bytes(),
        };
        let (feed, bytes) = feeds.next().unwrap().unwrap();
        assert!(matches!(feed, Feed::Picture { key: true, .. }));
        assert_eq!(bytes, b"abc");
        let (feed, _) = feeds.next().unwrap().unwrap();
        assert_eq!(
            feed,
            Feed::Rungs {
                resolutions: vec![240]
            }
        );
        assert!(feeds.next().unwrap().is_none());
        let large = picture.replace(":3}", ":99999999999}");
        for bad in [
            "nonsense\n",
            &format!("{picture}\nab"),
            &format!("{large}\n"),
        ] {
            let mut feeds = Feeds {
                input: bad.as_bytes(),
            };
            assert!(feeds.next().is_err(), "{bad}");
        }
    }
}
