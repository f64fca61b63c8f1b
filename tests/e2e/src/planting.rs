//! Puts the corpus into trees of the wire: every vector in every way in which a page's content can come to the mirror.
//! Knows no sockets.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use pillion_protocol::ids::NodeId;
use pillion_protocol::tree::{Namespace, NodeFlags, SafeText, TreeWriter, Viewport};
use serde_json::{Map, Value, json};

use crate::corpus::Vector;

/// A text that nobody masked: a hostile customer's.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a>(pub &'a str);

impl SafeText for Raw<'_> {
    fn as_safe_str(&self) -> &str {
        self.0
    }
}

/// How a vector comes into the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Whole.
    Whole,
    /// The elements first, without attributes and text; those are set in what comes next.
    Later,
    /// Below an open shadow root.
    Shadow,
    /// In the document of a frame.
    Frame,
}

impl Way {
    /// All ways.
    pub const ALL: [Way; 4] = [Way::Whole, Way::Later, Way::Shadow, Way::Frame];
}

/// Where things are that every page of these tests has.
const HTML: u32 = 2;
const HEAD: u32 = 3;
/// The body's number.
pub const BODY: u32 = 4;
const MARKER: u32 = 5;
/// The number of an element with a shadow root.
pub const HOST: u32 = 6;
const ROOT: u32 = 7;
const FRAME: u32 = 8;
const INNER: u32 = 9;
const INNER_HTML: u32 = 10;
const INNER_HEAD: u32 = 11;
const INNER_BODY: u32 = 12;

/// A page that grows.
pub struct Page {
    tree: TreeWriter,
    next: u32,
    /// The last child that a node has now.
    last: HashMap<u32, u32>,
    /// Adopted sheets by document or root.
    adopted: HashMap<u32, u32>,
    /// What is said of nodes in the next payload.
    later: Vec<(u32, String, String)>,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").field("nodes", &self.next).finish_non_exhaustive()
    }
}

impl Default for Page {
    fn default() -> Page {
        Page::new()
    }
}

impl Page {
    /// A page with a head, a body, a host with a shadow root, and a frame with a document, in a payload that was not
    /// taken yet.
    pub fn new() -> Page {
        let mut page = Page {
            tree: TreeWriter::new(),
            next: 0,
            last: HashMap::new(),
            adopted: HashMap::new(),
            later: Vec::new(),
        };
        page.begin();
        page
    }

    /// Begins the page again, for a snapshot.
    pub fn begin(&mut self) {
        self.tree.reset();
        (self.last, self.adopted, self.later) = Default::default();
        self.next = 0;
        self.tree.viewport(Viewport { width: 1000, height: 700, ratio: 1000 });
        self.tree.page(&Raw("http://localhost/page"), &Raw("A page"));
        self.tree.document(NodeId(1), NodeId::NONE);
        self.next = 1;
        for (id, parent, tag) in [
            (HTML, 1, "html"),
            (HEAD, HTML, "head"),
            (BODY, HTML, "body"),
            (MARKER, BODY, "p"),
            (HOST, BODY, "div"),
        ] {
            let made = self.bare(parent, Namespace::Html, tag, &[]);
            debug_assert_eq!(made, id);
        }
        self.tree.shadow_root(NodeId(ROOT), NodeId(HOST));
        self.next = ROOT;
        self.bare(BODY, Namespace::Html, "iframe", &[("style", "width:900px;height:300px")]);
        self.tree.document(NodeId(INNER), NodeId(FRAME));
        self.next = INNER;
        self.bare(INNER, Namespace::Html, "html", &[]);
        self.bare(INNER_HTML, Namespace::Html, "head", &[]);
        self.bare(INNER_HTML, Namespace::Html, "body", &[]);
    }

    /// The next payload.
    pub fn take(&mut self) -> Vec<u8> {
        self.tree.finish()
    }

    /// The writer, for what this has no verb for.
    pub fn tree(&mut self) -> &mut TreeWriter {
        &mut self.tree
    }

    /// A number that no node has.
    pub fn fresh(&mut self) -> NodeId {
        self.next += 1;
        NodeId(self.next)
    }

    /// Says in the page that all until now is there. It is `p[data-marker]`.
    pub fn mark(&mut self, marker: &str) {
        self.tree.set_attribute(NodeId(MARKER), &Raw("data-marker"), &Raw(marker));
    }

