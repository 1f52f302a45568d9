//! An app on a port of its own, and a page that speaks the protocol.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use rhai::{Dynamic, Map};
use serde::Serialize;
use stscript::{App, AppBuilder};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

const PATIENCE: Duration = Duration::from_secs(10);

/// A folder with an app, away when it is dropped.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new(script: &str) -> Self {
        let folder = Self(TempDir::new().unwrap());
        folder.write("app.rhai", script);
        folder
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn app(&self) -> AppBuilder {
        App::builder(self.path("app.rhai"))
    }
}

/// An app that is served on a free port until it is dropped.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

/// Serves the router of a test.
pub(crate) async fn serve(router: axum::Router) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        let shutdown = async {
            let _ = stopped.await;
        };
        axum::serve(listener, router).with_graceful_shutdown(shutdown).await.unwrap();
    });
    Served { address, _stop: stop }
}

/// Serves an app as the command line does.
pub(crate) async fn serve_app(app: &App) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let app = app.clone();
    tokio::spawn(async move {
        let shutdown = async {
            let _ = stopped.await;
        };
        app.serve(listener, shutdown).await;
    });
    Served { address, _stop: stop }
}

/// What the host answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Served {
    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.request("GET", path, headers).await
    }

    /// One request as it stands on the wire: nothing is followed or unpacked.
    pub(crate) async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(()).unwrap();
        tokio::task::spawn_blocking(move || {
            let agent: ureq::Agent = ureq::Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .timeout_global(Some(PATIENCE))
                .accept_encoding("")
                .build()
                .into();
            let mut response = agent.run(request).unwrap();
            let headers = response.headers().iter();
            let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
            Answer {
                status: response.status().as_u16(),
                headers: headers.collect(),
                body: response.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap(),
            }
        })
        .await
        .unwrap()
    }

    /// Connects as a new page does.
    pub(crate) async fn page(&self) -> Page {
        let mut page = Page::connect(self.address, "/_stcore/stream").await;
        page.hello(None).await;
        page
    }
}

/// A page that speaks the protocol.
pub(crate) struct Page {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The element at every path, as of the last frame.
    pub(crate) session: String,
    /// What the host lets it offer.
    pub(crate) toolbar: String,
    held: BTreeMap<u64, Map>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Say<'a> {
    Hello { protocol: u32, session: Option<&'a str>, received: u64 },
    Rerun { widgets: BTreeMap<&'a str, i64>, triggers: BTreeMap<&'a str, bool> },
    Ping,
    ClearCache,
}

impl Page {
    pub(crate) async fn connect(address: SocketAddr, path: &str) -> Self {
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        request.headers_mut().insert("origin", format!("http://{address}").parse().unwrap());
        let (socket, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        Self { socket, session: String::new(), toolbar: String::new(), held: BTreeMap::new() }
    }

    pub(crate) async fn hello(&mut self, session: Option<&str>) {
        self.say(&Say::Hello { protocol: stscript::unstable::protocol::VERSION, session, received: 0 }).await;
        let welcome = self.until("welcome").await;
        self.session = welcome["session"].clone().into_string().unwrap();
        self.toolbar = welcome["toolbar"].clone().into_string().unwrap();
    }

    pub(crate) async fn say(&mut self, message: &Say<'_>) {
        let frame = rmp_serde::to_vec_named(message).unwrap();
        self.send(Message::Binary(frame.into())).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        self.socket.send(message).await.unwrap();
    }

    /// The next frame of the protocol, or the code with which the host closed the connection.
    pub(crate) async fn next(&mut self) -> Result<Map, Option<u16>> {
        loop {
            let received = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("the host is silent");
            match received {
                Some(Ok(Message::Binary(frame))) => {
                    return Ok(rmp_serde::from_slice::<Dynamic>(&frame).unwrap().cast());
                }
                Some(Ok(Message::Close(frame))) => return Err(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// The next message of a type; those before it are passed over.
    pub(crate) async fn until(&mut self, kind: &str) -> Map {
        loop {
            let message = self.next().await.unwrap();
            if message["type"].clone().into_string().unwrap() == kind {
                return message;
            }
        }
    }

    /// Waits for the end of the next run; the elements that it has put, as their properties with `kind` and `id`.
    pub(crate) async fn run(&mut self) -> Vec<Map> {
        let mut drawn = Vec::new();
        loop {
            let message = self.next().await.unwrap();
            match message["type"].clone().into_string().unwrap().as_str() {
                "delta" => {
                    for op in message["ops"].clone().into_array().unwrap() {
                        let op: Map = op.cast();
                        if op["op"].clone().into_string().unwrap() == "put" {
                            drawn.push(self.put(&op));
                        }
                    }
                }
                "run_finished" => return drawn,
                _ => {}
            }
        }
    }

    fn put(&mut self, op: &Map) -> Map {
        let hash = op["hash"].as_int().unwrap().cast_unsigned();
        if let Ok(props) = op["props"].clone().into_blob() {
            self.held.insert(hash, rmp_serde::from_slice::<Dynamic>(&props).unwrap().try_cast().unwrap_or_default());
        }
        let mut element = self.held[&hash].clone();
        for name in ["kind", "id"] {
            element.insert(name.into(), op[name].clone());
        }
        element
    }
}

/// The texts of what was drawn: bodies, values, labels.
pub(crate) fn texts(drawn: &[Map]) -> Vec<String> {
    let text = |element: &Map| {
        ["body", "value", "label"]
            .iter()
            .find_map(|name| element.get(*name).and_then(|value| value.clone().into_string().ok()))
    };
    drawn.iter().filter_map(text).collect()
}

/// A file's saving, seen by nothing but the file system.
pub(crate) fn settle() -> impl Future<Output = ()> {
    tokio::time::sleep(Duration::from_millis(300))
}
