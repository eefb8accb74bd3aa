//! What a seed draws. First a profile: which kinds of faults there are in this run and how often, since faults that hide
//! each other are never seen together in runs that have them all; then action by action.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sluis_protocol::gates::PERMITTED;
use sluis_protocol::records::Notice;
use sluis_schemas::case::{CASES, Case, FEDERATION};
use sluis_schemas::federation::Federation;
use sluis_schemas::vocabulary::{Answer, Onward, Purpose, RefusalGround};
use sluis_schemas::{MemberId, NodeId};

use crate::actions::{Action, Disputing, Owning, RegisterChange, WriteKind};
use crate::cases::matchable;
use crate::draws::Stream;
use crate::net::CrashPoint;
use crate::packs::PackSet;

/// Who mediates where signals are disputed.
const MEDIATOR: &str = "fr-prefecture";

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// What there is to draw from: the case federation and its cases.
struct Stock {
    nodes: Vec<NodeId>,
    members: Vec<MemberId>,
    /// Members that have an agreement with another.
    agreeing: Vec<MemberId>,
    /// Cases with their origins.
    cases: Vec<(String, MemberId)>,
    /// Cases with a number that a match may be about, with their origins.
    matchable: Vec<(String, MemberId)>,
    /// Cases whose receivers may pass them on: the case, its origin, and who is meant.
    relayed: Vec<(String, MemberId, Vec<MemberId>)>,
    /// The node of each member.
    homes: BTreeMap<MemberId, NodeId>,
    /// Who is to hold a case, by its name.
    holders: BTreeMap<String, Vec<MemberId>>,
    /// Questions that cases presume: who asks whom, what for, and which case answers.
    questions: Vec<(MemberId, MemberId, Purpose, String)>,
}

fn stock() -> &'static Stock {
    static STOCK: LazyLock<Stock> = LazyLock::new(|| {
        let federation = Federation::parse(FEDERATION.as_bytes());
        let (nodes, members, agreeing, homes) = federation.map_or_else(
            |_| Default::default(),
            |f| {
                let agreeing = f.agreements.into_iter().flat_map(|agreement| agreement.between);
                let homes = f.members.iter().map(|m| (m.id.clone(), m.node.clone())).collect();
                let (nodes, members) = (f.nodes.into_iter().map(|n| n.id), f.members.into_iter().map(|m| m.id));
                (nodes.collect(), members.collect(), agreeing.collect(), homes)
            },
        );
        let read = |(name, text): &(&str, &str)| Some(((*name).to_owned(), Case::parse(text.as_bytes()).ok()?));
        let all: Vec<(String, Case)> = CASES.iter().filter_map(read).collect();
        let cases = all.iter().filter_map(|(name, case)| Some((name.clone(), case.submitted_by.clone()?))).collect();
        let numbered = all.iter().filter(|(_, case)| matchable(case).is_some());
        let matchable = numbered.filter_map(|(name, case)| Some((name.clone(), case.submitted_by.clone()?))).collect();
        let holders = all.iter().filter_map(|(name, case)| {
            let permitted = case.expect.as_ref()?.members.iter().filter(|(_, outcome)| *outcome == PERMITTED);
            Some((name.clone(), permitted.filter_map(|(member, _)| member.parse().ok()).collect()))
        });
        let questions = all.iter().flat_map(|(name, case)| {
            case.requests.iter().map(|r| (r.from.clone(), r.to.clone(), r.purpose, name.clone()))
        });
        let relayed = all.iter().filter_map(|(name, case)| {
            let meant = case.submission.distribution.audience.members.iter().cloned().collect();
            let passes = case.submission.content.handling.onward != Onward::None;
            Some((name.clone(), case.submitted_by.clone()?, meant)).filter(|_| passes)
        });
        let (relayed, holders, questions) = (relayed.collect(), holders.collect(), questions.collect());
        Stock { nodes, members, agreeing, cases, matchable, relayed, homes, holders, questions }
    });
    &STOCK
}

/// The kinds of faults, and what ends them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cut,
    Crash,
    CrashAt,
    FailCommit,
    SlowDisk,
    ClockJump,
    Register,
    Absence,
    Restore,
    Mend,
    Calm,
}