    /// A child of the body.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn add(&mut self, node: &Value) -> Result<u32> {
        self.node(BODY, node, Way::Whole)
    }

    /// A vector of `trees.json`.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn plant(&mut self, vector: &Vector, way: Way) -> Result<()> {
        let parent = match (way, vector.text("where").unwrap_or("body")) {
            (Way::Shadow, _) => ROOT,
            (Way::Frame, "head") => INNER_HEAD,
            (Way::Frame, "html") => INNER_HTML,
            (Way::Frame, _) => INNER_BODY,
            (_, "head") => HEAD,
            (_, "html") => HTML,
            _ => BODY,
        };
        let tree = vector.data.get("tree").with_context(|| format!("{} has no tree", vector.id))?;
        self.node(parent, tree, way).map(drop)
    }

    /// A vector of `styles.json`: its element, and its text as a style element's and as an adopted sheet's.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn dress(&mut self, vector: &Vector, way: Way) -> Result<()> {
        let (id, decl) = (&vector.id, vector.text("decl"));
        let css = match (vector.text("sheet"), decl) {
            (Some(sheet), _) => sheet.to_owned(),
            (None, Some(decl)) => format!(".{id}{{{decl}}}"),
            (None, None) => bail!("{id} has no style"),
        };
        let (parent, root) = match way {
            Way::Shadow => (ROOT, ROOT),
            Way::Frame => (INNER_BODY, INNER),
            _ => (BODY, 1),
        };
        let address = format!("http://localhost/{id}");
        let mut attributes = json!({"class": id, "data-u": address, "data-i": format!("url({address})")});
        if let (Some(decl), Some(attributes)) = (decl, attributes.as_object_mut()) {
            attributes.insert("style".to_owned(), json!(decl));
        }
        let list =
            json!(["ul", {}, ["li", attributes, "x"], ["li", {}, ["a", {"href": "/x", "class": id}, "x"]]]);
        self.node(parent, &list, way)?;
        self.node(parent, &json!(["input", {"class": id, "#value": "abc"}]), way)?;
        let media = vector.text("media").unwrap_or_default();
        self.node(parent, &json!(["style", {"#css": css, "#media": media}]), way)?;
        self.adopt(root, &css, media);
        Ok(())
    }

    fn adopt(&mut self, root: u32, css: &str, media: &str) {
        let index = self.adopted.entry(root).or_default();
        self.tree.sheet(NodeId(root), *index, false, &Raw(media), &Raw(css));
        *index += 1;
    }

    /// Sets what [`Way::Later`] left out.
    pub fn complete(&mut self) {
        for (id, name, value) in std::mem::take(&mut self.later) {
            match &*name {
                "#css" => self.tree.sheet(NodeId(id), 0, false, &Raw(""), &Raw(&value)),
                "#text" => self.tree.set_text(NodeId(id), &Raw(&value)),
                _ => self.tree.set_attribute(NodeId(id), &Raw(&name), &Raw(&value)),
            }
        }
    }

    fn node(&mut self, parent: u32, node: &Value, way: Way) -> Result<u32> {
        if let Value::String(text) = node {
            return Ok(self.text(parent, text, way));
        }
        let [Value::String(tag), Value::Object(attributes), children @ ..] =
            node.as_array().map(Vec::as_slice).unwrap_or_default()
        else {
            bail!("not a node: {node}");
        };
        let (namespace, tag) = match tag.split_once(':') {
            Some(("svg", tag)) => (Namespace::Svg, tag),
            Some(("math", tag)) => (Namespace::MathMl, tag),
            _ => (Namespace::Html, &**tag),
        };
        let id = match tag {
            "#shadow" => {
                self.next += 1;
                self.tree.shadow_root(NodeId(self.next), NodeId(parent));
                self.next
            }
            "#document" => {
                self.next += 1;
                self.tree.document(NodeId(self.next), NodeId(parent));
                self.next
            }
            _ => self.element(parent, namespace, tag, attributes, way),
        };
        for child in children {
            self.node(id, child, way)?;
        }
        self.special(id, attributes, way);
        Ok(id)
    }

    fn text(&mut self, parent: u32, text: &str, way: Way) -> u32 {
        self.next += 1;
        let id = self.next;
        let prev = self.last.insert(parent, id).unwrap_or(0);
        let first = if way == Way::Later { "" } else { text };
        self.tree.text(NodeId(id), NodeId(parent), NodeId(prev), &Raw(first));
        if way == Way::Later {
            self.later.push((id, "#text".to_owned(), text.to_owned()));
        }
        id
    }

    fn element(
        &mut self,
        parent: u32,
        namespace: Namespace,
        tag: &str,
        attributes: &Map<String, Value>,
        way: Way,
    ) -> u32 {
        let plain: Vec<(&str, &str)> = attributes
            .iter()
            .filter(|(name, _)| !name.starts_with('#'))
            .map(|(name, value)| (&**name, value.as_str().unwrap_or_default()))
            .collect();
        if way != Way::Later {
            return self.bare(parent, namespace, tag, &plain);
        }
        let id = self.bare(parent, namespace, tag, &[]);
        self.later.extend(plain.into_iter().map(|(name, value)| (id, name.to_owned(), value.to_owned())));
        id
    }

    fn bare(&mut self, parent: u32, namespace: Namespace, tag: &str, attributes: &[(&str, &str)]) -> u32 {
        self.next += 1;
        let id = self.next;
        let prev = self.last.insert(parent, id).unwrap_or(0);
        let attributes: Vec<_> = attributes.iter().map(|(name, value)| (Raw(name), Raw(value))).collect();
        self.tree.element((NodeId(id), NodeId(parent), NodeId(prev)), namespace, &Raw(tag), &attributes);
        id
    }

    /// What is said of a node besides its attributes.
    fn special(&mut self, id: u32, attributes: &Map<String, Value>, way: Way) {
        let text = |name: &str| attributes.get(name).and_then(Value::as_str);
        if let Some(css) = text("#css") {
            match way {
                Way::Later => self.later.push((id, "#css".to_owned(), css.to_owned())),
                _ => self.tree.sheet(NodeId(id), 0, false, &Raw(text("#media").unwrap_or("")), &Raw(css)),
            }
        }
        if let Some(css) = text("#later") {
            self.later.push((id, "#css".to_owned(), css.to_owned()));
        }
        if let Some(css) = text("#adopt") {
            self.adopt(id, css, "");
        }
        if let Some(value) = text("#value") {
            self.tree.value(NodeId(id), &Raw(value));
        }
        let number = |name: &str| attributes.get(name).and_then(Value::as_i64);
        if let Some(bits) = number("#flags") {
            self.tree.flags(NodeId(id), NodeFlags(bits as u32));
        }
        if let Some(y) = number("#scroll") {
            self.tree.scroll(NodeId(id), 0, y as i32);
        }
    }
}
