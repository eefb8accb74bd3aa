//! What was asked of origins, and the lists of that.

use std::collections::BTreeMap;

use sluis_protocol::cbor;
use sluis_protocol::core::{Consents, Fact, HeldState, KeptConsent, Key, ReadSet};
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified};
use sluis_protocol::records::{Consent, ConsentStep};
use sluis_schemas::MemberId;
use sqlx::{FromRow, QueryBuilder, Sqlite, SqliteConnection};

use super::Cursor;
use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Code, Row, number};

/// A consent in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedConsent {
    /// The record that asks it.
    pub request: RecordId,
    /// The signal, by its first version.
    pub signal: RecordId,
    /// The version of it that the member has.
    pub record: RecordId,
    /// How it stands.
    pub kept: KeptConsent,
}

#[derive(FromRow)]
struct ListedRow {
    number: i64,
    request: Vec<u8>,
    signal: Vec<u8>,
    record: Vec<u8>,
    kept: String,
}

impl ListedRow {
    fn read(&self) -> Result<ListedConsent, super::RowError> {
        let name = hex::encode(&self.request);
        let at = Row { table: "consent", id: &name };
        Ok(ListedConsent {
            request: RecordId(at.digest("request", &self.request)?),
            signal: RecordId(at.digest("signal", &self.signal)?),
            record: RecordId(at.digest("record", &self.record)?),
            kept: read_kept(&name, &self.kept)?,
        })
    }
}

#[derive(FromRow)]
struct KeptRow {
    request: Vec<u8>,
    signal: Vec<u8>,
    kept: String,
}

impl KeptRow {
    fn read(&self) -> Result<(RecordId, RecordId, KeptConsent), super::RowError> {
        let name = hex::encode(&self.request);
        let at = Row { table: "consent", id: &name };
        let (request, signal) = (at.digest("request", &self.request)?, at.digest("signal", &self.signal)?);
        Ok((RecordId(request), RecordId(signal), read_kept(&name, &self.kept)?))
    }
}

fn read_kept(name: &str, text: &str) -> Result<KeptConsent, super::RowError> {
    serde_json::from_str(text).map_err(|_| Row { table: "consent", id: &name }.bad("kept"))
}

/// A consent as its column holds it.
pub(super) fn kept_text(kept: &KeptConsent) -> Result<String, StoreError> {
    serde_json::to_string(kept).map_err(|_| StoreError::Unknown { table: "consent", id: "kept".to_owned() })
}

/// Of signals that the member has and may read.
const LISTED: &str = "SELECT c.number, c.request, c.signal, c.kept, r.id AS record FROM consent c \
                      CROSS JOIN record r ON r.id = c.signal OR r.first = c.signal \
                      CROSS JOIN held h ON h.record = r.number AND h.member = c.member \
                      WHERE h.ending IS NULL AND h.hold_at IS NULL AND h.state IN (";

