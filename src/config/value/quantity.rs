//! Texts of numbers with units, such as `1 hour 30 minutes` and `1GB 512MB`.

/// The sum of each number times its unit; `unit` says what a unit's name stands for, and an empty
/// name what a number alone means. Nothing when a part is malformed or the sum too large.
pub(super) fn sum(text: &str, unit: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    if rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return rest.parse::<u64>().ok()?.checked_mul(unit("")?);
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |c| !c.is_ascii_digit());
        let (name, next) = split_where(after.trim_start(), |c| !c.is_ascii_alphabetic());
        if name.is_empty() {
            return None;
        }
        let factor = unit(&name.to_ascii_lowercase())?;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(factor)?)?;
        rest = next.trim_start();
    }
    Some(total)
}

fn split_where(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}

/// `value` in the largest of `units` (largest first) that divides it, and that unit's index.
pub(super) fn largest_unit<'a>(value: u64, units: &'a [(&'a str, u64)]) -> Option<(u64, &'a str)> {
    units
        .iter()
        .find(|(_, factor)| value != 0 && value.is_multiple_of(*factor))
        .map(|(name, factor)| (value / factor, *name))
}
