//! To whom an own record was released, and how far each of its signal's versions came.

use std::collections::{BTreeMap, BTreeSet};

use sluis_protocol::core::{FeedPlace, HeldState, Private, Reached, SentVersion};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::MemberId;
use sqlx::{FromRow, SqliteConnection};

use super::delivery::{Place, Sought, number, place, waiting, withheld};
use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row};

/// An own version of a signal.
#[derive(FromRow)]
pub(super) struct VersionRow {
    pub(super) number: i64,
    pub(super) id: Vec<u8>,
    pub(super) version: i64,
    pub(super) at: i64,
    ending: Option<i64>,
}

impl VersionRow {
    pub(super) fn id(&self) -> Result<RecordId, StoreError> {
        Ok(RecordId(Row { table: "record", id: &self.number }.digest("id", &self.id)?))
    }

    pub(super) fn version(&self) -> Result<u32, StoreError> {
        let version = u32::try_from(self.version);
        Ok(version.map_err(|_| Row { table: "record", id: &self.number }.bad("version"))?)
    }
}

/// Whom a record was released to, and passed on to since.
pub(super) fn receivers(private: &Private) -> BTreeSet<MemberId> {
    private.receivers().cloned().collect()
}

impl Reader {
    /// Whom a member's own record was released to, also where what it kept beside it is destroyed.
    pub(super) async fn receivers(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        record: &Sought,
    ) -> Result<BTreeSet<MemberId>, StoreError> {
        if let Some(private) = self.privates(connection, member, &[record.id]).await?.remove(&record.id) {
            return Ok(receivers(&private));
        }
        let select = sqlx::query_scalar("SELECT receiver FROM released_to WHERE record = ? AND member = ?");
        let rows: Vec<String> = select.bind(record.number).bind(member.as_str()).fetch_all(connection).await?;
        let at = Row { table: "released_to", id: &record.id };
        Ok(rows.iter().map(|receiver| at.parse("receiver", receiver)).collect::<Result<_, _>>()?)
    }

    /// Every version of a member's own signal, and where each went.
    pub(super) async fn spread(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        first: RecordId,
    ) -> Result<Vec<SentVersion>, StoreError> {
        let mut versions = Vec::new();
        for row in own_versions(connection, member, first).await? {
            let sought = Sought { id: row.id()?, number: row.number, at: row.at };
            let mut reached = BTreeMap::new();
            for receiver in self.receivers(connection, member, &sought).await? {
                let feed = FeedId { discloser: member.clone(), receiver: receiver.clone() };
                reached.extend(how_far(connection, &feed, &sought).await?.map(|far| (receiver, far)));
            }
            let (id, version, live) = (sought.id, row.version()?, row.ending.is_none());
            versions.push(SentVersion { id, version, live, receivers: reached });
        }
        Ok(versions)
    }
}

/// A member's own versions of a signal, in their order.
pub(super) async fn own_versions(
    connection: &mut SqliteConnection,
    member: &MemberId,
    first: RecordId,
) -> Result<Vec<VersionRow>, StoreError> {
    let select = "SELECT r.number, r.id, r.version, h.at, h.ending FROM (\
                  SELECT number FROM record WHERE id = ?1 AND first IS NULL \
                  UNION ALL SELECT number FROM record WHERE first = ?1) v \
                  CROSS JOIN record r ON r.number = v.number CROSS JOIN held h ON h.record = r.number AND h.member = ?2 \
                  WHERE r.signer = ?2 AND h.state = ?3 ORDER BY r.version";
    let select = sqlx::query_as(select).bind(first.0.0.to_vec()).bind(member.as_str());
    Ok(select.bind(HeldState::Own.code()).fetch_all(connection).await?)
}

async fn how_far(
    connection: &mut SqliteConnection,
    feed: &FeedId,
    record: &Sought,
) -> Result<Option<Reached>, StoreError> {
    let Some(number) = number(connection, feed).await? else { return Ok(None) };
    if waiting(connection, number, record).await?.is_some() {
        return Ok(Some(Reached::Waiting));
    }
    let place = place(connection, feed, number, record).await?;
    let place = place.map(|place| entry(feed, &place)).transpose()?;
    Ok(match (place, withheld(connection, number, record).await?) {
        (Some(entry), None) => Some(Reached::Joined(entry)),
        (Some(entry), Some(_)) => Some(Reached::Ended(entry)),
        (None, Some(_)) => Some(Reached::Withheld),
        (None, None) => None,
    })
}

fn entry(feed: &FeedId, place: &Place) -> Result<FeedPlace, StoreError> {
    let at = Row { table: "block", id: feed };
    let epoch = u32::try_from(place.epoch).map_err(|_| at.bad("epoch"))?;
    Ok(FeedPlace { epoch, lane: place.lane, place: at.number("first", place.place)? })
}
