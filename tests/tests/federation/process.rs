//! Real processes: commands that end, and nodes that run until they are stopped or killed.

use std::fs::File;
use std::io::Write;
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

/// Longest wait for anything that must come true.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The program under test.
pub fn sluis() -> Command {
    sluis_in(None)
}

/// The same in a network namespace.
pub fn sluis_in(namespace: Option<&str>) -> Command {
    let program = env!("CARGO_BIN_EXE_sluis-under-test");
    let mut command = Command::new(namespace.map_or(program, |_| "ip"));
    if let Some(namespace) = namespace {
        command.args(["netns", "exec", namespace, program]);
    }
    command.env_remove("SLUIS_TOKEN").env_remove("SLUIS_DIR").env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    command
}

/// Runs a command to its end; it must succeed.
pub fn run(command: &mut Command) -> String {
    let output = output(command);
    assert!(
        output.status.success(),
        "{command:?} failed with {}\n{}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

/// Runs a command to its end, whatever that is.
pub fn output(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|e| panic!("{command:?} did not start: {e}"))
}

/// Waits until `what` holds.
#[track_caller]
pub fn eventually<T>(what: &str, mut check: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(value) = check() {
            return value;
        }
        assert!(began.elapsed() < PATIENCE, "after {PATIENCE:?} still not so: {what}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// Ports that no system gives to a connection by itself (Linux: from 32768; IANA: from 49152) and that need no rights.
/// What is bound later, or bound again after a restart, would otherwise find that another test's connection has it.
const PORTS: std::ops::Range<u16> = 10_240..32_768;

/// A free port, for UDP and TCP, that no other test of this process gets.
pub fn free_port() -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    let room = PORTS.end - PORTS.start;
    // Runs beside each other begin in different places.
    let first = u16::try_from(std::process::id() % u32::from(room)).expect("less than the room");
    loop {
        let given = GIVEN.fetch_add(1, Ordering::Relaxed);
        assert!(given < room, "every port of {PORTS:?} was given or is taken");
        let port = PORTS.start + (first + given) % room;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() && UdpSocket::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A node's process. Killed when dropped.
pub struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts `sluis run` on a directory, with its log beside it.
    pub fn start(dir: &Path, namespace: Option<&str>, environment: &[(&str, &str)]) -> Self {
        let log = dir.join("log");
        let mut file = File::options().create(true).append(true).open(&log).expect("a log file");
        // A full disk takes no line, and the node must run all the same.
        let _ = writeln!(file, "--- start");
        let mut command = sluis_in(namespace);
        command.arg("run").arg("--dir").arg(dir).envs(environment.iter().copied());
        let child = command.stdout(Stdio::null()).stderr(file).spawn().expect("the node starts");
        Self { child, log }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.child.kill().expect("the process can be killed");
        self.child.wait().expect("the process ends");
    }

    /// SIGTERM, and waits for its end.
    pub fn stop(&mut self) -> std::process::ExitStatus {
        self.signal("TERM");
        self.wait()
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        run(Command::new("sh").args(["-c", "kill -\"$0\" \"$1\"", name, &process]));
    }

    /// Waits for the process to end by itself, as at a kill point.
    pub fn wait(&mut self) -> std::process::ExitStatus {
        eventually("the process ends by itself", || self.child.try_wait().expect("the process can be asked"))
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("the process can be asked").is_none()
    }

    /// What it logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Already ended is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
