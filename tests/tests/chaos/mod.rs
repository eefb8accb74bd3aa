//! Six real nodes under kills, cuts, pauses, full and failing disks, and one that is put back from a backup, while their
//! members' users work on. Then everything heals, and from outside every promise must be found kept.
//!
//! `SLUIS_CHAOS_SECONDS` says for how long, `SLUIS_CHAOS_SEED` which draws; what is drawn depends on the seed, what comes
//! of it also on the machine. Networks that can be cut and the small disk need namespaces (`unshare`, `ip`); without
//! them nodes are paused instead, and the disk is left out.

mod checks;
mod faults;
mod memory;
mod people;
mod world;

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::tools;
use checks::After;
use faults::Faults;
use memory::Memory;
use people::Person;
use world::{INSIDE, NODES, World};

/// Seconds of chaos where `SLUIS_CHAOS_SECONDS` does not say so.
const USUAL_SECONDS: u64 = 20;
const NAME: &str = "chaos::six_nodes_keep_every_promise_under_kills_cuts_and_failing_disks";

#[test]
fn six_nodes_keep_every_promise_under_kills_cuts_and_failing_disks() {
    let inside = std::env::var_os(INSIDE).is_some();
    if !inside && tools::need("network namespaces, as root or for users", has_namespaces()) {
        let mut again = Command::new("unshare");
        again.args(["--map-root-user", "--net", "--mount"]).arg(std::env::current_exe().unwrap());
        let status = again.args([NAME, "--exact", "--nocapture"]).env(INSIDE, "1").status().unwrap();
        assert!(status.success(), "see above");
        return;
    }
    tools::need("a C compiler", tools::runs("cc", &["--version"]));
    let seed = number("SLUIS_CHAOS_SEED").unwrap_or_else(|| fastrand::u64(..));
    let seconds = number("SLUIS_CHAOS_SECONDS").unwrap_or(USUAL_SECONDS);
    chaos(seed, Duration::from_secs(seconds));
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{variable}: `{text}` is no number")))
}

fn has_namespaces() -> bool {
    let probe = "ip link add probe type bridge && mount -t tmpfs none /mnt";
    tools::runs("unshare", &["--map-root-user", "--net", "--mount", "sh", "-c", probe])
}

fn chaos(seed: u64, length: Duration) {
    let memory = Mutex::new(Memory::default());
    let told = Told { seed, memory: &memory };
    let mut world = World::prepared();
    let members = world.federation.members_and_nodes().clone();
    memory.lock().unwrap().nodes = members.clone();
    NODES.iter().for_each(|node| world.spawn(node, None));
    NODES.iter().for_each(|node| world.federation.wait_ready(node));
    let mut rng = Rng::with_seed(seed);
    let roles = ["reader", "submitter", "releaser", "policy-officer"];
    let mut people: Vec<_> = members
        .iter()
        .map(|(member, node)| {
            let token = world.federation.give_token(node, member, &roles);
            Person::new(member, world.federation.url_of(node), &token, rng.u64(..), &memory)
        })
        .collect();
    NODES.iter().for_each(|node| world.federation.wait_for_links(node, NODES.len() - 1));

    let mut faults = Faults::new(world, &memory, rng, length);
    let stop = AtomicBool::new(false);
    let (say, hear) = mpsc::channel();
    std::thread::scope(|scope| {
        let _stop = StopAtEnd(&stop);
        for person in &mut people {
            let (say, stop) = (say.clone(), &stop);
            scope.spawn(move || person.work(stop).map_err(|broken| say.send(broken)));
        }
        if let Err(broken) = faults.play(&hear) {
            panic!("{broken}");
        }
    });
    if let Ok(broken) = hear.try_recv() {
        panic!("{broken}");
    }
    let world = faults.heal();
    let healed = Instant::now();
    After { world, memory: &memory, people }.check();

    let memory = memory.lock().unwrap();
    let counts: Vec<_> = memory.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    println!(
        "chaos: seed {seed}, {} s, settled and checked in {} s: {}",
        length.as_secs(),
        healed.elapsed().as_secs(),
        counts.join(", ")
    );
    assert!(memory.has_seen_enough(), "this shows nothing: {:?}", memory.counts);
    drop(memory);
    drop(told);
}

/// Stops the people also where this panics.
struct StopAtEnd<'a>(&'a AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Tells seed and actions where a test fails.
struct Told<'a> {
    seed: u64,
    memory: &'a Mutex<Memory>,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let memory = self.memory.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            eprintln!("{}SLUIS_CHAOS_SEED={}", memory.told(), self.seed);
        }
    }
}
