//! The mirror from payloads to instructions, read back as lines.

mod hostile;
mod lines;
mod rules;

use pillion_protocol::frame::FrameType;
use pillion_protocol::ids::{Epoch, NodeId};
use pillion_protocol::tree::{BoxKind, Namespace, NodeFlags, SafeText, TreeWriter, Viewport};

use super::{Broken, Mirror, News};
use lines::Lines;

/// Text of a test; nobody's secrets are in it.
pub(super) struct Plain<'a>(pub(super) &'a str);

impl SafeText for Plain<'_> {
    fn as_safe_str(&self) -> &str {
        self.0
    }
}

pub(super) const NONE: NodeId = NodeId(0);

/// Writes an element.
pub(super) fn element(
    tree: &mut TreeWriter,
    place: (u32, u32, u32),
    namespace: Namespace,
    tag: &str,
    attributes: &[(&str, &str)],
) {
    let attributes: Vec<_> = attributes.iter().map(|(name, value)| (Plain(name), Plain(value))).collect();
    tree.element((NodeId(place.0), NodeId(place.1), NodeId(place.2)), namespace, &Plain(tag), &attributes);
}

/// A page with html 2, head 3 and body 4, and a mirror that shows it.
pub(super) fn page() -> (TreeWriter, Mirror, Lines) {
    let mut tree = TreeWriter::new();
    tree.reset();
    begin(&mut tree);
    let mut mirror = Mirror::new();
    let mut lines = Lines::default();
    mirror.tree(FrameType::Snapshot, Epoch(1), &tree.finish()).unwrap();
    lines.read(&mut mirror);
    (tree, mirror, lines)
}

fn begin(tree: &mut TreeWriter) {
    tree.page(&Plain("https://bank.example/a"), &Plain("A"));
    tree.viewport(Viewport { width: 10, height: 20, ratio: 1000 });
    tree.document(NodeId(1), NONE);
    tree.doctype(NodeId(9), NodeId(1), NONE, [&Plain("html"), &Plain(""), &Plain("")]);
    element(tree, (2, 1, 9), Namespace::Html, "html", &[("lang", "en")]);
    element(tree, (3, 2, 0), Namespace::Html, "head", &[]);
    element(tree, (4, 2, 3), Namespace::Html, "body", &[]);
}

/// Sends a patch and reads its instructions.
pub(super) fn patch(tree: &mut TreeWriter, mirror: &mut Mirror, lines: &mut Lines) -> Result<String, Broken> {
    mirror.tree(FrameType::Patch, Epoch(1), &tree.finish())?;
    Ok(lines.read(mirror))
}

#[test]
fn a_snapshot_is_built_apart_and_shown_at_its_end() {
    let mut tree = TreeWriter::new();
    begin(&mut tree);
    tree.text(NodeId(5), NodeId(4), NONE, &Plain("Grüße"));
    let mut mirror = Mirror::new();
    mirror.tree(FrameType::Snapshot, Epoch(3), &tree.finish()).unwrap();
    let written = Lines::default().read(&mut mirror);
    let lines: Vec<_> = written.lines().collect();
    assert_eq!(
        lines[..6],
        [
            "reset",
            "document 1",
            "element 2 html:html",
            "set 2 lang=en",
            "insert 2 in 1 after 0",
            "element 3 html:head"
        ]
    );
    assert_eq!(
        lines[6..10],
        ["insert 3 in 2 after 0", "element 4 html:style", "insert 4 in 3 after 0", lines[9]]
    );
    assert!(lines[9].starts_with("sheet 4 [] @layer cb-first"));
    assert_eq!(
        lines[10..],
        ["element 5 html:body", "insert 5 in 2 after 3", "text 6 Grüße", "insert 6 in 5 after 0", "swap 1"]
    );
    assert_eq!(
        mirror.news(),
        [
            News::Epoch(Epoch(3)),
            News::Page { url: "https://bank.example/a".to_owned(), title: "A".to_owned() },
            News::Viewport(Viewport { width: 10, height: 20, ratio: 1000 }),
            News::Shown,
        ]
    );
}

#[test]
fn nodes_move_and_go_and_their_places_are_used_again() {
    let (mut tree, mut mirror, mut lines) = page();
    element(&mut tree, (5, 4, 0), Namespace::Html, "ul", &[]);
    element(&mut tree, (6, 5, 0), Namespace::Html, "li", &[]);
    element(&mut tree, (7, 5, 6), Namespace::Html, "li", &[]);
    patch(&mut tree, &mut mirror, &mut lines).unwrap();
    tree.detach(NodeId(7));
    tree.place(NodeId(7), NodeId(5), NONE);
    assert_eq!(patch(&mut tree, &mut mirror, &mut lines).unwrap(), "take 8\ninsert 8 in 6 after 0\n");
    tree.remove(NodeId(5));
    element(&mut tree, (8, 4, 0), Namespace::Html, "p", &[]);
    let written = patch(&mut tree, &mut mirror, &mut lines).unwrap();
    assert!(written.starts_with("take 6\nfree 6\n"), "{written}");
    assert_eq!(written.matches("free ").count(), 3, "{written}");
    assert!(written.contains("insert"), "{written}");
    assert!(mirror.model.get(6).is_err());
}

