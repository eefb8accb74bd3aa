//! The schema of a scenario, in TOML: one question a file. What it says is documented in `docs/simulation.md`.

use std::num::NonZeroU64;

use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;

use super::measures;
use crate::baselines::Span;
use crate::baselines::gossip::{Coin, Contacts, Counter, Direction, Gossip, Pace, Stop};
use crate::baselines::gossipsub::GossipSub;
use crate::draws::Chance;
use crate::engine::{Delay, Each};
use crate::topology::MOST_NODES;

/// A scenario.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it asks.
    pub question: String,
    /// Under how many seeds it is played.
    #[serde(default = "two_hundred")]
    pub seeds: NonZeroU64,
    /// Who can reach whom.
    pub topology: Spanned<Topology>,
    /// How messages travel.
    #[serde(default)]
    pub network: Network,
    /// What goes on; without it the graph alone is measured.
    pub protocol: Option<Spanned<Protocol>>,
    /// What is expected of it.
    #[serde(default)]
    pub expect: Vec<Expectation>,
}

fn two_hundred() -> NonZeroU64 {
    NonZeroU64::MIN.saturating_add(199)
}

/// Who can reach whom.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Topology {
    /// Everybody everybody.
    Full {
        /// How many nodes.
        nodes: u32,
    },
    /// Hubs linked with each other, and others each with one of them.
    Star {
        /// How many nodes, hubs included.
        nodes: u32,
        /// How many of them are hubs.
        #[serde(default = "one")]
        hubs: u32,
    },
    /// Each with its nearest on a ring.
    Ring {
        /// How many nodes.
        nodes: u32,
        /// With how many each is linked: an even number.
        neighbours: u32,
    },
    /// A ring of which links are led elsewhere (Watts and Strogatz).
    SmallWorld {
        /// How many nodes.
        nodes: u32,
        /// With how many each is linked on the ring: an even number.
        neighbours: u32,
        /// The chance of each link to be led elsewhere.
        rewire: Chance,
    },
    /// Each pair with a probability (Erdős and Rényi).
    Random {
        /// How many nodes.
        nodes: u32,
        /// The probability.
        probability: f64,
    },
    /// Each with so many others that it draws, and with those that draw it.
    Picked {
        /// How many nodes.
        nodes: u32,
        /// How many each draws.
        picks: u32,
    },
    /// A list of edges in a file.
    Edges {
        /// Its path, from the scenario's folder.
        file: String,
    },
    /// A graph in a GraphML file.
    Graphml {
        /// Its path, from the scenario's folder.
        file: String,
    },
}

fn one() -> u32 {
    1
}

impl Topology {
    /// The file that holds it, if it is in one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Edges { file } | Self::Graphml { file } => Some(file),
            _ => None,
        }
    }

    /// Whether each seed draws another.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        matches!(self, Self::SmallWorld { .. } | Self::Random { .. } | Self::Picked { .. })
    }

    fn check(&self) -> Result<(), Wrong> {
        let ring = |nodes: u32, neighbours: u32| {
            if neighbours < 2 || neighbours % 2 == 1 || neighbours >= nodes { Err(Wrong::Neighbours) } else { Ok(()) }
        };
        match *self {
            Self::Full { nodes }
            | Self::Star { nodes, .. }
            | Self::Ring { nodes, .. }
            | Self::SmallWorld { nodes, .. }
            | Self::Random { nodes, .. }
            | Self::Picked { nodes, .. }
                if nodes == 0 || nodes > MOST_NODES =>
            {
                Err(Wrong::Nodes)
            }
            Self::Star { nodes, hubs } if hubs == 0 || hubs > nodes => Err(Wrong::Hubs),
            Self::Ring { nodes, neighbours } | Self::SmallWorld { nodes, neighbours, .. } => ring(nodes, neighbours),
            Self::Random { probability, .. } if !(0.0..=1.0).contains(&probability) => Err(Wrong::Probability),
            Self::Picked { nodes, picks } if picks == 0 || picks >= nodes => Err(Wrong::Picks),
            _ => Ok(()),
        }
    }
}

/// How messages travel.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// The chance of each message to be lost.
    pub loss: Option<Chance>,
    /// How long one is on its way; no time where this is not given.
    pub delay_ms: Option<Spanned<DelayMs>>,
}

/// How long a message is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelayMs {
    /// At least.
    pub from: Span,
    /// At most.
    pub to: Span,
    /// For what it is drawn.
    #[serde(default)]
    pub each: EachOf,
    /// What is added for each message: up to this share.
    pub jitter: Option<Chance>,
}

