//! `/ws/customer` and `/ws/agent`: which upgrades are let through. Knows no frames.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;

use pillion_protocol::version::Version;

use super::fault::Fault;
use crate::address;
use crate::app::{App, Stranger};
use crate::connection::{self, Caller, Role};
use crate::origin::Origin;

/// Bytes that a socket's buffers begin with. The library's own 128 KiB each would be most of an idle session's memory.
const BUFFER: usize = 4 * 1024;

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

pub(super) async fn customer(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Result<Response, Fault> {
    open(app, Role::Customer, peer, &headers, upgrade)
}

pub(super) async fn agent(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Result<Response, Fault> {
    open(app, Role::Agent, peer, &headers, upgrade)
}

fn open(
    app: Arc<App>,
    role: Role,
    peer: SocketAddr,
    headers: &HeaderMap,
    upgrade: Upgrade,
) -> Result<Response, Fault> {
    let upgrade = upgrade.map_err(|_| Fault::NoWebSocket)?;
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).and_then(Origin::parse);
    let origin = origin.filter(|origin| match role {
        // Which site it is says the Hello; here only pages of no site at all are turned away.
        Role::Customer => app.sites.knows(origin),
        Role::Agent => app.sites.is_own(origin),
    });
    let origin = origin.ok_or(Fault::ForeignOrigin)?;
    let offered =
        headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|line| line.to_str().ok());
    let offered = offered.collect::<Vec<_>>().join(", ");
    let version = Version::choose(&offered).ok_or(Fault::BadVersion { offered })?;
    let address = address::client(peer, headers, &app.config.trusted_proxies);
    let stranger = Stranger::admit(&app, address).ok_or(Fault::TooManySockets)?;
    // Somewhat over the limit of a frame, so that it is ours to refuse by name.
    let largest = role.frame_limit() * 4;
    Ok(upgrade
        .protocols([version.subprotocol()])
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(largest)
        .max_frame_size(largest)
        .on_upgrade(move |socket| connection::run(app, socket, Caller { role, origin, address, stranger })))
}
