//! Clicks.

use pillion_protocol::command::*;
use pillion_protocol::update::Denied;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::page::{click, js, page, until};

const MOUSE: &str = "pointerdown, mousedown, focus, pointerup, mouseup, click";

#[test]
fn a_click_has_the_events_of_a_hand_in_their_order_and_once() {
    let page = page("<button type=button id=b>Go</button>");
    js("tell('b', 'pointerdown', 'mousedown', 'focus', 'pointerup', 'mouseup', 'click', 'dblclick')");
    page.click("b").unwrap();
    assert_eq!(page.log(), MOUSE);
    assert_eq!(js("document.activeElement.id"), "b");
}

#[test]
fn a_double_click_is_the_second_click_of_two() {
    let page = page("<p id=p>word</p>");
    js("['click', 'dblclick'].forEach((t) => at('p').addEventListener(t, (e) => log(t, e.detail)))");
    page.click("p").unwrap();
    let Command::Click(again) = click(page.id("p")) else { unreachable!() };
    page.run(Command::Click(Click { kind: ClickKind::Double, ..again })).unwrap();
    assert_eq!(page.log(), "click 1, click 2, dblclick 2");
    page.run(Command::Click(Click { kind: ClickKind::Context, ..again })).unwrap();
    assert_eq!(page.log(), "");
}

#[test]
fn a_context_click_opens_the_pages_own_menu() {
    let page = page("<p id=p>word</p>");
    js("at('p').addEventListener('contextmenu', (e) => log(e.type, e.button)); tell('p', 'click')");
    let Command::Click(once) = click(page.id("p")) else { unreachable!() };
    page.run(Command::Click(Click { kind: ClickKind::Context, ..once })).unwrap();
    assert_eq!(page.log(), "contextmenu 2");
}

#[test]
fn clicks_activate_what_browsers_activate() {
    let page = page(
        "<form id=f><input type=checkbox id=c><label id=l for=c>Agree</label><button id=s>Send</button></form>
         <details id=d><summary id=m>More</summary>text</details><a id=a href='#there'>Link</a>",
    );
    js(
        "at('f').onsubmit = (e) => { e.preventDefault(); log('submit', e.submitter.id); }; tell('c', 'input', 'change')",
    );
    page.click("c").unwrap();
    assert_eq!(js("at('c').checked"), "true");
    page.click("l").unwrap();
    assert_eq!(js("at('c').checked"), "false");
    page.click("s").unwrap();
    assert_eq!(page.log(), "input, change, input, change, submit s");
    page.click("m").unwrap();
    assert_eq!(js("at('d').open"), "true");
}

#[test]
async fn a_link_is_followed() {
    let page = page("<a id=a href='#there'>Link</a>");
    js("window.was = location.href");
    page.click("a").unwrap();
    until("location.hash === '#there'").await;
    js("history.replaceState(null, '', was)");
}

#[test]
fn the_page_sees_where_the_click_was_and_which_keys_were_held() {
    let page = page("<div id=p style='position:absolute;left:20px;top:10px;width:100px;height:40px'></div>");
    js("at('p').onclick = (e) => log(Math.round(e.clientX), Math.round(e.clientY), e.shiftKey, e.ctrlKey)");
    let Command::Click(once) = click(page.id("p")) else { unreachable!() };
    page.run(Command::Click(Click { held: Held(Held::SHIFT), ..once })).unwrap();
    assert_eq!(page.log(), "70 30 true false");
}