/// What one run is like.
struct Profile {
    /// Steps before everything heals.
    steps: u64,
    /// Most submissions in a step.
    load: u64,
    /// Longest pause between steps, in milliseconds.
    pause: u64,
    /// In how many of four steps something ends.
    ends: u64,
    /// In how many of sixteen steps something happens to a member's keys.
    keys: u64,
    /// In how many of sixteen steps something is passed on by who has it.
    relays: u64,
    /// In how many of sixteen steps somebody says who follows a signal up.
    owners: u64,
    /// In how many of sixteen steps somebody disputes a signal.
    disputes: u64,
    /// In how many of sixteen steps packs come into force somewhere.
    packs: u64,
    /// In how many of sixteen steps somebody asks for a match.
    matches: u64,
    /// Kinds by weight: as often as they stand here.
    kinds: Vec<Kind>,
}

impl Profile {
    fn draw(seed: u64) -> Self {
        let mut luck = Stream::new(seed, "profile", "");
        let mut kinds = vec![Kind::Calm; 1 + usize_below(&mut luck, 6)];
        kinds.extend(vec![Kind::Mend; 1 + usize_below(&mut luck, 4)]);
        let faults = [
            Kind::Cut,
            Kind::Crash,
            Kind::CrashAt,
            Kind::FailCommit,
            Kind::SlowDisk,
            Kind::ClockJump,
            Kind::Register,
            Kind::Absence,
            Kind::Restore,
        ];
        for kind in faults {
            let often = usize_below(&mut luck, 4);
            kinds.extend(vec![kind; if luck.below(2) == 0 { 0 } else { 1 + often }]);
        }
        let pause = luck.pick(&[50, 400, 400, 5 * SECOND, MINUTE]).copied().unwrap_or(400);
        let (steps, load, ends) = (6 + luck.below(24), 1 + luck.below(3), luck.below(4));
        let keys = if luck.below(2) == 0 { 0 } else { 1 + luck.below(4) };
        let relays = if luck.below(2) == 0 { 0 } else { 1 + luck.below(6) };
        let packs = if luck.below(4) == 0 { 1 + luck.below(4) } else { 0 };
        let matches = if luck.below(2) == 0 { 0 } else { 1 + luck.below(8) };
        let mut of_owners = Stream::new(seed, "owners", "profile");
        let owners = if of_owners.below(2) == 0 { 0 } else { 1 + of_owners.below(12) };
        let mut of_disputes = Stream::new(seed, "disputes", "profile");
        let disputes = if of_disputes.below(2) == 0 { 0 } else { 1 + of_disputes.below(12) };
        Self { steps, load, pause, ends, keys, relays, owners, disputes, packs, matches, kinds }
    }
}

fn usize_below(luck: &mut Stream, bound: u64) -> usize {
    usize::try_from(luck.below(bound)).unwrap_or(0)
}

/// The actions of a seed.
pub(super) fn actions(seed: u64) -> Vec<Action> {
    let profile = Profile::draw(seed);
    let mut draw = Draw {
        stock: stock(),
        load: Stream::new(seed, "load", ""),
        ends: Stream::new(seed, "ends", ""),
        keys: Stream::new(seed, "keys", ""),
        relays: Stream::new(seed, "relays", ""),
        owners: Stream::new(seed, "owners", ""),
        disputes: Stream::new(seed, "disputes", ""),
        packs: Stream::new(seed, "packs", ""),
        matches: Stream::new(seed, "matches", ""),
        faults: Stream::new(seed, "faults", ""),
        copies: Vec::new(),
        sent: Vec::new(),
        holds: Vec::new(),
        drafts: Vec::new(),
        signals: 0,
        asked: Vec::new(),
        actions: Vec::new(),
    };
    if profile.disputes > 0 {
        draw.mediate();
    }
    for _ in 0..profile.steps {
        draw.step(&profile);
    }
    draw.actions
}

/// A request that was drawn.
struct Asked {
    request: u32,
    by: MemberId,
    to: MemberId,
}

struct Draw {
    stock: &'static Stock,
    load: Stream,
    ends: Stream,
    keys: Stream,
    relays: Stream,
    owners: Stream,
    disputes: Stream,
    packs: Stream,
    matches: Stream,
    faults: Stream,
    /// Copies of stores, by their numbers from 1 on.
    copies: Vec<NodeId>,
    /// What may have been released, by whom, and the case that it is.
    sent: Vec<(u32, MemberId, String)>,
    /// What may be under legal hold, and whose.
    holds: Vec<(u32, MemberId)>,
    /// Drafts that were not released.
    drafts: Vec<(u32, MemberId, String)>,
    signals: u32,
    asked: Vec<Asked>,
    actions: Vec<Action>,
}