#[test]
fn what_does_not_fit_breaks_the_mirror_until_a_snapshot_and_writes_nothing() {
    type Wrong = fn(&mut TreeWriter);
    let wrongs: [(&str, Wrong); 20] = [
        ("unknown node", |tree| tree.remove(NodeId(99))),
        ("number again", |tree| element(tree, (4, 4, 0), Namespace::Html, "p", &[])),
        ("number 0", |tree| element(tree, (0, 4, 0), Namespace::Html, "p", &[])),
        ("unknown parent", |tree| element(tree, (5, 99, 0), Namespace::Html, "p", &[])),
        ("no child of the parent", |tree| element(tree, (5, 4, 3), Namespace::Html, "p", &[])),
        ("second root element", |tree| element(tree, (5, 1, 2), Namespace::Html, "p", &[])),
        ("text in a document", |tree| tree.text(NodeId(5), NodeId(1), NONE, &Plain("x"))),
        ("second document", |tree| tree.document(NodeId(5), NONE)),
        ("document in no frame", |tree| tree.document(NodeId(5), NodeId(4))),
        ("shadow root of no host", |tree| tree.shadow_root(NodeId(5), NodeId(2))),
        ("text in text", |tree| {
            tree.text(NodeId(5), NodeId(4), NONE, &Plain("x"));
            tree.text(NodeId(6), NodeId(5), NONE, &Plain("x"));
        }),
        ("into itself", |tree| {
            tree.detach(NodeId(4));
            tree.place(NodeId(4), NodeId(4), NONE);
        }),
        ("never placed", |tree| tree.detach(NodeId(4))),
        ("placed without being detached", |tree| tree.place(NodeId(4), NodeId(2), NONE)),
        ("detached twice", |tree| {
            tree.detach(NodeId(4));
            tree.detach(NodeId(4));
        }),
        ("the page detached", |tree| tree.detach(NodeId(1))),
        ("attribute of a document", |tree| tree.set_attribute(NodeId(1), &Plain("a"), &Plain("b"))),
        ("text of an element", |tree| tree.set_text(NodeId(4), &Plain("x"))),
        ("a sheet of an element that owns none", |tree| {
            tree.sheet(NodeId(4), 0, false, &Plain(""), &Plain(""))
        }),
        ("too many sheets", |tree| tree.sheet_count(NodeId(1), 1_000_000)),
    ];
    for (what, wrong) in wrongs {
        let (mut tree, mut mirror, mut lines) = page();
        tree.set_attribute(NodeId(4), &Plain("class"), &Plain("x"));
        wrong(&mut tree);
        assert!(patch(&mut tree, &mut mirror, &mut lines).is_err(), "{what}");
        assert_eq!(lines.read(&mut mirror), "names\n", "{what}");
        assert!(!mirror.is_live(), "{what}");
        tree.set_attribute(NodeId(4), &Plain("class"), &Plain("y"));
        assert_eq!(patch(&mut tree, &mut mirror, &mut lines), Ok(String::new()), "{what}");
        tree.reset();
        begin(&mut tree);
        mirror.tree(FrameType::Snapshot, Epoch(1), &tree.finish()).unwrap();
        assert!(lines.read(&mut mirror).ends_with("swap 1\n"), "{what}");
        assert!(mirror.is_live(), "{what}");
    }
}

#[test]
fn a_patch_of_a_page_load_whose_snapshot_never_came_breaks_the_mirror() {
    let (mut tree, mut mirror, _) = page();
    tree.set_attribute(NodeId(4), &Plain("class"), &Plain("x"));
    assert!(mirror.tree(FrameType::Patch, Epoch(2), &tree.finish()).is_err());
    assert!(!mirror.is_live());
}

#[test]
fn a_snapshot_without_a_page_is_none() {
    let mut mirror = Mirror::new();
    assert!(mirror.tree(FrameType::Snapshot, Epoch(1), &TreeWriter::new().finish()).is_err());
    assert!(mirror.tree(FrameType::Snapshot, Epoch(1), &[1, 2, 3]).is_err());
}

#[test]
fn what_is_not_shown_stays_known_so_that_patches_fit() {
    let (mut tree, mut mirror, mut lines) = page();
    element(&mut tree, (5, 4, 0), Namespace::Html, "script", &[("src", "https://x.example/a.js")]);
    tree.text(NodeId(6), NodeId(5), NONE, &Plain("alert(1)"));
    element(&mut tree, (7, 4, 5), Namespace::Html, "p", &[]);
    let written = patch(&mut tree, &mut mirror, &mut lines).unwrap();
    assert_eq!(
        written,
        "element 6 html:cb-gone\ninsert 6 in 5 after 0\nelement 7 html:p\ninsert 7 in 5 after 6\n"
    );
    tree.set_text(NodeId(6), &Plain("alert(2)"));
    tree.set_attribute(NodeId(5), &Plain("src"), &Plain("x"));
    assert_eq!(patch(&mut tree, &mut mirror, &mut lines), Ok(String::new()));
    // Its content is not known to the document, so it cannot be moved to where it would be shown.
    tree.detach(NodeId(6));
    tree.place(NodeId(6), NodeId(4), NONE);
    assert_eq!(patch(&mut tree, &mut mirror, &mut lines), Err(Broken::Place(6)));
}

