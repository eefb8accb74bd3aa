//! Every decoder that faces a peer or a partner, under libFuzzer for some seconds (`SLUIS_FUZZ_SECONDS`), with the golden
//! vectors, the cases and other well-formed documents as its first inputs. The targets lie in `protocol/fuzz`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::federation::{output, run};
use crate::structure::files;
use crate::tools;

/// Seconds for each target where nothing is said.
const SECONDS: &str = "5";
/// Longest first input: the fuzzer makes none longer than the longest it is given, and long ones slow it down.
const LONGEST: usize = 16 * 1024;
/// What turns coverage on in a stable compiler; `cargo fuzz` gives much the same.
const FLAGS: [&str; 8] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "--cfg",
    "fuzzing",
];

/// What the fuzzer puts in now and then: letters of several bytes, which wrong slices of a text stumble over, and what
/// JSON and CBOR say in few bytes.
const WORDS: &str = r#""\xc3\xa9"
"\xe2\x82\xac"
"\xf0\x9f\x87\xaa"
"\\u20ac"
"\\ud83c"
"null"
"{}"
"[]"
"-0"
"1e999"
"\xf6"
"\x9f"
"\xff"
"\xc1\x00"
"#;

type Inputs = Vec<Vec<u8>>;
/// A target's name and its first inputs.
type Target = (&'static str, fn() -> Inputs);

const TARGETS: [Target; 11] = [
    ("case", case_files),
    ("envelope", || ["signal", "feed-head", "receipt"].into_iter().flat_map(vectors).collect()),
    ("federation", || vec![files::text("schemas/cases/federation.json").into_bytes()]),
    ("message", || vectors("link")),
    ("name", names),
    ("note", notes),
    ("record", || {
        ["signal", "relay-order", "relay-receipt", "feed-head", "receipt"].into_iter().flat_map(vectors).collect()
    }),
    ("register", || vectors("register")),
    ("rows", || vec![ROWS.to_vec()]),
    ("stream", streams),
    ("submission", submissions),
];

const ROWS: &[u8] = b"type,title,handling.purpose,handling.adminUse,handling.audience.countries,regions,sector,\
    summary.lang,summary.text,subject1.kind,subject1.identifiers,subject2.address.nuts\n\
    request,\"a, b\",premises-measure,true,NL;BE,NL423,56,nl,t,premises,nl-kvk:90000001;vat:1,NL4\n\
    request,c,premises-measure,maybe,,,,,,,,\n";

fn vectors(kind: &str) -> Inputs {
    let file: Value = serde_json::from_str(&files::text(&format!("schemas/vectors/{kind}.json"))).unwrap();
    file["vectors"].as_array().unwrap().iter().map(|v| hex::decode(v["hex"].as_str().unwrap()).unwrap()).collect()
}

/// The notes in messages on a link.
fn notes() -> Inputs {
    let file: Value = serde_json::from_str(&files::text("schemas/vectors/link.json")).unwrap();
    let said = file["vectors"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|v| ["checkpoint", "cosigned"].map(|m| &v["says"][m]["note"]));
    said.filter_map(Value::as_str).map(|note| note.as_bytes().to_vec()).collect()
}

/// The case files, as JSON.
fn cases() -> Vec<Value> {
    let paths = files::entries(&files::root().join("schemas/cases"));
    let paths = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "json"));
    let cases = paths.map(|path| serde_json::from_slice::<Value>(&std::fs::read(path).unwrap()).unwrap());
    cases.filter(|case| case.get("submission").is_some()).collect()
}

fn case_files() -> Inputs {
    // What people read is long and much the same to a decoder: a few letters of it do.
    let short = |mut case: Value| {
        for field in ["story", "note", "title"] {
            if let Some(text) = case.get_mut(field) {
                *text = "tekst".into();
            }
        }
        case.to_string().into_bytes()
    };
    cases().into_iter().map(short).collect()
}

fn submissions() -> Inputs {
    cases().iter().map(|case| case["submission"].to_string().into_bytes()).collect()
}

/// A greeting, how the stream is cut, and each message in a frame.
fn streams() -> Inputs {
    let stream = |frame: Vec<u8>| {
        let length = u32::try_from(frame.len()).unwrap().to_be_bytes();
        [&[0; 16][..], &[7], &length, &frame].concat()
    };
    vectors("link").into_iter().map(stream).collect()
}

