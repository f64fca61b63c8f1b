//! What becomes of attributes, fields, addresses and sheets on their way.

use pillion_protocol::ids::NodeId;
use pillion_protocol::limits;
use pillion_protocol::tree::Namespace::{self, Html, MathMl, Svg};
use pillion_protocol::update::Asset;

use super::{Plain, element, page, patch};

/// The lines for one element below the body, without its creation and insertion.
fn written(namespace: Namespace, tag: &str, attributes: &[(&str, &str)]) -> Vec<String> {
    let (mut tree, mut mirror, mut lines) = page();
    element(&mut tree, (5, 4, 0), namespace, tag, attributes);
    let written = patch(&mut tree, &mut mirror, &mut lines).unwrap();
    let skip = |line: &&str| !line.starts_with("element ") && !line.starts_with("insert ");
    written.lines().filter(skip).map(|line| line.replace(" 6 ", " ")).collect()
}

#[test]
fn attributes_are_kept_made_data_or_dropped() {
    type Case = (Namespace, &'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);
    let cases: &[Case] = &[
        (
            Html,
            "p",
            &[("class", "a"), ("onclick", "x()"), ("data-v-1", "")],
            &["set class=a", "set data-v-1="],
        ),
        (
            Html,
            "a",
            &[("href", "javascript:x()"), ("target", "_blank")],
            &["set data-cb-href=javascript:x()", "set data-cb-target=_blank"],
        ),
        (
            Html,
            "form",
            &[("action", "/pay"), ("method", "post")],
            &["set autocomplete=off", "set data-cb-action=/pay", "set data-cb-method=post"],
        ),
        (
            Html,
            "input",
            &[("value", "********"), ("type", "password"), ("autocomplete", "cc-number")],
            &[
                "set autocomplete=off",
                "set type=text",
                "set data-cb-type=password",
                "set value=********",
                "set data-cb-autocomplete=cc-number",
            ],
        ),
        (
            Html,
            "input",
            &[("value", "token"), ("type", "hidden"), ("name", "csrf")],
            &[
                "set autocomplete=off",
                "set type=hidden",
                "unset value",
                "set data-cb-type=hidden",
                "set data-cb-name=csrf",
            ],
        ),
        (
            Html,
            "input",
            &[("type", " FILE "), ("value", "C:\\x")],
            &["set autocomplete=off", "set type= FILE ", "unset value", "set data-cb-type= FILE "],
        ),
        (
            Html,
            "img",
            &[("src", "data:image/png;base64,AA"), ("alt", "x")],
            &["source data:image/png;base64,AA", "unset data-cb-src", "set alt=x"],
        ),
        (Html, "img", &[("src", "data:text/html,x"), ("onerror", "x()")], &["source ", "unset data-cb-src"]),
        (
            Html,
            "img",
            &[("src", "https://x.example/a"), ("srcset", "b 2x")],
            &["source ", "set data-cb-src=https://x.example/a", "set data-cb-srcset=b 2x"],
        ),
        (Html, "p", &[("src", "https://x.example/a")], &["set data-cb-src=https://x.example/a"]),
        (
            Html,
            "style",
            &[("nonce", "x"), ("media", "print"), ("title", "alt"), ("class", "c")],
            &["set class=c"],
        ),
        (Html, "meta", &[("http-equiv", "refresh"), ("content", "0")], &[]),
        (
            Html,
            "iframe",
            &[
                ("src", "/f"),
                ("srcdoc", "<p>"),
                ("class", "f"),
                ("sandbox", "allow-scripts"),
                ("allow", "camera"),
            ],
            &[
                "set sandbox=allow-same-origin",
                "set data-cb-src=/f",
                "set data-cb-srcdoc=<p>",
                "set class=f",
                "set data-cb-sandbox=allow-scripts",
                "set data-cb-allow=camera",
            ],
        ),
        (
            Html,
            "object",
            &[("data", "/x.swf"), ("type", "application/x-shockwave-flash")],
            &["set data-cb-type=application/x-shockwave-flash", "set data-cb-data=/x.swf"],
        ),
        (
            Html,
            "p",
            &[("style", "color:red;background:url(https://x.example/a)")],
            &["set style=color:red;background:url(\"data:,\")"],
        ),
        (
            Svg,
            "use",
            &[("xlink:href", "#icon"), ("href", "https://x.example/s.svg#icon")],
            &[
                "set href=#icon",
                "set data-cb-xlink-href=#icon",
                "unset href",
                "set data-cb-href=https://x.example/s.svg#icon",
            ],
        ),
        (
            Svg,
            "use",
            &[("href", "https://bank.example/a#icon")],
            &["set href=#icon", "set data-cb-href=https://bank.example/a#icon"],
        ),
        (Svg, "a", &[("href", "#x")], &["set data-cb-href=#x"]),
        (
            Svg,
            "image",
            &[("href", "data:image/png;base64,AA")],
            &["set href=data:image/png;base64,AA", "unset data-cb-href"],
        ),
        (
            Svg,
            "rect",
            &[("fill", "url(https://x.example/a#b)"), ("clip-path", "url(#c)"), ("width", "4")],
            &["set fill=url(\"data:,\")", "set clip-path=url(\"#c\")", "set width=4"],
        ),
        (
            MathMl,
            "mi",
            &[("href", "javascript:x()"), ("mathvariant", "bold")],
            &["set data-cb-href=javascript:x()", "set mathvariant=bold"],
        ),
    ];
    for (namespace, tag, attributes, expected) in cases {
        assert_eq!(written(*namespace, tag, attributes), *expected, "{tag} {attributes:?}");
    }
}

#[test]
fn an_attribute_that_goes_goes_from_where_it_was_put() {
    let (mut tree, mut mirror, mut lines) = page();
    element(&mut tree, (5, 4, 0), Html, "a", &[("href", "/x"), ("class", "y"), ("type", "t")]);
    patch(&mut tree, &mut mirror, &mut lines).unwrap();
    for name in ["href", "class", "type", "onclick"] {
        tree.remove_attribute(NodeId(5), &Plain(name));
    }
    let written = patch(&mut tree, &mut mirror, &mut lines).unwrap();
    assert_eq!(written, "unset 6 data-cb-href\nunset 6 class\nunset 6 type\nunset 6 data-cb-type\n");
}

#[test]
fn fields_take_the_state_that_fits_them_and_nothing_else() {
    let (mut tree, mut mirror, mut lines) = page();
    element(&mut tree, (5, 4, 0), Html, "input", &[("type", "hidden")]);
    element(&mut tree, (6, 4, 5), Html, "p", &[]);
    element(&mut tree, (7, 4, 6), Html, "select", &[]);
    element(&mut tree, (8, 4, 7), Html, "textarea", &[]);
    patch(&mut tree, &mut mirror, &mut lines).unwrap();
    for id in 5..=8 {
        tree.value(NodeId(id), &Plain("v"));
        tree.checked(NodeId(id), true, true);
        tree.selected(NodeId(id), &[0]);
    }
    let written = patch(&mut tree, &mut mirror, &mut lines).unwrap();
    // A select without options is a private one: its value is what it says.
    assert_eq!(written, "value 8 v\nselected 8 [0]\nvalue 9 v\n");
}

#[test]
fn an_asset_is_written_wherever_it_is_wanted_when_it_comes() {
    let (mut tree, mut mirror, mut lines) = page();
    let url = "https://bank.example/a.png";
    element(&mut tree, (5, 4, 0), Html, "img", &[("src", url)]);
    element(&mut tree, (6, 4, 5), Html, "p", &[("style", "background:url(https://bank.example/a.png)")]);
    element(&mut tree, (7, 3, 0), Html, "style", &[]);
    tree.sheet(
        NodeId(7),
        0,
        false,
        &Plain("screen"),
        &Plain("p{background:url(https://bank.example/a.png),url(other)}"),
    );
    tree.sheet(NodeId(1), 0, false, &Plain(""), &Plain("b{background:url(https://bank.example/a.png)}"));
    element(&mut tree, (8, 4, 6), Html, "i", &[("style", "background:url(https://bank.example/a.png)")]);
    tree.set_attribute(NodeId(8), &Plain("style"), &Plain("color:red"));
    patch(&mut tree, &mut mirror, &mut lines).unwrap();
    let asset = Asset { url: url.to_owned(), mime: "image/png".to_owned(), bytes: vec![1] };
    assert!(mirror.takes(&asset));
    let waiting: std::collections::BTreeSet<_> = mirror.asset(&asset, Some("blob:1".to_owned())).collect();
    mirror.refresh_assets(waiting);
    let written = lines.read(&mut mirror);
    for line in [
        "source 6 blob:1",
        "set 7 style=background:url(\"blob:1\")",
        "sheet 8 [screen] p{background:url(\"blob:1\"),url(\"data:,\")}",
        "adopt 1 0 0 [] b{background:url(\"blob:1\")}",
    ] {
        assert!(written.lines().any(|written| written == line), "{line} in {written}");
    }
    assert_eq!(written.lines().count(), 4, "{written}");
    assert!(!mirror.takes(&asset), "it is there already");
    tree.set_attribute(NodeId(5), &Plain("src"), &Plain(url));
    assert!(patch(&mut tree, &mut mirror, &mut lines).unwrap().starts_with("source 6 blob:1\n"));
}

#[test]
fn assets_of_other_kinds_or_over_the_bounds_are_not_taken() {
    let (_, mirror, _) = page();
    let takes = |mime: &str, bytes: usize| {
        mirror.takes(&Asset { url: "u".to_owned(), mime: mime.to_owned(), bytes: vec![0; bytes] })
    };
    assert!(takes("image/svg+xml", 10) && takes("font/woff2", 10) && takes("", 0));
    assert!(!takes("text/html", 10) && !takes("image/png;x", 10) && !takes("image/png", 600 * 1024));
    let long = "u".repeat(limits::ATTRIBUTE_BYTES + 1);
    assert!(
        !mirror.takes(&Asset { url: long, mime: String::new(), bytes: Vec::new() }),
        "addresses are kept too"
    );
}

#[test]
fn addresses_of_assets_that_cannot_be_had_count_against_the_bound() {
    let (_, mut mirror, _) = page();
    let taken = (0..1000).take_while(|number| {
        let url = format!("{number:4}{}", "u".repeat(limits::ATTRIBUTE_BYTES - 4));
        let asset = Asset { url, mime: String::new(), bytes: Vec::new() };
        mirror.takes(&asset) && mirror.asset(&asset, None).count() == 0
    });
    assert_eq!(taken.count(), limits::ASSETS_BYTES / limits::ATTRIBUTE_BYTES);
}

#[test]
fn an_image_that_cannot_be_had_says_so() {
    let (mut tree, mut mirror, mut lines) = page();
    element(&mut tree, (5, 4, 0), Html, "img", &[("src", "https://x.example/a"), ("alt", "A cat")]);
    patch(&mut tree, &mut mirror, &mut lines).unwrap();
    let none = Asset { url: "https://x.example/a".to_owned(), mime: String::new(), bytes: Vec::new() };
    let waiting: Vec<_> = mirror.asset(&none, None).collect();
    mirror.refresh_assets(waiting);
    assert_eq!(lines.read(&mut mirror), "set 6 data-cb-missing=\nsource 6 \n");
}
