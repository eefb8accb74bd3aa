//! Bounds of the transport, each with its reason. Tests shorten the times; operators may set the rates.

use std::num::NonZeroU32;
use std::time::Duration;

/// A batch of records with their proofs fits; a malicious peer can hold no more than this for each link.
pub const MAX_FRAME: usize = 1024 * 1024;
/// Three times the bulk rate that the node aims for, so that only a peer gone wrong is slowed.
pub const FRAMES_PER_SECOND: u32 = 50_000;
/// About half a gigabit line: more than the store can take in.
pub const BYTES_PER_SECOND: u32 = 64 * 1024 * 1024;
/// A catch-up starts at full speed; the rate holds after this many seconds' worth.
pub const BURST_SECONDS: u32 = 2;
/// Room for 4,096 members on nodes of their own, twice over while links are replaced.
pub const MAX_CONNECTIONS: u32 = 8_192;
/// Frames waiting for one peer; beyond it the caller is told at once.
pub const QUEUE_FRAMES: usize = 1_024;
/// Bytes waiting for one peer: a few of the largest frames.
pub const QUEUE_BYTES: usize = 4 * MAX_FRAME;
/// Middleboxes forget a quiet UDP flow after some 30 seconds; 4,096 links cost 410 such frames a second.
pub const KEEPALIVE: Duration = Duration::from_secs(10);
/// Three lost keep-alives.
pub const SILENCE: Duration = Duration::from_secs(30);
/// TLS, negotiation and greeting over a bad satellite line.
pub const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a peer that was cut off on purpose stays away.
pub const HOLD_OFF: Duration = Duration::from_secs(60);
/// How long a last frame may take to arrive.
pub const FAREWELL: Duration = Duration::from_secs(2);

/// First pause before dialling again.
pub(super) const BACKOFF_FIRST: Duration = Duration::from_millis(200);
/// Longest pause before dialling again: a node back from a cut is reached within half a minute.
pub(super) const BACKOFF_LAST: Duration = Duration::from_secs(30);
/// A link that lived this long was a good one, so the next pause is the first again.
pub(super) const SETTLED: Duration = Duration::from_secs(10);
/// Events waiting for the core, at most this many frames of the largest size.
pub(super) const EVENTS: usize = 128;
/// Old link, two crossing dials, and one to spare: a restarted peer is never shut out by its own remains.
pub(super) const CONNECTIONS_PER_PEER: u32 = 4;
/// Handshakes in progress from addresses that the register does not name.
pub(super) const STRANGERS_PENDING: usize = 64;
/// Handshakes in progress in all: a UDP source can be forged, so a known address is no licence either.
pub(super) const PENDING: usize = 256;
/// New connections a second from addresses that the register does not name, with a burst of as many again.
pub(super) const STRANGERS_PER_SECOND: u32 = 50;
/// One is the link, and one for each link that is carried over the connection.
pub(super) const STREAMS_PER_CONNECTION: usize = 4 + CARRIED;
/// Streams of a connection whose protocol is being settled; others wait for their turn.
pub(super) const NEGOTIATING: usize = 4;
/// Most links that a carrier carries, and most nodes that it carries for.
pub(super) const CARRIED: usize = 1_024;
/// Links that one peer may ask a carrier for in a while: each keeps a place until its handshake ends, and others need some.
pub(super) const CALLS: NonZeroU32 = NonZeroU32::new(256).unwrap();
/// That while.
pub(super) const CALLS_IN: Duration = Duration::from_secs(60);
/// A carried link ends after this, and is made again.
pub(super) const CARRIED_FOR: Duration = Duration::from_secs(30 * 24 * 3_600);
/// How long a carrier keeps a place for a node, which renews it before.
pub(super) const RESERVED_FOR: Duration = Duration::from_secs(3_600);
/// When a carrier that did not take a node is asked again.
pub(super) const CARRY_AGAIN: Duration = Duration::from_secs(5);
/// How long a node that is only reached through a carrier has to dial itself: a direct link is better.
pub(super) const DIRECT_FIRST: Duration = Duration::from_secs(2);
/// QUIC flow control: a bandwidth of 80 MB/s at 50 ms, no more memory than the send queue.
pub(super) const QUIC_WINDOW: u32 = 4 * 1024 * 1024;

/// What one node grants its peers.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest frame in bytes, both ways.
    pub max_frame: usize,
    /// Frames a second that one peer may send; beyond it, it is read more slowly.
    pub frames_per_second: u32,
    /// Bytes a second that one peer may send; beyond it, it is read more slowly.
    pub bytes_per_second: u32,
    /// Seconds' worth of both rates that may come at once.
    pub burst_seconds: u32,
    /// Established connections in all.
    pub max_connections: u32,
    /// Frames that may wait for one peer.
    pub queue_frames: usize,
    /// Bytes that may wait for one peer.
    pub queue_bytes: usize,
    /// An empty frame is sent after this much silence of ours.
    pub keepalive: Duration,
    /// A link is dead after this much silence of the peer.
    pub silence: Duration,
    /// From the first packet to a link.
    pub handshake: Duration,
    /// How long a peer stays away after [`super::NetHandle::close`].
    pub hold_off: Duration,
    /// How long a last frame may take to arrive.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_frame: MAX_FRAME,
            frames_per_second: FRAMES_PER_SECOND,
            bytes_per_second: BYTES_PER_SECOND,
            burst_seconds: BURST_SECONDS,
            max_connections: MAX_CONNECTIONS,
            queue_frames: QUEUE_FRAMES,
            queue_bytes: QUEUE_BYTES,
            keepalive: KEEPALIVE,
            silence: SILENCE,
            handshake: HANDSHAKE,
            hold_off: HOLD_OFF,
            farewell: FAREWELL,
        }
    }
}
