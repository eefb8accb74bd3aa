//! Records that are attested again.

use sluis_protocol::core::Write;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::{MemberId, Timestamp};

use super::{Context, StoreError};
use crate::store::rows::millis;
use crate::store::statement::insert;

/// Those writes of a batch, by kind.
#[derive(Default)]
pub(super) struct Reaffirmed {
    known: Vec<(MemberId, RecordId, Timestamp)>,
    waiting: Vec<(FeedId, RecordId)>,
    signed: Vec<(FeedId, RecordId)>,
}

impl Reaffirmed {
    /// Takes a write of these kinds; gives the moment that it names.
    pub(super) fn add(&mut self, write: Write) -> Option<Timestamp> {
        match write {
            Write::Reaffirmed { signer, records, at } => {
                self.known.extend(records.into_iter().map(|record| (signer.clone(), record, at)));
                Some(at)
            }
            Write::ToReaffirm { feed, records } => {
                self.waiting.extend(records.into_iter().map(|record| (feed.clone(), record)));
                None
            }
            Write::ReaffirmationSigned { feed, records } => {
                self.signed.extend(records.into_iter().map(|record| (feed.clone(), record)));
                None
            }
            // `Batch::add` gives nothing else here.
            _ => None,
        }
    }

    /// Every outgoing feed that a row will name.
    pub(super) fn feeds(&self) -> impl Iterator<Item = &FeedId> {
        self.waiting.iter().chain(&self.signed).map(|(feed, _)| feed)
    }
}

impl Context<'_> {
    /// After feeds: its rows name them.
    pub(super) async fn reaffirmed(&mut self, reaffirmed: &Reaffirmed) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(reaffirmed.known.len());
        for (signer, record, at) in &reaffirmed.known {
            rows.push((record.0.0, signer.as_str(), millis(*at)?));
        }
        let head = "INSERT INTO reaffirmed (record, signer, at) ";
        insert(self.connection, head, &rows, " ON CONFLICT DO NOTHING", |tuple, (record, signer, at)| {
            tuple.push_bind(record.to_vec()).push_bind((*signer).to_owned()).push_bind(*at);
        })
        .await?;
        let mut rows = Vec::with_capacity(reaffirmed.waiting.len());
        for (feed, record) in &reaffirmed.waiting {
            rows.push((self.known.feeds.number_out(feed)?, record.0.0));
        }
        let head = "INSERT INTO to_reaffirm (feed, record) ";
        insert(self.connection, head, &rows, " ON CONFLICT DO NOTHING", |tuple, (feed, record)| {
            tuple.push_bind(*feed).push_bind(record.to_vec());
        })
        .await?;
        for (feed, record) in &reaffirmed.signed {
            let delete = sqlx::query("DELETE FROM to_reaffirm WHERE feed = ? AND record = ?");
            let delete = delete.bind(self.known.feeds.number_out(feed)?).bind(record.0.0.to_vec());
            delete.execute(&mut *self.connection).await?;
        }
        Ok(())
    }
}
