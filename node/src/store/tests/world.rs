//! An invented node and what it stores.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use sluis_protocol::core::{
    Buried, Direction, DraftBody, DraftId, Fact, FeedPlace, HeldState, Idempotency, Key, Preview, Private, RecordOf,
    Write, WriteBatch,
};
use sluis_protocol::crypto::{Digest, Salt, Signer};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::feeds::{self, Block, FIRST_EPOCH, FeedState};
use sluis_protocol::journal::tree::Frontier;
use sluis_protocol::journal::{Actor, Detail, Entry, JournalHead, JournalSeq, Opening, PolicyEpoch, RightsChange};
use sluis_protocol::records::{FeedId, Lane};
use sluis_protocol::register::{self, Delegation, Directory, Member, Node, Register, Wanted};
use sluis_schemas::vocabulary::{Ending, Environment, Role, UserRole};
use sluis_schemas::{MemberId, Timestamp};
use tempfile::TempDir;

use crate::crypto::{Ed25519Signer, RingCrypto};
use crate::keys::KeyRing;
use crate::store::{Store, StoreError};

/// An open store in a directory of its own.
pub(super) struct World {
    pub(super) dir: TempDir,
    pub(super) ring: KeyRing,
    pub(super) store: Store,
    journal: Frontier,
}

pub(super) fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(1_795_000_000_000 + millis)
}

pub(super) fn member(name: &str) -> MemberId {
    name.parse().unwrap()
}

pub(super) fn origin() -> MemberId {
    member("nl-gemeente")
}

pub(super) fn neighbour() -> MemberId {
    member("nl-riec")
}

pub(super) fn abroad() -> MemberId {
    member("be-ariec")
}

pub(super) fn record_id(n: u8) -> RecordId {
    RecordId(Digest([n; 32]))
}

pub(super) fn feed(discloser: MemberId, receiver: MemberId) -> FeedId {
    FeedId { discloser, receiver }
}

pub(super) fn outgoing() -> FeedId {
    feed(origin(), abroad())
}

pub(super) fn incoming() -> FeedId {
    feed(abroad(), origin())
}

pub(super) fn draft_id(n: u8) -> DraftId {
    DraftId(format!("draft-{n}"))
}

pub(super) fn preview(outcomes: &[(MemberId, &str)]) -> Preview {
    Preview {
        hash: Digest([1; 32]),
        submit: "accepted".into(),
        members: outcomes.iter().map(|(m, o)| (m.clone(), (*o).to_owned())).collect(),
        epoch: epoch(),
    }
}

pub(super) fn epoch() -> PolicyEpoch {
    PolicyEpoch { register: Digest([2; 32]), packs: Digest([3; 32]), day: "2026-11-23".parse().unwrap() }
}

pub(super) fn body(text: &str) -> Arc<DraftBody> {
    let content = serde_json::json!({
        "type": "phenomenon",
        "title": text,
        "handling": {
            "purpose": "phenomenon-picture", "legalBases": [], "categories": [], "adminUse": true,
            "handlingCode": "H0", "use": "lead-only", "onward": "none",
        },
    });
    Arc::new(DraftBody {
        content: serde_json::from_value(content).unwrap(),
        distribution: Default::default(),
        table: preview(&[(abroad(), "permitted")]),
        corrects: None,
    })
}

pub(super) fn private(outcomes: &[(MemberId, &str)]) -> Arc<Private> {
    let table = preview(outcomes);
    let mut distribution = sluis_schemas::content::Distribution::default();
    distribution.exclude.insert(member("nl-uitgesloten"));
    Arc::new(Private { audience_salt: Salt([4; 32]), distribution, answers: None, added: BTreeSet::new(), table })
}

pub(super) fn draft(n: u8, text: &str) -> Write {
    let fingerprint = Digest([n; 32]);
    Write::Draft { id: draft_id(n), member: origin(), at: at(0), body: body(text), fingerprint }
}

pub(super) fn record(n: u8, millis: u64, text: &str) -> Write {
    let of = RecordOf { signer: origin(), first: record_id(n), version: 1 };
    Write::Record { id: record_id(n), at: at(millis), bytes: text.as_bytes().into(), of }
}

pub(super) fn held(n: u8, member: MemberId, millis: u64, state: HeldState) -> Write {
    let from = if state == HeldState::Own { member.clone() } else { abroad() };
    let (record, at, terms) = (record_id(n), at(millis), BTreeSet::new());
    Write::Held { member, record, from, at, state, terms, place: None, ends: None }
}

/// A record of the origin, released to these members.
pub(super) fn released(n: u8, millis: u64, outcomes: &[(MemberId, &str)]) -> WriteBatch {
    vec![
        record(n, millis, &format!("record {n}")),
        Write::Private { record: record_id(n), member: origin(), private: private(outcomes) },
        held(n, origin(), millis, HeldState::Own),
    ]
}

