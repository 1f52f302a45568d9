//! What a browser can ask for.

use axum::Router;
use axum::extract::{MatchedPath, OriginalUri};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{App, assets, hosts, metrics, payload, stream};

pub(super) fn router(app: App) -> Router {
    let mut router = Router::new();
    if app.inner().public_metrics {
        router = router.route("/_stcore/metrics", get(metrics::metrics));
    }
    router
        .route("/_stcore/health", get(health))
        .route("/_stcore/caches", get(metrics::caches))
        .route("/_stcore/stream", get(stream::stream))
        .route("/_stcore/payload/{hash}", get(payload::payload))
        .route("/", get(page))
        // No fallback: a service that nests a router which nests this one would lose it.
        .route("/{*path}", get(page))
        .layer(from_fn_with_state(app.clone(), hosts::guard))
        .with_state(app)
}

/// The metrics at an address of their own.
pub(super) fn metrics(app: App) -> Router {
    Router::new()
        .route("/metrics", get(metrics::metrics))
        .route("/_stcore/metrics", get(metrics::metrics))
        .layer(from_fn_with_state(app.clone(), hosts::guard))
        .with_state(app)
}

async fn health() -> Response {
    ([(CACHE_CONTROL, HeaderValue::from_static("no-cache"))], "ok").into_response()
}

/// The page and its files.
async fn page(
    OriginalUri(original): OriginalUri,
    matched: Option<MatchedPath>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path();
    if path.is_empty() || path == "/" {
        // Under `nest_service` the matched route is `/admin/`, and there is a route for that address; under `nest` it is
        // `/admin`, and there is none.
        let has_slash = matched.is_some_and(|matched| matched.as_str().ends_with('/'));
        let page = if has_slash { "" } else { "index.html" };
        return match below(&original, page) {
            Some(location) => (StatusCode::PERMANENT_REDIRECT, [(LOCATION, location)]).into_response(),
            None => assets::serve("index.html", &headers),
        };
    }
    assets::serve(path.trim_start_matches('/'), &headers)
}

/// Where the page of an app that is mounted at `/admin` must be asked for: its relative addresses count from `/admin/`.
/// The answer is relative, so that it holds behind a proxy that takes a prefix away as well.
fn below(original: &Uri, page: &str) -> Option<HeaderValue> {
    let path = original.path();
    if path.ends_with('/') || path.is_empty() {
        return None;
    }
    let last = path.rsplit('/').next()?;
    let query = original.query().map(|query| format!("?{query}")).unwrap_or_default();
    HeaderValue::try_from(format!("./{last}/{page}{query}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_point_without_its_slash_is_sent_to_the_one_with_it() {
        let location =
            |uri: &'static str| below(&Uri::from_static(uri), "").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(location("/admin").as_deref(), Some("./admin/"));
        assert_eq!(location("/ops/admin?tab=2").as_deref(), Some("./admin/?tab=2"));
        assert_eq!(location("/admin/"), None);
        assert_eq!(location("/"), None);
    }
}
