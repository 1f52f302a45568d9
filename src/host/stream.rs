//! The WebSocket of one tab: frames in, frames out.

use std::fmt::{self, Display, Formatter};
use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::time::{Instant, timeout};

use super::server::Slot;
use super::{App, ConnectionLimits, response};
use crate::protocol::{BackMsg, Toolbar};
use crate::session::Connection;
use crate::session::refusals::{Repeated, quoted};

/// Small, since a thousand idle tabs each have both.
const BUFFER: usize = 4 << 10;

/// Why a connection ends.
enum End {
    /// The page has gone.
    Gone,
    /// For a reason that the page is told.
    Told(u16, String),
    /// At a frame that the protocol does not know.
    BadFrame { code: u16, told: &'static str, why: String },
}

/// The other end.
struct Peer {
    /// `None` in a service that does not pass it on.
    address: Option<SocketAddr>,
    toolbar: Toolbar,
    /// How many frames have come.
    frames: u64,
    overreaching: Arc<Repeated>,
}

impl Display for Peer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.address {
            Some(address) => write!(f, "a page at {}", address.ip().to_canonical()),
            None => f.write_str("a page"),
        }
    }
}

pub(super) async fn stream(State(app): State<App>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    if !app.inner().origins.admit(&parts.uri, &parts.headers) {
        return response::text(
            StatusCode::FORBIDDEN,
            "Pages of other sites may not connect, unless --server.allowed-origins names them.\n",
        );
    }
    let peer = Peer {
        address: parts.extensions.get().map(|ConnectInfo(address)| *address),
        toolbar: app.inner().toolbar.of(&parts),
        frames: 0,
        overreaching: app.inner().overreaching.clone(),
    };
    // The connection outlives its request, and counts as long as it is open.
    let slot: Option<Slot> = parts.extensions.remove();
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(_) => {
            return response::text(StatusCode::BAD_REQUEST, "Here only WebSockets connect.\n");
        }
    };
    let limits = app.inner().connection.clone();
    upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(limits.message)
        .max_frame_size(limits.message)
        .on_upgrade(|socket| async move {
            serve(app, socket, limits, peer).await;
            drop(slot);
        })
}

/// Holds the app only until the session is found: an open tab does not keep an app alive.
async fn serve(app: App, socket: WebSocket, limits: ConnectionLimits, mut peer: Peer) {
    let (mut outgoing, mut incoming) = socket.split();
    let bad_frames = app.inner().bad_frames.clone();
    let end = match hello(&app, &mut incoming, &limits, &mut peer).await {
        Ok(connection) => {
            drop(app);
            exchange(connection, &mut outgoing, &mut incoming, &limits, &mut peer).await
        }
        Err(end) => end,
    };
    let frame = match end {
        End::Gone => return,
        End::Told(code, reason) => close(code, reason),
        End::BadFrame { code, told, why } => {
            bad_frames.tell(|| format!("The connection of {peer} is closed at its frame {}: {why}.", peer.frames));
            close(code, told.to_owned())
        }
    };
    let _ = timeout(limits.hello, outgoing.send(Message::Close(Some(frame)))).await;
}

/// Waits for the first frame, which says which session the page wants.
async fn hello(
    app: &App,
    incoming: &mut SplitStream<WebSocket>,
    limits: &ConnectionLimits,
    peer: &mut Peer,
) -> Result<Connection, End> {
    let first = timeout(limits.hello, incoming.next()).await;
    match read(first.map_err(|_| End::Told(close_code::POLICY, "no hello".to_owned()))?, peer)? {
        Some(message @ BackMsg::Hello { .. }) => {
            let connected = app.inner().sessions.connect_with(message, peer.toolbar);
            connected.map_err(|error| End::Told(close_code::PROTOCOL, error.message().to_owned()))
        }
        _ => Err(bad(close_code::PROTOCOL, "the first frame must be a hello", "it does not begin with a hello")),
    }
}

