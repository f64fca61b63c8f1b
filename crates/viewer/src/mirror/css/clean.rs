//! Goes through style text rule by rule and writes the clean one.

use super::super::attributes;
use super::super::urls::{self, Address};
use super::selector;
use super::token::{Kind, Token, Tokens, write_name, write_text};

/// How deep blocks may be nested. Deeper ones are left out.
const DEPTH: usize = 64;

/// What stands for an address that is not to be had: a browser takes it for a broken image and asks nobody.
const NOTHING: &str = "data:,";

/// Functions whose strings are addresses.
const IMAGES: [&str; 6] =
    ["image-set", "-webkit-image-set", "image", "cross-fade", "-webkit-cross-fade", "filter"];

/// Clean style text with holes where addresses were that come as assets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cleaned {
    /// The text between the holes, one after another.
    text: String,
    /// Where in `text` an address goes, in order, and which.
    holes: Vec<(usize, String)>,
}

impl Cleaned {
    /// The addresses that it asks for.
    pub(crate) fn wants(&self) -> impl Iterator<Item = &str> {
        self.holes.iter().map(|(_, url)| url.as_str())
    }

    /// The text with its holes filled; `local` knows the address of a delivered asset.
    pub(crate) fn fill<'a>(&self, local: impl Fn(&str) -> Option<&'a str>) -> String {
        let mut out = String::with_capacity(self.text.len() + self.holes.len() * 64);
        let mut from = 0;
        for (place, url) in &self.holes {
            out.push_str(&self.text[from..*place]);
            write_text(&mut out, local(url).unwrap_or(NOTHING));
            from = *place;
        }
        out.push_str(&self.text[from..]);
        out
    }
}

/// Cleans a style sheet, a list of declarations or a single value. `page` is the page's address, for `url(#id)`
/// that was made absolute.
pub(crate) fn clean(text: &str, page: &str) -> Cleaned {
    let mut cleaner = Cleaner { tokens: Tokens::new(text), out: Cleaned::default(), page };
    cleaner.out.text.reserve(text.len());
    cleaner.block(0);
    cleaner.out
}

struct Cleaner<'a, 'p> {
    tokens: Tokens<'a>,
    out: Cleaned,
    page: &'p str,
}

/// How an item of a block ends.
#[derive(PartialEq)]
enum End {
    Block,
    Semicolon,
    /// The block around it ends, or the text does.
    Around,
}

/// What the strings in a function are.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Anything,
    /// One of [`IMAGES`]: its strings are addresses.
    Images,
}