impl Draw {
    fn step(&mut self, profile: &Profile) {
        for _ in 0..=self.load.below(profile.load) {
            let action = self.submit();
            self.actions.extend(action);
        }
        let talk = self.talk();
        self.actions.extend(talk);
        if self.ends.below(4) < profile.ends {
            let end = self.end();
            self.actions.extend(end);
        }
        if self.keys.below(16) < profile.keys {
            let change = self.key();
            self.actions.extend(change);
        }
        if self.relays.below(16) < profile.relays {
            self.relay();
        }
        if self.owners.below(16) < profile.owners {
            self.own();
        }
        if self.disputes.below(16) < profile.disputes {
            self.dispute();
        }
        if self.packs.below(16) < profile.packs {
            let change = self.activation();
            self.actions.extend(change);
        }
        if self.matches.below(16) < profile.matches {
            let question = self.ask_match();
            self.actions.extend(question);
        }
        let kind = self.faults.pick(&profile.kinds).copied().unwrap_or(Kind::Calm);
        let fault = self.fault(kind);
        self.actions.extend(fault);
        let ms = self.load.below(profile.pause);
        self.actions.push(Action::Advance { ms });
    }

    fn next_signal(&mut self) -> u32 {
        self.signals += 1;
        self.signals
    }

    /// A case by its origin, seldom by somebody else; seldom drafted and released later.
    fn submit(&mut self) -> Option<Action> {
        let released = self.load.below(8) == 0;
        if released && !self.drafts.is_empty() {
            let (signal, by, case) = self.drafts.remove(0);
            self.sent.push((signal, by.clone(), case));
            return Some(Action::Release { signal, by });
        }
        let (case, origin) = self.load.pick(&self.stock.cases).cloned()?;
        let by = if self.load.below(16) == 0 { self.load.pick(&self.stock.members).cloned()? } else { origin };
        let signal = self.next_signal();
        if self.load.below(8) == 0 {
            self.drafts.push((signal, by.clone(), case.clone()));
            return Some(Action::Draft { signal, by, case });
        }
        self.sent.push((signal, by.clone(), case.clone()));
        let days = (self.load.below(4) == 0).then(|| 1 + u32::try_from(self.load.below(4)).unwrap_or(0));
        Some(Action::Submit { signal, by, case, days })
    }

    /// Somebody asks, answers, says something of a request, or reads.
    fn talk(&mut self) -> Option<Action> {
        let index = self.load.below(self.asked.len() as u64);
        let known = self.asked.get(usize::try_from(index).ok()?);
        let known = known.map(|asked| (asked.request, asked.by.clone(), asked.to.clone()));
        let (asker, to, purpose, case) = self.load.pick(&self.stock.questions).cloned()?;
        let drawn = self.load.below(10);
        let Some((request, by, asked)) = known.filter(|_| drawn > 1) else {
            let request = u32::try_from(self.asked.len()).ok()? + 1;
            self.asked.push(Asked { request, by: asker.clone(), to: to.clone() });
            return Some(Action::Ask { request, by: asker, to, purpose });
        };
        let says = |notice| Action::Notify { request, by: asked.clone(), to: by.clone(), notice };
        Some(match drawn {
            2..=4 => {
                let (answer, signal) = (self.load.pick(Answer::ALL).copied()?, self.next_signal());
                self.sent.push((signal, to.clone(), case.clone()));
                Action::Reply { signal, request, by: to, case, answer }
            }
            5 => Action::Notify { request, by, to: asked, notice: Notice::Closed },
            6 => says(Notice::Accepted),
            7 => says(Notice::Forwarded { to }),
            8 => {
                let notice = Notice::Refused { ground: RefusalGround::Insufficient, basis: None };
                if self.load.below(2) == 0 { says(notice) } else { Action::PassOn { request, by, to } }
            }
            _ => Action::Read { by: self.load.pick(&self.stock.members).cloned()?, purpose },
        })
    }

