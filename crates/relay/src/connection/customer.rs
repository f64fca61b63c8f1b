//! A customer's socket: its Hello, signals and updates.

use axum::extract::ws::WebSocket;
use bytes::Bytes;
use futures_util::stream::SplitStream;

use pillion_protocol::close::CloseCode;
use pillion_protocol::frame::{FrameType, Header};
use pillion_protocol::from_payload;
use pillion_protocol::hello::CustomerHello;
use pillion_protocol::mode::EndReason;
use pillion_protocol::notice::{CustomerNotice, Refusal};
use pillion_protocol::signal::CustomerSignal;

use super::{Connection, hello, pace};
use crate::app::Stranger;
use crate::hub::{Entry, Turned};
use crate::session::{Visitor, notice_frame};
use crate::site::SiteRefusal;

impl Connection {
    pub(super) async fn read_customer(
        &self,
        stream: &mut SplitStream<WebSocket>,
        stranger: Stranger,
        first: &Bytes,
    ) -> bool {
        let entry = match self.welcome_customer(first).await {
            Ok(entry) => self.room.get_or_init(|| entry),
            Err(code) => return self.refuse(stream, code).await,
        };
        drop(stranger);
        let (bytes, signals, reports) = (pace::Bytes::new(), pace::Signals::new(), pace::Reports::new());
        loop {
            let frame = match self.frame(stream).await {
                Ok(frame) => frame,
                Err(done) => return done,
            };
            while let Err(wait) = bytes.take(frame.len()) {
                tokio::time::sleep(wait).await;
            }
            let Ok((header, payload)) = Header::split(&frame) else {
                return self.refuse(stream, CloseCode::BadFrame).await;
            };
            match header.kind {
                FrameType::Signal => {
                    let Ok(signal) = from_payload(payload) else {
                        return self.refuse(stream, CloseCode::BadFrame).await;
                    };
                    let report = matches!(signal, CustomerSignal::Acted { .. });
                    if if report { reports.allows() } else { signals.allows() } {
                        self.customer_signal(entry, signal).await;
                    } else if !report {
                        self.complain(Refusal::TooFast);
                    }
                }
                kind if kind.is_update() => {
                    self.app
                        .hub
                        .act(entry, |room, cx| room.customer_frame(cx, self.peer, header, frame))
                        .await;
                }
                _ => return self.refuse(stream, CloseCode::NotAllowed).await,
            }
        }
    }

    /// The room that this customer is in now.
    async fn welcome_customer(&self, frame: &[u8]) -> Result<std::sync::Arc<Entry>, CloseCode> {
        let hello: CustomerHello = hello::read(frame).ok_or(CloseCode::BadFrame)?;
        let allowed = self.app.sites.allows(hello.site_key.as_deref(), &self.origin);
        allowed.map_err(|refusal| match refusal {
            SiteRefusal::UnknownKey => CloseCode::BadSiteKey,
            SiteRefusal::ForeignOrigin => CloseCode::BadOrigin,
        })?;
        let visitor = Visitor {
            site_key: hello.site_key,
            origin: self.origin.as_str().to_owned(),
            client: hello::clean(&hello.client),
        };
        let hub = &self.app.hub;
        let Some(resume) = hello.resume else { return Ok(hub.open(visitor, self.peer).await) };
        match hub.come_back(visitor, self.peer, &resume.token, resume.page_load).await {
            Ok(entry) => Ok(entry),
            Err(Turned::BadToken) => Err(CloseCode::BadToken),
            Err(Turned::Ended(reason)) => {
                hub.say(self.peer, notice_frame(&CustomerNotice::Ended(reason)));
                Err(CloseCode::Ended)
            }
        }
    }

    async fn customer_signal(&self, entry: &Entry, signal: CustomerSignal) {
        let hub = &self.app.hub;
        if matches!(signal, CustomerSignal::OpenSession { .. }) {
            let fresh = hub.act(entry, |room, _| !room.has_session()).await == Some(true);
            if fresh && !self.app.access.may_open(self.address) {
                return self.complain(Refusal::TooFast);
            }
            if fresh && !hub.takes_new() {
                return hub.say(self.peer, notice_frame(&CustomerNotice::Ended(EndReason::Relay)));
            }
        }
        hub.act(entry, |room, cx| room.customer_says(cx, self.peer, signal)).await;
    }

    fn complain(&self, refusal: Refusal) {
        self.app.hub.say(self.peer, notice_frame(&CustomerNotice::Refused(refusal)));
    }
}
