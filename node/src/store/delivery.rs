//! What became of an own record at every member it was released to.

use std::collections::BTreeMap;

use sluis_protocol::core::{Direction, EXPIRED, HeldState};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{FeedId, Lane, State};
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{Connection, SqliteConnection};

use super::error::StoreError;
use super::reader::Reader;
use super::relays;
use super::rows::{Code, Row};

/// What became of a record at one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// It waits to be let out.
    Waiting {
        /// Since when.
        since: Timestamp,
    },
    /// It was let out and no receipt covers it yet.
    Sent {
        /// When it was let out.
        since: Timestamp,
    },
    /// The member's receipt says that it holds it.
    Accepted {
        /// When the receipt came.
        at: Timestamp,
    },
    /// The member may not hold it.
    Declined {
        /// The rule of the member's law that says so.
        rule: Option<String>,
    },
    /// The member keeps it unread until it understands it.
    Deferred,
    /// The member held it and no longer does, or may not read it.
    Ended {
        /// What it said.
        state: State,
    },
    /// It was ended after it was let out, and the member has not said yet what became of it there.
    Ending {
        /// How: recalled, retracted or superseded.
        ending: Ending,
        /// Since when.
        since: Timestamp,
    },
    /// When its turn came to be let out or sent, the rules no longer let it go.
    Withheld {
        /// The outcome then.
        outcome: String,
    },
    /// It was over long ago, and the account of what became of it is kept no more.
    LetGo,
    /// A member that holds it passes it on.
    Relayed {
        /// That member.
        through: MemberId,
        /// What became of it, as its receiver attests or, until it does, as far as the order for it came. Never this again.
        became: Box<Delivery>,
    },
}

/// Where a record stands in a feed.
pub(super) struct Place {
    pub(super) epoch: i64,
    pub(super) lane: Lane,
    pub(super) place: i64,
    pub(super) at: Timestamp,
}

/// Names the record to the queries below.
pub(super) struct Sought {
    pub(super) id: RecordId,
    pub(super) number: i64,
    pub(super) at: i64,
}

impl Reader {
    /// What became of a member's own record, for each member that it was released to, or that a relay was to pass it on to.
    /// None if it is not its own.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn delivery(
        &self,
        member: &MemberId,
        record: RecordId,
    ) -> Result<Option<BTreeMap<MemberId, Delivery>>, StoreError> {
        let mut connection = self.connection().await?;
        // One moment for all: between two a record may move from the outbox to its feed.
        let mut moment = connection.begin().await?;
        let Some(sought) = own(&mut moment, member, record).await? else { return Ok(None) };
        let mut relayed = relays::deliveries(&mut moment, member, record).await?;
        let mut receivers = self.receivers(&mut moment, member, &sought).await?;
        receivers.extend(relayed.keys().cloned());
        let mut deliveries = BTreeMap::new();
        for receiver in receivers {
            let feed = FeedId { discloser: member.clone(), receiver: receiver.clone() };
            let relayed = relayed.remove(&receiver);
            deliveries.insert(receiver, delivery(&mut moment, &feed, &sought, relayed).await?);
        }
        Ok(Some(deliveries))
    }
}

/// A member's own record; none if it is not its own.
pub(super) async fn own(
    connection: &mut SqliteConnection,
    member: &MemberId,
    id: RecordId,
) -> Result<Option<Sought>, StoreError> {
    let select = "SELECT r.number, h.at FROM record r JOIN held h ON h.record = r.number AND h.member = ? \
                  WHERE r.id = ? AND h.state = ?";
    let select = sqlx::query_as(select).bind(member.as_str()).bind(id.0.0.to_vec()).bind(HeldState::Own.code());
    let row: Option<(i64, i64)> = select.fetch_optional(connection).await?;
    Ok(row.map(|(number, at)| Sought { id, number, at }))
}

