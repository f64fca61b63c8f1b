//! The leak cases as data: the samples that acceptance gives away, and our own. Knows no browser.
//!
//! `samples.json` says in its first entry how its fields are meant. `own/*.json` are shorter: lists of entries in which
//! `§` stands for a canary of the case's own, and `@` for each of the strings in `each`, so that one entry makes many
//! cases; a sentinel is put behind the markup. In both a `script`'s `type(selector, text)` types key by key.

use serde_json::Value;

/// What must happen to a case's canary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expect {
    /// It must not leave.
    Kept,
    /// It must arrive.
    Allowed,
}

/// One case.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// For messages.
    pub(crate) id: String,
    /// The page's markup.
    pub(crate) html: String,
    /// Bodies of async functions, run in the page one after the other.
    pub(crate) script: Vec<String>,
    /// Selector and text of what is typed by real keys.
    pub(crate) keys: Vec<(String, String)>,
    /// Selectors of what the agent highlights.
    pub(crate) highlights: Vec<String>,
    /// The secret. Empty if `canary_expr` gives it.
    pub(crate) canary: String,
    /// An expression of the page that gives the canary.
    pub(crate) canary_expr: Option<String>,
    /// Further secrets.
    pub(crate) forbid: Vec<String>,
    /// Beginnings of the canary from this length on must not leave either.
    pub(crate) prefix: usize,
    /// What must happen.
    pub(crate) expect: Expect,
    /// What must arrive, or the case proves nothing.
    pub(crate) sentinel: Option<String>,
    /// Attributes of the tag, without `data-`.
    pub(crate) snippet: Vec<(String, String)>,
    /// Whether the markup may be in the first HTML, and whether it may come later.
    pub(crate) paths: [bool; 2],
}

/// The samples.
pub(crate) fn samples() -> Vec<Case> {
    read(include_str!("samples.json"), "samples.json")["cases"].as_array().map_or_else(Vec::new, |cases| {
        cases.iter().map(|case| one(case, &|text| text.to_owned(), text(&case["id"]))).collect()
    })
}

/// Our own.
pub(crate) fn own() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, file) in [
        ("fields", include_str!("own/fields.json")),
        ("patterns", include_str!("own/patterns.json")),
        ("carriers", include_str!("own/carriers.json")),
        ("echoes", include_str!("own/echoes.json")),
        ("owner", include_str!("own/owner.json")),
        ("allowed", include_str!("own/allowed.json")),
    ] {
        for entry in read(file, name).as_array().into_iter().flatten() {
            let each = list(&entry["each"]);
            let each = if each.is_empty() { vec![String::new()] } else { each };
            for item in each {
                let number = cases.len();
                let canary = match &entry["canary"] {
                    Value::String(canary) => canary.replace('@', &item),
                    _ => canary(number),
                };
                let fill = |text: &str| text.replace('@', &item).replace('§', &canary);
                let id = format!("{name}: {} {item}", text(&entry["id"])).trim_end().to_owned();
                let mut case = one(entry, &fill, id);
                case.canary = canary.clone();
                let sentinel = format!("visible case {number} ok");
                case.html += &format!("<p data-cobrowse-unmask>{sentinel}</p>");
                case.sentinel = Some(sentinel);
                if case.prefix == usize::MAX && case.expect == Expect::Kept && entry["canary"].is_null() {
                    case.prefix = 5;
                }
                cases.push(case);
            }
        }
    }
    cases
}

/// Letters and digits that mean nothing.
fn canary(number: usize) -> String {
    const SIGNS: &[u8] = b"BCDFGHJKLMNPQRSTVWXZbcdfghjkmnpqrstvwxz23456789";
    let mut state = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678_9ABC_DEF1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        SIGNS[(state >> 33) as usize % SIGNS.len()] as char
    };
    let mut text: String = (0..11).map(|_| next()).collect();
    text.insert(4, '7');
    text
}

fn one(entry: &Value, fill: &dyn Fn(&str) -> String, id: String) -> Case {
    let filled = |value: &Value| list(value).iter().map(|text| fill(text)).collect::<Vec<_>>();
    let paths = list(&entry["paths"]);
    let path = |name: &str| paths.is_empty() || paths.iter().any(|path| path == name);
    let objects = |value: &Value, keys: [&str; 2]| -> Vec<(String, String)> {
        let entries = value.as_array().into_iter().flatten();
        entries.map(|entry| (fill(&text(&entry[keys[0]])), fill(&text(&entry[keys[1]])))).collect()
    };
    Case {
        id,
        html: fill(&text(&entry["html"])),
        script: filled(&entry["script"]),
        keys: objects(&entry["realkeys"], ["selector", "text"]),
        highlights: objects(&entry["agent"], ["op", "selector"]).into_iter().map(|(_, at)| at).collect(),
        canary: text(&entry["canary"]),
        canary_expr: entry["canaryExpr"].as_str().map(str::to_owned),
        forbid: filled(&entry["forbid"]),
        prefix: entry["prefixMin"].as_u64().map_or(usize::MAX, |least| least as usize),
        expect: if entry["expect"] == "allowed" { Expect::Allowed } else { Expect::Kept },
        sentinel: entry["sentinel"].as_str().map(str::to_owned),
        snippet: entry["snippet"].as_object().map_or_else(Vec::new, |attributes| {
            attributes.iter().map(|(name, value)| (name.clone(), text(value))).collect()
        }),
        paths: [path("snapshot"), path("mutation")],
    }
}

fn read(json: &str, name: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

fn list(value: &Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one.clone()],
        other => other.as_array().into_iter().flatten().map(text).collect(),
    }
}

/// What every script may use: `type(selector, text)` types key by key, as the samples' own scripts do.
pub(crate) const HELPERS: &str = "const type = async (selector, text, root = document) => {
  const e = typeof selector === 'string' ? root.querySelector(selector) : selector;
  e.focus();
  const P = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), 'value');
  for (const c of text) {
    e.dispatchEvent(new KeyboardEvent('keydown', { key: c, bubbles: true, composed: true }));
    if (P) P.set.call(e, e.value + c); else e.textContent += c;
    e.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: c, inputType: 'insertText' }));
    e.dispatchEvent(new KeyboardEvent('keyup', { key: c, bubbles: true, composed: true }));
    await new Promise((r) => setTimeout(r, 25));
  }
  e.dispatchEvent(new Event('change', { bubbles: true }));
};
";
