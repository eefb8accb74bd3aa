//! Every command in the pages is run: a page that does not work is a broken promise.
//!
//! Each page is one session of a shell, in a directory of its own that looks like a checkout: links to what the
//! repository holds. Its blocks marked `sh` run in order under `bash -eu`; what one sets, starts or makes is there for
//! the next. A `text` block after a `sh` block says what it prints: its lines come in that order, and `…` in one stands
//! for anything.
//! Three things differ from what a reader types:
//!
//! - `sluis`, `sluis-sim` and `cargo run … --` are the programs under test, and the demo ends by itself; other calls of
//!   `cargo` do nothing, since building and testing is what goes on already;
//! - the ports 7400 to 7499 stand for free ones;
//! - the home directory is the session's.
//!
//! What no test can run is marked `sh no-test` with the reason, and named.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::federation::free_port;
use crate::structure::files;
use crate::tools;

/// Longest run of one page: several nodes start in it, on a machine that does other things as well.
const PATIENCE: Duration = Duration::from_secs(300);
/// What pages may call that Rust does not bring.
const TOOLS: [&str; 5] = ["bash", "curl", "jq", "openssl", "python3"];
/// Stands for `cargo` in a session.
const CARGO: &str = r#"#!/bin/sh
[ "$1" = run ] || exit 0
while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done
shift
[ "$1" = demo ] && set -- "$@" --once
exec sluis "$@"
"#;

/// A fenced block of a page.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    line: usize,
    info: String,
    text: String,
}

