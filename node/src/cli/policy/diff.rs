//! `sluis policy diff`: what other packs would let leave, and what they would hold back.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use sluis_protocol::gates::RuleId;
use sluis_protocol::gates::proof::{Difference, Example, Flow, compare};
use sluis_schemas::messages::{self, Arg};
use sluis_schemas::packs::PackSource;
use sluis_schemas::vocabulary::{Language, Role, SignalType};
use sluis_schemas::{Country, Date};

use super::examples::{self, Target};
use super::in_force;
use super::packs::{self, IN_FORCE};
use crate::cli::output::{self, Progress, named, say_of_proof as say};
use crate::cli::remote::Remote;
use crate::cli::wait_for;
use crate::client::Client;
use crate::http::packs::{Comparison, TextOf};

/// Say what other packs would change: which rules, and from which country to which more or less would leave
///
/// Needs no running node, but for `in-force`. It is decided for every combination of facts that the packs tell apart, and each change is shown
/// by an example. Exit code 1 only where packs cannot be used.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis policy diff shipped new-packs\n  \
    sluis policy diff in-force new-packs --token-file officer.token\n  \
    sluis policy diff old-packs new-packs --examples changes --json")]
pub(in crate::cli) struct Arguments {
    /// A folder with the packs in force, `shipped` for those that ship, or `in-force` for those that a node judges by, which
    /// then also says what would change for the member's own signals
    old: PathBuf,
    /// A folder with the packs that might take their place, or `shipped`
    new: PathBuf,
    /// The day on which both are compared; without one the current day (UTC)
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    #[command(flatten)]
    examples: Target,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<'a> {
    added: Vec<&'a str>,
    dropped: Vec<&'a str>,
    changed: Vec<&'a str>,
    flows: Vec<FlowAnswer<'a>>,
    /// Stand for every country that no rule names.
    elsewhere: &'a [Country],
    /// What would change for the member's own signals, where a node was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<&'a Comparison>,
}

#[derive(Serialize)]
struct FlowAnswer<'a> {
    origin: &'a Country,
    receiver: &'a Country,
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<examples::Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    less: Option<examples::Answer>,
}

/// Compares the packs in force with others.
pub(super) fn diff(arguments: &Arguments, today: Date, out: &mut dyn Write) -> anyhow::Result<()> {
    let form = arguments.remote.form;
    let lang = messages::sentences(form.language());
    let then = packs::named(&arguments.new, lang)?;
    let (now, held) = if arguments.old.as_os_str() == IN_FORCE {
        let client = arguments.remote.client()?;
        let (now, held) = wait_for(at_a_node(&client, &in_force::texts(&then)))?;
        (now, Some(held))
    } else {
        (packs::named(&arguments.old, lang)?, None)
    };
    let mut progress = None;
    let difference = compare((&now, &then), arguments.today.unwrap_or(today), &mut |_, of| {
        progress.get_or_insert_with(|| Progress::new(of)).step()
    })?;
    drop(progress);
    let named = |flow: &Flow, word| format!("{}-{}-{word}", flow.origin, flow.receiver);
    let flows = difference.flows.iter();
    let all = flows.flat_map(|flow| both_ways(flow).map(move |(word, example)| (named(flow, word), example)));
    arguments.examples.write(all, lang)?;
    if form.is_json() {
        return output::json_document(out, &Answer { held: held.as_ref(), ..answer(&difference) })
            .context("standard output");
    }
    for_people(out, &difference, lang, arguments.examples.folder()).context("standard output")?;
    if let Some(held) = held {
        writeln!(out, "\n{}", in_force::held_in_words(&held, lang)).context("standard output")?;
    }
    Ok(())
}

/// The packs that a node judges by, and what others would change for own signals.
async fn at_a_node(client: &Client, then: &Value) -> anyhow::Result<(Vec<PackSource>, Comparison)> {
    let now = client.pack_set(&client.policy().await?.set).await?;
    let read = |pack: TextOf| {
        let country = pack.country.map(|country| country.parse()).transpose()?;
        anyhow::Ok(PackSource { name: pack.name, country, text: pack.text })
    };
    let now = now.packs.into_iter().map(read).collect::<anyhow::Result<_>>()?;
    Ok((now, in_force::compare(client, then).await?))
}

fn answer<'d>(difference: &'d Difference) -> Answer<'d> {
    let flows = difference.flows.iter().map(|flow| FlowAnswer {
        origin: &flow.origin,
        receiver: &flow.receiver,
        more: flow.more.as_deref().map(examples::Answer::from),
        less: flow.less.as_deref().map(examples::Answer::from),
    });
    let ids = |rules: &'d [RuleId]| rules.iter().map(RuleId::as_str).collect();
    let Difference { added, dropped, changed, elsewhere, .. } = difference;
    Answer {
        added: ids(added),
        dropped: ids(dropped),
        changed: ids(changed),
        flows: flows.collect(),
        elsewhere,
        held: None,
    }
}

/// What leaves otherwise, with the word for which way.
fn both_ways(flow: &Flow) -> impl Iterator<Item = (&'static str, &Example)> {
    let both = [("more", flow.more.as_deref()), ("less", flow.less.as_deref())];
    both.into_iter().filter_map(|(word, example)| Some((word, example?)))
}

fn for_people(out: &mut dyn Write, found: &Difference, lang: Language, written: Option<&Path>) -> std::io::Result<()> {
    let kinds = [("rules-added", &found.added), ("rules-dropped", &found.dropped), ("rules-changed", &found.changed)];
    for (key, rules) in kinds.iter().filter(|(_, rules)| !rules.is_empty()) {
        let rules = rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        writeln!(out, "{}", say(lang, key, [("rules", named(rules))]))?;
    }
    if kinds.iter().all(|(_, rules)| rules.is_empty()) {
        writeln!(out, "{}", say(lang, "nothing-differs", []))?;
    }
    if found.flows.is_empty() {
        return writeln!(out, "{}", say(lang, "nothing-leaves-otherwise", []));
    }
    writeln!(out)?;
    for flow in &found.flows {
        for (word, example) in both_ways(flow) {
            let (record, to) = (&example.disclosure.record, &example.disclosure.receiver);
            let parts = [
                ("origin", named(&flow.origin)),
                ("receiver", named(&flow.receiver)),
                ("type", Arg::code(SignalType::LIST, record.signal_type.as_str())),
                ("from", Arg::code(Role::LIST, example.submission.origin.role.as_str())),
                ("to", Arg::code(Role::LIST, to.role.as_str())),
            ];
            writeln!(out, "{}", say(lang, word, parts))?;
        }
    }
    let elsewhere = found.elsewhere.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    writeln!(out, "{}", say(lang, "elsewhere", [("countries", named(elsewhere))]))?;
    if let Some(folder) = written {
        writeln!(out, "{}", say(lang, "written-diff", [("folder", named(folder.display()))]))?;
    }
    Ok(())
}
