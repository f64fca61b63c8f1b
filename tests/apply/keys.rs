//! Keys.

use pillion_protocol::command::*;
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::NodeFlags;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::page::{js, page};

fn held(page: &crate::page::Page, id: &str, key: KeyName, held: u8) {
    page.run(Command::Key(Key { node: page.id(id), key, held: Held(held) })).unwrap();
}

#[test]
fn deleting_and_lines_edit_at_the_caret_with_their_events() {
    let page = page("<textarea id=t>abc</textarea><div id=e contenteditable>xyz</div>");
    js("at('t').focus(); at('t').setSelectionRange(1, 1); tell('t', 'keydown', 'input', 'keyup')");
    page.key("t", KeyName::Delete);
    assert_eq!((js("at('t').value"), page.log()), ("ac".into(), "keydown, input, keyup".into()));
    page.key("t", KeyName::Backspace);
    page.key("t", KeyName::Enter);
    assert_eq!(js("at('t').value"), "\nc");
    page.key("e", KeyName::Backspace);
    assert_eq!(js("at('e').textContent"), "xy");
}

#[test]
fn a_key_that_the_page_takes_does_nothing_else() {
    let page = page("<input id=i value=ab>");
    js("at('i').onkeydown = (e) => { e.preventDefault(); log(e.key, e.code, e.keyCode); }");
    page.key("i", KeyName::Backspace);
    page.key("i", KeyName::Space);
    assert_eq!((js("at('i').value"), page.log()), ("ab".into(), "Backspace Backspace 8,   Space 32".into()));
}

#[test]
fn enter_sends_a_form_as_browsers_do() {
    let submit = "document.querySelectorAll('form').forEach((f) => f.onsubmit = (e) => { e.preventDefault(); log(f.id, e.submitter?.id); })";
    let page = page(
        "<form id=one><input id=a></form><form id=two><input id=b><input></form>
         <form id=three><input id=c><input><button id=s>Go</button></form><form id=four><input id=d><button disabled>Go</button></form>",
    );
    js(submit);
    for id in ["a", "b", "c", "d"] {
        page.key(id, KeyName::Enter);
    }
    assert_eq!(page.log(), "one , three s");
    js("tell('c', 'change')");
    page.insert("c", "typed");
    page.key("c", KeyName::Enter);
    assert_eq!(page.log(), "change, three s");
}

#[test]
fn enter_and_space_press_what_can_be_pressed() {
    let page =
        page("<button type=button id=b>Go</button><input type=checkbox id=c><a id=a href='#k'>Link</a>");
    js("tell('b', 'click'); at('a').onclick = (e) => { e.preventDefault(); log('link'); }");
    page.key("b", KeyName::Enter);
    page.key("b", KeyName::Space);
    page.key("c", KeyName::Space);
    page.key("a", KeyName::Enter);
    assert_eq!(page.log(), "click, click, link");
    assert_eq!(js("at('c').checked"), "true");
}

#[test]
fn tab_goes_through_the_page_and_passes_over_what_is_private() {
    let page = page(
        "<input id=a><input id=private><input id=hidden style='display:none'><div id=h></div><div data-cobrowse-no-control><input id=n></div>
         <input id=off disabled><button id=z type=button>z</button><input id=first tabindex=1>",
    );
    page.flag("private", NodeFlags::PRIVATE);
    js("at('h').attachShadow({ mode: 'open' }).innerHTML = '<input>'; at('first').focus()");
    page.key("first", KeyName::Tab);
    assert_eq!(js("document.activeElement.id"), "a");
    page.key("a", KeyName::Tab);
    assert_eq!(js("document.activeElement.id"), "h");
    let inner = page.find("at('h').shadowRoot.firstChild");
    page.run(Command::Key(Key { node: inner, key: KeyName::Tab, held: Held::default() })).unwrap();
    assert_eq!(js("document.activeElement.id"), "z");
    page.run(Command::Key(Key { node: page.id("z"), key: KeyName::Tab, held: Held(Held::SHIFT) })).unwrap();
    assert_eq!(js("document.activeElement.id"), "h");
}

#[test]
fn arrows_move_the_caret_and_what_is_chosen() {
    let page = page(
        "<input id=i value=abc><select id=s><option>1<option disabled>2<option>3</select><input type=range id=r value=5 max=10>
         <input type=radio name=q id=q1 checked><input type=radio name=q id=q2><textarea id=t>ab\ncd</textarea>",
    );
    js(
        "at('i').focus(); at('i').setSelectionRange(3, 3); ['s', 'r', 'q2'].forEach((id) => tell(id, 'input', 'change'))",
    );
    page.key("i", KeyName::ArrowLeft);
    held(&page, "i", KeyName::ArrowLeft, Held::SHIFT);
    assert_eq!(js("[at('i').selectionStart, at('i').selectionEnd].join()"), "1,2");
    page.key("i", KeyName::Home);
    assert_eq!(js("at('i').selectionEnd"), "0");
    js("at('t').focus(); at('t').setSelectionRange(1, 1)");
    page.key("t", KeyName::ArrowDown);
    assert_eq!(js("at('t').selectionStart"), "4");
    page.key("t", KeyName::ArrowUp);
    assert_eq!(js("at('t').selectionStart"), "1");
    page.key("s", KeyName::ArrowDown);
    page.key("r", KeyName::ArrowRight);
    page.key("q1", KeyName::ArrowDown);
    assert_eq!(js("[at('s').value, at('r').value, at('q2').checked].join()"), "3,6,true");
    assert_eq!(page.log(), "input, change, input, change, input, change");
}

#[test]
fn other_keys_scroll_what_is_around_and_escape_closes_a_dialog() {
    let page = page(
        "<div id=s style='height:100px;overflow:auto'><p id=p style='height:900px;margin:0'>long</p></div><dialog id=d>text<p id=in>x</p></dialog>",
    );
    page.key("p", KeyName::PageDown);
    assert_eq!(js("at('s').scrollTop > 50"), "true");
    page.key("p", KeyName::End);
    assert_eq!(js("at('s').scrollTop"), "800");
    js("at('d').showModal(); tell('d', 'cancel')");
    page.run(Command::Key(Key { node: NodeId::NONE, key: KeyName::Escape, held: Held::default() })).unwrap();
    assert_eq!((js("at('d').open"), page.log()), ("false".into(), "cancel".into()));
}

#[test]
fn the_agent_scrolls_what_the_command_names() {
    let page = page(
        "<div id=s style='height:100px;overflow:auto;scroll-behavior:smooth'><p style='height:900px'>long</p></div>",
    );
    page.run(Command::Scroll(AgentScroll { node: page.id("s"), x: 0, y: 123 })).unwrap();
    assert_eq!(js("at('s').scrollTop"), "123");
    page.run(Command::Scroll(AgentScroll { node: page.find("document"), x: 0, y: 0 })).unwrap();
}
