//! Which rows there are, held against those that the journal tells of.

use std::collections::BTreeMap;

use sluis_protocol::cbor;
use sluis_protocol::core::{Direction, HeldState, packs_digest};
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified};
use sluis_protocol::feeds::{Block, FIRST_EPOCH, append_all, start};
use sluis_protocol::records::{FeedId, Lane, LaneHead, State};
use sluis_protocol::register::SignedVersion;
use sluis_schemas::packs::PackSource;
use sqlx::SqliteConnection;

use super::told::{self, Rows, Said, Told};
use super::{Findings, say};
use crate::crypto::RingCrypto;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::Code;
use crate::store::seal;
use crate::store::snapshot::{FeedNumbers, feed_numbers};
use crate::store::vault::Item;

type BlockRow = (i64, i64, i64, i64, Vec<u8>, Vec<u8>);
type HeldRow = (String, Vec<u8>, String, i64);

impl Reader {
    /// Compares every table that the journal covers; says how many rows.
    pub(super) async fn compare(
        &self,
        connection: &mut SqliteConnection,
        mut told: Told,
        findings: &mut Findings,
    ) -> Result<u64, StoreError> {
        let feeds = feed_numbers(connection).await?;
        let actual = [
            (told::BLOCK, blocks(connection, &feeds, &told, findings).await?),
            (told::WITHHELD, withheld(connection, &feeds).await?),
            (told::EXCEPTION, exceptions(connection, &feeds).await?),
            (told::DRAFT, drafts(connection).await?),
            (told::TOKEN, tokens(connection).await?),
            (told::REFUSAL, refusals(connection).await?),
            (told::RECORD, records(connection).await?),
            (told::PRIVATE, privates(connection).await?),
            (told::HELD, held(connection).await?),
        ];
        let mut compared = packs(connection, &told, findings).await?;
        for (table, rows) in actual {
            compared += rows.len() as u64;
            hold_against(table, &told.take(table), &rows, told.gaps, findings);
        }
        compared += registers(connection, told.take(told::REGISTER), findings).await?;
        self.contents(connection, findings).await?;
        Ok(compared)
    }

    /// The bytes of each record are those that its id names.
    async fn contents(&self, connection: &mut SqliteConnection, findings: &mut Findings) -> Result<(), StoreError> {
        let select = "SELECT r.id, r.sealed, h.member, k.wrapped FROM record r JOIN held h ON h.record = r.number \
                      JOIN keys.data_key k ON k.kind = 1 AND k.item = r.id AND k.holder = h.member GROUP BY r.number";
        let mut rows = sqlx::query_as::<_, (Vec<u8>, Vec<u8>, String, Vec<u8>)>(select).fetch(connection);
        while let Some((id, sealed, member, wrapped)) = futures::TryStreamExt::try_next(&mut rows).await? {
            let fits = || {
                let named = RecordId(sluis_protocol::crypto::Digest::from_slice(&id)?);
                let keys = self.vault.unwrap(&Item::record(named), &member, &wrapped)?;
                let bytes = self.vault.open(&keys.shared, &seal::record(named), &sealed)?;
                let envelope = Unverified::parse(&bytes, MAX_RECORD).ok()?;
                (envelope.id(&RingCrypto) == named).then_some(())
            };
            if fits().is_none() {
                findings.add(told::RECORD, hex::encode(&id), say("content-differs"));
            }
        }
        Ok(())
    }
}

/// Names what is there and was not told, what was told and is not there, and what says something else.
fn hold_against(table: &'static str, told: &BTreeMap<String, Said>, rows: &Rows, gaps: bool, findings: &mut Findings) {
    for (row, says) in rows {
        match told.get(row) {
            Some(expected) if expected.says == *says || !expected.is_certain => {}
            Some(_) => findings.add(table, row, say("told-otherwise")),
            None if gaps => {}
            None => findings.add(table, row, say("added-untold")),
        }
    }
    let stays = |said: &Said| said.is_certain || told::NEVER_GO.contains(&table);
    for (row, _) in told.iter().filter(|(row, said)| !rows.contains_key(*row) && stays(said)) {
        findings.add(table, row, say("removed-told"));
    }
}

