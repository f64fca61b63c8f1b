//! Random pages, random edits: the mirror equals the page. Seeds that ever failed are kept in `tests/seeds`.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement, Node,
    ShadowRootInit, ShadowRootMode,
};

use crate::rig::{self, Rig, document};

/// Seeds that failed once, one a line.
const SEEDS: &str = include_str!("../seeds/mirror.txt");

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

const TAGS: &[&str] = &[
    "div", "span", "p", "ul", "li", "section", "b", "x-box", "table", "form", "label", "button", "h2",
    "article",
];
const WORDS: &[&str] = &[
    "",
    " ",
    "plain",
    "two words",
    "ünïcödé",
    "日本語のテキスト",
    "🚲 wheel",
    "a\nb",
    "<b>&amp;",
    "“quoted”",
];
const NAMES: &[&str] = &["class", "title", "data-x", "lang", "role", "hidden", "aria-label", "dir"];

struct Edits {
    random: Random,
    /// Taken out of the page, to come back later.
    limbo: Vec<Node>,
}

impl Edits {
    fn text(&mut self) -> String {
        self.random.pick(WORDS).to_owned() + self.random.pick(WORDS)
    }

    fn leaf(&mut self) -> Node {
        let page = document();
        match self.random.below(8) {
            0 => web_sys::Comment::new_with_data(&self.text()).unwrap().into(),
            1 => {
                let input: HtmlInputElement = page.create_element("input").unwrap().unchecked_into();
                if self.random.below(2) == 0 {
                    input
                        .set_attribute("type", self.random.pick(&["checkbox", "radio", "text", "range"]))
                        .unwrap();
                }
                if self.random.below(2) == 0 {
                    input.set_attribute("value", self.random.pick(WORDS)).unwrap();
                }
                input.into()
            }
            2 => {
                let area = page.create_element("textarea").unwrap();
                area.set_text_content(Some("draft"));
                area.into()
            }
            3 => {
                let select = page.create_element("select").unwrap();
                if self.random.below(3) == 0 {
                    select.set_attribute("multiple", "").unwrap();
                }
                for _ in 0..self.random.below(4) {
                    let option = page.create_element("option").unwrap();
                    option.set_text_content(Some(self.random.pick(WORDS)));
                    select.append_child(&option).unwrap();
                }
                select.into()
            }
            _ => page.create_text_node(&self.text()).into(),
        }
    }

    fn tree(&mut self, depth: usize) -> Node {
        if depth == 0 || self.random.below(4) == 0 {
            return self.leaf();
        }
        let element = match self.random.below(8) {
            0 => {
                let svg = Some("http://www.w3.org/2000/svg");
                document()
                    .create_element_ns(svg, self.random.pick(&["svg", "g", "path", "linearGradient"]))
                    .unwrap()
            }
            _ => document().create_element(self.random.pick(TAGS)).unwrap(),
        };
        for _ in 0..self.random.below(3) {
            element.set_attribute(self.random.pick(NAMES), &self.text()).unwrap();
        }
        for _ in 0..self.random.below(4) {
            element.append_child(&self.tree(depth - 1)).unwrap();
        }
        if self.random.below(10) == 0 {
            self.shadow(&element);
        }
        element.into()
    }

    fn shadow(&mut self, host: &Element) {
        let init = ShadowRootInit::new(ShadowRootMode::Open);
        // Many elements cannot have one.
        if let Ok(root) = host.attach_shadow(&init) {
            for _ in 0..self.random.below(3) {
                root.append_child(&self.tree(2)).unwrap();
            }
        }
    }

    /// All nodes of the test's part, roots of shadows included.
    fn pool(&self, root: &Node) -> Vec<Node> {
        let mut pool = vec![root.clone()];
        let mut at = 0;
        while at < pool.len() {
            let node = pool[at].clone();
            at += 1;
            if let Some(shadow) = node.dyn_ref::<Element>().and_then(Element::shadow_root) {
                pool.push(shadow.into());
            }
            let mut next = node.first_child();
            while let Some(child) = next {
                next = child.next_sibling();
                pool.push(child);
            }
        }
        pool
    }

    fn parent(&mut self, pool: &[Node]) -> Node {
        for _ in 0..20 {
            let node = self.random.pick(pool);
            let leaf = ["input", "textarea", "option", "select"];
            let fits = match node.dyn_ref::<Element>() {
                Some(element) => !leaf.contains(&element.local_name().as_str()),
                None => node.node_type() == Node::DOCUMENT_FRAGMENT_NODE,
            };
            if fits {
                return node;
            }
        }
        pool[0].clone()
    }

    fn put(&mut self, node: &Node, parent: &Node) {
        let children = parent.child_nodes();
        let before = children.item(self.random.below(children.length() as usize + 1) as u32);
        // Refused when it would stand inside itself.
        let _ = parent.insert_before(node, before.as_ref());
    }

