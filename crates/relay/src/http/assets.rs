//! Files that the binary carries: snippet, core, console. Answers in the best encoding there is. Knows no sessions.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::fault::Fault;

/// What `cargo xtask build` made: see build.rs.
#[derive(RustEmbed)]
#[folder = "$PILLION_ASSETS_FOLDER"]
struct Built;

/// The loader: asked for again at each visit, so that a new version is taken up at once.
pub(super) async fn snippet(headers: HeaderMap) -> Response {
    open_to_all(serve("snippet.js", &headers, "public, max-age=0, must-revalidate"))
}

/// The core. Its address holds the hash of its content, so browsers may keep it for ever.
pub(super) async fn package(Path(path): Path<String>, headers: HeaderMap) -> Response {
    open_to_all(serve(&format!("pkg/{path}"), &headers, "public, max-age=31536000, immutable"))
}

/// The console's script, wasm and pictures.
pub(super) async fn console(Path(path): Path<String>, headers: HeaderMap) -> Response {
    serve(&format!("console/{path}"), &headers, "no-cache")
}

/// A page, and whether there is one.
pub(super) fn page(path: &str, headers: &HeaderMap) -> Response {
    serve(path, headers, "no-store")
}

/// Any site may load these, also from a page that isolates itself.
fn open_to_all(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    headers.insert(HeaderName::from_static("timing-allow-origin"), HeaderValue::from_static("*"));
    response
}

fn serve(path: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let Some((file, encoding)) = find(path, headers) else {
        let built = Built::iter().next().is_some();
        return if built { Fault::NotFound } else { Fault::NoAssets }.into_response();
    };
    let tag = tag(&file);
    let known = headers.get_all(header::IF_NONE_MATCH).iter().any(|seen| seen.as_bytes() == tag.as_bytes());
    let common =
        [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, cache), (header::VARY, "accept-encoding")];
    if known && cache != "no-store" {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let mut response =
        (common, [(header::CONTENT_TYPE, media_type(path))], file.data.into_owned()).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The file in the best encoding that the browser takes and the build made.
fn find(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    // The compressed twins are no files of their own.
    if path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    let accepted = accepted.collect::<Vec<_>>().join(",");
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(&accepted, encoding)
            && let Some(file) = Built::get(&format!("{path}.{ending}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    Built::get(path).map(|file| (file, None))
}

fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|part| {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let hex: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        // Browsers compile while loading only under this very type.
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_taken_by_name_and_weight() {
        assert!(accepts("gzip, deflate, br", "br") && accepts("GZIP;q=0.5", "gzip"));
        assert!(!accepts("gzip, br;q=0", "br") && !accepts("", "br") && !accepts("brotli", "br"));
    }

    #[test]
    fn types_that_browsers_insist_on() {
        assert_eq!(media_type("pkg/1/pillion_bg.wasm"), "application/wasm");
        assert_eq!(media_type("snippet.js"), "text/javascript; charset=utf-8");
    }
}
