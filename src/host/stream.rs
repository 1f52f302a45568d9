//! The WebSocket of one tab: frames in, frames out.

use std::future::poll_fn;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::time::{Instant, timeout};

use super::{App, ConnectionLimits, origin, response};
use crate::protocol::BackMsg;
use crate::session::Connection;

/// Small, since a thousand idle tabs each have both.
const BUFFER: usize = 4 << 10;

/// Why a connection ends: what the page is told.
type Closing = Option<CloseFrame>;

pub(super) async fn stream(State(app): State<App>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    if !origin::is_allowed(&parts.headers, &app.inner().allowed_origins) {
        return response::text(StatusCode::FORBIDDEN, "Pages of other sites may not connect.\n");
    }
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
        .on_upgrade(|socket| serve(app, socket, limits))
}

/// Holds the app only until the session is found: an open tab does not keep an app alive.
async fn serve(app: App, socket: WebSocket, limits: ConnectionLimits) {
    let (mut outgoing, mut incoming) = socket.split();
    let closing = match hello(&app, &mut incoming, &limits).await {
        Ok(connection) => {
            drop(app);
            exchange(connection, &mut outgoing, &mut incoming, &limits).await
        }
        Err(closing) => closing,
    };
    if let Some(frame) = closing {
        let _ = timeout(limits.hello, outgoing.send(Message::Close(Some(frame)))).await;
    }
}

/// Waits for the first frame, which says which session the page wants.
async fn hello(
    app: &App,
    incoming: &mut SplitStream<WebSocket>,
    limits: &ConnectionLimits,
) -> Result<Connection, Closing> {
    let first = timeout(limits.hello, incoming.next()).await.map_err(|_| close(close_code::POLICY, "no hello"))?;
    match read(first)? {
        Some(message) => {
            app.inner().sessions.connect(message).map_err(|error| close(close_code::PROTOCOL, error.message()))
        }
        None => Err(close(close_code::PROTOCOL, "the first frame must be a hello")),
    }
}

/// Passes frames both ways until one side ends. A page that reads slowly does not keep its clicks from arriving.
async fn exchange(
    mut connection: Connection,
    outgoing: &mut SplitSink<WebSocket, Message>,
    incoming: &mut SplitStream<WebSocket>,
    limits: &ConnectionLimits,
) -> Closing {
    let mut is_sending = false;
    let mut is_asked = false;
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            frame = connection.next_frame(), if !is_sending => {
                let Some(frame) = frame else {
                    return close(close_code::AWAY, "the host stops");
                };
                // What else is waiting goes with it, in one write, as long as nothing has to wait for the page.
                let mut next = Some(frame);
                while let Some(frame) = next {
                    if outgoing.feed(Message::Binary(frame)).await.is_err() {
                        return None;
                    }
                    next = if takes_more(outgoing) { connection.try_next_frame() } else { None };
                }
                is_sending = true;
            }
            sent = outgoing.flush(), if is_sending => {
                if sent.is_err() {
                    return None;
                }
                is_sending = false;
            }
            message = incoming.next() => {
                heard = Instant::now();
                is_asked = false;
                match read(message) {
                    Ok(Some(message)) => connection.receive(message),
                    Ok(None) => {}
                    Err(closing) => return closing,
                }
            }
            () = tokio::time::sleep_until(heard + limits.ping) => {
                if is_asked {
                    return close(close_code::AWAY, "no sign of life");
                }
                is_asked = true;
                heard = Instant::now();
                if !is_sending {
                    if outgoing.feed(Message::Ping(Bytes::new())).await.is_err() {
                        return None;
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
fn read(received: Option<Result<Message, axum::Error>>) -> Result<Option<BackMsg>, Closing> {
    match received {
        Some(Ok(Message::Binary(frame))) => match BackMsg::decode(&frame) {
            Ok(message) => Ok(Some(message)),
            Err(error) => {
                log::warn!("a page sent a frame that can not be read: {error}");
                Err(close(close_code::PROTOCOL, "the frame can not be read"))
            }
        },
        Some(Ok(Message::Text(_))) => Err(close(close_code::UNSUPPORTED, "only binary frames")),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(_))) | None => Err(None),
        Some(Err(error)) => {
            log::debug!("a connection ended: {error}");
            let is_too_big = error.to_string().contains("too long");
            Err(if is_too_big { close(close_code::SIZE, "the message is too big") } else { None })
        }
    }
}

fn close(code: u16, reason: &str) -> Closing {
    // A close frame has room for 123 bytes.
    let mut reason = reason.to_owned();
    while reason.len() > 120 {
        reason.pop();
    }
    Some(CloseFrame { code, reason: reason.into() })
}
