//! Host names, web addresses and ranges of IP addresses.

use std::{fmt, net::IpAddr, ops::Deref, str::FromStr};

use ipnet::IpNet;
use url::Url;

use crate::config::node::Node;

use super::{Leaf, scalar::quoted};

/// A host name or an IP address, without port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostName(String);

impl HostName {
    /// This machine alone can reach it.
    #[must_use]
    pub fn loopback() -> Self {
        Self("127.0.0.1".to_owned())
    }

    /// The name under which people reach a server on their own machine.
    #[must_use]
    pub fn localhost() -> Self {
        Self("localhost".to_owned())
    }

    /// Every address of this machine, of both families where the system allows.
    #[must_use]
    pub fn every_address() -> Self {
        Self("::".to_owned())
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it stands in a URL: IPv6 addresses in brackets.
    #[must_use]
    pub fn in_url(&self) -> String {
        if self.0.contains(':') {
            format!("[{}]", self.0)
        } else {
            self.0.clone()
        }
    }
}

impl Deref for HostName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Leaf for HostName {
    fn accepted() -> String {
        "a host name or an IP address, without scheme and port".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        let text = node.text()?.to_ascii_lowercase();
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let name = text.len() <= 253 && text.split('.').all(label);
        (name || IpAddr::from_str(&text).is_ok()).then_some(Self(text))
    }

    fn show(&self) -> String {
        quoted(&self.0)
    }
}

/// An http or https address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebUrl(Url);

impl WebUrl {
    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Leaf for WebUrl {
    fn accepted() -> String {
        "an address that begins with http:// or https://".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        let url = Url::parse(node.text()?).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(Self(url))
    }

    fn show(&self) -> String {
        quoted(self.0.as_str())
    }
}

/// A range of IP addresses; a single address is a range of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr(IpNet);

impl Cidr {
    /// Whether `address` lies in the range; an IPv4 address in IPv6 form counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    fn read(text: &str) -> Option<Self> {
        let net = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        net.ok().map(Self)
    }
}

impl Leaf for Cidr {
    fn accepted() -> String {
        "an IP address, or a range such as 10.0.0.0/8".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        Self::read(node.text()?)
    }

    fn show(&self) -> String {
        quoted(&self.0.to_string())
    }
}

/// Proxies whose X-Forwarded-For is believed: a range, or one of the reference's names of ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proxies {
    /// This machine: 127.0.0.0/8 and ::1.
    Loopback,
    /// 169.254.0.0/16 and fe80::/10.
    LinkLocal,
    /// 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and fc00::/7.
    UniqueLocal,
    /// A range of one's own.
    Range(Cidr),
}

impl Proxies {
    /// Whether `address` is one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        match (self, address) {
            (Self::Range(range), _) => range.contains(address),
            (Self::Loopback, _) => address.is_loopback(),
            (Self::LinkLocal, IpAddr::V4(v4)) => v4.is_link_local(),
            (Self::LinkLocal, IpAddr::V6(v6)) => v6.is_unicast_link_local(),
            (Self::UniqueLocal, IpAddr::V4(v4)) => v4.is_private(),
            (Self::UniqueLocal, IpAddr::V6(v6)) => v6.is_unique_local(),
        }
    }
}

impl Leaf for Proxies {
    fn accepted() -> String {
        format!("loopback, linklocal, uniquelocal, or {}", Cidr::accepted())
    }

    fn parse(node: &Node) -> Option<Self> {
        Some(match node.text()? {
            "loopback" => Self::Loopback,
            "linklocal" => Self::LinkLocal,
            "uniquelocal" => Self::UniqueLocal,
            text => Self::Range(Cidr::read(text)?),
        })
    }

    fn show(&self) -> String {
        match self {
            Self::Loopback => quoted("loopback"),
            Self::LinkLocal => quoted("linklocal"),
            Self::UniqueLocal => quoted("uniquelocal"),
            Self::Range(range) => range.show(),
        }
    }
}