    /// One edit of a node of the pool, which may have left the page meanwhile.
    fn edit(&mut self, pool: &[Node]) {
        let some = self.random.pick(pool);
        let inside = some != pool[0] && some.node_type() != Node::DOCUMENT_FRAGMENT_NODE;
        match self.random.below(16) {
            0 | 1 => {
                let (tree, parent) = (self.tree(3), self.parent(pool));
                self.put(&tree, &parent);
            }
            2 if inside => {
                if let Some(parent) = some.parent_node() {
                    parent.remove_child(&some).unwrap();
                }
                if self.random.below(2) == 0 {
                    self.limbo.push(some);
                }
            }
            3 | 4 if inside => {
                let parent = self.parent(pool);
                self.put(&some, &parent);
            }
            5 | 6 => {
                if let Some(element) = some.dyn_ref::<Element>() {
                    let name = self.random.pick(NAMES);
                    if self.random.below(3) == 0 {
                        element.remove_attribute(name).unwrap();
                    } else {
                        element.set_attribute(name, &self.text()).unwrap();
                    }
                }
            }
            7 if some.node_type() == Node::TEXT_NODE => some.set_node_value(Some(&self.text())),
            8 | 9 => self.form(pool),
            10 => {
                if let Some(element) = some.dyn_ref::<Element>()
                    && element.shadow_root().is_none()
                {
                    self.shadow(element);
                }
            }
            11 | 12 => self.beyond(pool),
            13 if inside => {
                // Around it a new element, or its children in its place.
                let Some(parent) = some.parent_node() else { return };
                if self.random.below(2) == 0 {
                    let wrap = document().create_element("div").unwrap();
                    parent.insert_before(&wrap, Some(&some)).unwrap();
                    wrap.append_child(&some).unwrap();
                } else if some.node_type() == Node::ELEMENT_NODE {
                    while let Some(child) = some.first_child() {
                        parent.insert_before(&child, Some(&some)).unwrap();
                    }
                    parent.remove_child(&some).unwrap();
                }
            }
            14 => some.normalize(),
            15 => {
                if pool.len() > 150
                    && let Some(element) = self.parent(pool).dyn_ref::<Element>()
                {
                    element.set_inner_html("<i>fresh <b>start</b></i>");
                }
            }
            _ => {}
        }
    }

    /// Changes of what is out of the page, and ways back into it.
    fn beyond(&mut self, pool: &[Node]) {
        if self.limbo.is_empty() {
            return;
        }
        let at = self.random.below(self.limbo.len());
        let out = self.limbo[at].clone();
        let parts = self.pool(&out);
        match self.random.below(4) {
            0 => {
                let (tree, parent) = (self.leaf(), self.parent(&parts));
                if parent.node_type() != Node::TEXT_NODE && parent.node_type() != Node::COMMENT_NODE {
                    let _ = parent.append_child(&tree);
                }
            }
            1 => {
                let part = self.random.pick(&parts);
                if let Some(parent) = part.parent_node() {
                    parent.remove_child(&part).unwrap();
                    let into = self.parent(pool);
                    self.put(&part, &into);
                }
            }
            _ => {
                let into = self.parent(pool);
                self.put(&out, &into);
                self.limbo.swap_remove(at);
            }
        }
    }

    fn form(&mut self, pool: &[Node]) {
        for node in pool {
            if self.random.below(3) != 0 {
                continue;
            }
            if let Some(input) = node.dyn_ref::<HtmlInputElement>() {
                match input.type_().as_str() {
                    "checkbox" | "radio" => {
                        input.set_checked(self.random.below(2) == 0);
                        input.set_indeterminate(self.random.below(3) == 0);
                    }
                    _ => input.set_value(self.random.pick(WORDS)),
                }
            } else if let Some(area) = node.dyn_ref::<HtmlTextAreaElement>() {
                area.set_value(self.random.pick(WORDS));
            } else if let Some(select) = node.dyn_ref::<HtmlSelectElement>() {
                match self.random.below(3) {
                    0 => {
                        let option = document().create_element("option").unwrap();
                        option.set_text_content(Some("more"));
                        self.put(&option, select);
                    }
                    1 => select.set_selected_index(self.random.below(4) as i32 - 1),
                    _ => {
                        if let Some(option) =
                            select.query_selector_all("option").unwrap().item(self.random.below(4) as u32)
                        {
                            option.unchecked_into::<HtmlOptionElement>().set_selected(true);
                        }
                    }
                }
            }
        }
    }
}

async fn run(seed: u64, rounds: usize) {
    let mut edits = Edits { random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1), limbo: Vec::new() };
    let mut rig = Rig::new("");
    for _ in 0..3 {
        rig.root.append_child(&edits.tree(4)).unwrap();
    }
    for round in 0..rounds {
        let pool = edits.pool(&rig.root);
        for _ in 0..1 + edits.random.below(8) {
            edits.edit(&pool);
            match edits.random.below(8) {
                // What is not read at once is read in the next frame: both ways must end alike.
                0 => rig::microtask().await,
                1 => rig.watcher().flush(),
                _ => {}
            }
        }
        if edits.random.below(40) == 0 {
            rig.watcher().snapshot();
        }
        if edits.limbo.len() > 20 {
            edits.limbo.clear();
        }
        rig.same(&format!("seed {seed}, round {round}"));
    }
}

#[wasm_bindgen_test]
async fn seeds_that_failed_once_pass() {
    for seed in SEEDS.lines().filter(|line| !line.starts_with('#')) {
        run(seed.trim().parse().unwrap(), 60).await;
    }
}

#[wasm_bindgen_test]
async fn the_mirror_equals_the_page_after_random_edits() {
    for seed in 1..=40 {
        run(seed, 60).await;
        rig::task(0).await;
    }
}