    /// Something ends, is corrected, or is kept from being destroyed; seldom at the wish of somebody who has no say in it.
    fn end(&mut self) -> Option<Action> {
        let (signal, origin, case) = self.ends.pick(&self.sent).cloned()?;
        let other = self.ends.pick(&self.stock.members).cloned()?;
        let holder =
            self.stock.holders.get(&case).and_then(|holders| self.ends.pick(holders)).unwrap_or(&other).clone();
        let by = if self.ends.below(16) == 0 { other.clone() } else { origin };
        Some(match self.ends.below(12) {
            0..=2 => Action::Recall { signal, by },
            3 | 4 => Action::Correct { signal, by, without: None },
            5 | 6 => Action::Correct { signal, by, without: Some(holder) },
            7 | 8 => {
                let by = if self.ends.below(3) == 0 { by } else { holder };
                self.holds.push((signal, by.clone()));
                Action::Hold { signal, by, on: true }
            }
            9 => {
                let (signal, by) = self.ends.pick(&self.holds).cloned()?;
                Action::Hold { signal, by, on: false }
            }
            10 => Action::LetBeDestroyed { by: other },
            _ => {
                let asked = self.asked.get(usize::try_from(self.ends.below(self.asked.len() as u64)).ok()?)?;
                Action::Withdraw { request: asked.request, by: asked.by.clone() }
            }
        })
    }

    /// A key follows another, is retired or revoked, or a member says that what it signed stands.
    fn key(&mut self) -> Option<Action> {
        let (signal, member, _) = self.keys.pick(&self.sent).cloned()?;
        let node = self.keys.pick(&self.stock.nodes).cloned()?;
        let most = self.keys.pick(&[SECOND, 10 * MINUTE, 5 * HOUR, 2 * DAY]).copied()?;
        let ms = self.keys.below(most);
        Some(match self.keys.below(8) {
            0..=3 => Action::Rotate { member, node, ms },
            4 | 5 => Action::Revoke { member, node, ms },
            _ => Action::Reaffirm { signal, by: member },
        })
    }

    /// Packs come into force at somebody's node.
    fn activation(&mut self) -> Option<Action> {
        let by = self.packs.pick(&self.stock.members).cloned()?;
        Some(Action::Activate { by, packs: self.packs.pick(&PackSet::ALL).copied()? })
    }

    /// Somebody asks whether there is something about the number in a case: mostly its origin, in a case that was released.
    fn ask_match(&mut self) -> Option<Action> {
        let Stock { members, matchable, holders, .. } = self.stock;
        let is_known = |case: &str| matchable.iter().any(|(name, _)| name == case);
        let sent = self.sent.iter().filter(|(.., case)| is_known(case));
        let sent: Vec<(String, MemberId)> = sent.map(|(_, origin, case)| (case.clone(), origin.clone())).collect();
        let of_those = if sent.is_empty() || self.matches.below(4) == 0 { matchable } else { &sent };
        let (case, origin) = self.matches.pick(of_those).cloned()?;
        let anybody = self.matches.pick(members).cloned()?;
        let holder = holders.get(&case).and_then(|holders| self.matches.pick(holders)).unwrap_or(&anybody).clone();
        let of = if self.matches.below(8) == 0 { anybody.clone() } else { origin };
        let by = if self.matches.below(2) == 0 { anybody } else { holder };
        (by != of).then_some(Action::Match { by, of, case })
    }

    /// Something is passed on by who has it: mostly where the line to its receiver was cut when it was released, seldom by
    /// or to anybody.
    fn relay(&mut self) -> Option<()> {
        let (case, by, meant) = self.relays.pick(&self.stock.relayed).cloned()?;
        let all = &self.stock.members;
        let meant = if meant.is_empty() || self.relays.below(8) == 0 { all.clone() } else { meant };
        let to = self.relays.pick(&meant).cloned()?;
        let others: Vec<MemberId> = meant.iter().filter(|other| **other != to).cloned().collect();
        let anybody = self.relays.below(8) == 0;
        let through = self.relays.pick(if anybody { &meant } else { &others }).cloned()?;
        let again = self.relays.below(4) == 0;
        let before = self.sent.iter().rev().find(|(_, _, sent)| again && *sent == case).map(|(signal, ..)| *signal);
        let signal = before.unwrap_or_else(|| self.next_signal());
        if before.is_none() {
            let home = |member| self.stock.homes.get(member).cloned();
            if let (Some(a), Some(b)) = (home(&by), home(&to))
                && a != b
            {
                self.actions.extend([Action::Cut { a, b }, Action::Advance { ms: SECOND }]);
            }
            self.sent.push((signal, by.clone(), case.clone()));
            let (by, days) = (by.clone(), None);
            self.actions.extend([Action::Submit { signal, by, case, days }, Action::Advance { ms: 2 * SECOND }]);
        }
        self.actions.push(Action::Relay { signal, by, through, to });
        Some(())
    }

