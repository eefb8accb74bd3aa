//! How signals are followed up, and the lists of that.

use std::collections::BTreeMap;

use sluis_protocol::core::{Fact, FollowUp, HeldState, Key, Reached, ToTell, Waiting, WaitingFor, step_to_holder};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{Announced, FeedId};
use sluis_schemas::vocabulary::FollowUpState;
use sluis_schemas::{Date, MemberId};
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use super::Cursor;
use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row, number};

/// Which signals are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichFollowUps {
    /// Those that nobody follows up, as far as the member knows.
    Unowned,
    /// Those whose term was over before this day.
    Overdue(Date),
    /// Those that the member is asked to follow up, or does.
    Mine,
    /// All of which something was said.
    All,
}

/// A signal in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFollowUp {
    /// Its first version.
    pub signal: RecordId,
    /// The version that the member has.
    pub record: RecordId,
    /// Its origin.
    pub origin: MemberId,
    /// How it is followed up; none where nothing was said.
    pub kept: Option<FollowUp>,
}

#[derive(FromRow)]
struct ListedRow {
    at: i64,
    number: i64,
    id: Vec<u8>,
    signal: Vec<u8>,
    signer: String,
    kept: Option<String>,
}

impl TryFrom<&ListedRow> for ListedFollowUp {
    type Error = super::RowError;
    fn try_from(row: &ListedRow) -> Result<Self, Self::Error> {
        let name = hex::encode(&row.id);
        let at = Row { table: "record", id: &name };
        Ok(Self {
            signal: RecordId(at.digest("first", &row.signal)?),
            record: RecordId(at.digest("id", &row.id)?),
            origin: at.parse("signer", &row.signer)?,
            kept: row.kept.as_deref().map(|kept| read_kept(&name, kept)).transpose()?,
        })
    }
}

pub(super) fn read_kept(name: &str, text: &str) -> Result<FollowUp, super::RowError> {
    serde_json::from_str(text).map_err(|_| Row { table: "follow_up", id: &name }.bad("kept"))
}

/// A follow-up as its column holds it.
pub(super) fn kept_text(kept: &FollowUp) -> Result<String, StoreError> {
    serde_json::to_string(kept).map_err(|_| StoreError::Unknown { table: "follow_up", id: "kept".to_owned() })
}

/// What a holder is told as its column holds it.
pub(super) fn announced_text(state: Announced) -> Result<String, StoreError> {
    serde_json::to_string(&state).map_err(|_| StoreError::Unknown { table: "to_tell", id: "state".to_owned() })
}

/// One that the member has and may read; what is asked is followed up as a request.
const LISTED: &str = "SELECT h.at, r.number, r.id, coalesce(r.first, r.id) AS signal, r.signer, f.kept ";
const HELD: &str = "h.ending IS NULL AND h.hold_at IS NULL AND NOT EXISTS (SELECT 1 FROM request q \
                    WHERE q.member = h.member AND q.id = r.id) AND h.state IN (";