impl Reader {
    /// What was asked by a record, of a signal that the member has and may read.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn consent(&self, member: &MemberId, request: RecordId) -> Result<Option<ListedConsent>, StoreError> {
        let mut query = listed(member);
        query.push(" AND c.request = ").push_bind(request.0.0.to_vec()).push(" ORDER BY r.version DESC LIMIT 1");
        let row: Option<ListedRow> = query.build_query_as().fetch_optional(&mut *self.connection().await?).await?;
        Ok(row.map(|row| row.read()).transpose()?)
    }

    /// The signal that was asked about by a record, whatever became of it.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn consented(&self, member: &MemberId, request: RecordId) -> Result<Option<RecordId>, StoreError> {
        let select = "SELECT request, signal, kept FROM consent WHERE member = ? AND request = ?";
        let select = sqlx::query_as(select).bind(member.as_str()).bind(request.0.0.to_vec());
        let row: Option<KeptRow> = select.fetch_optional(&mut *self.connection().await?).await?;
        Ok(row.map(|row| row.read()).transpose()?.map(|(_, signal, _)| signal))
    }

    /// What a member asked and was asked, of signals that it may read, newest first, and where to go on if there is more.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn list_consents(
        &self,
        member: &MemberId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<ListedConsent>, Option<Cursor>), StoreError> {
        let mut query = listed(member);
        if let Some(Cursor { major, .. }) = after {
            query.push(" AND c.number < ").push_bind(number("a cursor", major)?);
        }
        query.push(" ORDER BY c.number DESC LIMIT ").push_bind(i64::from(limit) + 1);
        let rows: Vec<ListedRow> = query.build_query_as().fetch_all(&mut *self.connection().await?).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let listed = rows.iter().take(limit).map(ListedRow::read).collect::<Result<Vec<_>, _>>()?;
        // One row more than asked for says that there is more.
        let last = rows.get(..limit).filter(|_| rows.len() > limit).and_then(<[_]>::last);
        let next = last.map(|row| {
            let major = Row { table: "consent", id: &row.number }.number("number", row.number)?;
            Ok::<_, StoreError>(Cursor { major, minor: 0 })
        });
        Ok((listed, next.transpose()?))
    }

    /// What was asked of these signals, each by its first version.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn consents_of(
        &self,
        member: &MemberId,
        signals: &[RecordId],
    ) -> Result<BTreeMap<RecordId, Consents>, StoreError> {
        let mut connection = self.connection().await?;
        let mut found: BTreeMap<RecordId, Consents> = BTreeMap::new();
        let mut query = QueryBuilder::<Sqlite>::new("SELECT request, signal, kept FROM consent WHERE member = ");
        query.push_bind(member.to_string()).push(" AND signal IN (");
        let mut separated = query.separated(", ");
        for signal in signals {
            separated.push_bind(signal.0.0.to_vec());
        }
        query.push(")");
        let rows: Vec<KeptRow> = query.build_query_as().fetch_all(&mut *connection).await?;
        for row in &rows {
            let (request, signal, kept) = row.read()?;
            found.entry(signal).or_default().insert(request, kept);
        }
        Ok(found)
    }

    /// The cases that were named by what was asked; none where its record is not there any more.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn consent_cases(
        &self,
        member: &MemberId,
        requests: impl IntoIterator<Item = RecordId>,
    ) -> Result<BTreeMap<RecordId, String>, StoreError> {
        let keys: ReadSet = requests.into_iter().map(|request| Key::Held(member.clone(), request)).collect();
        let case = |(key, fact)| match (key, fact) {
            (Key::Held(_, request), Fact::Held { bytes, .. }) => Some((request, case_in(&bytes)?)),
            _ => None,
        };
        Ok(self.find(&keys).await?.into_iter().filter_map(case).collect())
    }

    pub(super) async fn consents_fact(
        connection: &mut SqliteConnection,
        member: &MemberId,
        signal: RecordId,
    ) -> Result<Fact, StoreError> {
        let select = "SELECT request, signal, kept FROM consent WHERE member = ? AND signal = ?";
        let select = sqlx::query_as(select).bind(member.as_str()).bind(signal.0.0.to_vec());
        let rows: Vec<KeptRow> = select.fetch_all(connection).await?;
        let kept = rows.iter().map(|row| row.read().map(|(request, _, kept)| (request, kept)));
        Ok(Fact::Consents(kept.collect::<Result<_, _>>()?))
    }
}

fn listed(member: &MemberId) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::<Sqlite>::new(LISTED);
    query.push_bind(HeldState::Own.code()).push(", ").push_bind(HeldState::Accepted.code());
    query.push(") AND c.member = ").push_bind(member.to_string());
    query
}

/// The case that a record names, which was verified before.
fn case_in(bytes: &[u8]) -> Option<String> {
    let envelope = Unverified::parse(bytes, MAX_RECORD).ok()?;
    let said: Consent = cbor::decode(&envelope.payload).ok()?;
    match said.step {
        ConsentStep::Asked { case, .. } => Some(case),
        _ => None,
    }
}
