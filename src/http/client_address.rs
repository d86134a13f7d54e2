//! Whose request it is: the address of the socket, or what a trusted proxy says.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{HeaderMap, X_FORWARDED_FOR},
    web,
};

use crate::http::state::App;

/// Extracts the address of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequest for ClientAddress {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(client_address(request))))
    }
}

/// The address of the client that sent `request`.
#[must_use]
pub fn client_address(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map(|peer| peer.ip());
    // Only a request that a test makes up has no socket.
    let peer = peer.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
    let config = request.app_data::<web::Data<App>>().map(|app| &app.config);
    let trusts = |address| config.is_some_and(|config| config.trusts_proxy(address));
    resolve(peer, request.headers(), trusts)
}

/// Walks from the socket outwards for as long as the hop that speaks is trusted.
fn resolve(peer: IpAddr, headers: &HeaderMap, trusts: impl Fn(IpAddr) -> bool) -> IpAddr {
    let mut client = peer.to_canonical();
    // Several headers are one list, in their order (RFC 9110, 5.3).
    let lines: Vec<&str> = headers
        .get_all(X_FORWARDED_FOR)
        .map(|line| line.to_str().unwrap_or(""))
        .collect();
    let entries = lines.iter().rev().flat_map(|line| line.rsplit(','));
    for entry in entries {
        if !trusts(client) {
            break;
        }
        // What a hop says beyond an entry that is no address cannot be placed.
        let Some(address) = address(entry.trim()) else {
            break;
        };
        client = address.to_canonical();
    }
    client
}

/// An address, with or without brackets and port.
fn address(entry: &str) -> Option<IpAddr> {
    let bare = entry
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let socket = || entry.parse::<SocketAddr>().map(|socket| socket.ip());
    bare.unwrap_or(entry).parse().or_else(|_| socket()).ok()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn client(peer: &str, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_static(line));
        }
        let trusts =
            |address: IpAddr| address.is_loopback() || address.to_string().starts_with("10.");
        let peer = peer.parse().expect("an address");
        resolve(peer, &headers, trusts).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
    }

    #[test]
    fn the_right_most_entry_that_is_no_proxy_counts() {
        assert_eq!(client("127.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(
            client("127.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.2"]),
            "198.51.100.7"
        );
        assert_eq!(
            client("127.0.0.1", &["1.1.1.1", "198.51.100.7,10.0.0.2"]),
            "198.51.100.7"
        );
    }

    #[test]
    fn where_all_are_proxies_the_outermost_counts() {
        assert_eq!(client("127.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
        assert_eq!(client("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn rubbish_ends_the_walk() {
        assert_eq!(
            client("127.0.0.1", &["1.1.1.1, unknown, 10.0.0.2"]),
            "10.0.0.2"
        );
        assert_eq!(client("127.0.0.1", &["<script>"]), "127.0.0.1");
    }

    #[test]
    fn addresses_come_with_ports_brackets_and_in_both_families() {
        assert_eq!(client("::1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(client("::1", &["[2001:db8::1]"]), "2001:db8::1");
        assert_eq!(client("::1", &["192.0.2.1:80"]), "192.0.2.1");
        assert_eq!(
            client("::ffff:127.0.0.1", &["::ffff:192.0.2.1"]),
            "192.0.2.1"
        );
    }
}