/// For what a delay is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EachOf {
    /// For each message.
    #[default]
    Message,
    /// Once for each link.
    Link,
}

impl Network {
    /// As the engine has it.
    #[must_use]
    pub fn delay(&self) -> Delay {
        let delay = self.delay_ms.as_ref().map(|delay| *delay.get_ref());
        delay.map_or(Delay::Fixed(0), |delay| Delay::Drawn {
            from: delay.from.0,
            to: delay.to.0,
            each: match delay.each {
                EachOf::Message => Each::Message,
                EachOf::Link => Each::Link,
            },
            jitter: delay.jitter.unwrap_or(Chance::NEVER),
        })
    }
}

/// What goes on.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// One rumour that sites pass on.
    Gossip(Gossip),
    /// Messages through a mesh.
    Gossipsub(GossipSub),
}

impl Protocol {
    fn check(&self) -> Result<(), Wrong> {
        match self {
            Self::Gossip(gossip) => check_gossip(gossip),
            Self::Gossipsub(sub) if sub.heartbeat_ms.0 == 0 => Err(Wrong::Period),
            Self::Gossipsub(sub) if !(sub.low <= sub.degree && sub.degree <= sub.high) => Err(Wrong::Bounds),
            Self::Gossipsub(sub) if sub.publishers == 0 => Err(Wrong::Sources),
            Self::Gossipsub(_) => Ok(()),
        }
    }
}

fn check_gossip(gossip: &Gossip) -> Result<(), Wrong> {
    let Gossip { direction, contacts, stop, pace, period_ms, sources, cycles, outbreak } = gossip;
    let has_k = match stop {
        Stop::Never => true,
        Stop::Counter(Counter { k, .. }) => *k >= 1,
        Stop::Coin(Coin { k, .. }) => (1.0..=1e9).contains(k),
    };
    let wrong = [
        (period_ms.0 == 0, Wrong::Period),
        (*sources == 0, Wrong::Sources),
        (!(1..=1_000_000).contains(cycles), Wrong::Cycles),
        (!(0.0..=1.0).contains(outbreak), Wrong::Outbreak),
        (!has_k, Wrong::K),
        (*pace == Pace::AtOnce && *direction != Direction::Push, Wrong::AtOnce),
        (*contacts == Contacts::Some(0), Wrong::Contacts),
    ];
    wrong.into_iter().find(|(is_so, _)| *is_so).map_or(Ok(()), |(_, wrong)| Err(wrong))
}

/// What is expected of a measure.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Which one.
    pub measure: Spanned<String>,
    /// What its mean should be.
    pub value: f64,
    /// How far off it may be beside three standard errors: the rounding of what was published, or what a model leaves out.
    #[serde(default)]
    pub within: f64,
    /// Where the value comes from.
    pub source: Option<String>,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1.
    pub line: usize,
    /// Characters, counted from 1.
    pub column: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "line {}, column {}", self.line, self.column)
    }
}

impl Place {
    fn of(text: &str, byte: usize) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }
}

/// What is wrong with a scenario, and where.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{place}: {wrong}")]
pub struct ScenarioError {
    /// Where.
    pub place: Place,
    wrong: Wrong,
}