#[test]
fn depth_and_number_of_nodes_are_bounded() {
    let (mut tree, mut mirror, mut lines) = page();
    let mut parent = 4;
    for id in 10..pillion_protocol::limits::DEPTH as u32 + 20 {
        // A place by number each time, so that the reader's own bound is not the one that is met.
        element(&mut tree, (id, parent, 0), Namespace::Html, "b", &[]);
        element(&mut tree, (100_000 + id, 4, 0), Namespace::Html, "i", &[]);
        parent = id;
    }
    assert_eq!(patch(&mut tree, &mut mirror, &mut lines), Err(Broken::Limit));
}

#[test]
fn a_moved_subtree_counts_with_its_own_depth() {
    let (mut tree, mut mirror, mut lines) = page();
    let half = pillion_protocol::limits::DEPTH as u32 / 2 + 10;
    for (first, root) in [(1000, 4), (2000, 4)] {
        let mut parent = root;
        for id in first..first + half {
            element(&mut tree, (id, parent, 0), Namespace::Html, "b", &[]);
            parent = id;
        }
    }
    patch(&mut tree, &mut mirror, &mut lines).unwrap();
    tree.detach(NodeId(1000));
    tree.place(NodeId(1000), NodeId(2000 + half - 1), NONE);
    assert_eq!(patch(&mut tree, &mut mirror, &mut lines), Err(Broken::Limit));
}

#[test]
fn boxes_keep_their_size_when_the_page_sets_their_style() {
    let (mut tree, mut mirror, mut lines) = page();
    element(
        &mut tree,
        (5, 4, 0),
        Namespace::Html,
        "video",
        &[("class", "v"), ("src", "https://x.example/v.mp4")],
    );
    tree.placeholder(NodeId(5), BoxKind::Video, 640, 4_000_000_000);
    let written = patch(&mut tree, &mut mirror, &mut lines).unwrap();
    assert!(written.contains("set 6 data-cb-box=video\nsize 6 640 100000\n"), "{written}");
    tree.set_attribute(NodeId(5), &Plain("style"), &Plain("width:1px"));
    let written = patch(&mut tree, &mut mirror, &mut lines).unwrap();
    assert_eq!(written, "set 6 style=width:1px\nsize 6 640 100000\n");
}

#[test]
fn flags_are_known_and_open_dialogs_lifted() {
    let (mut tree, mut mirror, mut lines) = page();
    element(&mut tree, (5, 4, 0), Namespace::Html, "dialog", &[("open", "")]);
    tree.flags(NodeId(5), NodeFlags(NodeFlags::MODAL | NodeFlags::PRIVATE));
    assert!(patch(&mut tree, &mut mirror, &mut lines).unwrap().ends_with("layer 6 1\n"));
    assert_eq!(mirror.flagged.iter().copied().collect::<Vec<_>>(), [5]);
    tree.flags(NodeId(5), NodeFlags(0));
    assert_eq!(patch(&mut tree, &mut mirror, &mut lines).unwrap(), "layer 6 0\n");
    assert!(mirror.flagged.is_empty());
}

#[test]
fn frames_and_shadow_roots_hang_below_their_element_apart_from_its_children() {
    let (mut tree, mut mirror, mut lines) = page();
    element(&mut tree, (5, 4, 0), Namespace::Html, "acme-card", &[]);
    element(&mut tree, (6, 5, 0), Namespace::Html, "b", &[]);
    tree.shadow_root(NodeId(7), NodeId(5));
    element(&mut tree, (8, 7, 0), Namespace::Html, "i", &[]);
    element(&mut tree, (10, 4, 5), Namespace::Html, "iframe", &[("src", "/f")]);
    tree.document(NodeId(11), NodeId(10));
    element(&mut tree, (12, 11, 0), Namespace::Html, "html", &[]);
    let written = patch(&mut tree, &mut mirror, &mut lines).unwrap();
    for line in [
        "shadow 8 of 6",
        "insert 9 in 8 after 0",
        "set 10 sandbox=allow-same-origin",
        "document 11",
        "frame 10 holds 11",
    ] {
        assert!(written.lines().any(|written| written == line), "{line} in {written}");
    }
    tree.remove(NodeId(11));
    assert!(patch(&mut tree, &mut mirror, &mut lines).unwrap().starts_with("take 11\n"));
    tree.document(NodeId(13), NodeId(10));
    patch(&mut tree, &mut mirror, &mut lines).unwrap();
    tree.remove(NodeId(5));
    patch(&mut tree, &mut mirror, &mut lines).unwrap();
    assert!(mirror.model.get(8).is_err());
}
