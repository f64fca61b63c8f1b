//! A hostile customer's frames: over every limit, broken in every way. The console refuses them, asks for a snapshot,
//! stays as quick as before, and shows the next good page.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use pillion_e2e::agent::CONSOLE;
use pillion_e2e::planting::{BODY, HOST, Page, Raw};
use pillion_e2e::trial::Trial;
use pillion_protocol::frame::{Flags, FrameType};
use pillion_protocol::ids::{Epoch, MarkId, NodeId, Slot};
use pillion_protocol::tree::{Namespace, NodeFlags, Viewport};
use pillion_protocol::update::{Asset, Mark, Marks, Scroll, ScrollPosition};
use pillion_protocol::{limits, to_payload};
use serde_json::json;
use thirtyfour::Key;

/// Longer than this the console may not be stuck by a payload that it refuses. Generous: a development build on a
/// machine that does other things besides.
const STUCK: Duration = Duration::from_secs(12);

type Case = (&'static str, fn(&mut Page));

const NONE: NodeId = NodeId::NONE;
const IN_BODY: NodeId = NodeId(BODY);

fn element(page: &mut Page, (id, parent, prev): (NodeId, NodeId, NodeId), tag: &str) {
    let none: [(Raw<'_>, Raw<'_>); 0] = [];
    page.tree().element((id, parent, prev), Namespace::Html, &Raw(tag), &none);
}

/// What a payload may not do to the tree.
const CASES: &[Case] = &[
    ("a number that is taken", |page| element(page, (NodeId(HOST), IN_BODY, NONE), "p")),
    ("number 0", |page| element(page, (NONE, IN_BODY, NONE), "p")),
    ("a parent that is not there", |page| {
        let id = page.fresh();
        element(page, (id, NodeId(4_000_000_000), NONE), "p");
    }),
    ("its own parent", |page| {
        let id = page.fresh();
        element(page, (id, id, NONE), "p");
    }),
    ("a sibling from elsewhere", |page| {
        let id = page.fresh();
        element(page, (id, NodeId(HOST), NodeId(HOST)), "p");
    }),
    ("an element within itself", |page| {
        let (outer, inner) = (page.fresh(), page.fresh());
        element(page, (outer, IN_BODY, NONE), "div");
        element(page, (inner, outer, NONE), "div");
        page.tree().detach(outer);
        page.tree().place(outer, inner, NONE);
    }),
    ("a node that is taken out and never placed", |page| page.tree().detach(NodeId(HOST))),
    ("a node that is taken out twice", |page| {
        page.tree().detach(NodeId(HOST));
        page.tree().detach(NodeId(HOST));
    }),
    ("the body's removal, and then more for it", |page| {
        page.tree().remove(IN_BODY);
        page.tree().set_attribute(IN_BODY, &Raw("class"), &Raw("x"));
    }),
    ("a second document", |page| {
        let id = page.fresh();
        page.tree().document(id, NONE);
    }),
    ("text straight in a document", |page| {
        let id = page.fresh();
        page.tree().text(id, NodeId(1), NONE, &Raw("x"));
    }),
    ("a second root element", |page| {
        let id = page.fresh();
        element(page, (id, NodeId(1), NodeId(2)), "html");
    }),
    ("a document below what is no frame", |page| {
        let id = page.fresh();
        page.tree().document(id, NodeId(HOST));
    }),
    ("a second shadow root", |page| {
        let id = page.fresh();
        page.tree().shadow_root(id, NodeId(HOST));
    }),
    ("a shadow root of a field", |page| {
        let (field, root) = (page.fresh(), page.fresh());
        element(page, (field, IN_BODY, NONE), "input");
        page.tree().shadow_root(root, field);
    }),
    ("a shadow root's removal", |page| page.tree().remove(NodeId(7))),
    ("a style sheet of what has none", |page| {
        page.tree().sheet(NodeId(HOST), 0, false, &Raw(""), &Raw("a{}"));
    }),
    ("the millionth adopted sheet", |page| {
        page.tree().sheet(NodeId(1), 1_000_000, false, &Raw(""), &Raw("a{}"));
    }),
    ("four billion adopted sheets", |page| page.tree().sheet_count(NodeId(1), u32::MAX)),
    ("the choice of a million options", |page| {
        let id = page.fresh();
        element(page, (id, IN_BODY, NONE), "select");
        page.tree().selected(id, &vec![7; 1_000_000]);
    }),
    ("an attribute of a text", |page| {
        let id = page.fresh();
        page.tree().text(id, IN_BODY, NONE, &Raw("x"));
        page.tree().set_attribute(id, &Raw("class"), &Raw("x"));
    }),
    ("an attribute of 64 KiB and a byte", |page| {
        page.tree().set_attribute(IN_BODY, &Raw("title"), &Raw(&"x".repeat(limits::ATTRIBUTE_BYTES + 1)));
    }),
    ("a depth of 600", |page| {
        let mut parent = IN_BODY;
        for _ in 0..600 {
            let id = page.fresh();
            element(page, (id, parent, NONE), "div");
            parent = id;
        }
    }),
    ("200 000 nodes more", |page| {
        let mut prev = NodeId(8);
        for _ in 0..limits::NODES {
            let id = page.fresh();
            element(page, (id, IN_BODY, prev), "i");
            prev = id;
        }
    }),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_the_tree_is_refused_and_the_next_page_is_shown() -> Result<()> {
    let mut trial = Trial::begin().await?;
    for (what, write) in CASES {
        let start = Instant::now();
        write(&mut trial.page);
        let payload = trial.page.take();
        trial.send_deflated(FrameType::Patch, &payload).await?;
        trial.is_refused(what).await?;
        trial.recovers(what).await?;
        if start.elapsed() > STUCK {
            bail!("{what} held the console up for {:?}", start.elapsed());
        }
    }
    trial.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_and_blown_up_payloads_are_refused_and_the_next_page_is_shown() -> Result<()> {
    let mut trial = Trial::begin().await?;
    let mut text = Page::new();
    text.add(&json!(["p", {}, "here is the text"]))?;
    let good = text.take();
    let place = good.windows(4).position(|bytes| bytes == b"text").context("no text in the payload")?;
    let mut wrong_text = good.clone();
    wrong_text[place] = 0xff;
    let mut cut = good.clone();
    cut.truncate(good.len() / 2);
    let mut long = good.clone();
    long.push(0);
    let plain: [(&str, &[u8]); 6] = [
        ("nothing", &[]),
        ("bytes that say nothing", &[0xff; 500]),
        ("text that is no UTF-8", &wrong_text),
        ("half a payload", &cut),
        ("a payload and a byte", &long),
        ("lengths beyond the end", &[0xff, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3]),
    ];
    for (what, payload) in plain {
        trial.customer.send(FrameType::Snapshot, payload).await?;
        trial.is_refused(what).await?;
        trial.recovers(what).await?;
    }
    let bomb = vec![0; 10 * limits::TREE_BYTES];
    trial.send_deflated(FrameType::Snapshot, &bomb).await?;
    trial.is_refused("160 MiB in 160 KiB").await?;
    trial.recovers("160 MiB in 160 KiB").await?;
    trial.customer.send_flagged(FrameType::Snapshot, Flags::DEFLATED, &good).await?;
    trial.is_refused("what says it is deflated").await?;
    trial.recovers("what says it is deflated").await?;
    trial.customer.seq += 1;
    trial.patch().await?;
    trial.is_refused("a frame after one that never came").await?;
    trial.recovers("a frame after one that never came").await?;
    let epoch = trial.customer.epoch;
    trial.customer.epoch = Epoch(epoch.0 + 1);
    trial.page.mark("of a page load that is not told of");
    trial.patch().await?;
    trial.customer.epoch = epoch;
    trial.is_refused("a patch of another page load").await?;
    trial.recovers("a patch of another page load").await?;
    trial.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn extremes_are_shown_within_bounds() -> Result<()> {
    let mut trial = Trial::begin().await?;
    trial.page.tree().viewport(Viewport { width: u32::MAX, height: u32::MAX, ratio: u32::MAX });
    trial.settle("a viewport of four billion pixels").await?;
    trial.page.tree().viewport(Viewport { width: 0, height: 0, ratio: 0 });
    trial.settle("a viewport of nothing").await?;
    trial.page.tree().viewport(Viewport { width: 1000, height: 700, ratio: 1000 });
    for (x, y) in [(i32::MAX, i32::MIN), (i32::MIN, i32::MAX)] {
        let scroll =
            Scroll([1, 4, 6, 9, 77].map(|node| ScrollPosition { node: NodeId(node), x, y }).to_vec());
        trial.customer.send(FrameType::Scroll, &to_payload(&scroll)).await?;
    }
    let mark = |id| Mark {
        id: MarkId(id),
        node: IN_BODY,
        slot: Slot(3),
        note: "note ".repeat(999),
        left_ms: u32::MAX,
    };
    trial.customer.send(FrameType::Marks, &to_payload(&Marks((0..500).map(mark).collect()))).await?;
    for number in 0..2_000u32 {
        let id = trial.page.fresh();
        element(&mut trial.page, (id, IN_BODY, NONE), "input");
        trial.page.tree().flags(id, NodeFlags(u32::MAX));
        if number == 0 {
            trial.page.tree().set_attribute(id, &Raw(&"n".repeat(100_000)), &Raw("x"));
            (0..3_000).for_each(|number| {
                trial.page.tree().set_attribute(id, &Raw(&format!("data-{number}")), &Raw("x"))
            });
        }
    }
    let id = trial.page.fresh();
    element(&mut trial.page, (id, IN_BODY, NONE), &"t".repeat(100_000));
    let asset = Asset { url: "u".repeat(100_000), mime: "image/gif".to_owned(), bytes: vec![0; 100] };
    trial.customer.send(FrameType::Asset, &to_payload(&asset)).await?;
    trial.settle("2 000 private fields, long names, 500 highlights").await?;
    trial.agent.has_marks(limits::MARKS).await?;
    let private =
        trial.agent.browser.run("return document.querySelectorAll('.pv-private').length", vec![]).await?;
    if private.as_u64().is_none_or(|count| count == 0 || count >= 2_000) {
        bail!("{private} marks of private fields");
    }
    trial.agent.browser.find(CONSOLE, "button", "Clear marks (20)").await?;
    // Two thousand fields of the mirror, and none is on the keyboard's way through the console.
    trial.agent.browser.type_keys(Key::Tab.value().to_string().repeat(60)).await?;
    trial.look("the Tab key").await?;
    trial.end().await
}
