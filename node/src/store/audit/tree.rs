//! Entries, what opens them, the tree over them, and the checkpoints that witnesses cosigned.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::note::{Checkpoint, Note};
use sluis_protocol::journal::tree::{Frontier, Subtree};
use sluis_protocol::journal::{Entry, JournalHead};
use sluis_protocol::register::Directory;
use sluis_schemas::{NodeId, Timestamp};
use sqlx::SqliteConnection;

use super::told::Told;
use super::{Findings, is_ours, keys_of, leaf_fits, named, say, say_of};
use crate::crypto::RingCrypto;
use crate::store::error::StoreError;
use crate::store::journal::{PageRow, ROWS_OF_ENTRIES, read_opening};
use crate::store::reader::Reader;
use crate::store::rows::number;
use crate::store::vault::Item;
use crate::store::{datakeys::NODE, seal, tree};

/// What the look at the journal gave.
pub(super) struct Looked {
    pub(super) head: JournalHead,
    pub(super) opened: u64,
    pub(super) erased: u64,
    pub(super) cosigned: BTreeMap<NodeId, u64>,
}

/// The state of a walk over the entries.
struct Walk<'a> {
    findings: &'a mut Findings,
    tree: Frontier,
    /// Leaves that are known to be wrong, counted from 0.
    bad: BTreeSet<u64>,
    stored: BTreeMap<Subtree, Digest>,
    /// Sizes at which a checkpoint was cosigned, and the root of the entries there.
    roots: BTreeMap<u64, Option<Digest>>,
    last: Timestamp,
    opened: u64,
    erased: u64,
}

/// A checkpoint of this journal that a witness cosigned.
struct Cosigned {
    witness: NodeId,
    checkpoint: Checkpoint,
}

impl Reader {
    pub(super) async fn look_at_journal(
        &self,
        connection: &mut SqliteConnection,
        (directory, node): (&Directory, &NodeId),
        told: &mut Told,
        findings: &mut Findings,
        step: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Looked, StoreError> {
        let (head, log) = tree::head(connection).await?;
        let cosigned = cosigned(connection, (directory, node, log), findings).await?;
        witnessed(connection, directory, findings).await?;
        let roots = cosigned.iter().map(|one| (one.checkpoint.size, None)).collect();
        let stored = stored_subtrees(connection).await?;
        let last = Timestamp::from_millis(0);
        let (tree, bad) = (Frontier::default(), BTreeSet::new());
        let mut walk = Walk { findings, tree, bad, stored, roots, last, opened: 0, erased: 0 };
        let mut after = 0;
        loop {
            let page = self.audit_page(connection, after).await?;
            let Some(newest) = page.last() else { break };
            after = newest.entry.seq;
            for row in &page {
                walk.entry(self, row, told);
            }
            step(page.len() as u64);
        }
        Ok(walk.end(head, &cosigned))
    }

    async fn audit_page(&self, connection: &mut SqliteConnection, after: i64) -> Result<Vec<PageRow>, StoreError> {
        let select = sqlx::query_as::<_, PageRow>(crate::store::journal::PAGE).bind(after).bind(ROWS_OF_ENTRIES);
        Ok(select.fetch_all(connection).await?)
    }
}

impl Walk<'_> {
    fn entry(&mut self, reader: &Reader, row: &PageRow, told: &mut Told) {
        let seq = u64::try_from(row.entry.seq).unwrap_or_default();
        while self.tree.size() + 1 < seq {
            let missing = self.tree.size() + 1;
            self.findings.add("journal", missing, say("removed-between"));
            self.append(Digest::ZERO, true);
        }
        let Ok(entry) = row.entry.entry() else {
            self.findings.add("journal", seq, say("unreadable"));
            return self.append(Digest::ZERO, true);
        };
        let mut sound = leaf_fits(&row.entry, &entry);
        if !sound {
            self.findings.add("journal", seq, say("leaf-differs"));
        }
        if entry.at < self.last {
            self.findings.add("journal", seq, say("moved"));
            sound = false;
        }
        self.last = self.last.max(entry.at);
        self.opening(reader, row, &entry, sound, told);
        self.append(entry.leaf_hash(&RingCrypto), !sound);
    }

    fn opening(&mut self, reader: &Reader, row: &PageRow, entry: &Entry, sound: bool, told: &mut Told) {
        let seq = entry.seq.0;
        let (Some(day), Some(sealed)) = (&row.day, &row.sealed) else {
            return self.findings.add("opening", seq, say("removed"));
        };
        let Some(wrapped) = &row.wrapped else {
            self.erased += 1;
            return told.erased();
        };
        let item = Item { kind: Item::DAY, id: day.clone() };
        let keys = reader.vault.unwrap(&item, NODE, wrapped);
        let plain = keys.and_then(|keys| reader.vault.open(&keys.shared, &seal::opening(entry.seq), sealed));
        let Some(opening) = plain.as_deref().and_then(read_opening) else {
            return self.findings.add("opening", seq, say("does-not-open"));
        };
        self.opened += 1;
        if opening.commitment(&RingCrypto) != entry.commitment {
            if sound {
                self.findings.add("journal", seq, say("does-not-fit"));
            }
            return;
        }
        match opening.detail() {
            Ok(detail) if detail.kind() == entry.kind => told.tell(detail),
            Ok(_) => self.findings.add("journal", seq, say("other-kind")),
            Err(_) => self.findings.add("opening", seq, say("unreadable")),
        }
    }