/// A version of a signal of the origin's that the origin holds.
pub(super) fn version(n: u8, first: u8, version: u32, millis: u64, outcomes: &[(MemberId, &str)]) -> WriteBatch {
    let mut writes = released(n, millis, outcomes);
    let of = RecordOf { signer: origin(), first: record_id(first), version };
    let bytes = format!("record {n}").as_bytes().into();
    writes[0] = Write::Record { id: record_id(n), at: at(millis), bytes, of };
    writes
}

/// A record that the origin received from abroad, at this place of the bulk lane.
pub(super) fn received(n: u8, member: MemberId, place: u64, ends: Option<u64>) -> WriteBatch {
    let of = RecordOf { signer: abroad(), first: record_id(n), version: 1 };
    let bytes = format!("record {n}").as_bytes().into();
    let place = Some(FeedPlace { epoch: FIRST_EPOCH, lane: Lane::Bulk, place });
    let (record, state, terms) = (record_id(n), HeldState::Accepted, BTreeSet::new());
    let (from, ends) = (abroad(), ends.map(at));
    vec![
        Write::Record { id: record, at: at(0), bytes, of },
        Write::Held { member, record, from, at: at(0), state, terms, place, ends },
    ]
}

pub(super) fn end(n: u8, member: MemberId, ending: Ending, millis: u64) -> Write {
    Write::End { member, record: record_id(n), ending, at: at(millis), ends: at(millis + GRACE) }
}

/// How long what ended is kept, in these tests.
pub(super) const GRACE: u64 = 1_000;

pub(super) fn destroy(n: u8, member: MemberId, ending: Ending, millis: u64) -> Write {
    Write::Destroy { member, record: record_id(n), ending, at: at(millis) }
}

/// The tombstone of a record of this signer; its recall has the number 200.
pub(super) fn recalled(n: u8, signer: MemberId, millis: u64) -> Write {
    let buried = Buried::Recalled { recall: record_id(200) };
    Write::Tombstone { signer, record: record_id(n), buried, at: at(millis) }
}

pub(super) fn waits(n: u8, millis: u64) -> Write {
    Write::OutboxAdd { feed: outgoing(), record: record_id(n), at: at(millis) }
}

/// A record waits no longer.
pub(super) fn gone(n: u8) -> Write {
    Write::OutboxRemove { feed: outgoing(), record: record_id(n) }
}

pub(super) fn withheld(n: u8, outcome: &str, millis: u64) -> Write {
    Write::Withheld { feed: outgoing(), record: record_id(n), outcome: outcome.to_owned(), at: at(millis) }
}

pub(super) fn idempotency(key: u8, body: u8) -> Write {
    let idempotency = Idempotency { key: Digest([key; 32]), body: Digest([body; 32]) };
    Write::Idempotency { idempotency, made: draft_id(key).0, at: at(0) }
}

/// The state of a feed after these entries of its bulk lane.
pub(super) fn state_after(feed: &FeedId, ids: &[RecordId], acknowledged: usize) -> FeedState {
    let mut state = FeedState::new(&RingCrypto, feed, FIRST_EPOCH);
    state.acknowledged.bulk = feeds::append_all(&RingCrypto, state.lanes.bulk, &ids[..acknowledged]);
    state.lanes.bulk = feeds::append_all(&RingCrypto, state.lanes.bulk, ids);
    state
}

/// Entries `first..` of the bulk lane of a feed whose entries so far are `ids`.
pub(super) fn entries(direction: Direction, feed: FeedId, ids: &[RecordId], first: usize, millis: u64) -> Write {
    let before = state_after(&feed, &ids[..first - 1], 0).lanes.bulk.hash;
    let block = Block { before, first: first as u64, ids: ids[first - 1..].to_vec() };
    let state = state_after(&feed, ids, 0);
    Write::Entries { direction, feed, lane: Lane::Bulk, at: at(millis), block, state }
}

pub(super) fn acknowledged(feed: FeedId, ids: &[RecordId], count: usize, millis: u64) -> Write {
    let state = state_after(&feed, ids, count);
    Write::Acknowledged { feed, at: at(millis), state, receipt: b"receipt".as_slice().into() }
}

pub(super) fn grant(token: u8, user: &str) -> RightsChange {
    let roles = BTreeSet::from([UserRole::Reader, UserRole::PolicyOfficer]);
    RightsChange::Grant { token: Digest([token; 32]), member: origin(), user: user.into(), roles }
}

pub(super) fn keys_of(dir: &Path) -> KeyRing {
    KeyRing::load(dir).unwrap()
}

