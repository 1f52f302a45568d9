//! Under which names the app answers.
//!
//! A page of `evil.example` whose name leads to 127.0.0.1 is, to the browser, of one origin with the app: it could read
//! and click. But its requests name the host `evil.example`, and a page can change that as little as an IP address can
//! lead elsewhere.

use axum::extract::{Request, State};
use axum::http::header::HeaderName;
use axum::http::{HeaderValue, StatusCode, Version};
use axum::middleware::Next;
use axum::response::Response;

use super::authority::{Authority, Host, asked};
use super::{App, response};
use crate::error::{Error, ErrorKind, Result};
use crate::session::refusals::Refused;

/// The hosts of an app. Without a list every host is the app's.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    allowed: Option<Vec<Allowed>>,
    refused: Refused,
}

#[derive(Debug)]
enum Allowed {
    Any,
    Host(Host),
    /// All names below this one, which begins with its dot.
    Below(String),
}

/// Why a request is not answered.
#[derive(Debug, PartialEq, Eq)]
enum Denied {
    /// It does not say whom it asks, or says it twice, or in a way that cannot be read.
    Unclear,
    Host(String),
}

impl Hosts {
    pub(super) fn new(allowed: Option<Vec<String>>) -> Result<Self> {
        let allowed = allowed.map(|names| names.iter().map(|name| Allowed::parse(name)).collect::<Result<_>>());
        Ok(Self { allowed: allowed.transpose()?, refused: Refused::default() })
    }

    fn check(&self, request: &Request) -> Result<(), Denied> {
        let Some(allowed) = &self.allowed else {
            return Ok(());
        };
        let (uri, headers) = (request.uri(), request.headers());
        let named = headers.get_all(axum::http::header::HOST).iter().count();
        // A browser always says whom it asks. What speaks HTTP/1.0 without it is a health check.
        let is_clear = match request.version() {
            Version::HTTP_09 | Version::HTTP_10 => named <= 1,
            Version::HTTP_11 => named == 1,
            _ => named == 1 || (named == 0 && uri.authority().is_some()),
        };
        if !is_clear {
            return Err(Denied::Unclear);
        }
        for asked in asked(uri, headers) {
            let Authority { host, .. } = asked.ok_or(Denied::Unclear)?;
            let is_allowed = match &host {
                Host::Address(_) => true,
                Host::Name(name) if name == "localhost" || name.ends_with(".localhost") => true,
                Host::Name(_) => allowed.iter().any(|allowed| allowed.covers(&host)),
            };
            if let Host::Name(name) = host
                && !is_allowed
            {
                return Err(Denied::Host(name));
            }
        }
        Ok(())
    }
}

impl Allowed {
    fn parse(text: &str) -> Result<Self> {
        let (is_below, name) = match text.strip_prefix("*.") {
            Some(name) => (true, name),
            None if text == "*" => return Ok(Self::Any),
            None => (false, text),
        };
        // A port says nothing about who is asked.
        match Authority::parse(name) {
            Some(Authority { host: Host::Name(name), .. }) if is_below => Ok(Self::Below(format!(".{name}"))),
            Some(Authority { host, .. }) if !is_below => Ok(Self::Host(host)),
            _ => Err(Error::new(ErrorKind::Config, format!("`{text}` is not a host that can be allowed.")).hint(
                "Hosts are names such as `data.example.com`, without `https://`; `*.example.com` is all names below \
                 one, `*` any host.",
            )),
        }
    }

    fn covers(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Any, _) => true,
            (Self::Host(allowed), host) => allowed == host,
            (Self::Below(end), Host::Name(name)) => name.ends_with(end),
            (Self::Below(_), Host::Address(_)) => false,
        }
    }
}

