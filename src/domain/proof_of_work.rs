//! A little work that whoever registers has to do, so that doing it a million times is dear. The work is about the name, so
//! that no proof is good for a second one.

use sha2::{Digest, Sha256};

/// Whether the SHA-256 of `{challenge}:{username}:{nonce}` begins with so many zero bits.
#[must_use]
pub fn is_proven(challenge: &str, username: &str, nonce: &str, bits: u32) -> bool {
    let digest = Sha256::digest(format!("{challenge}:{username}:{nonce}"));
    let mut zeros = 0;
    for byte in digest {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_found_and_good_for_its_name_alone() {
        let nonce = (0..).find(|nonce: &u32| is_proven("c", "ada", &nonce.to_string(), 10));
        let nonce = nonce.unwrap().to_string();
        assert!(is_proven("c", "ada", &nonce, 10));
        assert!(is_proven("c", "ada", "anything", 0));
        let others = [("d", "ada"), ("c", "bob")];
        assert!(
            others
                .iter()
                .any(|(challenge, name)| !is_proven(challenge, name, &nonce, 10))
        );
        assert!(!is_proven("c", "ada", &nonce, 257));
    }
}
