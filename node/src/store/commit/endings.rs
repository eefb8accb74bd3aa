//! Records that end: closed, held back, buried, and who is told of it.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use sluis_protocol::core::{Buried, FeedPlace, ToRetract, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::FeedId;
use sluis_schemas::vocabulary::Ending;
use sluis_schemas::{MemberId, Timestamp};
use sqlx::{QueryBuilder, Sqlite};

use super::{Context, StoreError};
use crate::store::delivery::final_codes;
use crate::store::rows::{Code, millis, number};
use crate::store::statement::{ROWS, insert, over, push_ids, runs};

/// The writes of one commit that end something.
#[derive(Default)]
pub(super) struct Endings {
    /// What befalls what members hold, in order.
    steps: Vec<Step>,
    pub(super) destroyed: Vec<Destroyed>,
    tombstones: Vec<(MemberId, RecordId, Buried, Timestamp)>,
    refused: Vec<(MemberId, RecordId, RecordId)>,
    told: Vec<Told>,
    to_retract: Vec<(ToRetract, Timestamp)>,
    retracted: Vec<(FeedId, RecordId)>,
}

enum Step {
    End { member: MemberId, record: RecordId, ending: Ending, at: Timestamp, ends: Timestamp },
    Await { member: MemberId, record: RecordId },
    Let { at: Timestamp },
    LetDue { at: Timestamp },
    Hold { member: MemberId, record: RecordId, since: Option<Timestamp> },
}

/// Content of a member's that goes.
pub(super) struct Destroyed {
    pub(super) member: MemberId,
    pub(super) record: RecordId,
    pub(super) ending: Ending,
    pub(super) at: Timestamp,
}

struct Told {
    feed: FeedId,
    signal: RecordId,
    version: RecordId,
    had: FeedPlace,
    urgent: u64,
    at: Timestamp,
}

impl Endings {
    /// Takes a write in; says when it happens, zero where it does not say so.
    pub(super) fn add(&mut self, write: Write) -> Timestamp {
        let never = Timestamp::from_millis(0);
        match write {
            Write::End { member, record, ending, at, ends } => {
                self.steps.push(Step::End { member, record, ending, at, ends });
                at
            }
            Write::Destroy { member, record, ending, at } => {
                self.destroyed.push(Destroyed { member, record, ending, at });
                at
            }
            Write::AwaitOperator { member, record } => {
                self.steps.push(Step::Await { member, record });
                never
            }
            Write::OperatorLet { at } => {
                // What waits in such numbers, and what is due and waits for the clock.
                self.steps.extend([Step::Let { at }, Step::LetDue { at }]);
                at
            }
            Write::Hold { member, record, on, at } => {
                self.steps.push(Step::Hold { member, record, since: on.then_some(at) });
                at
            }
            other => self.add_beside(other).unwrap_or(never),
        }
    }

    fn add_beside(&mut self, write: Write) -> Option<Timestamp> {
        match write {
            Write::Tombstone { signer, record, buried, at } => {
                self.tombstones.push((signer, record, buried, at));
                Some(at)
            }
            Write::RefuseAgain { member, record, signal } => {
                self.refused.push((member, record, signal));
                None
            }
            Write::Told { feed, signal, version, had, urgent, at } => {
                self.told.push(Told { feed, signal, version, had, urgent, at });
                Some(at)
            }
            Write::ToRetract { what, at } => {
                self.to_retract.push((what, at));
                Some(at)
            }
            Write::Retracted { feed, signal } => {
                self.retracted.push((feed, signal));
                None
            }
            // `Batch::add` gives nothing else here, and names each kind, so that none can be forgotten.
            _ => None,
        }
    }

    /// What came before in this commit is void for a record that a member holds anew.
    pub(super) fn held_again(&mut self, held_by: &MemberId, held: RecordId) {
        let is_other = |member: &MemberId, record: RecordId| member != held_by || record != held;
        self.destroyed.retain(|destroyed| is_other(&destroyed.member, destroyed.record));
        self.steps.retain(|step| match step {
            Step::End { member, record, .. } | Step::Await { member, record } => is_other(member, *record),
            Step::Let { .. } | Step::LetDue { .. } | Step::Hold { .. } => true,
        });
    }

    /// Every stored record that a row will name.
    pub(super) fn records(&self) -> impl Iterator<Item = RecordId> {
        let steps = self.steps.iter().filter_map(|step| match step {
            Step::End { record, .. } | Step::Await { record, .. } | Step::Hold { record, .. } => Some(*record),
            Step::Let { .. } | Step::LetDue { .. } => None,
        });
        let destroyed = self.destroyed.iter().map(|destroyed| destroyed.record);
        let refused = self.refused.iter().map(|(_, record, _)| *record);
        steps.chain(destroyed).chain(refused).chain(self.told.iter().map(|told| told.version))
    }

