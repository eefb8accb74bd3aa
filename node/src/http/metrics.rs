//! Figures for monitoring, on a listener of their own: how much, how fast, how late; never who, whom about or what.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use sluis_schemas::vocabulary::Language;

use super::problem::Problem;
use super::shell;
use crate::service::{Service, ServiceError};

/// The text form of OpenMetrics, which Prometheus reads.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// One figure by a label, such as the lane.
type By = Family<[(&'static str, &'static str); 1], Gauge>;

/// The listener's only route.
pub fn metrics_router(service: Service) -> Router {
    shell::around(Router::new().route("/metrics", get(metrics))).with_state(service)
}

async fn metrics(State(service): State<Service>) -> Result<Response, Problem> {
    let registry = registry(&service).await.map_err(|e| Problem::of(e, Language::En))?;
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|_| Problem::internal())?;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response())
}

/// All figures as they are now.
async fn registry(service: &Service) -> Result<Registry, ServiceError> {
    let mut registry = Registry::with_prefix("sluis");
    let counters = service.core().counters();
    let counted = [
        ("records_received", "Records that members here took in", &counters.received),
        ("records_disclosed", "Entries that joined feeds, once for each receiver", &counters.disclosed),
        ("receipts_received", "Receipts that came", &counters.receipts_received),
        ("receipts_given", "Receipts that were given", &counters.receipts_given),
        ("records_destroyed", "Records whose content a member here destroyed", &counters.destroyed),
        ("commits_failed", "Commits that failed, of which nothing was acknowledged", &counters.failed),
    ];
    for (name, help, counter) in counted {
        registry.register(name, help, counter.clone());
    }
    registry.register("commit_seconds", "How long commits took", counters.commits.clone());

    let figures = service.figures().await?;
    let (waiting, _) = service.erasures().await?;
    let waits = |mass| waiting.iter().filter(|some| some.is_mass == mass).map(|some| some.count).sum();
    let lanes = [("urgent", figures.outstanding_urgent), ("bulk", figures.outstanding_bulk)];
    registry.register("outstanding", "Entries of feeds without a receipt", by("lane", lanes));
    let waits = [("mass", waits(true)), ("clock", waits(false))];
    registry.register("erasures_waiting", "Records that wait for the operator to be destroyed", by("why", waits));
    let meetings = service.meetings();
    let is_other = |node: &&sluis_schemas::NodeId| *node != service.node();
    let links = service.core().links().iter().filter(is_other).count();
    let now = [
        ("waiting", "Records that wait for a link, once for each receiver", figures.waiting),
        ("recalls_pending", "Recalled signals of which somebody has not said what became", figures.recalls_pending),
        ("recalls_overdue", "Those of them that are past their deadline", figures.recalls_overdue),
        ("journal_entries", "Entries of the journal", figures.journal),
        ("evidence", "Pieces of evidence against peers", figures.evidence),
        ("links_up", "Nodes with a link", links as u64),
        ("links_wanted", "Other nodes of the register", meetings.len() as u64),
        (
            "quarantined",
            "1 while nothing is read or sent since the store was put back",
            service.is_quarantined().into(),
        ),
        (
            "clock_doubtful",
            "1 while the clock disagrees with the peers' clocks",
            service.core().clock_is_doubtful().into(),
        ),
        (
            "writable",
            "1 while inputs are taken and the newest commit became durable",
            service.core().can_write().into(),
        ),
    ];
    for (name, help, value) in now {
        registry.register(name, help, gauge(value));
    }
    Ok(registry)
}

fn gauge(value: u64) -> Gauge {
    let gauge = Gauge::default();
    gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
    gauge
}

fn by(label: &'static str, values: [(&'static str, u64); 2]) -> By {
    let family = By::default();
    for (name, value) in values {
        family.get_or_create(&[(label, name)]).set(i64::try_from(value).unwrap_or(i64::MAX));
    }
    family
}
