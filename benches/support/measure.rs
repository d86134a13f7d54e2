//! What the benches of live measure with: this process's own account, and the spread of what was seen.

use serde_json::{Value, json};

/// User and system time of this process in seconds (100 ticks a second).
pub(crate) fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = text.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |place: usize| fields[place].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}

/// How many there are, the middle, the 99th percentile and the most, in the unit of the values.
pub(crate) fn spread(mut values: Vec<f64>) -> Value {
    values.sort_by(f64::total_cmp);
    let at = |part: f64| {
        let last = values.len().checked_sub(1)?;
        Some(values[(last as f64 * part).round() as usize])
    };
    json!({ "count": values.len(), "p50": at(0.5), "p99": at(0.99), "max": at(1.0) })
}
