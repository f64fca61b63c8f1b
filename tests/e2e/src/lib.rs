//! End-to-end tests: the real relay, the real snippet and the real console in real browsers. The harness is here, the
//! tests are in `tests/`, one file for each theme. It does not know how anything inside works: it reads the words that
//! people read, and the bytes that leave the browser.
//!
//! `cargo xtask test e2e` builds what is needed and runs them.
//!
//! # Layout
//! - [`world`]: all that one test needs: a relay, the wire before it, a customer and an agent.
//! - [`customer`], [`agent`]: what the two people do and see, as verbs.
//! - [`browser`]: a driver with one browser, elements by role and name, and the errors of its pages.
//! - [`raw`]: an agent without a console, who sends anything. [`malice`]: a relay that lies to the customer's side.
//! - [`relay`]: the relay's process. [`proxy`]: the wire between browsers and relay, which can be cut and is recorded.
//! - [`wire`]: what was recorded, joined and inflated. [`canary`]: the forms in which a secret may have slipped out.
//! - [`corpus`]: hostile content as data; [`planting`] puts it into trees of the wire, [`hostile`] is the customer who
//!   sends them, [`sink`] is where all their addresses lead, [`trial`] a session of theirs that is watched.
//! - [`visit`]: a look at anybody's page, for `cargo xtask leaks`; [`leaving`] reads and reports what left it.
//! - [`site`]: a small site of somebody else, with a policy of its own. [`wait`]: waiting for a condition.

pub mod agent;
pub mod browser;
pub mod canary;
pub mod corpus;
pub mod customer;
mod driver;
pub mod hostile;
pub mod leaving;
pub mod malice;
pub mod planting;
pub mod proxy;
pub mod raw;
pub mod relay;
pub mod sink;
pub mod site;
pub mod trial;
pub mod visit;
pub mod wait;
pub mod wire;
pub mod world;
