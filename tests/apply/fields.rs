//! Filling in.

use pillion_protocol::command::*;
use pillion_protocol::update::Denied;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::page::{js, page};

const FRAMEWORK: &str = r#"
    // What React does: it keeps what it knows of the value, and passes over events that bring nothing new.
    window.track = (el) => {
        const { get, set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(el), 'value');
        let known = el.value;
        Object.defineProperty(el, 'value', { configurable: true, get() { return get.call(this); },
            set(value) { known = '' + value; set.call(this, value); } });
        for (const type of ['input', 'change']) el.addEventListener(type, () => {
            if (get.call(el) !== known) { known = get.call(el); log('react', known); }
        });
    }; 0"#;

#[test]
fn a_framework_that_tracks_values_notices() {
    let page = page("<input id=i><textarea id=t></textarea><input type=date id=d><input type=range id=r>");
    js(FRAMEWORK);
    js("['i', 't', 'd', 'r'].forEach((id) => track(at(id)))");
    page.value("i", "one");
    page.insert("i", "!");
    page.value("t", "two");
    page.value("d", "2026-11-22");
    page.value("r", "7");
    assert_eq!(page.log(), "react one, react one!, react two, react 2026-11-22, react 7");
}

#[test]
fn a_value_has_one_input_and_one_change_between_entering_and_leaving() {
    let page = page("<input id=i>");
    js("tell('i', 'focus', 'focusin', 'beforeinput', 'input', 'change', 'blur', 'focusout')");
    page.value("i", "x");
    assert_eq!(page.log(), "focus, focusin, beforeinput, input, change, blur, focusout");
    assert_eq!(js("document.activeElement.localName"), "body", "the customer's focus stays where it is");
    page.value("i", "x");
    assert_eq!(page.log(), "", "nothing new, nothing done");
}

