//! How far each request between two members must have come: nothing that nobody said, and both see how it ended.

use sluis_protocol::core::Progress;
use sluis_protocol::gates::PERMITTED;
use sluis_schemas::vocabulary::Answer;

use super::*;
use crate::store::Holding;

/// Something said of a request, by one of its two members.
struct Said {
    progress: Progress,
    /// Whether whoever said it was told that it is so.
    sure: bool,
    /// The answer, where it is one: it counts if it arrives.
    reply: Option<RecordId>,
    /// Whether it is a correction of such an answer, which overtakes what was said before it.
    overtakes: bool,
}

/// What was said of a request between two members, in order.
#[derive(Default)]
pub(super) struct Dialogue {
    said: Vec<Said>,
    /// Whether one of the two forgot something of it: then they may stand at different points for good.
    pub(super) in_doubt: bool,
}

impl Dialogue {
    /// The answers to it.
    pub(super) fn replies(&self) -> impl Iterator<Item = RecordId> {
        self.said.iter().filter_map(|said| said.reply)
    }

    /// Whether anybody may have ended it.
    pub(super) fn may_have_ended(&self) -> bool {
        self.said.iter().any(|said| !said.progress.is_open())
    }
}

impl Model {
    /// Whether a question may have been closed before it went to a member: then it does not go.
    pub(super) fn may_be_unasked(&self, member: &MemberId, request: RecordId) -> bool {
        let dialogue = self.dialogues.get(&(request, member.clone()));
        dialogue.is_some_and(|dialogue| dialogue.said.iter().any(|said| said.progress == Progress::Closed))
    }

    /// A reply was released: it counts if it is for the purpose of a request that its origin was asked.
    pub(super) fn answered(&mut self, request: RecordId, reply: RecordId, released: &Released) {
        let Some(asked) = self.signals.get(&request) else { return };
        let content = &released.submission.content;
        let purpose = asked.released.submission.content.handling.purpose;
        let goes = released.outcomes.get(&asked.released.origin).is_some_and(|outcome| outcome == PERMITTED);
        let progress = match content.answer {
            Some(answer @ (Answer::Full | Answer::None)) => Progress::Answered { answer },
            Some(Answer::Part) | None => Progress::PartlyAnswered,
        };
        if content.handling.purpose == purpose && goes {
            let overtakes = released.corrects.is_some();
            let said = Said { progress, sure: released.sure, reply: Some(reply), overtakes };
            self.dialogues.entry((request, released.origin.clone())).or_default().said.push(said);
        }
    }

    /// A notice between who asked and who was asked.
    pub(super) fn noted(&mut self, request: RecordId, by: &MemberId, to: &MemberId, notice: &Notice, sure: bool) {
        let closes = *notice == Notice::Closed;
        let asked = if closes { to } else { by };
        let said = Said { progress: notice.into(), sure, reply: None, overtakes: false };
        self.dialogues.entry((request, asked.clone())).or_default().said.push(said);
    }

    pub(super) fn dialogues_at_rest(&self, net: &Net) -> Found {
        let mut found = Found::new();
        // Nobody attests notices: where one came unread the two may stand at different points for good.
        let unread = self.came_unread(net);
        let known = self.dialogues.iter().filter(|((request, _), d)| !d.in_doubt && !unread.contains(request));
        for ((request, asked), dialogue) in known {
            let Some(asker) = self.signals.get(request).map(|signal| &signal.released.origin) else { continue };
            let (Some(node), Some(there)) = (net.node_of(asked), progress(net, asked, *request, asker)) else {
                continue;
            };
            let here = progress(net, asker, *request, asked);
            // What ended while it was kept unread answers nothing.
            let is_read = |holding: &Holding| holding.state != HeldState::Deferred || holding.is_open();
            let came = |said: &&Said| said.reply.is_none_or(|reply| net.row(asker, reply).is_some_and(is_read));
            let mut said: Vec<&Said> = dialogue.said.iter().filter(came).collect();
            // A question that the rules take back is closed.
            let closed = Said { progress: Progress::Closed, sure: false, reply: None, overtakes: false };
            said.extend(self.may_be_taken_back(net, *request, asked).then_some(&closed));
            if let Some(text) = wrong(&said, here.as_ref(), &there) {
                let text = format!("request {request} between {asker} and {asked} {text}");
                found.push((Invariant::Delivered, node.clone(), text));
            }
        }
        found
    }
}

fn progress(net: &Net, member: &MemberId, request: RecordId, other: &MemberId) -> Option<Progress> {
    net.progress(member.as_str(), request, other.as_str())
}

/// What is wrong with how far a request has come, here at who asked and there at who was asked.
fn wrong(said: &[&Said], here: Option<&Progress>, there: &Progress) -> Option<String> {
    let Some(here) = here else { return Some("is kept by who was asked alone".to_owned()) };
    let known = |progress: &Progress| *progress == Progress::Open || said.iter().any(|s| s.progress == *progress);
    if let Some(strange) = [here, there].into_iter().find(|p| !known(p)) {
        return Some(format!("stands at {strange:?}, which nobody said"));
    }
    let endings: Vec<&&Said> = said.iter().filter(|s| !s.progress.is_open()).collect();
    if endings.iter().any(|s| s.sure) && (here.is_open() || there.is_open()) {
        return Some(format!("has ended, and stands at {here:?} and {there:?}"));
    }
    if here.is_open() != there.is_open() {
        return Some(format!("has ended for one of them: {here:?}, {there:?}"));
    }
    let [ending] = endings.as_slice() else { return none_ended(said, &endings, here, there) };
    let both = *here == ending.progress && *there == ending.progress;
    (!both && !here.is_open()).then(|| format!("ended as {:?}, and stands at {here:?} and {there:?}", ending.progress))
}

/// While nobody ended it, both stand at what was said last; a part of an answer counts for who asked alone.
fn none_ended(said: &[&Said], endings: &[&&Said], here: &Progress, there: &Progress) -> Option<String> {
    if !endings.is_empty() || said.iter().any(|s| !s.sure || s.overtakes) {
        return None;
    }
    let last = |all: &mut dyn Iterator<Item = &&Said>| all.last().map_or(Progress::Open, |s| s.progress.clone());
    let expected = (last(&mut said.iter()), last(&mut said.iter().filter(|s| s.reply.is_none())));
    ((here, there) != (&expected.0, &expected.1)).then(|| format!("stands at {here:?} and {there:?}, not {expected:?}"))
}
