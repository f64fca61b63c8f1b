//! What is found out for the gate, and that looking leaves no trace.

use pillion_protocol::command::*;
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::NodeFlags;
use pillion_protocol::update::{Denied, Place};
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::page::{Page, click, js, page};
use pillion::control::{Address, Marks, Reach, Step, Target};
use pillion::page::apply::place_to_point;

fn look(page: &Page, id: &str) -> Target {
    page.inspect(&click(page.id(id))).0
}

fn first(page: &Page, id: &str) -> Step {
    look(page, id).path.remove(0)
}

#[test]
fn the_path_goes_from_the_innermost_element_out_of_shadow_roots_and_frames() {
    let page = page("<section data-cobrowse-no-control><iframe id=f></iframe></section><div id=h></div>");
    js("at('h').attachShadow({ mode: 'open' }).innerHTML = '<a href=/x><b>in</b></a>';
        at('f').contentDocument.body.innerHTML = '<button type=button>in</button>'");
    let tags = |target: Target| target.path.into_iter().map(|step| step.tag).collect::<Vec<_>>().join(" ");
    let inner = page.find("at('h').shadowRoot.querySelector('b')");
    assert_eq!(tags(page.inspect(&click(inner)).0), "b a div div body html");
    let framed = page.find("at('f').contentDocument.querySelector('button')");
    let target = page.inspect(&click(framed)).0;
    assert_eq!(tags(target.clone()), "button body html  section div body html");
    assert!(target.path[4].marks.has(Marks::NO_CONTROL));
    assert_eq!(page.run(click(framed)).unwrap_err(), Denied::Site);
}

#[test]
fn links_lead_where_the_browser_says() {
    let page = page(
        "<svg width=50 height=20><a id=g href='https://other.example/'><rect id=r width=50 height=20 /></a></svg>",
    );
    let cases = [
        ("/x", Address::Own),
        ("#x", Address::Own),
        ("", Address::Own),
        ("https://other.example/y", Address::Other("https://other.example".into())),
        ("//other.example", Address::Other("https://other.example".into())),
        ("javascript:alert(1)", Address::Forbidden),
        ("\tjava\nscript:alert(1)", Address::Forbidden),
        ("data:text/html,x", Address::Forbidden),
        ("blob:https://a/b", Address::Forbidden),
        ("https://bank@evil.example/", Address::Forbidden),
        ("mailto:a@b.example", Address::Forbidden),
        ("https://", Address::Forbidden),
    ];
    for (address, expected) in cases {
        let found = page.inspect(&Command::Navigate(Navigate::To(address.into()))).1;
        let expected = match (&expected, address.starts_with("//")) {
            (Address::Other(_), true) => {
                Address::Other(js("new URL('//other.example', location.href).origin"))
            }
            _ => expected,
        };
        assert_eq!(found, expected, "{address:?}");
        js(&format!(
            "at('r').parentNode.setAttribute('href', {})",
            js(&format!("JSON.stringify({address:?})"))
        ));
        let link = look(&page, "r").path[1].link.clone().unwrap();
        assert_eq!(link.address, expected, "{address:?}");
    }
}

#[test]
fn what_the_page_says_of_an_element_is_found() {
    let page = page(
        "<form id=f data-cobrowse-confirm><input id=i type=TEXT readonly><button id=b>x</button></form>
         <a id=n href=/x target=_blank>x</a><a id=d href=/x download>x</a><div id=o role='  OPTION x'>x</div><div id=u role='foo option'>x</div>
         <button type=button id=p aria-pressed=true>x</button><button type=button id=l aria-haspopup=listbox>x</button>
         <button type=button id=y aria-haspopup=dialog aria-controls=none>x</button><div role=tab id=t aria-selected=true>x</div>
         <div id=e contenteditable><b id=eb>x</b></div><div data-cobrowse-allow id=w>x</div><input type=password id=s>
         <div data-cobrowse-mask><input id=m><button type=button id=mb>x</button></div><label id=q for=s>x</label>
         <fieldset disabled><input id=z></fieldset><div data-cobrowse-block id=k>x</div>",
    );
    let input = first(&page, "i");
    assert_eq!(
        (input.tag.as_str(), input.kind.as_str(), input.in_form, input.form_confirms),
        ("input", "text", true, true)
    );
    assert!(input.marks.has(Marks::FIXED) && !input.marks.has(Marks::CONFIRM));
    assert!(
        !look(&page, "f").path.iter().any(|step| step.marks.has(Marks::CONFIRM)),
        "a form's mark is for sending it"
    );
    assert_eq!(first(&page, "b").kind, "submit");
    assert!(first(&page, "n").link.is_some_and(|link| link.new_window && !link.download));
    assert!(first(&page, "d").link.is_some_and(|link| !link.new_window && link.download));
    assert_eq!((first(&page, "o").role, first(&page, "u").role), ("option".into(), "option".into()));
    assert!(["p", "l", "y"].iter().all(|id| first(&page, id).holds_state));
    assert!(!first(&page, "t").holds_state);
    assert!(first(&page, "eb").editable);
    assert!(first(&page, "w").marks.has(Marks::ALLOW));
    assert!(["s", "m"].iter().all(|id| first(&page, id).marks.has(Marks::PRIVATE)));
    assert!(!first(&page, "mb").marks.has(Marks::PRIVATE), "masked text is no private field");
    let label = first(&page, "q").labels.unwrap();
    assert!(label.tag == "input" && label.marks.has(Marks::PRIVATE));
    assert!(first(&page, "z").marks.has(Marks::FIXED));
    assert!(first(&page, "k").marks.has(Marks::BLOCKED));
}

#[test]
fn flags_of_capture_count_as_marks() {
    let page = page("<form><input id=a><input id=b><input id=c></form>");
    page.flag("a", NodeFlags::PRIVATE);
    page.flag("b", NodeFlags::PRIVATE | NodeFlags::WRITE_ONLY);
    page.flag("c", NodeFlags::NO_CONTROL);
    assert!(!first(&page, "a").marks.has(Marks::WRITE_ONLY));
    assert!(first(&page, "b").marks.has(Marks::PRIVATE.with(Marks::WRITE_ONLY)));
    assert!(first(&page, "c").marks.has(Marks::NO_CONTROL));
    assert!(first(&page, "c").form_confirms, "its form has a private field");
    assert_eq!(page.fill("a", Filling::Value("x".into())).unwrap_err(), Denied::Private);
    page.value("b", "x");
}

#[test]
fn what_cannot_be_reached_is_known() {
    let page = page(
        "<div style='position:relative'><button type=button id=b>x</button><div id=over style='position:absolute;inset:0'></div></div>
         <button type=button id=away style='position:absolute;top:90000px'>x</button><input id=none style='display:none'>
         <div inert><input id=inert></div><input id=i><dialog id=d><input id=in></dialog><p id=gone>x</p>",
    );
    let gone = page.id("gone");
    js("at('gone').remove()");
    let fill = |id: &str| {
        page.inspect(&Command::Fill(Fill { node: page.id(id), what: Filling::Insert("x".into()) })).0.reach
    };
    assert_eq!(look(&page, "b").reach, Reach::Covered);
    assert_eq!(look(&page, "away").reach, Reach::Hidden);
    assert_eq!(page.inspect(&click(gone)).0.reach, Reach::Gone);
    assert_eq!(page.inspect(&click(NodeId(99))).0.reach, Reach::Gone);
    assert_eq!((fill("none"), fill("inert"), fill("i")), (Reach::Hidden, Reach::Hidden, Reach::There));
    js("at('d').showModal()");
    assert_eq!((fill("i"), fill("in")), (Reach::Hidden, Reach::There));
    js("at('over').style.pointerEvents = 'none'; at('d').close()");
    assert_eq!(look(&page, "b").reach, Reach::There);
}

#[test]
fn our_own_surface_is_never_touched() {
    let page = page(
        "<button type=button id=b style='position:absolute;left:0;top:0;width:99px;height:99px'>x</button>",
    );
    js("const ui = document.querySelector('pillion-ui'); ui.style = 'position:fixed;left:0;top:0;width:99px;height:99px;z-index:9';
        ui.attachShadow({ mode: 'open' }).innerHTML = '<button style=\"width:99px;height:99px\">Stop sharing</button>';
        ui.addEventListener('click', () => log('touched'))");
    assert_eq!(page.click("b").unwrap_err(), Denied::Never);
    let inside = page.find("document.querySelector('pillion-ui').shadowRoot.firstChild");
    assert_eq!(page.run(click(inside)).unwrap_err(), Denied::Never);
    assert_eq!(
        page.run(Command::Key(Key { node: inside, key: KeyName::Enter, held: Held::default() })).unwrap_err(),
        Denied::Never
    );
    assert_eq!(page.log(), "");
}

#[test]
fn a_refused_command_leaves_no_trace() {
    let page = page(
        "<div id=root><form id=f><input id=i value=1><input type=file id=u><label id=lu for=u>Upload</label><select id=s><option>1<option>2</select>
         <input type=checkbox id=c><button id=b>Send</button></form><a id=x href='javascript:log(1)'>x</a><div id=d>x</div>
         <div data-cobrowse-no-control><input id=n></div><input type=password id=p><p style='height:5000px'></p><a id=far href=/x>far</a></div>",
    );
    js("window.changes = 0; new MutationObserver((all) => { changes += all.length; }).observe(at('root'),
            { subtree: true, childList: true, attributes: true, characterData: true });
        for (const type of ['click', 'mousedown', 'pointerdown', 'mouseover', 'pointermove', 'keydown', 'keyup', 'focusin', 'focusout', 'input', 'beforeinput', 'change', 'submit', 'scroll'])
            at('root').addEventListener(type, () => log(type), true);
        at('i').focus(); logged.splice(0)");
    let state = || {
        js("JSON.stringify([changes, document.activeElement.id, at('root').parentNode.scrollTop, scrollY, at('i').value, at('i').selectionStart,
        at('s').selectedIndex, at('c').checked, at('n').value, at('p').value, location.href, getSelection().rangeCount])")
    };
    let before = state();
    let fill = |id: &str, what: Filling| Command::Fill(Fill { node: page.id(id), what });
    let key = |id: &str, key: KeyName| Command::Key(Key { node: page.id(id), key, held: Held::default() });
    let refused_in_full = ["u", "lu", "x", "n", "p", "far"].map(|id| click(page.id(id)));
    let more = [
        fill("n", Filling::Insert("x".into())),
        fill("p", Filling::Value("x".into())),
        fill("d", Filling::Insert("x".into())),
        fill("i", Filling::Checked(true)),
        key("n", KeyName::Enter),
        key("p", KeyName::Backspace),
        Command::Navigate(Navigate::To("javascript:log(1)".into())),
    ];
    for command in refused_in_full.into_iter().chain(more) {
        let what = format!("{command:?}");
        assert!(page.run(command).is_err(), "{what}");
        assert_eq!((state(), page.log()), (before.clone(), String::new()), "{what}");
    }
    let page = page.partial();
    let refused_in_partial = ["i", "s", "c", "b", "d", "lu"].map(|id| click(page.id(id)));
    let more = [
        Command::Fill(Fill { node: page.id("i"), what: Filling::Value("2".into()) }),
        Command::Key(Key { node: page.id("i"), key: KeyName::Backspace, held: Held::default() }),
        Command::Key(Key { node: page.id("b"), key: KeyName::Enter, held: Held::default() }),
    ];
    for command in refused_in_partial.into_iter().chain(more) {
        let what = format!("{command:?}");
        assert!(page.run(command).is_err(), "{what}");
        assert_eq!((state(), page.log()), (before.clone(), String::new()), "{what}");
    }
}

#[test]
fn a_place_is_a_point_on_the_screen_also_inside_of_frames() {
    let page = page(
        "<div id=b style='position:absolute;left:10px;top:20px;width:100px;height:50px'></div>
         <iframe id=f style='position:absolute;left:200px;top:100px;border:5px solid;padding:0'></iframe>",
    );
    js(
        "at('f').contentDocument.body.innerHTML = '<i style=\"position:absolute;left:7px;top:9px;width:10px;height:10px\"></i>'",
    );
    let at = |node| place_to_point(&page.around(), Place { node, x: 65_535, y: 0 });
    assert_eq!(at(page.id("b")), Some((110.0, 20.0)));
    assert_eq!(at(page.find("at('f').contentDocument.querySelector('i')")), Some((222.0, 114.0)));
    assert_eq!(at(NodeId(77)), None);
    js("at('b').remove()");
    assert_eq!(at(NodeId(1)), None);
}
