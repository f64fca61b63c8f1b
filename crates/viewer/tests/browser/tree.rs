//! Snapshots and patches become the document.

use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::{Epoch, NodeId};
use pillion_protocol::tree::{BoxKind, Namespace, NodeFlags};
use pillion_protocol::update::{Asset, Scroll, ScrollPosition};
use pillion_viewer::ViewerEvent;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlIFrameElement, HtmlInputElement, HtmlSelectElement};

use crate::page::{Customer, Plain, Stage, until};

#[wasm_bindgen_test]
fn a_snapshot_becomes_the_document_and_patches_change_it() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let list = page.element(4, 0, "ul", &[("class", "rows")]);
    let first = page.element(list, 0, "li", &[]);
    page.text(first, 0, "one");
    let second = page.element(list, first, "li", &[]);
    page.text(second, 0, "two");
    page.send(&stage, FrameType::Snapshot);
    assert_eq!(stage.find("ul.rows").text_content().unwrap(), "onetwo");
    assert_eq!(stage.heard(|event| *event == ViewerEvent::Rendered), 1);
    assert_eq!(stage.heard(|event| *event == ViewerEvent::Epoch(Epoch(1))), 1);
    assert_eq!(stage.heard(|event| matches!(event, ViewerEvent::Viewport { width: 800, height: 600 })), 1);
    assert_eq!(stage.frame.client_width(), 800);

    page.tree.detach(NodeId(second));
    page.tree.place(NodeId(second), NodeId(list), NodeId::NONE);
    page.tree.set_attribute(NodeId(list), &Plain("class"), &Plain("sorted"));
    let third = page.element(list, first, "li", &[]);
    page.text(third, 0, "three");
    page.send(&stage, FrameType::Patch);
    assert_eq!(stage.find("ul.sorted").text_content().unwrap(), "twoonethree");

    page.tree.remove(NodeId(first));
    page.send(&stage, FrameType::Patch);
    assert_eq!(stage.find("ul").text_content().unwrap(), "twothree");
}

#[wasm_bindgen_test]
fn a_patch_that_does_not_fit_changes_nothing_and_wants_a_snapshot_once() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let row = page.element(4, 0, "p", &[]);
    page.text(row, 0, "as it was");
    page.send(&stage, FrameType::Snapshot);
    let before = stage.html();
    page.tree.set_attribute(NodeId(row), &Plain("class"), &Plain("new"));
    page.tree.remove(NodeId(999));
    page.send(&stage, FrameType::Patch);
    page.tree.set_attribute(NodeId(row), &Plain("class"), &Plain("newer"));
    page.send(&stage, FrameType::Patch);
    assert_eq!(stage.html(), before);
    assert_eq!(stage.heard(|event| *event == ViewerEvent::SnapshotWanted), 1);
    page.begin();
    page.element(4, 0, "h1", &[]);
    page.send(&stage, FrameType::Snapshot);
    stage.find("body > h1:only-child");
    assert_eq!(stage.heard(|event| *event == ViewerEvent::Rendered), 2);
}

#[wasm_bindgen_test]
fn frames_of_an_older_page_load_are_passed_over() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    page.epoch = Epoch(2);
    let row = page.element(4, 0, "p", &[]);
    page.send(&stage, FrameType::Snapshot);
    page.epoch = Epoch(1);
    page.tree.remove(NodeId(row));
    page.send(&stage, FrameType::Patch);
    page.begin();
    page.send(&stage, FrameType::Snapshot);
    stage.find("p");
    assert_eq!(stage.heard(|event| *event == ViewerEvent::SnapshotWanted), 0);
}

#[wasm_bindgen_test]
fn form_state_is_the_customers() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let text = page.element(4, 0, "input", &[("id", "t"), ("type", "text"), ("value", "old")]);
    let check = page.element(4, text, "input", &[("id", "c"), ("type", "checkbox")]);
    let list = page.element(4, check, "select", &[]);
    let one = page.element(list, 0, "option", &[]);
    page.element(list, one, "option", &[]);
    page.tree.value(NodeId(text), &Plain("typed"));
    page.tree.checked(NodeId(check), true, false);
    page.tree.selected(NodeId(list), &[1]);
    page.send(&stage, FrameType::Snapshot);
    let input = |id: &str| stage.find(id).unchecked_into::<HtmlInputElement>();
    assert_eq!(input("#t").value(), "typed");
    assert!(input("#c").checked());
    assert_eq!(stage.find("select").unchecked_into::<HtmlSelectElement>().selected_index(), 1);
    page.tree.value(NodeId(text), &Plain(""));
    page.tree.checked(NodeId(check), false, true);
    page.tree.selected(NodeId(list), &[0]);
    page.send(&stage, FrameType::Patch);
    assert_eq!(input("#t").value(), "");
    assert!(!input("#c").checked() && input("#c").indeterminate());
    assert_eq!(stage.find("select").unchecked_into::<HtmlSelectElement>().selected_index(), 0);
}

