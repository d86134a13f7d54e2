//! Codes of two-factor: six digits, another each 30 seconds (RFC 6238), made of a secret that a person's app shares.

use totp_rs::{Builder, Secret, Totp};

use super::{SealingKey, Timestamp, UserId, hexadecimal};

/// Bytes of a secret (RFC 4226 recommends 160 bits).
const LENGTH: usize = 20;

/// Bytes of a moment.
const MOMENT: usize = 8;

/// How long a secret that was given out waits to be confirmed, in seconds.
const CONFIRM_WITHIN: i64 = 600;

/// What codes are made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OtpSecret([u8; LENGTH]);

/// Hides it.
impl std::fmt::Debug for OtpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OtpSecret(…)")
    }
}

impl OtpSecret {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// In the letters that people type into their app (RFC 4648, base32).
    #[must_use]
    pub fn base32(&self) -> String {
        Secret::new_stack(self.0).to_base32()
    }

    /// The address that apps read from a picture: `otpauth://totp/…`.
    #[must_use]
    pub fn uri(&self, username: &str, instance: &str) -> String {
        // A colon parts the two.
        let issuer = instance.replace(':', " ");
        let code = self.code(
            Builder::new()
                .with_account_name(username)
                .with_issuer(Some(issuer)),
        );
        code.and_then(|code| code.to_url().ok()).unwrap_or_default()
    }

    /// Which step's code this is, the present one's or one beside it: clocks differ. Each step is to be used once.
    #[must_use]
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let seconds = u64::try_from(now.timestamp()).ok()?;
        let step = self
            .code(Builder::new().with_skew(1))?
            .check(code.trim(), seconds)?;
        i64::try_from(step).ok()
    }

    fn code(&self, builder: Builder) -> Option<Totp> {
        builder.with_secret(Secret::new_stack(self.0)).build().ok()
    }

    /// As it is kept for a user.
    #[must_use]
    pub fn seal(&self, key: &SealingKey, user: UserId) -> Option<Vec<u8>> {
        key.seal(&self.0, &kept_for(user))
    }

    /// What was kept for a user; nothing where the server's secret is another one since.
    #[must_use]
    pub fn open(sealed: &[u8], key: &SealingKey, user: UserId) -> Option<Self> {
        let opened = key.open(sealed, &kept_for(user))?;
        opened.try_into().ok().map(Self)
    }

    /// The text with which a user confirms that they have put it into their app. Nothing of it is kept here.
    #[must_use]
    pub fn request(&self, key: &SealingKey, user: UserId, now: Timestamp) -> Option<String> {
        let until = now.timestamp().saturating_add(CONFIRM_WITHIN).to_le_bytes();
        let sealed = key.seal(&[&until[..], &self.0].concat(), &asked_by(user))?;
        Some(hexadecimal::encode(&sealed))
    }

    /// What such a text holds, if it is this user's and not too old.
    #[must_use]
    pub fn requested(text: &str, key: &SealingKey, user: UserId, now: Timestamp) -> Option<Self> {
        if text.len() > 256 {
            return None;
        }
        let opened = key.open(&hexadecimal::decode(text)?, &asked_by(user))?;
        let (until, secret) = opened.split_first_chunk::<MOMENT>()?;
        let is_good = now.timestamp() < i64::from_le_bytes(*until);
        let secret = secret.try_into().ok().map(Self)?;
        is_good.then_some(secret)
    }
}

fn kept_for(user: UserId) -> String {
    format!("two-factor of user {user}")
}

fn asked_by(user: UserId) -> String {
    format!("two-factor asked by user {user}")
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, cut to six digits.
        let secret = OtpSecret(*b"12345678901234567890");
        let at = |seconds| Timestamp::from_timestamp(seconds, 0).unwrap();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(
                secret.step_of(code, at(seconds)),
                Some(seconds / 30),
                "{code}"
            );
            assert_eq!(secret.step_of(code, at(seconds + 30)), Some(seconds / 30));
            assert_eq!(secret.step_of(code, at(seconds + 90)), None);
        }
        for bad in ["", "28708", "2870822", "abcdef", "２８７０８２"] {
            assert_eq!(secret.step_of(bad, at(59)), None, "{bad}");
        }
        assert_eq!(secret.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let uri = secret.uri("ada", "My: videos");
        assert!(uri.starts_with("otpauth://totp/"), "{uri}");
        assert!(
            uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            "{uri}"
        );
    }

    #[test]
    fn what_was_asked_for_is_one_users_for_ten_minutes() {
        let (key, secret) = (SealingKey::of(b"secret"), OtpSecret::random());
        let (ada, bob) = (UserId::new(1), UserId::new(2));
        let now = Timestamp::from_timestamp(1_800_000_000, 0).unwrap();
        let text = secret.request(&key, ada, now).unwrap();
        assert_eq!(OtpSecret::requested(&text, &key, ada, now), Some(secret));
        assert_eq!(OtpSecret::requested(&text, &key, bob, now), None);
        let later = now + TimeDelta::seconds(CONFIRM_WITHIN);
        assert_eq!(OtpSecret::requested(&text, &key, ada, later), None);
        for bad in ["", "xyz", "ab", "é"] {
            assert_eq!(OtpSecret::requested(bad, &key, ada, now), None);
        }
        let kept = secret.seal(&key, ada).unwrap();
        assert_eq!(OtpSecret::open(&kept, &key, ada), Some(secret));
        assert_eq!(OtpSecret::open(&kept, &key, bob), None);
    }
}