/// The place of a scheme, or of no scheme, before each text.
fn names() -> Inputs {
    let texts = "90000001 0123.456.749 HRB12345 732829320 73282932000074 12345670124 RSSMRA85T10A562S A58818501 \
        556016-0680 501964843 NLNHR.90000001 BE0123456749 5493001KJTIIGC8Y1R12 IMO9074729 CSQU3054383 1M8GDM9AXKP042788 \
        NL91ABNA0417164300 NLRTM nl-maasdorp nl.bibob 2026-01-01 2026-01-01T00:00:00Z NL";
    let name = |place: u8| texts.split_whitespace().map(move |text| [&[place], text.as_bytes()].concat());
    (0..20).chain([u8::MAX]).flat_map(name).collect()
}

/// Where the targets are built and their inputs kept.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("fuzz")
}

/// Builds the targets; for a named platform, so that build scripts are built without coverage.
fn build() -> PathBuf {
    let about = run(Command::new("rustc").arg("-vV"));
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--target", host]).current_dir(files::root().join("protocol/fuzz"));
    cargo.env("CARGO_TARGET_DIR", folder()).env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    run(&mut cargo);
    folder().join(host).join("debug")
}

/// Runs a target from its first inputs and from what earlier runs found; says how far it came.
fn fuzz(program: &Path, target: &str, inputs: &Inputs, seconds: &str) -> String {
    let (corpus, crashes) = (folder().join("corpus").join(target), folder().join("crashes").join(target));
    for folder in [&corpus, &crashes] {
        std::fs::create_dir_all(folder).unwrap();
    }
    assert!(!inputs.is_empty(), "{target} has no first inputs");
    for (number, input) in inputs.iter().filter(|input| input.len() <= LONGEST).enumerate() {
        std::fs::write(corpus.join(format!("first-{number}")), input).unwrap();
    }
    let mut prefix = OsString::from("-artifact_prefix=");
    prefix.push(crashes.join(""));
    let mut words = OsString::from("-dict=");
    words.push(folder().join("words"));
    let mut command = Command::new(program);
    command.args(["-timeout=30", "-rss_limit_mb=2048", "-use_value_profile=1", "-print_final_stats=1"]);
    command.arg(format!("-max_total_time={seconds}")).arg(words).arg(prefix).arg(corpus);
    let ended = output(&mut command);
    let log = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{target} failed on {}\n{}", found(&log), last_lines(&log));
    how_far(&log)
}

/// The input that the log names, in hex.
fn found(log: &str) -> String {
    let path = log.lines().find_map(|line| line.split_once("Test unit written to ")).map(|(_, path)| path.trim());
    path.map_or_else(|| "an input that was not kept".to_owned(), |path| hex::encode(std::fs::read(path).unwrap()))
}

fn last_lines(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

/// Executions, as many as a busy machine allows, and edges covered: next to none would mean that coverage is not built in.
fn how_far(log: &str) -> String {
    let number = |text: &str| text.split_whitespace().next()?.parse::<u64>().ok();
    let executed = log.rsplit_once("stat::number_of_executed_units: ").and_then(|(_, rest)| number(rest));
    let covered = log.rsplit_once(" cov: ").and_then(|(_, rest)| number(rest));
    let (Some(executed), Some(covered)) = (executed, covered) else { panic!("the fuzzer said nothing:\n{log}") };
    assert!(covered > 50, "{executed} executions covered {covered} edges");
    format!("{executed} executions, {covered} edges covered")
}

#[test]
fn no_decoder_fails_under_the_fuzzer() {
    if !tools::need("a C++ compiler", tools::runs("c++", &["--version"])) {
        return;
    }
    let seconds = std::env::var("SLUIS_FUZZ_SECONDS").unwrap_or_else(|_| SECONDS.to_owned());
    let programs = build();
    std::fs::write(folder().join("words"), WORDS).unwrap();
    for (target, inputs) in TARGETS {
        let far = fuzz(&programs.join(target), target, &inputs(), &seconds);
        eprintln!("fuzzed `{target}` for {seconds} s: {far}");
    }
}

#[test]
fn every_fuzz_target_is_built_and_run() {
    let manifest = files::toml("protocol/fuzz/Cargo.toml");
    let built = manifest["bin"].as_array().unwrap().iter().map(|bin| bin["name"].as_str().unwrap().to_owned());
    let built: BTreeSet<String> = built.collect();
    let on_disk = files::entries(&files::root().join("protocol/fuzz/fuzz_targets"));
    let on_disk = on_disk.iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let run = TARGETS.map(|(target, _)| target.to_owned()).into();
    assert_eq!((&built, &built), (&on_disk, &run));
}
