//! Limits of connections, as they stand on the wire.

use std::net::SocketAddr;
use std::time::Duration;

use stscript::{App, ConnectionLimits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::changed;
use crate::support::{Folder, Page, serve_app};

const PATIENCE: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(30);

fn app(folder: &Folder, limits: ConnectionLimits) -> App {
    folder.app().no_cache_dir().connection_limits(limits).build().unwrap()
}

/// Sends `request`, and nothing after it; what comes until the host closes the connection.
async fn raw(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let _ = stream.write_all(request).await;
    rest(&mut stream).await
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A connection that is reset has ended as well.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("the connection stays open");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_connection_that_does_not_ask_for_anything_ends() {
    let folder = Folder::new("st.text(\"x\");");
    let app = app(&folder, changed(|limits: &mut ConnectionLimits| limits.headers = SHORT));
    let host = serve_app(&app).await;
    for half in [
        "".as_bytes(),
        b"G",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nhost: localhost\r\nx: ",
        b"\r\n\r\n\r\n",
        // The hello of TLS.
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let answer = raw(host.address, half).await;
        assert!(!answer.contains(" 200 "), "{answer}");
    }
    // One that has asked, and asks no more.
    let answer = raw(host.address, b"GET /_stcore/health HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("ok"), "{answer}");
    // One that promises more than it sends.
    let promise = b"POST /_stcore/health HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\nx";
    assert!(raw(host.address, promise).await.contains(" 405 "));
}

#[tokio::test]
async fn headers_that_come_drop_by_drop_do_not_keep_a_connection_open() {
    let folder = Folder::new("st.text(\"x\");");
    let app = app(&folder, changed(|limits: &mut ConnectionLimits| limits.headers = Duration::from_millis(60)));
    let host = serve_app(&app).await;
    let stream = TcpStream::connect(host.address).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let dripping = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(Duration::from_millis(5));
        let _ = writing.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nx: ").await;
        while writing.write_all(b"x").await.is_ok() {
            ticks.tick().await;
        }
    });
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(PATIENCE, reading.read_to_end(&mut answer)).await.expect("the connection stays open");
    dripping.abort();
    assert!(!String::from_utf8_lossy(&answer).contains(" 200 "));
}

#[tokio::test]
async fn headers_have_a_bound() {
    let folder = Folder::new("st.text(\"x\");");
    let app = app(&folder, changed(|limits: &mut ConnectionLimits| limits.header_bytes = 4096));
    let host = serve_app(&app).await;
    let health =
        |more: &str| format!("GET /_stcore/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{more}\r\n");
    let answer = raw(host.address, health(&format!("x: {}\r\n", "x".repeat(1000))).as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let large = health(&format!("x: {}\r\n", "x".repeat(100_000)));
    let many = health(&"x: y\r\n".repeat(500));
    for request in [large, many] {
        let answer = raw(host.address, request.as_bytes()).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
    assert_eq!(host.get("/_stcore/health", &[]).await.text(), "ok");
}

#[tokio::test]
async fn a_request_over_the_wire_names_its_host_once() {
    let folder = Folder::new("st.text(\"x\");");
    let app = folder.app().no_cache_dir().allowed_hosts([""; 0]).build().unwrap();
    let host = serve_app(&app).await;
    let status = async |head: &str| {
        let answer = raw(host.address, format!("{head}connection: close\r\n\r\n").as_bytes()).await;
        answer.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(status("GET /_stcore/health HTTP/1.1\r\nHost: LOCALHOST.:1\r\n").await, "200");
    assert_eq!(status("GET /_stcore/health HTTP/1.1\r\n").await, "400");
    assert_eq!(status("GET /_stcore/health HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\n").await, "400");
    assert_eq!(status("GET /_stcore/health HTTP/1.1\r\nhost: evil.example, localhost\r\n").await, "400");
    assert_eq!(status("GET http://evil.example/_stcore/health HTTP/1.1\r\nhost: localhost\r\n").await, "403");
    assert_eq!(status("GET /_stcore/health HTTP/1.0\r\n").await, "200");
    assert_eq!(status("GET /_stcore/health HTTP/1.0\r\nhost: evil.example\r\n").await, "403");
}

#[tokio::test]
async fn connections_are_counted_pages_included() {
    let folder = Folder::new("st.text(\"x\");");
    let app = app(&folder, changed(|limits: &mut ConnectionLimits| limits.connections = 2));
    let host = serve_app(&app).await;
    let (mut one, mut two) = (host.page().await, host.page().await);
    one.run().await;
    two.run().await;
    let refused = raw(host.address, b"").await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.ends_with("Too many connections are open.\n"), "{refused}");
    drop(one);
    // The host learns of it in its own time.
    let health = "GET /_stcore/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    while !raw(host.address, health.as_bytes()).await.ends_with("ok") {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_browser_that_takes_nothing_of_its_answer_is_let_go() {
    let folder = Folder::new("let rows = []; for i in 0..20000 { rows.push(i); } st.dataframe(rows);");
    let app = app(
        &folder,
        changed(|limits: &mut ConnectionLimits| {
            limits.stall = SHORT;
            limits.connections = 2;
        }),
    );
    let host = serve_app(&app).await;
    let mut page = host.page().await;
    let url = page.run().await[0]["data"].as_map_ref().unwrap()["url"].clone().into_string().unwrap();
    let mut deaf = TcpStream::connect(host.address).await.unwrap();
    // More than the buffers of both sides hold.
    let request = format!("GET /{url} HTTP/1.1\r\nhost: localhost\r\n\r\n").repeat(400);
    deaf.write_all(request.as_bytes()).await.unwrap();
    let health = "GET /_stcore/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let freed = async {
        while !raw(host.address, health.as_bytes()).await.ends_with("ok") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, freed).await.expect("the connection stays open");
}

#[tokio::test]
async fn the_server_ends_with_pages_and_idle_connections_open() {
    let folder = Folder::new("st.text(\"x\");");
    let app = app(&folder, ConnectionLimits::default());
    let host = serve_app(&app).await;
    let mut idle = TcpStream::connect(host.address).await.unwrap();
    let mut page = Page::connect(host.address, "/_stcore/stream").await;
    page.hello(None).await;
    page.run().await;
    let address = host.address;
    drop(host);
    assert_eq!(page.next().await.unwrap_err(), Some(1001));
    assert_eq!(rest(&mut idle).await, "");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}