#[test]
fn shadow_roots_and_frames_of_the_same_origin_are_clicked_inside() {
    let page = page("<div id=h></div><iframe id=f style='border:5px solid;padding:3px'></iframe>");
    js("at('h').attachShadow({ mode: 'open' }).innerHTML = '<b>in</b>';
        at('h').shadowRoot.firstChild.onclick = () => log('shadow');
        const inner = at('f').contentDocument;
        inner.body.innerHTML = '<button type=button style=\"margin:30px\">in</button>';
        inner.body.firstChild.onclick = (e) => log('frame', e.clientX > 30)");
    page.run(click(page.find("at('h').shadowRoot.firstChild"))).unwrap();
    page.run(click(page.find("at('f').contentDocument.body.firstChild"))).unwrap();
    assert_eq!(page.log(), "shadow, frame true");
}

#[test]
fn a_text_field_that_is_clicked_has_the_caret_at_its_end() {
    let page = page("<input id=i value=abc>");
    page.click("i").unwrap();
    page.insert("i", "d");
    assert_eq!(js("at('i').value"), "abcd");
}

#[test]
fn no_file_chooser_is_opened_by_a_script_of_the_page() {
    let page = page("<button type=button id=b>Upload</button><input type=file id=f>");
    js("at('b').onclick = () => at('f').click(); tell('f', 'click')");
    page.click("b").unwrap();
    assert_eq!(page.log(), "");
    pillion::page::apply::release();
    js("at('f').onclick = (e) => { e.preventDefault(); }; at('f').click()");
    assert_eq!(page.log(), "click", "what is released no longer looks");
}

#[test]
fn a_new_window_gets_no_hold_of_the_page() {
    let page = page("<a id=a href='/there' target=help>Help</a>");
    js("addEventListener('click', (e) => { log(e.defaultPrevented); e.preventDefault(); }, { once: true })");
    page.click("a").unwrap();
    assert_eq!(page.log(), "false", "a page that takes the click for itself keeps it");
    js("window.native = open; window.open = (...how) => { log('open', ...how); }");
    page.click("a").unwrap();
    js("window.open = native");
    assert_eq!(page.log(), js("`open ${new URL('/there', location.href)} _blank noopener`"));
}

#[test]
fn partial_control_leaves_no_field_with_the_focus_and_no_form_changed() {
    let page = page(
        "<a id=a href='#x'>Choose</a><a id=ok href='#y'>Read</a><input id=i value=1>
        <input type=checkbox id=c><select id=s><option>1<option>2</select>",
    )
    .partial();
    js("at('a').onclick = (e) => { e.preventDefault(); at('i').value = 2; at('c').checked = true;
        at('s').selectedIndex = 1; at('i').focus(); }; at('ok').onclick = (e) => { e.preventDefault(); at('i').focus(); }");
    page.click("ok").unwrap();
    assert_eq!(js("document.activeElement.localName"), "body");
    assert_eq!(page.click("a").unwrap_err(), Denied::Form);
    assert_eq!(
        js(
            "[at('i').value, at('c').checked, at('s').selectedIndex, document.activeElement.localName].join()"
        ),
        "1,false,0,body"
    );
    js("at('a').onclick = (e) => { e.preventDefault(); log('clicked'); }");
    assert_eq!(page.click("a").unwrap_err(), Denied::Form, "once caught, no longer clicked");
    assert_eq!(page.log(), "");
}

#[test]
async fn what_a_script_does_to_a_form_later_is_put_back_too() {
    let page = page("<a id=a href='#x'>Choose</a><input id=i value=1>").partial();
    js(
        "at('a').onclick = (e) => { e.preventDefault(); setTimeout(() => { at('i').value = 2; log('changed'); }, 20); }",
    );
    page.click("a").unwrap();
    until("logged.includes('changed') && at('i').value === '1'").await;
    assert_eq!(page.click("a").unwrap_err(), Denied::Form);
}

#[test]
async fn a_click_that_leaves_forms_alone_leaves_no_listeners_behind() {
    let page = page("<a id=a href='#x'>Read</a><input id=i value=1>").partial();
    js("at('a').onclick = (e) => e.preventDefault()");
    page.click("a").unwrap();
    pillion::page::apply::release();
    js("at('i').value = 2; setTimeout(() => log('later'), 400)");
    until("logged.includes('later')").await;
    assert_eq!(js("at('i').value"), "2", "what is released does not look again");
}
