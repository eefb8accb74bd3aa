//! `sluis policy check`: whether packs can be used, and keep what the floor promises.

use std::io::Write;
use std::path::Path;

use clap::Args;
use serde::Serialize;
use sluis_protocol::gates::proof::{Example, Promise, Proof, prove};
use sluis_schemas::messages::{self, Arg, Message};
use sluis_schemas::vocabulary::{Language, Role};
use sluis_schemas::{BasisId, Date};

use super::examples::{self, Target};
use super::packs::Packs;
use crate::cli::output::{self, Form, Progress, Reader, named, say_of_proof as say};

/// Check policy packs: their texts against the schema, and the floor's promises for every combination of facts
///
/// Needs no running node. A promise that is broken is shown by a submission that leaves all the same, with the members
/// between whom it does. Exit code 1 where a promise is broken or a pack cannot be used.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis policy check\n  \
    sluis policy check --packs my-packs --examples broken && echo kept")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    packs: Packs,
    /// The day from which on it is decided, every day after it included; without one the current day (UTC)
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    #[command(flatten)]
    examples: Target,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    reader: Reader,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    ok: bool,
    lang: Language,
    policies: usize,
    /// The days on which other rules hold than before: the promises were decided for each of them.
    days: &'a [Date],
    /// As text: there are more than a number in JSON can say exactly.
    combinations: String,
    unreachable: String,
    rules: Vec<Named<'a>>,
    unlisted: &'a [BasisId],
    promises: Vec<PromiseAnswer<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    text: String,
}

#[derive(Serialize)]
struct PromiseAnswer<'a> {
    #[serde(flatten)]
    promise: Named<'a>,
    kept: bool,
    regions: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<examples::Answer>,
}

/// Checks the packs. False where a promise is broken.
pub(super) fn check(arguments: &Arguments, now: Date, out: &mut dyn Write) -> anyhow::Result<bool> {
    let lang = messages::sentences(arguments.reader.language());
    let packs = arguments.packs.read(lang)?;
    let mut progress = None;
    let from = arguments.today.unwrap_or(now);
    let proof = prove(&packs, from, &mut |_, of| progress.get_or_insert_with(|| Progress::new(of)).step())?;
    drop(progress);
    let broken = proof.promises.iter().filter_map(|promise| Some((promise.id.clone(), promise.broken.as_deref()?)));
    arguments.examples.write(broken, lang)?;
    if arguments.form.json {
        output::json_document(out, &answer(&proof, lang))?;
    } else {
        for_people(out, &proof, lang, arguments)?;
    }
    Ok(proof.holds())
}

fn answer<'p>(proof: &'p Proof, lang: Language) -> Answer<'p> {
    let promise = |promise: &'p Promise| PromiseAnswer {
        promise: Named { id: &promise.id, text: text(lang, "promise", &promise.id) },
        kept: promise.broken.is_none(),
        regions: promise.regions,
        example: promise.broken.as_deref().map(examples::Answer::from),
    };
    Answer {
        ok: proof.holds(),
        lang,
        policies: proof.policies,
        days: &proof.days,
        combinations: proof.combinations.to_string(),
        unreachable: proof.unreachable.to_string(),
        rules: proof.rules.iter().map(|id| Named { id, text: text(lang, "reachable", id) }).collect(),
        unlisted: &proof.unlisted,
        promises: proof.promises.iter().map(promise).collect(),
    }
}

fn for_people(out: &mut dyn Write, proof: &Proof, lang: Language, arguments: &Arguments) -> std::io::Result<()> {
    let decided = [("policies", count(proof.policies as u64)), ("combinations", named(grouped(proof.combinations)))];
    writeln!(out, "{}", say(lang, "decided", decided))?;
    let days = proof.days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    writeln!(out, "{}", say(lang, "days", [("days", named(days))]))?;
    writeln!(out, "{}", say(lang, "left-out", [("unreachable", named(grouped(proof.unreachable)))]))?;
    for rule in &proof.rules {
        writeln!(out, "  - {}", text(lang, "reachable", rule))?;
    }
    writeln!(out)?;
    for basis in &proof.unlisted {
        writeln!(out, "{}", say(lang, "unlisted", [("basis", named(basis))]))?;
    }
    for promise in &proof.promises {
        let said = ("promise", named(text(lang, "promise", &promise.id)));
        match &promise.broken {
            None => writeln!(out, "{}", say(lang, "kept", [said, ("regions", count(promise.regions))]))?,
            Some(example) => {
                writeln!(out, "{}", say(lang, "broken", [said]))?;
                show(out, example, lang)?;
                if let Some(folder) = arguments.examples.folder() {
                    writeln!(out, "{}", how_to_explain(folder, &promise.id, &arguments.packs, lang))?;
                }
            }
        }
    }
    Ok(())
}

fn show(out: &mut dyn Write, example: &Example, lang: Language) -> std::io::Result<()> {
    let (origin, receiver) = (&example.submission.origin, &example.disclosure.receiver);
    let parties = [
        ("origin", Arg::code(Role::LIST, origin.role.as_str())),
        ("originCountry", named(&origin.country)),
        ("receiver", Arg::code(Role::LIST, receiver.role.as_str())),
        ("receiverCountry", named(&receiver.country)),
        ("day", named(example.on)),
    ];
    writeln!(out, "  {}", say(lang, "example", parties))?;
    for line in format!("{:#}", example.case()).lines() {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

fn how_to_explain(folder: &Path, promise: &str, packs: &Packs, lang: Language) -> String {
    let [case, federation] = examples::files(folder, promise);
    let command = format!(
        "sluis policy explain {} --federation {}{}",
        case.display(),
        federation.display(),
        packs.folder().map(|packs| format!(" --packs {}", packs.display())).unwrap_or_default(),
    );
    say(lang, "written", [("folder", named(folder.display())), ("command", named(command))])
}

/// A number with its thousands apart: these are long.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join("\u{202f}")
}

fn count(number: u64) -> Arg {
    Arg::Count(usize::try_from(number).unwrap_or(usize::MAX))
}

fn text(lang: Language, of: &str, id: &str) -> String {
    Message::plain(format!("{of}-{id}")).text(lang).text
}
