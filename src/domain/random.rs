//! Texts that nobody can guess: tokens, the OAuth client's pair, made-up passwords. From the
//! generator of the operating system, reseeded by `rand`.

use super::{hexadecimal, password::Password};

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Without what is mistaken for something else when read aloud or copied by hand.
const READABLE: &[u8] = b"abcdefghijkmnopqrstuvwxyz23456789";
/// 100 bits with [`READABLE`].
const PASSWORD_LENGTH: usize = 20;

/// 256 random bits as 64 hexadecimal digits.
#[must_use]
pub fn token() -> String {
    hexadecimal::encode(&rand::random::<[u8; 32]>())
}

/// Lower-case letters and digits.
#[must_use]
pub fn lowercase_alphanumeric(length: usize) -> String {
    of(LOWER, length)
}

/// Letters and digits.
#[must_use]
pub fn alphanumeric(length: usize) -> String {
    of(MIXED, length)
}

/// A password that a person can copy by hand.
#[must_use]
pub fn password() -> Password {
    Password::to_compare(of(READABLE, PASSWORD_LENGTH))
}

fn of(alphabet: &[u8], length: usize) -> String {
    (0..length)
        .filter_map(|_| alphabet.get(rand::random_range(0..alphabet.len())))
        .map(|&letter| char::from(letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_alphabets_are_those_of_the_contract() {
        let (id, secret) = (lowercase_alphanumeric(32), alphanumeric(32));
        assert_eq!((id.len(), secret.len(), token().len()), (32, 32, 64));
        assert!(id.bytes().all(|byte| LOWER.contains(&byte)));
        assert!(secret.bytes().all(|byte| MIXED.contains(&byte)));
        assert!(Password::new(password().reveal().to_owned()).is_ok());
        assert_ne!(token(), token());
    }
}
