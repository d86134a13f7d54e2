//! Names of users and channels (schemas `username` and `usernameChannel` of the contract).

/// The name breaks the rule it should follow.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{rule}")]
pub struct BadName {
    rule: &'static str,
}

const USERNAME_RULE: &str = "a username has 1 to 50 characters out of a-z, 0-9, '.' and '_'";
const CHANNEL_RULE: &str =
    "a channel name has 1 to 50 characters out of a-z, A-Z, 0-9, '-', '_', '.' and ':'";

const HANDLE_RULE: &str = "a handle is a name, or name@host";

/// Other servers allow longer names than this one, and the channel that every user gets is longer
/// than the user's name.
const LONGEST_KNOWN: usize = 255;

/// Checks the name of a user to be made here.
///
/// # Errors
/// When it is empty, too long or has other characters.
pub fn check_username(name: &str) -> Result<(), BadName> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_');
    check(name, allowed, USERNAME_RULE)
}

/// Checks the name of a channel to be made here.
///
/// # Errors
/// When it is empty, too long or has other characters.
pub fn check_channel_name(name: &str) -> Result<(), BadName> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    check(name, allowed, CHANNEL_RULE)
}

fn check(name: &str, allowed: impl Fn(char) -> bool, rule: &'static str) -> Result<(), BadName> {
    if (1..=50).contains(&name.len()) && name.chars().all(allowed) {
        Ok(())
    } else {
        Err(BadName { rule })
    }
}

/// `name` or `name@host`, as it stands in paths of accounts and channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle {
    /// The part before the `@`.
    pub name: String,
    /// The host after it; none means ours.
    pub host: Option<super::Host>,
}

impl Handle {
    /// The host, unless it is ours.
    #[must_use]
    pub fn remote_host(&self, own_host: &str) -> Option<&str> {
        let host = self.host.as_ref()?.as_str();
        (!host.eq_ignore_ascii_case(own_host)).then_some(host)
    }

    /// Reads `name` or `name@host`; a leading `@` is allowed.
    ///
    /// # Errors
    /// When either part cannot be one.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        let text = text.strip_prefix('@').unwrap_or(text);
        let (name, host) = match text.split_once('@') {
            Some((name, host)) => (name, Some(host)),
            None => (text, None),
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        if !(1..=LONGEST_KNOWN).contains(&name.len()) || !name.chars().all(allowed) {
            return Err(BadName { rule: HANDLE_RULE });
        }
        let host = host
            .map(super::Host::parse)
            .transpose()
            .map_err(|_| BadName { rule: HANDLE_RULE })?;
        Ok(Self {
            name: name.to_owned(),
            host,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_follow_the_contract() {
        for good in ["root", "a", "chocobozzz", "a.b_c9"] {
            assert!(check_username(good).is_ok(), "{good}");
        }
        for bad in ["", "Root", "a b", "é", "a@b", &"a".repeat(51)] {
            assert!(check_username(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_handle_may_name_its_host() {
        let handle = Handle::parse("Framasoft@Tube.Example:9000").unwrap();
        assert_eq!(handle.name, "Framasoft");
        assert_eq!(handle.host.unwrap().as_str(), "tube.example:9000");
        assert_eq!(Handle::parse("root").unwrap().host, None);
        let longest = format!("{}_channel", "a".repeat(50));
        assert!(Handle::parse(&longest).is_ok());
        assert!(Handle::parse("root@").is_err());
        assert!(Handle::parse("ro/ot@example.org").is_err());
    }
    #[test]
    fn our_own_host_in_a_handle_means_us() {
        let remote = |text: &str| {
            let handle = Handle::parse(text).unwrap();
            handle.remote_host("localhost:9000").map(str::to_owned)
        };
        assert_eq!(remote("root"), None);
        assert_eq!(remote("root@LOCALHOST:9000"), None);
        assert_eq!(remote("root@localhost"), Some("localhost".to_owned()));
    }
}
