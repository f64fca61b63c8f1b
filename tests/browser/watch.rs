//! Patches: what changes arrives once, soon, in an order that works, and nothing arrives when nothing changes.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    Element, Event, EventInit, HtmlIFrameElement, HtmlInputElement, Node, ShadowRootInit, ShadowRootMode,
};

use crate::rig::{self, Rig, document};

fn open() -> ShadowRootInit {
    ShadowRootInit::new(ShadowRootMode::Open)
}

fn tell(node: &Node, event: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    node.dispatch_event(&Event::new_with_event_init_dict(event, &init).unwrap()).unwrap();
}

#[wasm_bindgen_test]
async fn nothing_leaves_when_nothing_changes() {
    let mut rig =
        Rig::new("<style>p { color: red }</style><p>still <input value=x><select><option>a</select></p>");
    rig.same_size();
    // Longer than two looks at what changes without an event.
    rig::task(1200).await;
    assert!(rig.log.borrow().frames.is_empty(), "{:?}", rig.log.borrow().frames);
    rig.find("p").set_attribute("class", "a").unwrap();
    assert_eq!(rig.flush(), 1);
    rig.same_size();
}

#[wasm_bindgen_test]
async fn the_first_change_after_a_quiet_frame_leaves_at_once_and_more_are_gathered() {
    let mut rig = Rig::new("<p>a</p>");
    rig::task(50).await;
    let p = rig.find("p");
    p.set_attribute("class", "1").unwrap();
    rig::microtask().await;
    assert_eq!(rig.take(), 1, "at once");
    for n in 0..50 {
        p.set_attribute("class", &n.to_string()).unwrap();
        rig::microtask().await;
    }
    assert_eq!(rig.take(), 0, "gathered");
    let log = rig.log.clone();
    rig::until("a frame", || !log.borrow().frames.is_empty()).await;
    assert_eq!(rig.take(), 1);
    assert_eq!(rig.mirrored("p").attributes["class"], "49");
}

#[wasm_bindgen_test]
fn a_moved_subtree_is_placed_and_not_sent_again() {
    let mut rig = Rig::new("<ul id=a><li id=x>needle <b>in</b> hay</li></ul><ul id=b></ul>");
    let (x, before) = (rig.find("#x"), rig.left.len());
    let id = rig.id(&x);
    rig.find("#b").append_child(&x).unwrap();
    rig.same("moved");
    assert_eq!(rig.id(&x), id);
    assert!(!rig.left[before..].windows(6).any(|w| w == b"needle"));
    // Parent and child change places.
    let b = rig.find("#b");
    let a = rig.find("#a");
    x.append_child(&a).unwrap();
    a.append_child(&b).unwrap_err();
    rig.root.append_child(&a).unwrap();
    a.append_child(&b).unwrap();
    rig.same("turned");
}

#[wasm_bindgen_test]
async fn a_subtree_that_comes_back_has_new_numbers_all_the_way_down() {
    let mut rig = Rig::new("<div id=box><p id=p>one <b id=b>two</b></p></div>");
    let (p, b) = (rig.find("#p"), rig.find("#b"));
    let old = (rig.id(&p), rig.id(&b));
    p.remove();
    rig::microtask().await;
    rig.same("removed");
    assert_eq!((rig.id(&p), rig.id(&b)), (0, 0));
    // A part of it alone first: its stale number would hide it.
    rig.find("#box").append_child(&b).unwrap();
    rig.same("a part is back");
    rig.find("#box").append_child(&p).unwrap();
    rig.same("all is back");
    let new = (rig.id(&p), rig.id(&b));
    assert!(new.0 > old.0 && new.1 > old.1, "{old:?} {new:?}");
}

#[wasm_bindgen_test]
async fn what_happens_to_a_subtree_while_it_is_out_is_seen_when_it_is_back() {
    let mut rig = Rig::new("<div id=box><p id=p>one <b id=b>two</b></p></div>");
    // A frame is pending, so that what follows is gathered and read together.
    rig.find("#box").set_attribute("class", "busy").unwrap();
    rig::microtask().await;
    let p = rig.find("#p");
    p.remove();
    rig::microtask().await;
    p.set_inner_html("changed while nobody looked");
    rig::microtask().await;
    rig.find("#box").append_child(&p).unwrap();
    rig::microtask().await;
    rig.same("back");
}