/// Blocks as the journal tells of them; that each begins where the one before ended is looked at on the way.
async fn blocks(
    connection: &mut SqliteConnection,
    feeds: &FeedNumbers,
    told: &Told,
    findings: &mut Findings,
) -> Result<Rows, StoreError> {
    let select = "SELECT feed, epoch, lane, first, before, ids FROM block ORDER BY feed, epoch, lane, first";
    let all: Vec<BlockRow> = sqlx::query_as(select).fetch_all(connection).await?;
    let (mut rows, mut reached) = (Rows::new(), BTreeMap::<(i64, i64, i64), LaneHead>::new());
    for (number, epoch, lane, first, before, ids) in all {
        let place = format!("{number} {epoch} {lane} {first}");
        let read = read_block(feeds, (number, lane, first), &before, &ids);
        let Some((direction, feed, lane_code, block)) = read else {
            findings.add(told::BLOCK, place, say("unreadable"));
            continue;
        };
        let pruned = told.pruned.get(&told::block_row(direction, &feed, lane_code, ""));
        let begin = || match u32::try_from(epoch) {
            // What is left goes on from the hash that the journal names.
            Ok(epoch) if pruned.is_some_and(|(last, _)| *last == epoch) => {
                pruned.map_or(start(&RingCrypto, &feed, epoch, lane_code), |(_, last)| *last)
            }
            // An entry that cannot be opened any more may say that some were let go of.
            Ok(FIRST_EPOCH) if !told.gaps => start(&RingCrypto, &feed, FIRST_EPOCH, lane_code),
            // A later epoch goes on from what its receiver attested, and where it begins is bound to that.
            _ => LaneHead { place: block.first - 1, hash: block.before },
        };
        let head = reached.entry((number, epoch, lane)).or_insert_with(begin);
        let name = told::block_row(direction, &feed, lane_code, block.first);
        if head.hash != block.before || head.place + 1 != block.first {
            findings.add(told::BLOCK, &name, say("chain-broken"));
        }
        *head = append_all(&RingCrypto, LaneHead { place: block.first - 1, hash: block.before }, &block.ids);
        rows.insert(name, block.ids.iter().map(|id| format!("{id} ")).collect());
    }
    Ok(rows)
}

fn read_block(
    feeds: &FeedNumbers,
    (number, lane, first): (i64, i64, i64),
    before: &[u8],
    ids: &[u8],
) -> Option<(Direction, FeedId, Lane, Block)> {
    let (direction, feed) = feeds.get(&number)?.clone();
    let (ids, rest) = ids.as_chunks::<32>();
    let block = Block {
        before: sluis_protocol::crypto::Digest::from_slice(before)?,
        first: u64::try_from(first).ok().filter(|first| *first > 0)?,
        ids: ids.iter().map(|id| RecordId(sluis_protocol::crypto::Digest(*id))).collect(),
    };
    rest.is_empty().then_some((direction, feed, Lane::from_code(lane)?, block))
}

async fn withheld(connection: &mut SqliteConnection, feeds: &FeedNumbers) -> Result<Rows, StoreError> {
    let select = "SELECT w.feed, r.id, w.outcome FROM withheld w JOIN record r ON r.number = w.record";
    let all: Vec<(i64, Vec<u8>, String)> = sqlx::query_as(select).fetch_all(connection).await?;
    let row = |(number, record, outcome): (i64, Vec<u8>, String)| {
        let (_, feed) = feeds.get(&number)?;
        Some((told::withheld_row(feed, hex::encode(record)), outcome))
    };
    Ok(all.into_iter().filter_map(row).collect())
}

/// What members here said of what they received; what others said is in their receipts.
async fn exceptions(connection: &mut SqliteConnection, feeds: &FeedNumbers) -> Result<Rows, StoreError> {
    let select = "SELECT feed, lane, place, state, rule FROM exception";
    let all: Vec<(i64, i64, i64, i64, Option<String>)> = sqlx::query_as(select).fetch_all(connection).await?;
    let row = |(number, lane, place, state, rule): (i64, i64, i64, i64, Option<String>)| {
        let (_, feed) = feeds.get(&number).filter(|(direction, _)| *direction == Direction::In)?;
        let place = told::exception_row(feed, Lane::from_code(lane)?, u64::try_from(place).ok()?);
        let rule = rule.unwrap_or_default();
        Some((place, State::from_code(state).map_or(rule.clone(), |state| told::exception_says(state, &rule))))
    };
    Ok(all.into_iter().filter_map(row).collect())
}

async fn drafts(connection: &mut SqliteConnection) -> Result<Rows, StoreError> {
    let select = "SELECT member, id, released FROM draft";
    let all: Vec<(String, String, Option<Vec<u8>>)> = sqlx::query_as(select).fetch_all(connection).await?;
    let row = |(member, id, released): (String, String, Option<Vec<u8>>)| {
        (told::draft_row(member, &id), released.map(hex::encode).unwrap_or_default())
    };
    Ok(all.into_iter().map(row).collect())
}