/// What became of a record in a feed; where it did not go in that, what became of it through a relay.
async fn delivery(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    record: &Sought,
    relayed: Option<Delivery>,
) -> Result<Delivery, StoreError> {
    let nowhere = || StoreError::Unknown { table: "block", id: format!("{} in {feed}", record.id) };
    let Some(number) = number(connection, feed).await? else { return relayed.ok_or_else(nowhere) };
    if let Some(since) = waiting(connection, number, record).await? {
        return Ok(Delivery::Waiting { since });
    }
    let place = place(connection, feed, number, record).await?;
    // First: a record withheld after it joined the feed keeps its place, and receipts cover that.
    let withheld = withheld(connection, number, record).await?;
    match (withheld, place) {
        (Some(Withheld { outcome, at }), Some(place)) => match ended_by(&outcome) {
            Some(ending) => ended(connection, number, &place, (ending, at)).await,
            None => Ok(Delivery::Withheld { outcome }),
        },
        (Some(Withheld { outcome, .. }), None) => Ok(Delivery::Withheld { outcome }),
        (None, Some(place)) => answered(connection, number, &place).await,
        (None, None) => match relayed {
            Some(relayed) => Ok(relayed),
            None if is_pruned(connection, number).await? => Ok(Delivery::LetGo),
            // Its receiver's store was put back to before it came, and its day had passed: it goes no more.
            None if is_destroyed(connection, &feed.discloser, record).await? => {
                Ok(Delivery::Withheld { outcome: EXPIRED.to_owned() })
            }
            None => Err(nowhere()),
        },
    }
}

/// Whether entries of a feed were let go of: what joined it and stands in it no more is among them.
pub(super) async fn is_pruned(connection: &mut SqliteConnection, feed: i64) -> Result<bool, StoreError> {
    let select = sqlx::query_scalar("SELECT pruned_urgent + pruned_bulk > 0 FROM feed_state WHERE feed = ?").bind(feed);
    Ok(select.fetch_optional(connection).await?.unwrap_or(false))
}

/// Whether a member's content of its record is destroyed.
async fn is_destroyed(
    connection: &mut SqliteConnection,
    member: &MemberId,
    record: &Sought,
) -> Result<bool, StoreError> {
    let select = sqlx::query_scalar("SELECT destroyed FROM held WHERE member = ? AND at = ? AND record = ?");
    let select = select.bind(member.as_str()).bind(record.at).bind(record.number);
    Ok(select.fetch_optional(connection).await?.unwrap_or(false))
}

/// That a record goes to a receiver no more.
struct Withheld {
    outcome: String,
    at: Timestamp,
}

async fn withheld(
    connection: &mut SqliteConnection,
    feed: i64,
    record: &Sought,
) -> Result<Option<Withheld>, StoreError> {
    let select = sqlx::query_as("SELECT outcome, at FROM withheld WHERE feed = ? AND record = ?");
    let row: Option<(String, i64)> = select.bind(feed).bind(record.number).fetch_optional(connection).await?;
    let withheld = |(outcome, at)| Ok(Withheld { outcome, at: Row { table: "withheld", id: &feed }.time("at", at)? });
    row.map(withheld).transpose()
}

/// How a record ended that was withheld for this; none where the rules did not let it go.
pub(super) fn ended_by(outcome: &str) -> Option<Ending> {
    outcome.parse().ok().filter(|ending| *ending != Ending::Expired)
}

/// What became of an entry that was ended after it joined its feed.
async fn ended(
    connection: &mut SqliteConnection,
    feed: i64,
    place: &Place,
    (ending, since): (Ending, Timestamp),
) -> Result<Delivery, StoreError> {
    Ok(match said(connection, feed, place).await? {
        Some(Said { state: State::Declined, rule, .. }) => Delivery::Declined { rule },
        Some(Said { state, .. }) if is_final(state) => Delivery::Ended { state },
        _ => Delivery::Ending { ending, since },
    })
}

/// Whether a member that says so no longer holds the record, or may not read it.
pub(super) const fn is_final(state: State) -> bool {
    matches!(state, State::Declined | State::Relinquished | State::Erased | State::Restricted | State::Absent)
}

/// Codes of what is final, as a list for SQL.
pub(super) fn final_codes() -> String {
    let codes =
        (0..).map_while(State::from_code).filter(|state| is_final(*state)).map(|state| state.code().to_string());
    codes.collect::<Vec<_>>().join(", ")
}

/// The number of an outgoing feed.
pub(super) async fn number(connection: &mut SqliteConnection, feed: &FeedId) -> Result<Option<i64>, StoreError> {
    let number = sqlx::query_scalar("SELECT number FROM feed WHERE direction = ? AND discloser = ? AND receiver = ?");
    let number = number.bind(Direction::Out.code()).bind(feed.discloser.as_str()).bind(feed.receiver.as_str());
    Ok(number.fetch_optional(connection).await?)
}

async fn waiting(
    connection: &mut SqliteConnection,
    feed: i64,
    record: &Sought,
) -> Result<Option<Timestamp>, StoreError> {
    let select = sqlx::query_scalar("SELECT at FROM outbox WHERE feed = ? AND record = ?");
    let at: Option<i64> = select.bind(feed).bind(record.number).fetch_optional(connection).await?;
    Ok(at.map(|at| Row { table: "outbox", id: &feed }.time("at", at)).transpose()?)
}