#[wasm_bindgen_test]
async fn a_shadow_root_attached_later_arrives_and_is_watched() {
    let mut rig = Rig::new("<div id=host>light</div>");
    let root = rig.find("#host").attach_shadow(&open()).unwrap();
    root.set_inner_html("<p>first</p>");
    rig::microtask().await;
    rig.same("attached");
    root.first_child().unwrap().set_text_content(Some("second"));
    rig.same("changed");
    let inner = document().create_element("div").unwrap();
    inner.attach_shadow(&open()).unwrap().set_inner_html("<i>deep</i>");
    root.append_child(&inner).unwrap();
    rig.same("nested");
    inner.shadow_root().unwrap().first_child().unwrap().set_text_content(Some("deeper"));
    rig.same("nested change");
    rig.find("#host").remove();
    rig.same("gone");
}

#[wasm_bindgen_test]
fn values_set_by_script_arrive_without_an_event() {
    let mut rig = Rig::new(
        "<input id=t><input id=c type=checkbox><textarea></textarea><select><option>a<option>b</select>",
    );
    rig.get::<HtmlInputElement>("#t").set_value("by script");
    rig.get::<HtmlInputElement>("#c").set_checked(true);
    rig.get::<web_sys::HtmlTextAreaElement>("textarea").set_value("by script too");
    rig.get::<web_sys::HtmlSelectElement>("select").set_selected_index(1);
    rig.same("set");
    assert_eq!(rig.mirrored("#t").value.as_deref(), Some("by script"));
    rig.same_size();
}

#[wasm_bindgen_test]
async fn a_value_set_by_script_arrives_by_itself() {
    let mut rig = Rig::new("<input id=t>");
    rig.get::<HtmlInputElement>("#t").set_value("later");
    let log = rig.log.clone();
    rig::until("the look at values", || !log.borrow().frames.is_empty()).await;
    rig.take();
    assert_eq!(rig.mirrored("#t").value.as_deref(), Some("later"));
}

#[wasm_bindgen_test]
async fn typing_into_a_masked_field_shows_stars_of_one_length_and_no_more_frames() {
    let mut rig = Rig::new("<label>Card number <input id=card></label><input type=password id=word>");
    for id in ["#card", "#word"] {
        let input: HtmlInputElement = rig.get(id);
        for typed in ["7", "73", "7391", "7391-canary"] {
            input.set_value(typed);
            tell(&input, "input");
            rig::microtask().await;
            rig.flush();
        }
        // Told with the clock, not with the keys.
        let log = rig.log.clone();
        rig::until("stars", || !log.borrow().frames.is_empty()).await;
        rig.take();
        assert_eq!(rig.mirrored(id).value.as_deref(), Some("********"));
        let frames = rig.taken.get();
        input.set_value("another-canary");
        tell(&input, "input");
        rig.same_size();
        assert_eq!(rig.taken.get(), frames);
        input.set_value("");
        rig::until("emptiness", || !log.borrow().frames.is_empty()).await;
        rig.take();
        assert_eq!(rig.mirrored(id).value.as_deref(), Some(""));
    }
    assert!(!rig.has_left("canary"));
}

#[wasm_bindgen_test]
fn a_field_that_becomes_sensitive_is_masked_from_then_on_for_good() {
    let mut rig = Rig::new("<label id=l>Note <input id=x value=open></label>");
    assert_eq!(
        rig.mirrored("#x").value.clone().unwrap_or_else(|| rig.mirrored("#x").attributes["value"].clone()),
        "open"
    );
    // Label and value change in one task.
    rig.find("#l").first_child().unwrap().set_node_value(Some("Card number "));
    rig.get::<HtmlInputElement>("#x").set_value("canary1");
    rig.flush();
    assert_eq!(rig.mirrored("#x").value.as_deref(), Some("********"));
    assert!(!rig.mirrored("#x").attributes.contains_key("value"));
    rig.find("#l").first_child().unwrap().set_node_value(Some("Note "));
    rig.get::<HtmlInputElement>("#x").set_value("canary2");
    rig.flush();
    assert!(!rig.has_left("canary"));
}