#[test]
fn typing_has_one_input_each_and_a_change_when_the_field_is_left() {
    for field in ["<input id=i value=a>", "<textarea id=i>a</textarea>", "<input type=email id=i value=a>"] {
        let page = page(field);
        js("at('i').addEventListener('input', (e) => log(e.inputType, e.data, e.target.value));
            tell('i', 'beforeinput', 'change')");
        page.insert("i", "b");
        page.insert("i", "c");
        assert_eq!(page.log(), "beforeinput, insertText b ab, beforeinput, insertText c abc", "{field}");
        js("at('i').blur()");
        assert_eq!(page.log(), "change", "{field}");
        js("at('i').focus(); at('i').blur()");
        assert_eq!(page.log(), "", "{field}");
    }
}

#[test]
fn typing_goes_to_the_caret_and_over_the_selection() {
    let page = page("<input id=i value=abcd>");
    js("at('i').focus(); at('i').setSelectionRange(1, 3)");
    page.insert("i", "X");
    page.insert("i", "Y");
    assert_eq!(js("at('i').value"), "aXYd");
}

#[test]
fn a_page_that_refuses_input_or_rewrites_it_has_its_way() {
    let page = page("<input id=i><input id=u><input id=m maxlength=3>");
    js("at('i').addEventListener('beforeinput', (e) => e.preventDefault());
        at('u').addEventListener('input', () => { at('u').value = at('u').value.toUpperCase(); })");
    page.insert("i", "x");
    page.value("i", "x");
    assert_eq!(js("at('i').value"), "");
    page.insert("u", "abc");
    assert_eq!(js("at('u').value"), "ABC");
    page.insert("m", "abcdef");
    assert_eq!(js("at('m').value.length <= 3"), "true");
    page.value("m", "abcdef");
    assert_eq!(js("at('m').value"), "abc");
}

#[test]
fn editable_text_is_typed_into_and_replaced() {
    let page = page("<div id=e contenteditable><p>one</p></div>");
    js("tell('e', 'beforeinput', 'input')");
    page.insert("e", "!");
    assert_eq!(js("at('e').textContent"), "one!");
    assert_eq!(page.log(), "beforeinput, input");
    page.value("e", "two");
    assert_eq!(js("at('e').textContent.trim()"), "two");
}

#[test]
fn choices_are_made_with_their_events() {
    let page = page(
        "<input type=checkbox id=c><input type=radio name=r id=r1 checked><input type=radio name=r id=r2>
         <select id=s><option>1<option>2<option disabled>3</select><select id=m multiple><option>1<option>2<option>3</select>",
    );
    js("['c', 'r2', 's', 'm'].forEach((id) => tell(id, 'click', 'input', 'change'))");
    page.fill("c", Filling::Checked(true)).unwrap();
    page.fill("r2", Filling::Checked(true)).unwrap();
    assert_eq!(page.log(), "click, input, change, click, input, change");
    assert_eq!(js("[at('c').checked, at('r1').checked, at('r2').checked].join()"), "true,false,true");
    page.fill("c", Filling::Checked(true)).unwrap();
    assert_eq!(page.log(), "");
    page.fill("s", Filling::Options(vec![1])).unwrap();
    page.fill("m", Filling::Options(vec![0, 2])).unwrap();
    assert_eq!(page.log(), "input, change, input, change");
    assert_eq!(
        js("[at('s').value, [...at('m').selectedOptions].map((o) => o.value).join('+')].join()"),
        "2,1+3"
    );
    for (id, wrong) in [("s", vec![2]), ("s", vec![9]), ("s", vec![]), ("s", vec![0, 1]), ("m", vec![3])] {
        assert_eq!(page.fill(id, Filling::Options(wrong)).unwrap_err(), Denied::Misfit);
    }
    assert_eq!(page.fill("r2", Filling::Checked(false)).unwrap_err(), Denied::Misfit);
}

#[test]
fn a_value_that_does_not_fit_changes_nothing() {
    let page = page(
        "<input type=date id=d value=2026-01-02><input type=color id=k value='#102030'><input type=number id=n value=5>",
    );
    js("['d', 'k', 'n'].forEach((id) => tell(id, 'focus', 'beforeinput', 'input', 'change'))");
    for (id, wrong) in [("d", "soon"), ("k", "red"), ("n", "five")] {
        assert_eq!(page.fill(id, Filling::Value(wrong.into())).unwrap_err(), Denied::Misfit, "{id}");
    }
    assert_eq!(js("['d', 'k', 'n'].map((id) => at(id).value).join()"), "2026-01-02,#102030,5");
    assert_eq!(page.log(), "");
    for (id, right) in [("d", "2026-11-22"), ("k", "#a0b0c0"), ("n", "6.5")] {
        page.value(id, right);
        assert_eq!(js(&format!("at('{id}').value")), right);
    }
}

#[test]
fn what_was_filled_in_can_be_undone() {
    let page = page(
        "<label>Employer <input id=i value=before></label><input type=checkbox id=c><select id=s><option>1<option>2</select>
         <input type=radio name=r id=r1 checked><input type=radio name=r id=r2><div id=e contenteditable><b>bold</b> text</div>",
    );
    let filled = page.value("i", "after").filled.unwrap();
    assert_eq!(filled.label(), "Employer");
    js("tell('i', 'input', 'change')");
    filled.undo();
    assert_eq!((js("at('i').value"), page.log()), ("before".into(), "input, change".into()));
    page.insert("i", "x");
    let typed = page.insert("i", "y").filled.unwrap();
    typed.undo();
    assert_eq!(js("at('i').value"), "before", "all of what was typed in one go");
    page.fill("c", Filling::Checked(true)).unwrap().filled.unwrap().undo();
    page.fill("s", Filling::Options(vec![1])).unwrap().filled.unwrap().undo();
    page.fill("r2", Filling::Checked(true)).unwrap().filled.unwrap().undo();
    assert_eq!(js("[at('c').checked, at('s').selectedIndex, at('r1').checked].join()"), "false,0,true");
    page.value("e", "plain").filled.unwrap().undo();
    assert_eq!(js("at('e').innerHTML"), "<b>bold</b> text");
    let gone = page.value("i", "later").filled.unwrap();
    js("at('i').remove()");
    gone.undo();
}

#[test]
fn a_form_whose_fields_have_the_names_of_properties_is_filled_in() {
    let names = [
        "attributes",
        "parentNode",
        "getAttribute",
        "hasAttribute",
        "elements",
        "ownerDocument",
        "nodeType",
        "isConnected",
        "matches",
        "target",
        "localName",
        "dispatchEvent",
        "requestSubmit",
    ];
    let hostile: String = names.iter().map(|name| format!("<input type=hidden name={name}>")).collect();
    let page = page(&format!(
        "<form id=f action='javascript:0'>{hostile}<input id=i><button id=b>Send</button></form>"
    ));
    js("document.addEventListener('submit', (e) => { e.preventDefault(); log('submit'); }, { once: true })");
    page.value("i", "x");
    page.insert("i", "y");
    assert_eq!(js("at('i').value"), "xy");
    page.click("b").unwrap();
    assert_eq!(page.log(), "submit");
}

#[test]
fn ending_takes_away_what_waits() {
    let page = page("<input id=i>");
    js("tell('i', 'change')");
    page.insert("i", "x");
    pillion::page::apply::release();
    let before = page.log();
    js("at('i').dispatchEvent(new Event('blur'))");
    assert_eq!((before, page.log()), (String::new(), String::new()));
}