async fn tokens(connection: &mut SqliteConnection) -> Result<Rows, StoreError> {
    let all: Vec<(Vec<u8>, String, String)> =
        sqlx::query_as("SELECT hash, member, roles FROM token").fetch_all(connection).await?;
    Ok(all.into_iter().map(|(hash, member, roles)| (hex::encode(hash), told::token_says(&member, &roles))).collect())
}

async fn refusals(connection: &mut SqliteConnection) -> Result<Rows, StoreError> {
    let select = "SELECT member, id, handed_over IS NULL FROM refusal";
    let all: Vec<(String, Vec<u8>, bool)> = sqlx::query_as(select).fetch_all(connection).await?;
    let row = |(member, id, waits): (String, Vec<u8>, bool)| {
        (told::refusal_row(&member, hex::encode(id)), if waits { "waits" } else { "handed over" }.to_owned())
    };
    Ok(all.into_iter().map(row).collect())
}

async fn records(connection: &mut SqliteConnection) -> Result<Rows, StoreError> {
    let all: Vec<Vec<u8>> = sqlx::query_scalar("SELECT id FROM record").fetch_all(connection).await?;
    Ok(all.into_iter().map(|id| (hex::encode(id), String::new())).collect())
}

async fn privates(connection: &mut SqliteConnection) -> Result<Rows, StoreError> {
    let select = "SELECT p.member, r.id FROM private p JOIN record r ON r.number = p.record";
    let all: Vec<(String, Vec<u8>)> = sqlx::query_as(select).fetch_all(connection).await?;
    Ok(all.into_iter().map(|(member, id)| (told::held_row(member, hex::encode(id)), String::new())).collect())
}

async fn held(connection: &mut SqliteConnection) -> Result<Rows, StoreError> {
    let select = "SELECT h.member, r.id, h.source, h.state FROM held h JOIN record r ON r.number = h.record";
    let all: Vec<HeldRow> = sqlx::query_as(select).fetch_all(connection).await?;
    let row = |(member, id, source, state): HeldRow| {
        let says = match HeldState::from_code(state) {
            Some(HeldState::Own) => told::own(),
            Some(HeldState::Accepted | HeldState::Notice) => told::held_from(source),
            Some(HeldState::Deferred) => told::deferred_from(source),
            None => String::new(),
        };
        (told::held_row(member, hex::encode(id)), says)
    };
    Ok(all.into_iter().map(row).collect())
}

/// Packs in force after the first, which came with the store; and every set as its digest says.
async fn packs(connection: &mut SqliteConnection, told: &Told, findings: &mut Findings) -> Result<u64, StoreError> {
    let all: Vec<(i64, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "SELECT f.number, f.digest, s.packs FROM in_force f JOIN pack_set s ON s.digest = f.digest ORDER BY f.number",
    )
    .fetch_all(connection)
    .await?;
    for (number, digest, packs) in &all {
        let packs: Option<Vec<PackSource>> = cbor::decode(packs).ok();
        if packs.is_none_or(|packs| packs_digest(&RingCrypto, &packs).0.as_slice() != digest) {
            findings.add(told::PACKS, number.to_string(), say("content-differs"));
        }
    }
    let came_since = all.get(1..).unwrap_or_default();
    let untold = came_since.len().checked_sub(told.packs.len());
    let compared = untold.and_then(|untold| came_since.get(untold..)).unwrap_or(came_since);
    for ((number, digest, _), said) in compared.iter().zip(&told.packs) {
        if said.0.as_slice() != digest {
            findings.add(told::PACKS, number.to_string(), say("told-otherwise"));
        }
    }
    match untold {
        None => findings.add(told::PACKS, told.packs.len().to_string(), say("removed-told")),
        Some(0) => {}
        Some(_) if told.gaps => {}
        Some(more) => findings.add(told::PACKS, more.to_string(), say("added-untold")),
    }
    Ok(all.len() as u64)
}

/// Versions that an entry names; the chain of signatures vouches for those between.
async fn registers(
    connection: &mut SqliteConnection,
    told: BTreeMap<String, Said>,
    findings: &mut Findings,
) -> Result<u64, StoreError> {
    let all: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT sequence, bytes FROM register_version ORDER BY sequence").fetch_all(connection).await?;
    let count = all.len() as u64;
    let digest = |bytes: &[u8]| SignedVersion::parse(&RingCrypto, bytes).ok().map(|version| version.digest.to_string());
    let rows: Rows = all.iter().map(|(n, bytes)| (n.to_string(), digest(bytes).unwrap_or_default())).collect();
    for (sequence, said) in &told {
        match rows.get(sequence) {
            Some(found) if *found == said.says => {}
            Some(_) => findings.add(told::REGISTER, sequence, say("other-version")),
            None => findings.add(told::REGISTER, sequence, say("removed-told")),
        }
    }
    Ok(count)
}
