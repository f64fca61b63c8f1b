//! What is heard rather than observed: pointer, scrolling, focus, window.

use pillion_protocol::ids::NodeId;
use pillion_protocol::update::PointerAction;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, Node, PointerEvent, PointerEventInit, ShadowRootInit, ShadowRootMode};

use crate::rig::{self, Rig};

fn pointer(target: &Node, kind: &str, x: i32, y: i32) {
    let init = PointerEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_client_x(x);
    init.set_client_y(y);
    target.dispatch_event(&PointerEvent::new_with_event_init_dict(kind, &init).unwrap()).unwrap();
}

fn middle(element: &Element) -> (i32, i32) {
    let rect = element.get_bounding_client_rect();
    ((rect.left() + rect.width() / 2.0) as i32, (rect.top() + rect.height() / 2.0) as i32)
}

#[wasm_bindgen_test]
fn the_pointer_is_a_place_in_a_node_and_only_the_newest_counts() {
    let mut rig = Rig::new("<div id=a style='width:200px;height:100px'></div>");
    let a = rig.find("#a");
    let (x, y) = middle(&a);
    for step in 0..20 {
        pointer(&a, "pointermove", x - 20 + step, y);
    }
    pointer(&a, "pointermove", x, y);
    rig.flush();
    assert_eq!(rig.pointers.len(), 1);
    let at = rig.pointers[0].at;
    assert_eq!(at.node, NodeId(rig.id(&a)));
    assert!((32_000..33_500).contains(&at.x) && (32_000..33_500).contains(&at.y), "{at:?}");
    assert_eq!(rig.pointers[0].action, PointerAction::Move);
    rig.same_size();
}

#[wasm_bindgen_test]
fn every_press_counts_and_leaving_says_nowhere() {
    let mut rig = Rig::new("<div id=a style='width:200px;height:100px'></div>");
    let a = rig.find("#a");
    let (x, y) = middle(&a);
    pointer(&a, "pointerdown", x, y);
    pointer(&a, "pointerdown", x, y);
    pointer(&a, "pointerout", x, y);
    rig.flush();
    let actions: Vec<_> = rig.pointers.iter().map(|pointer| pointer.action).collect();
    assert_eq!(actions, [PointerAction::Press, PointerAction::Press, PointerAction::Move]);
    assert!(rig.pointers[2].at.node.is_none());
}

#[wasm_bindgen_test]
fn a_pointer_inside_a_shadow_root_is_placed_inside() {
    let mut rig = Rig::idle("<div id=host></div>", |_| {});
    let root = rig.find("#host").attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
    root.set_inner_html("<p style='height:40px'>inside</p>");
    rig.watcher().snapshot();
    rig.take();
    let inside = root.first_element_child().unwrap();
    let (x, y) = middle(&inside);
    pointer(&inside, "pointermove", x, y);
    rig.flush();
    assert_eq!(rig.pointers[0].at.node, NodeId(rig.id(&inside)));
}

#[wasm_bindgen_test]
async fn scrolling_is_told_by_position_and_not_in_the_tree() {
    let mut rig = Rig::new(
        "<div id=s style='height:50px;width:50px;overflow:auto'><div style='height:900px;width:90px'></div></div>\
         <div style='height:5000px'></div>",
    );
    let s = rig.find("#s");
    s.set_scroll_top(10);
    s.set_scroll_top(77);
    let log = rig.log.clone();
    rig::until("scrolling", || !log.borrow().frames.is_empty()).await;
    rig.take();
    let last = rig.scrolls.last().unwrap().0.clone();
    assert_eq!(last.len(), 1);
    assert_eq!((last[0].node, last[0].x, last[0].y), (NodeId(rig.id(&s)), 0, 77));
    let window = web_sys::window().unwrap();
    window.scroll_to_with_x_and_y(0.0, 300.0);
    let log = rig.log.clone();
    rig::until("scrolling", || !log.borrow().frames.is_empty()).await;
    rig.take();
    let last = rig.scrolls.last().unwrap().0.clone();
    assert_eq!((last[0].node, last[0].y), (NodeId(rig.mirror.root), 300));
    window.scroll_to_with_x_and_y(0.0, 0.0);
}

#[wasm_bindgen_test]
fn the_focus_is_followed_into_shadow_roots() {
    let mut rig = Rig::idle("<input id=a><div id=host></div>", |_| {});
    let root = rig.find("#host").attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
    root.set_inner_html("<input>");
    rig.watcher().snapshot();
    rig.take();
    assert_eq!(rig.mirror.focus, 0);
    rig.get::<HtmlElement>("#a").focus().unwrap();
    rig.flush();
    assert_eq!(rig.mirror.focus, rig.id(&rig.find("#a")));
    let inside = root.first_element_child().unwrap();
    js_sys::Reflect::get(&inside, &"focus".into())
        .map(js_sys::Function::from)
        .unwrap()
        .call0(&inside)
        .unwrap();
    rig.flush();
    assert_eq!(rig.mirror.focus, rig.id(&inside));
    js_sys::Reflect::get(&inside, &"blur".into())
        .map(js_sys::Function::from)
        .unwrap()
        .call0(&inside)
        .unwrap();
    rig.flush();
    assert_eq!(rig.mirror.focus, 0);
}

#[wasm_bindgen_test]
async fn pictures_of_the_page_arrive_once_under_the_name_that_the_tree_has() {
    const PIXEL: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";
    let parts = js_sys::Array::of1(&PIXEL.into());
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind).unwrap();
    let url = web_sys::Url::create_object_url_with_blob(&blob).unwrap();
    let mut rig = Rig::new(&format!(
        "<img src='{url}'><img src='{url}'><i style='background:url({url})'></i><img src=/missing.png>\
         <div data-cobrowse-mask><img src=/canary1.png></div><div data-cobrowse-block><img src=/canary2.png></div>"
    ));
    rig.take();
    assert_eq!(rig.mirrored("img").attributes["src"], url);
    rig::until("two assets", || {
        rig.take();
        rig.assets.len() >= 2
    })
    .await;
    let found =
        rig.assets.iter().find(|asset| asset.url == url).unwrap_or_else(|| panic!("{url}: {:?}", rig.assets));
    assert_eq!((found.mime.as_str(), found.bytes.as_slice()), ("image/svg+xml", PIXEL.as_bytes()));
    assert_eq!(rig.mirrored("img").attributes["src"], url);
    let missing =
        rig.assets.iter().find(|asset| asset.url.ends_with("/missing.png")).expect("the missing one");
    assert!(missing.bytes.is_empty());
    assert_eq!(rig.assets.len(), 2);
}
