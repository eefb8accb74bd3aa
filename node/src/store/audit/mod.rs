//! Looking through everything that the journal covers, and naming each row that was changed, removed, added or moved.
//!
//! | look for | in |
//! |---|---|
//! | entries, what opens them, the tree, checkpoints | `tree` |
//! | which rows the entries tell of | `told` |
//! | which rows there are | `rows` |

mod rows;
mod told;
mod tree;

use std::collections::BTreeMap;

use sluis_protocol::crypto::PublicKey;
use sluis_protocol::journal::JournalHead;
use sluis_protocol::journal::note::{Note, Origin};
use sluis_protocol::journal::tree::inclusion;
use sluis_protocol::journal::{Entry, JournalSeq};
use sluis_protocol::register::Directory;
use sluis_schemas::messages::{Arg, Args, Message};
use sluis_schemas::{NodeId, Timestamp};
use sqlx::{Connection, SqliteConnection};

use super::error::StoreError;
use super::journal::EntryRow;
use super::reader::Reader;
use super::rows::{Row, number};
use super::snapshot::directory;
use super::tree::{self as stored_tree, spans};
use crate::crypto::RingCrypto;
use told::Told;

/// Something that is not as the journal tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Its table.
    pub table: &'static str,
    /// Its row: what names it there.
    pub row: String,
    /// What is wrong with it.
    pub what: Message,
}

/// What an audit found.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The journal's head.
    pub head: JournalHead,
    /// Entries that were opened.
    pub opened: u64,
    /// Entries whose key was destroyed: what they stand for is erased.
    pub erased: u64,
    /// Rows of other tables that were compared with the journal.
    pub compared: u64,
    /// The newest checkpoint of each witness that fits the journal, by its entries.
    pub cosigned: BTreeMap<NodeId, u64>,
    /// What is wrong, in order of table and row.
    pub findings: Vec<Finding>,
}

/// What is being found.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, table: &'static str, row: impl ToString, what: Message) {
        self.0.push(Finding { table, row: row.to_string(), what });
    }
}

/// A sentence of audits.
fn say(key: &str) -> Message {
    Message::plain(format!("audit-{key}"))
}

/// The same, of what it names.
fn say_of<const N: usize>(key: &str, args: [(&str, Arg); N]) -> Message {
    let args: Args = args.into_iter().map(|(name, arg)| (name.to_owned(), arg)).collect();
    Message::new(format!("audit-{key}"), args)
}

fn named(what: impl ToString) -> Arg {
    Arg::Text(what.to_string())
}

/// A proof that an entry is in the journal, with all that it takes to check it.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The entry.
    pub entry: Entry,
    /// The proof as a file (c2sp.org/tlog-proof).
    pub file: String,
    /// The checkpoint that it leads to, with every witness's signature of it.
    pub note: Note,
}

/// Two checkpoints that a node signed, of which one does not continue the other, as notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalFork {
    /// Its number.
    pub number: u64,
    /// The node.
    pub node: NodeId,
    /// When it was found.
    pub at: Timestamp,
    /// The one that was known.
    pub held: String,
    /// The one that was shown then.
    pub shown: String,
}

/// The attestation keys of a node, past ones too.
fn keys_of<'a>(directory: &'a Directory, node: &NodeId) -> impl Iterator<Item = &'a PublicKey> {
    let keys = directory.head().nodes.get(node).and_then(|node| node.keys.as_ref());
    keys.into_iter().flat_map(|keys| &keys.attestation).map(|entry| &entry.key)
}

impl Reader {
    /// Looks through the journal and all that it covers, as of one moment. `step` is called with entries looked at.
    ///
    /// # Errors
    /// Only where the store cannot be read at all: what is wrong with rows is found, not an error.
    pub async fn audit(&self, node: &NodeId, step: &mut (dyn FnMut(u64) + Send)) -> Result<Audit, StoreError> {
        let mut connection = self.connection().await?;
        let mut moment = connection.begin().await?;
        let directory = directory(&mut moment).await?.ok_or(StoreError::NoRegister)?;
        let (mut findings, mut told) = (Findings::default(), Told::default());
        let looked = self.look_at_journal(&mut moment, (&directory, node), &mut told, &mut findings, step).await?;
        let compared = self.compare(&mut moment, told, &mut findings).await?;
        let mut findings = findings.0;
        findings.sort();
        findings.dedup();
        let tree::Looked { head, opened, erased, cosigned } = looked;
        Ok(Audit { head, opened, erased, compared, cosigned, findings })
    }

