//! What it costs to write an answer as JSON from memory: `serialise FILE COUNT` reads the answer from FILE, serialises it
//! COUNT times, and prints the CPU seconds of that. The peer of the lists in `scripts/bench`.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot be set up has failed"
)]

fn main() {
    let mut arguments = std::env::args().skip(1);
    // Cargo hands `--bench` to what it runs itself; this is run by the script, with two arguments.
    let (Some(file), Some(count)) = (arguments.next(), arguments.next()) else {
        return;
    };
    let count: u64 = count.parse().unwrap();
    let value: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let before = cpu_seconds();
    let mut bytes = 0;
    for _ in 0..count {
        bytes += serde_json::to_vec(&value).unwrap().len();
    }
    println!("{} {bytes}", cpu_seconds() - before);
}

/// User and system time of this process, of its own account in /proc (100 ticks a second).
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = text.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).unwrap().parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}
