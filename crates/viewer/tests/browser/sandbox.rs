//! Whatever a hostile customer sends: nothing runs, nothing is asked for, nothing is clobbered.

use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::Namespace;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Customer, Plain, Stage, until};

#[wasm_bindgen_test]
async fn no_script_runs_and_no_address_is_asked_for() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let evil = "javascript:parent.pwned=1";
    let remote = "https://evil.example/x.png";
    let mut prev = 0;
    let mut add = |page: &mut Customer, ns, tag: &str, attributes: &[(&str, &str)]| {
        prev = page.element_of(ns, 4, prev, tag, attributes);
        prev
    };
    let html = Namespace::Html;
    add(&mut page, html, "img", &[("src", "data:text/html,x"), ("onerror", "parent.pwned=1")]);
    add(&mut page, html, "img", &[("src", remote), ("srcset", remote), ("onerror", "parent.pwned=1")]);
    add(&mut page, html, "iframe", &[("src", evil), ("srcdoc", "<script>parent.pwned=1</script>")]);
    add(&mut page, html, "object", &[("data", evil)]);
    add(&mut page, html, "embed", &[("src", remote)]);
    add(&mut page, html, "video", &[("src", remote), ("poster", remote), ("autoplay", "")]);
    add(&mut page, html, "link", &[("rel", "preload"), ("href", remote), ("as", "image")]);
    add(&mut page, html, "meta", &[("http-equiv", "refresh"), ("content", "0;url=https://evil.example")]);
    add(&mut page, html, "base", &[("href", "https://evil.example")]);
    add(&mut page, html, "a", &[("href", evil), ("ping", remote), ("id", "link")]);
    add(&mut page, html, "form", &[("action", evil), ("id", "form")]);
    add(&mut page, html, "input", &[("type", "image"), ("src", remote)]);
    add(&mut page, html, "p", &[("style", "background:url(https://evil.example/c.png);width:9px")]);
    let svg = add(&mut page, Namespace::Svg, "svg", &[("onload", "parent.pwned=1")]);
    let image = page.element_of(Namespace::Svg, svg, 0, "image", &[("href", remote), ("xlink:href", remote)]);
    let used =
        page.element_of(Namespace::Svg, svg, image, "use", &[("href", "https://evil.example/s.svg#a")]);
    page.element_of(Namespace::Svg, svg, used, "animate", &[("attributeName", "href"), ("values", evil)]);
    let script = add(&mut page, html, "script", &[("src", remote)]);
    page.text(script, 0, "parent.pwned=1");
    let style = add(&mut page, html, "style", &[]);
    page.tree.sheet(
        NodeId(style),
        0,
        false,
        &Plain(""),
        &Plain("@import 'https://evil.example/i.css'; p { list-style: \\75rl(https://evil.example/l.png) }"),
    );
    page.send(&stage, FrameType::Snapshot);
    until("the style is there", || stage.style("p", "width") == "9px").await;
    let html = stage.html();
    for forbidden in [
        " src=", " srcset=", " href=", " action=", " ping=", " poster=", " srcdoc=", " onerror", " onload",
        "<script", "<meta",
    ] {
        assert!(!html.contains(forbidden), "{forbidden} in {html}");
    }
    let window = web_sys::window().unwrap();
    assert!(js_sys::Reflect::get(&window, &JsValue::from_str("pwned")).unwrap().is_undefined());
    let inner = stage.frame.content_window().unwrap();
    let entries = inner.performance().unwrap().get_entries_by_type("resource");
    assert_eq!(entries.length(), 0, "something was asked for");
}

#[wasm_bindgen_test]
fn names_and_ids_of_the_page_cannot_stand_in_for_methods() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let form = page.element(4, 0, "form", &[("class", "f")]);
    let mut prev = 0;
    for id in [
        "setAttribute",
        "removeAttribute",
        "insertBefore",
        "parentNode",
        "firstChild",
        "style",
        "nodeType",
        "isConnected",
    ] {
        prev = page.element(form, prev, "input", &[("id", id), ("name", id)]);
    }
    let mut prev = form;
    for name in
        ["createElementNS", "documentElement", "defaultView", "elementFromPoint", "adoptedStyleSheets"]
    {
        prev = page.element(4, prev, "img", &[("id", name), ("name", name)]);
    }
    page.send(&stage, FrameType::Snapshot);
    page.tree.set_attribute(NodeId(form), &Plain("title"), &Plain("t"));
    page.tree.remove_attribute(NodeId(form), &Plain("class"));
    page.element(form, 0, "b", &[]);
    page.send(&stage, FrameType::Patch);
    stage.find("form[title=t]:not([class]) > b:first-child");
    assert_eq!(stage.heard(|event| matches!(event, pillion_viewer::ViewerEvent::SnapshotWanted)), 0);
}
