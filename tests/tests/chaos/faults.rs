//! What is done to the nodes, drawn from the seed, and undone again.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use fastrand::Rng;

use super::memory::{Memory, PutBack};
use super::world::{DiskFault, NODES, ON_SMALL_DISK, World};
use crate::federation::{PATIENCE, eventually, run, sluis};
use crate::restore::{backed_up, new_disk};

/// Points at which a node can be killed, and how often it may pass each before that.
const POINTS: [(&str, u32); 6] = [
    ("before-commit", 40),
    ("after-commit", 40),
    ("before-receipt", 20),
    ("before-keys-go", 5),
    ("before-witnessing", 3),
    ("after-witnessing", 3),
];
/// How often it is looked at whether something ended or is due.
const TICK: Duration = Duration::from_millis(50);

/// How a node fares.
#[derive(Default)]
struct Node {
    /// Not running until then.
    down: Option<Instant>,
    paused: Option<Instant>,
    disk: Option<(DiskFault, Instant)>,
    /// The process is to be killed at a point.
    armed: bool,
    /// The process has seen its disk fail.
    disk_failed: bool,
}

impl Node {
    /// Whether the process may end by itself.
    const fn may_end(&self) -> bool {
        self.armed || self.disk_failed
    }
}

/// How the one node that is put back is put back.
enum Copy {
    Backups([PathBuf; 2]),
    ByHand(PathBuf),
}

/// What goes on.
pub struct Faults<'a> {
    world: World,
    memory: &'a Mutex<Memory>,
    rng: Rng,
    began: Instant,
    length: Duration,
    nodes: BTreeMap<&'static str, Node>,
    /// Ordered pairs, and until when the first does not reach the second.
    cuts: BTreeMap<(usize, usize), Instant>,
    next: Instant,
    victim: &'static str,
    copy: Option<(Copy, Instant)>,
    is_put_back: bool,
}

impl<'a> Faults<'a> {
    pub fn new(world: World, memory: &'a Mutex<Memory>, mut rng: Rng, length: Duration) -> Self {
        let began = Instant::now();
        let victims: Vec<_> = NODES.into_iter().filter(|node| *node != ON_SMALL_DISK).collect();
        let victim = rng.choice(victims).unwrap();
        let nodes = NODES.into_iter().map(|node| (node, Node::default())).collect();
        let cuts = BTreeMap::new();
        let (copy, is_put_back) = (None, false);
        Self { world, memory, rng, began, length, nodes, cuts, next: began, victim, copy, is_put_back }
    }

    fn note(&self, text: String) {
        self.memory.lock().unwrap().note(text);
    }

    fn count(&self, what: &'static str) {
        self.memory.lock().unwrap().count(what);
    }

    fn soon(&mut self, millis: std::ops::Range<u64>) -> Instant {
        Instant::now() + Duration::from_millis(self.rng.u64(millis))
    }

    /// Lets things happen for as long as is asked, or until somebody saw what must not be.
    ///
    /// # Errors
    /// What was seen.
    pub fn play(&mut self, seen: &Receiver<String>) -> Result<(), String> {
        self.began = Instant::now();
        while !self.is_over() {
            if let Ok(broken) = seen.recv_timeout(TICK) {
                return Err(broken);
            }
            self.tend()?;
            let gone = self.began.elapsed().as_secs_f64() / self.length.as_secs_f64();
            if self.copy.is_none() && gone > 0.3 {
                self.copy();
            }
            if !self.is_put_back && gone > 0.6 {
                self.put_back();
            }
            if self.next <= Instant::now() {
                self.act();
                self.next = self.soon(200..1_500);
            }
        }
        Ok(())
    }

    /// A slow machine gets more time until what the run is about has happened.
    fn is_over(&self) -> bool {
        let gone = self.began.elapsed();
        gone >= self.length && (self.memory.lock().unwrap().has_seen_enough() || gone >= self.length + PATIENCE)
    }

