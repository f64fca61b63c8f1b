//! Order and economy: what moves is not sent again, what did not change is not sent.

use super::*;

fn list() -> Script {
    Script::page()
        .element(3, 0, "ul", &[])
        .text(4, "one")
        .up()
        .element(5, 0, "p", &[])
        .text(6, "two")
        .up()
        .up()
        .up()
}

#[test]
fn a_snapshot_comes_in_document_order() {
    let (lines, out) = Wire::new().snapshot(&list());
    assert_eq!(lines.len(), 6);
    assert!(lines[0].starts_with("Insert { id: NodeId(1), parent: NodeId(0)"));
    assert!(lines[4].contains("id: NodeId(5), parent: NodeId(2), prev: NodeId(3)"), "{}", lines[4]);
    assert!(out.reply.is_empty() && out.scroll.is_none() && out.private.is_none());
}

#[test]
fn detach_comes_first_then_remove_then_place() {
    let mut wire = Wire::new();
    wire.snapshot(&list());
    // The text of the list moves into the paragraph, and the list goes.
    let (lines, _) = wire.patch(&Script::default().at(5, 6).op(8, &[N(4)]).moved(&[4]).gone(&[3]));
    assert_eq!(
        lines,
        [
            "Detach(NodeId(4))",
            "Remove(NodeId(3))",
            "Place { id: NodeId(4), parent: NodeId(5), prev: NodeId(6) }"
        ]
    );
    assert!(wire.capture.knows(4) && !wire.capture.knows(3));
}

#[test]
fn all_numbers_of_a_removed_subtree_die() {
    let mut wire = Wire::new();
    wire.snapshot(&list());
    wire.patch(&Script::default().gone(&[5]));
    assert!(!wire.capture.knows(5) && !wire.capture.knows(6) && wire.capture.knows(4));
    // A second notice of the same, or of a part, says nothing more.
    let (lines, _) = wire.patch(&Script::default().gone(&[6, 5]));
    assert_eq!(lines, [] as [&str; 0]);
}

#[test]
fn a_batch_that_changes_nothing_gives_nothing() {
    let mut wire = Wire::new();
    wire.snapshot(&list());
    let (_, out) = wire.patch(&Script::default());
    assert!(out.tree.is_none() && out.scroll.is_none() && out.pointers.is_empty() && out.private.is_none());
}

#[test]
fn a_scroll_of_what_was_there_is_no_part_of_the_tree() {
    let mut wire = Wire::new();
    wire.snapshot(&list());
    let (lines, out) = wire.patch(&Script::default().op(15, &[N(3), N(0), N(40)]));
    assert!(lines.is_empty());
    assert_eq!(out.scroll.unwrap().0[0].y, 40);
    let new = Script::default().at(2, 5).element(7, 0, "div", &[]).op(15, &[N(7), N(1), N(2)]).up();
    let (lines, out) = wire.patch(&new);
    assert!(has(&lines, &["Scroll", "NodeId(7)"]) && out.scroll.is_none());
}

#[test]
fn a_second_snapshot_keeps_numbers_and_forgets_what_it_does_not_name() {
    let mut wire = Wire::new();
    wire.snapshot(&list());
    let (lines, _) = wire.snapshot(&Script::page().element(5, 0, "p", &[]).up().up().up());
    assert_eq!(lines.len(), 3);
    assert!(wire.capture.knows(5) && !wire.capture.knows(6));
}

#[test]
fn too_deep_and_too_many_are_cut_and_shown_as_boxes() {
    let mut script = Script::page();
    for id in 3..700 {
        script = script.element(id, 0, "div", &[]);
    }
    for _ in 3..700 {
        script = script.up();
    }
    let (lines, _) = Wire::new().snapshot(&script.element(700, 0, "p", &[]).up().up().up());
    assert!(has(&lines, &["Box", "TooLarge"]));
    assert!(has(&lines, &["Insert { id: NodeId(500)"]) && !has(&lines, &["NodeId(600)"]));
    assert!(has(&lines, &["id: NodeId(700), parent: NodeId(2), prev: NodeId(3)"]));
}

#[test]
fn an_attribute_that_is_too_long_is_left_out() {
    let long = "x".repeat(70_000);
    let (lines, _) =
        Wire::new().snapshot(&Script::page().element(3, 0, "p", &[("title", &long), ("id", "a")]).up());
    assert!(has(&lines, &["NodeId(3)", "(\"id\", \"a\")"]) && !has(&lines, &["title"]));
}

#[test]
fn images_are_wanted_once_by_the_name_they_have_in_the_tree() {
    let src = "https://h/a.png?token=secretsecret9&w=1";
    let mut wire = Wire::new();
    let image = |id| Script::page().element(id, 0, "img", &[("src", src)]).up().up().up();
    let (lines, out) = wire.snapshot(&image(3));
    assert_eq!(&*out.assets[0].address, src);
    assert!(!out.assets[0].name.contains("secretsecret9"));
    assert!(has(&lines, &[&*out.assets[0].name]));
    let (_, out) = wire.patch(&Script::default().at(2, 3).element(9, 0, "img", &[("src", src)]).up());
    assert!(out.assets.is_empty());
    // Whoever asks for the page again has none of them.
    let (_, out) = wire.snapshot(&image(3));
    assert_eq!(out.assets.len(), 1);
    let masked = Script::page().element(3, 4, "div", &[]).element(4, 0, "img", &[("src", src)]).up().up();
    assert!(Wire::new().snapshot(&masked).1.assets.is_empty());
}
