//! One run of a scenario under a seed, and what is measured in it.

use super::scenario::{Protocol, Scenario, Topology};
use crate::baselines::gossip::{self, Gossip};
use crate::baselines::gossipsub::{self, GossipSub};
use crate::draws::{Chance, Stream};
use crate::engine::{Digest, End, Id, Links, hash};
use crate::topology::{self, FileError, Graph};

/// What is measured of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Its name in scenarios and tables.
    pub name: &'static str,
    /// What kind of figure it is.
    pub kind: Kind,
    /// What it means.
    pub meaning: &'static str,
}

/// What kind of figure a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An amount.
    Amount,
    /// A share of so many sites.
    ShareOf(u32),
    /// 1 where a run has something, 0 where it has not.
    HasOrNot,
}

/// A scenario that can be played: its graph is read, where it is in a file.
#[derive(Debug)]
pub struct Study {
    scenario: Scenario,
    /// The graph, where all seeds have the same.
    graph: Option<Graph>,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// A value for each measure, in their order; none where the run has none.
    pub values: Vec<Option<f64>>,
    /// Events that happened.
    pub events: u64,
    /// The trace.
    pub trace: Digest,
}

impl Study {
    /// With the text of the topology's file, where it is in one.
    ///
    /// # Errors
    ///
    /// What is wrong with that text, with its place.
    pub fn new(scenario: Scenario, file: &str) -> Result<Self, FileError> {
        let graph = match scenario.topology.get_ref() {
            Topology::Full { nodes } => Some(Graph::full(*nodes)),
            Topology::Star { nodes, hubs } => Some(topology::star(*nodes, *hubs)),
            Topology::Ring { nodes, neighbours } => Some(topology::ring(*nodes, *neighbours)),
            Topology::Edges { .. } => Some(topology::read_edges(file)?),
            Topology::Graphml { .. } => Some(topology::read_graphml(file)?),
            Topology::SmallWorld { .. } | Topology::Random { .. } | Topology::Picked { .. } => None,
        };
        Ok(Self { scenario, graph })
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// What is measured, in order.
    #[must_use]
    pub fn measures(&self) -> Vec<Measure> {
        let mut all = measures(&self.scenario);
        let nodes = self.graph.as_ref().map(Graph::nodes);
        for measure in &mut all {
            if let (Kind::ShareOf(sites), Some(nodes)) = (&mut measure.kind, nodes) {
                *sites = nodes;
            }
        }
        all
    }

    /// Plays the run of a seed.
    #[must_use]
    pub fn play(&self, seed: u64) -> Outcome {
        let drawn;
        let graph = match &self.graph {
            Some(graph) => graph,
            None => {
                drawn = draw(self.scenario.topology.get_ref(), seed);
                &drawn
            }
        };
        let network = &self.scenario.network;
        let links = Links::new(seed, network.delay(), network.loss.unwrap_or(Chance::NEVER));
        match self.scenario.protocol() {
            None => of_graph(graph),
            Some(Protocol::Gossip(rules)) => of_gossip(rules, graph, links, seed),
            Some(Protocol::Gossipsub(rules)) => of_gossipsub(rules, graph, links, seed),
        }
    }
}

/// The graph of a seed, where each has another.
fn draw(topology: &Topology, seed: u64) -> Graph {
    let mut stream = Stream::new(seed, "topology", "");
    match topology {
        Topology::SmallWorld { nodes, neighbours, rewire } => {
            topology::small_world(*nodes, *neighbours, *rewire, &mut stream)
        }
        Topology::Random { nodes, probability } => topology::random(*nodes, *probability, &mut stream),
        Topology::Picked { nodes, picks } => topology::picked(*nodes, *picks, &mut stream),
        _ => Graph::full(0),
    }
}

/// One trace for runs in the order of their seeds.
#[must_use]
pub fn trace<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Digest {
    hash(&outcomes.into_iter().flat_map(|outcome| outcome.trace.0).collect::<Vec<u8>>())
}

/// What is measured in a scenario, in order.
#[must_use]
pub fn measures(scenario: &Scenario) -> Vec<Measure> {
    let sites = match scenario.topology.get_ref() {
        Topology::Full { nodes }
        | Topology::Star { nodes, .. }
        | Topology::Ring { nodes, .. }
        | Topology::SmallWorld { nodes, .. }
        | Topology::Random { nodes, .. }
        | Topology::Picked { nodes, .. } => *nodes,
        Topology::Edges { .. } | Topology::Graphml { .. } => 1,
    };
    let amount = |name, meaning| Measure { name, kind: Kind::Amount, meaning };
    let share = |name, meaning| Measure { name, kind: Kind::ShareOf(sites), meaning };
    let has = |name, meaning| Measure { name, kind: Kind::HasOrNot, meaning };
    match scenario.protocol() {
        None => vec![
            amount("path_length", "mean links on the shortest paths between all pairs that have one"),
            amount("clustering", "mean share of pairs of a node's neighbours that are linked"),
            amount("mean_degree", "mean number of neighbours"),
            share("largest_part", "share of nodes in the largest connected part"),
            has("connected", "whether all nodes are in it"),
        ],
        Some(Protocol::Gossip(_)) => vec![
            share("coverage", "share of sites that know in the end"),
            share("residue", "share of sites that do not"),
            amount("updates", "times that the rumour was sent, for each site"),
            amount("messages", "messages of all kinds, for each site"),
            amount("last", "cycle in which the last site learned of it"),
            amount(
                "mean_time",
                "mean cycle in which sites learned of it, of those that did not know from the beginning",
            ),
            has("complete", "whether all sites know"),
            has("outbreak", "whether as many know as make an outbreak"),
            share("coverage_of_outbreaks", "coverage of the runs that have an outbreak"),
            has("at_limit", "whether the run was ended by `cycles`"),
        ],
        Some(Protocol::Gossipsub(_)) => vec![
            amount("deliveries", "times that a node got a message for the first time"),
            amount("messages", "times that a message itself was sent"),
            amount("grafts", "neighbours taken into a mesh"),
            amount("prunes", "neighbours taken out of one"),
            amount("haves", "times that ids were told (IHAVE)"),
            amount("wants", "times that messages were asked for (IWANT)"),
        ],
    }
}

fn of_graph(graph: &Graph) -> Outcome {
    let part = graph.largest_part();
    let values = [graph.path_length(), graph.clustering(), graph.mean_degree(), part, f64::from(u8::from(part >= 1.0))];
    let row = |node| graph.neighbours(Id(node)).flat_map(|id| id.0.to_be_bytes()).chain(u32::MAX.to_be_bytes());
    let bytes: Vec<u8> = (0..graph.nodes()).flat_map(row).collect();
    Outcome { values: values.map(Some).to_vec(), events: 0, trace: hash(&bytes) }
}

fn of_gossip(rules: &Gossip, graph: &Graph, links: Links, seed: u64) -> Outcome {
    let (end, spread, played) = gossip::play(rules, graph, links, seed);
    let sites = f64::from(graph.nodes());
    let period = rules.period_ms.0 as f64;
    let coverage = f64::from(spread.known) / sites;
    let learned = spread.known.saturating_sub(rules.sources);
    let has = |is_so: bool| Some(f64::from(u8::from(is_so)));
    let is_outbreak = coverage >= rules.outbreak;
    let values = vec![
        Some(coverage),
        Some(f64::from(graph.nodes() - spread.known) / sites),
        Some(spread.rumours as f64 / sites),
        Some(played.sent as f64 / sites),
        Some(spread.last as f64 / period),
        (learned > 0).then(|| spread.sum as f64 / f64::from(learned) / period),
        has(spread.known == graph.nodes()),
        has(is_outbreak),
        is_outbreak.then_some(coverage),
        has(end == End::Late),
    ];
    Outcome { values, events: played.events, trace: played.digest }
}

fn of_gossipsub(rules: &GossipSub, graph: &Graph, links: Links, seed: u64) -> Outcome {
    let (traffic, played) = gossipsub::play(rules, graph, links, seed);
    let counts = [traffic.delivered, traffic.messages, traffic.grafts, traffic.prunes, traffic.haves, traffic.wants];
    let values = counts.map(|count| Some(count as f64)).to_vec();
    Outcome { values, events: played.events, trace: played.digest }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of a measure over some seeds.
    fn mean(scenario: &str, measure: &str, seeds: u64) -> f64 {
        let study = Study::new(Scenario::parse(&format!("question = \"?\"\n{scenario}")).unwrap(), "").unwrap();
        let index = study.measures().iter().position(|known| known.name == measure).unwrap();
        let values: Vec<f64> = (0..seeds).filter_map(|seed| study.play(seed).values[index]).collect();
        values.iter().sum::<f64>() / values.len() as f64
    }

    fn gossip(topology: &str, network: &str, protocol: &str) -> String {
        format!("[topology.{topology}\n[network]\n{network}\n[protocol.gossip]\n{protocol}")
    }

    const ONCE: &str = "\n[protocol.gossip.stop.counter]\nk = 1\nfeedback = false";

    #[test]
    fn anti_entropy_reaches_everybody_whoever_calls() {
        for direction in ["push", "pull", "push-pull"] {
            let scenario = gossip("full]\nnodes = 50", "", &format!("direction = \"{direction}\""));
            assert_eq!(mean(&scenario, "complete", 5), 1.0, "{direction}");
        }
        let last = |direction| mean(&gossip("full]\nnodes = 300", "", direction), "last", 20);
        let (both, push) = (last("direction = \"push-pull\""), last("direction = \"push\""));
        assert!(both < push - 3.0, "{both} {push}");
    }

    #[test]
    fn what_spreads_with_a_fan_out_and_dies_leaves_out_as_many_as_the_equation_says() {
        let coverage = |loss: &str| {
            let protocol = format!("direction = \"push\"\ncontacts = 3{ONCE}");
            mean(&gossip("full]\nnodes = 2_000", loss, &protocol), "coverage_of_outbreaks", 20)
        };
        assert!((coverage("") - 0.940_5).abs() < 0.004, "{}", coverage(""));
        assert!((coverage("loss = 0.2") - 0.878_6).abs() < 0.006, "{}", coverage("loss = 0.2"));
    }

    #[test]
    fn an_epidemic_has_the_final_size_that_the_equation_says() {
        let protocol = "direction = \"push\"\n[protocol.gossip.stop.coin]\nk = 2\nfeedback = false";
        let size = mean(&gossip("full]\nnodes = 2_000", "", protocol), "coverage_of_outbreaks", 40);
        assert!((size - 0.796_8).abs() < 0.012, "{size}");
    }

    #[test]
    fn a_flood_takes_one_cycle_for_each_link() {
        let protocol = format!("direction = \"push\"\ncontacts = \"all\"{ONCE}");
        let ring = gossip("ring]\nnodes = 20\nneighbours = 2", "", &protocol);
        assert_eq!((mean(&ring, "last", 1), mean(&ring, "updates", 1), mean(&ring, "complete", 1)), (10.0, 2.0, 1.0));
        let at_once = format!("pace = \"at-once\"\nperiod_ms = 100\n{protocol}");
        let slow = gossip("ring]\nnodes = 20\nneighbours = 2", "delay_ms = { from = 30, to = 30 }", &at_once);
        assert!((mean(&slow, "last", 1) - 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_cascade_on_a_star_comes_as_far_as_can_be_counted() {
        let protocol = format!("direction = \"push\"\ncontacts = \"all\"{ONCE}");
        let coverage = mean(&gossip("star]\nnodes = 101", "loss = 0.7", &protocol), "coverage", 600);
        assert!((coverage - 0.103_1).abs() < 0.02, "{coverage}");
    }

    #[test]
    fn what_is_always_lost_reaches_nobody_and_is_ended_by_its_limit() {
        let scenario = gossip("full]\nnodes = 9", "loss = 1", "direction = \"push\"\ncycles = 7");
        assert_eq!(mean(&scenario, "coverage", 1), 1.0 / 9.0);
        assert_eq!((mean(&scenario, "at_limit", 1), mean(&scenario, "updates", 1)), (1.0, 7.0 / 9.0));
    }

    #[test]
    fn who_cannot_be_reached_is_not_waited_for() {
        let scenario = gossip("random]\nnodes = 30\nprobability = 0.0", "", "direction = \"pull\"");
        assert_eq!((mean(&scenario, "coverage", 3), mean(&scenario, "at_limit", 3)), (1.0 / 30.0, 0.0));
    }

    #[test]
    fn a_mesh_delivers_everything_by_as_many_messages_as_the_log_says() {
        let row =
            super::super::rows().into_iter().find(|row| row.name.starts_with("GossipSub 1.0, 100 nodes")).unwrap();
        let study = Study::new(row.scenario, "").unwrap();
        let values: Vec<_> = (0..8).map(|seed| study.play(seed).values).collect();
        let mean = |index: usize| values.iter().filter_map(|run| run[index]).sum::<f64>() / 8.0;
        let (deliveries, messages, grafts) = (mean(0), mean(1), mean(2));
        assert_eq!(deliveries, 1_000.0);
        assert!((6_000.0..6_800.0).contains(&messages), "{messages}");
        assert!((350.0..410.0).contains(&grafts), "{grafts}");
        assert!(values[0] != values[1]);
    }

    #[test]
    fn one_seed_gives_one_outcome_on_a_graph_that_is_drawn() {
        let scenario = "question = \"?\"\n[topology.small-world]\nnodes = 30\nneighbours = 4\nrewire = 0.2";
        let study = Study::new(Scenario::parse(scenario).unwrap(), "").unwrap();
        assert_eq!(study.play(3), study.play(3));
        assert_ne!(study.play(3).trace, study.play(4).trace);
    }
}