#[wasm_bindgen_test]
fn style_comes_from_sheets_of_elements_documents_and_shadow_roots() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let link = page.element(3, 0, "link", &[("rel", "stylesheet"), ("href", "https://bank.example/a.css")]);
    page.tree.sheet(
        NodeId(link),
        0,
        false,
        &Plain(""),
        &Plain("p { color: rgb(1, 2, 3) } a:link { margin-left: 7px }"),
    );
    let text = page.element(4, 0, "p", &[]);
    let anchor = page.element(4, text, "a", &[("href", "https://bank.example/b")]);
    let host = page.element(4, anchor, "acme-card", &[]);
    let root = page.id();
    page.tree.shadow_root(root, NodeId(host));
    let inner = page.element(root.0, 0, "b", &[]);
    page.text(inner, 0, "in");
    page.tree.sheet(root, 0, false, &Plain(""), &Plain("b { color: rgb(4, 5, 6) }"));
    page.tree.sheet(NodeId(1), 0, false, &Plain(""), &Plain("p { padding-top: 9px }"));
    page.send(&stage, FrameType::Snapshot);
    assert_eq!(stage.style("p", "color"), "rgb(1, 2, 3)");
    assert_eq!(stage.style("p", "padding-top"), "9px");
    assert_eq!(stage.style("a", "margin-left"), "7px");
    assert!(stage.style("a", "text-decoration").contains("underline"));
    assert!(!stage.find("a").has_attribute("href"));
    let bold = stage.find("acme-card").shadow_root().unwrap().query_selector("b").unwrap().unwrap();
    let window = stage.frame.content_window().unwrap();
    let color = window.get_computed_style(&bold).unwrap().unwrap().get_property_value("color").unwrap();
    assert_eq!(color, "rgb(4, 5, 6)");
    page.tree.sheet(NodeId(link), 0, true, &Plain(""), &Plain("p { color: rgb(1, 2, 3) }"));
    page.tree.sheet_count(NodeId(1), 0);
    page.send(&stage, FrameType::Patch);
    assert_eq!(stage.style("p", "color"), "rgb(0, 0, 0)");
    assert_eq!(stage.style("p", "padding-top"), "0px");
}

#[wasm_bindgen_test]
async fn frames_of_the_same_origin_are_rebuilt_within_and_survive_a_move() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let frame = page.element(4, 0, "iframe", &[("src", "https://bank.example/f"), ("id", "f")]);
    let inner = page.id();
    page.tree.document(inner, NodeId(frame));
    let html = page.element(inner.0, 0, "html", &[]);
    let body = page.element(html, 0, "body", &[]);
    page.text(body, 0, "rates");
    page.tree.sheet(inner, 0, false, &Plain(""), &Plain("body { color: rgb(7, 8, 9) }"));
    page.send(&stage, FrameType::Snapshot);
    let text = || {
        let frame: HtmlIFrameElement = stage.find("iframe").unchecked_into();
        frame.content_document().and_then(|document| document.body()).and_then(|body| body.text_content())
    };
    until("the frame is filled", || text().as_deref() == Some("rates")).await;
    assert_eq!(stage.find("iframe").get_attribute("sandbox").as_deref(), Some("allow-same-origin"));
    assert!(!stage.find("iframe").has_attribute("src"));
    let target = page.element(4, frame, "div", &[]);
    page.tree.detach(NodeId(frame));
    page.tree.place(NodeId(frame), NodeId(target), NodeId::NONE);
    page.send(&stage, FrameType::Patch);
    until("the frame is filled again", || text().as_deref() == Some("rates")).await;
    let frame: HtmlIFrameElement = stage.find("div > iframe").unchecked_into();
    let window = frame.content_window().unwrap();
    let body = window.document().unwrap().body().unwrap();
    let color = window.get_computed_style(&body).unwrap().unwrap().get_property_value("color").unwrap();
    assert_eq!(color, "rgb(7, 8, 9)");
}

