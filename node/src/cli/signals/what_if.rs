//! `sluis signals what-if`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use super::Reading;
use crate::cli::output::{self, named};
use crate::cli::remote::{Remote, Speech};
use crate::cli::wait_for;
use crate::http::what_if::{MemberNow, WhatIf};

#[derive(Debug, Args)]
pub(in crate::cli) struct Asking {
    #[command(flatten)]
    read: Reading,
    /// Only for this member; may be given several times
    #[arg(long, value_name = "MEMBER")]
    to: Vec<String>,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(Asking { read, to, remote }: &Asking) -> anyhow::Result<ExitCode> {
    let (client, form) = (remote.client()?, remote.form);
    let purpose = read.purpose.map(|purpose| purpose.to_string());
    let mut found = wait_for(async { Ok(client.what_if(&read.id, purpose.as_deref(), read.case.as_deref()).await?) })?;
    if let Some(unknown) = to.iter().find(|member| !found.members.contains_key(*member)) {
        bail!(form.say_of_whatif("nobody", [("member", named(unknown))]));
    }
    if !to.is_empty() {
        found.members.retain(|member, _| to.contains(member));
    }
    form.print(&found, || in_words(&found, form))?;
    Ok(ExitCode::SUCCESS)
}

fn in_words(found: &WhatIf, form: Speech) -> String {
    let mut shown = form.table(&["member", "outcome", "why", "next-step"]);
    for (member, now) in &found.members {
        shown.add_row(row(member, now, form));
    }
    let mut words = vec![form.say_of_whatif(&found.judged_by, []), shown.to_string()];
    words.extend(found.unknown.iter().map(|unknown| unknown.text.clone()));
    words.join("\n")
}

fn row(member: &str, now: &MemberNow, form: Speech) -> [String; 4] {
    let mut outcome = now.outcome.as_ref().or(now.at_best.as_ref()).cloned().unwrap_or_default();
    if let Some(has) = &now.has {
        outcome.push_str(&format!("\n{}", form.say_of_whatif("has", [("state", named(&has.state))])));
    }
    if let Some(change) = &now.change {
        outcome.push_str(&format!("\n{}", form.say_of_whatif(change, [])));
    }
    let reason = now.reasons.first();
    let why = reason.map_or_else(String::new, |reason| {
        match output::basis(form.language(), reason.rule.as_deref(), reason.basis.as_deref()).as_str() {
            "" => reason.text.clone(),
            basis => format!("{} ({basis})", reason.text),
        }
    });
    let remedy = reason.and_then(|reason| reason.remedy.clone()).unwrap_or_default();
    [member.to_owned(), outcome, why, remedy]
}
