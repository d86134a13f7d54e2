//! Where the key stands: encoders put it into the application or into the stream's name.

/// The application that is published to.
const APPLICATION: &str = "live";

/// The key in `live` + KEY, `live/KEY` + nothing, or either with `?query` behind it. `None` for anything else.
pub(super) fn key(application: &str, stream: &str) -> Option<String> {
    let (application, _query) = split_query(application);
    let (stream, _query) = split_query(stream);
    let application = application.trim_matches('/');
    let stream = stream.trim_matches('/');
    let key = match application.strip_prefix(APPLICATION)?.strip_prefix('/') {
        Some(key) if stream.is_empty() => key,
        None if application == APPLICATION => stream,
        _ => return None,
    };
    (!key.is_empty() && key.len() <= 128 && !key.contains('/')).then(|| key.to_owned())
}

fn split_query(text: &str) -> (&str, &str) {
    text.split_once('?').unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn a_key_is_found_in_every_form_that_encoders_use() {
        for (application, stream) in [
            ("live", "KEY"),
            ("live/", "KEY"),
            ("live/KEY", ""),
            ("live", "KEY?bitrate=2500"),
            ("live/KEY?a=b", ""),
            ("live?a=b", "KEY"),
            ("/live", "/KEY"),
        ] {
            assert_eq!(
                key(application, stream).as_deref(),
                Some("KEY"),
                "{application} {stream}"
            );
        }
    }

    #[test]
    fn anything_else_is_no_key() {
        for (application, stream) in [
            ("", "KEY"),
            ("live", ""),
            ("live", "?KEY"),
            ("liveKEY", ""),
            ("vod", "KEY"),
            ("live/a", "b"),
            ("live", "a/b"),
        ] {
            assert_eq!(key(application, stream), None, "{application} {stream}");
        }
        assert_eq!(key("live", &"k".repeat(129)), None);
    }
}
