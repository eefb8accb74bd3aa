//! A node's core and store driven by hand, in batches: no task, no channel, no HTTP, no network.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use sluis_protocol::core::{
    Core, Decided, DraftBody, DraftId, Effect, Input, Judge, LinkId, Parts, Proposed, Reply, Step, Terms, Ticket,
};
use sluis_protocol::crypto::{Salt, Salts};
use sluis_protocol::gates::table::Reasons;
use sluis_protocol::journal::Actor;
use sluis_protocol::register::Directory;
use sluis_protocol::wire;
use sluis_schemas::NodeId;
use sluis_schemas::content::Submission;

use crate::clock;
use crate::crypto::{Ed25519Signer, RingCrypto};
use crate::keys::KeyRing;
use crate::policy::JudgeFactory;
use crate::register_file::{self, read_register};
use crate::service;
use crate::store::Store;

/// Number of the link between two sides.
const LINK: LinkId = LinkId(1);
/// Inputs of one commit, as many as the node takes.
pub(super) const BATCH: usize = 256;

/// A core with its store.
pub(super) struct Side {
    pub(super) node: NodeId,
    pub(super) keys: Arc<KeyRing>,
    core: Core<RingCrypto, Arc<Ed25519Signer>>,
    store: Store,
    /// Time spent on reading, deciding, committing and signing, and on checking what came.
    pub(super) busy: Duration,
    /// Replies that did not say what was asked for.
    pub(super) refused: u64,
}

/// What became of a batch of submissions before the core sees it.
pub(super) struct Prepared {
    drafts: Vec<Input>,
    releases: Vec<Input>,
}

impl Side {
    /// Opens the store in a node's directory; it must not run.
    pub(super) async fn open(dir: &Path, node: &str) -> anyhow::Result<Self> {
        let keys = Arc::new(KeyRing::load(dir)?);
        let mut store = Store::open(dir, &keys).await?;
        let register = read_register(&dir.join(register_file::FILE))?;
        if store.snapshot().await.is_err() {
            store.install_genesis(&register).await?;
        }
        let node: NodeId = node.parse()?;
        let parts = Parts {
            node: node.clone(),
            crypto: RingCrypto,
            attestation: keys.attestation_signers()?,
            salts: Salts::new(Salt(crate::crypto::random().context("the system gives no random numbers")?)),
            judge: JudgeFactory::default().make()?,
            terms: Terms::DEFAULT,
        };
        let core = Core::restore(parts, store.snapshot().await?);
        Ok(Self { node, keys, core, store, busy: Duration::ZERO, refused: 0 })
    }

    pub(super) fn directory(&self) -> Arc<Directory> {
        self.core.directory().clone()
    }

    /// Reads, decides, commits, and gives what follows; replies are only counted where they refuse.
    pub(super) async fn turn(&mut self, batch: Vec<Input>) -> anyhow::Result<Vec<Effect>> {
        let began = Instant::now();
        let facts = self.store.read(&self.core.needs(&batch)).await?;
        let now = clock::now();
        let Step { writes, after_commit } = self.core.handle(now, batch, &facts)?;
        if !writes.is_empty() {
            self.store.commit(writes).await?;
        }
        let mut effects = after_commit;
        effects.extend(self.core.committed(now)?);
        let refused = |effect: &&Effect| {
            matches!(effect, Effect::Reply { reply, .. }
                if !matches!(reply, Reply::Draft { repeated: false, .. } | Reply::Released { .. }))
                || matches!(effect, Effect::Cut { .. })
        };
        self.refused += effects.iter().filter(refused).count() as u64;
        self.busy += began.elapsed();
        Ok(effects)
    }

    /// Drafts and releases a prepared batch: two commits.
    pub(super) async fn submit(&mut self, prepared: Prepared) -> anyhow::Result<Vec<Effect>> {
        let mut effects = self.turn(prepared.drafts).await?;
        effects.extend(self.turn(prepared.releases).await?);
        Ok(effects)
    }

    pub(super) async fn close(self) -> anyhow::Result<()> {
        Ok(self.store.close().await?)
    }
}

