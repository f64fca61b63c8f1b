//! Health and metrics, on their own listener. Knows nothing of what is served to browsers.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::fault::Fault;
use crate::app::App;

/// Metrics are the process's own, however many relays a test runs in it.
static METRICS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// The routes of `--admin-listen`.
pub(crate) fn router(app: Arc<App>) -> Router {
    METRICS.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(|| async { Fault::NotFound })
        .with_state(app)
}

/// Whether the relay can take sessions: its database answers, and its audit log can be written.
async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Fault> {
    app.store.check().await?;
    if !app.hub.takes_new() {
        return Err(Fault::TakesNone);
    }
    Ok("ready\n")
}

async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    metrics::gauge!("pillion_peers").set(app.bus.count() as f64);
    metrics::gauge!("pillion_queued_bytes").set(app.bus.queued() as f64);
    metrics::gauge!("pillion_takes_new").set(f64::from(u8::from(app.hub.takes_new())));
    for (state, count) in app.hub.sessions() {
        metrics::gauge!("pillion_sessions", "state" => state).set(count as f64);
    }
    METRICS.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default()
}
