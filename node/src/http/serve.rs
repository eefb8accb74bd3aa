//! Listening: a bounded number of connections, none of them idle or slow for long, and a stop that lets requests end.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::shell::Client;

/// Connections at once; more wait in the system's queue. Some 20 KiB each.
const MAX_CONNECTIONS: usize = 512;
/// A connection over which nothing goes for this long is closed: twice the longest request.
const IDLE: Duration = Duration::from_mins(1);
/// How long the head of a request may take, however steadily it comes.
const HEAD: Duration = Duration::from_secs(20);
/// How long requests under way may take to end once the node stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// Why nothing can be served.
#[derive(Debug, Error)]
pub enum HttpError {
    /// An address or a socket.
    #[error("cannot listen for HTTP at `{address}`: {source}")]
    Bind {
        /// The address or the socket's path.
        address: String,
        /// What the system says.
        source: io::Error,
    },
}

/// Where a connection comes from.
pub trait Remote {
    /// Its address, where it has one.
    fn ip(&self) -> Option<IpAddr>;
}

impl Remote for SocketAddr {
    fn ip(&self) -> Option<IpAddr> {
        Some(Self::ip(self))
    }
}

impl Remote for tokio::net::unix::SocketAddr {
    fn ip(&self) -> Option<IpAddr> {
        None
    }
}

/// Serves until `stop` is cancelled and what was under way has ended.
pub async fn serve<L>(listener: L, router: Router, stop: CancellationToken)
where
    L: Listener,
    L::Addr: Remote,
{
    serve_within(HEAD, listener, router, stop).await;
}

/// The same with another time for heads.
pub(super) async fn serve_within<L>(head: Duration, mut listener: L, router: Router, stop: CancellationToken)
where
    L: Listener,
    L::Addr: Remote,
{
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let accepted = async {
            // The semaphore is never closed; without a place the connection is served all the same.
            let place = places.clone().acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, (io, address)) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accepted => accepted,
        };
        let connection = connection(io, address.ip(), head, router.clone(), stop.clone());
        connections.spawn(async move {
            connection.await;
            drop(place);
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    // What has not ended by then is cut off when the set is dropped.
    let _ = tokio::time::timeout(FAREWELL, ended).await;
}

async fn connection<T>(io: T, from: Option<IpAddr>, head: Duration, router: Router, stop: CancellationToken)
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Client(from));
        let router = router.clone();
        async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {})) }
    });
    let guarded = Guarded { io, idle: Box::pin(tokio::time::sleep(IDLE)) };
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let mut serving = std::pin::pin!(http.serve_connection(TokioIo::new(guarded), service));
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended");
    }
}

/// A connection that ends where nothing goes over it for too long.
struct Guarded<T> {
    io: T,
    idle: Pin<Box<Sleep>>,
}

impl<T> Guarded<T> {
    fn went<V>(&mut self, moved: Poll<io::Result<V>>) -> Poll<io::Result<V>> {
        if moved.is_ready() {
            self.idle.as_mut().reset(Instant::now() + IDLE);
        }
        moved
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Guarded<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.io).poll_read(cx, buf);
        if read.is_ready() {
            return self.went(read);
        }
        self.idle.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Guarded<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write(cx, buf);
        self.went(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
