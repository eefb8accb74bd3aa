//! `sluis audit replay`: logged decisions, judged again.

use std::collections::BTreeMap;
use std::process::ExitCode;

use serde_json::json;
use sluis_protocol::journal::JournalSeq;
use sluis_schemas::MemberId;

use super::Node;
use super::decisions::{PAGE, Which};
use crate::cli::output::{Progress, named};
use crate::cli::remote::Speech;
use crate::decision_log::replay::{Difference, Lost, Replay, Replayed};
use crate::policy::JudgeFactory;

/// Judge the logged submissions again from the facts that the journal names, and say whether the same comes out
///
/// Takes the record and whom it was meant for, the register of that moment, the packs, the day, and the request that it
/// answered as it stood. Names each decision that comes out otherwise, and counts those that cannot be judged again: their
/// content was destroyed, or what the operator adds to the packs is no longer the same. Changes nothing; the node may run. Exit code 0 only if none differs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  sluis audit replay --dir node-nl\n  \
    sluis audit replay --dir node-nl --since 2026-07-01 --json")]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    node: Node,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    form: Speech,
}

/// What came out of all.
#[derive(Default)]
struct Found {
    agree: u64,
    differ: Vec<(JournalSeq, BTreeMap<MemberId, Difference>)>,
    lost: Vec<(JournalSeq, Lost)>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { node: of, which, form } = arguments;
    let (_, reader) = of.open().await?;
    let mut replay = Replay::new(&reader, &JudgeFactory::of(&of.dir)?).await?;
    let (mut after, mut found, mut progress) = (JournalSeq(0), Found::default(), Progress::endless("entries"));
    loop {
        let page = reader.decision_page(after, which.between(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.entry.seq;
        for (seq, replayed) in replay.page(&reader, &page, which.member.as_ref()).await? {
            match replayed {
                Replayed::Agrees => found.agree += 1,
                Replayed::Differs(members) => found.differ.push((seq, members)),
                Replayed::Lost(why) => found.lost.push((seq, why)),
            }
        }
        progress.step_by(page.len() as u64);
    }
    drop(progress);
    form.print(&as_json(&found), || in_words(&found, form))?;
    Ok(if found.differ.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn as_json(found: &Found) -> serde_json::Value {
    let differ = found.differ.iter().map(|(seq, members)| json!({ "seq": seq, "members": members }));
    let lost = found.lost.iter().map(|(seq, why)| json!({ "seq": seq, "why": why }));
    json!({
        "ok": found.differ.is_empty(),
        "agree": found.agree,
        "differ": differ.collect::<Vec<_>>(),
        "notReplayed": lost.collect::<Vec<_>>(),
    })
}

fn in_words(found: &Found, form: Speech) -> String {
    let mut words = vec![form.say_of_audit("replay-agree", [("count", named(found.agree))])];
    let mut counted = BTreeMap::<Lost, u64>::new();
    for (_, why) in &found.lost {
        *counted.entry(*why).or_default() += 1;
    }
    for (why, count) in counted {
        words.push(form.say_of_audit(&format!("replay-{}", why.as_str()), [("count", named(count))]));
    }
    for (seq, members) in &found.differ {
        for (member, Difference { logged, replayed }) in members {
            let outcome = |outcome: &Option<String>| named(outcome.as_deref().unwrap_or("-"));
            let what = [("entry", named(seq.0)), ("member", named(member)), ("logged", outcome(logged))];
            let [entry, member, logged] = what;
            words.push(form.say_of_audit("replay-differs", [entry, member, logged, ("replayed", outcome(replayed))]));
        }
    }
    words.join("\n")
}
