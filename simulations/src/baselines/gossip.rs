//! One rumour that sites pass on: rumour mongering and anti-entropy (Demers et al. 1987), push (Pittel 1987), gossip with a
//! fan-out, SI and SIR, independent cascade. They differ in parameters alone.
//!
//! Every cycle a site draws whom it contacts. Who **spreads** pushes the rumour to them; where the protocol pulls, who does
//! not spread asks them, and who spreads answers with the rumour. With **feedback** a spreader learns for each contact
//! whether it was of use, that is whether the other did not know yet; **blind** it learns nothing. It loses interest by a
//! counter or by a coin, or never: that is anti-entropy, simple push, and SI.
//!
//! | protocol | direction | contacts | stop |
//! |---|---|---|---|
//! | rumour mongering | push or pull | 1 | counter or coin, with feedback or blind |
//! | anti-entropy; simple push; SI | any; push; push | 1 | never |
//! | infect and die, fan-out f | push | f | counter of 1, blind |
//! | SIR, recovering in 1/k of the cycles | push | f, or all neighbours | coin of k, blind |
//! | independent cascade; flooding | push | all neighbours | counter of 1, blind |
//!
//! That a contact transmits with some probability is a link that loses the rest.

use serde::Deserialize;
use serde::de::{self, Deserializer, Unexpected, Visitor};

use super::{Played, Span};
use crate::draws::{Chance, Stream};
use crate::engine::{Actor, Context, End, Engine, Id, Links, Message, Moment};
use crate::topology::Graph;

/// Parameters.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gossip {
    /// Who calls whom.
    pub direction: Direction,
    /// Whom a site contacts in a cycle.
    #[serde(default)]
    pub contacts: Contacts,
    /// How a site loses interest.
    #[serde(default)]
    pub stop: Stop,
    /// When a site makes its first contacts after it learned of the rumour.
    #[serde(default)]
    pub pace: Pace,
    /// Length of a cycle.
    #[serde(default = "second")]
    pub period_ms: Span,
    /// Sites that know from the beginning, drawn.
    #[serde(default = "one")]
    pub sources: u32,
    /// Cycles after which a run ends, whatever is left to happen.
    #[serde(default = "many")]
    pub cycles: u64,
    /// From what share of sites on a run counts as an outbreak.
    #[serde(default = "tenth")]
    pub outbreak: f64,
}

fn second() -> Span {
    Span(1_000_000)
}

fn one() -> u32 {
    1
}

fn many() -> u64 {
    10_000
}

fn tenth() -> f64 {
    0.1
}

/// Who calls whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Who spreads.
    Push,
    /// Everybody, and is told by who spreads.
    Pull,
    /// Everybody: who spreads tells, who does not asks.
    PushPull,
}

/// Whom a site contacts in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contacts {
    /// So many different neighbours, drawn anew each cycle.
    Some(u32),
    /// Each neighbour.
    All,
}

impl Default for Contacts {
    fn default() -> Self {
        Self::Some(1)
    }
}

impl<'de> Deserialize<'de> for Contacts {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Contacts;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("a number of neighbours from 1, or \"all\"")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Contacts, E> {
                let wrong = || E::invalid_value(Unexpected::Signed(number), &self);
                u32::try_from(number).ok().filter(|&number| number > 0).map(Contacts::Some).ok_or_else(wrong)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Contacts, E> {
                if text == "all" { Ok(Contacts::All) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
            }
        }
        from.deserialize_any(Reader)
    }
}

/// How a site loses interest.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// It never does.
    #[default]
    Never,
    /// After `k` contacts or cycles that were of no use; blind, after `k` cycles.
    Counter(Counter),
    /// With one chance in `k` at each contact or cycle that was of no use; blind, at each cycle.
    Coin(Coin),
}

/// A counter of what was of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counter {
    /// How many it takes.
    pub k: u32,
    /// Whether a site learns if a contact was of use.
    pub feedback: bool,
    /// At what moment the other must not have known for a contact to be of use.
    #[serde(default)]
    pub judged: Judged,
    /// What a contact that was of use does to the counter.
    #[serde(default)]
    pub useful: Useful,
    /// What is counted.
    #[serde(default)]
    pub counts: Counts,
}

/// A coin that is thrown for what was of no use.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coin {
    /// It falls the one way once in `k` times, on average; at least 1, and not only whole numbers.
    pub k: f64,
    /// Whether a site learns if a contact was of use.
    pub feedback: bool,
    /// At what moment the other must not have known for a contact to be of use.
    #[serde(default)]
    pub judged: Judged,
    /// For what it is thrown.
    #[serde(default)]
    pub counts: Counts,
}

/// At what moment the other must not have known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judged {
    /// At the start of the cycle: two that tell a third in one cycle have both been of use.
    #[default]
    CycleStart,
    /// At the contact itself.
    Contact,
}

