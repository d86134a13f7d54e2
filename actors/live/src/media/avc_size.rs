//! The size of H.264 pictures, from the sequence parameter set (ITU-T H.264, section 7.3.2.1.1); mp4-atom keeps its own
//! reading of it to itself.

use mp4_atom::Avcc;

/// Pixels across and down once the edges are cut; `None` if the set is damaged.
pub(super) fn of(avcc: &Avcc) -> Option<(u16, u16)> {
    let unit = avcc.sequence_parameter_sets.first()?;
    // Behind the unit's header; the bytes that keep start codes out are no part of it.
    let plain = without_emulation(unit.get(1..)?);
    let profile = *plain.first()?;
    let mut bits = Bits {
        bytes: plain.get(3..)?,
        place: 0,
    };
    bits.unsigned()?;
    let chroma = match profile {
        100 | 110 | 122 | 244 | 44 | 83 | 86 | 118 | 128 | 138 | 139 | 134 | 135 => {
            high(&mut bits)?
        }
        _ => 1,
    };
    bits.unsigned()?;
    match bits.unsigned()? {
        0 => {
            bits.unsigned()?;
        }
        1 => {
            bits.bit()?;
            bits.unsigned()?;
            bits.unsigned()?;
            for _ in 0..bits.unsigned()?.min(255) {
                bits.unsigned()?;
            }
        }
        _ => {}
    }
    bits.unsigned()?;
    bits.bit()?;
    let across = bits.unsigned()?.checked_add(1)?.checked_mul(16)?;
    let units = bits.unsigned()?.checked_add(1)?.checked_mul(16)?;
    let frames_only = bits.bit()?;
    let fields = if frames_only { 1 } else { 2 };
    if !frames_only {
        bits.bit()?;
    }
    bits.bit()?;
    let down = units.checked_mul(fields)?;
    let (cut_across, cut_down) = match bits.bit()? {
        true => cut(&mut bits, chroma, fields)?,
        false => (0, 0),
    };
    let width = u16::try_from(across.checked_sub(cut_across)?).ok()?;
    let height = u16::try_from(down.checked_sub(cut_down)?).ok()?;
    (width > 0 && height > 0).then_some((width, height))
}

/// What only the high profiles say; answers the format of their colours.
fn high(bits: &mut Bits<'_>) -> Option<u32> {
    let chroma = bits.unsigned()?;
    if chroma == 3 {
        bits.bit()?;
    }
    bits.unsigned()?;
    bits.unsigned()?;
    bits.bit()?;
    if bits.bit()? {
        for list in 0..if chroma == 3 { 12 } else { 8 } {
            if bits.bit()? {
                scaling_list(bits, if list < 6 { 16 } else { 64 })?;
            }
        }
    }
    Some(chroma)
}

fn scaling_list(bits: &mut Bits<'_>, length: u32) -> Option<()> {
    let (mut last, mut next) = (8_i64, 8_i64);
    for _ in 0..length {
        if next != 0 {
            next = (last + bits.signed()?).rem_euclid(256);
        }
        last = if next == 0 { last } else { next };
    }
    Some(())
}

fn cut(bits: &mut Bits<'_>, chroma: u32, fields: u32) -> Option<(u32, u32)> {
    let (x, y) = match chroma {
        1 => (2, 2 * fields),
        2 => (2, fields),
        _ => (1, fields),
    };
    let across = bits.unsigned()?.checked_add(bits.unsigned()?)?;
    let down = bits.unsigned()?.checked_add(bits.unsigned()?)?;
    Some((across.checked_mul(x)?, down.checked_mul(y)?))
}

fn without_emulation(unit: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(unit.len());
    let mut zeros = 0;
    for byte in unit {
        if zeros >= 2 && *byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        plain.push(*byte);
    }
    plain
}

struct Bits<'a> {
    bytes: &'a [u8],
    place: usize,
}

impl Bits<'_> {
    fn bit(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.place / 8)?;
        let bit = byte >> (7 - self.place % 8) & 1;
        self.place += 1;
        Some(bit == 1)
    }

    /// An Exp-Golomb code.
    fn unsigned(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.bit()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        let mut number = 1_u64;
        for _ in 0..zeros {
            number = number << 1 | u64::from(self.bit()?);
        }
        u32::try_from(number - 1).ok()
    }

    fn signed(&mut self) -> Option<i64> {
        let code = i64::from(self.unsigned()?);
        Some(if code % 2 == 1 {
            (code + 1) / 2
        } else {
            -(code / 2)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(set: &[u8]) -> Option<(u16, u16)> {
        of(&Avcc {
            sequence_parameter_sets: vec![set.to_vec()],
            ..Avcc::default()
        })
    }

    #[test]
    fn the_edges_are_cut() {
        let hd = [
            0x67, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0xc0, 0x44, 0x00,
            0x00, 0x03, 0x00, 0x04, 0x00, 0x00, 0x03, 0x00, 0xf0, 0x3c, 0x60, 0xc6, 0x58,
        ];
        assert_eq!(size(&hd), Some((1920, 1080)));
    }

    #[test]
    fn a_damaged_set_has_no_size() {
        assert_eq!(size(&[0x67, 0x64, 0x00]), None);
        assert_eq!(size(&[0x67, 0x64, 0, 0x28, 0, 0, 0, 0, 0, 0, 0]), None);
        assert_eq!(size(&[]), None);
    }
}