    /// Every outgoing feed that a row will name.
    pub(super) fn feeds(&self) -> impl Iterator<Item = &FeedId> {
        let to_retract = self.to_retract.iter().map(|(what, _)| &what.feed);
        let retracted = self.retracted.iter().map(|(feed, _)| feed);
        self.told.iter().map(|told| &told.feed).chain(to_retract).chain(retracted)
    }
}

impl Step {
    /// Whom it befalls with which record; none where it befalls all that waits.
    fn named(&self) -> Option<(&MemberId, RecordId)> {
        match self {
            Self::End { member, record, .. } | Self::Await { member, record } | Self::Hold { member, record, .. } => {
                Some((member, *record))
            }
            Self::Let { .. } | Self::LetDue { .. } => None,
        }
    }
}

/// A recall counts for more than what came before it, and nothing puts destruction off.
const END: &str = "UPDATE held SET ends = min(coalesce(ends, v.column6), v.column6), \
     ended_at = CASE WHEN ending IS NULL OR (v.column3 = 0 AND ending <> 0) THEN v.column4 ELSE ended_at END, \
     ended_in = CASE WHEN ending IS NULL OR (v.column3 = 0 AND ending <> 0) THEN v.column5 ELSE ended_in END, \
     ending = CASE WHEN ending IS NULL OR v.column3 = 0 THEN v.column3 ELSE ending END FROM (";
const LET: &str = "UPDATE held SET waits = 2, ends = ? WHERE record IN (SELECT record FROM held \
     WHERE ending IS NOT NULL AND destroyed = 0 AND waits = 1) AND waits = 1";
const LET_DUE: &str = "UPDATE held INDEXED BY held_by_end SET waits = 2 WHERE ends <= ? \
     AND ends IS NOT NULL AND waits <> 1 AND hold_at IS NULL AND destroyed = 0";
/// Of the members and records that rows name.
const HELD: &str = ") AS v WHERE member = v.column1 AND record = v.column2";
const KEPT: &str = ") AS v WHERE destroyed = 0 AND member = v.column1 AND record = v.column2";