#[wasm_bindgen_test]
fn a_shown_password_stays_masked_and_so_does_its_successor() {
    let mut rig = Rig::new("<form id=f><input id=p name=p type=password></form>");
    let input: HtmlInputElement = rig.get("#p");
    input.set_value("canary1");
    input.set_type("text");
    rig.flush();
    input.set_value("canary2");
    rig.flush();
    let next = document().create_element("input").unwrap();
    next.set_attribute("name", "p").unwrap();
    next.set_attribute("value", "canary3").unwrap();
    input.replace_with_with_node_1(&next).unwrap();
    rig.flush();
    // Out, changed, and in again under a new number.
    let form = rig.find("#f");
    next.remove();
    rig.flush();
    next.set_attribute("name", "other").unwrap();
    form.append_child(&next).unwrap();
    next.unchecked_ref::<HtmlInputElement>().set_value("canary4");
    rig.flush();
    assert!(!rig.has_left("canary"));
}

#[wasm_bindgen_test]
fn a_mask_set_together_with_the_text_comes_in_time_and_its_removal_too_late() {
    let mut rig = Rig::new("<p id=p>open</p><p id=q>shown</p>");
    let p = rig.find("#p");
    p.set_text_content(Some("canary"));
    p.set_attribute("data-cobrowse-mask", "").unwrap();
    rig.flush();
    p.remove_attribute("data-cobrowse-mask").unwrap();
    rig.flush();
    let text = p.first_child().unwrap();
    rig.find("#q").append_child(&text).unwrap();
    rig.flush();
    text.set_node_value(Some("canary again"));
    rig.flush();
    rig.watcher().snapshot();
    rig.take();
    assert!(!rig.has_left("canary"));
    // What was shown before is masked in place, attributes as well.
    let q = rig.find("#q");
    q.set_attribute("title", "shown").unwrap();
    rig.flush();
    q.set_attribute("data-cobrowse-mask", "").unwrap();
    rig.flush();
    let first = rig.mirrored("#q").children[0];
    assert!(!rig.mirror.nodes[&first].text.contains("shown"));
    assert!(!rig.mirrored("#q").attributes["title"].contains("shown"));
}

#[wasm_bindgen_test]
fn a_block_that_comes_later_takes_the_subtree_away() {
    let mut rig =
        Rig::with("<div id=d class=a><p>shown</p></div><div class=w><i id=i>seen</i></div>", |settings| {
            settings.block = ".hot i".into();
        });
    rig.find("#d").set_attribute("data-cobrowse-block", "").unwrap();
    rig.flush();
    assert_eq!((rig.mirrored("#d").children.len(), rig.mirrored("#d").attributes.len()), (0, 0));
    rig.find("#d p").set_text_content(Some("canary1"));
    rig.find("#d").remove_attribute("data-cobrowse-block").unwrap();
    rig.find("#d").append_child(&document().create_text_node("canary2")).unwrap();
    rig.flush();
    // A selector may hit through another element.
    rig.find(".w").set_attribute("class", "w hot").unwrap();
    rig.find("#i").set_text_content(Some("canary3"));
    rig.flush();
    assert_eq!(rig.mirrored("#i").children.len(), 0);
    assert!(!rig.has_left("canary"));
}

#[wasm_bindgen_test]
fn rules_added_without_a_change_of_the_page_arrive() {
    let mut rig = Rig::new("<style id=s>p { color: red }</style>");
    let sheet: web_sys::CssStyleSheet =
        js_sys::Reflect::get(&rig.find("#s"), &"sheet".into()).unwrap().unchecked_into();
    sheet.insert_rule("b { color: blue }").unwrap();
    rig.flush();
    assert!(rig.mirrored("#s").sheets[&0].contains("blue"));
    rig.same_size();
    // Other text, as many rules.
    rig.find("#s").set_text_content(Some("i { color: green } u { color: green }"));
    rig.flush();
    assert!(rig.mirrored("#s").sheets[&0].contains("green"));
}

