//! The six nodes, and what can be done to them from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::federation::{Federation, Place, cases, output, run, sluis};

/// Two nodes a country, which share its members.
pub const NODES: [&str; 6] = ["node-nl-1", "node-nl-2", "node-be-1", "node-be-2", "node-de-1", "node-de-2"];
/// The one on a small disk.
pub const ON_SMALL_DISK: &str = "node-be-2";
/// Says to the program that it runs in namespaces of its own.
pub const INSIDE: &str = "SLUIS_CHAOS_INSIDE";
/// Lines of each log that are told where a test fails.
const TOLD: usize = 100;
/// Room on the small disk.
const SMALL_DISK: &str = "size=96m";
/// Content is destroyed as soon as it ended.
const AT_ONCE: (&str, &str) = ("SLUIS_ERASURE__GRACE", "0");

/// What a disk refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskFault {
    Write,
    Sync,
    Truncate,
    Full,
}

impl DiskFault {
    const fn flag(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Sync => "sync",
            Self::Truncate => "truncate",
            Self::Full => "full",
        }
    }
}

/// The nodes, and what this machine lets us do to them.
pub struct World {
    pub federation: Federation,
    /// Whether each node has a network of its own, which can be cut.
    pub has_networks: bool,
    /// The library that makes a disk fail.
    shim: Option<PathBuf>,
    small_disk: bool,
    /// Ordered pairs of which the first does not reach the second.
    cut: BTreeSet<(usize, usize)>,
}

/// Where a test fails, how each node fares and what it said last.
impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        for node in NODES {
            let dir = self.federation.dir_of(node);
            let status = output(sluis().args(["status", "--json", "--dir"]).arg(dir));
            let log = std::fs::read_to_string(dir.join("log")).unwrap_or_default();
            let lines: Vec<_> = log.lines().filter(|line| !line.contains("http::shell: request")).collect();
            let last = lines[lines.len().saturating_sub(TOLD)..].join("\n");
            eprintln!("== {node}: {}{last}", String::from_utf8_lossy(&status.stdout));
        }
    }
}

/// The case federation with two nodes in each of three countries.
pub fn six_nodes() -> Value {
    let mut file = cases();
    let country = |node: &str| node[5..7].to_uppercase();
    file["nodes"] = NODES
        .iter()
        .map(|node| json!({ "id": node, "country": country(node), "operator": format!("{node} (voorbeeld)") }))
        .collect();
    let members = file["members"].as_array_mut().unwrap();
    members.retain(|member| NODES.iter().any(|node| country(node) == member["country"]));
    let mut so_far: BTreeMap<String, usize> = BTreeMap::new();
    for member in members {
        let country = member["country"].as_str().unwrap().to_lowercase();
        let number = so_far.entry(country.clone()).or_default();
        member["node"] = json!(format!("node-{country}-{}", *number % 2 + 1));
        *number += 1;
    }
    file
}

fn address(node: usize) -> Ipv4Addr {
    Ipv4Addr::new(10, 9, 0, u8::try_from(node).unwrap() + 1)
}

fn ip(words: &str) {
    run(Command::new("ip").args(words.split_whitespace()));
}

/// A bridge with a network namespace for each node; gone with the namespaces that the program runs in.
fn networks() {
    run(Command::new("mkdir").args(["-p", "/run/netns"]));
    run(Command::new("mount").args(["-t", "tmpfs", "none", "/run/netns"]));
    for words in ["link set lo up", "link add chaos type bridge", "addr add 10.9.0.254/24 dev chaos"] {
        ip(words);
    }
    ip("link set chaos up");
    for (number, node) in NODES.iter().enumerate() {
        ip(&format!("netns add {node}"));
        ip(&format!("link add v{number} type veth peer name eth0 netns {node}"));
        ip(&format!("link set v{number} master chaos up"));
        ip(&format!("-n {node} addr add {}/24 dev eth0", address(number)));
        ip(&format!("-n {node} link set eth0 up"));
        ip(&format!("-n {node} link set lo up"));
    }
}

