//! Web origins, written as browsers write them. Knows no sites.

use axum::http::Uri;

/// `scheme://host[:port]` of http or https, in lower case, without a default port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    text: String,
    secure: bool,
    host: String,
    port: u16,
}

impl Origin {
    /// Reads an origin or the origin of a URL. `None` for anything that is not http or https.
    pub fn parse(text: &str) -> Option<Origin> {
        let uri: Uri = text.trim().parse().ok()?;
        let secure = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        if authority.as_str().contains('@') || uri.host()?.is_empty() {
            return None;
        }
        let host = uri.host()?.to_ascii_lowercase();
        let default = if secure { 443 } else { 80 };
        let port = authority.port_u16().unwrap_or(default);
        let scheme = if secure { "https" } else { "http" };
        let text =
            if port == default { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") };
        Some(Origin { text, secure, host, port })
    }

    /// As browsers write it in the `Origin` header.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is https.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The same place for WebSockets, for `connect-src`.
    pub(crate) fn socket(&self) -> String {
        self.text.replacen("http", "ws", 1)
    }

    /// The other names of this machine with the same port, if the origin is on loopback: developers write
    /// `localhost` and `127.0.0.1` as they like.
    pub(crate) fn loopback_names(&self) -> Vec<Origin> {
        let names = ["localhost", "127.0.0.1", "[::1]"];
        if !names.contains(&self.host.as_str()) {
            return Vec::new();
        }
        let scheme = if self.secure { "https" } else { "http" };
        names.iter().filter_map(|name| Origin::parse(&format!("{scheme}://{name}:{}", self.port))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(origin: &str) -> Option<String> {
        Origin::parse(origin).map(|origin| origin.as_str().to_owned())
    }

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        assert_eq!(text("HTTPS://Www.Example.com:443/path?q").as_deref(), Some("https://www.example.com"));
        assert_eq!(text("http://localhost:8080").as_deref(), Some("http://localhost:8080"));
        assert_eq!(text("http://[::1]:80/").as_deref(), Some("http://[::1]"));
        for wrong in
            ["", "null", "example.com", "ftp://example.com", "file:///a", "https://u@example.com", "https://"]
        {
            assert_eq!(text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn loopback_has_several_names() {
        let names = Origin::parse("http://localhost:8080").unwrap().loopback_names();
        assert!(names.iter().any(|name| name.as_str() == "http://127.0.0.1:8080"));
        assert!(Origin::parse("https://example.com").unwrap().loopback_names().is_empty());
    }
}