#[derive(Debug, Error, PartialEq, Eq)]
enum Wrong {
    #[error("{0}")]
    Toml(String),
    #[error("`nodes` is a number from 1 to {MOST_NODES}")]
    Nodes,
    #[error("`hubs` is at least 1, and at most `nodes`")]
    Hubs,
    #[error("`neighbours` is an even number from 2, below `nodes`")]
    Neighbours,
    #[error("`probability` is a number from 0 to 1")]
    Probability,
    #[error("`picks` is at least 1, and below `nodes`")]
    Picks,
    #[error("`from` of a delay is at most its `to`")]
    Delay,
    #[error("a period is longer than 0")]
    Period,
    #[error("there is at least one source or publisher")]
    Sources,
    #[error("`cycles` is a number from 1 to 1000000")]
    Cycles,
    #[error("`outbreak` is a number from 0 to 1")]
    Outbreak,
    #[error("`k` is at least 1")]
    K,
    #[error("`contacts` is at least 1")]
    Contacts,
    #[error("`pace = \"at-once\"` goes with `direction = \"push\"` alone")]
    AtOnce,
    #[error("`low` is at most `degree`, and that at most `high`")]
    Bounds,
    #[error("no `{0}` is measured here; there are: {1}")]
    Measure(String, String),
}

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    ///
    /// What is wrong first, with its place.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text).map_err(|error| ScenarioError {
            place: Place::of(text, error.span().map_or(0, |span| span.start)),
            wrong: Wrong::Toml(error.message().trim_end().replace('\n', ", ")),
        })?;
        scenario.check().map_err(|(byte, wrong)| ScenarioError { place: Place::of(text, byte), wrong })?;
        Ok(scenario)
    }

    fn check(&self) -> Result<(), (usize, Wrong)> {
        self.topology.get_ref().check().map_err(|wrong| (self.topology.span().start, wrong))?;
        let delay = self.network.delay_ms.as_ref().filter(|delay| delay.get_ref().from.0 > delay.get_ref().to.0);
        if let Some(delay) = delay {
            return Err((delay.span().start, Wrong::Delay));
        }
        if let Some(protocol) = &self.protocol {
            protocol.get_ref().check().map_err(|wrong| (protocol.span().start, wrong))?;
        }
        let known: Vec<&str> = measures(self).iter().map(|measure| measure.name).collect();
        for expectation in &self.expect {
            let name = expectation.measure.get_ref();
            if !known.contains(&name.as_str()) {
                return Err((expectation.measure.span().start, Wrong::Measure(name.clone(), known.join(", "))));
            }
        }
        Ok(())
    }

    /// What goes on, if anything.
    #[must_use]
    pub fn protocol(&self) -> Option<&Protocol> {
        self.protocol.as_ref().map(Spanned::get_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUMOUR: &str = "question = \"how far?\"\n\n[topology.full]\nnodes = 100\n\n[protocol.gossip]\n\
                          direction = \"push\"\ncontacts = 3\n\n[protocol.gossip.stop.counter]\nk = 1\nfeedback = false\n";

    fn wrong(text: &str) -> String {
        Scenario::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_not_said_is_as_documented() {
        let scenario = Scenario::parse(RUMOUR).unwrap();
        assert_eq!(scenario.seeds.get(), 200);
        assert_eq!(scenario.network.delay(), Delay::Fixed(0));
        let Some(Protocol::Gossip(gossip)) = scenario.protocol() else { panic!("{scenario:?}") };
        assert_eq!((gossip.contacts, gossip.sources, gossip.cycles), (Contacts::Some(3), 1, 10_000));
        let Stop::Counter(counter) = gossip.stop else { panic!("{gossip:?}") };
        assert_eq!((counter.judged, counter.useful, counter.counts), Default::default());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_column() {
        for (from, to, said) in [
            ("contacts = 3", "contacs = 3", "line 8, column 1: unknown field `contacs`"),
            ("contacts = 3", "contacts = \"some\"", "line 8, column 12: invalid value: string \"some\""),
            ("\"push\"", "\"shove\"", "line 7, column 13: unknown variant `shove`"),
            ("[topology.full]\nnodes = 100", "[topology.full]\nnodes = 0", "line 3, column 2: `nodes` is a number"),
            ("[topology.full]", "[topology.mesh]", "line 3, column 11: unknown variant `mesh`"),
            ("question = \"how far?\"", "", "line 1, column 1: missing field `question`"),
            ("k = 1", "k = \n", "line 11, column 5: "),
            ("feedback = false\n", "", "missing field `feedback`"),
            ("nodes = 100", "nodes = 100\nhubs = 2", "line 5, column 1: unexpected keys in table: hubs"),
        ] {
            assert!(RUMOUR.contains(from), "{from}");
            let wrong = wrong(&RUMOUR.replace(from, to));
            assert!(wrong.contains(said), "{wrong}\n{said}");
        }
        let unmeasured = format!("{RUMOUR}\n[[expect]]\nmeasure = \"coverag\"\nvalue = 1\n");
        assert!(
            wrong(&unmeasured).starts_with("line 15, column 11: no `coverag` is measured here; there are: coverage")
        );
        let back = format!("{RUMOUR}\n[network]\ndelay_ms = {{ from = 9, to = 3 }}\n");
        assert!(wrong(&back).starts_with("line 15, column 12: `from` of a delay"), "{}", wrong(&back));
        assert!(wrong(&format!("seeds = 0\n{RUMOUR}")).starts_with("line 1, column 9: "));
        let lost = format!("{RUMOUR}\n[network]\nloss = 1.5\n");
        assert!(
            wrong(&lost).starts_with("line 15, column 8: a probability is a number from 0 to 1"),
            "{}",
            wrong(&lost)
        );
    }
}
