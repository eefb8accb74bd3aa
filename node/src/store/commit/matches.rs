//! Questions of matches, answers to them, and what is counted of both.

use sluis_protocol::core::Write;
use sluis_schemas::{Date, Timestamp};

use super::{Context, StoreError};
use crate::store::datakeys::NODE;
use crate::store::rows::{millis, number};
use crate::store::seal;
use crate::store::vault::Item;

/// How long questions are kept, in milliseconds.
const ASKED_KEPT: u64 = 30 * DAY;
/// How long it is known what was answered, and counted.
const ANSWERED_KEPT: u64 = 2 * DAY;
const DAY: u64 = 24 * 60 * 60_000;

/// Those writes of a batch, in their order.
#[derive(Default)]
pub(super) struct Matches(Vec<Write>);

impl Matches {
    /// Takes a write of these kinds; gives the moment that it names.
    pub(super) fn add(&mut self, write: Write) -> Option<Timestamp> {
        let at = match &write {
            Write::MatchAsked { asked, .. } => Some(asked.at),
            Write::MatchLearnt { at, .. } | Write::MatchAnswered { at, .. } => Some(*at),
            // A count knows days alone.
            _ => None,
        };
        self.0.push(write);
        at
    }

    /// The moments of questions: they are sealed with the keys of their days.
    pub(super) fn sealed(&self) -> impl Iterator<Item = Timestamp> {
        self.0.iter().filter_map(|write| match write {
            Write::MatchAsked { asked, .. } => Some(asked.at),
            _ => None,
        })
    }
}

const COUNT: &str = "INSERT INTO match_count (token, day, count) VALUES (?, ?, ?) \
                     ON CONFLICT (token) DO UPDATE SET day = excluded.day, count = excluded.count";
const ASKED: &str =
    "INSERT INTO asked_match (query, match, member, addressee, at, day, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)";
/// Keys that stand for a match go with it.
const FORGET_KEYS: &str = "DELETE FROM idempotency WHERE draft IN (SELECT match FROM asked_match WHERE at < ?)";
const LEARNT: &str = "UPDATE asked_match SET hit = ? WHERE query = ? AND hit IS NULL";
const ANSWERED: &str = "INSERT INTO answered_match (member, query, hit, at) VALUES (?, ?, ?, ?)";

impl Context<'_> {
    pub(super) async fn matches(&mut self, matches: &Matches) -> Result<(), StoreError> {
        for write in &matches.0 {
            match write {
                Write::MatchCount { counter, counted } => {
                    let query = sqlx::query(COUNT).bind(self.vault.blind().counter(counter));
                    let query = query.bind(counted.day.to_string()).bind(number("a count", counted.count)?);
                    query.execute(&mut *self.connection).await?;
                    self.forget_counts(counted.day).await?;
                }
                Write::MatchAsked { id, query, asked, bytes } => {
                    let day = Item::day(asked.at);
                    let sealed = self.vault.seal(&self.keys.keys(&day, NODE)?.shared, &seal::query(*query), bytes)?;
                    let insert = sqlx::query(ASKED).bind(query.0.0.to_vec()).bind(&id.0).bind(asked.member.as_str());
                    let insert = insert.bind(asked.addressee.as_str()).bind(millis(asked.at)?).bind(day.id);
                    insert.bind(sealed).execute(&mut *self.connection).await?;
                    self.forget(FORGET_KEYS, asked.at, ASKED_KEPT).await?;
                    self.forget("DELETE FROM asked_match WHERE at < ?", asked.at, ASKED_KEPT).await?;
                }
                Write::MatchLearnt { query, hit, .. } => {
                    let update = sqlx::query(LEARNT).bind(*hit).bind(query.0.0.to_vec());
                    if update.execute(&mut *self.connection).await?.rows_affected() != 1 {
                        return Err(StoreError::Unknown { table: "asked_match", id: query.to_string() });
                    }
                }
                Write::MatchAnswered { member, query, hit, at } => {
                    let insert = sqlx::query(ANSWERED).bind(member.as_str()).bind(query.0.0.to_vec());
                    insert.bind(*hit).bind(millis(*at)?).execute(&mut *self.connection).await?;
                    self.forget("DELETE FROM answered_match WHERE at < ?", *at, ANSWERED_KEPT).await?;
                }
                // `Batch::add` gives nothing else here.
                _ => {}
            }
        }
        Ok(())
    }

    async fn forget(&mut self, delete: &'static str, now: Timestamp, kept: u64) -> Result<(), StoreError> {
        let before = Timestamp::from_millis(now.as_millis().saturating_sub(kept));
        sqlx::query(delete).bind(millis(before)?).execute(&mut *self.connection).await?;
        Ok(())
    }

    /// A day's counts are not asked for once another has begun, and a clock may be set back by one.
    async fn forget_counts(&mut self, day: Date) -> Result<(), StoreError> {
        let millis = day.end().as_millis().saturating_sub(2 * DAY);
        let before = Date::of(Timestamp::from_millis(millis)).to_string();
        sqlx::query("DELETE FROM match_count WHERE day < ?").bind(before).execute(&mut *self.connection).await?;
        Ok(())
    }
}
