//! The first snapshot: everything that a page may consist of arrives as it is, and nothing else does.

use pillion::page::watch::{CaptureError, Watcher};
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::{BoxKind, NodeFlags};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, ShadowRootInit, ShadowRootMode,
};

use crate::mirror::Kind;
use crate::rig::{self, Rig, document};

#[wasm_bindgen_test]
fn a_small_page_arrives() {
    let mut rig = Rig::new("<p class='a b' id=x>Hello <b>you</b></p><ul><li>1<li>2</ul>");
    rig.same("snapshot");
    assert_eq!(rig.mirrored("#x").children.len(), 2);
}

#[wasm_bindgen_test]
fn the_document_its_type_address_title_and_viewport_arrive() {
    let rig = Rig::new("");
    let root = &rig.mirror.nodes[&rig.mirror.root];
    assert_eq!(root.kind, Kind::Document);
    let kinds: Vec<_> = root.children.iter().map(|id| rig.mirror.nodes[id].kind.clone()).collect();
    assert_eq!(kinds, [Kind::Doctype, Kind::Element("html".into())]);
    assert_eq!(rig.mirror.nodes[&root.children[0]].text, "html");
    assert_eq!(rig.mirror.url, document().url().unwrap());
    let window = web_sys::window().unwrap();
    assert_eq!(f64::from(rig.mirror.viewport.width), window.inner_width().unwrap().as_f64().unwrap());
    assert_eq!(f64::from(rig.mirror.viewport.height), window.inner_height().unwrap().as_f64().unwrap());
    assert_eq!(rig.mirror.viewport.ratio, (window.device_pixel_ratio() * 1000.0) as u32);
}

#[wasm_bindgen_test]
fn what_is_never_captured_leaves_no_trace() {
    let rig = Rig::new(
        "<script>let canary1</script><noscript>canary2</noscript><template>canary3</template><!-- canary4 -->\
         <p onclick='canary5()' nonce=canary6>seen</p><input type=hidden value=canary7><input type=password value=canary8>\
         <meta name=csrf content=canary9><iframe srcdoc='canary10'></iframe>",
    );
    for n in 1..=10 {
        assert!(!rig.has_left(&format!("canary{n}")), "canary{n}");
    }
    assert!(rig.has_left("seen"));
    assert!(!rig.has_left("pillion-ui"));
    // A filled field looks filled, and no more.
    assert_eq!(rig.mirrored("[type=password]").value.as_deref(), Some("********"));
    assert!(rig.mirrored("[type=password]").flags.has(NodeFlags::PRIVATE));
    assert_eq!(rig.mirrored("script").attributes.len(), 0);
}

#[wasm_bindgen_test]
fn form_state_arrives_as_it_is_not_as_the_markup_says() {
    let mut rig = Rig::idle(
        "<input id=t value=old><input id=c type=checkbox checked><input id=r type=radio name=g><textarea id=a>old</textarea>\
         <select id=s><option>a<option selected>b<option>c</select><select id=m multiple><option>a<option>b<option>c</select>",
        |_| {},
    );
    rig.get::<HtmlInputElement>("#t").set_value("new");
    rig.get::<HtmlInputElement>("#c").set_checked(false);
    rig.get::<HtmlInputElement>("#c").set_indeterminate(true);
    rig.get::<HtmlInputElement>("#r").set_checked(true);
    rig.get::<HtmlTextAreaElement>("#a").set_value("");
    rig.get::<HtmlSelectElement>("#s").set_selected_index(2);
    rig.watcher().snapshot();
    rig.same("snapshot");
    assert_eq!(rig.mirrored("#t").value.as_deref(), Some("new"));
    assert_eq!(rig.mirrored("#c").checked, Some((false, true)));
    assert_eq!(rig.mirrored("#r").checked, Some((true, false)));
    assert_eq!(rig.mirrored("#a").value.as_deref(), Some(""));
    assert_eq!(rig.mirrored("#s").selected, Some(vec![2]));
    assert_eq!(rig.mirrored("#m").selected, Some(vec![]));
}

