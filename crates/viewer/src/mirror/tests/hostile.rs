//! Random op sequences: no panic, no instruction that the renderer would not take, nothing forbidden in any.

use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::{Epoch, NodeId};
use pillion_protocol::tree::{BoxKind, Namespace, NodeFlags, TreeWriter};
use proptest::prelude::*;

use super::super::Mirror;
use super::lines::Lines;
use super::{NONE, Plain, begin, element};

const TAGS: &[&str] = &[
    "div",
    "p",
    "input",
    "select",
    "textarea",
    "iframe",
    "script",
    "style",
    "link",
    "meta",
    "base",
    "object",
    "embed",
    "video",
    "acme-card",
    "svg",
    "use",
    "image",
    "foreignObject",
    "animate",
    "a",
    "form",
    "template",
    "img",
    "body",
    "SCRIPT",
    "head",
    "dialog",
    "math",
    "feImage",
    "unknown",
    "a b",
    "",
];
const NAMES: &[&str] = &[
    "href",
    "src",
    "srcset",
    "srcdoc",
    "onclick",
    "ONLOAD",
    "style",
    "type",
    "value",
    "action",
    "xlink:href",
    "class",
    "ping",
    "formaction",
    "poster",
    "data",
    "background",
    "sandbox",
    "data-cb-href",
    "fill",
    "a b",
    "name",
    "is",
    "attributeName",
    "target",
    "download",
    "http-equiv",
];
const VALUES: &[&str] = &[
    "javascript:alert(1)",
    "https://evil.example/x",
    "data:text/html,<script>1</script>",
    "password",
    "hidden",
    "#a",
    "url(https://evil.example/y)",
    "color:red",
    "",
    "image",
    "file",
    "data:image/png;base64,AA",
    "allow-scripts",
    "@import 'https://evil.example/z'",
    "//evil.example",
];

/// One op, with numbers that are mostly of nodes that exist.
#[derive(Debug, Clone)]
enum Step {
    Element(u32, u32, u8, usize, Vec<(usize, usize)>),
    Text(u32, u32),
    Document(u32),
    Shadow(u32),
    Move(u32, u32, u32),
    Remove(u32),
    Set(u32, usize, usize),
    Unset(u32, usize),
    SetText(u32, usize),
    Value(u32, usize),
    Checked(u32, bool),
    Selected(u32, Vec<u32>),
    Scroll(u32, i32, i32),
    Sheet(u32, u32, usize),
    Count(u32, u32),
    Box(u32, u32),
    Flags(u32, u32),
    Focus(u32),
    Send,
}

fn step() -> impl Strategy<Value = Step> {
    let id = || 0u32..40;
    let (tag, name, value) = (0..TAGS.len(), 0..NAMES.len(), 0..VALUES.len());
    let attributes = proptest::collection::vec((name.clone(), value.clone()), 0..4);
    prop_oneof![
        8 => (id(), id(), 0u8..3, tag, attributes).prop_map(|(a, b, n, t, l)| Step::Element(a, b, n, t, l)),
        2 => (id(), id()).prop_map(|(a, b)| Step::Text(a, b)),
        1 => id().prop_map(Step::Document),
        1 => id().prop_map(Step::Shadow),
        3 => (id(), id(), id()).prop_map(|(a, b, c)| Step::Move(a, b, c)),
        2 => id().prop_map(Step::Remove),
        4 => (id(), name.clone(), value.clone()).prop_map(|(a, n, v)| Step::Set(a, n, v)),
        1 => (id(), name).prop_map(|(a, n)| Step::Unset(a, n)),
        1 => (id(), value.clone()).prop_map(|(a, v)| Step::SetText(a, v)),
        1 => (id(), value.clone()).prop_map(|(a, v)| Step::Value(a, v)),
        1 => (id(), any::<bool>()).prop_map(|(a, c)| Step::Checked(a, c)),
        1 => (id(), proptest::collection::vec(any::<u32>(), 0..3)).prop_map(|(a, o)| Step::Selected(a, o)),
        1 => (id(), any::<i32>(), any::<i32>()).prop_map(|(a, x, y)| Step::Scroll(a, x, y)),
        2 => (id(), 0u32..600, value).prop_map(|(a, i, v)| Step::Sheet(a, i, v)),
        1 => (id(), any::<u32>()).prop_map(|(a, c)| Step::Count(a, c)),
        1 => (id(), any::<u32>()).prop_map(|(a, s)| Step::Box(a, s)),
        1 => (id(), 0u32..32).prop_map(|(a, f)| Step::Flags(a, f)),
        1 => id().prop_map(Step::Focus),
        4 => Just(Step::Send),
    ]
}

