//! The sockets: one task per connection, stopped with the server.

use super::{State, answer};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch::Receiver;

pub(crate) async fn serve(listener: TcpListener, state: Arc<State>, mut stopped: Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else { continue };
        // Without it the measured time is the client's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        let (state, mut stopped) = (state.clone(), stopped.clone());
        tokio::spawn(async move {
            let service = service_fn(move |request| answer::answer(state.clone(), request));
            let connection = hyper::server::conn::http1::Builder::new()
                .max_buf_size(512 * 1024)
                .serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                _ = stopped.changed() => {}
                _ = connection => {}
            }
        });
    }
}