/// Parses, judges, signs and verifies as the service does: once for the draft and once for the release. `fresh` judges
/// every member anew instead of from the table.
pub(super) fn prepare(
    directory: &Directory,
    keys: &KeyRing,
    judge: &mut Judge,
    actor: &Actor,
    bodies: &[(String, Arc<[u8]>)],
    fresh: bool,
) -> anyhow::Result<Prepared> {
    let mut prepared =
        Prepared { drafts: Vec::with_capacity(bodies.len()), releases: Vec::with_capacity(bodies.len()) };
    let member = &actor.member;
    for (key, body) in bodies {
        let submission = Submission::parse_among(body, |m| directory.member(m).is_some())
            .map_err(|problems| anyhow::anyhow!("the submission is malformed in {} places", problems.len()))?;
        let proposed = Proposed { origin: member, submission: &submission, request: None, corrects: None };
        let mut preview = |reasons| {
            if fresh {
                judge.forget();
            }
            let judged = judge.preview(&RingCrypto, directory, clock::now(), proposed, reasons);
            judged.map(|(_, preview)| preview)
        };
        // A draft is shown with its reasons, a release is not.
        let (shown, table) = (preview(Reasons::Told)?, preview(Reasons::Kept)?);
        let idempotency = Some(service::idempotency(keys, member, key));
        let fingerprint = service::fingerprint(keys, member, &submission)?;
        let id = DraftId(uuid::Uuid::now_v7().to_string());
        let table_hash = shown.hash;
        let Submission { content, distribution } = submission.clone();
        let (epoch, corrects) = (shown.epoch, None);
        let body = DraftBody { content, distribution, table: shown, corrects };
        let body = Decided { epoch, value: body, request: None };
        let (actor, draft) = (actor.clone(), id.clone());
        let ticket = Ticket(0);
        let by = actor.clone();
        prepared.drafts.push(Input::Draft { ticket, actor: by, id, idempotency, fingerprint, body });
        let signed = Box::new(service::sign(
            directory,
            keys,
            member,
            submission,
            service::Signing { table, request: None, corrects: None },
        )?);
        prepared.releases.push(Input::Release { ticket: Ticket(0), actor, draft, table_hash, prepared: signed });
    }
    Ok(prepared)
}

/// Lets two sides talk until neither has anything more to say. What one sends is encoded, and checked by the other.
pub(super) async fn talk(one: &mut Side, other: &mut Side, effects: Vec<Effect>) -> anyhow::Result<()> {
    let mut for_one: VecDeque<Input> = VecDeque::new();
    let mut for_other: VecDeque<Input> = VecDeque::new();
    follow(one, other, effects, &mut for_one, &mut for_other)?;
    while !for_one.is_empty() || !for_other.is_empty() {
        let batch = for_other.drain(..).collect::<Vec<_>>();
        if !batch.is_empty() {
            let effects = other.turn(batch).await?;
            follow(other, one, effects, &mut for_other, &mut for_one)?;
        }
        let batch = for_one.drain(..).collect::<Vec<_>>();
        if !batch.is_empty() {
            let effects = one.turn(batch).await?;
            follow(one, other, effects, &mut for_one, &mut for_other)?;
        }
    }
    Ok(())
}

/// Opens the link between two sides.
pub(super) async fn link(one: &mut Side, other: &mut Side) -> anyhow::Result<()> {
    let up = |to: &Side| vec![Input::Up { node: to.node.clone(), link: LINK }];
    let (to_other, to_one) = (up(other), up(one));
    let from_other = other.turn(to_one).await?;
    let mut effects = one.turn(to_other).await?;
    // Both hellos are under way at once.
    let mut for_one = VecDeque::new();
    let mut unused = VecDeque::new();
    follow(other, one, from_other, &mut unused, &mut for_one)?;
    effects.extend(one.turn(for_one.into()).await?);
    talk(one, other, effects).await
}

fn follow(
    from: &Side,
    to: &mut Side,
    effects: Vec<Effect>,
    back: &mut VecDeque<Input>,
    on: &mut VecDeque<Input>,
) -> anyhow::Result<()> {
    for effect in effects {
        match effect {
            Effect::Send { node, message, .. } if node == to.node => {
                let bytes = message.encode()?;
                let began = Instant::now();
                let message = wire::check(to.core.directory(), &RingCrypto, clock::now(), &bytes)?;
                to.busy += began.elapsed();
                on.push_back(Input::Message { node: from.node.clone(), link: LINK, message });
            }
            Effect::Again(input) => back.push_back(input),
            Effect::Cut { fault, .. } => anyhow::bail!("the link was cut: {fault}"),
            _ => {}
        }
    }
    Ok(())
}