impl World {
    /// Makes nodes with keys and a register; nothing runs yet.
    pub fn prepared() -> Self {
        let inside = std::env::var_os(INSIDE).is_some();
        let dir = tempfile::tempdir().unwrap();
        if inside {
            networks();
            let disk = dir.path().join("small");
            std::fs::create_dir(&disk).unwrap();
            run(Command::new("mount").args(["-t", "tmpfs", "-o", SMALL_DISK, "none"]).arg(&disk));
        }
        let shim = dir.path().join("eio.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/chaos/eio.c");
        let made = output(Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&shim).arg(source));
        let place = |(number, node): (usize, &&str)| match inside {
            true => Place {
                node: (*node).to_owned(),
                dir: if *node == ON_SMALL_DISK { format!("small/{node}") } else { (*node).to_owned() },
                address: address(number),
                namespace: Some((*node).to_owned()),
                through: None,
            },
            false => Place::on_loopback(node),
        };
        let places: Vec<_> = NODES.iter().enumerate().map(place).collect();
        let federation = Federation::at(dir, &six_nodes(), &places);
        let shim = Some(shim).filter(|_| made.status.success());
        Self { federation, has_networks: inside, shim, small_disk: inside, cut: BTreeSet::new() }
    }

    /// Starts a node and waits for nothing.
    pub fn spawn(&mut self, node: &str, kill_at: Option<&str>) {
        let dir = self.federation.dir_of(node).to_string_lossy().into_owned();
        let (shim, flag) = (self.shim.clone(), self.flag(node));
        let flag = flag.to_string_lossy().into_owned();
        let mut environment = vec![AT_ONCE];
        let shim = shim.map(|shim| shim.to_string_lossy().into_owned());
        if let Some(shim) = &shim {
            environment.extend([("LD_PRELOAD", &**shim), ("SLUIS_EIO_DIR", &*dir), ("SLUIS_EIO_FLAG", &*flag)]);
        }
        environment.extend(kill_at.map(|point| ("SLUIS_KILL_AT", point)));
        self.federation.spawn(node, &environment);
    }

    fn flag(&self, node: &str) -> PathBuf {
        self.federation.root().join(format!("eio-{node}"))
    }

    /// Faults that a node's disk can have here.
    pub fn disk_faults(&self, node: &str) -> Vec<DiskFault> {
        let mut faults = Vec::new();
        if self.shim.is_some() {
            faults.extend([DiskFault::Write, DiskFault::Sync, DiskFault::Truncate]);
        }
        if self.small_disk && node == ON_SMALL_DISK {
            faults.extend([DiskFault::Full; 4]);
        }
        faults
    }

    /// Makes a disk fail. Of a full one so many bytes are left.
    pub fn fail_disk(&self, node: &str, fault: DiskFault, left: u64) {
        if fault != DiskFault::Full {
            File::create(self.flag(node).with_extension(fault.flag())).unwrap();
            return;
        }
        let mut ballast = File::create(self.ballast()).unwrap();
        let block = vec![0; 64 * 1024];
        while ballast.write_all(&block).is_ok() {}
        let length = ballast.metadata().unwrap().len();
        ballast.set_len(length.saturating_sub(left)).unwrap();
    }

    /// Lets a disk work again.
    pub fn mend_disk(&self, node: &str, fault: DiskFault) {
        let file = match fault {
            DiskFault::Full => self.ballast(),
            _ => self.flag(node).with_extension(fault.flag()),
        };
        std::fs::remove_file(file).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.federation.root().join("small/ballast")
    }

    /// Lets one node not reach another any more.
    pub fn cut(&mut self, from: usize, to: usize) {
        if self.cut.insert((from, to)) {
            ip(&format!("-n {} route add blackhole {}/32", NODES[from], address(to)));
        }
    }

    /// Lets one node reach another again.
    pub fn join(&mut self, from: usize, to: usize) {
        if self.cut.remove(&(from, to)) {
            ip(&format!("-n {} route del blackhole {}/32", NODES[from], address(to)));
        }
    }

    /// Lets every node reach every other again.
    pub fn join_all(&mut self) {
        for (from, to) in self.cut.clone() {
            self.join(from, to);
        }
    }
}
