//! Results that others published, each with the scenario that must give it: what `sluis-sim validate` plays.
//!
//! Sources: Demers et al., *Epidemic algorithms for replicated database maintenance*, PODC 1987, tables 1 to 3, of 1,000
//! sites; Pittel, *On spreading a rumor*, SIAM J. Appl. Math. 47 (1987), with the constant of Daknama, Panagiotou and Reisser,
//! *Asymptotics for push on the complete graph*, Stochastic Processes and their Applications 137 (2021); Watts and
//! Strogatz, *Collective dynamics of 'small-world' networks*, Nature 393 (1998); the published logs of the simulator of
//! GossipSub's author, github.com/vyzo/gerbil-simsub.
//!
//! Left out: the mean time of rumour mongering (`t_ave`), whose definition is not settled.

use std::num::NonZeroU64;

use toml::Spanned;

use super::scenario::{DelayMs, EachOf, Network, Protocol, Scenario, Topology};
use crate::baselines::Span;
use crate::baselines::gossip::{Coin, Contacts, Counter, Counts, Direction, Gossip, Judged, Pace, Stop, Useful};
use crate::baselines::gossipsub::GossipSub;
use crate::draws::Chance;

/// A scenario with what was published of it.
#[derive(Debug, Clone)]
pub struct Row {
    /// Who published it, and of what.
    pub name: String,
    /// How it is played.
    pub scenario: Scenario,
    /// What was published.
    pub cells: Vec<Cell>,
    /// Whether all seeds give the same, so that one is enough.
    pub once: bool,
}

/// A published figure.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// The measure.
    pub measure: &'static str,
    /// The figure, with as many digits as it has.
    pub published: &'static str,
    /// Whether it is of one run, and not a mean.
    pub of_one_run: bool,
}

impl Cell {
    /// The figure as a number.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.published.parse().unwrap_or(f64::NAN)
    }

    /// What rounding may have taken from it: half of its last digit. A count of one run is not rounded.
    #[must_use]
    pub fn rounding(&self) -> f64 {
        let (digits, power) = self.published.split_once('e').unwrap_or((self.published, "0"));
        let places = digits.split_once('.').map_or(0, |(_, after)| after.len() as i32);
        let power: i32 = power.parse().unwrap_or_default();
        if self.of_one_run { 0.0 } else { 0.5 * 10_f64.powi(power - places) }
    }
}

fn mean(measure: &'static str, published: &'static str) -> Cell {
    Cell { measure, published, of_one_run: false }
}

/// All of them, in the order in which they are shown.
#[must_use]
pub fn rows() -> Vec<Row> {
    let all = [push_feedback_counter(), push_blind_coin(), pull_feedback_counter(), push_rounds(), anti_entropy()];
    all.into_iter().flatten().chain([small_world()]).chain(gossipsub()).collect()
}

fn row(name: String, topology: Topology, network: Network, protocol: Option<Protocol>, cells: Vec<Cell>) -> Row {
    let topology = Spanned::new(0..0, topology);
    let protocol = protocol.map(|protocol| Spanned::new(0..0, protocol));
    let question = name.clone();
    let seeds = NonZeroU64::MIN;
    let scenario = Scenario { question, seeds, topology, network, protocol, expect: Vec::new() };
    Row { name, scenario, cells, once: false }
}

/// Gossip among sites that can all reach each other over a network that takes no time.
fn gossip(name: String, nodes: u32, gossip: Gossip, cells: Vec<Cell>) -> Row {
    row(name, Topology::Full { nodes }, Network::default(), Some(Protocol::Gossip(gossip)), cells)
}

fn rules(direction: Direction, stop: Stop) -> Gossip {
    Gossip {
        direction,
        contacts: Contacts::Some(1),
        stop,
        pace: Pace::Cycles,
        period_ms: Span(1_000),
        sources: 1,
        cycles: 10_000,
        outbreak: 0.1,
    }
}

