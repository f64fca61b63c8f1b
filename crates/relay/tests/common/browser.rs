//! A browser as far as log-ins need one: it keeps cookies and follows redirects.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::http::{self, Answer};

#[derive(Default)]
pub(crate) struct Browser {
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Browser {
    /// One request, with all cookies: none of them knows ports.
    pub(crate) async fn open(&mut self, url: &str) -> Answer {
        let rest = url.strip_prefix("http://").unwrap_or_else(|| panic!("{url}"));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let address: SocketAddr = host.parse().unwrap();
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let headers = [("cookie", cookies.as_str()), ("accept", "text/html")];
        let answer = http::send(address, &format!("GET /{path}"), &headers, "").await;
        for set in answer.headers("set-cookie") {
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Follows redirects to the first address of which this holds, and gives it without opening it.
    pub(crate) async fn follow(&mut self, url: &str, is_end: impl Fn(&str) -> bool) -> String {
        let mut url = url.to_owned();
        for _ in 0..10 {
            let answer = self.open(&url).await;
            let Some(to) = answer.header("location") else {
                panic!("{url} leads nowhere: {} {}", answer.status, answer.body)
            };
            url = if to.starts_with('/') {
                let host = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
                format!("{host}{to}")
            } else {
                to.to_owned()
            };
            if is_end(&url) {
                return url;
            }
        }
        panic!("no end after ten redirects: {url}")
    }
}
