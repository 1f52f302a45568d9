use std::collections::BTreeMap;
use std::time::Duration;

use stscript::ConnectionLimits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::changed;
use crate::support::{Folder, Page, Say, serve, texts};

const SLIDER: &str = "let n = st.slider(\"Rows\", 0, 10, 3);\nst.write(`${n} rows`);";

#[tokio::test]
async fn a_page_gets_what_the_script_draws_and_what_its_widgets_change() {
    let folder = Folder::new(SLIDER);
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    let first = page.run().await;
    assert_eq!(texts(&first), ["Rows", "3 rows"]);
    let id = first[0]["id"].clone().into_string().unwrap();

    page.say(&Say::Rerun { widgets: BTreeMap::from([(id.as_str(), 7)]), triggers: BTreeMap::new() }).await;
    // Only what changed travels.
    assert_eq!(texts(&page.run().await), ["7 rows"]);
}

#[tokio::test]
async fn a_page_that_comes_back_finds_its_session() {
    let folder = Folder::new(SLIDER);
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    page.run().await;
    let session = page.session.clone();
    assert_eq!(app.connected(), 1);
    drop(page);

    let mut back = Page::connect(host.address, "/_stcore/stream").await;
    back.hello(Some(&session)).await;
    assert_eq!(back.session, session);
    let other = host.page().await;
    assert_ne!(other.session, session);
}

#[tokio::test]
async fn what_is_no_frame_of_the_protocol_ends_the_connection() {
    let folder = Folder::new(SLIDER);
    let limits = changed(|limits: &mut ConnectionLimits| limits.message = 1000);
    let app = folder.app().connection_limits(limits).build().unwrap();
    let host = serve(app.router()).await;

    for (message, code) in [
        (Message::Text("hello".into()), 1003),
        (Message::Binary(vec![0xc1].into()), 1002),
        (Message::Binary(vec![0; 2000].into()), 1009),
        // A message of the protocol, but not the first one.
        (Message::Binary(rmp_serde::to_vec_named(&Say::Ping).unwrap().into()), 1002),
    ] {
        let mut page = Page::connect(host.address, "/_stcore/stream").await;
        page.send(message).await;
        assert_eq!(page.next().await.unwrap_err(), Some(code));
    }
    let mut page = host.page().await;
    page.run().await;
    page.send(Message::Text("hello".into())).await;
    assert_eq!(page.next().await.unwrap_err(), Some(1003));
}

#[tokio::test]
async fn what_is_no_websocket_frame_ends_the_connection() {
    let folder = Folder::new(SLIDER);
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    // An operation that there is not, a frame without a mask, one whose end never comes.
    for frame in [&b"\x83\x80\0\0\0\0"[..], b"\x82\x01x", b"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"] {
        let mut stream = tokio::net::TcpStream::connect(host.address).await.unwrap();
        let upgrade = "GET /_stcore/stream HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
            sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        stream.write_all(upgrade.as_bytes()).await.unwrap();
        stream.write_all(frame).await.unwrap();
        let mut answer = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(9), stream.read_to_end(&mut answer)).await;
        assert!(ended.is_ok() && answer.starts_with(b"HTTP/1.1 101"), "{frame:?}");
    }
}

#[tokio::test]
async fn a_connection_that_never_says_hello_is_closed() {
    let folder = Folder::new(SLIDER);
    let limits = changed(|limits: &mut ConnectionLimits| limits.hello = Duration::from_millis(20));
    let app = folder.app().connection_limits(limits).build().unwrap();
    let host = serve(app.router()).await;
    let mut page = Page::connect(host.address, "/_stcore/stream").await;
    assert_eq!(page.next().await.unwrap_err(), Some(1008));
}

#[tokio::test]
async fn pages_of_other_sites_may_not_connect() {
    let folder = Folder::new(SLIDER);
    let app = folder.app().allowed_origins(["https://apps.example.com"]).build().unwrap();
    let host = serve(app.router()).await;
    let connect = async |origin: &str| {
        let mut request = format!("ws://{}/_stcore/stream", host.address).into_client_request().unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        tokio_tungstenite::connect_async(request).await.map(drop)
    };
    connect(&format!("http://{}", host.address)).await.unwrap();
    connect("https://apps.example.com").await.unwrap();
    let refused = connect("https://evil.example").await.unwrap_err();
    assert!(refused.to_string().contains("403"), "{refused}");

    let not_a_socket = host.get("/_stcore/stream", &[]).await;
    assert_eq!(not_a_socket.status, 400);
}

#[tokio::test]
async fn the_end_of_an_app_closes_its_connections() {
    let folder = Folder::new("while true { sleep(0.01); }");
    let app = folder.app().build().unwrap();
    let host = serve(app.router()).await;
    let mut page = host.page().await;
    page.until("run_started").await;
    app.shutdown();
    loop {
        match page.next().await {
            Ok(_) => {}
            Err(code) => {
                assert_eq!(code, Some(1001));
                break;
            }
        }
    }
}
