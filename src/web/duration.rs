//! How a duration is written: for people (`1:02:03`) and for machines (ISO 8601, `PT1H2M3S`).

fn parts(seconds: u64) -> (u64, u64, u64) {
    (seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `0:09`, `12:05`, `1:02:03`.
pub(super) fn clock(seconds: u64) -> String {
    match parts(seconds) {
        (0, minutes, rest) => format!("{minutes}:{rest:02}"),
        (hours, minutes, rest) => format!("{hours}:{minutes:02}:{rest:02}"),
    }
}

/// `PT9S`, `PT12M5S`, `PT1H2M3S`.
pub(super) fn iso8601(seconds: u64) -> String {
    match parts(seconds) {
        (0, 0, rest) => format!("PT{rest}S"),
        (0, minutes, rest) => format!("PT{minutes}M{rest}S"),
        (hours, minutes, rest) => format!("PT{hours}H{minutes}M{rest}S"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_for_people_and_for_machines() {
        let cases = [
            (0, "0:00", "PT0S"),
            (9, "0:09", "PT9S"),
            (725, "12:05", "PT12M5S"),
            (3723, "1:02:03", "PT1H2M3S"),
        ];
        for (seconds, people, machines) in cases {
            assert_eq!(
                (clock(seconds).as_str(), iso8601(seconds).as_str()),
                (people, machines)
            );
        }
    }
}
