//! Content security policies as browsers read them, as far as our tag depends on them. Knows no pages.

use crate::origin::Origin;

/// One policy: one header value, or one `meta` element.
#[derive(Debug, Clone)]
pub(super) struct Policy {
    /// Name and sources, in the order of the policy; of two of a name the first counts.
    directives: Vec<(String, Vec<String>)>,
}

/// What the tag asks of a policy.
#[derive(Debug)]
pub(super) struct Needs<'a> {
    /// Where the page is.
    pub(super) page: &'a Origin,
    /// Where the relay is.
    pub(super) relay: &'a Origin,
    /// The `nonce` of the tag, if it is on the page with one.
    pub(super) nonce: Option<&'a str>,
}

/// Something that a policy lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lack {
    /// Where it has to be added.
    pub(super) directive: String,
    /// What has to be added.
    pub(super) source: String,
}

impl Policy {
    /// Reads all policies of a header value: commas stand between them.
    pub(super) fn parse_all(text: &str) -> Vec<Policy> {
        text.split(',').map(Policy::parse).filter(|policy| !policy.directives.is_empty()).collect()
    }

    fn parse(text: &str) -> Policy {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for part in text.split(';') {
            let mut words = part.split_ascii_whitespace();
            let Some(name) = words.next().map(str::to_ascii_lowercase) else { continue };
            if directives.iter().all(|(known, _)| *known != name) {
                directives.push((name, words.map(str::to_owned).collect()));
            }
        }
        Policy { directives }
    }

    /// The first of these directives that there is, by name and sources.
    fn governing(&self, names: &[&str]) -> Option<(&str, &[String])> {
        names.iter().find_map(|name| {
            let (name, sources) = self.directives.iter().find(|(known, _)| known == name)?;
            Some((name.as_str(), sources.as_slice()))
        })
    }

    /// All that this policy lacks.
    pub(super) fn lacks(&self, needs: &Needs<'_>) -> Vec<Lack> {
        let mut lacks = Vec::new();
        let mut lack = |directive: &str, source: String| {
            lacks.push(Lack { directive: directive.to_owned(), source });
        };
        if let Some((name, sources)) = self.governing(&["script-src-elem", "script-src", "default-src"])
            && !runs_tag(sources, needs)
        {
            let by_nonce = sources.iter().any(|it| is(it, "'strict-dynamic'"));
            // A source added to `default-src` would hold for far more than is needed.
            let name = if name == "default-src" { "script-src" } else { name };
            let source = if by_nonce {
                "'nonce-…', and the same nonce on the tag".to_owned()
            } else {
                needs.relay.as_str().to_owned()
            };
            lack(name, source);
        }
        if let Some((_, sources)) = self.governing(&["script-src", "default-src"])
            && !sources.iter().any(|it| is(it, "'wasm-unsafe-eval'") || is(it, "'unsafe-eval'"))
        {
            lack("script-src", "'wasm-unsafe-eval'".to_owned());
        }
        if let Some((_, sources)) = self.governing(&["connect-src", "default-src"]) {
            for wanted in [needs.relay.as_str().to_owned(), needs.relay.socket()] {
                if !sources.iter().any(|source| matches(source, &wanted, needs.page)) {
                    lack("connect-src", wanted);
                }
            }
        }
        if let Some((_, tokens)) = self.governing(&["sandbox"]) {
            for token in ["allow-scripts", "allow-same-origin"] {
                if !tokens.iter().any(|it| is(it, token)) {
                    lack("sandbox", token.to_owned());
                }
            }
        }
        lacks
    }
}

fn is(source: &str, keyword: &str) -> bool {
    source.eq_ignore_ascii_case(keyword)
}

/// Whether the tag may run, and load the core by `import()`, which inherits the tag's nonce or trust.
fn runs_tag(sources: &[String], needs: &Needs<'_>) -> bool {
    let nonce = needs.nonce.map(|nonce| format!("'nonce-{nonce}'"));
    if nonce.is_some_and(|nonce| sources.contains(&nonce)) {
        return true;
    }
    // With this word browsers look at nonces and hashes alone.
    if sources.iter().any(|source| is(source, "'strict-dynamic'")) {
        return false;
    }
    sources.iter().any(|source| matches(source, needs.relay.as_str(), needs.page))
}

/// Whether a source expression lets something of this origin through (CSP 3, 6.7.2.8). The path of a source is looked at
/// as browsers do: only `/` covers all that we load.
fn matches(source: &str, wanted: &str, page: &Origin) -> bool {
    let Some((scheme, authority)) = wanted.split_once("://") else { return false };
    if source == "*" {
        return true;
    }
    if is(source, "'self'") {
        let (_, own) = page.as_str().split_once("://").unwrap_or_default();
        return own == authority && scheme_fits(page_scheme(page), scheme, true);
    }
    if source.starts_with('\'') {
        return false;
    }
    if let Some(only) = source.strip_suffix(':') {
        return scheme_fits(&only.to_ascii_lowercase(), scheme, false);
    }
    let source = source.to_ascii_lowercase();
    let (fits, rest) = match source.split_once("://") {
        Some((own, rest)) => (scheme_fits(own, scheme, false), rest),
        None => (scheme_fits(page_scheme(page), scheme, false), source.as_str()),
    };
    let (place, path) = rest.split_once('/').map_or((rest, ""), |(place, path)| (place, path));
    fits && path.is_empty() && place_fits(place, authority, scheme)
}

fn page_scheme(page: &Origin) -> &'static str {
    if page.is_secure() { "https" } else { "http" }
}

/// A scheme covers its safer kin. `'self'` covers its own sockets too.
fn scheme_fits(allowed: &str, wanted: &str, own: bool) -> bool {
    allowed == wanted
        || matches!(
            (allowed, wanted),
            ("http", "https") | ("ws", "wss" | "http" | "https") | ("wss", "https")
        )
        || (own && matches!((allowed, wanted), ("https", "wss") | ("http", "ws" | "wss")))
}

fn place_fits(place: &str, authority: &str, scheme: &str) -> bool {
    let default = if matches!(scheme, "https" | "wss") { "443" } else { "80" };
    let (host, port) = split_port(place);
    let (wanted_host, wanted_port) = split_port(authority);
    let ports = port == Some("*") || port.unwrap_or(default) == wanted_port.unwrap_or(default);
    let hosts = match host.strip_prefix("*.") {
        Some(parent) => {
            wanted_host.strip_suffix(parent).is_some_and(|sub| sub.len() > 1 && sub.ends_with('.'))
        }
        None => host == "*" || host == wanted_host,
    };
    ports && hosts
}

fn split_port(place: &str) -> (&str, Option<&str>) {
    match place.rsplit_once(':') {
        // An IPv6 address has colons of its own, within brackets.
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (place, None),
    }
}

#[cfg(test)]
mod tests;
