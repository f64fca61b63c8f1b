//! The hostile corpus of the end-to-end tests (`tests/e2e/corpus`), here in a frame without any policy: the allow-lists
//! alone must keep everything out of the document.

use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::{Namespace, NodeFlags};
use pillion_viewer::ViewerEvent;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Document, Element, HtmlIFrameElement, NodeList, ShadowRoot};

use crate::page::{Customer, Plain, Stage, until};

const TREES: &str = include_str!("../../../../tests/e2e/corpus/trees.json");
const STYLES: &str = include_str!("../../../../tests/e2e/corpus/styles.json");

/// Elements that must not be in the mirror, in whatever namespace.
const ELEMENTS: [&str; 27] = [
    "script",
    "base",
    "meta",
    "link",
    "template",
    "noscript",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
    "frame",
    "frameset",
    "portal",
    "fencedframe",
    "applet",
    "param",
    "track",
    "bgsound",
    "marquee",
    "isindex",
    "foreignobject",
    "animate",
    "set",
    "animatemotion",
    "feimage",
    "handler",
    "annotation-xml",
];

/// Attributes that must not be in the mirror.
const ATTRIBUTES: [&str; 33] = [
    "srcset",
    "poster",
    "action",
    "formaction",
    "ping",
    "srcdoc",
    "data",
    "background",
    "target",
    "download",
    "is",
    "http-equiv",
    "content",
    "autofocus",
    "nonce",
    "xlink:href",
    "classid",
    "codebase",
    "archive",
    "code",
    "manifest",
    "lowsrc",
    "dynsrc",
    "attributionsrc",
    "imagesrcset",
    "attributename",
    "shadowrootmode",
    "name",
    "formtarget",
    "popovertarget",
    "commandfor",
    "csp",
    "allow",
];

fn corpus(file: &str) -> Vec<Value> {
    let list: Vec<Value> = serde_json::from_str(file).unwrap();
    list.into_iter()
        .map(|vector| {
            let id = vector["id"].as_str().unwrap();
            let url = format!("https://evil.example/{id}");
            let js = "top.pwned=1";
            let page = format!("<script>{js}</script><img src='{url}' onerror='{js}'>");
            let svg = format!("<svg xmlns='http://www.w3.org/2000/svg'><style>@import '{url}'</style></svg>");
            let mut text = vector.to_string();
            for (mark, word) in [
                ("{page%}", page.replace(' ', "%20")),
                ("{svg%}", svg.replace(' ', "%20").replace('@', "%40")),
                ("{filter%}", svg.replace(' ', "%20").replace('@', "%40")),
                ("{page}", page),
                ("{svg}", svg),
                ("{u}", url.clone()),
                ("{o}", url.clone()),
                ("{l}", url),
                ("{h}", format!("evil.example/{id}")),
                ("{js1}", js.to_owned()),
                ("{js}", js.to_owned()),
                ("{nest}", "@media all{".repeat(80)),
            ] {
                let quoted = json!(word).to_string();
                text = text.replace(mark, &quoted[1..quoted.len() - 1]);
            }
            serde_json::from_str(&text).unwrap()
        })
        .collect()
}

/// Puts an element of the corpus below a parent; `prev` is the parent's last child until now.
fn plant(page: &mut Customer, parent: u32, prev: u32, node: &Value) -> u32 {
    if let Some(text) = node.as_str() {
        return page.text(parent, prev, text);
    }
    let (tag, attributes) = (node[0].as_str().unwrap(), node[1].as_object().unwrap());
    let plain: Vec<(&str, &str)> = attributes
        .iter()
        .filter(|(name, _)| !name.starts_with('#'))
        .map(|(name, value)| (&**name, value.as_str().unwrap_or_default()))
        .collect();
    let id = match tag.split_once(':') {
        Some(("svg", tag)) => page.element_of(Namespace::Svg, parent, prev, tag, &plain),
        Some(("math", tag)) => page.element_of(Namespace::MathMl, parent, prev, tag, &plain),
        _ if tag == "#shadow" => {
            let id = page.id();
            page.tree.shadow_root(id, NodeId(parent));
            id.0
        }
        _ if tag == "#document" => {
            let id = page.id();
            page.tree.document(id, NodeId(parent));
            id.0
        }
        _ => page.element(parent, prev, tag, &plain),
    };
    let mut last = 0;
    for child in &node.as_array().unwrap()[2..] {
        let inner = matches!(child[0].as_str(), Some("#shadow" | "#document"));
        let planted = plant(page, id, if inner { 0 } else { last }, child);
        if !inner {
            last = planted;
        }
    }
    for name in ["#css", "#later", "#adopt"] {
        if let Some(css) = attributes.get(name).and_then(Value::as_str) {
            page.tree.sheet(NodeId(id), 0, false, &Plain(""), &Plain(css));
        }
    }
    if let Some(bits) = attributes.get("#flags").and_then(Value::as_u64) {
        page.tree.flags(NodeId(id), NodeFlags(bits as u32));
    }
    id
}

