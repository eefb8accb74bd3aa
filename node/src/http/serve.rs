//! Listening: a bounded number of connections, none of them idle for long, and a stop that lets requests end.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};
use tokio_util::sync::CancellationToken;

/// Connections at once; more wait in the system's queue. Some 20 KiB each.
const MAX_CONNECTIONS: usize = 512;
/// A connection that says nothing for this long is closed: twice the longest request.
const IDLE: Duration = Duration::from_mins(1);
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

/// Serves until `stop` is cancelled and what was under way has ended.
///
/// # Errors
/// If the listener cannot be served.
pub async fn serve<L>(listener: L, router: Router, stop: CancellationToken) -> io::Result<()>
where
    L: Listener,
    L::Addr: std::fmt::Debug,
{
    let bounded = Bounded { listener, room: Arc::new(Semaphore::new(MAX_CONNECTIONS)) };
    let serving = axum::serve(bounded, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let too_long = async {
        stop.cancelled().await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        result = async { serving.await } => result,
        () = too_long => Ok(()),
    }
}

struct Bounded<L> {
    listener: L,
    room: Arc<Semaphore>,
}

impl<L: Listener> Listener for Bounded<L> {
    type Io = Guarded<L::Io>;
    type Addr = L::Addr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        // The semaphore is never closed; without a place the connection is served all the same.
        let place = self.room.clone().acquire_owned().await.ok();
        let (io, address) = self.listener.accept().await;
        (Guarded { io, idle: Box::pin(tokio::time::sleep(IDLE)), _place: place }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that keeps its place until it is dropped, and ends where nothing comes for too long.
struct Guarded<T> {
    io: T,
    idle: Pin<Box<Sleep>>,
    _place: Option<OwnedSemaphorePermit>,
}

impl<T: AsyncRead + Unpin> AsyncRead for Guarded<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.io).poll_read(cx, buf);
        if read.is_ready() {
            self.idle.as_mut().reset(Instant::now() + IDLE);
            return read;
        }
        self.idle.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Guarded<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