    /// Proves an entry against the newest checkpoint that a witness cosigned and that covers it; none if there is no such
    /// entry or checkpoint.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn prove(&self, seq: JournalSeq) -> Result<Option<Proof>, StoreError> {
        let mut connection = self.connection().await?;
        let mut moment = connection.begin().await?;
        let select = "SELECT seq, at, kind, commitment, leaf FROM journal WHERE seq = ?";
        let row: Option<EntryRow> =
            sqlx::query_as(select).bind(number("a place", seq.0)?).fetch_optional(&mut *moment).await?;
        let Some(row) = row else { return Ok(None) };
        let entry = row.entry()?;
        let Some(note) = newest_checkpoint(&mut moment).await?.filter(|note| note.checkpoint.size >= seq.0) else {
            return Ok(None);
        };
        let index = seq.0.saturating_sub(1);
        let proof = spans(&mut moment, &inclusion(index, note.checkpoint.size)).await?;
        let file = sluis_protocol::journal::note::proof_file(&entry.leaf(), index, &proof, &note);
        Ok(Some(Proof { entry, file, note }))
    }

    /// Every checkpoint that witnesses cosigned, oldest first, each with all of their signatures.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn checkpoints(&self) -> Result<Vec<Note>, StoreError> {
        let mut connection = self.connection().await?;
        checkpoints(&mut connection).await
    }

    /// The forks that this node has evidence of.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn forks(&self) -> Result<Vec<JournalFork>, StoreError> {
        let mut connection = self.connection().await?;
        let select = "SELECT number, node, at, held, shown FROM journal_fork ORDER BY number";
        let rows: Vec<(i64, String, i64, String, String)> = sqlx::query_as(select).fetch_all(&mut *connection).await?;
        let fork = |(number, node, time, held, shown): (i64, String, i64, String, String)| {
            let at = Row { table: "journal_fork", id: &number };
            let (node, number) = (at.parse("node", &node)?, at.number("number", number)?);
            Ok(JournalFork { number, node, at: at.time("at", time)?, held, shown })
        };
        rows.into_iter().map(fork).collect()
    }
}

/// The newest checkpoint of the log that the journal is in now: after a restore the logs before have others too, which
/// say what this journal does not.
async fn newest_checkpoint(connection: &mut SqliteConnection) -> Result<Option<Note>, StoreError> {
    let (_, log) = stored_tree::head(connection).await?;
    let newest = checkpoints(connection).await?.pop();
    Ok(newest.filter(|note| note.checkpoint.origin.log == log))
}

/// Checkpoints with the signatures of all who cosigned that very one.
async fn checkpoints(connection: &mut SqliteConnection) -> Result<Vec<Note>, StoreError> {
    let select = "SELECT witness, note FROM cosignature ORDER BY log, size, witness";
    let rows: Vec<(String, String)> = sqlx::query_as(select).fetch_all(connection).await?;
    let mut notes: Vec<Note> = Vec::new();
    for (witness, text) in rows {
        let at = Row { table: "cosignature", id: &witness };
        let mut note = Note::parse(&text).map_err(|_| at.bad("note"))?;
        match notes.last_mut().filter(|last| last.checkpoint == note.checkpoint) {
            Some(last) => last.lines.extend(note.lines.drain(1..)),
            None => notes.push(note),
        }
    }
    Ok(notes)
}

/// Which log a checkpoint must be of.
fn is_ours(origin: &Origin, node: &NodeId, directory: &Directory) -> bool {
    origin.node == *node && origin.genesis == directory.scope().genesis
}

/// The leaf of an entry is what its row says.
fn leaf_fits(row: &EntryRow, entry: &Entry) -> bool {
    row.leaf == entry.leaf_hash(&RingCrypto).0
}
