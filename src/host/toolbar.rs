//! What a page offers besides the app itself, and so who may clear caches.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

use super::authority::asked;
use crate::protocol::Toolbar;

/// Which menu pages have. The host holds to it: what a page does not offer is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ToolbarMode {
    /// That of developers for browsers on this machine, that of viewers for all others.
    ///
    /// A browser is on this machine when its connection comes from there, names it (`localhost`, `127.0.0.1`), and no
    /// proxy has said that it stands between. In a service that serves the router itself this needs
    /// `into_make_service_with_connect_info::<SocketAddr>()`; without it everybody is a viewer.
    #[default]
    Auto,
    /// Everything.
    Developer,
    /// No caches to clear or to look at, and no run-on-save.
    Viewer,
    /// Only what the app sets with `menu_items`.
    Minimal,
}

/// What a proxy adds to a request that it passes on.
const FORWARDED: [&str; 6] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

impl ToolbarMode {
    /// What the page gets that sends this request.
    pub(super) fn of(self, request: &Parts) -> Toolbar {
        match self {
            Self::Auto if is_on_this_machine(request) => Toolbar::Developer,
            Self::Auto | Self::Viewer => Toolbar::Viewer,
            Self::Developer => Toolbar::Developer,
            Self::Minimal => Toolbar::Minimal,
        }
    }
}

fn is_on_this_machine(request: &Parts) -> bool {
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.is_some_and(|ConnectInfo(peer)| peer.ip().to_canonical().is_loopback())
        && asked(&request.uri, &request.headers).all(|asked| asked.is_some_and(|asked| asked.is_local()))
        && !FORWARDED.iter().any(|name| request.headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn of(peer: Option<&str>, headers: &[(&str, &str)]) -> Toolbar {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        if let Some(peer) = peer {
            parts.extensions.insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
        }
        ToolbarMode::Auto.of(&parts)
    }

    #[test]
    fn a_developer_is_who_asks_this_machine_from_this_machine_without_a_proxy() {
        for (peer, host) in
            [("127.0.0.1:1", "localhost:8501"), ("[::ffff:127.0.0.1]:1", "127.0.0.1:8501"), ("[::1]:1", "[::1]:8501")]
        {
            assert_eq!(of(Some(peer), &[("host", host)]), Toolbar::Developer, "{peer} {host}");
        }
        let here = Some("127.0.0.1:1");
        assert_eq!(of(Some("192.0.2.2:1"), &[("host", "localhost:8501")]), Toolbar::Viewer);
        assert_eq!(of(here, &[("host", "data.example.com")]), Toolbar::Viewer);
        assert_eq!(of(here, &[("host", "localhost"), ("x-forwarded-for", "192.0.2.2")]), Toolbar::Viewer);
        assert_eq!(of(here, &[("host", "localhost"), ("forwarded", "for=192.0.2.2")]), Toolbar::Viewer);
        assert_eq!(of(None, &[("host", "localhost")]), Toolbar::Viewer);
    }
}