/// The fenced blocks of a page, in order.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, number) in page.lines().zip(1..) {
        let fence = line.strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(info)) => {
                open = Some(Block { line: number, info: info.trim().to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed: {open:?}");
    blocks
}

/// A page's blocks of commands: those to run, each with what it must print, and those marked, with the reason.
fn sort(blocks: Vec<Block>) -> (Vec<(Block, Option<String>)>, Vec<Block>) {
    let (mut run, mut marked) = (Vec::<(Block, Option<String>)>::new(), Vec::new());
    let mut before = String::new();
    for block in blocks {
        let kind = block.info.clone();
        match kind.as_str() {
            "sh" => run.push((block, None)),
            "text" if before == "sh" => run.last_mut().unwrap().1 = Some(block.text),
            _ if kind.starts_with("sh no-test") => marked.push(block),
            _ => assert!(!["bash", "shell", "console", "sh "].iter().any(|k| kind.starts_with(k)), "{kind}: say `sh`"),
        }
        before = kind;
    }
    (run, marked)
}

/// Whether the lines expected come in this order among those printed.
fn prints(printed: &str, expected: &str) -> Result<(), String> {
    let plain = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = printed.lines().map(plain);
    for wanted in expected.lines().map(plain).filter(|line| !line.is_empty() && line != "…") {
        if !lines.any(|line| matches(&line, &wanted)) {
            return Err(wanted);
        }
    }
    Ok(())
}

/// Whether a line is as wanted, where `…` stands for anything.
fn matches(line: &str, wanted: &str) -> bool {
    let mut parts = wanted.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap()) else { return false };
    let parts: Vec<_> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Free ports in the place of those from 7400 to 7499, the same throughout a page.
fn with_free_ports(text: &str, ports: &mut BTreeMap<String, u16>) -> String {
    let mut changed = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("74") {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let alone = !changed.ends_with(|c: char| c.is_ascii_alphanumeric()) || at > 0;
        let alone = alone && !rest[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let number = &rest[at..at + digits(&rest[at..])];
        let after = rest[at + number.len()..].chars().next();
        changed.push_str(&rest[..at]);
        if alone && number.len() == 4 && !after.is_some_and(char::is_alphanumeric) {
            changed.push_str(&ports.entry(number.to_owned()).or_insert_with(free_port).to_string());
        } else {
            changed.push_str(number);
        }
        rest = &rest[at + number.len()..];
    }
    changed + rest
}

/// A page's shell and all it started, which end with it.
struct Session {
    shell: Child,
    dir: tempfile::TempDir,
}

impl Session {
    fn begin(blocks: &[(Block, Option<String>)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (home, bin) = (dir.path().join("home"), dir.path().join("bin"));
        fs::create_dir_all(home.join("checkout")).unwrap();
        fs::create_dir(&bin).unwrap();
        for entry in files::entries(files::root()) {
            let name = entry.file_name().unwrap();
            // What was built before is not what is tested; where something else made the folder, cargo leaves no tag in it.
            let is_built = name == "target" || entry.join("CACHEDIR.TAG").exists();
            if !name.to_str().unwrap().starts_with('.') && !is_built {
                symlink(&entry, home.join("checkout").join(name)).unwrap();
            }
        }
        symlink(env!("CARGO_BIN_EXE_sluis-under-test"), bin.join("sluis")).unwrap();
        symlink(env!("CARGO_BIN_EXE_sluis-sim-under-test"), bin.join("sluis-sim")).unwrap();
        fs::write(bin.join("cargo"), CARGO).unwrap();
        fs::set_permissions(bin.join("cargo"), fs::Permissions::from_mode(0o755)).unwrap();
        let mut script = String::from("set -eu\n");
        for (place, (block, _)) in blocks.iter().enumerate() {
            script.push_str(&format!("exec > \"$SESSION/{place}\" 2>&1\n{}\n", block.text));
        }
        fs::write(dir.path().join("script"), script).unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        let mut shell = Command::new("bash");
        shell.arg(dir.path().join("script")).current_dir(home.join("checkout")).env("PATH", path).env("HOME", &home);
        shell.env("SESSION", dir.path()).env("LC_ALL", "C.UTF-8").env_remove("SLUIS_TOKEN").env_remove("SLUIS_DIR");
        // Until the first block is begun; later ones have their own.
        let before = File::create(dir.path().join("before")).unwrap();
        shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(before);
        // A group of its own, so that nothing it started outlives it.
        let shell = shell.process_group(0).spawn().unwrap();
        Self { shell, dir }
    }

    fn end(&mut self) -> Option<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.shell.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::park_timeout(Duration::from_millis(50));
        }
        None
    }

    /// What a block printed, once it was begun.
    fn printed(&self, place: usize) -> Option<String> {
        let bytes = fs::read(self.dir.path().join(place.to_string())).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The ends of the logs that a page's programs wrote in folders of the home directory.
    fn logs(&self) -> String {
        let folders = files::entries(&self.dir.path().join("home")).into_iter().filter(|path| path.is_dir());
        let mut logs: Vec<_> = folders.flat_map(|folder| files::entries(&folder)).collect();
        logs.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
        logs.sort();
        let end = |path: &PathBuf| {
            let text = String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
            let lines: Vec<_> = text.lines().collect();
            format!("--- {}\n{}\n", path.display(), lines[lines.len().saturating_sub(10)..].join("\n"))
        };
        logs.iter().map(end).collect()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let group = format!("-{}", self.shell.id());
        // A group that ended by itself is as good.
        let _ = Command::new("sh").args(["-c", "kill -KILL \"$0\" 2>&-"]).arg(group).status();
        let _ = self.shell.wait();
    }
}

/// Runs a page's commands; says what went wrong.
fn run(page: &str, blocks: &mut [(Block, Option<String>)]) -> Result<(), String> {
    let mut ports = BTreeMap::new();
    for text in blocks.iter_mut().flat_map(|(block, expected)| std::iter::once(&mut block.text).chain(expected)) {
        *text = with_free_ports(text, &mut ports);
    }
    let mut session = Session::begin(blocks);
    let status = session.end();
    let at = |place: usize| format!("{page}:{}", blocks[place].0.line);
    let last = (0..blocks.len()).rev().find(|place| session.printed(*place).is_some()).unwrap_or_default();
    if !status.is_some_and(|status| status.success()) {
        let how = status.map_or_else(|| format!("did not end in {PATIENCE:?}"), |status| status.to_string());
        let before = fs::read_to_string(session.dir.path().join("before")).unwrap_or_default();
        let printed = before + &session.printed(last).unwrap_or_default();
        return Err(format!("{} {how}:\n{}--- printed\n{printed}{}", at(last), blocks[last].0.text, session.logs()));
    }
    for (place, (_, expected)) in blocks.iter().enumerate() {
        let printed = session.printed(place).unwrap_or_default();
        if let Some(Err(missing)) = expected.as_ref().map(|expected| prints(&printed, expected)) {
            return Err(format!("{} does not print `{missing}` in its place:\n{printed}", at(place)));
        }
    }
    Ok(())
}

fn lacks_a_tool(page: &str, blocks: &[(Block, Option<String>)]) -> bool {
    let uses = |tool: &str| {
        let words = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == tool);
        tool == "bash" || blocks.iter().any(|(block, _)| words(&block.text))
    };
    let is_there = |tool: &str| tools::runs("sh", &["-c", "command -v \"$0\"", tool]);
    TOOLS.into_iter().filter(|tool| uses(tool)).any(|tool| !tools::need(&format!("{tool}, for {page}"), is_there(tool)))
}

#[test]
fn every_command_in_the_pages_runs_and_prints_what_they_say() {
    let pages: Vec<_> = files::all().into_iter().filter(|(path, _)| path.ends_with(".md")).collect();
    let (mut count, mut excused) = (0, 0);
    let mut sessions = Vec::new();
    for (page, text) in pages {
        let (mut blocks, marked) = sort(self::blocks(&text));
        for block in &marked {
            let why = block.info.trim_start_matches("sh no-test").trim();
            assert!(!why.is_empty(), "{page}:{} gives no reason for not being run", block.line);
            println!("not run: {page}:{}: {why}", block.line);
        }
        excused += marked.len();
        count += blocks.len();
        if !blocks.is_empty() && !lacks_a_tool(&page, &blocks) {
            println!("run: {} blocks of {page}", blocks.len());
            sessions.push(std::thread::spawn(move || run(&page, &mut blocks)));
        }
    }
    println!("{count} blocks to run, {excused} not");
    let failed: Vec<_> = sessions.into_iter().filter_map(|session| session.join().unwrap().err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    assert!(excused <= count, "marks are for what no machine of a test can do: {excused} marked, {count} not");
}

#[test]
fn the_unit_of_the_guide_is_one_that_systemd_takes() {
    let guide = files::text("docs/guide.md");
    let unit = blocks(&guide).into_iter().find(|block| block.info == "ini").expect("the guide has a unit");
    if !tools::need("systemd-analyze", tools::runs("systemd-analyze", &["--version"])) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sluis.service");
    let program = Path::new(env!("CARGO_BIN_EXE_sluis-under-test"));
    fs::write(&path, unit.text.replace("/usr/local/bin/sluis", &program.display().to_string())).unwrap();
    let output = Command::new("systemd-analyze").arg("verify").arg(PathBuf::from(&path)).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let about: Vec<_> = said.lines().filter(|line| line.contains("sluis.service")).collect();
    assert!(about.is_empty(), "{}", about.join("\n"));
}

#[test]
fn lines_are_compared_with_anything_for_an_ellipsis() {
    assert!(matches("version 0, digest 0f47", "version 0, digest …"));
    assert!(matches("a: b since c", "a: … since …") && !matches("a: b", "a: b c"));
    assert_eq!(prints("one\ntwo  2\nthree\n", "one\n…\nthree\n"), Ok(()));
    assert_eq!(prints("one\ntwo\n", "two\none\n"), Err("one".to_owned()));
}

#[test]
fn ports_of_the_pages_stand_for_free_ones_and_nothing_else_changes() {
    let mut ports = BTreeMap::from([("7471".to_owned(), 50_001), ("7481".to_owned(), 50_002)]);
    let changed = with_free_ports("127.0.0.1:7471 tcp/7481/x 17471 74711 a7471 7471b 749.", &mut ports);
    assert_eq!(changed, "127.0.0.1:50001 tcp/50002/x 17471 74711 a7471 7471b 749.");
}