#[wasm_bindgen_test]
fn fields_are_sensitive_by_what_is_written_beside_them() {
    let rig = Rig::new(
        "<label>Social Security number <input id=wrapped value=canary1></label>\
         <label for=forid>Card number</label><input id=forid value=canary2>\
         <span id=l1>Security</span><span id=l2>code</span><input id=by aria-labelledby='l1 l2' value=canary3>\
         <table><tr><th>PIN<td><input id=cell value=canary4></table><dl><dt>Passcode<dd><input id=dd value=canary5></dl>\
         <fieldset><legend>One-time code</legend><input id=only value=canary6></fieldset>\
         <input id=security style='-webkit-text-security:disc' value=canary7>\
         <div><input id=o1 maxlength=1 value=7><input maxlength=1><input maxlength=1><input maxlength=1></div>\
         <label>Security code<select id=s><option>canary8</select></label><input id=plain value=plainly>",
    );
    for n in 1..=8 {
        assert!(!rig.has_left(&format!("canary{n}")), "canary{n}");
    }
    for id in ["#wrapped", "#forid", "#by", "#cell", "#dd", "#only", "#security", "#o1", "#s"] {
        let field = rig.mirrored(id);
        assert!(field.flags.has(NodeFlags::PRIVATE), "{id}");
        assert_eq!(field.value.as_deref(), Some("********"), "{id}");
    }
    assert_eq!(rig.mirrored("#s").children, [] as [u32; 0]);
    assert!(rig.has_left("plainly"));
    assert!(!rig.mirrored("#plain").flags.has(NodeFlags::PRIVATE));
    assert_eq!(rig.log.borrow().private, 12);
    assert_eq!(rig.watcher().private_elements().len(), 12);
}

#[wasm_bindgen_test]
fn the_owners_marks_count_as_attributes_and_as_selectors() {
    let mut rig = Rig::with(
        "<p data-cobrowse-mask>canary1 word</p><div class=hide style='width:90px;height:30px' id=b>canary2</div>\
         <div data-cobrowse-block>canary3</div><input data-cobrowse-ignore id=i value=canary4>\
         <button data-cobrowse-no-control id=n>Pay</button><a class=keep href=#>x</a>\
         <label>Date of birth <input id=u class=show value=shown></label>",
        |settings| {
            settings.block = ".none, .hide".into();
            settings.unmask = ".show".into();
            settings.no_control = "a.keep".into();
        },
    );
    for n in 1..=4 {
        assert!(!rig.has_left(&format!("canary{n}")), "canary{n}");
    }
    let hidden = rig.mirrored("#b");
    // Its own size, and the browser's zoom does not matter.
    assert_eq!(hidden.placeholder, Some((BoxKind::Hidden, 90, 30)));
    assert_eq!((hidden.attributes.len(), hidden.children.len()), (0, 0));
    assert!(rig.mirrored("#n").flags.has(NodeFlags::NO_CONTROL));
    assert!(rig.mirrored("a").flags.has(NodeFlags::NO_CONTROL));
    assert!(rig.has_left("shown"));
    let inside = rig.find("#n").first_child().unwrap();
    assert!(rig.watcher().flags_of(NodeId(rig.id(&inside))).has(NodeFlags::NO_CONTROL));
    assert_eq!(rig.mirrored("#i").value.as_deref().unwrap_or(""), "");
    rig.same_size();
}

#[wasm_bindgen_test]
fn a_selector_that_does_not_parse_is_told_and_nothing_starts() {
    let host = document().create_element("pillion-ui").unwrap();
    let mut settings = rig::settings(&host);
    settings.mask = "p, [".into();
    assert!(settings.bad_selector().unwrap().starts_with("data-mask"));
    let error = Watcher::start(settings, std::rc::Rc::new(|_| panic!("nothing is emitted"))).err();
    assert_eq!(error, Some(CaptureError::BadSelector { attribute: "data-mask", text: "p, [".into() }));
}

#[wasm_bindgen_test]
fn sheets_arrive_with_absolute_addresses() {
    let rig = Rig::new(
        "<style id=s media=screen>@font-face { font-family: f; src: url(f.woff2) }\n\
         .a { background: url('img/a.png') } .b { fill: url(#grad); }</style><i style='background:url(b.png)'></i>",
    );
    let style = rig.mirrored("#s");
    assert_eq!(style.children.len(), 0);
    let base = document().url().unwrap();
    let base = base.split(['?', '#']).next().unwrap().rsplit_once('/').unwrap().0;
    let css = &style.sheets[&0];
    for address in ["f.woff2", "img/a.png"] {
        assert!(css.contains(&format!("url(\"{base}/{address}\")")), "{css}");
    }
    assert!(css.contains("#grad"), "{css}");
    assert!(rig.mirrored("i").attributes["style"].contains(&format!("{base}/b.png")));
}

