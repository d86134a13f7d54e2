//! From the byte stream of H.264 that encoders write to what MP4 has: units with their lengths before them, and the
//! record that describes them (ITU-T H.264, annex B; ISO/IEC 14496-15, section 5.3).

/// The units of a byte stream, without what separates them.
fn units(stream: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = after_start(stream);
    std::iter::from_fn(move || {
        let now = rest?;
        let (unit, next) = match start_in(now) {
            Some(place) => (now.get(..place)?, after_start(now.get(place..)?)),
            None => (now, None),
        };
        rest = next;
        // Zeros before the next start belong to it.
        let end = unit
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1);
        unit.get(..end)
    })
    .filter(|unit| !unit.is_empty())
}

fn start_in(bytes: &[u8]) -> Option<usize> {
    bytes.windows(3).position(|three| three == [0, 0, 1])
}

fn after_start(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(start_in(bytes)? + 3..)
}

/// The units of a picture with their lengths of four bytes before them.
pub(super) fn with_lengths(stream: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(stream.len() + 16);
    for unit in units(stream) {
        let length = u32::try_from(unit.len()).unwrap_or(u32::MAX);
        written.extend_from_slice(&length.to_be_bytes());
        written.extend_from_slice(unit);
    }
    written
}

/// The record of these parameter sets; `None` where one is missing.
pub(super) fn record(setup: &[u8]) -> Option<Vec<u8>> {
    let of_kind = |kind: u8| {
        let all =
            units(setup).filter(move |unit| unit.first().is_some_and(|head| head & 31 == kind));
        all.collect::<Vec<_>>()
    };
    let (sequences, pictures) = (of_kind(7), of_kind(8));
    let [profile, compatibility, level] = *sequences.first()?.get(1..4)?.first_chunk::<3>()?;
    let mut record = vec![1, profile, compatibility, level, 0xff];
    let mut sets = |reserved: u8, sets: &[&[u8]]| {
        record.push(reserved | u8::try_from(sets.len()).ok()?);
        for set in sets {
            record.extend_from_slice(&u16::try_from(set.len()).ok()?.to_be_bytes());
            record.extend_from_slice(set);
        }
        (!sets.is_empty()).then_some(())
    };
    sets(0xe0, &sequences)?;
    sets(0, &pictures)?;
    if matches!(profile, 100 | 110 | 122 | 244) {
        // 4:2:0 with eight bits, which is all that is encoded here; no extensions.
        record.extend_from_slice(&[0xfd, 0xf8, 0xf8, 0]);
    }
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_get_lengths_whatever_separates_them() {
        let stream = [
            0, 0, 0, 1, 0x67, 5, 0, 0, 1, 0x68, 0, 3, 0, 0, 0, 1, 0x65, 9,
        ];
        let expected = [
            0, 0, 0, 2, 0x67, 5, 0, 0, 0, 3, 0x68, 0, 3, 0, 0, 0, 2, 0x65, 9,
        ];
        assert_eq!(with_lengths(&stream), expected);
        assert!(with_lengths(&[7, 7]).is_empty());
    }

    #[test]
    fn a_record_has_both_parameter_sets() {
        let setup = [0, 0, 0, 1, 0x67, 77, 64, 30, 9, 0, 0, 1, 0x68, 1];
        let expected = [
            1, 77, 64, 30, 0xff, 0xe1, 0, 5, 0x67, 77, 64, 30, 9, 1, 0, 2, 0x68, 1,
        ];
        assert_eq!(record(&setup).unwrap(), expected);
        assert_eq!(record(&setup[..9]), None);
    }
}
