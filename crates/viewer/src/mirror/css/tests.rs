//! The cleaner on tables of hostile style text. Knows no browser: what a real one does with the result is tested in
//! `tests/browser`.

use super::clean;

/// Cleans with one known asset.
fn cleaned(css: &str) -> String {
    clean(css, "https://bank.example/apply")
        .fill(|url| (url == "https://bank.example/a.png").then_some("blob:https://console.example/1"))
}

#[test]
fn what_is_harmless_stays_as_it_is() {
    for css in [
        "p{color:red}",
        ".a > .b:not(:hover)::before { content: \"\\201c  x\"; margin: -1.5em 0 }",
        "@media (min-width: 40em) and (prefers-color-scheme: dark) { .x { display: grid } }",
        "@layer base, theme; @layer base { p { margin: 0 } }",
        "@supports (display: grid) { a { grid-template-columns: [full-start] 1fr [full-end] } }",
        "@keyframes spin { from { rotate: 0deg } 50.5% { rotate: 1turn } }",
        "@container card (width > 30rem) { h1 { font-size: calc(1rem + 2vw) } }",
        ":root { --gap: 4px; --empty:; --map: { a: b } }",
        ".card { color: red; &:hover { color: blue } .in & { x: y } }",
        "@font-face { font-family: X; src: local(\"X\"); unicode-range: U+0025-00FF, u+4?? }",
        "a[data-x=\"1\"], [class~=b], [aria-expanded=\"true\"], [role=tab] {}",
        ":host(.open) ::slotted(b), p::part(x) { color: var(--a, #fff) }",
        "td:nth-child(2n + 1) { width: 33.3% !important }",
        ".\\31 23, .sm\\:flex { clip-path: path(\"M0 0L1 1\") }",
    ] {
        let once = cleaned(css);
        assert_eq!(cleaned(&once), once, "cleaning twice: {css}");
        let squeeze = |css: &str| css.split_whitespace().collect::<String>();
        if !css.contains('\\') {
            assert_eq!(squeeze(&once), squeeze(css));
        }
    }
    assert_eq!(cleaned(".sm\\:flex{}"), ".sm\\3a flex{}");
    assert_eq!(cleaned("p{content:\"\\201c x\"}"), "p{content:\"\u{201c}x\"}");
}

#[test]
fn addresses_become_assets_or_nothing() {
    let asset = "url(\"blob:https://console.example/1\")";
    let nothing = "url(\"data:,\")";
    for (value, expected) in [
        ("url(https://bank.example/a.png)", asset),
        ("url( 'https://bank.example/a.png' )", asset),
        ("URL(\"https://bank.example/a.png\")", asset),
        ("\\75 rl(https://bank.example/a.png)", asset),
        ("u\\52l(\"https://bank.example/\\61.png\")", asset),
        ("url(https://bank.example/\\61.png)", asset),
        ("src(\"https://bank.example/a.png\")", asset),
        ("url(\"https://bank.example/a.png\" crossorigin(anonymous))", asset),
        ("url(https://evil.example/b.png)", nothing),
        // It ends at the first bracket.
        ("url(javascript:alert(1))", "! )"),
        ("url('javascript:alert(1)')", nothing),
        ("url(data:text/html;base64,x)", nothing),
        ("url()", nothing),
        ("url(var(--x))", "! )"),
        ("src(var(--x))", nothing),
        ("url(data:image/png;base64,AA==)", "url(\"data:image/png;base64,AA==\")"),
        ("url(#grad)", "url(\"#grad\")"),
        ("url(\"https://bank.example/apply#grad\")", "url(\"#grad\")"),
        ("url(https://evil.example/\n x)", "! "),
        ("url(https://evil.example/(x)", "! "),
    ] {
        assert_eq!(cleaned(&format!("a{{b:{value}}}")), format!("a{{b:{expected}}}"), "{value}");
    }
}

