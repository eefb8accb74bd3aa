//! What people look at: lists, drafts, tokens, faults, and how the node fares.

use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::Arc;

use sluis_protocol::core::{DraftBody, DraftId, HeldState};
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::wire::PeerFault;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{MemberId, NodeId, Timestamp};
use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::{Row, millis, number};
use super::seal;
use super::vault::Item;

/// Which of the records that a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Its own.
    Own,
    /// Received.
    Received,
}

/// A place in a list, to go on after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    at: Timestamp,
    record: u64,
}

/// A text that is no cursor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor: give one back as it was received, or none to start from the newest")]
pub struct NotACursor;

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}.{:x}", self.at.as_millis(), self.record)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;
    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (at, record) = text.split_once('.').ok_or(NotACursor)?;
        let parse = |digits| u64::from_str_radix(digits, 16).ok().filter(|n| i64::try_from(*n).is_ok());
        let at = parse(at).map(Timestamp::from_millis).ok_or(NotACursor)?;
        Ok(Self { at, record: parse(record).ok_or(NotACursor)? })
    }
}

/// A record in a list. What it says is shown only through the core, which judges and journals each look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The record.
    pub record: RecordId,
    /// Who disclosed it: the member itself for its own.
    pub from: MemberId,
    /// Since when it is held.
    pub at: Timestamp,
    /// How it is held.
    pub state: HeldState,
}

/// A token that counts now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the token.
    pub hash: Digest,
    /// For which member it acts.
    pub member: MemberId,
    /// Whose it is, as the member names it.
    pub user: String,
    /// What it may do.
    pub roles: BTreeSet<UserRole>,
    /// Since when.
    pub at: Timestamp,
}

/// What a peer did wrong, or said that this node did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRow {
    /// The peer.
    pub node: NodeId,
    /// When.
    pub at: Timestamp,
    /// Whether the peer blames this node.
    pub ours: bool,
    /// What was wrong.
    pub fault: PeerFault,
}

#[derive(FromRow)]
struct HeldRow {
    number: i64,
    id: Vec<u8>,
    source: String,
    at: i64,
    state: i64,
}

impl TryFrom<&HeldRow> for Listed {
    type Error = super::RowError;
    fn try_from(row: &HeldRow) -> Result<Self, Self::Error> {
        let at = Row { table: "held", id: &row.number };
        Ok(Self {
            record: RecordId(at.digest("record", &row.id)?),
            from: at.parse("source", &row.source)?,
            at: at.time("at", row.at)?,
            state: at.code("state", row.state)?,
        })
    }
}

#[derive(FromRow)]
struct TokenRow {
    hash: Vec<u8>,
    member: String,
    roles: String,
    at: i64,
    sealed: Vec<u8>,
    wrapped: Option<Vec<u8>>,
}

const TOKENS: &str = "SELECT t.hash, t.member, t.roles, t.at, t.sealed, k.wrapped FROM token t \
                      LEFT JOIN keys.data_key k ON k.kind = 3 AND k.item = t.hash AND k.holder = t.member WHERE ";

impl Reader {
    /// What a member holds, newest first, and where to go on if there is more.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn list(
        &self,
        member: &MemberId,
        direction: Option<Direction>,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<(Vec<Listed>, Option<Cursor>), StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT r.number, r.id, h.source, h.at, h.state FROM held h JOIN record r ON r.number = h.record \
             WHERE h.member = ",
        );
        query.push_bind(member.to_string());
        query.push(match direction {
            None => "",
            Some(Direction::Own) => " AND h.state = 0",
            Some(Direction::Received) => " AND h.state <> 0",
        });
        if let Some(Cursor { at, record }) = after {
            query.push(" AND (h.at, h.record) < (").push_bind(millis(at)?).push(", ");
            query.push_bind(number("a cursor", record)?).push(")");
        }
        query.push(" ORDER BY h.at DESC, h.record DESC LIMIT ").push_bind(i64::from(limit) + 1);
        let mut connection = self.connection().await?;
        let rows: Vec<HeldRow> = query.build_query_as().fetch_all(&mut *connection).await?;
        page(&rows, usize::try_from(limit).unwrap_or(usize::MAX))
    }

    /// A draft of a member.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn draft(&self, member: &MemberId, id: &DraftId) -> Result<Option<Arc<DraftBody>>, StoreError> {
        let mut connection = self.connection().await?;
        let mut found = self.stored_drafts(&mut connection, member, std::slice::from_ref(id)).await?;
        Ok(found.remove(id).map(|draft| draft.body))
    }

    /// Whose token has this hash.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn token(&self, hash: Digest) -> Result<Option<Token>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(TOKENS);
        query.push("t.hash = ").push_bind(hash.0.to_vec());
        Ok(self.find_tokens(query).await?.pop())
    }

    /// The tokens that act for a member, in the order in which they were given.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn tokens(&self, member: &MemberId) -> Result<Vec<Token>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(TOKENS);
        query.push("t.member = ").push_bind(member.to_string()).push(" ORDER BY t.at, t.hash");
        self.find_tokens(query).await
    }

    async fn find_tokens(&self, mut query: QueryBuilder<Sqlite>) -> Result<Vec<Token>, StoreError> {
        let mut connection = self.connection().await?;
        let rows: Vec<TokenRow> = query.build_query_as().fetch_all(&mut *connection).await?;
        rows.iter().map(|row| self.open_token(row)).collect()
    }

    fn open_token(&self, row: &TokenRow) -> Result<Token, StoreError> {
        let name = hex::encode(&row.hash);
        let at = Row { table: "token", id: &name };
        let hash = at.digest("hash", &row.hash)?;
        let member = at.parse("member", &row.member)?;
        let keys = self.keys(&at, Item::token(hash), &row.member, row.wrapped.as_deref())?;
        let user = self.vault.open(&keys.shared, &seal::token(&member, hash), &row.sealed);
        let user = user.and_then(|user| String::from_utf8(user).ok()).ok_or_else(|| at.bad("sealed"))?;
        let roles = row.roles.split_whitespace().map(|role| at.parse("roles", role)).collect::<Result<_, _>>()?;
        Ok(Token { hash, member, user, roles, at: at.time("at", row.at)? })
    }

    /// The newest faults first.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn faults(&self, limit: u32) -> Result<Vec<FaultRow>, StoreError> {
        let select = "SELECT number, node, at, ours, code, text FROM fault ORDER BY number DESC LIMIT ?";
        let mut connection = self.connection().await?;
        let rows: Vec<(i64, String, i64, bool, String, String)> =
            sqlx::query_as(select).bind(limit).fetch_all(&mut *connection).await?;
        let fault = |(id, node, time, ours, code, text): (i64, String, i64, bool, String, String)| {
            let at = Row { table: "fault", id: &id };
            let fault = PeerFault { code, text };
            Ok(FaultRow { node: at.parse("node", &node)?, at: at.time("at", time)?, ours, fault })
        };
        rows.into_iter().map(fault).collect()
    }
}

/// One row more than asked for says that there is more.
fn page(rows: &[HeldRow], limit: usize) -> Result<(Vec<Listed>, Option<Cursor>), StoreError> {
    let listed = rows.iter().take(limit).map(Listed::try_from).collect::<Result<Vec<_>, _>>()?;
    let last = rows.get(..limit).filter(|_| rows.len() > limit).and_then(<[_]>::last);
    let cursor = last.map(|row| {
        let at = Row { table: "held", id: &row.number };
        Ok::<_, super::RowError>(Cursor { at: at.time("at", row.at)?, record: at.number("record", row.number)? })
    });
    Ok((listed, cursor.transpose()?))
}
