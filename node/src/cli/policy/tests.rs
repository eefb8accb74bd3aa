use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::{Value, json};
use sluis_schemas::case::{CASES, Case, FEDERATION};

use super::explain::{Arguments, explain};
use super::{check, diff, mend, reduce};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

/// A folder with the federation and the cases, and what is put beside them.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.put("federation.json", FEDERATION);
        folder
    }

    fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A case, changed.
    fn case(&self, name: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
        let (full, text) = CASES.iter().find(|(full, _)| full.starts_with(name)).unwrap();
        let mut case: Value = serde_json::from_str(text).unwrap();
        change(&mut case);
        self.put(&format!("{full}.json"), &case.to_string())
    }

    /// The packs that ship, with the Dutch one changed.
    fn packs(&self, from: &str, to: &str) -> PathBuf {
        let folder = self.path("packs");
        fs::create_dir(&folder).unwrap();
        for pack in sluis_schemas::packs::all() {
            let text = if pack.name == "nl" { pack.text.replace(from, to) } else { pack.text };
            fs::write(folder.join(format!("{}.cedar", pack.name)), text).unwrap();
        }
        folder
    }

    /// Whether all was explained, and what was printed.
    fn explain(&self, files: &[&Path], more: &[&str]) -> (bool, String) {
        self.try_explain(files, more).unwrap()
    }

    fn try_explain(&self, files: &[&Path], more: &[&str]) -> anyhow::Result<(bool, String)> {
        let federation = self.path("federation.json");
        let mut line = vec!["explain", "--lang", "en", "--federation", federation.to_str().unwrap()];
        line.extend(files.iter().map(|file| file.to_str().unwrap()));
        line.extend(more);
        run(&line)
    }

    fn json(&self, file: &Path, more: &[&str]) -> Value {
        let more: Vec<&str> = more.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.explain(&[file], &more).1).unwrap()
    }
}