/// What a contact that was of use does to the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Useful {
    /// It begins again from 0.
    #[default]
    Resets,
    /// It stays.
    Keeps,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// Each contact by itself.
    #[default]
    Contacts,
    /// A cycle in which there were contacts, of use if one of them was.
    Cycles,
}

/// When a site makes its first contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    /// When the next cycle begins, as everybody does.
    #[default]
    Cycles,
    /// At once, and then a cycle later each time.
    AtOnce,
}

impl Stop {
    fn judged(self) -> Judged {
        match self {
            Self::Never => Judged::default(),
            Self::Counter(Counter { judged, .. }) | Self::Coin(Coin { judged, .. }) => judged,
        }
    }

    /// What is counted by feedback; none without.
    fn feedback(self) -> Option<Counts> {
        match self {
            Self::Never => None,
            Self::Counter(Counter { feedback, counts, .. }) | Self::Coin(Coin { feedback, counts, .. }) => {
                feedback.then_some(counts)
            }
        }
    }
}

/// What sites say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The rumour, to somebody who did not ask.
    Push,
    /// A question for it, by somebody who may know it.
    Ask {
        /// Whether it does.
        knows: bool,
    },
    /// The rumour, to somebody who asked.
    Answer,
    /// Whether a push was of use.
    Feedback {
        /// Whether it was.
        useful: bool,
    },
}

impl Message for Word {
    fn label(&self) -> u64 {
        match self {
            Self::Push => 1,
            Self::Ask { knows } => 2 + u64::from(*knows),
            Self::Answer => 4,
            Self::Feedback { useful } => 5 + u64::from(*useful),
        }
    }
}

/// What is noted of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spread {
    /// Sites that know.
    pub known: u32,
    /// Sites that spread.
    pub spreading: u32,
    /// Times that the rumour itself was sent.
    pub rumours: u64,
    /// Those of them that are on their way.
    on_the_way: u64,
    /// When the last site learned of it, in microseconds.
    pub last: u64,
    /// The sum of the times at which sites learned of it, in microseconds.
    pub sum: u128,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Ignorant,
    /// Since a cycle.
    Spreading(u64),
    /// Knows since a cycle, and has lost interest.
    Stopped(u64),
}

/// A site.
struct Site<'p> {
    rules: &'p Gossip,
    stream: Stream,
    standing: Standing,
    /// Whether it made contacts in the cycle before as one that spreads.
    spread_before: bool,
    /// Contacts or cycles of no use.
    useless: u32,
    /// Whether this cycle had a contact of use, and one of none.
    had: [bool; 2],
}

impl Site<'_> {
    fn cycle(&self, now: Moment) -> u64 {
        now.0.checked_div(self.rules.period_ms.0).unwrap_or_default()
    }

    fn spreads(&self) -> bool {
        matches!(self.standing, Standing::Spreading(_))
    }

    /// Whether it knows already, at the moment at which that is judged.
    fn knew(&self, now: Moment) -> bool {
        match self.standing {
            Standing::Ignorant => false,
            Standing::Spreading(since) | Standing::Stopped(since) => {
                self.rules.stop.judged() == Judged::Contact || since < self.cycle(now)
            }
        }
    }

    fn learn(&mut self, context: &mut Context<'_, Self>) {
        if self.standing != Standing::Ignorant {
            return;
        }
        let cycle = self.cycle(context.now);
        self.standing = Standing::Spreading(cycle);
        context.record.known += 1;
        context.record.spreading += 1;
        context.record.last = context.now.0;
        context.record.sum += u128::from(context.now.0);
        match (self.rules.direction, self.rules.pace) {
            (Direction::Push, Pace::AtOnce) => context.wake_at(context.now),
            (Direction::Push, Pace::Cycles) => context.wake_at(Moment((cycle + 1) * self.rules.period_ms.0)),
            // It is woken every cycle as it is.
            (Direction::Pull | Direction::PushPull, _) => {}
        }
    }

    fn tell(context: &mut Context<'_, Self>, to: Id, word: Word) {
        context.record.rumours += 1;
        context.record.on_the_way += u64::from(context.send(to, word));
    }

    fn contact(&mut self, context: &mut Context<'_, Self>, other: Id) {
        let pushes = self.rules.direction != Direction::Pull;
        if self.spreads() && pushes {
            Self::tell(context, other, Word::Push);
        } else if self.rules.direction != Direction::Push {
            context.send(other, Word::Ask { knows: self.standing != Standing::Ignorant });
        }
    }

    /// A contact as one that spreads was of use, or of none.
    fn was_of_use(&mut self, useful: bool, record: &mut Spread) {
        match self.rules.stop.feedback() {
            Some(Counts::Contacts) if useful => self.begin_again(),
            Some(Counts::Contacts) => self.was_of_none(record),
            Some(Counts::Cycles) => {
                if let Some(had) = self.had.get_mut(usize::from(useful)) {
                    *had = true;
                }
            }
            None => {}
        }
    }

    fn begin_again(&mut self) {
        if let Stop::Counter(Counter { useful: Useful::Resets, .. }) = self.rules.stop {
            self.useless = 0;
        }
    }

    fn was_of_none(&mut self, record: &mut Spread) {
        let Standing::Spreading(since) = self.standing else { return };
        self.useless = self.useless.saturating_add(1);
        let has_enough = match self.rules.stop {
            Stop::Never => false,
            Stop::Counter(Counter { k, .. }) => self.useless >= k,
            Stop::Coin(Coin { k, .. }) => Chance::new(1.0 / k).is_some_and(|chance| self.stream.happens(chance)),
        };
        if has_enough {
            self.standing = Standing::Stopped(since);
            record.spreading = record.spreading.saturating_sub(1);
        }
    }

    /// What the cycle before comes to.
    fn settle(&mut self, record: &mut Spread) {
        let had = std::mem::take(&mut self.had);
        match (self.rules.stop.feedback(), had) {
            (None, _) | (Some(Counts::Cycles), [true, false]) => self.was_of_none(record),
            (Some(Counts::Cycles), [_, true]) => self.begin_again(),
            (Some(_), _) => {}
        }
    }
}

