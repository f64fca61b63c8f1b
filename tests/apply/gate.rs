//! The command table's harder lines, on live nodes: custom widgets, forms that lead elsewhere, what comes later.

use pillion_protocol::command::*;
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::NodeFlags;
use pillion_protocol::update::Denied;
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::page::{Page, click, js, page, until};
use pillion::control::{Marks, Verdict};
use pillion::page::apply;

/// "Y", "C" or the reason.
fn says(page: &Page, command: Command) -> String {
    match page.verdict(command) {
        Verdict::Go(_) => "Y".into(),
        Verdict::Ask(_) => "C".into(),
        Verdict::No(denied) => format!("{denied:?}"),
    }
}

fn clicked(page: &Page, id: &str) -> String {
    says(page, click(page.id(id)))
}

fn key(node: NodeId, key: KeyName) -> Command {
    Command::Key(Key { node, key, held: Held::default() })
}

/// A custom element that belongs to forms, as sites make their own switches.
fn define_switch() {
    js("customElements.get('x-switch') || customElements.define('x-switch', class extends HTMLElement {
            static formAssociated = true;
            constructor() {
                super();
                this.inner = this.attachInternals();
                this.attachShadow({ mode: 'open' }).innerHTML = '<button type=button style=\"width:50px;height:20px\">o</button>';
                this.shadowRoot.firstChild.onclick = () => this.turn();
            }
            turn() { this.on = !this.on; this.inner.setFormValue(this.on ? 'on' : 'off'); }
        }); 0");
}

#[test]
fn a_widget_that_belongs_to_forms_is_one_wherever_it_is_clicked() {
    define_switch();
    let page = page(
        "<x-switch id=x></x-switch><label id=l for=x>On</label><a href='#x'><x-switch id=a></x-switch></a>
         <div data-cobrowse-allow><x-switch id=w></x-switch></div>",
    );
    let inner = page.find("at('x').shadowRoot.firstChild");
    assert_eq!(says(&page, click(inner)), "Y");
    let page = page.partial();
    assert_eq!(says(&page, click(inner)), "Form");
    assert_eq!(["l", "a", "w"].map(|id| clicked(&page, id)), ["Form", "Form", "Form"]);
}

#[test]
fn a_widget_by_role_under_a_mask_is_a_private_field() {
    let page = page(
        "<div data-cobrowse-mask><div role=slider id=s aria-valuenow=5>x</div><div role=checkbox id=c>x</div>
         <p id=p>text</p></div>",
    );
    assert_eq!(["s", "c", "p"].map(|id| clicked(&page, id)), ["Private", "Private", "Y"]);
}

#[test]
fn what_has_become_a_password_is_not_written_into() {
    let page = page("<input id=i>");
    page.flag("i", NodeFlags::PRIVATE | NodeFlags::WRITE_ONLY);
    page.value("i", "x");
    js("at('i').type = 'password'");
    assert_eq!(page.fill("i", Filling::Value("y".into())).unwrap_err(), Denied::Private);
}

#[test]
fn a_form_that_leads_elsewhere_or_hides_private_fields_is_confirmed() {
    let page = page(
        "<form action='https://other.example/'><button id=a>x</button></form>
         <form action=/own><button id=b>x</button><button id=c formaction='https://other.example/'>x</button></form>
         <form action=/own><div id=h></div><button id=d>x</button></form><form id=f action=/own><input type=password><button id=e>x</button></form>
         <label id=l for=e>send</label><form action=/own id=g><label id=m for=e>send</label></form>",
    );
    js("at('h').attachShadow({ mode: 'open' }).innerHTML = '<input type=password>'");
    let all = ["a", "b", "c", "d", "e", "l", "m"].map(|id| clicked(&page, id));
    assert_eq!(all, ["C", "Y", "C", "C", "C", "C", "C"]);
    let Command::Click(once) = click(page.id("b")) else { unreachable!() };
    let held = Held(Held::CONTROL);
    assert_eq!(says(&page, Command::Click(Click { held, ..once })), "C", "into a new tab");
}

#[test]
fn a_radio_is_as_private_as_those_it_lets_go_of() {
    let page = page(
        "<form><input type=radio name=r id=a><input type=radio name=r id=b checked><input type=radio name=s id=c></form>",
    );
    page.flag("b", NodeFlags::PRIVATE);
    assert_eq!(["a", "c"].map(|id| clicked(&page, id)), ["Private", "Y"]);
    assert_eq!(page.fill("a", Filling::Checked(true)).unwrap_err(), Denied::Private);
}

#[test]
fn enter_presses_no_button_that_is_kept() {
    let page = page(
        "<form><input id=a><button data-cobrowse-no-control>x</button></form>
         <form><input id=b><button data-cobrowse-confirm>x</button></form><form><input id=c><button>x</button></form>",
    );
    let all = ["a", "b", "c"].map(|id| says(&page, key(page.id(id), KeyName::Enter)));
    assert_eq!(all, ["Site", "C", "Y"]);
}

