//! Rewrites selectors to where the mirror puts things: an attribute that it keeps as data, and links, which have
//! no address there.
//!
//! Knows nothing of rules; it is given the tokens of one selector list.

use super::super::attributes;
use super::token::{Kind, Token, write_name};

/// Writes the tokens of a selector list; `other` writes a token that needs no rewriting.
pub(super) fn write(out: &mut String, tokens: &[Token<'_>], mut other: impl FnMut(&mut String, &Token<'_>)) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match &token.kind {
            Kind::Sign('[') => {
                out.push('[');
                at += attribute(out, &tokens[at..], &mut other);
            }
            Kind::Sign(':') => match tokens.get(at).map(|token| &token.kind) {
                Some(Kind::Ident(name)) => {
                    // The same weight as the pseudo-class: one class.
                    match &*name.to_ascii_lowercase() {
                        "link" | "any-link" | "-webkit-any-link" | "-moz-any-link" => {
                            out.push_str(":where(a,area)[data-cb-href]");
                            at += 1;
                        }
                        // Nothing is defined in the mirror, and nearly everything is in the page.
                        "defined" => {
                            out.push_str(":not([cb-undefined])");
                            at += 1;
                        }
                        _ => out.push(':'),
                    }
                }
                _ => out.push(':'),
            },
            _ => other(out, token),
        }
    }
}

/// Writes an attribute selector behind its opening bracket; tells how many tokens it took.
fn attribute(
    out: &mut String,
    tokens: &[Token<'_>],
    other: &mut impl FnMut(&mut String, &Token<'_>),
) -> usize {
    let Some(end) = tokens.iter().position(|token| token.kind == Kind::Sign(']')) else { return 0 };
    let inside = &tokens[..end];
    // The name is the last one before the comparison; before it may stand a namespace's prefix and a bar.
    let is_equals = |place: usize| inside.get(place).is_some_and(|token| token.kind == Kind::Sign('='));
    let until = (0..end)
        .find(|place| match inside[*place].kind {
            Kind::Sign('~' | '|' | '^' | '$' | '*') => is_equals(place + 1),
            _ => is_equals(*place),
        })
        .unwrap_or(end);
    let Some(place) = inside[..until].iter().rposition(|token| matches!(token.kind, Kind::Ident(_))) else {
        return 0;
    };
    let Kind::Ident(name) = &inside[place].kind else { return 0 };
    let Some(rewritten) = attributes::selector_name(name) else { return 0 };
    write_name(out, &rewritten);
    for token in &inside[place + 1..] {
        other(out, token);
    }
    let flagged = inside.iter().rev().find(|token| token.kind != Kind::Space).is_some_and(
        |last| matches!(&last.kind, Kind::Ident(flag) if flag.eq_ignore_ascii_case("i") || flag.eq_ignore_ascii_case("s")),
    );
    if until < end && !flagged && attributes::is_caseless(name) {
        out.push_str(" i");
    }
    out.push(']');
    end + 1
}