/// Stands before all routes: refuses requests for other hosts, and tells browsers that nothing here is for the pages of
/// other sites.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut answer = match app.inner().hosts.check(&request) {
        Ok(()) => next.run(request).await,
        Err(Denied::Unclear) => {
            response::text(StatusCode::BAD_REQUEST, "A request must have exactly one valid Host header.\n")
        }
        Err(Denied::Host(name)) => {
            app.inner().hosts.refused.tell(&name, || {
                format!(
                    "Requests for the host `{name}` are refused. If that is a name of this app, start it with \
                     `--server.allowed-hosts {name}` (in a Rust service, `AppBuilder::allowed_hosts`)."
                )
            });
            let text = format!(
                "This app does not answer under the name `{name}`.\n\nIf it should, start it with\n\n  \
                 --server.allowed-hosts {name}\n\n(or `allowed-hosts` in the section [server] of \
                 .stscript/config.toml; in a Rust service, `AppBuilder::allowed_hosts`).\n"
            );
            response::text(StatusCode::FORBIDDEN, text)
        }
    };
    answer
        .headers_mut()
        .insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    answer
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn check(allowed: &[&str], version: Version, uri: &str, hosts: &[&str]) -> Result<(), Denied> {
        let mut request = Request::builder().version(version).uri(uri);
        for host in hosts {
            request = request.header("host", *host);
        }
        let allowed = allowed.iter().map(ToString::to_string).collect();
        Hosts::new(Some(allowed)).unwrap().check(&request.body(Body::empty()).unwrap())
    }

    fn answers(allowed: &[&str], host: &str) -> bool {
        check(allowed, Version::HTTP_11, "/", &[host]).is_ok()
    }

    #[test]
    fn localhost_and_addresses_are_answered_and_names_only_when_they_are_allowed() {
        for host in
            ["localhost", "LOCALHOST:8501", "localhost.", "app.localhost:1", "127.0.0.1:80", "10.1.2.3", "[::1]"]
        {
            assert!(answers(&[], host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "notlocalhost", "127.1"] {
            assert!(!answers(&["data.example.com"], host), "{host}");
        }
        assert!(answers(&["Data.example.com."], "data.EXAMPLE.com.:8443"));
        assert!(answers(&["data.example.com:8501"], "data.example.com"));
        assert!(answers(&["*"], "any.example"));
    }

    #[test]
    fn a_wildcard_covers_the_names_below_and_nothing_else() {
        assert!(answers(&["*.example.com"], "a.example.com"));
        assert!(answers(&["*.example.com"], "a.b.Example.com:80"));
        for host in ["example.com", "evilexample.com", "example.com.evil.example", ".example.com.evil"] {
            assert!(!answers(&["*.example.com"], host), "{host}");
        }
    }

    #[test]
    fn a_request_names_one_host_and_every_name_in_it_counts() {
        let local = "http://localhost/";
        assert_eq!(check(&[], Version::HTTP_11, "/", &[]), Err(Denied::Unclear));
        assert_eq!(check(&[], Version::HTTP_11, "/", &["localhost", "localhost"]), Err(Denied::Unclear));
        assert_eq!(check(&[], Version::HTTP_11, "/", &["u@localhost"]), Err(Denied::Unclear));
        assert_eq!(check(&[], Version::HTTP_10, "/", &[]), Ok(()));
        assert_eq!(check(&[], Version::HTTP_2, local, &[]), Ok(()));
        assert_eq!(check(&[], Version::HTTP_2, "/", &[]), Err(Denied::Unclear));
        let evil = Err(Denied::Host("evil.example".to_owned()));
        assert_eq!(check(&[], Version::HTTP_11, "http://evil.example/", &["localhost"]), evil);
        assert_eq!(check(&[], Version::HTTP_11, local, &["evil.example"]), evil);
        assert_eq!(check(&[], Version::HTTP_10, "/", &["evil.example"]), evil);
    }

    #[test]
    fn what_cannot_be_a_host_is_an_error_of_the_configuration() {
        for text in ["https://data.example.com", "", "a b", "*.*", "*.10.0.0.1", "data.*"] {
            assert_eq!(Hosts::new(Some(vec![text.to_owned()])).unwrap_err().kind(), ErrorKind::Config, "{text}");
        }
    }
}
