//! Frames on a stream that may fall silent; their form is [`sluis_protocol::stream`]'s.

use std::io;
use std::time::Duration;

use sluis_protocol::stream::{Incoming, Oversized};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::event::DownReason;

/// Reads one frame. Silence counts from the last byte, so that a large frame on a slow line is no dead link.
///
/// # Errors
/// The reason to take the link down.
pub(super) async fn read(
    from: &mut (impl AsyncRead + Unpin),
    max: usize,
    silence: Duration,
) -> Result<Vec<u8>, DownReason> {
    let mut incoming = Incoming::new(max);
    loop {
        let oversized = |Oversized { length, max }| DownReason::Oversized { length, max };
        if let Some(frame) = incoming.whole().map_err(oversized)? {
            return Ok(frame);
        }
        let missing = incoming.missing() as u64;
        match timeout(silence, (&mut *from).take(missing).read_buf(incoming.buffer())).await {
            Err(_) => return Err(DownReason::Silent),
            Ok(Ok(0)) => return Err(DownReason::ClosedByPeer),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(DownReason::Lost(error.kind())),
        }
    }
}

/// Writes one frame into the buffer of `to`; the caller flushes.
pub(super) async fn write(to: &mut (impl AsyncWrite + Unpin), frame: &[u8]) -> io::Result<()> {
    let length = u32::try_from(frame.len()).map_err(io::Error::other)?;
    to.write_u32(length).await?;
    to.write_all(frame).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn frames_come_back_as_written() {
        let mut wire = Vec::new();
        for frame in [&b""[..], b"one", &[7; 70_000]] {
            write(&mut wire, frame).await.unwrap();
        }
        let mut from = wire.as_slice();
        assert_eq!(read(&mut from, 70_000, LONG).await.unwrap(), b"");
        assert_eq!(read(&mut from, 70_000, LONG).await.unwrap(), b"one");
        assert_eq!(read(&mut from, 70_000, LONG).await.unwrap(), [7; 70_000]);
        assert_eq!(read(&mut from, 70_000, LONG).await, Err(DownReason::ClosedByPeer));
    }

    #[tokio::test]
    async fn length_above_the_limit_is_refused_before_any_byte_of_it() {
        let wire = u32::MAX.to_be_bytes();
        let refused = read(&mut wire.as_slice(), 10, LONG).await;
        assert_eq!(refused, Err(DownReason::Oversized { length: u32::MAX as usize, max: 10 }));
    }

    #[tokio::test]
    async fn peer_that_stops_in_the_middle_of_a_frame_is_silent() {
        let (mut near, mut far) = tokio::io::duplex(64);
        near.write_all(&[0, 0, 0, 2, 9]).await.unwrap();
        assert_eq!(read(&mut far, 10, Duration::from_millis(20)).await, Err(DownReason::Silent));
    }
}