/// Passes frames both ways until one side ends. A page that reads slowly does not keep its clicks from arriving; one that
/// sends faster than its session takes is not listened to meanwhile.
async fn exchange(
    mut connection: Connection,
    outgoing: &mut SplitSink<WebSocket, Message>,
    incoming: &mut SplitStream<WebSocket>,
    limits: &ConnectionLimits,
    peer: &mut Peer,
) -> End {
    let mut is_sending = false;
    let mut is_asked = false;
    let room = connection.room();
    let mut has_room = true;
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            frame = connection.next_frame(), if !is_sending => {
                let Some(frame) = frame else {
                    return End::Told(close_code::AWAY, "the host stops".to_owned());
                };
                // What else is waiting goes with it, in one write, as long as nothing has to wait for the page.
                let mut next = Some(frame);
                while let Some(frame) = next {
                    if outgoing.feed(Message::Binary(frame)).await.is_err() {
                        return End::Gone;
                    }
                    next = if takes_more(outgoing) { connection.try_next_frame() } else { None };
                }
                is_sending = true;
            }
            sent = outgoing.flush(), if is_sending => {
                if sent.is_err() {
                    return End::Gone;
                }
                is_sending = false;
            }
            () = room.wait(), if !has_room => {
                has_room = true;
                // The page may have spoken long ago.
                heard = Instant::now();
                is_asked = false;
            }
            message = incoming.next(), if has_room => {
                heard = Instant::now();
                is_asked = false;
                has_room = false;
                match read(message, peer) {
                    Ok(Some(message)) if peer.toolbar.admits(&message) => connection.receive(message),
                    Ok(Some(_)) => peer.overreaching.tell(|| {
                        format!(
                            "A request of {peer} to clear the caches or to set run-on-save is refused: its page is not a \
                             developer's (`client.toolbar-mode`)."
                        )
                    }),
                    Ok(None) => {}
                    Err(end) => return end,
                }
            }
            () = tokio::time::sleep_until(heard + limits.ping), if has_room => {
                if is_asked {
                    return End::Told(close_code::AWAY, "no sign of life".to_owned());
                }
                is_asked = true;
                heard = Instant::now();
                if !is_sending {
                    if outgoing.feed(Message::Ping(Bytes::new())).await.is_err() {
                        return End::Gone;
                    }
                    is_sending = true;
                }
            }
        }
    }
}

fn takes_more(outgoing: &mut SplitSink<WebSocket, Message>) -> bool {
    poll_fn(|context| outgoing.poll_ready_unpin(context)).now_or_never().is_some()
}

/// What a frame says; `None` for those that only keep the connection alive.
fn read(received: Option<Result<Message, axum::Error>>, peer: &mut Peer) -> Result<Option<BackMsg>, End> {
    peer.frames += 1;
    match received {
        Some(Ok(Message::Binary(frame))) => BackMsg::decode(&frame).map(Some).map_err(|error| {
            bad(close_code::PROTOCOL, "the frame cannot be read", &format!("it cannot be read ({error})"))
        }),
        Some(Ok(Message::Text(_))) => Err(bad(close_code::UNSUPPORTED, "only binary frames", "it is text")),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(_))) | None => Err(End::Gone),
        Some(Err(error)) => Err(failed(error)),
    }
}

/// What has gone wrong below the protocol.
fn failed(error: axum::Error) -> End {
    use tungstenite::Error as Failure;
    use tungstenite::error::ProtocolError::ResetWithoutClosingHandshake;

    let error = error.into_inner();
    match error.downcast_ref::<Failure>() {
        Some(Failure::Capacity(_)) => {
            bad(close_code::SIZE, "the message is too big", "its message is larger than `server.max-message-size`")
        }
        Some(Failure::Protocol(ResetWithoutClosingHandshake) | Failure::Io(_)) | None => {
            log::debug!("a connection ended: {error}");
            End::Gone
        }
        Some(Failure::ConnectionClosed | Failure::AlreadyClosed) => End::Gone,
        Some(other) => bad(close_code::PROTOCOL, "not a WebSocket frame", &other.to_string()),
    }
}

fn bad(code: u16, told: &'static str, why: &str) -> End {
    // What was sent may be part of it.
    End::BadFrame { code, told, why: quoted(why) }
}

fn close(code: u16, mut reason: String) -> CloseFrame {
    // A close frame has room for 123 bytes.
    while reason.len() > 120 {
        reason.pop();
    }
    CloseFrame { code, reason: reason.into() }
}