#[test]
fn strings_that_are_addresses_are_treated_as_such() {
    let out = cleaned(
        "a{b:image-set(\"https://evil.example/x\" 1x, \"https://bank.example/a.png\" 2x type(\"image/png\"))}",
    );
    assert!(!out.contains("evil"), "{out}");
    assert!(out.contains("url(\"blob:https://console.example/1\") 2x type(\"image/png\")"), "{out}");
    let out = cleaned("a{--u:\"https://evil.example/x\";b:-webkit-image-set(var(--u) 1x, attr(title) 2x)}");
    assert!(out.contains("cb-none(--u)") && out.contains("cb-none(title)"), "{out}");
    for inner in [
        "if(media(all):\"https://evil.example/x\";else:\"https://evil.example/x\")",
        "--own(\"https://evil.example/x\")",
        "--own()",
        "inherit(--u)",
        "env(x,\"https://evil.example/x\")",
        "first-valid(\"https://evil.example/x\")",
        "--x-gradient(\"https://evil.example/x\")",
        "\\69 f(media(all):\"https://evil.example/x\")",
    ] {
        let out = cleaned(&format!("a{{b:image-set({inner} 1x)}}"));
        assert!(out.starts_with("a{b:image-set(cb-none("), "{out}");
    }
    let kept = "a{b:image-set(linear-gradient(var(--a), rgb(0 0 0)) calc(1x * 2) type(\"image/png\"))}";
    assert_eq!(cleaned(kept), kept);
    let out = cleaned("a{b:image-set((\"https://evil.example/x\") 1x)}");
    assert!(!out.contains("evil"), "{out}");
}

#[test]
fn rules_that_load_or_rename_are_gone() {
    for css in [
        "@import \"https://evil.example/a.css\";",
        "@import url(https://evil.example/a.css) layer(x) supports(display: grid) screen;",
        "@IMPORT 'https://evil.example/a.css';",
        "@\\69mport \"https://evil.example/a.css\";",
        "@imp\\6frt \"https://evil.example/a.css\";",
        "/**/@import/**/\"https://evil.example/a.css\";",
        "<!-- @import \"https://evil.example/a.css\"; -->",
        "@charset \"utf-8\";",
        "@namespace svg url(http://www.w3.org/2000/svg);",
        "@import \"https://evil.example/a.css\"",
        "@import { a: b }",
    ] {
        let out = cleaned(&format!("{css} p{{x:y}}"));
        let lower = out.to_lowercase();
        for word in ["import", "charset", "namespace", "evil"] {
            assert!(!lower.contains(word), "{css} became {out}");
        }
    }
    assert!(cleaned("@import 'x'; p{x:y}").contains("p{x:y}"));
}

#[test]
fn what_a_browser_passes_over_hides_no_rule() {
    // The broken string goes; what follows it must not become a rule by that.
    for css in [
        "\"\n@import 'https://evil.example/x';",
        "url(a b)@import 'https://evil.example/x';",
        "\\\n@import 'https://evil.example/x';",
        "foo @import 'https://evil.example/x';",
    ] {
        assert!(!cleaned(css).contains("@import"), "{css} became {}", cleaned(css));
    }
}

#[test]
fn behaviour_and_expressions_are_gone() {
    let out = cleaned(
        "a{behavior:url(x.htc);-moz-binding:url(x.xml#a);-MS-behavior:x;\\62 ehavior:y;width:expression(alert(1));color:red}",
    );
    for word in ["behavior", "binding", "expression", "htc"] {
        assert!(!out.to_lowercase().contains(word), "{out}");
    }
    assert!(out.contains("color:red"));
}

