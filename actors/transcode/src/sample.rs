//! What the kernel tells about a running child.

use std::time::Duration;

/// CPU time and memory of a process at one moment, and the bytes that it wrote so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sample {
    pub(crate) cpu: Duration,
    pub(crate) memory: u64,
    pub(crate) written: u64,
}

/// Reads `/proc`; `None` when the process is gone.
pub(crate) async fn sample(pid: u32) -> Option<Sample> {
    let stat = tokio::fs::read_to_string(format!("/proc/{pid}/stat"))
        .await
        .ok()?;
    let io = tokio::fs::read_to_string(format!("/proc/{pid}/io"))
        .await
        .unwrap_or_default();
    let written = io
        .lines()
        .find_map(|line| line.strip_prefix("wchar: ")?.trim().parse().ok())
        .unwrap_or(0);
    let page = u64::try_from(rustix::param::page_size()).ok()?;
    parse(&stat, rustix::param::clock_ticks_per_second(), page)
        .map(|sample| Sample { written, ..sample })
}

/// Fields 14, 15 and 24 of `proc_pid_stat(5)`, counted after the name, which may hold anything.
fn parse(stat: &str, ticks_per_second: u64, page: u64) -> Option<Sample> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    let ticks = number(11)?.saturating_add(number(12)?);
    Some(Sample {
        cpu: Duration::from_millis(ticks.saturating_mul(1000) / ticks_per_second.max(1)),
        memory: number(21)?.saturating_mul(page),
        written: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_spaces_and_brackets_does_not_shift_the_fields() {
        let stat = "42 (a) b) S 1 42 42 0 -1 0 0 0 0 0 150 50 0 0 30 10 3 0 77 99999 512 1844";
        let sample = parse(stat, 100, 4096).unwrap();
        assert_eq!(
            sample,
            Sample {
                cpu: Duration::from_secs(2),
                memory: 512 * 4096,
                written: 0
            }
        );
    }
}