/// All elements, through shadow roots and frames; and all adopted style text.
fn walk(list: &NodeList, root: &JsValue, elements: &mut Vec<Element>, styles: &mut Vec<String>) {
    let adopted = js_sys::Reflect::get(root, &"adoptedStyleSheets".into()).unwrap();
    for sheet in js_sys::Array::from(&adopted).iter() {
        let rules = js_sys::Reflect::get(&sheet, &"cssRules".into()).unwrap();
        for rule in js_sys::Array::from(&rules).iter() {
            styles.push(js_sys::Reflect::get(&rule, &"cssText".into()).unwrap().as_string().unwrap());
        }
    }
    for place in 0..list.length() {
        // Frames have realms of their own, so `dyn_into` would not do.
        let element: Element = list.item(place).unwrap().unchecked_into();
        if let Some(root) = element.shadow_root() {
            let root: ShadowRoot = root;
            walk(&root.query_selector_all("*").unwrap(), &root, elements, styles);
        }
        if element.local_name() == "iframe"
            && let Some(inner) = element.unchecked_ref::<HtmlIFrameElement>().content_document()
        {
            let inner: Document = inner;
            walk(&inner.query_selector_all("*").unwrap(), &inner, elements, styles);
        }
        elements.push(element);
    }
}

/// What is wrong with an element.
fn wrong(element: &Element, styles: &mut Vec<String>) -> Option<String> {
    let tag = element.local_name();
    if ELEMENTS.contains(&&*tag.to_ascii_lowercase()) {
        return Some(tag);
    }
    if tag == "style" {
        styles.push(element.text_content().unwrap_or_default());
    }
    let is_svg = element.namespace_uri().as_deref() == Some("http://www.w3.org/2000/svg");
    element.get_attribute_names().iter().filter_map(|name| name.as_string()).find_map(|name| {
        let value = element.get_attribute(&name).unwrap_or_default();
        let lower = name.to_ascii_lowercase();
        let fits = match &*lower {
            "src" => matches!(&*tag, "img" | "input") && value.starts_with("data:image/"),
            "href" => {
                is_svg
                    && tag != "a"
                    && (value.starts_with('#') || tag == "image" && value.starts_with("data:image/"))
            }
            "sandbox" => tag == "iframe" && value == "allow-same-origin",
            "type" => !(tag == "input" && value.eq_ignore_ascii_case("password")),
            "style" | "fill" | "stroke" | "filter" | "mask" | "clip-path" | "cursor" | "marker-start" => {
                styles.push(value.clone());
                true
            }
            _ => !lower.starts_with("on") && !ATTRIBUTES.contains(&&*lower),
        };
        (!fits).then(|| format!("{tag} {name}={value}"))
    })
}

/// What a browser would take for addresses in clean style text: what stands in `url(`, and strings within a
/// function of images. Other strings say what they like.
fn addresses(style: &str) -> Vec<String> {
    let (mut open, mut word, mut found) = (Vec::new(), String::new(), Vec::new());
    let mut rest = style.chars();
    while let Some(c) = rest.next() {
        let function = open.last().map_or("", String::as_str);
        match c {
            '"' => {
                let mut text = String::new();
                while let Some(c) = rest.next().filter(|c| *c != '"') {
                    text.extend(if c == '\\' { rest.next() } else { Some(c) });
                }
                let is_image =
                    |name: &String| matches!(&**name, "image" | "cross-fade") || name.ends_with("image-set");
                let is_kept =
                    open.iter().any(is_image) && !open.iter().any(|name| name == "cb-none" || name == "type");
                if matches!(function, "url" | "src") || is_kept {
                    found.push(text);
                }
            }
            '(' => open.push(core::mem::take(&mut word)),
            ')' => {
                if matches!(function, "url" | "src") && !word.is_empty() {
                    found.push(core::mem::take(&mut word));
                }
                open.pop();
            }
            c if c.is_alphanumeric() || c == '-' || matches!(function, "url" | "src") => word.push(c),
            _ => word.clear(),
        }
    }
    found
}