#[wasm_bindgen_test]
async fn frames_of_the_same_origin_arrive_and_are_followed_when_they_navigate() {
    let mut rig = Rig::new("");
    let frame: HtmlIFrameElement = document().create_element("iframe").unwrap().unchecked_into();
    rig.root.append_child(&frame).unwrap();
    rig.flush();
    let body = |frame: &HtmlIFrameElement| frame.content_document().unwrap().body().unwrap();
    body(&frame).set_inner_html("<p>inside</p><input value=x>");
    rig.flush();
    let inner = |rig: &Rig| -> String {
        let mut out = String::new();
        let document = rig.mirrored("iframe").inner;
        for child in &rig.mirror.nodes[&document].children {
            crate::dump::mirrored(&rig.mirror, *child, &mut out);
        }
        out
    };
    assert!(inner(&rig).contains("inside"), "{}", inner(&rig));
    body(&frame).first_child().unwrap().set_text_content(Some("changed"));
    let log = rig.log.clone();
    rig::until("the frame's own observer", || !log.borrow().frames.is_empty()).await;
    rig.take();
    assert!(inner(&rig).contains("changed"));
    let old = body(&frame);
    let before = frame.content_document().unwrap();
    frame.set_attribute("srcdoc", "<b>another page</b>").unwrap();
    rig::until("the frame's new page", || {
        frame.content_document().is_some_and(|now| now != before && now.ready_state() == "complete")
    })
    .await;
    rig.flush();
    assert!(inner(&rig).contains("another page"));
    assert_eq!(rig.id(&old), 0);
    frame.remove();
    rig.same("gone");
}

#[wasm_bindgen_test]
fn the_address_and_title_are_followed() {
    let mut rig = Rig::new("");
    let (pages, here) = (rig.log.borrow().pages, document().url().unwrap());
    let history = web_sys::window().unwrap().history().unwrap();
    history.push_state_with_url(&"".into(), "", Some("#elsewhere")).unwrap();
    rig.flush();
    assert!(rig.mirror.url.ends_with("#elsewhere"));
    document().set_title("Another");
    rig.flush();
    assert_eq!(rig.mirror.title, "Another");
    assert_eq!(rig.log.borrow().pages, pages + 2);
    history.replace_state_with_url(&"".into(), "", Some(&here)).unwrap();
}

#[wasm_bindgen_test]
fn a_second_snapshot_keeps_the_numbers_and_says_the_same() {
    let mut rig = Rig::new("<div id=a><p>x</p><input value=y></div>");
    rig.find("#a").append_child(&document().create_element("b").unwrap()).unwrap();
    let id = rig.id(&rig.find("#a"));
    rig.watcher().snapshot();
    rig.same("again");
    assert_eq!(rig.id(&rig.find("#a")), id);
    rig.find("b").set_text_content(Some("more"));
    rig.same("after");
}

#[wasm_bindgen_test]
async fn dropping_the_watcher_leaves_the_page_as_it_was() {
    let attach = || {
        let prototype = js_sys::Reflect::get(
            &js_sys::Reflect::get(&js_sys::global(), &"Element".into()).unwrap(),
            &"prototype".into(),
        );
        js_sys::Reflect::get(&prototype.unwrap(), &"attachShadow".into()).unwrap()
    };
    let before = attach();
    let mut rig = Rig::new("<p>x</p>");
    assert_ne!(attach(), before);
    rig.watcher = None;
    assert_eq!(attach(), before);
    let p: Element = rig.find("p");
    p.set_attribute("class", "late").unwrap();
    tell(&p, "input");
    tell(&p, "scroll");
    rig::task(700).await;
    assert_eq!(rig.take(), 0);
}

#[wasm_bindgen_test]
async fn what_the_page_repeats_of_a_password_is_masked() {
    let mut rig =
        Rig::new("<input type=password id=p><label>Card number <input id=c></label><p id=echo></p>");
    for (id, secret) in [("#p", "kingfisher-77"), ("#c", "heron-canary-9")] {
        let input: HtmlInputElement = rig.get(id);
        input.set_value(secret);
        tell(&input, "input");
        rig::microtask().await;
        rig.flush();
        input.set_value(&format!("{secret}x"));
        rig.find("#echo").set_text_content(Some(&format!("You typed {secret}x")));
        rig.flush();
        assert!(rig.has_left("You typed"));
        assert!(!rig.has_left(secret), "{id}");
    }
}

#[wasm_bindgen_test]
fn a_shorthand_that_the_cssom_shows_as_empty_arrives_as_written() {
    let rig = Rig::new(
        "<style id=s>p { font: 700 24px/1.3 var(--serif); font-variant-numeric: tabular-nums }</style>",
    );
    let css = &rig.mirrored("#s").sheets[&0];
    assert!(css.contains("24px"), "{css}");
}
