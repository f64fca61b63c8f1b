//! What a page's markup says of its policies and of our tag. Reads start tags, as far as that takes; knows no policy.

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// Contents of `<meta http-equiv="Content-Security-Policy">`.
    pub(super) policies: Vec<String>,
    /// Address and nonce of the script that is our tag.
    pub(super) tag: Option<(String, Option<String>)>,
}

/// Elements whose content is text, whatever it looks like.
const TEXT: &[&str] = &["script", "style", "textarea", "title", "noscript", "template", "iframe", "xmp"];

impl Page {
    /// Reads markup. What it cannot read it passes over.
    pub(super) fn read(html: &str) -> Page {
        let mut page = Page::default();
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            rest = &rest[start + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            if !rest.starts_with(|it: char| it.is_ascii_alphabetic()) {
                continue;
            }
            let (name, attributes, after) = start_tag(rest);
            rest = after;
            page.note(&name, &attributes);
            if TEXT.contains(&name.as_str()) {
                rest = after_end(rest, &name);
            }
        }
        page
    }

    fn note(&mut self, name: &str, attributes: &[(String, String)]) {
        let get = |name: &str| attributes.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
        match name {
            "meta"
                if get("http-equiv").is_some_and(|it| it.eq_ignore_ascii_case("content-security-policy")) =>
            {
                self.policies.extend(get("content").map(str::to_owned));
            }
            "script" if self.tag.is_none() => {
                let source = get("src").unwrap_or_default();
                let path = source.split(['?', '#']).next().unwrap_or_default();
                if path.ends_with("/snippet.js") {
                    self.tag = Some((source.to_owned(), get("nonce").map(str::to_owned)));
                }
            }
            _ => {}
        }
    }
}

/// Name in lower case, attributes, and what comes after the tag.
fn start_tag(text: &str) -> (String, Vec<(String, String)>, &str) {
    let end = text.find(|it: char| it.is_ascii_whitespace() || "/>".contains(it)).unwrap_or(text.len());
    let name = text[..end].to_ascii_lowercase();
    let mut rest = &text[end..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|it: char| it.is_ascii_whitespace() || it == '/');
        if rest.is_empty() {
            return (name, attributes, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (name, attributes, after);
        }
        // A name may begin with `=`, so that there is always one character to pass.
        let skip = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[skip..]
            .find(|it: char| it.is_ascii_whitespace() || "/>=".contains(it))
            .map_or(rest.len(), |at| at + skip);
        let attribute = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = attribute_value(after.trim_start());
        }
        attributes.push((attribute, unescape(value)));
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = text.find(|it: char| it.is_ascii_whitespace() || it == '>').unwrap_or(text.len());
    text.split_at(end)
}

/// The few references that a policy or an address needs.
fn unescape(text: &str) -> String {
    let references = [("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&apos;", "'")];
    let text = references.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&amp;", "&")
}

fn after_end<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(start) = rest.find("</") {
        rest = &rest[start + 2..];
        if rest.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name)) {
            return rest;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn policies_and_the_tag_are_found_however_they_are_written() {
        let page = Page::read(
            "<!doctype html><html><head><!-- <meta http-equiv=content-security-policy content=no> -->\
             <META HTTP-EQUIV='Content-Security-Policy' CONTENT=\"script-src &#39;self&#39;; img-src 'none'\">\
             <meta http-equiv=content-security-policy content=connect-src>\
             <script>'<meta http-equiv=content-security-policy content=no>'</script><title><meta></title>\
             <script async nonce=abc src=\"https://cb.example.com/snippet.js?v=1&amp;w=2\" data-mode=full-control>\
             </script><script src=/other/snippet.js></script>",
        );
        assert_eq!(page.policies, ["script-src 'self'; img-src 'none'", "connect-src"]);
        let tag = ("https://cb.example.com/snippet.js?v=1&w=2".to_owned(), Some("abc".to_owned()));
        assert_eq!(page.tag, Some(tag));
        assert_eq!(Page::read("<p>no tag here: snippet.js</p>"), Page::default());
    }

    proptest! {
        #[test]
        fn no_markup_is_too_broken_to_read(html in "[<>a-c/='\" !é-]{0,80}") {
            let _ = Page::read(&html);
        }
    }
}