fn check(stage: &Stage, least: usize) {
    let (mut elements, mut styles) = (Vec::new(), Vec::new());
    let document = stage.document();
    walk(&document.query_selector_all("*").unwrap(), &document, &mut elements, &mut styles);
    assert!(elements.len() >= least, "{} elements: {}", elements.len(), stage.html());
    let wrong: Vec<String> = elements.iter().filter_map(|element| wrong(element, &mut styles)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for style in styles {
        let lower = style.to_lowercase();
        for bad in ["@import", "expression(", "-moz-binding", "@namespace"] {
            assert!(!lower.contains(bad), "{bad} in {style}");
        }
        for address in addresses(&lower) {
            let fits = match &*address {
                "" => true,
                svg if svg.starts_with("data:image/svg") => !svg.contains('#'),
                other => other.starts_with("data:") || other.starts_with('#'),
            };
            assert!(fits, "{address} in {style}");
        }
    }
    let window = web_sys::window().unwrap();
    assert!(js_sys::Reflect::get(&window, &JsValue::from_str("pwned")).unwrap().is_undefined());
    let inner = stage.frame.content_window().unwrap();
    let asked = inner.performance().unwrap().get_entries_by_type("resource");
    assert_eq!(asked.length(), 0, "asked for: {:?}", asked.get(0));
    assert_eq!(stage.heard(|event| matches!(event, ViewerEvent::SnapshotWanted)), 0);
}

#[wasm_bindgen_test]
async fn without_any_policy_no_element_of_the_corpus_gets_into_the_document() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    let vectors = corpus(TREES);
    let mut prev = 0;
    for vector in &vectors {
        prev = plant(&mut page, 4, prev, &vector["tree"]);
    }
    page.send(&stage, FrameType::Snapshot);
    // Once more, into the page that is there.
    for vector in &vectors {
        prev = plant(&mut page, 4, prev, &vector["tree"]);
        page.send(&stage, FrameType::Patch);
    }
    let end = page.element(4, prev, "p", &[("id", "end")]);
    page.text(end, 0, "end");
    page.send(&stage, FrameType::Patch);
    until("all of it is there", || stage.document().get_element_by_id("end").is_some()).await;
    check(&stage, 2 * vectors.len());
}

#[wasm_bindgen_test]
async fn without_any_policy_no_style_of_the_corpus_gets_into_the_document() {
    let (stage, mut page) = (Stage::new(), Customer::new());
    page.send(&stage, FrameType::Snapshot);
    let vectors = corpus(STYLES);
    let mut prev = 0;
    for (number, vector) in (0..).zip(&vectors) {
        let decl = vector["decl"].as_str().unwrap_or_default();
        let sheet = vector["sheet"].as_str().map_or_else(|| format!(".v{{{decl}}}"), str::to_owned);
        let media = vector["media"].as_str().unwrap_or_default();
        prev = plant(&mut page, 4, prev, &json!(["div", {"class": "v", "style": decl}, "x"]));
        prev = page.element(4, prev, "style", &[]);
        page.tree.sheet(NodeId(prev), 0, false, &Plain(media), &Plain(&sheet));
        page.tree.sheet(NodeId(1), number, false, &Plain(media), &Plain(&sheet));
        page.send(&stage, FrameType::Patch);
    }
    prev = page.element(4, prev, "p", &[("id", "end")]);
    page.text(prev, 0, "end");
    page.send(&stage, FrameType::Patch);
    until("all of it is there", || stage.document().get_element_by_id("end").is_some()).await;
    check(&stage, 2 * vectors.len());
}
