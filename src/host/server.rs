use std::future::Future;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::App;
use crate::error::{Error, ErrorKind, Result};

/// How long open requests may go on after the server was asked to stop.
const GRACE: Duration = Duration::from_millis(500);

pub(super) async fn serve(
    app: &App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let (stopping, stopped) = oneshot::channel();
    let closing = app.clone();
    let shutdown = async move {
        shutdown.await;
        closing.shutdown();
        let _ = stopping.send(());
    };
    // A frame is small and wanted at once.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let serving = axum::serve(listener, app.router()).with_graceful_shutdown(shutdown);
    let out_of_patience = async {
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = async { serving.await } => served.map_err(|error| {
            Error::new(ErrorKind::Io, format!("The server stopped: {error}.")).caused_by(error)
        }),
        () = out_of_patience => Ok(()),
    }
}