impl Reader {
    /// The version of a signal that a member has and may read, with how it is followed up; named by any version.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn followed(&self, member: &MemberId, version: RecordId) -> Result<Option<ListedFollowUp>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(LISTED);
        query.push(
            "FROM record v CROSS JOIN record r ON r.id = coalesce(v.first, v.id) OR r.first = coalesce(v.first, v.id) ",
        );
        query.push("CROSS JOIN held h ON h.record = r.number AND h.member = ").push_bind(member.to_string());
        query
            .push(" LEFT JOIN follow_up f ON f.member = h.member AND f.signal = coalesce(r.first, r.id) WHERE v.id = ");
        query.push_bind(version.0.0.to_vec());
        query.push(" AND h.ending IS NULL AND h.state IN (").push_bind(HeldState::Own.code());
        query.push(", ").push_bind(HeldState::Accepted.code()).push(") ORDER BY r.version DESC LIMIT 1");
        let row: Option<ListedRow> = query.build_query_as().fetch_optional(&mut *self.connection().await?).await?;
        Ok(row.as_ref().map(ListedFollowUp::try_from).transpose()?)
    }

    /// A member's signals, newest first, and where to go on if there are more.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn list_follow_ups(
        &self,
        member: &MemberId,
        which: WhichFollowUps,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<ListedFollowUp>, Option<Cursor>), StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(LISTED);
        match which {
            WhichFollowUps::Unowned => {
                query.push("FROM held h CROSS JOIN record r ON r.number = h.record LEFT JOIN follow_up f ");
                query.push("ON f.member = h.member AND f.signal = coalesce(r.first, r.id) ");
            }
            _ => {
                query.push("FROM follow_up f CROSS JOIN record r ON r.id = f.signal OR r.first = f.signal ");
                query.push("CROSS JOIN held h ON h.record = r.number AND h.member = f.member ");
            }
        }
        query.push("WHERE h.member = ").push_bind(member.to_string()).push(" AND ").push(HELD);
        query.push_bind(HeldState::Own.code()).push(", ").push_bind(HeldState::Accepted.code()).push(")");
        match which {
            WhichFollowUps::Unowned => {
                query.push(" AND (f.state IS NULL OR f.state NOT IN (").push_bind(FollowUpState::Owned.as_str());
                query.push(", ").push_bind(FollowUpState::Closed.as_str()).push("))");
            }
            WhichFollowUps::Overdue(today) => {
                query.push(" AND f.member = ").push_bind(member.to_string());
                query.push(" AND f.due < ").push_bind(today.to_string());
            }
            WhichFollowUps::Mine => {
                query.push(" AND f.member = ").push_bind(member.to_string());
                query.push(" AND f.asked = ").push_bind(member.to_string());
            }
            WhichFollowUps::All => {
                query.push(" AND f.member = ").push_bind(member.to_string());
            }
        }
        if let Some(Cursor { major, minor }) = after {
            query.push(" AND (h.at, r.number) < (").push_bind(number("a cursor", major)?);
            query.push(", ").push_bind(number("a cursor", minor)?).push(")");
        }
        query.push(" ORDER BY h.at DESC, r.number DESC LIMIT ").push_bind(i64::from(limit) + 1);
        let mut connection = self.connection().await?;
        let rows: Vec<ListedRow> = query.build_query_as().fetch_all(&mut *connection).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let listed = rows.iter().take(limit).map(ListedFollowUp::try_from).collect::<Result<Vec<_>, _>>()?;
        // One row more than asked for says that there is more.
        let last = rows.get(..limit).filter(|_| rows.len() > limit).and_then(<[_]>::last);
        let next = last.map(|row| {
            let at = Row { table: "held", id: &row.number };
            Ok::<_, StoreError>(Cursor { major: at.number("at", row.at)?, minor: at.number("record", row.number)? })
        });
        Ok((listed, next.transpose()?))
    }

    pub(super) async fn follow_up_fact(
        &self,
        connection: &mut SqliteConnection,
        key: &Key,
    ) -> Result<Option<Fact>, StoreError> {
        Ok(match key {
            Key::FollowUp(member, signal) => kept(connection, member, *signal).await?.map(Fact::FollowUp),
            Key::ToTell { limit } => {
                let select = "SELECT discloser, receiver, signal, state FROM to_tell ORDER BY at LIMIT ?";
                let rows: Vec<ToTellRow> = sqlx::query_as(select).bind(limit).fetch_all(connection).await?;
                Some(Fact::ToTell(rows.iter().map(ToTellRow::read).collect::<Result<_, _>>()?))
            }
            Key::TellDue(feed, signal) => {
                let select = "SELECT discloser, receiver, signal, state FROM to_tell \
                              WHERE discloser = ? AND receiver = ? AND signal = ?";
                let select = sqlx::query_as(select).bind(feed.discloser.as_str()).bind(feed.receiver.as_str());
                let row: Option<ToTellRow> = select.bind(signal.0.0.to_vec()).fetch_optional(connection).await?;
                row.map(|row| row.read()).transpose()?.map(|due| Fact::TellDue(due.state))
            }
            _ => None,
        })
    }

    /// Notices that are steps of ownership to holders are judged by the version of the signal that goes there.
    pub(super) async fn beside_signals(
        &self,
        connection: &mut SqliteConnection,
        feed: &FeedId,
        waiting: &mut [Waiting],
    ) -> Result<(), StoreError> {
        let of = |one: &Waiting| {
            let signal = matches!(one.what, WaitingFor::Notice).then(|| step_to_holder(&one.bytes))?;
            signal.map(|signal| (one.id, signal))
        };
        let steps: BTreeMap<RecordId, RecordId> = waiting.iter().filter_map(of).collect();
        if steps.is_empty() {
            return Ok(());
        }
        let signals: Vec<RecordId> = steps.values().copied().collect();
        let spreads = self.spreads(connection, &feed.discloser, &signals).await?;
        let goes = |reached: &Reached| matches!(reached, Reached::Waiting | Reached::Joined(_));
        let newest = spreads.iter().filter_map(|(signal, versions)| {
            let newest = versions.last().filter(|newest| newest.live)?;
            let reached = newest.receivers.get(&feed.receiver).filter(|reached| goes(reached))?;
            Some((*signal, (newest.id, *reached != Reached::Waiting)))
        });
        let newest: BTreeMap<RecordId, (RecordId, bool)> = newest.collect();
        let ids: Vec<RecordId> = newest.values().map(|(version, _)| *version).collect();
        let beside = self.disclosed(connection, feed, &ids).await?;
        for one in waiting {
            let Some(signal) = steps.get(&one.id) else { continue };
            let version =
                newest.get(signal).and_then(|(version, _)| beside.iter().find(|beside| beside.id == *version));
            let joined = newest.get(signal).is_some_and(|(_, joined)| *joined);
            one.what = WaitingFor::Ownership { signal: version.cloned().map(Box::new), joined };
        }
        Ok(())
    }
}

async fn kept(
    connection: &mut SqliteConnection,
    member: &MemberId,
    signal: RecordId,
) -> Result<Option<FollowUp>, StoreError> {
    let select = sqlx::query_scalar("SELECT kept FROM follow_up WHERE member = ? AND signal = ?");
    let text: Option<String> =
        select.bind(member.as_str()).bind(signal.0.0.to_vec()).fetch_optional(connection).await?;
    Ok(text.map(|text| read_kept(&signal.to_string(), &text)).transpose()?)
}

#[derive(FromRow)]
struct ToTellRow {
    discloser: String,
    receiver: String,
    signal: Vec<u8>,
    state: String,
}

impl ToTellRow {
    fn read(&self) -> Result<ToTell, super::RowError> {
        let name = hex::encode(&self.signal);
        let at = Row { table: "to_tell", id: &name };
        let feed = FeedId {
            discloser: at.parse("discloser", &self.discloser)?,
            receiver: at.parse("receiver", &self.receiver)?,
        };
        let state = serde_json::from_str(&self.state).map_err(|_| at.bad("state"))?;
        Ok(ToTell { feed, signal: RecordId(at.digest("signal", &self.signal)?), state })
    }
}
