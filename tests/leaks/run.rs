//! Runs cases with the browser tests' rig, and says which did not hold.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect};
use pillion::page::watch::CaptureSettings;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::cases::{self, Case, Expect, HELPERS};
use crate::forms::Canary;
use crate::mirror::Mirror;
use crate::rig::{self, Rig, document};

/// Runs our own cases of one file.
pub(crate) async fn of(file: &str) {
    let head = format!("{file}: ");
    all(cases::own().into_iter().filter(|case| case.id.starts_with(&head)).collect()).await;
}

/// Runs cases both ways, and fails with the list of those that did not hold.
pub(crate) async fn all(cases: Vec<Case>) {
    assert!(cases.len() > 20, "only {} cases", cases.len());
    let address = document().url().unwrap();
    let mut failed = Vec::new();
    for case in &cases {
        for (later, word) in [(false, "at first"), (true, "later")] {
            if case.paths[usize::from(later)] {
                if let Err(why) = run(case, later).await {
                    failed.push(format!("{} ({word}): {why}", case.id));
                }
                tidy(&address);
            }
        }
    }
    assert!(failed.is_empty(), "{} of {} cases:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

/// Takes back what a case may have done to the page outside its own part.
fn tidy(address: &str) {
    document().set_title("");
    let history = web_sys::window().unwrap().history().unwrap();
    history.replace_state_with_url(&JsValue::NULL, "", Some(address)).unwrap();
    let none = Array::new();
    Reflect::set(&document(), &"adoptedStyleSheets".into(), &none).unwrap();
}

async fn run(case: &Case, later: bool) -> Result<(), String> {
    let set = |settings: &mut CaptureSettings| {
        // The runner shows there what is written to the console.
        settings.block = "body > pre".into();
        for (name, value) in &case.snippet {
            match name.as_str() {
                "privacy" => settings.private_mode = value == "private",
                "mask" => settings.mask = value.clone(),
                "block" => settings.block.extend([", ", value.as_str()]),
                "ignore" => settings.ignore = value.clone(),
                "unmask" => settings.unmask = value.clone(),
                other => panic!("no attribute {other}"),
            }
        }
    };
    let Some(mut rig) = Rig::try_with(if later { "" } else { &case.html }, set) else {
        // A session that does not start sends nothing.
        return if case.sentinel.is_none() { Ok(()) } else { Err("capture does not start".into()) };
    };
    if later {
        let template = document().create_element("template").unwrap();
        template.set_inner_html(&case.html);
        let content: web_sys::DocumentFragment =
            Reflect::get(&template, &"content".into()).unwrap().unchecked_into();
        rig.root.append_child(&content).unwrap();
    }
    rig.flush();
    let rig = Rc::new(RefCell::new(rig));
    for script in &case.script {
        script_in(&rig, script).await.map_err(|error| format!("a script throws: {error:?}"))?;
    }
    for (selector, text) in &case.keys {
        let typed = format!("await type({selector:?}, {text:?})");
        script_in(&rig, &typed).await.map_err(|error| format!("typing throws: {error:?}"))?;
    }
    let mut rig = rig.borrow_mut();
    rig.flush();
    rig.watcher().snapshot();
    rig.take();
    judge(case, &rig)
}

fn judge(case: &Case, rig: &Rig) -> Result<(), String> {
    let all = everything(&rig.mirror);
    if let Some(sentinel) = &case.sentinel
        && !all.contains(sentinel.as_str())
    {
        return Err("the sentinel did not arrive".into());
    }
    let canary = match &case.canary_expr {
        Some(expression) => js_sys::eval(expression).ok().and_then(|v| v.as_string()).unwrap_or_default(),
        None => case.canary.clone(),
    };
    if case.expect == Expect::Allowed {
        return if all.contains(&canary) { Ok(()) } else { Err(format!("\"{canary}\" did not arrive")) };
    }
    for (secret, prefix) in
        [(&canary, case.prefix)].into_iter().chain(case.forbid.iter().map(|text| (text, usize::MAX)))
    {
        let needles = Canary::new(secret, prefix.min(secret.chars().count()));
        let joined: String = all.split('\n').collect();
        for (place, bytes) in [("a frame", rig.left.as_slice()), ("the mirror", joined.as_bytes())] {
            if let Some(form) = needles.found(bytes) {
                return Err(format!("{form} in {place}"));
            }
        }
    }
    Ok(())
}

/// All that could be read off the mirror, a line for each string, in document order.
fn everything(mirror: &Mirror) -> String {
    fn walk(mirror: &Mirror, id: u32, out: &mut String) {
        let Some(node) = mirror.nodes.get(&id) else { return };
        let attributes = node.attributes.iter().flat_map(|(name, value)| [name, value]);
        for text in attributes.chain(&node.value).chain(node.sheets.values()).chain([&node.text]) {
            out.push_str(text);
            out.push('\n');
        }
        for child in [node.inner].iter().chain(&node.children) {
            walk(mirror, *child, out);
        }
    }
    let mut out = format!("{}\n{}\n", mirror.url, mirror.title);
    walk(mirror, mirror.root, &mut out);
    out
}

/// Runs the body of an async function. Each key that it types is flushed at once, and the pause after it left out.
async fn script_in(rig: &Rc<RefCell<Rig>>, body: &str) -> Result<(), JsValue> {
    let make: Function = js_sys::eval("(async function(){}).constructor")?.unchecked_into();
    let with_helpers = format!("{HELPERS}{body}");
    let made = Reflect::construct(&make, &Array::of2(&"setTimeout".into(), &with_helpers.into()))?;
    let soon: Function = Reflect::get(&js_sys::global(), &"queueMicrotask".into())?.unchecked_into();
    let flushed = Rc::clone(rig);
    let pause = Closure::<dyn Fn(Function, f64)>::new(move |then: Function, time: f64| {
        if let Ok(mut rig) = flushed.try_borrow_mut()
            && time <= 25.0
        {
            rig.flush();
            let _ = soon.call1(&JsValue::UNDEFINED, &then);
        } else {
            let _ = web_sys::window()
                .unwrap()
                .set_timeout_with_callback_and_timeout_and_arguments_0(&then, time as i32);
        }
    });
    let running: Promise =
        made.unchecked_into::<Function>().call1(&JsValue::NULL, pause.as_ref())?.unchecked_into();
    JsFuture::from(running).await?;
    rig.borrow_mut().flush();
    // Long enough for what a script puts off to the next task.
    rig::task(0).await;
    rig.borrow_mut().flush();
    Ok(())
}
