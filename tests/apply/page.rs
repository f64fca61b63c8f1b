//! A page to act on, an agent who acts on it, and looks at what came of it. Knows no expectations.

use std::cell::RefCell;

use pillion_protocol::command::*;
use pillion_protocol::ids::NodeId;
use pillion_protocol::mode::Mode;
use pillion_protocol::tree::NodeFlags;
use pillion_protocol::update::{Denied, Place};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node};

use pillion::control::{Address, Target, Verdict, permit};
use pillion::page::apply::{self, Done, Nodes, Surroundings};

/// Runs a script in the page; what it gives, as text.
#[track_caller]
pub(crate) fn js(script: &str) -> String {
    let value = js_sys::eval(script).unwrap_or_else(|error| panic!("{script}: {error:?}"));
    value.as_string().unwrap_or_else(|| {
        js_sys::JSON::stringify(&value).ok().and_then(|text| text.as_string()).unwrap_or_default()
    })
}

/// Waits until a script gives true.
pub(crate) async fn until(condition: &str) {
    let wait = format!(
        "new Promise((done) => {{ const look = () => ({condition} ? done() : requestAnimationFrame(look)); look(); }})"
    );
    let promise: js_sys::Promise = js_sys::eval(&wait).unwrap().unchecked_into();
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
}

/// One page per test, and the agent's numbers of its nodes.
pub(crate) struct Page {
    pub(crate) mode: Mode,
    host: Element,
    nodes: RefCell<Vec<(Node, u32)>>,
}

impl Nodes for Page {
    fn node(&self, id: NodeId) -> Option<Node> {
        self.nodes.borrow().get((id.0 as usize).checked_sub(1)?).map(|(node, _)| node.clone())
    }

    fn id_of(&self, node: &Node) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        let at = nodes.iter().position(|(known, _)| known == node).unwrap_or_else(|| {
            nodes.push((node.clone(), 0));
            nodes.len() - 1
        });
        NodeId(at as u32 + 1)
    }

    fn flags(&self, id: NodeId) -> NodeFlags {
        NodeFlags(self.nodes.borrow()[id.0 as usize - 1].1)
    }
}

/// A page with this content. What it logs with `log(…)` is read with [`Page::log`].
pub(crate) fn page(content: &str) -> Page {
    js(r#"
        document.querySelectorAll('#stage, pillion-ui').forEach((old) => old.remove());
        window.logged = []; window.log = (...words) => { logged.push(words.join(" ")); };
        window.at = (id) => document.getElementById(id);
        window.tell = (id, ...types) => types.forEach((type) => at(id).addEventListener(type, () => log(type)));
        document.activeElement?.blur(); window.scrollTo(0, 0); 0
    "#);
    let document = web_sys::window().and_then(|window| window.document()).unwrap();
    let body = document.create_element("div").unwrap();
    // Above what the test runner prints.
    body.set_id("stage");
    body.set_attribute("style", "position:fixed;inset:0;z-index:1;background:white;overflow:auto").unwrap();
    body.set_inner_html(content);
    document.body().unwrap().append_child(&body).unwrap();
    let host = document.create_element("pillion-ui").unwrap();
    document.document_element().unwrap().append_child(&host).unwrap();
    Page { mode: Mode::FullControl, host, nodes: RefCell::default() }
}

impl Page {
    pub(crate) fn partial(mut self) -> Page {
        self.mode = Mode::PartialControl;
        self
    }

    /// The number of the node that a script gives.
    #[track_caller]
    pub(crate) fn find(&self, script: &str) -> NodeId {
        let found = js_sys::eval(script).unwrap_or(JsValue::NULL);
        assert!(found.is_object(), "{script} is no node");
        // A node of a frame is no instance of this window's `Node`.
        self.id_of(found.unchecked_ref())
    }

    pub(crate) fn id(&self, id: &str) -> NodeId {
        self.find(&format!("document.getElementById('{id}')"))
    }

    pub(crate) fn flag(&self, id: &str, flags: u32) {
        let id = self.id(id);
        self.nodes.borrow_mut()[id.0 as usize - 1].1 = flags;
    }

    pub(crate) fn around(&self) -> Surroundings<'_> {
        Surroundings { nodes: self, host: &self.host, mode: self.mode }
    }

    pub(crate) fn inspect(&self, command: &Command) -> (Target, Address) {
        apply::inspect(&self.around(), command)
    }

    pub(crate) fn verdict(&self, command: Command) -> Verdict {
        let (target, address) = self.inspect(&command);
        permit(command, &target, &address, self.mode)
    }

    /// The whole way of a command; what the customer is asked is answered with yes.
    pub(crate) fn run(&self, command: Command) -> Result<Done, Denied> {
        let permitted = match self.verdict(command) {
            Verdict::Go(permitted) => permitted,
            Verdict::No(denied) => return Err(denied),
            Verdict::Ask(pending) => {
                let (target, address) = self.inspect(pending.command());
                match pending.confirmed(&target, &address, self.mode) {
                    Verdict::Go(permitted) => permitted,
                    other => panic!("{other:?}"),
                }
            }
        };
        apply::apply(&self.around(), &permitted)
    }

    pub(crate) fn click(&self, id: &str) -> Result<Done, Denied> {
        self.run(click(self.id(id)))
    }

    pub(crate) fn fill(&self, id: &str, what: Filling) -> Result<Done, Denied> {
        self.run(Command::Fill(Fill { node: self.id(id), what }))
    }

    #[track_caller]
    pub(crate) fn value(&self, id: &str, text: &str) -> Done {
        self.fill(id, Filling::Value(text.into())).unwrap()
    }

    #[track_caller]
    pub(crate) fn insert(&self, id: &str, text: &str) -> Done {
        self.fill(id, Filling::Insert(text.into())).unwrap()
    }

    #[track_caller]
    pub(crate) fn key(&self, id: &str, key: KeyName) {
        self.run(Command::Key(Key { node: self.id(id), key, held: Held::default() })).unwrap();
    }

    /// What was logged since the last look.
    pub(crate) fn log(&self) -> String {
        js("logged.splice(0).join(', ')")
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        apply::release();
    }
}

/// A click on a node's middle.
pub(crate) fn click(node: NodeId) -> Command {
    let at = Place { node, x: 32_768, y: 32_768 };
    Command::Click(Click { at, kind: ClickKind::Single, held: Held::default() })
}