    /// Looks who ended, and undoes what is over.
    fn tend(&mut self) -> Result<(), String> {
        let now = Instant::now();
        for node in NODES {
            let state = &self.nodes[node];
            match (state.down, state.paused) {
                (Some(until), _) if until <= now => self.start(node),
                (None, Some(until)) if until <= now => self.resume(node),
                (None, _) => self.look_after(node)?,
                _ => {}
            }
            if let Some((_, until)) = self.nodes[node].disk
                && until <= now
            {
                self.mend(node);
            }
        }
        for ((from, to), _) in self.cuts.clone().into_iter().filter(|(_, until)| *until <= now) {
            self.cuts.remove(&(from, to));
            self.world.join(from, to);
        }
        Ok(())
    }

    /// A process that ended must have had a reason.
    fn look_after(&mut self, node: &'static str) -> Result<(), String> {
        let process = self.world.federation.process(node);
        if process.is_running() {
            return Ok(());
        }
        let log = process.log();
        let last = log.rsplit("--- start\n").next().unwrap_or_default();
        if last.contains("panicked") || !self.nodes[node].may_end() {
            return Err(format!("{node} ended by itself:\n{last}"));
        }
        self.note(format!("{node} ended: {}", last.lines().last().unwrap_or_default()));
        self.count(if last.contains("killed at") { "kills at a point" } else { "ends on a failing disk" });
        self.nodes.get_mut(node).unwrap().down = Some(now_and(self.rng.u64(0..2_000)));
        Ok(())
    }

    fn start(&mut self, node: &'static str) {
        let point = self.rng.bool().then(|| {
            let (name, most) = self.rng.choice(POINTS).unwrap();
            format!("{name}:{}", self.rng.u32(1..=most))
        });
        self.note(format!("{node} starts, to be killed at {point:?}"));
        self.world.spawn(node, point.as_deref());
        let state = self.nodes.get_mut(node).unwrap();
        (state.down, state.armed, state.disk_failed) = (None, point.is_some(), state.disk.is_some());
    }

    fn kill(&mut self, node: &'static str) {
        self.world.federation.process(node).kill();
        let until = self.soon(0..3_000);
        let state = self.nodes.get_mut(node).unwrap();
        (state.down, state.paused) = (Some(until), None);
    }

    fn resume(&mut self, node: &'static str) {
        self.nodes.get_mut(node).unwrap().paused = None;
        self.world.federation.process(node).signal("CONT");
    }

    fn mend(&mut self, node: &'static str) {
        if let Some((fault, _)) = self.nodes.get_mut(node).unwrap().disk.take() {
            self.note(format!("{node}: disk works again"));
            self.world.mend_disk(node, fault);
            self.memory.lock().unwrap().disks.insert(node.to_owned(), Some(Instant::now()));
        }
    }

    fn act(&mut self) {
        let number = self.rng.usize(0..NODES.len());
        let node = NODES[number];
        let is_up = self.nodes[node].down.is_none();
        match self.rng.u8(0..12) {
            0..3 if is_up => {
                self.note(format!("{node}: kill -9"));
                self.count("kills");
                self.kill(node);
            }
            3 if is_up && self.nodes[node].paused.is_none() && !self.nodes[node].may_end() => {
                self.note(format!("{node}: stops in order"));
                self.count("stops");
                let status = self.world.federation.process(node).stop();
                // As long as it starts it does not listen for the signal, and has nothing to put in order.
                let is_good = status.success() || status.signal() == Some(15);
                assert!(is_good, "{node} stopped with {status}:\n{}", self.world.federation.process(node).log());
                self.nodes.get_mut(node).unwrap().down = Some(now_and(self.rng.u64(0..2_000)));
            }
            4..8 if self.world.has_networks => self.cut(number),
            8 if is_up && self.nodes[node].paused.is_none() => {
                self.note(format!("{node}: paused"));
                self.count("pauses");
                self.world.federation.process(node).signal("STOP");
                let until = self.soon(500..5_000);
                self.nodes.get_mut(node).unwrap().paused = Some(until);
            }
            9..12 if is_up && self.nodes[node].disk.is_none() => self.fail_disk(node),
            _ => {}
        }
    }

