//! Which pages may open a stream. A WebSocket is not held back by the browser's same-origin policy, so the host asks.

use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};

/// Whether the page that asks is the app's own, one on this machine, or one of `allowed`.
///
/// Programs that are no browsers send no origin, and could send any: they are let in.
pub(super) fn is_allowed(headers: &HeaderMap, allowed: &[String]) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let Some((_, authority)) = origin.split_once("://") else {
        // `null`: a sandboxed frame or a file.
        return false;
    };
    let is_own = |name: &str| {
        headers.get(name).and_then(|host| host.to_str().ok()).is_some_and(|host| host.eq_ignore_ascii_case(authority))
    };
    is_own(HOST.as_str())
        // A page can not set this; a proxy that changes `Host` does.
        || is_own("x-forwarded-host")
        || is_local(authority)
        || allowed.iter().any(|allowed| allowed.trim_end_matches('/').eq_ignore_ascii_case(origin))
}

/// Whether a `host` or `host:port` is a name of this machine.
pub(super) fn is_local(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(host.to_ascii_lowercase().as_str(), "localhost" | "127.0.0.1" | "[::1]" | "0.0.0.0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(host: &'static str, origin: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        is_allowed(&headers, &["https://apps.example.com".to_owned()])
    }

    #[test]
    fn only_the_apps_own_page_local_ones_and_named_ones_may_connect() {
        assert!(allowed("data.example.com", Some("https://data.example.com")));
        assert!(allowed("192.0.2.2:8501", Some("http://192.0.2.2:8501")));
        assert!(allowed("192.0.2.2:8501", Some("http://localhost:3000")));
        assert!(allowed("[::1]:8501", Some("http://[::1]:8501")));
        assert!(allowed("data.example.com", Some("https://apps.example.com")));
        assert!(allowed("data.example.com", None));
        assert!(!allowed("data.example.com", Some("https://evil.example")));
        assert!(!allowed("192.0.2.2:8501", Some("http://192.0.2.2:9999")));
        assert!(!allowed("data.example.com", Some("https://localhost.evil.example")));
        assert!(!allowed("data.example.com", Some("null")));
    }
}