/// A row of Demers et al.: residue, updates a site, last time.
fn demers(name: &str, k: u32, direction: Direction, stop: Stop, figures: [&'static str; 3]) -> Row {
    let [residue, updates, last] = figures;
    let cells = vec![mean("residue", residue), mean("updates", updates), mean("last", last)];
    gossip(format!("Demers, {name}, k = {k}"), 1_000, rules(direction, stop), cells)
}

/// Rumour mongering's counter with feedback. Two choices decide whether the published tables come out; those given are the
/// ones with which they do.
fn counter(k: u32, counts: Counts) -> Stop {
    Stop::Counter(Counter { k, feedback: true, judged: Judged::CycleStart, useful: Useful::Resets, counts })
}

fn push_feedback_counter() -> Vec<Row> {
    let published = [
        ["0.18", "1.7", "16.8"],
        ["0.037", "3.3", "16.9"],
        ["0.011", "4.5", "17.4"],
        ["0.0036", "5.6", "17.5"],
        ["0.0012", "6.7", "17.7"],
    ];
    let row =
        |(k, figures)| demers("push, feedback, counter", k, Direction::Push, counter(k, Counts::Contacts), figures);
    (1..).zip(published).map(row).collect()
}

fn push_blind_coin() -> Vec<Row> {
    let published = [
        ["0.96", "0.04", "38"],
        ["0.20", "1.6", "33"],
        ["0.060", "2.8", "32"],
        ["0.021", "3.9", "32"],
        ["0.008", "4.9", "32"],
    ];
    let row = |(k, figures)| {
        let (feedback, judged, counts) = (false, Judged::CycleStart, Counts::Cycles);
        let coin = Stop::Coin(Coin { k: f64::from(k), feedback, judged, counts });
        demers("push, blind, coin", k, Direction::Push, coin, figures)
    };
    (1..).zip(published).map(row).collect()
}

fn pull_feedback_counter() -> Vec<Row> {
    let published = [["3.1e-2", "2.7", "17.6"], ["5.8e-4", "4.5", "15.4"], ["4e-6", "6.1", "14.0"]];
    let row = |(k, figures)| demers("pull, feedback, counter", k, Direction::Pull, counter(k, Counts::Cycles), figures);
    (1..).zip(published).map(row).collect()
}

/// Rounds of simple push: log₂ n + ln n + O(1), where the first two terms are Pittel's. The rest tends to 1.182, and swings
/// there by 2 · 10⁻⁴ (Daknama, Panagiotou and Reisser); of the figures here, those for n = 100 and n = 1,000 are the exact
/// means of the chain of numbers of sites that know.
fn push_rounds() -> Vec<Row> {
    let published = [
        (100, "11.25 + 1.06", "12.30"),
        (1_000, "16.87 + 1.16", "18.04"),
        (10_000, "22.50 + 1.18", "23.68"),
        (100_000, "28.12 + 1.18", "29.30"),
    ];
    let row = |(nodes, sum, rounds)| {
        let cells = vec![mean("last", rounds)];
        gossip(format!("Pittel, push, {sum} rounds at n = {nodes}"), nodes, rules(Direction::Push, Stop::Never), cells)
    };
    published.map(row).into()
}

/// One cycle of anti-entropy, from a share p of sites that do not know: p² by pull, p (1 − 1/n)^(n (1 − p)) by push.
fn anti_entropy() -> Vec<Row> {
    const NODES: u32 = 10_000;
    let published = [
        (Direction::Pull, "pull", 10, "0.0100"),
        (Direction::Pull, "pull", 100, "0.000100"),
        (Direction::Push, "push", 10, "0.040657"),
        (Direction::Push, "push", 100, "0.003716"),
    ];
    let row = |(direction, name, part, residue)| {
        let rules = Gossip { sources: NODES - NODES / part, cycles: 1, ..rules(direction, Stop::Never) };
        let cells = vec![mean("residue", residue)];
        gossip(format!("Demers, anti-entropy, {name}, from 1/{part}"), NODES, rules, cells)
    };
    published.map(row).into()
}

/// The ring that small worlds begin from: paths of n/2k, and clustering of 3/4 · (k − 2)/(k − 1).
fn small_world() -> Row {
    let ring = Topology::SmallWorld { nodes: 1_000, neighbours: 10, rewire: Chance::NEVER };
    let cells = vec![mean("path_length", "50"), mean("clustering", "0.667")];
    let name = "Watts and Strogatz, n = 1000, k = 10, p = 0".to_owned();
    Row { once: true, ..row(name, ring, Network::default(), None, cells) }
}

/// Each node connects to 20 others; links of 10 to 150 ms, up to a tenth longer for each message; a message a second.
fn gossipsub() -> Vec<Row> {
    let of_one_run = |measure, published| Cell { measure, published, of_one_run: true };
    let published = [
        (100, 10, 5, vec![("deliveries", "1000"), ("messages", "6280"), ("grafts", "372"), ("haves", "7212")]),
        (1_000, 60, 10, vec![("deliveries", "60000"), ("messages", "377370")]),
    ];
    let row = |(nodes, messages, warm_up, figures): (u32, u32, u64, Vec<_>)| {
        let span = |ms: u64| Span(ms * 1_000);
        let delay = DelayMs { from: span(10), to: span(150), each: EachOf::Link, jitter: Chance::new(0.1) };
        let rules = GossipSub {
            degree: 6,
            low: 4,
            high: 12,
            gossip: 6,
            window: 3,
            heartbeat_ms: span(1_000),
            warm_up_ms: span(warm_up * 1_000),
            interval_ms: span(1_000),
            messages,
            publishers: 5,
        };
        let network = Network { loss: None, delay_ms: Some(Spanned::new(0..0, delay)) };
        let cells = figures.into_iter().map(|(measure, figure)| of_one_run(measure, figure)).collect();
        let name = format!("GossipSub 1.0, {nodes} nodes, {messages} messages");
        row(name, Topology::Picked { nodes, picks: 20 }, network, Some(Protocol::Gossipsub(rules)), cells)
    };
    published.map(row).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studies::{Kind, Study, summary, verdict};

    #[test]
    fn rounding_is_half_of_the_last_digit() {
        let rounding = |published| mean("residue", published).rounding();
        assert!((rounding("0.0036") - 5e-5).abs() < 1e-12);
        assert!((rounding("3.1e-2") - 5e-4).abs() < 1e-12);
        assert!((rounding("4e-6") - 5e-7).abs() < 1e-12);
        assert!((rounding("38") - 0.5).abs() < 1e-12);
    }

    #[test]
    fn every_cell_is_a_number_and_measured() {
        for row in rows() {
            let measured: Vec<&str> = super::super::measures(&row.scenario).iter().map(|m| m.name).collect();
            for cell in &row.cells {
                assert!(measured.contains(&cell.measure) && cell.value().is_finite(), "{}: {cell:?}", row.name);
            }
        }
    }

    /// Which cells of a row fail under so many seeds, when it is played by these rules.
    fn failing(row: &Row, rules: Gossip, seeds: u64) -> Vec<&'static str> {
        let mut scenario = row.scenario.clone();
        scenario.protocol = Some(Spanned::new(0..0, Protocol::Gossip(rules)));
        let study = Study::new(scenario, "").unwrap();
        let outcomes: Vec<_> = (0..seeds).map(|seed| study.play(seed)).collect();
        let fails = |cell: &&Cell| {
            let index = study.measures().iter().position(|measure| measure.name == cell.measure).unwrap();
            let values: Vec<f64> = outcomes.iter().filter_map(|outcome| outcome.values[index]).collect();
            let summary = summary(Kind::ShareOf(1_000), &values).unwrap();
            !verdict(&summary, Kind::ShareOf(1_000), cell.value(), cell.rounding(), false).passes
        };
        row.cells.iter().filter(fails).map(|cell| cell.measure).collect()
    }

    fn of(row: &Row) -> (Gossip, Stop) {
        let Some(Protocol::Gossip(gossip)) = row.scenario.protocol() else { panic!("{}", row.name) };
        (*gossip, gossip.stop)
    }

    #[test]
    fn the_tables_come_out_by_the_semantics_that_are_given_and_not_by_others() {
        let (push, pull) = (push_feedback_counter(), pull_feedback_counter());
        let (rules, stop) = of(&push[1]);
        let Stop::Counter(counter) = stop else { panic!("{stop:?}") };
        assert_eq!(failing(&push[1], rules, 40), Vec::<&str>::new());
        let keeps = Stop::Counter(Counter { useful: Useful::Keeps, ..counter });
        assert!(failing(&push[1], Gossip { stop: keeps, ..rules }, 40).contains(&"residue"));
        let contact = Stop::Counter(Counter { judged: Judged::Contact, ..counter });
        assert!(failing(&push[1], Gossip { stop: contact, ..rules }, 40).contains(&"residue"));

        let (rules, stop) = of(&pull[0]);
        let Stop::Counter(counter) = stop else { panic!("{stop:?}") };
        assert_eq!(failing(&pull[0], rules, 20), Vec::<&str>::new());
        let contacts = Stop::Counter(Counter { counts: Counts::Contacts, ..counter });
        assert!(failing(&pull[0], Gossip { stop: contacts, ..rules }, 20).contains(&"residue"));
    }
}
