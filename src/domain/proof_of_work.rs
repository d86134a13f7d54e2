//! A little work that whoever registers has to do, so that doing it a million times is dear. The work is about the name, so
//! that no proof is good for a second one.

use sha2::{Digest, Sha256};

use super::{Claim, LinkPurpose, LinkSecret, Timestamp};

/// What is signed of a challenge: how much work it asks for.
const fn claim(bits: u32) -> Claim<'static> {
    Claim {
        purpose: LinkPurpose::ProofOfWork,
        about: bits as i64,
        state: "",
    }
}

/// A challenge that asks for so many zero bits, and until when it is good.
#[must_use]
pub fn challenge(secret: &LinkSecret, bits: u32, now: Timestamp) -> (String, Timestamp) {
    let claim = claim(bits);
    (secret.sign(claim, now), now + claim.purpose.lifetime())
}

/// Whether the challenge was ours, asks for so many bits and is still good, and the nonce proves the work for this name.
#[must_use]
pub fn is_accepted(
    secret: &LinkSecret,
    bits: u32,
    username: &str,
    (challenge, nonce): (&str, &str),
    now: Timestamp,
) -> bool {
    secret.accepts(claim(bits), challenge, now) && is_proven(challenge, username, nonce, bits)
}

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