impl Context<'_> {
    /// After feeds: its rows name them. What is refused is looked up before it is destroyed.
    pub(super) async fn endings(&mut self, endings: &Endings) -> Result<(), StoreError> {
        for alike in endings.steps.chunk_by(|a, b| discriminant(a) == discriminant(b)) {
            for run in runs(alike, Step::named) {
                self.steps(run).await?;
            }
        }
        self.tombstones(endings).await?;
        self.refused_again(endings).await?;
        self.told(endings).await?;
        self.retractions(endings).await?;
        self.destructions(&endings.destroyed).await
    }

    /// Steps of one kind, each of another record or of another member.
    async fn steps(&mut self, run: &[Step]) -> Result<(), StoreError> {
        let (head, tail) = match run.first() {
            Some(Step::End { .. }) => (END, KEPT),
            Some(Step::Await { .. }) => ("UPDATE held SET waits = 1 FROM (", KEPT),
            Some(Step::Hold { .. }) => ("UPDATE held SET hold_at = v.column3 FROM (", HELD),
            Some(Step::Let { at }) => return self.of_all(LET, *at).await,
            Some(Step::LetDue { at }) => return self.of_all(LET_DUE, *at).await,
            None => return Ok(()),
        };
        let mut rows = Vec::with_capacity(run.len());
        for (step, (member, record)) in run.iter().filter_map(|step| step.named().map(|named| (step, named))) {
            let values = match step {
                Step::End { ending, at, ends, .. } => {
                    vec![Some(ending.code()), Some(millis(*at)?), Some(self.known.batch), Some(millis(*ends)?)]
                }
                Step::Hold { since, .. } => vec![since.map(millis).transpose()?],
                Step::Await { .. } | Step::Let { .. } | Step::LetDue { .. } => Vec::new(),
            };
            rows.push((member.as_str(), self.number_of(record)?, values));
        }
        let mut update = over(head, &rows, tail, |tuple, (member, record, values)| {
            tuple.push_bind((*member).to_owned()).push_bind(*record);
            values.iter().for_each(|value| {
                tuple.push_bind(*value);
            });
        });
        update.build().execute(&mut *self.connection).await?;
        Ok(())
    }

    /// A step of all that waits.
    async fn of_all(&mut self, update: &'static str, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query(update).bind(millis(at)?).execute(&mut *self.connection).await?;
        Ok(())
    }

    async fn tombstones(&mut self, endings: &Endings) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(endings.tombstones.len());
        for (signer, record, buried, at) in &endings.tombstones {
            let recall = match buried {
                Buried::Recalled { recall } => Some(recall.0.0.to_vec()),
                Buried::Superseded => None,
            };
            rows.push((record.0.0, signer.as_str(), recall, millis(*at)?));
        }
        let head = "INSERT INTO tombstone (record, signer, recall, at) ";
        // A recall takes the place of a correction, never the other way round.
        let tail = " ON CONFLICT (record, signer) DO UPDATE SET recall = excluded.recall, at = excluded.at \
                    WHERE recall IS NULL AND excluded.recall IS NOT NULL";
        insert(self.connection, head, &rows, tail, |tuple, (record, signer, recall, at)| {
            tuple.push_bind(record.to_vec()).push_bind((*signer).to_owned()).push_bind(recall.clone()).push_bind(*at);
        })
        .await
    }

    /// What was submitted as a record is known by the fingerprint of its draft, or of what is left of it.
    async fn refused_again(&mut self, endings: &Endings) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(endings.refused.len());
        for (turn, (member, record, signal)) in (0_i64..).zip(&endings.refused) {
            rows.push((turn, signal.0.0, self.number_of(*record)?, member.as_str()));
        }
        let head = "WITH v (turn, signal, record, member) AS (";
        // In their order: of two that were the same submission the first is kept.
        let tail = ") INSERT INTO refused_again (fingerprint, signal) SELECT fingerprint, signal FROM (\
                    SELECT v.turn, 0 AS part, v.signal, d.fingerprint FROM v \
                    CROSS JOIN private p ON p.record = v.record AND p.member = v.member \
                    CROSS JOIN draft d ON d.id = p.draft AND d.member = p.member \
                    UNION ALL SELECT v.turn, 1, v.signal, h.fingerprint FROM v \
                    CROSS JOIN held h ON h.record = v.record AND h.member = v.member) \
                    WHERE fingerprint IS NOT NULL ORDER BY turn, part ON CONFLICT DO NOTHING";
        insert(self.connection, head, &rows, tail, |tuple, (turn, signal, record, member)| {
            tuple.push_bind(*turn).push_bind(signal.to_vec()).push_bind(*record).push_bind((*member).to_owned());
        })
        .await
    }

    async fn told(&mut self, endings: &Endings) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(endings.told.len());
        for told in &endings.told {
            let feed = self.known.feeds.number_out(&told.feed)?;
            let places = (number("a place", told.had.place)?, number("a place", told.urgent)?);
            rows.push((told, feed, self.number_of(told.version)?, places, millis(told.at)?));
        }
        let head = "INSERT INTO told (signal, feed, version, epoch, lane, place, urgent, at) ";
        // Of a recall that was forgotten and given a second time, the first is what the receiver was told.
        let tail = " ON CONFLICT (signal, feed, version) DO UPDATE SET urgent = min(urgent, excluded.urgent)";
        insert(self.connection, head, &rows, tail, |tuple, (told, feed, version, (place, urgent), at)| {
            tuple.push_bind(told.signal.0.0.to_vec()).push_bind(*feed).push_bind(*version);
            tuple.push_bind(i64::from(told.had.epoch)).push_bind(told.had.lane.code()).push_bind(*place);
            tuple.push_bind(*urgent).push_bind(*at);
        })
        .await?;
        // Who declined it, say, has said so already.
        let signals: BTreeSet<_> = endings.told.iter().map(|told| told.signal).collect();
        for chunk in signals.into_iter().collect::<Vec<_>>().chunks(ROWS) {
            let mut update = QueryBuilder::<Sqlite>::new("UPDATE told SET open = 0 WHERE signal IN");
            push_ids(&mut update, chunk);
            update.push(
                " AND (SELECT e.state FROM exception e INDEXED BY exception_by_place \
                 WHERE e.feed = told.feed AND e.epoch >= told.epoch AND e.lane = told.lane \
                 AND e.place = told.place ORDER BY e.epoch DESC LIMIT 1) IN (",
            );
            update.push(final_codes()).push(")");
            update.build().execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    async fn retractions(&mut self, endings: &Endings) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(endings.to_retract.len());
        for (what, at) in &endings.to_retract {
            let feed = self.known.feeds.number_out(&what.feed)?;
            rows.push((feed, what.signal.0.0, what.ground.as_str(), millis(*at)?));
        }
        let head = "INSERT INTO to_retract (feed, signal, ground, at) ";
        insert(self.connection, head, &rows, " ON CONFLICT DO NOTHING", |tuple, (feed, signal, ground, at)| {
            tuple.push_bind(*feed).push_bind(signal.to_vec()).push_bind(*ground).push_bind(*at);
        })
        .await?;
        let mut done: BTreeMap<i64, Vec<RecordId>> = BTreeMap::new();
        for (feed, signal) in &endings.retracted {
            done.entry(self.known.feeds.number_out(feed)?).or_default().push(*signal);
        }
        for (feed, signals) in done {
            for chunk in signals.chunks(ROWS) {
                let mut delete = QueryBuilder::<Sqlite>::new("DELETE FROM to_retract WHERE feed = ");
                delete.push_bind(feed).push(" AND signal IN");
                push_ids(&mut delete, chunk);
                delete.build().execute(&mut *self.connection).await?;
            }
        }
        Ok(())
    }
}
