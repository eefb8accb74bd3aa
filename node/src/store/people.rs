//! What people look at beside lists: drafts, tokens, faults.

use std::collections::BTreeSet;
use std::sync::Arc;

use sluis_protocol::core::{DraftBody, DraftId, Fact};
use sluis_protocol::crypto::Digest;
use sluis_protocol::wire::PeerFault;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{MemberId, NodeId, Timestamp};
use sqlx::{FromRow, QueryBuilder, Sqlite};

use super::error::StoreError;
use super::reader::Reader;
use super::rows::Row;
use super::seal;
use super::vault::Item;

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
    /// A draft of a member; none once the record that it became may not be read.
    ///
    /// # Errors
    /// Damage is named.
    pub async fn draft(&self, member: &MemberId, id: &DraftId) -> Result<Option<Arc<DraftBody>>, StoreError> {
        let mut connection = self.connection().await?;
        let mut found = self.stored_drafts(&mut connection, member, std::slice::from_ref(id)).await?;
        let Some(draft) = found.remove(id) else { return Ok(None) };
        if let Some(record) = draft.released {
            let held = self.held(&mut connection, member, &[record]).await?;
            return Ok(Some(draft.body).filter(|_| !matches!(held.get(&record), Some(Fact::Closed(_)))));
        }
        Ok(Some(draft.body))
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
