//! What a browser can ask for.

use axum::Router;
use axum::extract::{OriginalUri, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{App, assets, payload, response, stream};

pub(super) fn router(app: App) -> Router {
    Router::new()
        .route("/_stcore/health", get(health))
        .route("/_stcore/stream", get(stream::stream))
        .route("/_stcore/payload/{hash}", get(payload::payload))
        .fallback(page)
        .with_state(app)
}

async fn health() -> Response {
    ([(CACHE_CONTROL, HeaderValue::from_static("no-cache"))], "ok").into_response()
}

/// The page and its files. As the fallback it is the only route that sees a prefix both with and without its slash.
async fn page(
    State(_): State<App>,
    OriginalUri(original): OriginalUri,
    uri: Uri,
    method: Method,
    headers: HeaderMap,
) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return response::text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
    }
    let path = uri.path();
    if path.is_empty() || path == "/" {
        return match with_slash(&original) {
            Some(location) => (StatusCode::PERMANENT_REDIRECT, [(LOCATION, location)]).into_response(),
            None => assets::serve("index.html", &headers),
        };
    }
    assets::serve(path.trim_start_matches('/'), &headers)
}

/// Where the page of an app that is mounted at `/admin` must be asked for: its relative addresses count from `/admin/`.
/// The answer is relative, so that it holds behind a proxy that takes a prefix away as well.
fn with_slash(original: &Uri) -> Option<HeaderValue> {
    let path = original.path();
    if path.ends_with('/') || path.is_empty() {
        return None;
    }
    let last = path.rsplit('/').next()?;
    let query = original.query().map(|query| format!("?{query}")).unwrap_or_default();
    HeaderValue::try_from(format!("./{last}/{query}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_point_without_its_slash_is_sent_to_the_one_with_it() {
        let location = |uri: &'static str| {
            with_slash(&Uri::from_static(uri)).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(location("/admin").as_deref(), Some("./admin/"));
        assert_eq!(location("/ops/admin?tab=2").as_deref(), Some("./admin/?tab=2"));
        assert_eq!(location("/admin/"), None);
        assert_eq!(location("/"), None);
    }
}
