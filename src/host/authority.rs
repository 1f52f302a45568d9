//! What a `Host` header, an origin or a setting names: a host and, where it is given, a port.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};

/// `host`, `host:port`, `192.0.2.2:80`, `[::1]:80`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Authority {
    pub(super) host: Host,
    pub(super) port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    Address(IpAddr),
    /// In small letters, without the dot that may end it.
    Name(String),
}

impl Authority {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix('[') {
            let (address, rest) = rest.split_once(']')?;
            // A zone says by which network card, and nothing about who is asked.
            let address = address.split('%').next()?;
            let address: Ipv6Addr = address.parse().ok()?;
            return Some(Self { host: Host::Address(address.to_canonical()), port: port(rest)? });
        }
        let (host, rest) = text.find(':').map_or((text, ""), |colon| text.split_at(colon));
        Some(Self { host: Host::parse(host)?, port: port(rest)? })
    }

    /// Whether this names the machine that asks.
    pub(super) fn is_local(&self) -> bool {
        match &self.host {
            Host::Address(address) => address.is_loopback() || address.is_unspecified(),
            Host::Name(name) => name == "localhost" || name.ends_with(".localhost"),
        }
    }
}

impl Host {
    /// A name or an IPv4 address.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('.').unwrap_or(text);
        if let Ok(address) = text.parse::<Ipv4Addr>() {
            return Some(Self::Address(address.into()));
        }
        let is_name = !text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_.".contains(&c));
        is_name.then(|| Self::Name(text.to_ascii_lowercase()))
    }
}

/// What follows a host: nothing, or a colon with a port, which may be empty.
#[expect(clippy::option_option, reason = "a port that cannot be read is not a port that is missing")]
fn port(rest: &str) -> Option<Option<u16>> {
    let Some(digits) = rest.strip_prefix(':') else {
        return rest.is_empty().then_some(None);
    };
    match digits {
        "" => Some(None),
        _ if digits.bytes().all(|c| c.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    }
}

/// All that a request says about whom it asks: `Host`, and the address in its first line or in `:authority`.
/// `None` for what cannot be read.
pub(super) fn asked<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> impl Iterator<Item = Option<Authority>> + 'a {
    let hosts = headers.get_all(HOST).iter().map(|host| Authority::parse(host.to_str().ok()?));
    hosts.chain(uri.authority().map(|authority| Authority::parse(authority.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_ports_are_read_as_browsers_and_proxies_write_them() {
        let read = |text: &str| Authority::parse(text).map(|read| (read.host, read.port));
        let name = |text: &str| Host::Name(text.to_owned());
        let address = |text: &str| Host::Address(text.parse().unwrap());
        assert_eq!(read("Example.COM"), Some((name("example.com"), None)));
        assert_eq!(read("example.com.:8501"), Some((name("example.com"), Some(8501))));
        assert_eq!(read("example.com:"), Some((name("example.com"), None)));
        assert_eq!(read("192.0.2.2:80"), Some((address("192.0.2.2"), Some(80))));
        assert_eq!(read("127.0.0.1."), Some((address("127.0.0.1"), None)));
        assert_eq!(read("[::1]"), Some((address("::1"), None)));
        assert_eq!(read("[fe80::1%25eth0]:80"), Some((address("fe80::1"), Some(80))));
        assert_eq!(read("[::ffff:127.0.0.1]:80"), Some((address("127.0.0.1"), Some(80))));
        for wrong in
            ["", ".", ":80", "::1", "[::1", "[name]", "[::1]80", "a:b", "a:99999", "a:+1", "a b", "u@a", "a/b", "a,b"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