impl World {
    pub(super) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let ring = KeyRing::create(dir.path()).unwrap();
        let store = Store::open(dir.path(), &ring).await.unwrap();
        Self { dir, ring, store, journal: Frontier::default() }
    }

    /// Stops without closing anything in order, and starts again.
    pub(super) async fn restart(mut self) -> Self {
        drop(self.store);
        self.store = Store::open(self.dir.path(), &self.ring).await.unwrap();
        self
    }

    pub(super) async fn commit(&mut self, batch: WriteBatch) {
        self.store.commit(self.with_head(batch)).await.unwrap();
    }

    pub(super) async fn refused(&mut self, batch: WriteBatch) -> StoreError {
        self.store.commit(self.with_head(batch)).await.unwrap_err()
    }

    /// The same batch, closed by the journal's head where it has entries.
    fn with_head(&self, mut batch: WriteBatch) -> WriteBatch {
        if batch.iter().any(|write| matches!(write, Write::Journal { .. })) {
            batch.push(Write::JournalHead(self.journal_head()));
        }
        batch
    }

    pub(super) async fn fact(&self, key: Key) -> Option<Fact> {
        self.facts([key.clone()]).await.remove(&key)
    }

    pub(super) async fn facts(&self, keys: impl IntoIterator<Item = Key>) -> BTreeMap<Key, Fact> {
        self.store.reader().find(&keys.into_iter().collect()).await.unwrap()
    }

    pub(super) async fn bytes(&self, member: MemberId, n: u8) -> Option<Vec<u8>> {
        match self.fact(Key::Held(member, record_id(n))).await {
            Some(Fact::Held { bytes, .. }) => Some(bytes.to_vec()),
            _ => None,
        }
    }

    /// The next entry of the journal: a user was given a token.
    pub(super) fn journal(&mut self, user: &str, millis: u64) -> Write {
        let actor = Actor { member: origin(), user: user.into(), roles: BTreeSet::new(), purpose: None, case: None };
        self.journal_of(&Detail::Rights { actor, change: grant(9, user) }, millis)
    }

    /// The next entry of the journal.
    pub(super) fn journal_of(&mut self, detail: &Detail, millis: u64) -> Write {
        let opening = Opening { salt: Salt([5; 32]), detail: sluis_protocol::cbor::encode(detail).unwrap() };
        let entry = Entry {
            seq: JournalSeq(self.journal.size() + 1),
            at: at(millis),
            kind: detail.kind(),
            commitment: opening.commitment(&RingCrypto),
        };
        let leaf = entry.leaf_hash(&RingCrypto);
        let completed = self.journal.append(&RingCrypto, leaf);
        Write::Journal { entry, opening, leaf, completed }
    }

    pub(super) fn journal_head(&self) -> JournalHead {
        JournalHead { seq: JournalSeq(self.journal.size()), root: self.journal.root(&RingCrypto) }
    }
}

/// A register of one node, by two of three authorities and its country.
pub(super) fn directory() -> Directory {
    let authorities: Vec<Ed25519Signer> = (1..4).map(|n| Ed25519Signer::from_seed(&[n; 32]).unwrap()).collect();
    let countries = ["NL", "BE", "DE"].map(|c| c.parse().unwrap());
    let node = Node {
        country: "NL".parse().unwrap(),
        operator: "x".into(),
        keys: None,
        endpoints: vec![],
        routes: BTreeSet::new(),
        removed: None,
    };
    let entry = Member {
        country: "NL".parse().unwrap(),
        role: Role::Municipality,
        name: "Gemeente".into(),
        node: "node-nl".parse().unwrap(),
        third_country: false,
        mandates: vec![],
        successor: None,
        keys: vec![],
    };
    let delegation = Delegation::first([authorities[0].public_key()].into(), 1);
    let register = Register {
        sequence: 0,
        name: "invented".into(),
        environment: Environment::Test,
        at: at(0),
        authorities: countries.into_iter().zip(authorities.iter().map(Signer::public_key)).collect(),
        threshold: 2,
        delegations: BTreeMap::from([("NL".parse().unwrap(), delegation)]),
        nodes: BTreeMap::from([("node-nl".parse().unwrap(), node)]),
        members: BTreeMap::from([(origin(), entry)]),
        agreements: BTreeSet::new(),
        packs: BTreeMap::new(),
    };
    let (settles, salt) = (BTreeMap::new(), Salt([6; 32]));
    let wanted = Wanted { register: &register, settles: &settles, salt, at: at(0) };
    let versions = register::draw(&RingCrypto, None, &wanted).unwrap().into_iter().map(|version| {
        let mut signed = register::draft(&RingCrypto, version).unwrap();
        for authority in &authorities[..2] {
            register::countersign(&RingCrypto, &mut signed, authority);
        }
        signed.to_bytes().unwrap()
    });
    Directory::open(&RingCrypto, &versions.collect::<Vec<_>>()).unwrap()
}
