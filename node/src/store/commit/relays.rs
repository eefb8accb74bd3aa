//! What is passed on for others: orders, what went by them, what was said of it.

use sluis_protocol::core::Write;
use sluis_protocol::records::FeedId;
use sluis_schemas::Timestamp;

use super::{Context, StoreError};
use crate::store::rows::{Code, millis, number};

/// Those writes of a batch, in their order: what ends an order ends those before it.
#[derive(Default)]
pub(super) struct Relays(Vec<Write>);

impl Relays {
    /// Takes a write of these kinds; gives the moment that it names.
    pub(super) fn add(&mut self, write: Write) -> Option<Timestamp> {
        let at = match &write {
            Write::ToOrder { at, .. }
            | Write::Ordered { at, .. }
            | Write::OrderEnded { at, .. }
            | Write::RelaySaid { at, .. } => Some(*at),
            // `Batch::add` gives nothing else here but what names no moment.
            _ => None,
        };
        self.0.push(write);
        at
    }

    /// Every outgoing feed that a row will name.
    pub(super) fn feeds(&self) -> impl Iterator<Item = &FeedId> {
        self.0.iter().filter_map(|write| match write {
            Write::Relayed { feed, .. } => Some(feed),
            _ => None,
        })
    }
}

/// The one that is to be signed now takes the place of those before.
const REPLACED: &str = "UPDATE relay_order SET ended = ?4 WHERE keeper = ?1 AND signal = ?2 AND receiver = ?3 \
                        AND origin = ?1 AND signed IS NULL AND ended IS NULL";
const TO_ORDER: &str = "INSERT INTO relay_order (keeper, record, receiver, relay, origin, signal, at, until) \
                        VALUES (?1, ?2, ?3, ?4, ?1, ?5, ?6, ?7) \
                        ON CONFLICT DO UPDATE SET ended = NULL, until = excluded.until WHERE signed IS NULL";
const ORDERED: &str = "INSERT INTO relay_order (keeper, record, receiver, relay, origin, signal, signed, \
                       epoch, lane, place, at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
                       ON CONFLICT DO UPDATE SET signed = excluded.signed, epoch = excluded.epoch, \
                       lane = excluded.lane, place = excluded.place";
const ENDED: &str = "UPDATE relay_order SET ended = ? WHERE keeper = ? AND signal = ? AND receiver = ? \
                     AND origin = ? AND ended IS NULL";
const RELAYED: &str = "INSERT INTO relayed (feed, record, signed) VALUES (?, ?, ?) \
                       ON CONFLICT DO UPDATE SET signed = excluded.signed";
const SAID: &str = "INSERT INTO relay_said (origin, signal, receiver, relay, record, state, rule, at) \
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
                    ON CONFLICT DO UPDATE SET state = excluded.state, rule = excluded.rule, at = excluded.at";

impl Context<'_> {
    /// After feeds: its rows name them.
    pub(super) async fn relays(&mut self, relays: &Relays) -> Result<(), StoreError> {
        for write in &relays.0 {
            self.relay(write).await?;
        }
        Ok(())
    }

    async fn relay(&mut self, write: &Write) -> Result<(), StoreError> {
        let query = match write {
            Write::ToOrder { what, at } => {
                let (origin, receiver) = (what.origin.as_str(), what.receiver.as_str());
                let replaced = sqlx::query(REPLACED).bind(origin).bind(what.signal.0.0.to_vec());
                replaced.bind(receiver).bind(millis(*at)?).execute(&mut *self.connection).await?;
                let query = sqlx::query(TO_ORDER).bind(origin).bind(what.record.0.0.to_vec()).bind(receiver);
                let query = query.bind(what.relay.as_str()).bind(what.signal.0.0.to_vec()).bind(millis(*at)?);
                query.bind(what.until.map(|until| until.to_string()))
            }
            Write::Ordered { keeper, what, order, entry, at } => {
                let place = entry.map(|entry| number("a place", entry.place)).transpose()?;
                let query = sqlx::query(ORDERED).bind(keeper.as_str()).bind(what.record.0.0.to_vec());
                let query = query.bind(what.receiver.as_str()).bind(what.relay.as_str()).bind(what.origin.as_str());
                let query = query.bind(what.signal.0.0.to_vec()).bind(order.0.0.to_vec());
                let query = query.bind(entry.map(|entry| i64::from(entry.epoch)));
                let query = query.bind(entry.map(|entry| entry.lane.code())).bind(place).bind(millis(*at)?);
                query.bind(what.until.map(|until| until.to_string()))
            }
            Write::OrderEnded { keeper, origin, signal, receiver, at } => {
                let query = sqlx::query(ENDED).bind(millis(*at)?).bind(keeper.as_str());
                query.bind(signal.0.0.to_vec()).bind(receiver.as_str()).bind(origin.as_str())
            }
            Write::Relayed { feed, record, order } => {
                let query = sqlx::query(RELAYED).bind(self.known.feeds.number_out(feed)?);
                query.bind(record.0.0.to_vec()).bind(order.0.0.to_vec())
            }
            Write::RelaySaid { origin, relay, receiver, signal, record, state, rule, at } => {
                let query = sqlx::query(SAID).bind(origin.as_str()).bind(signal.0.0.to_vec());
                let query = query.bind(receiver.as_str()).bind(relay.as_str()).bind(record.0.0.to_vec());
                query.bind(state.map(Code::code)).bind(rule.as_deref()).bind(millis(*at)?)
            }
            // `Batch::add` gives nothing else here.
            _ => return Ok(()),
        };
        query.execute(&mut *self.connection).await?;
        Ok(())
    }
}
