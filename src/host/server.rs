//! The server: connections with limits, and an end that lets open requests be answered.
//!
//! `axum::serve` waits for a request's headers as long as it takes, and for a peer that reads nothing, too.

use std::convert::Infallible;
use std::future::Future;
use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;

use super::ConnectionLimits;
use crate::session::refusals::Repeated;

/// How long open requests may go on after the server was asked to stop.
const GRACE: Duration = Duration::from_millis(500);

/// How long the server waits when it cannot accept connections.
const RECOVERY: Duration = Duration::from_secs(1);

const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\nconnection: close\r\n\
    content-length: 31\r\n\r\nToo many connections are open.\n";

/// One of the connections that may be open. A request has it among its extensions, so that what outlives the request
/// can hold it.
#[derive(Debug, Clone)]
pub(super) struct Slot(#[expect(dead_code, reason = "holding it is its purpose")] Arc<OwnedSemaphorePermit>);

/// Serves `router` until `shutdown` is ready; then calls `stopping`, and gives open requests a moment.
pub(super) async fn serve(
    router: Router,
    limits: &ConnectionLimits,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
    stopping: impl FnOnce(),
) {
    let slots = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
    let full = Repeated::new("connections were refused because too many are open");
    let trouble = Repeated::new("attempts to accept a connection failed");
    let (stop, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener, &trouble) => accepted,
            _ = connections.join_next(), if !connections.is_empty() => continue,
            () = &mut shutdown => break,
        };
        match slots.clone().try_acquire_owned() {
            Ok(slot) => {
                let slot = Slot(Arc::new(slot));
                connections.spawn(connection(router.clone(), limits.clone(), stream, peer, slot, stopped.clone()));
            }
            Err(_) => {
                full.tell(|| format!("{} connections are open; further ones are refused.", limits.connections));
                let _ = stream.try_write(FULL);
            }
        }
    }
    drop(listener);
    stopping();
    drop(stop);
    // What does not end by itself ends with `connections`.
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
}

async fn accept(listener: &TcpListener, trouble: &Arc<Repeated>) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // A frame is small and wanted at once.
                let _ = stream.set_nodelay(true);
                return (stream, peer);
            }
            // It was gone before it was its turn.
            Err(error) if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) => {}
            Err(error) => {
                trouble.tell(|| {
                    format!("No connection can be accepted: {error}. The process may have too many files open.")
                });
                tokio::time::sleep(RECOVERY).await;
            }
        }
    }
}

async fn connection(
    router: Router,
    limits: ConnectionLimits,
    stream: TcpStream,
    peer: SocketAddr,
    slot: Slot,
    mut stopped: watch::Receiver<()>,
) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.stall));
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(slot.clone());
        let answer = router.call(request);
        async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.headers).max_header_size(limits.header_bytes);
    let mut serving = pin!(http.serve_connection(TokioIo::new(Box::pin(stream)), service).with_upgrades());
    let served = tokio::select! {
        served = &mut serving => served,
        _ = stopped.changed() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = served {
        log::debug!("the connection of {peer} ended: {error}");
    }
}