#[wasm_bindgen_test]
fn open_shadow_roots_arrive_with_the_sheets_they_adopt_and_closed_ones_do_not() {
    let mut rig = Rig::idle("<div id=open>light</div><div id=closed>light</div>", |_| {});
    let open = rig.find("#open").attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
    open.set_inner_html("<slot></slot><p>inside <input value=typed></p>");
    let closed = rig.find("#closed").attach_shadow(&ShadowRootInit::new(ShadowRootMode::Closed)).unwrap();
    closed.set_inner_html("canary");
    let sheet = web_sys::CssStyleSheet::new().unwrap();
    sheet.insert_rule("p { color: red; }").unwrap();
    js_sys::Reflect::set(&open, &"adoptedStyleSheets".into(), &js_sys::Array::of1(&sheet)).unwrap();
    rig.watcher().snapshot();
    rig.same("snapshot");
    assert!(!rig.has_left("canary"));
    let root = rig.mirrored("#open").inner;
    assert_eq!(rig.mirror.nodes[&root].kind, Kind::Shadow);
    assert!(rig.mirror.nodes[&root].sheets[&0].contains("color: red"));
}

#[wasm_bindgen_test]
fn scrollers_arrive_where_they_stand() {
    let mut rig = Rig::idle(
        "<div id=s style='height:50px;width:50px;overflow:auto'><div style='height:900px;width:900px'></div></div>",
        |_| {},
    );
    rig.find("#s").set_scroll_top(120);
    rig.find("#s").set_scroll_left(30);
    rig.watcher().snapshot();
    rig.take();
    assert_eq!(rig.mirrored("#s").scroll, (30, 120));
}

#[wasm_bindgen_test]
fn pictures_that_cannot_be_read_are_boxes_of_their_size() {
    let rig = Rig::new(
        "<canvas style='width:60px;height:40px'></canvas><video style='width:50px;height:20px'></video>\
         <object style='display:block;width:30px;height:10px'></object>",
    );
    assert_eq!(rig.mirrored("canvas").placeholder, Some((BoxKind::Drawing, 60, 40)));
    assert_eq!(rig.mirrored("video").placeholder, Some((BoxKind::Video, 50, 20)));
    assert_eq!(rig.mirrored("object").placeholder, Some((BoxKind::OtherSite, 30, 10)));
}

#[wasm_bindgen_test]
fn a_dialog_in_the_top_layer_says_so() {
    let mut rig = Rig::idle("<dialog id=d>yes?</dialog><div id=p popover>hint</div>", |_| {});
    let call = |node: &HtmlElement, name: &str| {
        let function: js_sys::Function = js_sys::Reflect::get(node, &name.into()).unwrap().unchecked_into();
        function.call0(node).unwrap();
    };
    call(&rig.get("#d"), "showModal");
    rig.watcher().snapshot();
    rig.take();
    assert!(rig.mirrored("#d").flags.has(NodeFlags::MODAL));
    assert!(!rig.mirrored("#p").flags.has(NodeFlags::POPOVER));
    call(&rig.get("#d"), "close");
    call(&rig.get("#p"), "showPopover");
    rig.flush();
    assert!(!rig.mirrored("#d").flags.has(NodeFlags::MODAL));
    assert!(rig.mirrored("#p").flags.has(NodeFlags::POPOVER));
}

#[wasm_bindgen_test]
fn form_fields_with_the_names_of_properties_do_not_confuse_the_reader() {
    let names = [
        "attributes",
        "childNodes",
        "parentNode",
        "firstChild",
        "nextSibling",
        "localName",
        "nodeType",
        "getAttribute",
        "getAttributeNames",
        "shadowRoot",
        "isConnected",
        "namespaceURI",
        "textContent",
        "matches",
    ];
    let fields: String = names.iter().map(|name| format!("<input name={name}>")).collect();
    let mut rig = Rig::new(&format!("<form id=f class=hostile>{fields}<p>text</p></form>"));
    let form = rig.mirrored("#f");
    assert_eq!(form.children.len(), names.len() + 1);
    assert_eq!(form.attributes["class"], "hostile");
    rig.find("#f").set_attribute("class", "more").unwrap();
    rig.find("p").remove();
    rig.flush();
    assert_eq!(rig.mirrored("#f").attributes["class"], "more");
    assert_eq!(rig.mirrored("#f").children.len(), names.len());
}
