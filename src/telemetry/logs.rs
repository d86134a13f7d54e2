//! Log lines on standard error: for people on a terminal, as JSON for machines.
//!
//! The span of a request carries `request_id`; both forms print it on every line within.

use std::io::IsTerminal as _;

use tracing_subscriber::{EnvFilter, Layer, layer::SubscriberExt as _};

use crate::config::{
    Log,
    value::{LogFormat, LogLevel},
};

/// Crates that speak of every packet; held to warnings unless RUST_LOG says otherwise.
const QUIET: [&str; 4] = [
    "actix_http=warn",
    "actix_server=warn",
    "h2=warn",
    "sqlx=warn",
];

/// The logs cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// RUST_LOG is set and makes no sense.
    #[error("RUST_LOG: {0}; write for instance info or tributary=debug,sqlx=warn")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// This process logs already.
    #[error(transparent)]
    Started(#[from] tracing::subscriber::SetGlobalDefaultError),
}

/// Starts the logs of this process; `directives` is what RUST_LOG says, where it is set.
///
/// # Errors
/// When `directives` make no sense, or the logs were started before.
pub fn start(log: &Log, directives: Option<&str>) -> Result<(), LogError> {
    let terminal = std::io::stderr().is_terminal();
    let json = writes_json(log.format, terminal);
    let layer = lines(json, terminal, std::io::stderr);
    let filter = filter(log.level, directives)?;
    let subscriber = tracing_subscriber::registry().with(filter).with(layer);
    tracing::subscriber::set_global_default(subscriber)?;
    Ok(())
}

const fn writes_json(format: LogFormat, terminal: bool) -> bool {
    match format {
        LogFormat::Json => true,
        LogFormat::Human => false,
        LogFormat::Auto => !terminal,
    }
}

fn filter(level: LogLevel, directives: Option<&str>) -> Result<EnvFilter, LogError> {
    let own = || {
        let mut parts = vec![level.word()];
        // Who asks for debug or trace wants to know what happens here, not in every library.
        parts.extend(QUIET);
        parts.join(",")
    };
    let text = directives
        .filter(|text| !text.is_empty())
        .map_or_else(own, str::to_owned);
    Ok(EnvFilter::try_new(text)?)
}

/// The layer that writes; its subscriber decides what.
fn lines<S, W>(json: bool, colours: bool, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
    W: for<'a> tracing_subscriber::fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    if json {
        layer
            .json()
            .flatten_event(true)
            .with_span_list(true)
            .with_current_span(false)
            .boxed()
    } else {
        layer.with_ansi(colours).boxed()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("not poisoned").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(json: bool, level: LogLevel, log: impl FnOnce()) -> String {
        let memory = Memory::default();
        let writer = memory.clone();
        let subscriber = tracing_subscriber::registry()
            .with(filter(level, None).expect("levels are directives"))
            .with(lines(json, false, move || writer.clone()));
        tracing::subscriber::with_default(subscriber, log);
        let bytes = memory.0.lock().expect("not poisoned").clone();
        String::from_utf8(bytes).expect("lines are text")
    }

    fn one_request() {
        let span = tracing::info_span!("request", request_id = "r-1");
        let _entered = span.enter();
        tracing::info!(video = 7, "published");
    }

    #[test]
    fn a_json_line_is_one_object_with_the_request_id() {
        let text = written(true, LogLevel::Info, one_request);
        let line: serde_json::Value = serde_json::from_str(&text).expect("one object");
        assert_eq!(line["message"], "published");
        assert_eq!(line["video"], 7);
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["spans"][0]["request_id"], "r-1");
    }

    #[test]
    fn a_line_for_people_has_the_request_id_and_no_colours_off_a_terminal() {
        let text = written(false, LogLevel::Info, one_request);
        assert!(
            text.contains("published") && text.contains("request_id=\"r-1\""),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn the_level_leaves_out_what_is_below_it() {
        let text = written(false, LogLevel::Warn, one_request);
        assert_eq!(text, "");
    }

    #[test]
    fn auto_is_json_off_a_terminal_alone() {
        assert!(writes_json(LogFormat::Auto, false));
        assert!(!writes_json(LogFormat::Auto, true));
        assert!(writes_json(LogFormat::Json, true));
        assert!(!writes_json(LogFormat::Human, false));
    }

    #[test]
    fn a_filter_of_the_environment_decides_instead_of_the_level() {
        let own = filter(LogLevel::Info, Some("tributary=trace")).expect("it is a filter");
        assert_eq!(own.to_string(), "tributary=trace");
        assert!(filter(LogLevel::Info, Some("tributary=loud")).is_err());
    }
}
