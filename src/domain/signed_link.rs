//! Links of mails that prove that a mail was read: signed with the server's secret, for a time, and good once. Nothing of
//! them is kept: what a link changes is part of what is signed, so that a used one fits no more.

use chrono::TimeDelta;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{Timestamp, hexadecimal, keyed_hash::keyed_hash};

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Choosing another password.
    ResetPassword,
    /// Confirming the address of a user.
    VerifyEmail,
    /// Confirming the address that a user wants to have instead.
    VerifyNewEmail,
    /// Confirming the address of somebody who asks to become a user.
    VerifyRegistration,
    /// A proof of work for a registration.
    ProofOfWork,
}

impl LinkPurpose {
    const fn word(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset-password",
            Self::VerifyEmail => "verify-email",
            Self::VerifyNewEmail => "verify-new-email",
            Self::VerifyRegistration => "verify-registration",
            Self::ProofOfWork => "proof-of-work",
        }
    }

    /// How long such a link is good.
    #[must_use]
    pub const fn lifetime(self) -> TimeDelta {
        match self {
            Self::ResetPassword => TimeDelta::hours(1),
            Self::VerifyEmail | Self::VerifyNewEmail | Self::VerifyRegistration => {
                TimeDelta::hours(24)
            }
            Self::ProofOfWork => TimeDelta::minutes(10),
        }
    }
}

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// What for.
    pub purpose: LinkPurpose,
    /// The number of whom it is about.
    pub about: i64,
    /// What is as it was until the link has been used.
    pub state: &'a str,
}

/// What links are signed with; made of the server's secret.
#[derive(Clone)]
pub struct LinkSecret(Hmac<Sha256>);

impl std::fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkSecret")
    }
}

impl LinkSecret {
    /// That of a server with this secret.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        Self(keyed_hash(secret, "link"))
    }

    /// The text that stands in the link: hexadecimal digits and a point.
    #[must_use]
    pub fn sign(&self, claim: Claim<'_>, now: Timestamp) -> String {
        let expires_at = (now + claim.purpose.lifetime()).timestamp();
        let signature = self.mac(claim, expires_at).finalize().into_bytes();
        format!("{expires_at:x}.{}", hexadecimal::encode(&signature))
    }

    /// Whether this text was signed for this claim, and is still good.
    #[must_use]
    pub fn accepts(&self, claim: Claim<'_>, text: &str, now: Timestamp) -> bool {
        let Some((expires_at, signature)) = text.split_once('.') else {
            return false;
        };
        let Ok(expires_at) = i64::from_str_radix(expires_at, 16) else {
            return false;
        };
        let Some(signature) = hexadecimal::decode(signature) else {
            return false;
        };
        let is_ours = self.mac(claim, expires_at).verify_slice(&signature).is_ok();
        is_ours && now.timestamp() < expires_at
    }

    fn mac(&self, claim: Claim<'_>, expires_at: i64) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(claim.purpose.word().as_bytes());
        mac.update(&claim.about.to_le_bytes());
        mac.update(&expires_at.to_le_bytes());
        mac.update(claim.state.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CLAIM: Claim<'static> = Claim {
        purpose: LinkPurpose::ResetPassword,
        about: 7,
        state: "hash",
    };

    fn now() -> Timestamp {
        Timestamp::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn a_link_is_good_for_its_time_and_its_claim_alone() {
        let secret = LinkSecret::of(b"secret");
        let text = secret.sign(CLAIM, now());
        assert!(secret.accepts(CLAIM, &text, now()));
        let others = [
            Claim { about: 8, ..CLAIM },
            Claim {
                state: "new hash",
                ..CLAIM
            },
            Claim {
                purpose: LinkPurpose::VerifyEmail,
                ..CLAIM
            },
        ];
        for other in others {
            assert!(!secret.accepts(other, &text, now()), "{other:?}");
        }
        assert!(!LinkSecret::of(b"other").accepts(CLAIM, &text, now()));
        let later = now() + TimeDelta::hours(1);
        assert!(!secret.accepts(CLAIM, &text, later));
        assert!(secret.accepts(CLAIM, &text, later - TimeDelta::seconds(1)));
        // Nobody makes it good for longer.
        let (_, signature) = text.split_once('.').unwrap();
        assert!(!secret.accepts(CLAIM, &format!("ffffffff.{signature}"), now()));
    }

    proptest! {
        #[test]
        fn no_other_text_is_good(text in "\\PC{0,90}") {
            prop_assert!(!LinkSecret::of(b"secret").accepts(CLAIM, &text, now()));
        }
    }
}