fn write(tree: &mut TreeWriter, step: &Step, next: &mut u32) {
    let mut fresh = || {
        *next += 1;
        NodeId(*next)
    };
    match step {
        Step::Element(parent, prev, namespace, tag, attributes) => {
            let namespace = [Namespace::Html, Namespace::Svg, Namespace::MathMl][usize::from(*namespace)];
            let attributes: Vec<_> = attributes.iter().map(|(n, v)| (NAMES[*n], VALUES[*v])).collect();
            element(tree, (fresh().0, *parent, *prev), namespace, TAGS[*tag], &attributes);
        }
        Step::Text(parent, prev) => tree.text(fresh(), NodeId(*parent), NodeId(*prev), &Plain("text")),
        Step::Document(parent) => tree.document(fresh(), NodeId(*parent)),
        Step::Shadow(parent) => tree.shadow_root(fresh(), NodeId(*parent)),
        Step::Move(id, parent, prev) => {
            tree.detach(NodeId(*id));
            tree.place(NodeId(*id), NodeId(*parent), NodeId(*prev));
        }
        Step::Remove(id) => tree.remove(NodeId(*id)),
        Step::Set(id, name, value) => {
            tree.set_attribute(NodeId(*id), &Plain(NAMES[*name]), &Plain(VALUES[*value]))
        }
        Step::Unset(id, name) => tree.remove_attribute(NodeId(*id), &Plain(NAMES[*name])),
        Step::SetText(id, value) => tree.set_text(NodeId(*id), &Plain(VALUES[*value])),
        Step::Value(id, value) => tree.value(NodeId(*id), &Plain(VALUES[*value])),
        Step::Checked(id, checked) => tree.checked(NodeId(*id), *checked, !*checked),
        Step::Selected(id, options) => tree.selected(NodeId(*id), options),
        Step::Scroll(id, x, y) => tree.scroll(NodeId(*id), *x, *y),
        Step::Sheet(id, index, css) => {
            tree.sheet(NodeId(*id), *index, false, &Plain(""), &Plain(VALUES[*css]))
        }
        Step::Count(id, count) => tree.sheet_count(NodeId(*id), *count),
        Step::Box(id, size) => tree.placeholder(NodeId(*id), BoxKind::Hidden, *size, *size),
        Step::Flags(id, flags) => tree.flags(NodeId(*id), NodeFlags(*flags)),
        Step::Focus(id) => tree.focus(NodeId(*id)),
        Step::Send => {}
    }
}

/// Nothing that runs, loads, opens or sends.
fn check(written: &str, lines: &Lines) {
    for line in written.lines() {
        let mut words = line.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some("element"), _, Some(tag)) => {
                for bad in [
                    "script",
                    "base",
                    "meta",
                    "link",
                    "template",
                    "foreignObject",
                    "animate",
                    "feImage",
                    "set",
                ] {
                    assert!(!tag.to_lowercase().ends_with(&format!(":{}", bad.to_lowercase())), "{line}");
                }
            }
            (Some("set"), Some(slot), Some(set)) => {
                let (name, value) = set.split_once('=').unwrap();
                let lower = name.to_ascii_lowercase();
                for bad in [
                    "src",
                    "srcset",
                    "srcdoc",
                    "action",
                    "formaction",
                    "ping",
                    "poster",
                    "data",
                    "background",
                    "target",
                    "download",
                    "name",
                    "is",
                    "http-equiv",
                    "attributename",
                ] {
                    assert_ne!(lower, bad, "{line}");
                }
                assert!(!lower.starts_with("on"), "{line}");
                match &*lower {
                    "href" => {
                        let tag = lines.tag(slot.parse().unwrap()).unwrap_or_default();
                        assert!(tag.starts_with("svg:") && tag != "svg:a", "{line} of {tag}");
                        assert!(value.starts_with('#') || value.starts_with("data:image/"), "{line}");
                    }
                    "sandbox" => assert_eq!(value, "allow-same-origin"),
                    "style" | "fill" => assert!(!value.contains("evil"), "{line}"),
                    "type" => assert_ne!(value, "password", "{line}"),
                    _ => {}
                }
            }
            (Some("source"), _, Some(url)) => {
                assert!(url.is_empty() || url.starts_with("data:image/"), "{line}")
            }
            (Some("sheet" | "adopt"), ..) => {
                assert!(!line.contains("evil") && !line.contains("@import"), "{line}")
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn no_sequence_of_ops_gets_anything_forbidden_into_the_mirror(steps in proptest::collection::vec(step(), 0..120)) {
        let mut tree = TreeWriter::new();
        begin(&mut tree);
        let (mut mirror, mut lines, mut next) = (Mirror::new(), Lines::default(), 9);
        mirror.tree(FrameType::Snapshot, Epoch(1), &tree.finish()).unwrap();
        lines.read(&mut mirror);
        for step in &steps {
            write(&mut tree, step, &mut next);
            if matches!(step, Step::Send) || tree.ops() > 3 {
                let done = mirror.tree(FrameType::Patch, Epoch(1), &tree.finish());
                let written = lines.read(&mut mirror);
                check(&written, &lines);
                if done.is_err() {
                    prop_assert_eq!(written, "names\n");
                    tree.reset();
                    begin(&mut tree);
                    next = 9;
                    mirror.tree(FrameType::Snapshot, Epoch(1), &tree.finish()).unwrap();
                    lines.read(&mut mirror);
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_refused_or_carried_out_but_never_panic(bytes: Vec<u8>, flip in 0usize..200, by: u8) {
        let mut mirror = Mirror::new();
        let _ = mirror.tree(FrameType::Snapshot, Epoch(1), &bytes);
        let mut tree = TreeWriter::new();
        begin(&mut tree);
        tree.text(NodeId(5), NodeId(4), NONE, &Plain("x"));
        let mut payload = tree.finish();
        let place = flip % payload.len();
        payload[place] ^= by;
        let mut lines = Lines::default();
        let _ = mirror.tree(FrameType::Snapshot, Epoch(1), &payload);
        lines.read(&mut mirror);
    }
}