#[test]
fn selectors_look_where_the_mirror_puts_things() {
    for (css, expected) in [
        ("a[href]{}", "a[data-cb-href]{}"),
        ("a[ href ^= \"http\" ]{}", "a[data-cb-href ^= \"http\" ]{}"),
        ("input[type=password]{}", "input[data-cb-type=password i]{}"),
        ("input[TYPE=\"text\" s]{}", "input[data-cb-TYPE=\"text\" s]{}"),
        ("[*|href=x]{}", "[data-cb-href=x]{}"),
        ("[name|=x],[_ngcontent-abc]{}", "[data-cb-name|=x],[data-cb-_ngcontent-abc]{}"),
        ("[hr\\65 f]{}", "[data-cb-href]{}"),
        ("a:link{}", "a:where(a,area)[data-cb-href]{}"),
        ("a:not(:any-link){}", "a:not(:where(a,area)[data-cb-href]){}"),
        ("x-y:not(:defined){}", "x-y:not(:not([cb-undefined])){}"),
        ("@scope ([href]) { b {} }", "@scope ([data-cb-href]) { b {} }"),
        ("a{&[href]{b:c}}", "a{&[data-cb-href]{b:c}}"),
        ("a::before{content:attr(href) attr(data-x)}", "a::before{content:attr(data-cb-href) attr(data-x)}"),
        ("p{grid-template-columns:[href] 1fr}", "p{grid-template-columns:[href] 1fr}"),
        ("@media print{a[href]{}}", "@media print{a[data-cb-href]{}}"),
    ] {
        assert_eq!(cleaned(css), expected, "{css}");
    }
}

#[test]
fn unclosed_things_end_with_the_text() {
    assert_eq!(cleaned("p{a:b"), "p{a:b}");
    assert_eq!(cleaned("@media x{p{a:(b"), "@media x{p{a:(b}}");
    assert_eq!(cleaned("p{a:\"b"), "p{a:\"b\"}");
    assert_eq!(cleaned("p{a:b} /* c"), "p{a:b} /**/");
    assert_eq!(cleaned("}p{a:b}"), "p{a:b}");
    assert_eq!(cleaned("p{a:url(https://bank.example/a.png"), "p{a:url(\"blob:https://console.example/1\")}");
    let deep = "a{".repeat(5000);
    assert!(cleaned(&deep).len() < 1000);
}

mod hostile {
    use proptest::prelude::*;

    use super::super::token::{Kind, Tokens};
    use super::cleaned;

    /// Every address that a browser would find in style text.
    fn addresses(css: &str) -> Vec<String> {
        let tokens: Vec<_> = Tokens::new(css).collect();
        let mut found = Vec::new();
        for (place, token) in tokens.iter().enumerate() {
            match &token.kind {
                Kind::Url(url) => found.push(url.to_string()),
                Kind::Function(name) if ["url", "src"].contains(&&*name.to_ascii_lowercase()) => {
                    found.extend(tokens[place + 1..].iter().find_map(|token| match &token.kind {
                        Kind::Text(text) => Some(text.to_string()),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        found
    }

    proptest! {
        #[test]
        fn nothing_gets_past(pieces in proptest::collection::vec(prop_oneof![
            Just("url("), Just("URL(\""), Just("\\75rl("), Just("https://evil.example/x"), Just("\""), Just("'"), Just(")"),
            Just("("), Just("{"), Just("}"), Just("["), Just("]"), Just(";"), Just(":"), Just("@import "), Just("@\\69mport"),
            Just("image-set("), Just("/*"), Just("*/"), Just("\\"), Just("\n"), Just(" "), Just("a"), Just("--x"), Just("<!--"),
            Just("-->"), Just("@media x"), Just("var("), Just("expression("), Just("behavior:"), Just("é"), Just("\0"), Just("href"),
        ], 0..40)) {
            let css: String = pieces.concat();
            let out = cleaned(&css);
            for address in addresses(&out) {
                prop_assert!(
                    address == "data:," || address.starts_with("blob:") || address.starts_with('#'),
                    "{css:?} became {out:?}"
                );
            }
            for token in Tokens::new(&out) {
                if let Kind::At(name) = &token.kind {
                    prop_assert!(!["import", "charset", "namespace"].contains(&&*name.to_ascii_lowercase()), "{out:?}");
                }
            }
        }

        #[test]
        fn any_text_is_cleaned_without_a_panic(css: String) {
            let _ = cleaned(&css);
        }

        #[test]
        fn tokens_are_the_text(css: String) {
            let joined: String = Tokens::new(&css).map(|token| token.raw).collect();
            prop_assert_eq!(joined, css);
        }
    }
}
