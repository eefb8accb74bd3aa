//! What two nodes say before the first frame, and who decides which of two links stands.
//!
//! The node with the smaller id, the *decider*, sends a [`Greeting`]; the other, the *follower*, answers with its own.
//! Then the decider either sends the number of the link or hangs up; the follower takes the link with the highest number
//! and answers with an empty frame. One decider means that both ends agree, whichever way crossing dials fall out.

use std::io;

use sluis_protocol::stream::Greeting;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// An empty frame, which is both the follower's answer and a keep-alive.
pub(super) const EMPTY_FRAME: u32 = 0;

/// Writes a greeting.
pub(super) async fn send(ours: Greeting, to: &mut (impl AsyncWriteExt + Unpin)) -> io::Result<()> {
    to.write_all(&ours.to_bytes()).await?;
    to.flush().await
}

/// Reads the peer's.
pub(super) async fn receive(from: &mut (impl AsyncReadExt + Unpin)) -> io::Result<Greeting> {
    let mut bytes = [0; Greeting::LENGTH];
    from.read_exact(&mut bytes).await?;
    Ok(Greeting::from_bytes(bytes))
}

/// The link that stands with a peer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    /// The peer's incarnation when it was made.
    pub(super) incarnation: u64,
    /// Its number, given by the decider.
    pub(super) number: u64,
    /// The follower has answered on it.
    pub(super) confirmed: bool,
}

/// Whether the decider takes a new link, after it said `ours` on it and heard `theirs`.
pub(super) fn decider_takes(standing: Option<Standing>, ours: Greeting, theirs: Greeting) -> bool {
    let Some(standing) = standing else { return true };
    if standing.incarnation != theirs.incarnation {
        return true;
    }
    // The follower answered on the standing link before the decider greeted it here. If it does not know that link
    // now, it has lost it. In all other cases dials have crossed.
    standing.confirmed && ours.holding == standing.number && theirs.holding != standing.number
}

/// Whether the follower takes the link `number` that the decider chose.
pub(super) fn follower_takes(standing: Option<Standing>, theirs: Greeting, number: u64) -> bool {
    standing.is_none_or(|standing| standing.incarnation != theirs.incarnation || number > standing.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRESH: Greeting = Greeting { incarnation: 7, holding: 0 };
    const OURS: Greeting = Greeting { incarnation: 1, holding: 0 };

    fn standing(confirmed: bool) -> Option<Standing> {
        Some(Standing { incarnation: 7, number: 3, confirmed })
    }

    #[test]
    fn first_link_is_taken_by_both() {
        assert!(decider_takes(None, OURS, FRESH));
        assert!(follower_takes(None, FRESH, 1));
    }

    #[test]
    fn crossing_dial_is_refused_whenever_the_first_was_confirmed() {
        let (ours, theirs) = (Greeting { holding: 3, ..OURS }, Greeting { holding: 3, ..FRESH });
        assert!(!decider_takes(standing(false), OURS, FRESH));
        assert!(!decider_takes(standing(true), OURS, FRESH));
        assert!(!decider_takes(standing(true), ours, theirs));
    }

    #[test]
    fn peer_that_restarted_or_lost_its_link_gets_a_new_one() {
        let restarted = Greeting { incarnation: 8, holding: 0 };
        assert!(decider_takes(standing(false), OURS, restarted));
        assert!(decider_takes(standing(true), Greeting { holding: 3, ..OURS }, FRESH));
        assert!(follower_takes(standing(true), restarted, 1));
    }

    #[test]
    fn follower_keeps_the_newer_of_two_links_in_whatever_order_they_come() {
        assert!(follower_takes(standing(true), FRESH, 4));
        assert!(!follower_takes(standing(true), FRESH, 2));
    }
}
