//! Under which names an app answers, whose pages may connect, and what they may do.

use std::collections::BTreeMap;

use stscript::ToolbarMode;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::{Folder, Say, serve, serve_app, texts};

const APP: &str = "fn load() { 1 } let load = memo(load); load(); st.text(load.stats().misses);";

/// What the page of an app on this machine sends when it asks for more.
const HERE: (&str, &str) = ("referer", "http://localhost:8501/");

#[tokio::test]
async fn a_page_whose_name_leads_here_is_refused_at_every_address() {
    let folder = Folder::new(APP);
    let app = folder.app().allowed_hosts(["data.example.com", "*.apps.example.com"]).build().unwrap();
    let host = serve(app.router()).await;
    for path in [
        "/",
        "/index.html",
        "/nothing.js",
        "/_stcore/health",
        "/_stcore/metrics",
        "/_stcore/caches",
        "/_stcore/stream",
        "/_stcore/payload/0",
    ] {
        for method in ["GET", "HEAD", "POST"] {
            // A page can set any header but `Host`.
            let headers = [("host", "evil.example:8501"), ("x-forwarded-host", "localhost")];
            let answer = host.request(method, path, &headers).await;
            assert_eq!(answer.status, 403, "{method} {path}");
            assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
            assert!(method == "HEAD" || answer.text().contains("--server.allowed-hosts evil.example"));
        }
    }
    for name in ["localhost", "127.0.0.1:80", "[::1]:8501", "data.example.com:443", "a.apps.example.com", "10.1.2.3"] {
        assert_eq!(host.get("/_stcore/health", &[("host", name)]).await.text(), "ok", "{name}");
    }
}

#[tokio::test]
async fn a_service_that_names_no_hosts_answers_under_any() {
    let folder = Folder::new(APP);
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    assert_eq!(host.get("/_stcore/health", &[("host", "any.example")]).await.text(), "ok");
}

#[tokio::test]
async fn nothing_is_for_the_pages_of_other_sites() {
    let folder = Folder::new(APP);
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    for path in ["/", "/_stcore/health", "/_stcore/metrics", "/nothing.js"] {
        let answer = host.get(path, &[("origin", "https://evil.example")]).await;
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    assert_eq!(host.get("/_stcore/metrics", &[]).await.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn pages_of_other_ports_of_this_machine_may_not_connect() {
    let folder = Folder::new(APP);
    let app = folder.app().allowed_origins(["http://localhost:3000"]).build().unwrap();
    let host = serve(app.router()).await;
    let status = async |origin: &str| {
        let mut request = format!("ws://{}/_stcore/stream", host.address).into_client_request().unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        match tokio_tungstenite::connect_async(request).await {
            Ok(_) => 101,
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => answer.status().as_u16(),
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(status(&format!("http://{}", host.address)).await, 101);
    assert_eq!(status("http://localhost:3000").await, 101);
    for origin in ["http://localhost:8080", "http://127.0.0.1:1", "http://127.0.0.1", "null", "https://evil.example"] {
        assert_eq!(status(origin).await, 403, "{origin}");
    }
}

#[tokio::test]
async fn hosts_and_origins_that_cannot_be_read_are_errors_of_the_builder() {
    let folder = Folder::new(APP);
    let error = folder.app().allowed_hosts(["https://data.example.com"]).build().unwrap_err();
    assert!(error.to_string().contains("`https://data.example.com` is not a host"), "{error}");
    let error = folder.app().allowed_origins(["apps.example.com"]).build().unwrap_err();
    assert!(error.to_string().contains("`apps.example.com` is not an origin"), "{error}");
}

#[tokio::test]
async fn only_the_pages_of_developers_may_clear_caches() {
    let folder = Folder::new(APP);
    for (mode, toolbar, misses) in [
        (ToolbarMode::Auto, "developer", 2),
        (ToolbarMode::Developer, "developer", 2),
        (ToolbarMode::Viewer, "viewer", 1),
        (ToolbarMode::Minimal, "minimal", 1),
    ] {
        let app = folder.app().no_cache_dir().toolbar_mode(mode).build().unwrap();
        let host = serve_app(&app).await;
        let mut page = host.page().await;
        assert_eq!(page.toolbar, toolbar, "{mode:?}");
        page.run().await;
        page.say(&Say::ClearCache).await;
        if toolbar != "developer" {
            // Otherwise the script runs because the caches are empty.
            page.say(&Say::Rerun { widgets: BTreeMap::new(), triggers: BTreeMap::new() }).await;
        }
        page.run().await;
        assert_eq!(app.cache().stats().counters.misses, misses, "{mode:?}");
        let figures = host.get("/_stcore/caches", &[HERE]).await;
        assert_eq!(figures.status, if toolbar == "developer" { 200 } else { 403 }, "{mode:?}");
        assert!(toolbar != "developer" || figures.text().contains("stscript_cache_hits_total{function=\"load\""));
    }
}

#[tokio::test]
async fn who_is_not_known_to_be_on_this_machine_is_a_viewer() {
    let folder = Folder::new(APP);
    let app = folder.app().no_cache_dir().build().unwrap();
    // The service does not tell the router from where it is asked.
    let page = serve(app.router()).await.page().await;
    assert_eq!(page.toolbar, "viewer");
    let host = serve_app(&app).await;
    for headers in [
        vec![],
        vec![("host", "data.example.com"), HERE],
        vec![("x-forwarded-for", "192.0.2.2"), HERE],
        vec![("host", "localhost:8501"), ("referer", "https://data.example.com/")],
        vec![("host", "localhost:8501"), ("origin", "https://data.example.com"), HERE],
    ] {
        assert_eq!(host.get("/_stcore/caches", &headers).await.status, 403);
    }
}

#[tokio::test]
async fn metrics_can_have_an_address_of_their_own() {
    let folder = Folder::new(APP);
    let app = folder.app().no_cache_dir().public_metrics(false).allowed_hosts([""; 0]).build().unwrap();
    let host = serve_app(&app).await;
    texts(&host.page().await.run().await);
    assert_eq!(host.get("/_stcore/metrics", &[]).await.status, 404);
    assert_eq!(host.get("/metrics", &[]).await.status, 404);
    let metrics = serve(app.metrics_router()).await;
    for path in ["/metrics", "/_stcore/metrics"] {
        assert!(metrics.get(path, &[]).await.text().contains("stscript_runs_total 1\n"));
        assert_eq!(metrics.get(path, &[("host", "evil.example")]).await.status, 403);
    }
    assert_eq!(metrics.get("/_stcore/stream", &[]).await.status, 404);
    // The page of a developer shows the figures all the same.
    assert_eq!(host.get("/_stcore/caches", &[HERE]).await.status, 200);
}