    /// Somebody says who follows a signal up: mostly its origin to who is to have it, and that one what comes next; seldom
    /// anybody anything.
    fn own(&mut self) -> Option<()> {
        let (signal, origin, case) = self.owners.pick(&self.sent).cloned()?;
        let other = self.owners.pick(&self.stock.members).cloned()?;
        let holders = self.stock.holders.get(&case);
        let holder = holders.and_then(|holders| self.owners.pick(holders)).unwrap_or(&other).clone();
        let says = self.owners.pick(&Owning::ALL).copied()?;
        let own = |by: &MemberId, to: &MemberId, says| Action::Own { signal, by: by.clone(), to: to.clone(), says };
        let ms = self.owners.pick(&[0, SECOND, MINUTE]).copied()?;
        match self.owners.below(8) {
            0 => self.actions.push(own(&other, &origin, says)),
            1 => self.actions.push(own(&origin, &other, says)),
            2 => self.actions.push(own(&origin, &origin, says)),
            3 => self.actions.push(own(&origin, &holder, Owning::Withdraw)),
            _ => {
                let next = self.owners.pick(&[Owning::Accept, Owning::Accept, Owning::Refuse]).copied()?;
                let last = self.owners.pick(&[Owning::Close, Owning::HandOver, Owning::Propose]).copied()?;
                self.actions.push(own(&origin, &holder, Owning::Offer));
                for says in [next, last] {
                    self.actions.push(Action::Advance { ms });
                    self.actions.push(own(&holder, &origin, says));
                }
            }
        }
        Some(())
    }

    /// A member is there to mediate.
    fn mediate(&mut self) {
        let node = self.disputes.pick(&self.stock.nodes).cloned();
        let mediator = MEDIATOR.parse().ok();
        let change = node.zip(mediator).map(|(node, member)| (node, RegisterChange::Mediates { member }));
        self.actions.extend(change.map(|(node, change)| Action::ChangeRegister { node, change }));
    }

    /// A signal is disputed between its origin and who has it, up to where it ends; seldom somebody says anything.
    fn dispute(&mut self) -> Option<()> {
        let (signal, origin, case) = self.disputes.pick(&self.sent).cloned()?;
        let other = self.disputes.pick(&self.stock.members).cloned()?;
        let holders = self.stock.holders.get(&case);
        let holder = holders.and_then(|holders| self.disputes.pick(holders)).unwrap_or(&other).clone();
        let mediator: MemberId = MEDIATOR.parse().ok()?;
        let says = self.disputes.pick(&Disputing::ALL).copied()?;
        let ms = self.disputes.pick(&[0, SECOND, MINUTE]).copied()?;
        let (opener, against) = if self.disputes.below(3) == 0 { (origin, holder) } else { (holder, origin) };
        let said = |by: &MemberId, with: &MemberId, says| {
            let (by, with, mediator) = (by.clone(), with.clone(), mediator.clone());
            Action::Dispute { signal, by, with, mediator, says }
        };
        if self.disputes.below(8) == 0 {
            self.actions.push(said(&other, &against, says));
            return Some(());
        }
        self.actions.push(said(&opener, &against, Disputing::Open));
        for _ in 0..self.disputes.below(4) {
            let goes_up = if self.disputes.below(3) == 0 { &against } else { &opener };
            self.actions.push(Action::Advance { ms });
            self.actions.push(said(&against, &opener, Disputing::Uphold));
            self.actions.push(Action::Advance { ms });
            self.actions.push(said(goes_up, &against, Disputing::Escalate));
        }
        self.actions.push(Action::Advance { ms });
        match self.disputes.below(4) {
            0 => self.actions.push(said(&opener, &against, Disputing::Withdraw)),
            1 => self.actions.push(said(&against, &opener, Disputing::Yield)),
            _ => self.actions.push(said(&mediator, &opener, Disputing::Find)),
        }
        Some(())
    }