#[wasm_bindgen_test]
async fn an_image_shows_when_its_asset_has_come() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let url = "https://bank.example/logo.png";
    let image =
        page.element(4, 0, "img", &[("src", url), ("width", "40"), ("height", "20"), ("alt", "Logo")]);
    page.element(4, image, "p", &[("style", "background: url(https://bank.example/logo.png)")]);
    page.send(&stage, FrameType::Snapshot);
    assert!(!stage.find("img").has_attribute("src"));
    assert_eq!(stage.find("img").client_width(), 40);
    let asset = Asset { url: url.to_owned(), mime: "image/png".to_owned(), bytes: vec![1, 2, 3] };
    page.tell(&stage, FrameType::Asset, &asset);
    until("the image has its source", || {
        stage.find("img").get_attribute("src").is_some_and(|src| src.starts_with("blob:"))
    })
    .await;
    assert!(stage.find("p").get_attribute("style").unwrap().contains("blob:"));
}

#[wasm_bindgen_test]
fn scrollers_stand_where_the_customers_stand() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let outer = page.element(
        4,
        0,
        "div",
        &[("id", "s"), ("style", "height:100px;overflow:auto;scroll-behavior:smooth")],
    );
    page.element(outer, 0, "div", &[("style", "height:900px")]);
    page.element(4, outer, "div", &[("style", "height:5000px")]);
    page.tree.scroll(NodeId(outer), 0, 120);
    page.tree.scroll(NodeId(1), 0, 300);
    page.send(&stage, FrameType::Snapshot);
    assert_eq!(stage.find("#s").scroll_top(), 120);
    assert_eq!(stage.frame.content_window().unwrap().scroll_y().unwrap(), 300.0);
    let scroll = Scroll(vec![ScrollPosition { node: NodeId(outer), x: 0, y: 10 }]);
    page.tell(&stage, FrameType::Scroll, &scroll);
    assert_eq!(stage.find("#s").scroll_top(), 10);
}

#[wasm_bindgen_test]
fn boxes_keep_their_size_and_modal_dialogs_lie_on_top() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let canvas = page.element(4, 0, "canvas", &[]);
    page.tree.placeholder(NodeId(canvas), BoxKind::Drawing, 321, 123);
    let span = page.element(4, canvas, "span", &[]);
    page.tree.placeholder(NodeId(span), BoxKind::Hidden, 50, 30);
    let object = page.element(4, span, "object", &[("data", "https://bank.example/x")]);
    page.tree.placeholder(NodeId(object), BoxKind::OtherSite, 60, 40);
    let dialog = page.element(4, object, "dialog", &[("open", "")]);
    page.text(dialog, 0, "sure?");
    page.tree.flags(NodeId(dialog), NodeFlags(NodeFlags::MODAL));
    page.element_of(Namespace::Svg, 4, dialog, "svg", &[("viewBox", "0 0 1 1")]);
    page.send(&stage, FrameType::Snapshot);
    for (tag, width, height) in [("canvas", 321.0, 123.0), ("span", 50.0, 30.0), ("object", 60.0, 40.0)] {
        let area = stage.find(tag).get_bounding_client_rect();
        assert_eq!((area.width(), area.height()), (width, height), "{tag}");
    }
    assert!(stage.find("dialog").matches(":modal").unwrap());
    page.tree.flags(NodeId(dialog), NodeFlags(0));
    page.tree.remove_attribute(NodeId(dialog), &Plain("open"));
    page.send(&stage, FrameType::Patch);
    assert!(!stage.find("dialog").matches(":modal").unwrap());
}

#[wasm_bindgen_test]
fn an_emptied_mirror_shows_nothing_until_the_next_snapshot() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let row = page.element(4, 0, "p", &[]);
    page.text(row, 0, "secret");
    page.send(&stage, FrameType::Snapshot);
    stage.viewer.clear();
    assert!(!stage.html().contains("secret"));
    page.tree.set_attribute(NodeId(row), &Plain("class"), &Plain("x"));
    page.send(&stage, FrameType::Patch);
    assert_eq!(stage.heard(|event| *event == ViewerEvent::SnapshotWanted), 0);
    page.begin();
    page.send(&stage, FrameType::Snapshot);
    assert_eq!(stage.heard(|event| *event == ViewerEvent::Rendered), 2);
}
