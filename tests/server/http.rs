use std::io::Read;

use axum::Router;

use crate::support::{Answer, Folder, Page, Say, serve, texts};

const APP: &str = "st.title(\"Hello\");";

/// The address of the page's script.
fn script_of(page: &Answer) -> String {
    let text = page.text();
    let marker = "src=\"./assets/";
    let at = text.find(marker).expect("the page loads a script");
    text[at + "src=\".".len()..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_page_comes_with_its_policy_and_is_asked_for_every_time() {
    let folder = Folder::new(APP);
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    let page = host.get("/", &[]).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'self'"));
    assert!(!policy.contains("'unsafe-eval'"));
    assert!(page.text().to_lowercase().starts_with("<!doctype html>"));

    let known = host.get("/", &[("if-none-match", page.header("etag"))]).await;
    assert_eq!((known.status, known.body.len()), (304, 0));
    let head = host.request("HEAD", "/", &[]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(host.request("POST", "/", &[]).await.status, 405);
}

#[tokio::test]
async fn files_of_the_page_come_as_the_browser_takes_them() {
    let folder = Folder::new(APP);
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    let page = host.get("/", &[]).await;
    // A build without the page has a placeholder, and nothing else to ask for.
    if !page.text().contains("./assets/") {
        return;
    }
    let path = script_of(&page);
    let plain = host.get(&path, &[]).await;
    assert_eq!(plain.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(plain.header("vary"), "accept-encoding");
    assert_eq!(plain.header("content-encoding"), "");

    let gzip = host.get(&path, &[("accept-encoding", "gzip, deflate")]).await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&*gzip.body).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.body);

    let brotli = host.get(&path, &[("accept-encoding", "gzip, deflate, br")]).await;
    assert_eq!(brotli.header("content-encoding"), "br");
    let mut unpacked = Vec::new();
    brotli::Decompressor::new(&*brotli.body, 4096).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.body);
    assert!(brotli.body.len() < plain.body.len() / 2);
}

#[tokio::test]
async fn health_is_ok_and_what_is_not_there_is_not_found() {
    let folder = Folder::new(APP);
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    let health = host.get("/_stcore/health", &[]).await;
    assert_eq!((health.status, health.text(), health.header("cache-control")), (200, "ok", "no-cache"));
    for path in ["/nothing.js", "/assets/", "/../Cargo.toml", "/app.rhai", "/_stcore/payload/0", "/.vite/manifest.json"]
    {
        let answer = host.get(path, &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert!(answer.body.len() < 100);
    }
}

#[tokio::test]
async fn large_tables_are_fetched_by_their_hash() {
    let folder = Folder::new(
        "let rows = [];\nfor i in 0..20000 { rows.push(#{ number: i, square: i * i }); }\nst.dataframe(rows);",
    );
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    let drawn = page.run().await;
    let url = drawn[0]["data"].as_map_ref().unwrap()["url"].clone().into_string().unwrap();
    assert!(url.starts_with("_stcore/payload/"), "{url}");

    let path = format!("/{url}");
    let data = host.get(&path, &[("host", "data.example.com")]).await;
    assert_eq!(data.header("content-type"), "application/vnd.apache.arrow.stream");
    assert_eq!(data.header("cache-control"), "private, max-age=31536000, immutable");
    assert!(data.body.len() > 20_000 * 16);

    let headers = [("host", "data.example.com"), ("accept-encoding", "gzip")];
    let packed = host.get(&path, &headers).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&*packed.body).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == data.body);
    // On the same machine packing takes longer than sending.
    let local = host.get(&path, &[("accept-encoding", "gzip")]).await;
    assert_eq!(local.header("content-encoding"), "");
}

/// Checks an app under `prefix`, whose page is at `page`.
async fn check_mounted(service: Router, prefix: &str, page: &str) {
    let host = serve(service).await;
    // Addresses in the page count from the prefix, so it must end with a slash.
    let moved = host.get(&format!("{prefix}?tab=2"), &[]).await;
    let last = prefix.rsplit('/').next().unwrap();
    assert_eq!((moved.status, moved.header("location")), (308, &*format!("./{last}/{page}?tab=2")));
    let answer = host.get(&format!("{prefix}/{page}"), &[]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("<html"), "{prefix} {page}: {}", answer.text());
    assert!(!answer.text().contains("=\"/"), "no address counts from the root");
    assert_eq!(host.get(&format!("{prefix}/_stcore/health"), &[]).await.text(), "ok");
    assert_eq!(host.get(&format!("{prefix}/nothing.js"), &[]).await.status, 404);
    assert_eq!(host.get("/_stcore/health", &[]).await.text(), "the service");

    let mut page = Page::connect(host.address, &format!("{prefix}/_stcore/stream")).await;
    page.hello(None).await;
    assert_eq!(texts(&page.run().await), ["Hello"]);
    page.say(&Say::Ping).await;
    page.until("pong").await;
}

#[tokio::test]
async fn an_app_can_be_mounted_under_a_prefix() {
    let folder = Folder::new(APP);
    let app = folder.app().build().unwrap();
    let service = || Router::new().fallback(|| async { "the service" });
    check_mounted(service().nest_service("/admin", app.router()), "/admin", "").await;
    let inner = Router::new().nest_service("/admin", app.router());
    check_mounted(service().nest("/ops", inner), "/ops/admin", "").await;
    check_mounted(service().nest("/admin", app.router()), "/admin", "index.html").await;
    let inner = Router::new().nest("/admin", app.router());
    check_mounted(service().nest("/ops", inner), "/ops/admin", "index.html").await;
    let inner = Router::new().nest("/admin", app.router());
    check_mounted(service().nest_service("/ops", inner), "/ops/admin", "index.html").await;
}

#[tokio::test]
async fn two_apps_live_in_one_service() {
    let (one, two) = (Folder::new("st.title(\"One\");"), Folder::new("st.title(`Two has ${answer()}`);"));
    let one = one.app().build().unwrap();
    let two = two.app().function("answer", || 42_i64).build().unwrap();
    let service = Router::new().nest("/one", one.router()).nest("/two", two.router());
    let host = serve(service).await;
    for (path, title) in [("/one", "One"), ("/two", "Two has 42")] {
        let mut page = Page::connect(host.address, &format!("{path}/_stcore/stream")).await;
        page.hello(None).await;
        assert_eq!(texts(&page.run().await), [title]);
    }
}
