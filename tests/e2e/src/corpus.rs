//! The hostile corpus: data in `corpus/*.json`, with the addresses and scripts of one run filled in. Knows neither
//! wire nor browser.
//!
//! # What the data says
//! `trees.json`: elements, as `[tag, attributes, child, …]`. A tag is HTML's, or `svg:…`, `math:…`; a child that is a
//! string is a text. `#shadow` and `#document` are what they say. Of the attributes, `#css` is the text of the
//! element's style sheet and `#later` what it becomes, `#adopt` is an adopted sheet, `#flags` are the bits of
//! `NodeFlags`, `#value` is a field's value and `#scroll` where a scroller stands. `where` is the parent: `body`
//! unless it says otherwise. `data-poke` marks what a person would click or send.
//!
//! `styles.json`: style text, as a `sheet` in which `.v` stands for the element, or as the `decl`arations of it.
//!
//! `control` says whether it must fire where there are no defences: false for what browsers of today do not do any
//! more, or what shows in another way; `firefox` the same for Firefox alone. `mutation` marks what is harmless as a
//! tree and harmful once it is written as markup and parsed again.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::sink::Sink;

const TREES: &str = include_str!("../corpus/trees.json");
const STYLES: &str = include_str!("../corpus/styles.json");
const ASSETS: &str = include_str!("../corpus/assets.json");
const WORDS: &str = include_str!("../corpus/words.json");

/// One thing to try.
#[derive(Debug, Clone)]
pub struct Vector {
    /// Its name: part of every address and script of it.
    pub id: String,
    /// What it is one of.
    pub class: String,
    /// All that is said of it, filled in.
    pub data: Value,
}

impl Vector {
    /// A text of its data.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.data.get(field)?.as_str()
    }

    /// Whether its data says yes.
    pub fn says(&self, field: &str) -> bool {
        self.data.get(field) == Some(&Value::Bool(true))
    }

    /// Whether its data says no.
    pub fn denies(&self, field: &str) -> bool {
        self.data.get(field) == Some(&Value::Bool(false))
    }
}

/// Elements.
///
/// # Errors
/// The data is broken.
pub fn trees(sink: &Sink) -> Result<Vec<Vector>> {
    load(TREES, sink)
}

/// Style text.
///
/// # Errors
/// The data is broken.
pub fn styles(sink: &Sink) -> Result<Vec<Vector>> {
    load(STYLES, sink)
}

/// Files.
///
/// # Errors
/// The data is broken.
pub fn assets(sink: &Sink) -> Result<Vec<Vector>> {
    load(ASSETS, sink)
}

/// Words that people read.
///
/// # Errors
/// The data is broken.
pub fn words(sink: &Sink) -> Result<Vec<Vector>> {
    load(WORDS, sink)
}

fn load(file: &str, sink: &Sink) -> Result<Vec<Vector>> {
    let list: Vec<Value> = serde_json::from_str(file)?;
    list.into_iter()
        .map(|mut data| {
            let text = |data: &Value, field| data.get(field).and_then(Value::as_str).map(str::to_owned);
            let id = text(&data, "id").with_context(|| format!("a vector without an id: {data}"))?;
            let class = text(&data, "class").unwrap_or_default();
            if let Some(Value::String(sheet)) = data.get_mut("sheet") {
                *sheet = sheet.replace(".v", &format!(".{id}"));
            }
            fill(&mut data, &Words::of(&id, sink));
            Ok(Vector { id, class, data })
        })
        .collect()
}

/// What the marks in the data stand for.
struct Words(Vec<(&'static str, String)>);

impl Words {
    fn of(id: &str, sink: &Sink) -> Words {
        let (host, named) = (sink.host(), sink.named_host());
        let url = format!("http://{host}/{id}");
        let js = format!("top.canary=[top.canary]+',{id},'");
        let page = format!(
            "<img src='{url}-page' onerror=\"{js}\"><script>{js}</script><style>@import '{url}-page.css'</style>"
        );
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload=\"{js}\"><g id='a'><script>{js}</script>\
             <image href='{url}-svg' width='9' height='9'/><style>@import '{url}-svg.css';*{{cursor:url({url}-cursor),auto}}</style>\
             <foreignObject width='9' height='9'><img xmlns='http://www.w3.org/1999/xhtml' src='{url}-fo' onerror=\"{js}\"/>\
             </foreignObject></g></svg>"
        );
        let filter = format!(
            "<svg xmlns='http://www.w3.org/2000/svg'><filter id='f'><feImage href='{url}-fe'/></filter>\
             <clipPath id='c'><use href='{url}-use.svg'/><rect width='9' height='9'/></clipPath>\
             <mask id='m'><image href='{url}-mask' width='9' height='9'/></mask><image href='{url}-image'/>\
             <style>@import '{url}-style.css'</style></svg>"
        );
        Words(vec![
            ("{page%}", percent(&page)),
            ("{svg%}", percent(&svg)),
            ("{filter%}", percent(&filter)),
            ("{page}", page),
            ("{svg}", svg),
            ("{filter}", filter),
            ("{u}", url.clone()),
            ("{o}", url),
            ("{l}", format!("http://{named}/{id}")),
            ("{h}", format!("{host}/{id}")),
            ("{js1}", "top.canary=1".to_owned()),
            ("{js}", js),
            ("{nest}", "@media all{".repeat(80)),
        ])
    }
}

fn fill(data: &mut Value, words: &Words) {
    match data {
        Value::String(text) => {
            for (mark, word) in &words.0 {
                if text.contains(mark) {
                    *text = text.replace(mark, word);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| fill(item, words)),
        Value::Object(map) => map.values_mut().for_each(|item| fill(item, words)),
        _ => {}
    }
}

/// For an address: everything that is not plainly part of one.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'=' | b':' | b'/' => {
                out.push(byte.into())
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}
