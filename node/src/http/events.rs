//! What arrives, as server-sent events.
//!
//! A stream asks the store once when it begins and then only when a commit brought its member something. Each event
//! carries its place, so that who comes back with `Last-Event-ID` misses nothing and gets nothing twice.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::Actor;
use sluis_schemas::vocabulary::Language;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use utoipa::IntoParams;

use super::bodies::{EndedItem, Item};
use super::document::EventsProblems;
use super::limits::{Limits, StreamPlace};
use super::problem::{FieldError, Problem, words};
use super::request::{Lang, Session, text};
use crate::driver::Committed;
use crate::service::{Came, Service, ServiceError};
use crate::store::Cursor;

/// The header that a client comes back with.
pub const LAST_EVENT_ID: &str = "Last-Event-ID";
/// How long a client waits before it comes back.
const RETRY: Duration = Duration::from_secs(3);
/// A comment goes this often where nothing else does: proxies close what is silent, and who is gone is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Where to begin.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Beginning {
    /// Without `Last-Event-ID`: with what comes from now on (`newest`, the default), or with all that is held (`oldest`).
    #[param(pattern = "^(newest|oldest)$")]
    start: Option<String>,
}

/// Follow what arrives, and what ends
///
/// Server-sent events. Each `arrival` has the same class-only item as the list; its `id` is where to go on. Each `ended`
/// names a signal that the member held and may not read any more, and how it ended; it has an `id` too, and who was away
/// is told of it then. The first event has an id alone. Each look is judged and journalled as a list. The stream ends
/// when the token is taken back or the node stops.
#[utoipa::path(
    get,
    path = "/v1/events",
    tag = "signals",
    params(
        Beginning,
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was received",
            pattern = "^[0-9a-f]{88}$"),
    ),
    responses(
        (status = 200, description = "Events, as they come", body = String, content_type = "text/event-stream"),
        EventsProblems,
    ),
)]
pub(super) async fn follow(
    State(service): State<Service>,
    Lang(lang): Lang,
    session: Session,
    limits: Option<Extension<Arc<Limits>>>,
    headers: HeaderMap,
    beginning: Result<Query<Beginning>, QueryRejection>,
) -> Result<Response, Problem> {
    let problem = |e| Problem::of(e, lang);
    let Session { actor, token } = session;
    let after = from_where(&service, &actor, &headers, beginning).map_err(Problem::malformed)?;
    service.check_may_list(&actor).map_err(problem)?;
    let place = limits.map(|Extension(limits)| Limits::stream(&limits, token)).transpose().map_err(Problem::from)?;
    // Before the first look, so that nothing comes between.
    let commits = service.core().follow();
    let newest = service.store().newest_arrival().await.map_err(|e| problem(e.into()))?;
    let began_anew = after.is_none_or(|after| after == Cursor::OLDEST);
    let (after, known) = (after.unwrap_or(newest), if began_anew { newest } else { Cursor::OLDEST });
    let first = service.arrival_text(&actor.member, after).map_err(problem)?;
    let waiting = VecDeque::from([Event::default().id(first).retry(RETRY)]);
    let following =
        Following { service, actor, token, lang, after, known, commits, waiting, look: true, _place: place };
    let events = futures::stream::unfold(following, |mut following| async move {
        let event = following.next().await?;
        Some((Ok::<_, Infallible>(event), following))
    });
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE);
    Ok(([(header::CONTENT_LANGUAGE, lang.as_str())], Sse::new(events).keep_alive(keep_alive)).into_response())
}

/// The place to go on after; none for the newest.
fn from_where(
    service: &Service,
    actor: &Actor,
    headers: &HeaderMap,
    beginning: Result<Query<Beginning>, QueryRejection>,
) -> Result<Option<Cursor>, Vec<FieldError>> {
    let start = match beginning {
        Err(rejection) => Err(FieldError::named("query", "malformed", rejection.body_text())),
        Ok(Query(Beginning { start })) => match start.as_deref() {
            None | Some("newest") => Ok(None),
            Some("oldest") => Ok(Some(Cursor::OLDEST)),
            Some(_) => Err(FieldError::named("start", "unknown-code", words("start", []))),
        },
    };
    let not_ours = || FieldError::named(LAST_EVENT_ID, "malformed", words("event-id", []));
    let last = text(headers, LAST_EVENT_ID);
    let last =
        last.and_then(|last| last.map(|last| service.arrival(&actor.member, &last).ok_or_else(not_ours)).transpose());
    match (start, last) {
        (Ok(start), Ok(last)) => Ok(last.or(start)),
        (start, last) => Err([start.err(), last.err()].into_iter().flatten().collect()),
    }
}

/// One stream.
struct Following {
    service: Service,
    actor: Actor,
    token: Digest,
    lang: Language,
    after: Cursor,
    /// What ended up to here is not told: who begins anew never had it.
    known: Cursor,
    commits: broadcast::Receiver<Arc<Committed>>,
    waiting: VecDeque<Event>,
    /// Whether there may be more in the store.
    look: bool,
    _place: Option<StreamPlace>,
}

impl Following {
    /// The next event; none at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.look {
                self.look().await.inspect_err(|error| tracing::warn!(%error, "a stream of events ended")).ok()??;
            } else {
                self.wait().await?;
            }
        }
    }

    /// Fetches what came; none where the token is no more.
    async fn look(&mut self) -> Result<Option<()>, ServiceError> {
        if self.service.store().token(self.token).await?.is_none() {
            return Ok(None);
        }
        let arrivals = self.service.arrivals(&self.actor, self.after).await?;
        self.look = arrivals.last.is_some();
        self.after = arrivals.last.unwrap_or(self.after);
        for (id, came) in arrivals.items {
            let event = Event::default().id(id);
            let event = match came {
                Came::Arrival(overview) => event.event("arrival").json_data(Item::of(&overview, self.lang)),
                Came::Ended(ended) if ended.cursor <= self.known => continue,
                Came::Ended(ended) => {
                    let exports = self.service.store().count_exports(&self.actor.member, ended.record).await?;
                    event.event("ended").json_data(EndedItem::of(&ended, exports, self.lang))
                }
            };
            self.waiting.push_back(event.map_err(|_| ServiceError::Internal)?);
        }
        Ok(Some(()))
    }

    /// Waits until there is something to look for; none when the node stops.
    async fn wait(&mut self) -> Option<()> {
        match self.commits.recv().await {
            Ok(committed) => self.look = committed.revoked || committed.told.contains(&self.actor.member),
            // Too many commits went by: whether one was for this member only the store knows.
            Err(RecvError::Lagged(_)) => self.look = true,
            Err(RecvError::Closed) => return None,
        }
        Some(())
    }
}