    /// One way or both, one neighbour or all.
    fn cut(&mut self, number: usize) {
        let until = self.soon(500..8_000);
        let other = (number + self.rng.usize(1..NODES.len())) % NODES.len();
        let pairs: Vec<_> = match self.rng.u8(0..4) {
            0 => vec![(number, other)],
            1 => (0..NODES.len()).filter(|n| *n != number).flat_map(|n| [(number, n), (n, number)]).collect(),
            _ => vec![(number, other), (other, number)],
        };
        self.note(format!("cut: {pairs:?}"));
        self.count("cuts");
        for (from, to) in pairs {
            self.world.cut(from, to);
            self.cuts.insert((from, to), until);
        }
    }

    fn fail_disk(&mut self, node: &'static str) {
        let Some(fault) = self.rng.choice(self.world.disk_faults(node)) else { return };
        let (left, until) = (self.rng.u64(0..300_000), self.soon(300..4_000));
        self.note(format!("{node}: disk fails: {fault:?}"));
        self.count(if fault == DiskFault::Full { "full disks" } else { "failing disks" });
        self.memory.lock().unwrap().disks.insert(node.to_owned(), None);
        self.world.fail_disk(node, fault, left);
        let state = self.nodes.get_mut(node).unwrap();
        (state.disk, state.disk_failed) = (Some((fault, until)), true);
    }

    /// Takes the copy that is put back later: backups beside the running node, or a copy by hand while it is stopped.
    fn copy(&mut self) {
        let (node, at) = (self.victim, Instant::now());
        let copy = if self.rng.bool() {
            Copy::Backups(backed_up(&self.world.federation, node))
        } else {
            let old = self.world.federation.root().join("old");
            self.kill(node);
            run(Command::new("cp").arg("-rp").arg(self.world.federation.dir_of(node)).arg(&old));
            Copy::ByHand(old)
        };
        let how = if matches!(copy, Copy::ByHand(_)) { "copied by hand" } else { "backed up" };
        self.note(format!("{node}: {how}"));
        self.copy = Some((copy, at));
    }

    fn put_back(&mut self) {
        let (Some((copy, to)), node) = (&self.copy, self.victim) else { return };
        let put_back = PutBack { node: node.to_owned(), to: *to };
        {
            let mut memory = self.memory.lock().unwrap();
            memory.note(format!("{node}: put back"));
            memory.count(if matches!(copy, Copy::ByHand(_)) { "copies put back" } else { "restores" });
            memory.put_back = Some(put_back);
            memory.silent = matches!(copy, Copy::ByHand(_)).then(|| node.to_owned());
        }
        let dir = self.world.federation.dir_of(node).to_owned();
        if self.nodes[node].down.is_none() {
            self.world.federation.process(node).kill();
        }
        match copy {
            Copy::Backups(backups) => {
                new_disk(&self.world.federation, node);
                run(sluis().arg("restore").args(backups).arg("--dir").arg(&dir));
            }
            Copy::ByHand(old) => exchange(&dir, old),
        }
        let state = self.nodes.get_mut(node).unwrap();
        (state.down, state.paused) = (Some(Instant::now()), None);
        self.is_put_back = true;
    }

    /// Undoes everything, and waits until every node is ready.
    pub fn heal(mut self) -> World {
        self.note("everything heals".to_owned());
        NODES.iter().for_each(|node| self.mend(node));
        self.world.join_all();
        for node in NODES {
            if self.nodes[node].down.is_none() {
                self.resume(node);
            }
            if self.nodes[node].armed || self.nodes[node].down.is_some() {
                self.world.federation.process(node).kill();
                self.world.spawn(node, None);
            }
        }
        for node in NODES {
            eventually(&format!("{node} is ready"), || {
                let process = self.world.federation.process(node);
                if !process.is_running() {
                    assert!(self.nodes[node].disk_failed, "{node} ended by itself:\n{}", process.log());
                    self.world.spawn(node, None);
                }
                self.world.federation.answers(node, "readyz").then_some(())
            });
        }
        NODES.iter().for_each(|node| self.world.federation.wait_for_links(node, NODES.len() - 1));
        self.memory.lock().unwrap().silent = None;
        self.world
    }
}

fn now_and(millis: u64) -> Instant {
    Instant::now() + Duration::from_millis(millis)
}

fn exchange(dir: &Path, old: &Path) {
    std::fs::remove_dir_all(dir).unwrap();
    std::fs::rename(old, dir).unwrap();
}