/// Finds the entry of a record: records join a feed in the order of their release, so it is in one of the first blocks
/// since the record came to be, and no table needs a row for each record and receiver.
pub(super) async fn place(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    number: i64,
    record: &Sought,
) -> Result<Option<Place>, StoreError> {
    let select = "SELECT epoch, lane, first, ids, at FROM block \
                  WHERE feed = ? AND at >= ? AND instr(ids, ?) > 0 ORDER BY at";
    let select = sqlx::query_as(select).bind(number).bind(record.at).bind(record.id.0.0.to_vec());
    let mut rows = select.fetch(connection);
    while let Some(row) = futures::TryStreamExt::try_next(&mut rows).await? {
        let (epoch, lane, first, ids, time): (i64, i64, i64, Vec<u8>, i64) = row;
        let at = Row { table: "block", id: feed };
        // `instr` also finds the bytes across two ids.
        if let Some(index) = at.ids("ids", &ids)?.iter().position(|id| *id == record.id) {
            let place = first.saturating_add(i64::try_from(index).unwrap_or(i64::MAX));
            return Ok(Some(Place { epoch, lane: at.code("lane", lane)?, place, at: at.time("at", time)? }));
        }
    }
    Ok(None)
}

/// What a receiver said of an entry.
pub(super) struct Said {
    pub(super) state: State,
    pub(super) rule: Option<String>,
    pub(super) at: Timestamp,
}

/// What was said last. An entry keeps its place in later epochs, and may be spoken of in any of them.
pub(super) async fn said(
    connection: &mut SqliteConnection,
    feed: i64,
    place: &Place,
) -> Result<Option<Said>, StoreError> {
    let select = "SELECT state, rule, at FROM exception INDEXED BY exception_by_place \
                  WHERE feed = ? AND epoch >= ? AND lane = ? AND place = ? \
                  ORDER BY epoch DESC LIMIT 1";
    let select = sqlx::query_as(select).bind(feed).bind(place.epoch).bind(place.lane.code()).bind(place.place);
    let row: Option<(i64, Option<String>, i64)> = select.fetch_optional(connection).await?;
    let at = Row { table: "exception", id: &place.place };
    row.map(|(state, rule, time)| Ok(Said { state: at.code("state", state)?, rule, at: at.time("at", time)? }))
        .transpose()
}

/// What became of an entry at the receiver.
async fn answered(connection: &mut SqliteConnection, feed: i64, place: &Place) -> Result<Delivery, StoreError> {
    match said(connection, feed, place).await? {
        Some(Said { state: State::Declined, rule, .. }) => return Ok(Delivery::Declined { rule }),
        Some(Said { state: State::Deferred, .. }) => return Ok(Delivery::Deferred),
        Some(Said { state, .. }) if is_final(state) => return Ok(Delivery::Ended { state }),
        // Where a hold was lifted it is held as before.
        Some(_) | None => {}
    }
    Ok(match covered(connection, feed, place).await? {
        Some(at) => Delivery::Accepted { at },
        None => Delivery::Sent { since: place.at },
    })
}

/// When the first receipt came that covers a place.
pub(super) async fn covered(
    connection: &mut SqliteConnection,
    feed: i64,
    place: &Place,
) -> Result<Option<Timestamp>, StoreError> {
    let (receipt, later) = match place.lane {
        Lane::Bulk => (
            "SELECT at FROM receipt WHERE feed = ? AND epoch = ? AND bulk_place >= ? ORDER BY bulk_place, number LIMIT 1",
            "SELECT min(at) FROM receipt WHERE feed = ? AND epoch > ? AND bulk_place >= ?",
        ),
        Lane::Urgent => (
            "SELECT at FROM receipt WHERE feed = ? AND epoch = ? AND urgent_place >= ? \
             ORDER BY urgent_place, number LIMIT 1",
            "SELECT min(at) FROM receipt WHERE feed = ? AND epoch > ? AND urgent_place >= ?",
        ),
    };
    let receipt = sqlx::query_scalar(receipt).bind(feed).bind(place.epoch).bind(place.place);
    let mut at: Option<i64> = receipt.fetch_optional(&mut *connection).await?;
    if at.is_none() {
        // Later epochs go on at the same places.
        let later = sqlx::query_scalar(later).bind(feed).bind(place.epoch).bind(place.place);
        at = later.fetch_one(connection).await?;
    }
    Ok(at.map(|at| Row { table: "receipt", id: &feed }.time("at", at)).transpose()?)
}
