//! Protocols that others published, as actors of the [engine](crate::engine), to set Sluis beside.
//!
//! | look for | in |
//! |---|---|
//! | rumour mongering, anti-entropy, push, pull, SI and SIR, independent cascade | [`gossip`] |
//! | GossipSub 1.0 | [`gossipsub`] |

pub mod gossip;
pub mod gossipsub;

use serde::Deserialize;
use thiserror::Error;

use crate::engine::Digest;

/// A time that a scenario gives in milliseconds; in whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "f64")]
pub struct Span(pub u64);

/// A number that is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a time is a number of milliseconds from 0 to a thousand million")]
pub struct NoSpan;

impl TryFrom<f64> for Span {
    type Error = NoSpan;

    fn try_from(milliseconds: f64) -> Result<Self, NoSpan> {
        if (0.0..=1e9).contains(&milliseconds) { Ok(Self((milliseconds * 1e3).round() as u64)) } else { Err(NoSpan) }
    }
}

/// What any run leaves behind.
pub(crate) struct Played {
    /// Messages sent.
    pub(crate) sent: u64,
    /// Events that happened.
    pub(crate) events: u64,
    /// The trace.
    pub(crate) digest: Digest,
}
