//! Public ids of videos and playlists: a UUIDv4 and its short form.
//!
//! The short form is the UUID as one big number in base 58, padded to 22 characters
//! (FACTS.md has a true pair).

use std::str::FromStr;

const ALPHABET: &[u8; 58] = b"123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
const SHORT_LENGTH: usize = 22;

/// A UUID that clients see, in long or short form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublicUuid(uuid::Uuid);

impl PublicUuid {
    /// A new random one.
    #[must_use]
    pub fn random() -> Self {
        Self(uuid::Uuid::new_v4())
    }

    /// As the database stores it.
    #[must_use]
    pub const fn as_uuid(self) -> uuid::Uuid {
        self.0
    }

    /// The 22 characters of base 58.
    #[must_use]
    pub fn short(self) -> String {
        let mut rest = self.0.as_u128();
        let mut digits = [b'1'; SHORT_LENGTH];
        for digit in digits.iter_mut().rev() {
            let index = usize::try_from(rest % 58).unwrap_or_default();
            *digit = ALPHABET.get(index).copied().unwrap_or(b'1');
            rest /= 58;
        }
        digits.iter().map(|&digit| char::from(digit)).collect()
    }

    fn from_short(text: &str) -> Option<Self> {
        if text.len() != SHORT_LENGTH {
            return None;
        }
        let mut number: u128 = 0;
        for byte in text.bytes() {
            let digit = ALPHABET.iter().position(|&letter| letter == byte)?;
            number = number
                .checked_mul(58)?
                .checked_add(u128::try_from(digit).ok()?)?;
        }
        Some(Self(uuid::Uuid::from_u128(number)))
    }
}

impl From<uuid::Uuid> for PublicUuid {
    fn from(uuid: uuid::Uuid) -> Self {
        Self(uuid)
    }
}

impl std::fmt::Display for PublicUuid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// The text is neither a hyphenated UUID nor a short one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID, long or short")]
pub struct NotAUuid;

impl FromStr for PublicUuid {
    type Err = NotAUuid;

    fn from_str(text: &str) -> Result<Self, NotAUuid> {
        if text.len() == 36 {
            return uuid::Uuid::parse_str(text).map(Self).map_err(|_| NotAUuid);
        }
        Self::from_short(text).ok_or(NotAUuid)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_pair_of_the_contract_is_a_pair() {
        let long: PublicUuid = "fbbaeaa6-a991-46e1-975a-0e0c9a5ae576".parse().unwrap();
        assert_eq!(long.short(), "x5UYbpu7ayHF1drYdjS6nh");
        assert_eq!("x5UYbpu7ayHF1drYdjS6nh".parse(), Ok(long));
    }

    #[test]
    fn what_is_no_uuid_is_refused() {
        for text in [
            "",
            "1",
            "0OIl",
            "ZZZZZZZZZZZZZZZZZZZZZZ",
            "../../etc/passwd",
        ] {
            assert_eq!(text.parse::<PublicUuid>(), Err(NotAUuid), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_short_form_leads_back_to_its_uuid(number: u128) {
            let uuid = PublicUuid(uuid::Uuid::from_u128(number));
            prop_assert_eq!(uuid.short().len(), SHORT_LENGTH);
            prop_assert_eq!(uuid.short().parse(), Ok(uuid));
            prop_assert_eq!(uuid.to_string().parse(), Ok(uuid));
        }
    }
}
