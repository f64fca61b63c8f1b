//! The overlay: frame, cursors, marks and private marks, and the panel that stays clear of them.

use pillion_protocol::ids::MarkId;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::bench::{Bench, Prop, document, live, maya, until};
use crate::view::{Live, Panel, Person};

#[wasm_bindgen_test]
fn the_frame_says_the_state_and_goes_with_the_session() {
    let bench = Bench::new();
    let tab = || bench.find(".tab").and_then(|tab| tab.text_content());
    bench.panel(Panel::Asking { agent: maya(), mode: live().mode });
    assert_eq!(tab(), None);
    bench.panel(Panel::Live(live()));
    assert_eq!(tab().as_deref(), Some("Shared with Maya R."));
    let sam = Person { slot: pillion_protocol::ids::Slot(2), name: "Sam T.".into(), away: false };
    bench.panel(Panel::Live(Live { agents: vec![maya(), sam], ..live() }));
    assert_eq!(tab().as_deref(), Some("Shared with Maya R. and 1 more"));
    bench.panel(Panel::Paused { agent: Some(maya()), until: 0.0 });
    assert_eq!(tab().as_deref(), Some("Sharing stopped"));
    bench.panel(Panel::Reconnecting { agent: Some(maya()), until: 0.0 });
    assert_eq!(tab().as_deref(), Some("Reconnecting"));
    bench.panel(Panel::Idle);
    assert_eq!(tab(), None);
}

#[wasm_bindgen_test]
fn a_cursor_moves_rings_and_goes_when_its_agent_leaves() {
    let bench = Bench::new();
    bench.panel(Panel::Live(live()));
    bench.ui().cursor(&maya(), Some((100.0, 50.5)), false);
    let cursor = bench.find(".cursor").unwrap();
    assert_eq!(cursor.style().get_property_value("transform").unwrap(), "translate(100px, 50.5px)");
    assert_eq!(cursor.text_content().unwrap(), "Maya R.");
    assert!(bench.find(".ring").is_none());
    bench.ui().cursor(&maya(), Some((10.0, 20.0)), true);
    assert!(bench.find(".ring").is_some());
    assert!(bench.find(".cursor").unwrap() == cursor, "one cursor for each agent");
    bench.ui().cursor(&maya(), None, false);
    assert!(bench.find(".cursor").is_none());
    bench.ui().cursor(&maya(), Some((10.0, 20.0)), false);
    bench.panel(Panel::Paused { agent: Some(maya()), until: 0.0 });
    assert!(bench.find(".cursor").is_none(), "who sees nothing points at nothing");
}

fn left(node: &Element) -> f64 {
    node.get_bounding_client_rect().left()
}

#[wasm_bindgen_test]
async fn a_mark_follows_its_element_and_a_chip_leads_to_one_out_of_sight() {
    let bench = Bench::new();
    bench.panel(Panel::Live(live()));
    let target = Prop::new("div", "40px", "60px");
    let note = String::from("As on your pay slip");
    bench.ui().marks(&[(MarkId(1), target.0.clone(), note, maya())]);
    let ring = bench.find(".ring-mark").unwrap();
    assert_eq!(bench.find(".note-label").unwrap().text_content().unwrap(), "Maya R. As on your pay slip");
    assert!(ring.text_content().unwrap().is_empty(), "one mark needs no number");
    let moved = target.0.clone().unchecked_into::<HtmlElement>();
    moved.style().set_property("left", "200px").unwrap();
    until("the ring is at the element", || (left(&ring) - left(&moved)).abs() < 12.0).await;

    moved.style().set_property("top", "9000px").unwrap();
    until("the chip is there", || bench.find(".chip:not([hidden])[data-side=down]").is_some()).await;
    assert!(bench.find(".ring-mark").unwrap().hidden());

    let second = Prop::new("div", "40px", "160px");
    bench.ui().marks(&[
        (MarkId(1), target.0.clone(), String::new(), maya()),
        (MarkId(2), second.0.clone(), String::new(), maya()),
    ]);
    let numbers = bench.root.query_selector_all(".number").unwrap();
    assert_eq!(numbers.length(), 2);
    bench.ui().marks(&[]);
    assert!(bench.find(".ring-mark:not([data-gone]),.chip").is_none());
    assert!(bench.find(".ring-mark[data-gone]").is_some(), "its picture fades");
    until("the picture is gone", || bench.find(".ring-mark,.note-label").is_none()).await;
}

#[wasm_bindgen_test]
fn a_note_lies_on_no_label_field_or_button() {
    let bench = Bench::new();
    bench.panel(Panel::Live(live()));
    let target = Prop::new("div", "20px", "200px");
    for (busy, above, below) in [("button", "160px", "240px"), ("label", "150px", "236px")] {
        let _over = Prop::new(busy, "20px", above);
        let _under = Prop::new(busy, "20px", below);
        let marks = [(MarkId(1), target.0.clone(), String::from("Here"), maya())];
        bench.ui().marks(&marks);
        let note = bench.find(".note-label:not([data-gone])").unwrap();
        assert_eq!(note.get_attribute("data-side").as_deref(), Some("end"), "beside {busy}");
        bench.ui().marks(&[]);
    }
    bench.ui().marks(&[(MarkId(2), target.0.clone(), String::from("Here"), maya())]);
    let note = bench.find(".note-label:not([data-gone])").unwrap();
    assert_eq!(note.get_attribute("data-side").as_deref(), Some("below"), "where nothing is in the way");
}

