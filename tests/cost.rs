//! What privacy costs in a real browser, by the clock: its share of a snapshot, and a keystroke in a long form.
//!
//! Run by `cargo xtask bench privacy`, which builds it as fast as it can be; without that it proves nothing and passes.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code, unreachable_pub)]

#[path = "browser/dump.rs"]
mod dump;
#[path = "browser/mirror.rs"]
mod mirror;
#[path = "browser/rig.rs"]
mod rig;

use pillion::privacy::{Element, FieldHints, FieldKind, Label, Place, Policy, Privacy};
use rig::Rig;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn now() -> f64 {
    let performance = js_sys::Reflect::get(&js_sys::global(), &"performance".into()).unwrap();
    let clock: js_sys::Function = js_sys::Reflect::get(&performance, &"now".into()).unwrap().into();
    clock.call0(&performance).unwrap().as_f64().unwrap()
}

/// The middle one of some runs, in milliseconds.
fn median(mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..15)
        .map(|_| {
            let start = now();
            run();
            now() - start
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[7]
}

fn report(what: &str, measured: f64, bar: f64, unit: &str) {
    console_log!("{what}: {measured:.3} {unit}, bar {bar} {unit}");
    if !cfg!(debug_assertions) {
        assert!(measured <= bar, "{what} is over its bar");
    }
}

#[wasm_bindgen_test]
fn privacys_share_of_a_snapshot_of_ten_thousand_nodes() {
    let row = |n: usize| {
        format!(
            "<tr class='row r{n}' data-n={n}><td><a href='/orders/{n}?page=2' title='Order {n}'>Order {n}</a></td>\
             <td>11/0{}/2026</td><td><span class=amount>${n},402.55</span></td><td>Shipped to Oslo by courier</td></tr>",
            n % 9 + 1
        )
    };
    let html = format!("<table><tbody>{}</tbody></table>", (0..910).map(row).collect::<String>());
    let rig = Rig::new(&html);
    let nodes = rig.mirror.nodes.len();
    assert!(nodes >= 10_000, "{nodes}");
    let snapshot = median(|| rig.watcher().snapshot());
    rig.log.borrow_mut().frames.clear();
    let all: Vec<&mirror::Node> = rig.mirror.nodes.values().collect();
    let judge = median(|| {
        let mut privacy = Privacy::new(Policy::default());
        for (at, node) in all.iter().enumerate() {
            let place = Place { node: at as u32, label: Label::NONE, ..Place::default() };
            if !node.text.is_empty() {
                privacy.text(&place, &node.text);
            }
            let tag = if let mirror::Kind::Element(tag) = &node.kind { tag.as_str() } else { "" };
            for (name, value) in &node.attributes {
                privacy.attribute(&Element { place, tag, ..Element::default() }, name, value);
            }
        }
    });
    console_log!("snapshot of {nodes} nodes: {snapshot:.2} ms; privacy alone: {judge:.2} ms");
    report("privacy's share of a snapshot", judge / snapshot * 100.0, 25.0, "%");
}

#[wasm_bindgen_test]
fn a_keystroke_in_a_form_of_500_fields() {
    let field = |n: usize| format!("<label>Field {n} <input name=field{n} id=f{n}></label><br>");
    let html = format!(
        "<form>{}<label>Card number <input id=card></label></form>",
        (0..500).map(field).collect::<String>()
    );
    let mut rig = Rig::new(&html);
    for (id, bar) in [("f250", 0.3), ("card", 0.3)] {
        let input: web_sys::HtmlInputElement = rig.get(&format!("#{id}"));
        let mut typed = String::new();
        // The clock is coarse: twenty keys a run.
        let keys = median(|| {
            for _ in 0..20 {
                typed.push('7');
                input.set_value(&typed);
                rig.watcher().flush();
            }
        });
        rig.take();
        report(&format!("a keystroke in #{id} of 500 fields"), keys / 20.0, bar, "ms");
    }
    let classify = median(|| {
        for n in 0..500 {
            let name = format!("field{n}");
            let hints = FieldHints {
                kind: FieldKind::Input("text"),
                name: &name,
                labels: &["Shipping option"],
                ..FieldHints::default()
            };
            pillion::privacy::classify(&hints);
        }
    });
    console_log!("classifying 500 fields: {classify:.3} ms");
}