    fn node(&mut self) -> Option<NodeId> {
        self.faults.pick(&self.stock.nodes).cloned()
    }

    fn line(&mut self) -> Option<(NodeId, NodeId)> {
        let (a, b) = (self.node()?, self.node()?);
        (a != b).then_some((a, b))
    }

    fn fault(&mut self, kind: Kind) -> Option<Action> {
        Some(match kind {
            Kind::Cut => self.line().map(|(a, b)| Action::Cut { a, b })?,
            Kind::Crash => Action::Crash { node: self.node()? },
            Kind::CrashAt => Action::CrashAt {
                node: self.node()?,
                point: self.faults.pick(&CrashPoint::ALL).copied()?,
                write: self.faults.pick(&WriteKind::ALL).copied()?,
            },
            Kind::FailCommit => Action::FailCommit { node: self.node()? },
            Kind::SlowDisk => {
                let ms = self.faults.pick(&[0, 5, 40, 300, 3 * SECOND]).copied()?;
                Action::SlowDisk { node: self.node()?, ms }
            }
            Kind::ClockJump => {
                let most = self.faults.pick(&[2 * SECOND, 10 * MINUTE, 5 * HOUR, 2 * DAY]).copied()?;
                let ms = i64::try_from(self.faults.below(most)).ok()?;
                Action::ClockJump { node: self.node()?, ms: if self.faults.below(2) == 0 { ms } else { -ms } }
            }
            Kind::Register => Action::ChangeRegister { node: self.node()?, change: self.register()? },
            Kind::Absence => {
                let most = self.faults.pick(&[HOUR, DAY, 5 * DAY]).copied()?;
                Action::Advance { ms: self.faults.below(most) }
            }
            Kind::Restore => self.restore()?,
            Kind::Mend => match self.faults.below(4) {
                0 => self.line().map(|(a, b)| Action::Heal { a, b })?,
                1 => Action::HealAll,
                2 => Action::Restart { node: self.node()? },
                _ => Action::RestartAll,
            },
            Kind::Calm => return None,
        })
    }

    /// A store is copied or put back, or an operator does not wait for what follows.
    fn restore(&mut self) -> Option<Action> {
        let index = usize::try_from(self.faults.below(self.copies.len() as u64)).ok()?;
        let copied = self.copies.get(index).cloned();
        let copy = u32::try_from(index).ok()? + 1;
        match (self.faults.below(6), copied) {
            (0, Some(node)) => Some(Action::Restore { node, copy, by_hand: true }),
            (1 | 2, Some(node)) => Some(Action::Restore { node, copy, by_hand: false }),
            (3, Some(node)) => {
                self.actions.push(Action::Restore { node: node.clone(), copy, by_hand: false });
                Some(Action::LiftQuarantine { node })
            }
            _ => {
                let node = self.node()?;
                self.copies.push(node.clone());
                Some(Action::BackUp { node, copy: u32::try_from(self.copies.len()).ok()? })
            }
        }
    }

    fn register(&mut self) -> Option<RegisterChange> {
        let member = self.faults.pick(&self.stock.members).cloned()?;
        Some(match self.faults.below(12) {
            0 => RegisterChange::EndAgreements,
            1 => RegisterChange::DelayAgreements { member: self.faults.pick(&self.stock.agreeing).cloned()? },
            2 => RegisterChange::TakeMandates { member },
            3 => RegisterChange::TakeSectors { member },
            4..=6 => RegisterChange::ReturnMandates { member },
            _ => RegisterChange::TakeMandate { member },
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_seed_draws_one_list_and_seeds_draw_different_ones() {
        assert_eq!(actions(1), actions(1));
        assert_ne!(actions(1), actions(2));
    }

    #[test]
    fn some_seeds_have_a_fault_and_others_have_not() {
        let expected = [
            "clock-jump",
            "crash",
            "crash-at",
            "cut",
            "fail-commit",
            "restore",
            "restore-by-hand",
            "revoke",
            "slow-disk",
        ];
        let with: BTreeSet<&str> = (0..40).flat_map(actions).filter(Action::is_fault).map(|a| a.kind()).collect();
        assert_eq!(with, expected.into());
        for kind in with {
            assert!((0..40).any(|seed| actions(seed).iter().all(|a| a.kind() != kind)), "{kind} is in every run");
        }
    }
}