#[wasm_bindgen_test]
async fn private_marks_are_there_only_while_a_page_is_shared() {
    let bench = Bench::new();
    let field = Prop::new("input", "40px", "60px");
    bench.ui().private(std::slice::from_ref(&field.0));
    assert!(bench.find(".private-mark").is_none());
    bench.panel(Panel::Live(live()));
    let mark = bench.find(".private-mark").unwrap();
    assert_eq!(mark.text_content().unwrap(), "Private");
    let moved = field.0.clone().unchecked_into::<HtmlElement>();
    moved.style().set_property("left", "200px").unwrap();
    until("the mark is at the field", || (left(&mark) - left(&moved)).abs() < 12.0).await;
    bench.panel(Panel::Idle);
    assert!(bench.find(".private-mark").is_none());
}

#[wasm_bindgen_test]
fn the_panel_makes_way_for_a_fresh_mark() {
    let bench = Bench::new();
    bench.panel(Panel::Live(live()));
    // Without snippet.js' base styles the card stands at the window's start.
    let card = bench.find(".card").unwrap();
    card.style().set_property("position", "fixed").unwrap();
    let target = Prop::new("div", "0", "0");
    let everywhere = target.0.clone().unchecked_into::<HtmlElement>();
    everywhere.style().set_property("width", "100vw").unwrap();
    everywhere.style().set_property("height", "100vh").unwrap();
    bench.ui().marks(&[(MarkId(1), target.0.clone(), String::new(), maya())]);
    assert!(bench.find(".bar").is_some());
}

#[wasm_bindgen_test]
async fn the_host_moves_into_a_modal_dialog_and_back() {
    let bench = Bench::new();
    bench.panel(Panel::Live(live()));
    let dialog: web_sys::HtmlDialogElement = document().create_element("dialog").unwrap().unchecked_into();
    document().body().unwrap().append_child(&dialog).unwrap();
    dialog.show_modal().unwrap();
    until("the host is in the dialog", || dialog.contains(Some(&bench.host))).await;
    dialog.close();
    let root = document().document_element();
    until("the host is home", || bench.host.parent_element() == root).await;
    dialog.show_modal().unwrap();
    until("the host is in the dialog", || dialog.contains(Some(&bench.host))).await;
    dialog.remove();
    until("the host is home", || bench.host.is_connected()).await;
}

/// Puts a trap into every function that a page could listen at; gives the function that takes them out again and
/// tells what fell into them.
const TRAPS: &str = "
    const seen = [];
    const undo = [];
    const trap = (owner, ...names) => names.forEach((name) => {
        const own = Object.getOwnPropertyDescriptor(owner, name);
        const spy = () => { seen.push(name); throw new Error(name); };
        Object.defineProperty(owner, name, own.get ? { ...own, get: spy, set: spy } : { ...own, value: spy });
        undo.push(() => Object.defineProperty(owner, name, own));
    });
    trap(Node.prototype, 'insertBefore', 'removeChild', 'textContent', 'parentNode', 'contains', 'isConnected');
    trap(Element.prototype, 'setAttribute', 'getAttribute', 'closest', 'matches', 'getBoundingClientRect');
    trap(EventTarget.prototype, 'addEventListener', 'removeEventListener');
    trap(Event.prototype, 'target', 'stopPropagation', 'composedPath');
    trap(Document.prototype, 'createElementNS', 'createTextNode', 'elementFromPoint', 'activeElement');
    trap(HTMLElement.prototype, 'focus', 'style');
    trap(CSSStyleDeclaration.prototype, 'setProperty', 'getPropertyValue');
    trap(ShadowRoot.prototype, 'activeElement');
    trap(JSON, 'parse');
    trap(Date, 'now');
    return () => { undo.forEach((take) => take()); return seen.join(); };
";

#[wasm_bindgen_test]
fn a_page_that_replaces_its_functions_hears_nothing_of_the_panel() {
    let bench = Bench::new();
    bench.panel(Panel::Idle);
    let target = Prop::new("input", "40px", "60px");
    let mark = [(MarkId(1), target.0.clone(), String::from("Here"), maya())];
    let panel = Panel::Live(live());
    let release: js_sys::Function =
        js_sys::Function::new_no_args(TRAPS).call0(&wasm_bindgen::JsValue::NULL).unwrap().unchecked_into();
    bench.panel(panel);
    bench.ui().cursor(&maya(), Some((10.0, 10.0)), true);
    bench.ui().marks(&mark);
    bench.ui().private(std::slice::from_ref(&target.0));
    let stop = bench.root.query_selector("[data-do=pause]").unwrap();
    if let Some(stop) = &stop {
        stop.unchecked_ref::<HtmlElement>().click();
    }
    let seen = release.call0(&wasm_bindgen::JsValue::NULL).unwrap().as_string();
    assert_eq!(seen.as_deref(), Some(""));
    assert_eq!(bench.events(), [crate::view::UiEvent::Pause]);
    bench.reads(&["Maya R.", "sees this page"]);
    assert!(bench.find(".ring-mark").is_some() && bench.find(".cursor").is_some());
    assert!(bench.find(".private-mark").is_some());
}
