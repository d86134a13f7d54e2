//! The numbers of the counting of views, as Prometheus reads them.

use actors_views::{ViewNumbers, Views};

use super::metrics::{Kind, MetricError, Metrics};

type Read = fn(&ViewNumbers) -> u64;

/// Name, kind, help, and where the number is.
const NUMBERS: [(&str, Kind, &str, Read); 8] = [
    (
        "tributary_views_hits_total",
        Kind::Counter,
        "What players said while somebody watched.",
        |numbers| numbers.hits,
    ),
    (
        "tributary_views_viewers",
        Kind::Gauge,
        "Viewers of whom is known which parts they have watched.",
        |numbers| numbers.viewers,
    ),
    (
        "tributary_views_folded_total",
        Kind::Counter,
        "Viewers whose parts were forgotten to save memory (views.max_active_viewers).",
        |numbers| numbers.folded,
    ),
    (
        "tributary_views_flushes_total",
        Kind::Counter,
        "Times that counts were written to the database.",
        |numbers| numbers.flushes,
    ),
    (
        "tributary_views_flushed_videos_total",
        Kind::Counter,
        "Videos whose counts were written, once per time.",
        |numbers| numbers.flushed_videos,
    ),
    (
        "tributary_views_failed_flushes_total",
        Kind::Counter,
        "Times that counts could not be written.",
        |numbers| numbers.failed_flushes,
    ),
    (
        "tributary_views_journal_behind_bytes",
        Kind::Gauge,
        "Bytes that the disk of the journal has refused so far.",
        |numbers| numbers.journal_behind,
    ),
    (
        "tributary_views_at_rest",
        Kind::Gauge,
        "Videos that nobody watches and whose views are remembered.",
        |numbers| numbers.at_rest,
    ),
];

/// Registers the numbers.
///
/// # Errors
/// When a name is taken.
pub fn register_views(metrics: &Metrics, views: &Views) -> Result<(), MetricError> {
    for (name, kind, help, read) in NUMBERS {
        let views = views.clone();
        metrics.observe(kind, name, help, &[], move || {
            vec![(Vec::new(), read(&views.numbers()) as f64)]
        })?;
    }
    Ok(())
}