    fn append(&mut self, leaf: Digest, bad: bool) {
        if bad {
            self.bad.insert(self.tree.size());
        }
        for (subtree, hash) in self.tree.append(&RingCrypto, leaf) {
            let first = subtree.number << subtree.level;
            let last = first + (1 << subtree.level);
            let stored = self.stored.remove(&subtree);
            let name = format!("{} {}", subtree.level, subtree.number);
            let known = self.bad.range(first..last).next().is_some();
            match stored {
                None => self.findings.add("subtree", name, say("removed")),
                Some(stored) if stored != hash && !known => {
                    let entries = [("first", named(first + 1)), ("last", named(last))];
                    let what = say_of("subtree-differs", entries);
                    self.findings.add("subtree", name, what);
                    self.bad.extend(first..last);
                }
                _ => {}
            }
        }
        if let Some(root) = self.roots.get_mut(&self.tree.size()) {
            *root = Some(self.tree.root(&RingCrypto));
        }
    }

    fn end(mut self, head: JournalHead, cosigned: &[Cosigned]) -> Looked {
        let size = self.tree.size();
        for added in head.seq.0 + 1..=size {
            self.findings.add("journal", added, say("added-at-the-end"));
        }
        if size < head.seq.0 {
            let row = range(size + 1, head.seq.0);
            self.findings.add("journal", row, say("removed-at-the-end"));
        }
        if size == head.seq.0 && self.bad.is_empty() && self.tree.root(&RingCrypto) != head.root {
            self.findings.add("head", 1, say("root-differs"));
        }
        for subtree in self.stored.keys() {
            let name = format!("{} {}", subtree.level, subtree.number);
            self.findings.add("subtree", name, say("added-subtree"));
        }
        let newest = self.checkpoints(cosigned);
        Looked { head, opened: self.opened, erased: self.erased, cosigned: newest }
    }

    /// The newest checkpoint of each witness that fits; where one does not, the entries since the last that did are named.
    fn checkpoints(&mut self, cosigned: &[Cosigned]) -> BTreeMap<NodeId, u64> {
        let (mut fitting, mut newest, mut told) = (0, BTreeMap::new(), false);
        for Cosigned { witness, checkpoint } in cosigned {
            match self.roots.get(&checkpoint.size).copied().flatten() {
                Some(root) if root == checkpoint.root => {
                    fitting = checkpoint.size;
                    newest.insert(witness.clone(), checkpoint.size);
                }
                _ if told => {}
                Some(_) => {
                    told = true;
                    let what =
                        say_of("cosigned-others", [("witness", named(witness)), ("size", named(checkpoint.size))]);
                    self.findings.add("journal", range(fitting + 1, checkpoint.size), what);
                }
                None => {
                    told = true;
                    let what =
                        say_of("removed-cosigned", [("witness", named(witness)), ("size", named(checkpoint.size))]);
                    self.findings.add("journal", range(self.tree.size() + 1, checkpoint.size), what);
                }
            }
        }
        newest
    }
}

fn range(first: u64, last: u64) -> String {
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}

async fn stored_subtrees(connection: &mut SqliteConnection) -> Result<BTreeMap<Subtree, Digest>, StoreError> {
    let rows: Vec<(i64, i64, Vec<u8>)> =
        sqlx::query_as("SELECT level, number, hash FROM subtree").fetch_all(connection).await?;
    let subtree = |(level, number, hash): (i64, i64, Vec<u8>)| {
        let one = Subtree { level: u8::try_from(level).ok()?, number: u64::try_from(number).ok()? };
        // What does not read is not the hash of anything.
        Some((one, Digest::from_slice(&hash).unwrap_or(Digest::ZERO)))
    };
    Ok(rows.into_iter().filter_map(subtree).collect())
}

/// Checkpoints of this journal whose two signatures hold, the smallest first.
async fn cosigned(
    connection: &mut SqliteConnection,
    (directory, node, log): (&Directory, &NodeId, u32),
    findings: &mut Findings,
) -> Result<Vec<Cosigned>, StoreError> {
    let select = "SELECT witness, size, note FROM cosignature WHERE log = ? ORDER BY size";
    let rows: Vec<(String, i64, String)> = sqlx::query_as(select).bind(log).fetch_all(connection).await?;
    let mut found = Vec::new();
    for (witness, size, text) in rows {
        let read = || {
            let Note { checkpoint, lines } = Note::parse(&text).ok()?;
            let [ours, theirs] = lines.as_slice() else { return None };
            let witness: NodeId = witness.parse().ok()?;
            let signed = keys_of(directory, node).any(|key| ours.signs(&RingCrypto, &checkpoint, key));
            let cosigns = |key| theirs.cosigns(&RingCrypto, &checkpoint, &witness, key).is_some();
            let fits = signed
                && keys_of(directory, &witness).any(cosigns)
                && is_ours(&checkpoint.origin, node, directory)
                && number("a size", checkpoint.size).ok()? == size;
            fits.then_some(Cosigned { witness, checkpoint })
        };
        match read() {
            Some(one) => found.push(one),
            None => findings.add("cosignature", format!("{witness} {size}"), say("signature-fails")),
        }
    }
    Ok(found)
}

/// What this node cosigned of others must be what they signed.
async fn witnessed(
    connection: &mut SqliteConnection,
    directory: &Directory,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT node, note FROM witnessed").fetch_all(connection).await?;
    for (name, text) in rows {
        let signed = || {
            let Note { checkpoint, lines } = Note::parse(&text).ok()?;
            let node: NodeId = name.parse().ok()?;
            let line = lines.first().filter(|_| is_ours(&checkpoint.origin, &node, directory))?;
            keys_of(directory, &node).find(|key| line.signs(&RingCrypto, &checkpoint, key)).map(|_| ())
        };
        if signed().is_none() {
            findings.add("witnessed", name, say("signature-fails"));
        }
    }
    Ok(())
}
