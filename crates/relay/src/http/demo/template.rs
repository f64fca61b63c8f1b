//! Fills the bank's page files: replaces `{{name}}` by a value. Knows nothing of requests or pages.
//!
//! | in the file | becomes |
//! |---|---|
//! | `{{name}}` | the value, escaped |
//! | `{{!name}}` | HTML that our own code made |
//! | `{{name?value:text}}` | `text` if the value of `name` is `value`, else nothing |
//!
//! A name that is not set is empty, so that a page never fails over a missing value.

use std::collections::BTreeMap;

/// The values for one page.
#[derive(Debug, Default, Clone)]
pub(super) struct Vars {
    text: BTreeMap<String, String>,
    html: BTreeMap<String, String>,
}

impl Vars {
    /// Sets a value that is escaped where it is used.
    pub(super) fn text(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.text.insert(name.into(), value.into());
        self
    }

    /// Sets ready HTML. Whoever calls this has escaped what came from outside.
    pub(super) fn html(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.html.insert(name.into(), value.into());
        self
    }

    fn fill(&self, out: &mut String, placeholder: &str) {
        let text = |name: &str| self.text.get(name).map_or("", String::as_str);
        if let Some(name) = placeholder.strip_prefix('!') {
            out.push_str(self.html.get(name).map_or("", String::as_str));
        } else if let Some((name, rest)) = placeholder.split_once('?') {
            let (wanted, then) = rest.split_once(':').unwrap_or((rest, ""));
            if text(name) == wanted {
                out.push_str(then);
            }
        } else {
            out.push_str(&escape(text(placeholder)));
        }
    }
}

/// Fills `template` with `vars`. An unclosed `{{` stays as it is.
pub(super) fn render(template: &str, vars: &Vars) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((placeholder, tail)) = after.split_once("}}") else { break };
        out.push_str(before);
        vars.fill(&mut out, placeholder);
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// `text` made safe for HTML text and for quoted attribute values.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_html_is_not() {
        let vars = Vars::default().text("name", "<b> & \"'").html("name", "<i>ok</i>");
        assert_eq!(render("{{name}} {{!name}}", &vars), "&lt;b&gt; &amp; &quot;&#39; <i>ok</i>");
    }

    #[test]
    fn a_value_cannot_bring_in_a_placeholder() {
        let vars = Vars::default().text("a", "{{b}}").text("b", "secret");
        assert_eq!(render("{{a}}", &vars), "{{b}}");
    }

    #[test]
    fn a_choice_shows_its_text_only_for_its_value() {
        let vars = Vars::default().text("term", "36");
        assert_eq!(render("{{term?24:checked}}|{{term?36:checked}}", &vars), "|checked");
    }

    #[test]
    fn unknown_names_are_empty_and_open_braces_stay() {
        assert_eq!(render("a{{nothing}}b{{!none}} {{open", &Vars::default()), "ab {{open");
    }
}
