//! Questions of matches that members here put or answered, and what is counted of them.

use std::sync::Arc;

use sluis_protocol::core::{
    AskedMatch, Counted, Fact, HeldState, Key, MatchCounter, MatchId, OwnRecord, Term, own_query,
};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::MatchQuery;
use sluis_schemas::MemberId;
use sluis_schemas::identifiers::Matchable;
use sqlx::{FromRow, SqliteConnection};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row};
use super::seal;
use super::vault::Item;

/// A question of a match, as who put it looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMatch {
    /// How it stands.
    pub asked: AskedMatch,
    /// The question, as long as the journal of its day can be opened.
    pub query: Option<MatchQuery>,
}

#[derive(FromRow)]
struct AskedRow {
    query: Vec<u8>,
    member: String,
    addressee: String,
    at: i64,
    hit: Option<bool>,
    day: Vec<u8>,
    sealed: Vec<u8>,
    wrapped: Option<Vec<u8>>,
}

macro_rules! asked {
    ($which:literal) => {
        concat!(
            "SELECT a.query, a.member, a.addressee, a.at, a.hit, a.day, a.sealed, k.wrapped FROM asked_match a ",
            "LEFT JOIN keys.data_key k ON k.kind = 4 AND k.item = a.day AND k.holder = '' WHERE ",
            $which
        )
    };
}

const OF_MATCH: &str = asked!("a.member = ? AND a.match = ? ORDER BY a.addressee");
const ONE: &str = asked!("a.query = ?");
const OPEN: &str = asked!("a.hit IS NULL ORDER BY a.at DESC LIMIT ?");
const MATCHING: &str = "SELECT r.id FROM (SELECT record FROM identifier WHERE token = ?) i CROSS JOIN held h \
                        CROSS JOIN record r ON r.number = h.record WHERE h.member = ? AND h.record = i.record \
                        AND h.ending IS NULL AND h.hold_at IS NULL AND h.state = ? \
                        ORDER BY h.at DESC, h.record DESC LIMIT ?";

impl AskedRow {
    fn asked(&self) -> Result<(RecordId, AskedMatch), super::RowError> {
        let name = hex::encode(&self.query);
        let at = Row { table: "asked_match", id: &name };
        let asked = AskedMatch {
            member: at.parse("member", &self.member)?,
            addressee: at.parse("addressee", &self.addressee)?,
            at: at.time("at", self.at)?,
            hit: self.hit,
        };
        Ok((RecordId(at.digest("query", &self.query)?), asked))
    }
}

impl Reader {
    /// The questions of a match of a member; none where it has no such match.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn matched(&self, member: &MemberId, id: &MatchId) -> Result<Vec<StoredMatch>, StoreError> {
        let mut connection = self.connection().await?;
        let select = sqlx::query_as(OF_MATCH).bind(member.as_str()).bind(&id.0);
        let rows: Vec<AskedRow> = select.fetch_all(&mut *connection).await?;
        let stored = |row: &AskedRow| {
            let (query, asked) = row.asked()?;
            let bytes = self.open_query(query, row)?;
            Ok(StoredMatch { asked, query: bytes.and_then(|bytes| own_query(&bytes)) })
        };
        rows.iter().map(stored).collect()
    }

    pub(super) async fn match_fact(
        &self,
        connection: &mut SqliteConnection,
        key: &Key,
    ) -> Result<Option<Fact>, StoreError> {
        Ok(match key {
            Key::MatchCount(counter) => self.match_count(connection, counter).await?.map(Fact::MatchCount),
            Key::AskedMatch(query) => {
                let select = sqlx::query_as::<_, AskedRow>(ONE).bind(query.0.0.to_vec());
                let row = select.fetch_optional(connection).await?;
                row.map(|row| row.asked()).transpose()?.map(|(_, asked)| Fact::AskedMatch(asked))
            }
            Key::OpenMatches { limit } => Some(Fact::OpenMatches(self.open_matches(connection, *limit).await?)),
            Key::MatchAnswered(member, query) => {
                let select = sqlx::query_scalar("SELECT hit FROM answered_match WHERE member = ? AND query = ?");
                let select = select.bind(member.as_str()).bind(query.0.0.to_vec());
                select.fetch_optional(connection).await?.map(|hit| Fact::MatchAnswered { hit })
            }
            Key::Matching { member, identifier, limit } => {
                Some(Fact::Matching(self.matching(connection, member, identifier, *limit).await?))
            }
            // The caller gives nothing else.
            _ => None,
        })
    }

    async fn match_count(
        &self,
        connection: &mut SqliteConnection,
        counter: &MatchCounter,
    ) -> Result<Option<Counted>, StoreError> {
        let token = self.vault.blind().counter(counter);
        let select = sqlx::query_as("SELECT day, count FROM match_count WHERE token = ?").bind(token);
        let row: Option<(String, i64)> = select.fetch_optional(connection).await?;
        let counted = |(day, count): (String, i64)| {
            let at = Row { table: "match_count", id: &day };
            Ok(Counted { day: at.parse("day", &day)?, count: at.number("count", count)? })
        };
        row.map(counted).transpose()
    }

    async fn open_matches(
        &self,
        connection: &mut SqliteConnection,
        limit: u32,
    ) -> Result<Vec<(AskedMatch, Arc<[u8]>)>, StoreError> {
        let rows: Vec<AskedRow> = sqlx::query_as(OPEN).bind(limit).fetch_all(connection).await?;
        let mut open = Vec::with_capacity(rows.len());
        for row in &rows {
            let (query, asked) = row.asked()?;
            open.extend(self.open_query(query, row)?.map(|bytes| (asked, bytes.into())));
        }
        Ok(open)
    }

    fn open_query(&self, query: RecordId, row: &AskedRow) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(wrapped) = &row.wrapped else { return Ok(None) };
        let at = Row { table: "asked_match", id: &query };
        let item = Item { kind: Item::DAY, id: row.day.clone() };
        let keys = self.keys(&at, item, super::datakeys::NODE, Some(wrapped))?;
        let plain = self.vault.open(&keys.shared, &seal::query(query), &row.sealed);
        Ok(Some(plain.ok_or_else(|| at.bad("sealed"))?))
    }

    /// A member's own records that may be read and are found by an identifier, newest first.
    async fn matching(
        &self,
        connection: &mut SqliteConnection,
        member: &MemberId,
        identifier: &Matchable,
        limit: u32,
    ) -> Result<Vec<OwnRecord>, StoreError> {
        let term = Term::Identifier(identifier.scheme(), identifier.value().to_owned());
        let token = self.vault.blind().of(member).token(&term);
        let select = sqlx::query_scalar(MATCHING).bind(token).bind(member.as_str());
        let rows: Vec<Vec<u8>> = select.bind(HeldState::Own.code()).bind(limit).fetch_all(&mut *connection).await?;
        let at = Row { table: "held", id: member };
        let ids = rows.iter().map(|id| at.digest("record", id).map(RecordId)).collect::<Result<Vec<_>, _>>()?;
        let mut records = self.held(connection, member, &ids).await?;
        let mut privates = self.privates(connection, member, &ids).await?;
        let own = ids.into_iter().filter_map(|id| match (records.remove(&id), privates.remove(&id)) {
            (Some(Fact::Held { bytes, .. }), Some(private)) => Some(OwnRecord { id, bytes, private: private.into() }),
            _ => None,
        });
        Ok(own.collect())
    }
}