#[test]
fn a_key_for_the_page_is_one_for_its_body() {
    let page = page("<p>x</p>");
    js("document.body.setAttribute('data-cobrowse-no-control', '')");
    let said = says(&page, key(NodeId::NONE, KeyName::Delete));
    js("document.body.removeAttribute('data-cobrowse-no-control')");
    assert_eq!(said, "Site");
    assert_eq!(says(&page, key(NodeId::NONE, KeyName::PageDown)), "Y");
}

#[test]
fn links_of_mathml_are_links() {
    let page = page("<math><mi id=m href='https://other.example/'>xxxxxx</mi></math>");
    js("at('m').style.fontSize = '40px'");
    assert_eq!(clicked(&page, "m"), "C");
}

#[test]
fn scrolling_keys_of_partial_control_scroll_and_nobody_hears_them() {
    let page =
        page("<div id=d tabindex=0 style='height:90px;overflow:auto'><p style='height:900px'>x</p></div>")
            .partial();
    js("tell('d', 'keydown', 'keyup', 'keypress', 'focus')");
    page.run(key(page.id("d"), KeyName::PageDown)).unwrap();
    assert!(js("at('d').scrollTop > 0") == "true");
    assert_eq!(page.log(), "");
}

#[test]
fn escape_under_partial_control_leaves_forms_as_they_are() {
    let page = page("<div id=d tabindex=0>x</div><input id=i value=1>").partial();
    js("at('d').onkeydown = () => { at('i').value = ''; }");
    assert_eq!(page.run(key(page.id("d"), KeyName::Escape)).unwrap_err(), Denied::Form);
    assert_eq!(js("at('i').value"), "1");
}

#[test]
fn the_guard_sees_fields_in_shadow_roots_frames_and_custom_elements() {
    define_switch();
    for change in [
        "at('h').shadowRoot.firstChild.value = 2",
        "at('f').contentDocument.querySelector('input').checked = true",
        "at('s').options[2].selected = true",
        "at('x').turn()",
        "at('b').setAttribute('aria-pressed', 'true')",
        "at('o').setAttribute('aria-checked', 'true')",
        "at('e').textContent = 'y'",
    ] {
        let page = page(
            "<a id=a href='#x'>Choose</a><div id=h></div><iframe id=f></iframe><select id=s multiple><option selected>1<option>2<option>3</select>
             <form><x-switch id=x name=on></x-switch></form><button id=b aria-pressed=false>x</button>
             <div id=o role=menuitemcheckbox aria-checked=false>x</div><div id=e contenteditable>x</div>",
        )
        .partial();
        js(
            "at('h').attachShadow({ mode: 'open' }).innerHTML = '<input value=1>';
             at('f').contentDocument.body.innerHTML = '<input type=checkbox>'; at('x').turn(); at('x').turn()",
        );
        js(&format!("at('a').onclick = (e) => {{ e.preventDefault(); {change}; }}"));
        assert_eq!(page.click("a").unwrap_err(), Denied::Form, "{change}");
        let native = "[at('h').shadowRoot.firstChild.value, at('f').contentDocument.querySelector('input').checked, at('s').selectedOptions.length]";
        assert_eq!(js(&format!("{native}.join()")), "1,false,1", "{change}");
    }
}

#[test]
fn what_is_no_form_may_change() {
    let page = page(
        "<button type=button id=a aria-expanded=false>x</button><div role=tab id=t aria-selected=false>x</div>
         <div role=progressbar id=p aria-valuenow=1>x</div><form><input value=1></form>",
    )
    .partial();
    js("at('a').onclick = () => { at('a').setAttribute('aria-expanded', 'true'); at('t').setAttribute('aria-selected', 'true');
            at('p').setAttribute('aria-valuenow', '2'); document.querySelector('#stage form').append(document.createElement('input')); }");
    page.click("a").unwrap();
    page.click("a").unwrap();
}

#[test]
async fn what_changes_later_is_told_once() {
    let page =
        page("<a id=a href='#x'><b id=b>Choose</b><i id=i2>this</i></a><input id=i value=1>").partial();
    js(
        "at('a').onclick = (e) => { e.preventDefault(); setTimeout(() => { at('i').value = 2; log('changed'); }, 20); }",
    );
    page.click("b").unwrap();
    until("logged.includes('changed') && at('i').value === '1'").await;
    assert!(apply::was_late());
    assert!(!apply::was_late());
    assert_eq!(
        page.click("i2").unwrap_err(),
        Denied::Form,
        "the link is what was caught, wherever it is clicked"
    );
}

#[test]
async fn no_script_opens_a_file_chooser_after_an_agents_click() {
    let page = page("<button type=button id=b>Upload</button><input type=file id=f>");
    js(
        "at('b').onclick = () => setTimeout(() => { at('f').click(); log('tried'); }, 50); tell('f', 'click')",
    );
    page.click("b").unwrap();
    until("logged.includes('tried')").await;
    assert_eq!(page.log(), "tried");
}

#[test]
fn no_agent_gets_the_focus_onto_a_file_input() {
    let page = page("<input id=a><input type=file id=f><input id=b>");
    js("at('a').focus()");
    page.key("a", KeyName::Tab);
    assert_eq!(js("document.activeElement.id"), "b");
    assert!(!page.inspect(&click(page.id("b"))).0.path[0].marks.has(Marks::PRIVATE));
}
