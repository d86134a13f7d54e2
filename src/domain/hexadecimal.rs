//! Bytes as hexadecimal digits, two each, in lower case.

/// The digits of these bytes.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of these digits; none where there is anything else.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let is_digits = text.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !is_digits || !text.len().is_multiple_of(2) {
        return None;
    }
    let digits = |at: usize| text.get(at..at + 2);
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(digits(at)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        assert_eq!(encode(&[0, 10, 255]), "000aff");
        assert_eq!(decode("000aff"), Some(vec![0, 10, 255]));
        assert_eq!(decode(""), Some(Vec::new()));
        for bad in ["0", "0g", "+1", "é1", "ab c"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
