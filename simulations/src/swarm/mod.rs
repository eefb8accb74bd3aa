//! The fault swarm: random actions under random faults, beside a model of what must come about; then everything heals,
//! comes to rest, and every invariant must hold.
//!
//! | look for | in |
//! |---|---|
//! | what a seed draws: which faults there are, how often, and the list of actions | `draw` |
//! | how a list is played, with the model beside the federation | `play` |
//! | what was done and which faults came about, counted | `tally` |
//! | a failing run as a file | `trace` |
//! | the smallest list that still fails | `shrink` |

mod draw;
mod play;
mod shrink;
mod tally;
mod trace;

pub use play::{Run, play};
pub use shrink::shrink;
pub use tally::Tally;
pub use trace::{EVENTS, Outcome, Trace, TraceError};

use crate::actions::Action;

/// A run, before it is played: its seed, for keys and for the luck of the network, and what happens in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// What happens, in order.
    pub actions: Vec<Action>,
}

impl Plan {
    /// What a seed stands for.
    #[must_use]
    pub fn draw(seed: u64) -> Self {
        Self { seed, actions: draw::actions(seed) }
    }
}
