//! Which pages may open a stream. A WebSocket is not held back by the browser's same-origin policy, so the host asks.

use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, Uri};

use super::authority::{Authority, asked};
use crate::error::{Error, ErrorKind, Result};
use crate::session::refusals::{Refused, quoted};

/// The pages of other sites that may connect.
#[derive(Debug, Default)]
pub(super) struct Origins {
    allowed: Vec<Origin>,
    refused: Refused,
}

/// `https://apps.example.com:8443`, with its port even where that is the usual one.
#[derive(Debug, PartialEq, Eq)]
struct Origin {
    scheme: String,
    authority: Authority,
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = Authority::parse(authority)?;
        let is_scheme = !scheme.is_empty() && scheme.bytes().all(|c| c.is_ascii_alphanumeric() || b"+-.".contains(&c));
        let port = authority.port.or_else(|| usual_port(&scheme));
        is_scheme.then_some(Self { scheme, authority: Authority { port, ..authority } })
    }

    /// Whether a page of this origin came from `asked`. Behind a proxy that ends TLS the host does not know by which
    /// scheme it was asked, so that the scheme only says which port is meant by none.
    fn is(&self, asked: &Authority) -> bool {
        let port = asked.port.or_else(|| usual_port(&self.scheme));
        (&self.authority.host, self.authority.port) == (&asked.host, port)
    }
}

fn usual_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

impl Origins {
    pub(super) fn new(allowed: &[String]) -> Result<Self> {
        let parse = |text: &String| {
            Origin::parse(text.trim_end_matches('/')).ok_or_else(|| {
                Error::new(ErrorKind::Config, format!("`{text}` is not an origin that can be allowed."))
                    .hint("Origins are written in full, such as `https://apps.example.com` or `http://localhost:3000`.")
            })
        };
        Ok(Self { allowed: allowed.iter().map(parse).collect::<Result<_>>()?, refused: Refused::default() })
    }

    /// Whether the page that asks is the app's own or one of those that are allowed.
    ///
    /// Programs that are not browsers send no origin, and could send any: they are let in.
    pub(super) fn admit(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        headers.get_all(ORIGIN).iter().all(|origin| {
            let parsed = origin.to_str().ok().and_then(Origin::parse);
            let is_named = parsed.is_some();
            let is_allowed = parsed.is_some_and(|origin| self.is_allowed(&origin, uri, headers));
            if !is_allowed {
                let text = quoted(&String::from_utf8_lossy(origin.as_bytes()));
                self.refused.tell(&text, || {
                    if !is_named {
                        return format!("Pages of the origin {text} (files, sandboxed frames) may not connect.");
                    }
                    format!(
                        "Pages of the origin {text} may not connect. If they are to, start the app with \
                         `--server.allowed-origins {text}` (in a Rust service, `AppBuilder::allowed_origins`). If it is \
                         the app's own, the proxy in front of the app has to pass `Host` on, with its port."
                    )
                });
            }
            is_allowed
        })
    }

    fn is_allowed(&self, origin: &Origin, uri: &Uri, headers: &HeaderMap) -> bool {
        // A page cannot set this one for a WebSocket; a proxy that changes `Host` does. The first is what the browser said.
        let forwarded = headers.get("x-forwarded-host").and_then(|hosts| hosts.to_str().ok()?.split(',').next());
        let forwarded = forwarded.and_then(|host| Authority::parse(host.trim()));
        asked(uri, headers).flatten().chain(forwarded).any(|asked| origin.is(&asked)) || self.allowed.contains(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let allowed = ["https://apps.example.com/".to_owned(), "http://localhost:3000".to_owned()];
        Origins::new(&allowed).unwrap().admit(&Uri::from_static("/"), &map)
    }

    #[test]
    fn only_the_apps_own_page_and_named_ones_may_connect() {
        let from = |host, origin| admitted(&[("host", host), ("origin", origin)]);
        assert!(from("data.example.com", "https://data.example.com"));
        assert!(from("data.example.com", "https://DATA.example.com."));
        assert!(from("192.0.2.2:8501", "http://192.0.2.2:8501"));
        assert!(from("[::1]:8501", "http://[::1]:8501"));
        assert!(from("data.example.com", "https://apps.example.com"));
        assert!(from("127.0.0.1:8501", "http://localhost:3000"));
        assert!(admitted(&[("host", "data.example.com")]));
        for (host, origin) in [
            ("data.example.com", "https://evil.example"),
            ("192.0.2.2:8501", "http://192.0.2.2:9999"),
            ("192.0.2.2:8501", "http://localhost:8080"),
            ("localhost:8501", "http://localhost:8502"),
            ("localhost:8501", "http://127.0.0.1:8501"),
            ("localhost:8501", "http://localhost"),
            ("localhost:8501", "https://localhost:3000"),
            ("data.example.com", "http://apps.example.com"),
            ("data.example.com", "https://data.example.com.evil.example"),
            ("data.example.com", "null"),
            ("data.example.com", ""),
        ] {
            assert!(!from(host, origin), "{origin} at {host}");
        }
        assert!(!admitted(&[("host", "a.example"), ("origin", "http://a.example"), ("origin", "http://b.example")]));
    }

    #[test]
    fn the_usual_port_of_a_scheme_may_be_written_or_not() {
        let from = |host, origin| admitted(&[("host", host), ("origin", origin)]);
        assert!(from("data.example.com:443", "https://data.example.com"));
        assert!(from("data.example.com", "http://data.example.com:80"));
        assert!(!from("data.example.com:80", "https://data.example.com"));
    }

    #[test]
    fn a_proxy_may_tell_the_host_that_the_browser_asked() {
        let from = |forwarded| {
            admitted(&[
                ("host", "10.0.0.1:8501"),
                ("x-forwarded-host", forwarded),
                ("origin", "https://data.example.com"),
            ])
        };
        assert!(from("data.example.com"));
        assert!(from("data.example.com, inner.example.com"));
        assert!(!from("inner.example.com, data.example.com"));
    }

    #[test]
    fn what_cannot_be_an_origin_is_an_error_of_the_configuration() {
        for text in ["apps.example.com", "*", "https://*.example.com", "https://a.example/app", "null"] {
            assert_eq!(Origins::new(&[text.to_owned()]).unwrap_err().kind(), ErrorKind::Config, "{text}");
        }
    }
}
