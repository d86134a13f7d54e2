//! The numbers of the actors, per service, as Prometheus reads them.

use actors_kernel::{Counts, Root};

use super::metrics::{Kind, MetricError, Metrics};

type Read = fn(&Counts) -> u64;

/// Name, kind, help, and where the number is.
const NUMBERS: [(&str, Kind, &str, Read); 9] = [
    (
        "tributary_actors_alive",
        Kind::Gauge,
        "Actors alive.",
        |counts| counts.alive,
    ),
    (
        "tributary_actors_spawned_total",
        Kind::Counter,
        "Actors started.",
        |counts| counts.spawned,
    ),
    (
        "tributary_actors_restarted_total",
        Kind::Counter,
        "Actors started in place of one that failed.",
        |counts| counts.restarted,
    ),
    (
        "tributary_actors_parked",
        Kind::Gauge,
        "Keys left down for a while after repeated failures.",
        |counts| counts.parked,
    ),
    (
        "tributary_actors_queue_depth",
        Kind::Gauge,
        "Messages waiting or being handled.",
        |counts| counts.queue_depth,
    ),
    (
        "tributary_actors_messages_handled_total",
        Kind::Counter,
        "Messages handled to the end.",
        |counts| counts.handled,
    ),
    (
        "tributary_actors_messages_refused_total",
        Kind::Counter,
        "Messages refused because a queue was full or the key parked.",
        |counts| counts.refused,
    ),
    (
        "tributary_actors_messages_expired_total",
        Kind::Counter,
        "Messages whose deadline passed before they were handled.",
        |counts| counts.expired,
    ),
    (
        "tributary_actors_messages_lost_total",
        Kind::Counter,
        "Messages taken, but lost with an actor that failed.",
        |counts| counts.lost,
    ),
];

/// Adds the numbers of every service below `root`, those started later too.
///
/// # Errors
/// When a name is taken: it was called twice.
pub fn register_kernel(metrics: &Metrics, root: &Root) -> Result<(), MetricError> {
    for (name, kind, help, number) in NUMBERS {
        let root = root.clone();
        #[expect(
            clippy::cast_precision_loss,
            reason = "Prometheus has no other numbers"
        )]
        let read = move || {
            let services = root.counts().into_iter();
            services
                .map(|(service, counts)| (vec![service], number(&counts) as f64))
                .collect()
        };
        metrics.observe(kind, name, help, &["service"], read)?;
    }
    Ok(())
}
