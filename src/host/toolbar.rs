//! What a page offers besides the app itself, and so who may clear caches.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::http::header::{ORIGIN, REFERER};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};

use super::authority::{Authority, asked};
use crate::protocol::Toolbar;

/// Which menu pages have. The host holds to it: what a page does not offer is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ToolbarMode {
    /// That of developers for browsers on this machine, that of viewers for all others.
    ///
    /// A browser is on this machine when its connection comes from there, names it (`localhost`, `127.0.0.1`), shows a
    /// page that has been loaded from there, and no proxy has said that it stands between. In a service that serves the router itself this needs
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

/// In which a browser says which page asks: with each WebSocket, and with each other request of the app's page. A proxy that
/// does not pass `Host` on, and so seems to be a browser on this machine, passes these.
const PAGE: [HeaderName; 2] = [ORIGIN, REFERER];

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
        && is_asked_by_a_page_of_this_machine(request)
}

/// Programs that are not browsers and do not name a page are not taken for one.
fn is_asked_by_a_page_of_this_machine(request: &Parts) -> bool {
    let mut pages = PAGE.iter().flat_map(|name| request.headers.get_all(name)).peekable();
    let is_local = |page: &HeaderValue| {
        let (_, page) = page.to_str().ok()?.split_once("://")?;
        let authority = page.split(['/', '?', '#']).next()?;
        Some(Authority::parse(authority)?.is_local())
    };
    pages.peek().is_some() && pages.all(|page| is_local(page) == Some(true))
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
        let page = ("origin", "http://localhost:8501");
        for (peer, host) in
            [("127.0.0.1:1", "localhost:8501"), ("[::ffff:127.0.0.1]:1", "127.0.0.1:8501"), ("[::1]:1", "[::1]:8501")]
        {
            assert_eq!(of(Some(peer), &[("host", host), page]), Toolbar::Developer, "{peer} {host}");
        }
        let here = Some("127.0.0.1:1");
        assert_eq!(of(Some("192.0.2.2:1"), &[("host", "localhost:8501"), page]), Toolbar::Viewer);
        assert_eq!(of(here, &[("host", "data.example.com"), page]), Toolbar::Viewer);
        assert_eq!(of(here, &[("host", "localhost"), page, ("x-forwarded-for", "192.0.2.2")]), Toolbar::Viewer);
        assert_eq!(of(here, &[("host", "localhost"), page, ("forwarded", "for=192.0.2.2")]), Toolbar::Viewer);
        assert_eq!(of(None, &[("host", "localhost"), page]), Toolbar::Viewer);
    }

    #[test]
    fn behind_a_proxy_that_passes_no_host_the_page_says_that_it_is_not_of_this_machine() {
        let of = |headers: &[(&str, &str)]| of(Some("127.0.0.1:1"), &[&[("host", "localhost:8501")], headers].concat());
        for page in ["http://localhost:8501", "http://127.0.0.1:8501", "http://[::1]:8501", "http://app.localhost"] {
            assert_eq!(of(&[("origin", page)]), Toolbar::Developer, "{page}");
            let page = format!("{page}/admin/?a=b");
            assert_eq!(of(&[("referer", &page)]), Toolbar::Developer, "{page}");
        }
        for page in
            ["https://data.example.com", "https://localhost.example.com", "https://localhost@evil.example", "null", ""]
        {
            assert_eq!(of(&[("origin", page)]), Toolbar::Viewer, "{page}");
            assert_eq!(of(&[("referer", page)]), Toolbar::Viewer, "{page}");
            assert_eq!(of(&[("referer", "http://localhost:8501/"), ("origin", page)]), Toolbar::Viewer, "{page}");
        }
        assert_eq!(of(&[]), Toolbar::Viewer, "nothing says that it is a page of this machine");
    }
}