pub(super) fn run(line: &[&str]) -> anyhow::Result<(bool, String)> {
    let arguments = Line::try_parse_from(line)?.arguments;
    let mut out = Vec::new();
    let whole = explain(&arguments, "2026-12-01".parse().unwrap(), &mut out)?;
    Ok((whole, String::from_utf8(out)?))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_case_comes_out_as_it_expects() {
    let folder = Folder::new();
    CASES.iter().for_each(|(name, text)| drop(folder.put(&format!("{name}.json"), text)));
    let (whole, text) = folder.explain(&[folder.0.path()], &["--json"]);
    let answers = lines(&text);
    assert!(whole && answers.len() == CASES.len());
    for (answer, (name, text)) in answers.iter().zip(CASES) {
        assert!(answer["file"].as_str().unwrap().ends_with(&format!("{name}.json")), "{answer}");
        let expect = Case::parse(text.as_bytes()).unwrap().expect.unwrap();
        assert_eq!(answer["submit"], expect.submit.as_str(), "{name}");
        let members = answer["members"].as_object().unwrap();
        let outcomes = members.iter().map(|(id, member)| (id.clone(), member["outcome"].as_str().unwrap().to_owned()));
        assert_eq!(outcomes.collect::<std::collections::BTreeMap<_, _>>(), expect.members, "{name}");
    }
}

#[test]
fn reasons_name_the_outcomes_own_rule_first() {
    let folder = Folder::new();
    let answer = folder.json(&folder.case("c02", |_| {}), &[]);
    for (id, member) in answer["members"].as_object().unwrap() {
        let outcome = member["outcome"].as_str().unwrap();
        let first = &member["reasons"][0];
        assert!(first["text"].as_str().is_some_and(|text| !text.is_empty()), "{id}");
        if let Some(rule) = outcome.strip_prefix("forbidden:") {
            assert_eq!(first["rule"], rule, "{id}");
            let remedy = first["remedy"].as_str().unwrap();
            assert!(first["basis"].is_string() && remedy.starts_with("Nothing you can do changes this"), "{first}");
        }
    }
}

#[test]
fn a_refused_submission_has_reasons_and_no_members() {
    let folder = Folder::new();
    let answer = folder.json(&folder.case("c12", |_| {}), &[]);
    assert!(answer["submit"].as_str().unwrap().starts_with("refused:"));
    assert_eq!(answer["members"], json!({}));
    let reason = &answer["submitReasons"][0];
    assert!(reason["remedy"].as_str().unwrap().contains("channel"), "{reason}");
    assert!(answer.get("file").is_none());
    let accepted = folder.json(&folder.case("c01", |_| {}), &[]);
    assert!(accepted.get("submitReasons").is_none());
}

#[test]
fn a_submission_alone_takes_origin_and_day_from_flags() {
    let folder = Folder::new();
    let (_, text) = CASES[0];
    let case: Value = serde_json::from_str(text).unwrap();
    let alone = folder.put("alone.json", &case["submission"].to_string());
    let from = case["submittedBy"].as_str().unwrap();
    let answer = folder.json(&alone, &["--from", from]);
    assert_eq!(answer["submit"], "accepted");
    let late = folder.json(&alone, &["--from", from, "--today", "2099-01-01"]);
    assert_eq!(late["submit"], "refused:EU-F6");
    let nobody = folder.json(&alone, &[]);
    assert!(nobody["error"].as_str().unwrap().contains("--from"), "{nobody}");
}

#[test]
fn what_a_case_brings_wins_over_flags() {
    let folder = Folder::new();
    let plain = folder.case("c25", |_| {});
    let flagged = ["--from", "nl-douane", "--holder", "nl-douane", "--today", "2026-01-01"];
    assert_eq!(folder.json(&plain, &[]), folder.json(&plain, &flagged));
}

#[test]
fn without_a_date_a_case_has_its_own_day_and_a_submission_the_current_one() {
    let folder = Folder::new();
    // The last day lies between the day of the cases and the current day of these tests.
    let case = folder.case("c01", |case| case["submission"]["handling"]["retainUntil"] = "2026-11-25".into());
    assert_eq!(folder.json(&case, &[])["submit"], "accepted");
    let file: Value = serde_json::from_str(&fs::read_to_string(&case).unwrap()).unwrap();
    let alone = folder.put("alone.json", &file["submission"].to_string());
    let from = file["submittedBy"].as_str().unwrap();
    assert_eq!(folder.json(&alone, &["--from", from])["submit"], "refused:EU-F6");
}

#[test]
fn a_bad_file_gives_a_line_with_error_and_the_others_go_on() {
    let folder = Folder::new();
    folder.case("c01", |_| {});
    folder.put("b.json", "{");
    folder.put("d.json", r#"{"submission": {"type": "gossip"}}"#);
    let missing = folder.path("missing.json");
    let (whole, text) = folder.explain(&[folder.0.path(), &missing], &["--json"]);
    let answers = lines(&text);
    assert!(!whole);
    assert_eq!(answers.len(), 4);
    assert!(answers[0]["error"].is_string() && answers[1]["submit"] == "accepted");
    assert_eq!(answers[2]["problems"][0]["pointer"], "/submission/type");
    assert_eq!(answers[2]["problems"][0]["code"], "unknown-code");
    assert!(answers[3]["file"].as_str().unwrap().ends_with("missing.json") && answers[3]["error"].is_string());
}

#[test]
fn unknown_members_are_named_at_their_places_as_written() {
    let folder = Folder::new();
    let file = folder.case("c01", |case| {
        case["submittedBy"] = "nl-nobody".into();
        case["submission"]["handling"]["audience"]["members"] = json!(["nl-douane", "be-nobody"]);
        case["submission"]["handling"]["exclude"] = json!(["de-nobody"]);
    });
    let answer = folder.json(&file, &[]);
    let pointers: Vec<_> =
        answer["problems"].as_array().unwrap().iter().map(|p| p["pointer"].as_str().unwrap()).collect();
    let handling = "/submission/handling";
    let places = [format!("{handling}/audience/members/1"), format!("{handling}/exclude/0")];
    assert_eq!(pointers, ["/submittedBy", &places[0], &places[1]]);
    let wrong = folder.try_explain(&[&folder.case("c01", |_| {})], &["--from", "nl-nobody"]).unwrap_err();
    assert!(wrong.to_string().contains("`nl-nobody`"), "{wrong}");
}

#[test]
fn parties_of_requests_need_not_be_members() {
    let folder = Folder::new();
    let file = folder.case("c06", |case| {
        let mut strange = case["requests"][0].clone();
        strange["id"] = "other".into();
        strange["from"] = "xx-nobody".into();
        case["requests"].as_array_mut().unwrap().push(strange);
    });
    let plain = folder.json(&file, &[]);
    assert_eq!(plain["submit"], "accepted");
}

#[test]
fn a_request_forwarded_to_several_counts_for_each() {
    let folder = Folder::new();
    let plain = folder.json(&folder.case("c06", |_| {}), &[]);
    let origin = |case: &Value| case["submittedBy"].clone();
    let forwarded = folder.json(
        &folder.case("c06", |case| {
            let to = origin(case);
            case["requests"][0]["to"] = "nl-douane".into();
            case["requests"][0]["forwardedTo"] = json!(["be-haven", to]);
        }),
        &[],
    );
    assert_eq!(plain, forwarded);
    let elsewhere = folder.json(&folder.case("c06", |case| case["requests"][0]["to"] = "nl-douane".into()), &[]);
    assert_ne!(plain, elsewhere);
}

#[test]
fn a_federation_beside_the_cases_is_left_out_whatever_its_name() {
    let folder = Folder::new();
    folder.case("c01", |_| {});
    folder.put("other.json", FEDERATION);
    let (whole, text) = folder.explain(&[folder.0.path()], &["--json"]);
    assert!(whole && text.lines().count() == 1, "{text}");
    let (whole, text) = folder.explain(&[&folder.path("other.json")], &["--json"]);
    assert!(!whole && text.contains("error"), "named itself, it is explained as any file");
}

#[test]
fn people_read_who_may_have_it_and_what_to_do_next() {
    let folder = Folder::new();
    let (whole, text) = folder.explain(&[&folder.case("c29", |_| {})], &[]);
    assert!(whole);
    for part in ["Next step", "nl-riec-zuid", "BE-A1", "Ask first", "Not meant for this member"] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "colour is for terminals alone");
    let (_, forbidden) = folder.explain(&[&folder.case("c02", |_| {})], &[]);
    assert!(forbidden.contains("Nothing you can do"), "{forbidden}");
    let (whole, failed) = folder.explain(&[&folder.put("bad.json", "{}")], &[]);
    assert!(!whole && failed.contains("`/type`"), "{failed}");
}

#[test]
fn an_answer_is_in_the_readers_language_and_says_which_it_is_in() {
    let folder = Folder::new();
    let (case, federation) = (folder.case("c17", |_| {}), folder.path("federation.json"));
    let answer = |lang: &str| -> Value {
        let line = ["explain", case.to_str().unwrap(), "--federation", federation.to_str().unwrap(), "--json"];
        let line: Vec<&str> = line.into_iter().chain(["--lang", lang]).collect();
        serde_json::from_str(&run(&line).unwrap().1).unwrap()
    };
    let (dutch, swedish) = (answer("nl"), answer("sv"));
    assert_eq!((dutch["lang"].as_str(), swedish["lang"].as_str()), (Some("nl"), Some("en")));
    let why = dutch["members"]["be-grensbeek"]["reasons"][0]["text"].as_str().unwrap();
    assert!(why.contains("(77.11)") && why.contains("(56)"), "{why}");
    assert_eq!(swedish["members"], answer("en")["members"]);
}

#[test]
fn members_come_from_somewhere() {
    let folder = Folder::new();
    let case = folder.case("c01", |_| {});
    let error = run(&["explain", case.to_str().unwrap()]).unwrap_err().to_string();
    assert!(error.contains("--federation") && error.contains("--dir"), "{error}");
    let dir = folder.0.path().to_str().unwrap();
    let error = run(&["explain", case.to_str().unwrap(), "--dir", dir]).unwrap_err();
    assert!(format!("{error:#}").contains("register.cbor"), "{error:#}");
    let broken = folder.put("broken.json", r#"{"members": 1}"#);
    let error = run(&["explain", case.to_str().unwrap(), "--federation", broken.to_str().unwrap()]).unwrap_err();
    assert!(error.to_string().contains("`/members`"), "{error}");
}

#[derive(Parser)]
struct CheckLine {
    #[command(flatten)]
    arguments: check::Arguments,
}

/// Whether every promise is kept, and what was printed.
fn check(line: &[&str]) -> anyhow::Result<(bool, String)> {
    let line = ["check", "--lang", "en"].iter().chain(line);
    let mut out = Vec::new();
    let holds = check::check(&CheckLine::try_parse_from(line)?.arguments, "2026-12-01".parse().unwrap(), &mut out)?;
    Ok((holds, String::from_utf8(out)?))
}

#[test]
fn the_packs_that_ship_are_checked_and_the_report_says_how_far() {
    let (holds, text) = check(&[]).unwrap();
    assert!(holds && text.contains("ok   Bibob data never goes abroad"), "{text}");
    let answer: Value = serde_json::from_str(&check(&["--json"]).unwrap().1).unwrap();
    assert_eq!(answer["ok"], true);
    assert!(answer["combinations"].as_str().unwrap().parse::<u128>().unwrap() > 1 << 40, "{answer}");
    let promises = answer["promises"].as_array().unwrap();
    assert!(promises.len() == 6 && promises.iter().all(|promise| promise["kept"] == true), "{answer}");
}

#[test]
fn a_broken_promise_is_shown_by_a_submission_that_can_be_explained() {
    let folder = Folder::new();
    let packs = folder.packs("\"nl.bibob\") && context.relation.abroad", "\"nl.bibob\") && context.record.tax");
    let (packs, examples) = (packs.to_str().unwrap(), folder.path("examples"));

    let (holds, text) = check(&["--packs", packs, "--examples", examples.to_str().unwrap()]).unwrap();

    assert!(!holds && text.contains("FAIL Bibob data never goes abroad"), "{text}");
    let (_, command) = text.split_once("sluis policy explain ").unwrap();
    let command: Vec<&str> = command.lines().next().unwrap().split(' ').collect();
    let (_, explained) = run(&[&["explain", "--lang", "en"], &command[..]].concat()).unwrap();
    assert!(explained.contains("Permitted") && !explained.contains("Forbidden"), "{explained}");
    let shipped = command.iter().position(|word| *word == "--packs").unwrap();
    let (_, explained) = run(&[&["explain", "--lang", "en"], &command[..shipped]].concat()).unwrap();
    assert!(explained.contains("NL-F1"), "{explained}");
}

#[test]
fn packs_that_cannot_be_used_are_refused_by_name() {
    let folder = Folder::new();
    let dir = folder.0.path().to_str().unwrap();
    assert!(check(&["--packs", dir]).unwrap_err().to_string().contains("no pack (*.cedar)"));
    folder.put("nl.cedar", "permit (principal, action, resource);");
    let error = check(&["--packs", dir]).unwrap_err().to_string();
    assert!(error.contains("pack `nl`"), "{error}");
    let missing = folder.path("nowhere");
    assert!(check(&["--packs", missing.to_str().unwrap()]).unwrap_err().to_string().contains("cannot be read"));
}

#[derive(Parser)]
struct DiffLine {
    #[command(flatten)]
    arguments: diff::Arguments,
}

#[test]
fn what_other_packs_would_change_is_said_and_can_be_explained() {
    let folder = Folder::new();
    let all = "Country::\"NL\", Country::\"BE\", Country::\"DE\"";
    let (packs, examples) = (folder.packs(all, "Country::\"NL\", Country::\"DE\""), folder.path("examples"));
    let diff = |more: &[&str]| {
        let line =
            ["diff", "shipped", packs.to_str().unwrap(), "--lang", "nl", "--examples", examples.to_str().unwrap()];
        let mut out = Vec::new();
        diff::diff(
            &DiffLine::try_parse_from(line.iter().chain(more)).unwrap().arguments,
            "2026-12-01".parse().unwrap(),
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    };

    let text = diff(&[]);

    assert!(text.contains("regels die iets anders zeggen: NL-P1, NL-Q1"), "{text}");
    assert!(text.contains("NL naar BE: er gaat minder weg") && !text.contains("meer weg"), "{text}");
    let file = |end: &str| examples.join(format!("NL-BE-less.{end}")).to_str().unwrap().to_owned();
    let (case, federation) = (file("json"), file("federation"));
    let explain = ["explain", &case, "--federation", &federation, "--lang", "en"];
    assert!(run(&explain).unwrap().1.contains("Permitted"));
    let explained = run(&[&explain[..], &["--packs", packs.to_str().unwrap()]].concat()).unwrap().1;
    assert!(!explained.contains("Permitted"), "{explained}");
    let answer: Value = serde_json::from_str(&diff(&["--json"])).unwrap();
    assert_eq!((&answer["changed"], &answer["flows"][0]["receiver"]), (&json!(["NL-P1", "NL-Q1"]), &json!("BE")));
}

#[derive(Parser)]
struct ReduceLine {
    #[command(flatten)]
    arguments: reduce::Arguments,
}

fn reduced(line: &[&str]) -> anyhow::Result<(bool, String)> {
    let line = ReduceLine::try_parse_from(["reduce"].iter().chain(line))?;
    let mut out = Vec::new();
    let found = reduce::reduce(&line.arguments, "2026-11-23".parse()?, &mut out)?;
    Ok((found, String::from_utf8(out)?))
}

#[test]
fn a_reduced_submission_is_written_and_judged_as_it_was_proposed() {
    let folder = Folder::new();
    let case = folder.case("c23", |_| {});
    let (federation, out) = (folder.path("federation.json"), folder.path("reduced.json"));
    let texts = [&case, &federation, &out].map(|path| path.to_str().unwrap().to_owned());
    let [case, federation, out] = texts.each_ref().map(String::as_str);
    let (found, said) =
        reduced(&[case, "--for", "de-rurheim", "--federation", federation, "--json", "--out", out]).unwrap();
    let said: Value = serde_json::from_str(&said).unwrap();
    assert!(found && said["submit"] == "refused:EU-F14", "{said}");
    assert_eq!(said["proposals"][0]["members"]["de-rurheim"], "permitted");
    let line = ["explain", "--from", "nl-maasdorp", "--federation", federation, "--today", "2026-11-23", "--json", out];
    let (_, explained) = run(&line).unwrap();
    let explained: Value = serde_json::from_str(&explained).unwrap();
    assert_eq!(explained["members"]["de-rurheim"]["outcome"], "permitted", "{explained}");
    let again = reduced(&[case, "--for", "de-rurheim", "--federation", federation, "--out", out]);
    assert!(again.is_err(), "nothing is written over");
}

#[test]
fn what_is_left_out_is_told_in_the_readers_language() {
    let folder = Folder::new();
    let (case, federation) = (folder.case("c23", |_| {}), folder.path("federation.json"));
    let line = |lang| {
        let files = [case.to_str().unwrap(), "--federation", federation.to_str().unwrap()];
        reduced(&[files.as_slice(), &["--for", "de-rurheim", "--lang", lang]].concat()).unwrap().1
    };
    for lang in ["nl", "fr", "de", "en"] {
        let said = line(lang);
        assert!(said.contains("/subjects/0") && !said.contains("reduction-"), "{said}");
    }
    assert!(line("nl").contains("natuurlijk persoon") || line("nl").contains("natural-person"));
}

#[test]
fn where_nothing_may_go_that_is_said_and_is_no_success() {
    let folder = Folder::new();
    let (case, federation) = (folder.case("c02", |_| {}), folder.path("federation.json"));
    let files = [case.to_str().unwrap(), "--federation", federation.to_str().unwrap(), "--lang", "en"];
    let (found, said) = reduced(&[files.as_slice(), &["--for", "de-rurheim"]].concat()).unwrap();
    assert!(!found && said.contains("no version"), "{said}");
    let (found, said) = reduced(&[files.as_slice(), &["--for", "nl-riec-zuid"]].concat()).unwrap();
    assert!(found && said.contains("whole"), "{said}");
}

#[derive(Parser)]
struct MendLine {
    #[command(flatten)]
    arguments: mend::Arguments,
}

fn mended(line: &[&str]) -> anyhow::Result<(bool, String)> {
    let line = MendLine::try_parse_from(["mend"].iter().chain(line))?;
    let mut out = Vec::new();
    let found = mend::mend(&line.arguments, "2026-11-23".parse()?, &mut out)?;
    Ok((found, String::from_utf8(out)?))
}

#[test]
fn a_mended_submission_is_written_and_goes_where_it_was_mended_for() {
    let folder = Folder::new();
    let case = folder.case("c01", |_| {});
    let (federation, out) = (folder.path("federation.json"), folder.path("mended.json"));
    let texts = [&case, &federation, &out].map(|path| path.to_str().unwrap().to_owned());
    let [case, federation, out] = texts.each_ref().map(String::as_str);
    let line = [case, "--for", "nl-riec-zuid", "--federation", federation, "--out", out];
    let (found, said) = mended(&[line.as_slice(), &["--json"]].concat()).unwrap();
    let said: Value = serde_json::from_str(&said).unwrap();
    assert!(found && said["outcome"] == "not-in-audience", "{said}");
    assert_eq!(said["ways"][0]["outcome"], "permitted", "{said}");
    let line = ["explain", "--from", "nl-maasdorp", "--federation", federation, "--today", "2026-11-23", "--json", out];
    let explained: Value = serde_json::from_str(&run(&line).unwrap().1).unwrap();
    assert_eq!(explained["members"]["nl-riec-zuid"]["outcome"], "permitted", "{explained}");
    assert_eq!(explained["members"]["de-rurheim"]["outcome"], "permitted", "{explained}");
    let line = [case, "--for", "nl-riec-zuid", "--federation", federation, "--way", "2", "--lang", "en"];
    let elsewhere = folder.path("second.json");
    let no_such = mended(&[line.as_slice(), &["--out", elsewhere.to_str().unwrap()]].concat());
    assert!(no_such.unwrap_err().to_string().contains("no way 2") && !elsewhere.exists());
}

#[test]
fn what_a_program_cannot_change_is_said_in_the_readers_language_and_is_no_success() {
    let folder = Folder::new();
    let federation = folder.path("federation.json");
    let cases =
        [("c02", "de-rurheim", None), ("c04", "nl-riec-zuid", Some("agreement")), ("c12", "nl-riec-zuid", None)];
    for (name, member, step) in cases {
        let case = folder.case(name, |_| {});
        let line = [case.to_str().unwrap(), "--for", member, "--federation", federation.to_str().unwrap()];
        for lang in ["nl", "fr", "de", "en"] {
            let (found, said) = mended(&[line.as_slice(), &["--lang", lang]].concat()).unwrap();
            assert!(!found && said.contains("  → ") && !said.contains("mending-"), "{name}: {said}");
        }
        let said: Value = serde_json::from_str(&mended(&[line.as_slice(), &["--json"]].concat()).unwrap().1).unwrap();
        let reason = &said["reasons"][0];
        if let Some(step) = step {
            assert_eq!(reason["action"], json!({ "step": step }), "{said}");
        }
        assert_eq!(said["ways"], json!([]), "{said}");
    }
}
