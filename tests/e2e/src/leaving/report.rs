//! What left, in words for a site owner. Pure: a page in, text out.

use std::fmt::{self, Write};

use pillion_protocol::tree::BoxKind;

use super::Leaving;
use super::page::{Field, Page};
use super::secret::Secret;

/// Attributes that hold addresses.
const ADDRESSES: [&str; 8] =
    ["href", "xlink:href", "src", "srcset", "action", "formaction", "poster", "cite"];
/// How the rules show a Social Security number, a card number, and all else.
const SSN: &str = "***-**-****";
const CARD: &str = "**** **** **** ****";
const STARS: &str = "********";

/// What stands in the place of what was starred in texts.
#[derive(Debug, Default, PartialEq, Eq)]
struct Starred {
    ssns: usize,
    cards: usize,
    others: usize,
    /// Texts of nothing but stars.
    whole: usize,
}

/// The report. With `has_text`, all text that left stands at its end.
///
/// # Errors
/// None: writing into a string does not fail.
pub fn write(leaving: &Leaving, secrets: &[Secret], has_text: bool) -> Result<String, fmt::Error> {
    let mut out = String::new();
    let page = &leaving.page;
    let texts = page.texts();
    let attributes = page.attributes();
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let of_attributes: usize = attributes.iter().map(|(_, _, value)| value.chars().count()).sum();
    writeln!(out, "The page \"{}\", sent as {}", page.title, page.url)?;
    writeln!(
        out,
        "  {characters} characters of text in {} pieces; {} attributes with {of_attributes} characters",
        texts.len(),
        attributes.len()
    )?;
    let Leaving { sheets, assets, patches, bytes, .. } = leaving;
    writeln!(
        out,
        "  {sheets} style sheets, {assets} pictures and fonts; {patches} changes after the first picture; {bytes} bytes in all"
    )?;
    fields(&mut out, &page.fields())?;
    let starred = starred(&texts);
    writeln!(
        out,
        "Starred in text: {} Social Security numbers, {} card numbers, {} others; {} texts all in stars",
        starred.ssns, starred.cards, starred.others, starred.whole
    )?;
    boxes(&mut out, &page.boxes())?;
    let cleaned = cleaned(page);
    writeln!(out, "Addresses with stars or an emptied parameter: {}", cleaned.len())?;
    for (place, address) in cleaned {
        writeln!(out, "  {place}: {address}")?;
    }
    if has_text {
        writeln!(out, "Text that leaves:")?;
        for text in texts {
            writeln!(out, "  {}", text.split_whitespace().collect::<Vec<_>>().join(" "))?;
        }
    }
    for leak in &leaving.leaks {
        writeln!(out, "LEAVES: {}, in {}", leak.form, leak.place)?;
    }
    if !secrets.is_empty() && leaving.leaks.is_empty() {
        writeln!(out, "Canaries: {} looked for, none leaves", secrets.len())?;
    }
    Ok(out)
}

fn fields(out: &mut String, fields: &[Field]) -> fmt::Result {
    let (private, open): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.is_private);
    writeln!(out, "Private fields: {}", private.len())?;
    for field in private {
        let shows = if field.shows.is_empty() { "empty, or ignored" } else { &field.shows };
        let may = if field.is_write_only { "; the agent may write" } else { "" };
        writeln!(out, "  {} \"{}\" ({}): {shows}{may}", field.kind, field.name, field.label)?;
    }
    // Without their values: a report may be kept where not all may read them.
    let named = |field: &&Field| if field.name.is_empty() { field.label.clone() } else { field.name.clone() };
    let filled: Vec<String> = open.iter().filter(|field| !field.shows.is_empty()).map(named).collect();
    writeln!(out, "Fields whose value leaves: {} of {} {}", filled.len(), open.len(), filled.join(", "))
}

fn boxes(out: &mut String, boxes: &[BoxKind]) -> fmt::Result {
    let count = |kind| boxes.iter().filter(|shown| **shown == kind).count();
    writeln!(
        out,
        "Shown as boxes: {} blocked, {} of other sites, {} videos, {} drawings, {} too large",
        count(BoxKind::Hidden),
        count(BoxKind::OtherSite),
        count(BoxKind::Video),
        count(BoxKind::Drawing),
        count(BoxKind::TooLarge)
    )
}

fn starred(texts: &[&str]) -> Starred {
    let mut found = Starred::default();
    for text in texts {
        let text = text.trim();
        let is_stars = text.contains('*') && text.chars().all(|c| c == '*' || c.is_whitespace());
        if is_stars && text != CARD {
            found.whole += 1;
            continue;
        }
        found.ssns += text.matches(SSN).count();
        let text = text.replace(SSN, "");
        found.cards += text.matches(CARD).count();
        found.others += text.replace(CARD, "").matches(STARS).count();
    }
    found
}

/// Addresses that the rules have changed, as far as one can see from what left.
fn cleaned(page: &Page) -> Vec<(String, &str)> {
    let attributes = page.attributes().into_iter().filter(|(_, name, _)| ADDRESSES.contains(name));
    let addresses = attributes.map(|(tag, name, value)| (format!("{name} of <{tag}>"), value));
    let own = ("the page itself".to_owned(), &*page.url);
    std::iter::once(own).chain(addresses).filter(|(_, address)| is_cleaned(address)).collect()
}

fn is_cleaned(address: &str) -> bool {
    let is_data = address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    let query = address.split_once(['?', '#', ';']).map_or("", |(_, query)| query);
    !is_data && (address.contains(STARS) || query.split(['&', '#', ';', '?']).any(|part| part.ends_with('=')))
}

#[cfg(test)]
mod tests {
    use super::{Starred, is_cleaned, starred};

    #[test]
    fn stars_are_told_apart() {
        let texts = [
            "SSN ***-**-**** twice ***-**-****",
            "Card **** **** **** ****",
            "**** **** **** ****",
            "key ******** here",
            "**** ****",
            "**** **** **** **** ********",
        ];
        assert_eq!(starred(&texts), Starred { ssns: 2, cards: 2, others: 1, whole: 2 });
        assert_eq!(starred(&["5 * 3", ""]), Starred::default());
    }

    #[test]
    fn emptied_parameters_show() {
        for address in ["/go?a=1&token=&b=2", "/********", "/a;jsessionid=?b=1", "/cb#access_token="] {
            assert!(is_cleaned(address), "{address}");
        }
        for address in ["/go?a=1", "", "#", "data:image/png;base64,iVBORw0KGgo="] {
            assert!(!is_cleaned(address), "{address}");
        }
    }
}