impl<'a> Cleaner<'a, '_> {
    /// Rules and declarations until the block ends.
    fn block(&mut self, depth: usize) {
        loop {
            let (item, end) = self.item(depth);
            let first =
                item.iter().find(|token| !matches!(token.kind, Kind::Space | Kind::Comment | Kind::Mark));
            let at = match first.map(|token| &token.kind) {
                Some(Kind::At(name)) => Some(name.to_ascii_lowercase()),
                _ => None,
            };
            let dropped = at.as_deref().is_some_and(is_dropped);
            match end {
                End::Block if dropped || depth >= DEPTH => self.skip_block(),
                End::Block => {
                    // A selector has no function that loads; what has one is not trusted to be a selector.
                    if at.as_deref().is_none_or(|name| name == "scope") && !item.iter().any(is_loading) {
                        self.prelude(&item);
                    } else {
                        self.values(&item);
                    }
                    self.out.text.push('{');
                    self.block(depth + 1);
                    self.out.text.push('}');
                }
                End::Semicolon | End::Around => {
                    if !dropped && !is_binding(&item) {
                        self.values(&item);
                        if end == End::Semicolon {
                            self.out.text.push(';');
                        }
                    }
                    if end == End::Around {
                        return;
                    }
                }
            }
        }
    }

    /// The tokens up to a `{` that opens a block, a `;`, or the end of the block around. A custom property's
    /// value may hold blocks; those belong to it.
    fn item(&mut self, depth: usize) -> (Vec<Token<'a>>, End) {
        let mut item = Vec::new();
        let mut open = Vec::new();
        for token in self.tokens.by_ref() {
            match &token.kind {
                Kind::Sign('{') if open.is_empty() && !is_custom(&item) => return (item, End::Block),
                Kind::Sign(';') if open.is_empty() => return (item, End::Semicolon),
                // At the top, a closing bracket closes nothing: a browser passes over it.
                Kind::Sign('}') if open.is_empty() && depth == 0 => {}
                Kind::Sign('}') if open.is_empty() => return (item, End::Around),
                // A block closes even when a bracket within it was left open.
                Kind::Sign('}') if !open.contains(&'}') && depth > 0 => return (item, End::Around),
                kind => {
                    match kind {
                        Kind::Function(_) | Kind::Sign('(') => open.push(')'),
                        Kind::Sign('[') => open.push(']'),
                        Kind::Sign('{') => open.push('}'),
                        Kind::Sign(sign) if open.last() == Some(sign) => {
                            open.pop();
                        }
                        _ => {}
                    }
                    item.push(token);
                }
            }
        }
        (item, End::Around)
    }

    fn skip_block(&mut self) {
        let mut open = 1usize;
        for token in self.tokens.by_ref() {
            match token.kind {
                Kind::Sign('{') => open += 1,
                Kind::Sign('}') => open -= 1,
                _ => {}
            }
            if open == 0 {
                return;
            }
        }
    }

    fn prelude(&mut self, item: &[Token<'_>]) {
        let mut out = core::mem::take(&mut self.out.text);
        selector::write(&mut out, item, plain);
        self.out.text = out;
    }

    /// Writes tokens that are no selector: values, conditions, names.
    fn values(&mut self, item: &[Token<'_>]) {
        let mut functions = Vec::new();
        let mut at = 0;
        while let Some(token) = item.get(at) {
            at += 1;
            let inside = functions.last().copied().unwrap_or(Inside::Anything);
            match &token.kind {
                Kind::Url(url) => self.address(url),
                Kind::Text(url) if inside == Inside::Images => self.address(url),
                Kind::Function(name) => match &*name.to_ascii_lowercase() {
                    "url" | "src" => at += self.quoted(&item[at..]),
                    name if IMAGES.contains(&name) => {
                        plain(&mut self.out.text, token);
                        functions.push(Inside::Images);
                    }
                    // A string could come in through any other, which nobody looked at: by var(), attr(), if(), a
                    // function of the page's own, and whatever browsers learn next.
                    name if inside == Inside::Images && !is_harmless_in_images(name) => {
                        self.out.text.push_str("cb-none(");
                        functions.push(Inside::Anything);
                    }
                    "expression" => {
                        self.out.text.push_str("cb-none(");
                        functions.push(Inside::Anything);
                    }
                    "attr" => {
                        plain(&mut self.out.text, token);
                        functions.push(Inside::Anything);
                        at += self.attribute(&item[at..]);
                    }
                    _ => {
                        plain(&mut self.out.text, token);
                        functions.push(Inside::Anything);
                    }
                },
                Kind::Sign('(') => {
                    self.out.text.push('(');
                    functions.push(inside);
                }
                Kind::Sign(')') => {
                    self.out.text.push(')');
                    functions.pop();
                }
                _ => plain(&mut self.out.text, token),
            }
        }
    }

    /// `url("…")` behind its opening bracket; tells how many tokens it took. Modifiers are left out.
    fn quoted(&mut self, rest: &[Token<'_>]) -> usize {
        let mut open = 1usize;
        let mut taken = 0;
        let mut url = None;
        for token in rest {
            taken += 1;
            match &token.kind {
                Kind::Text(text) if open == 1 && url.is_none() => url = Some(text),
                Kind::Function(_) | Kind::Sign('(') => open += 1,
                Kind::Sign(')') => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
        self.address(url.map_or("", |url| url));
        taken
    }

    /// The name in `attr(`; tells how many tokens it took.
    fn attribute(&mut self, rest: &[Token<'_>]) -> usize {
        let Some(place) = rest.iter().position(|token| !matches!(token.kind, Kind::Space | Kind::Comment))
        else {
            return 0;
        };
        let Kind::Ident(name) = &rest[place].kind else { return 0 };
        let Some(name) = attributes::selector_name(name) else { return 0 };
        write_name(&mut self.out.text, &name);
        place + 1
    }

    fn address(&mut self, url: &str) {
        let out = &mut self.out.text;
        // A string may stand right behind a name or a sign that would take this for its own end.
        if out.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '@' | '#') || !c.is_ascii())
        {
            out.push(' ');
        }
        out.push_str("url(");
        match urls::judge(url, self.page) {
            Address::Data(url) | Address::Fragment(url) => write_text(out, url),
            Address::Remote(url) => self.out.holes.push((out.len(), url.to_owned())),
            Address::Refused => write_text(out, NOTHING),
        }
        self.out.text.push(')');
    }
}

/// Writes a token so that it is read as the same token again.
fn plain(out: &mut String, token: &Token<'_>) {
    let escaped = token.raw.contains('\\');
    match &token.kind {
        // Comments keep tokens apart; what they say is nobody's business.
        Kind::Comment => out.push_str("/**/"),
        // Spoils what it stands in, as the broken thing does, and lets nothing behind it become the first.
        Kind::Bad => out.push_str("! "),
        Kind::Mark => out.push(' '),
        Kind::Text(text) => write_text(out, text),
        Kind::Ident(name) if escaped => write_name(out, name),
        Kind::Function(name) if escaped => {
            write_name(out, name);
            out.push('(');
        }
        // Rules of this name were dropped where they stand first. Elsewhere they are no rules, unless something
        // before them that a browser passes over is left out.
        Kind::At(name) if is_dropped(&name.to_ascii_lowercase()) => out.push_str("@cb-none"),
        Kind::At(name) if escaped => {
            out.push('@');
            write_name(out, name);
        }
        Kind::Url(_) => out.push_str("url(\"data:,\")"),
        // Before a line's end, it escapes nothing and spoils what it stands in.
        Kind::Sign('\\') => out.push_str("! "),
        _ => out.push_str(token.raw),
    }
}

/// Rules that load or that change how the others are read, by their names in lower case.
fn is_dropped(name: &str) -> bool {
    matches!(name, "import" | "namespace" | "charset")
}

fn is_loading(token: &Token<'_>) -> bool {
    let is_one = |name: &str| matches!(name, "url" | "src") || IMAGES.contains(&name);
    matches!(&token.kind, Kind::Function(name) if is_one(&name.to_ascii_lowercase()))
}

/// Whether a function within one of [`IMAGES`] can be nothing but a colour, a number, a gradient or a kind of file.
fn is_harmless_in_images(name: &str) -> bool {
    const HARMLESS: [&str; 18] = [
        "type",
        "calc",
        "min",
        "max",
        "clamp",
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "hwb",
        "lab",
        "lch",
        "oklab",
        "oklch",
        "color",
        "color-mix",
        "from",
        "to",
    ];
    name.ends_with("gradient") && !name.starts_with("--") || HARMLESS.contains(&name)
}

/// Whether a declaration binds behaviour: of browsers that nobody uses, and gone all the same.
fn is_binding(item: &[Token<'_>]) -> bool {
    item.iter().find(|token| !matches!(token.kind, Kind::Space | Kind::Comment | Kind::Mark)).is_some_and(
        |first| {
            matches!(&first.kind, Kind::Ident(name)
            if ["behavior", "-ms-behavior", "-moz-binding"].iter().any(|bad| name.eq_ignore_ascii_case(bad)))
        },
    )
}

/// Whether an item begins as `--name:`.
fn is_custom(item: &[Token<'_>]) -> bool {
    let mut signs = item.iter().filter(|token| !matches!(token.kind, Kind::Space | Kind::Comment));
    matches!(signs.next().map(|token| &token.kind), Some(Kind::Ident(name)) if name.starts_with("--"))
        && matches!(signs.next().map(|token| &token.kind), Some(Kind::Sign(':')))
}
