//! Large data of a page, by the hash of its content: what a script draws as a table, too big for the socket.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HOST, VARY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use super::authority::Authority;
use super::encoding::{Encoding, gzip};
use super::{App, response};

const ARROW: &str = "application/vnd.apache.arrow.stream";

pub(super) async fn payload(State(app): State<App>, Path(hash): Path<String>, headers: HeaderMap) -> Response {
    let Some(content) = app.inner().environment.payloads().get(&hash) else {
        return response::text(StatusCode::NOT_FOUND, "No page shows this data any more.\n");
    };
    let mut encoding = Encoding::Identity;
    let mut body = content.clone();
    if is_worth_packing(&headers) {
        // Megabytes take their time: not on a thread that serves the other connections.
        let whole = content.len();
        let packed = tokio::task::spawn_blocking(move || gzip(&content)).await;
        if let Ok(packed) = packed
            && packed.len() < whole / 10 * 9
        {
            (encoding, body) = (Encoding::Gzip, packed);
        }
    }
    let mut response = Response::new(Body::from(body));
    let to = response.headers_mut();
    if let Some(name) = encoding.name() {
        to.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    if let Ok(tag) = HeaderValue::try_from(format!("W/\"{hash}\"")) {
        to.insert(ETAG, tag);
    }
    to.insert(CONTENT_TYPE, HeaderValue::from_static(ARROW));
    // Private: a proxy between must not give it to others.
    let forever = HeaderValue::from_static("private, max-age=31536000, immutable");
    to.insert(CACHE_CONTROL, forever);
    to.insert(VARY, HeaderValue::from_static("accept-encoding"));
    to.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Within one machine, compressing takes longer than sending.
fn is_worth_packing(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| Authority::parse(host.to_str().ok()?));
    Encoding::accepted(headers) != Encoding::Identity && !host.is_some_and(|host| host.is_local())
}
