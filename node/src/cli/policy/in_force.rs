//! `sluis policy in-force` and `activate`: the packs that a node judges by.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use serde_json::{Value, json};
use sluis_schemas::messages::Arg;
use sluis_schemas::vocabulary::Language;

use super::packs;
use crate::cli::output::{self, Progress, Waiting, named, say_of_proof as say};
use crate::cli::remote::{Remote, confirmed, may_ask};
use crate::cli::wait_for;
use crate::client::{Client, ClientError};
use crate::http::packs::{Activated, Changed, Comparison, Policy, Set};

/// Show the packs that a node judges by, and which were in force before
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sluis policy in-force --token-file officer.token")]
pub(in crate::cli) struct InForce {
    #[command(flatten)]
    remote: Remote,
}

/// Put packs in force at a node, for all its members
///
/// A policy officer does so. The node first decides for every combination of facts that the packs keep what the floor
/// promises, and refuses others. What may no longer be held elsewhere is taken back at once; what more members may have waits
/// for a releaser. To go back, name the set that was in force before by its digest, see `sluis policy in-force`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    sluis policy activate new-packs --reason 'Stb. 2026, 1' --token-file officer.token\n  \
    sluis policy activate 5f…c1 --reason 'back: the other was published too early' --token-file officer.token")]
pub(in crate::cli) struct Activation {
    /// A folder of packs, `shipped` for those that came with this program, or the digest of a set that was in force
    packs: PathBuf,
    /// Why, for the journal
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Without showing first what it would change for own signals, and without asking
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn show(InForce { remote }: &InForce) -> anyhow::Result<()> {
    let client = remote.client()?;
    let policy = wait_for(async { Ok(client.policy().await?) })?;
    remote.form.print(&policy, || in_words(&policy, remote.form.language()))
}

pub(super) fn activate(activation: &Activation) -> anyhow::Result<()> {
    let Activation { packs, reason, yes, remote } = activation;
    let (client, lang) = (remote.client()?, remote.form.language());
    let set = packs::as_asked(packs, lang)?;
    if !yes {
        if !may_ask() {
            bail!(say(lang, "activate-unasked", []));
        }
        let compared = wait_for(async { Ok(compare(&client, &set).await?) })?;
        eprintln!("{}", held_in_words(&compared, lang));
        if !confirmed(&say(lang, "activate-ask", []), lang)? {
            bail!(say(lang, "activate-not", []));
        }
    }
    let _waiting = Waiting::on("deciding whether the packs keep what is promised");
    let activated = wait_for(async { Ok(client.activate(set, reason).await?) })?;
    remote.form.print(&activated, || activated_in_words(&activated, lang))
}

/// What packs would change for all own signals.
pub(super) async fn compare(client: &Client, packs: &Value) -> Result<Comparison, ClientError> {
    let mut all = Comparison { items: Vec::new(), next: None };
    let mut progress = Progress::endless("pages gone through");
    loop {
        let page = client.compare_packs(packs, all.next.as_deref()).await?;
        progress.step_by(1);
        all.items.extend(page.items);
        all.next = page.next;
        if all.next.is_none() {
            return Ok(all);
        }
    }
}

/// The body that names packs by their texts.
pub(super) fn texts(packs: &[sluis_schemas::packs::PackSource]) -> Value {
    json!({ "packs": packs })
}

/// What would be taken back from whom, and what a releaser could let go.
pub(super) fn held_in_words(compared: &Comparison, lang: Language) -> String {
    if compared.items.is_empty() {
        return say(lang, "held-nothing", []);
    }
    let mut shown = output::table(lang, &["id", "title", "member", "outcome"]);
    for Changed { signal, retracted, to_release } in &compared.items {
        for (member, outcome) in retracted {
            shown.add_row([
                &signal.id,
                &signal.title,
                member,
                &say(lang, "held-retracted", [("outcome", named(outcome))]),
            ]);
        }
        for member in to_release.keys() {
            shown.add_row([&signal.id, &signal.title, member, &say(lang, "held-to-release", [])]);
        }
    }
    let count = |of: fn(&Changed) -> usize| Arg::Count(compared.items.iter().map(of).sum());
    let figures = [("retracted", count(|c| c.retracted.len())), ("released", count(|c| c.to_release.len()))];
    format!("{shown}\n{}", say(lang, "held", figures))
}

fn in_words(policy: &Policy, lang: Language) -> String {
    let registered = |yes: bool| say(lang, if yes { "registered" } else { "not-registered" }, []);
    let mut packs = output::table(lang, &["pack", "country", "register"]);
    for pack in &policy.packs {
        packs.add_row([pack.name.as_str(), pack.country.as_deref().unwrap_or(""), &registered(pack.as_registered)]);
    }
    // One a line and whole, to be copied.
    let line = |set: &Set| {
        let (member, reason) = (set.member.as_deref().unwrap_or("–"), set.reason.as_deref().unwrap_or("–"));
        format!("{} {} {member} {reason}", set.since, set.set)
    };
    let history = [say(lang, "in-force-history", [])].into_iter().chain(policy.history.iter().map(line));
    let mut words = vec![packs.to_string(), history.collect::<Vec<_>>().join("\n")];
    if !policy.additions.is_empty() {
        words.push(say(lang, "in-force-additions", [("additions", named(policy.additions.join(", ")))]));
    }
    if !policy.as_shipped {
        words.push(say(lang, "in-force-not-shipped", []));
    }
    words.join("\n")
}

fn activated_in_words(activated: &Activated, lang: Language) -> String {
    let key = if activated.set == activated.before { "activated-before" } else { "activated" };
    let said = say(lang, key, [("set", named(&activated.set)), ("before", named(&activated.before))]);
    if activated.not_registered.is_empty() {
        return said;
    }
    let packs = named(activated.not_registered.join(", "));
    format!("{said}\n{}", say(lang, "activated-unregistered", [("packs", packs)]))
}