impl Actor for Site<'_> {
    type Message = Word;
    type Record = Spread;

    fn wake(&mut self, context: &mut Context<'_, Self>) {
        if self.spread_before {
            self.settle(context.record);
        }
        self.spread_before = self.spreads();
        if !self.spread_before && self.rules.direction == Direction::Push {
            return;
        }
        match self.rules.contacts {
            Contacts::Some(1) => {
                let other = context.graph.one_neighbour(context.me, &mut self.stream);
                other.into_iter().for_each(|other| self.contact(context, other));
            }
            Contacts::Some(count) => {
                for other in context.graph.some_neighbours(context.me, count, &mut self.stream) {
                    self.contact(context, other);
                }
            }
            Contacts::All => {
                let graph = context.graph;
                graph.neighbours(context.me).for_each(|other| self.contact(context, other));
            }
        }
        context.wake_at(context.now.after(self.rules.period_ms.0));
    }

    fn receive(&mut self, from: Id, word: Word, context: &mut Context<'_, Self>) {
        match word {
            Word::Push => {
                context.record.on_the_way -= 1;
                if self.rules.stop.feedback().is_some() {
                    context.send(from, Word::Feedback { useful: !self.knew(context.now) });
                }
                self.learn(context);
            }
            Word::Answer => {
                context.record.on_the_way -= 1;
                self.learn(context);
            }
            Word::Ask { knows } => {
                if self.spreads() {
                    Self::tell(context, from, Word::Answer);
                    self.was_of_use(!knows, context.record);
                }
            }
            Word::Feedback { useful } => self.was_of_use(useful, context.record),
        }
    }
}

/// Plays a run: how it ended, what was noted of it, and what it leaves behind.
pub(crate) fn play(rules: &Gossip, graph: &Graph, links: Links, seed: u64) -> (End, Spread, Played) {
    let nodes = graph.nodes();
    let drawn = Stream::new(seed, "sources", "").some_below(nodes, rules.sources);
    let sources: Vec<Id> = drawn.into_iter().map(Id).collect();
    let mut sites: Vec<Site<'_>> = (0..nodes)
        .map(|node| Site {
            rules,
            stream: Stream::numbered(seed, "gossip", node),
            standing: Standing::Ignorant,
            spread_before: false,
            useless: 0,
            had: [false; 2],
        })
        .collect();
    for source in &sources {
        sites.get_mut(source.0 as usize).into_iter().for_each(|site| site.standing = Standing::Spreading(0));
    }
    let known = sources.len() as u32;
    let record = Spread { known, spreading: known, ..Spread::default() };
    let mut engine = Engine::new(sites, graph, links, record);
    let first = Moment(if rules.pace == Pace::AtOnce { 0 } else { rules.period_ms.0 });
    if rules.direction == Direction::Push {
        sources.iter().for_each(|&source| engine.wake(source, first));
    } else {
        (0..nodes).for_each(|node| engine.wake(Id(node), first));
    }
    let reachable = graph.reachable(&sources);
    let last = Moment(rules.period_ms.0.saturating_mul(rules.cycles.saturating_add(1)).saturating_sub(1));
    let end = engine.run(last, |spread| {
        let nobody_tells = spread.spreading == 0 && spread.on_the_way == 0;
        nobody_tells || (rules.stop == Stop::Never && spread.known >= reachable)
    });
    let (spread, sent, events) = (*engine.record(), engine.sent(), engine.events());
    (end, spread, Played { sent, events, digest: engine.digest() })
}
