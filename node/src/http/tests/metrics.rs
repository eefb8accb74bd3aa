//! Figures for monitoring.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

use super::world::{ROLES, World, submission};
use crate::http::metrics_router;

async fn told(world: &World) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let response = metrics_router(world.service.clone()).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

/// The value of a figure.
fn figure(told: &str, name: &str) -> f64 {
    let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} in {told}")).parse().unwrap()
}

#[tokio::test]
async fn figures_say_how_much_and_how_fast_and_never_who_or_what() {
    let world = World::new().await;
    let token = world.token("nl-riec-zuid", &ROLES).await;
    let before = told(&world).await;
    let draft = world.draft(&token, &submission("c03")).await.body;
    let record = world.release(&token, &draft).await.body["recordId"].as_str().unwrap().to_owned();
    let reader = world.token("nl-maasdorp", &ROLES).await;
    world.until_received(&reader, &[]).await;
    let after = told(&world).await;
    for name in ["sluis_records_received_total", "sluis_records_disclosed_total", "sluis_receipts_given_total"] {
        assert_eq!(figure(&before, name), 0.0, "{name}");
        assert!(figure(&after, name) >= 1.0, "{name}: {after}");
    }
    assert!(figure(&after, "sluis_commit_seconds_count") > figure(&before, "sluis_commit_seconds_count"));
    assert!(figure(&after, "sluis_journal_entries") > figure(&before, "sluis_journal_entries"));
    for (name, value) in [
        ("sluis_outstanding{lane=\"urgent\"}", 0.0),
        ("sluis_erasures_waiting{why=\"mass\"}", 0.0),
        ("sluis_recalls_overdue", 0.0),
        ("sluis_quarantined", 0.0),
        ("sluis_clock_doubtful", 0.0),
        ("sluis_writable", 1.0),
    ] {
        assert_eq!(figure(&after, name), value, "{name}");
    }
    assert!(after.ends_with("# EOF\n"));
    for secret in [record.as_str(), "nl-riec-zuid", "nl-maasdorp", "node-nl", &token] {
        assert!(!after.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_listener_serves_nothing_else() {
    let world = World::new().await;
    for path in ["/", "/v1/signals", "/healthz"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = metrics_router(world.service.clone()).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
