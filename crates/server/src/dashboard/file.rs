//! One file of the built UI as an answer: its type, its best encoding, how long it may be kept.
//!
//! Owns reading it. A file is read at each request, so that a new build is there at once; the files are few and small.

use std::path::Path;
use std::time::UNIX_EPOCH;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The file `path` below `folder`, which has been checked to stay below it. `None` when there is none.
pub(super) async fn open(folder: &Path, path: &str, asked: &HeaderMap) -> Option<Response> {
    let mut found = None;
    for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(asked, encoding) {
            found = read(&folder.join(format!("{path}{ending}")))
                .await
                .map(|file| (file, Some(encoding)));
        }
        if found.is_some() {
            break;
        }
    }
    let ((bytes, tag), encoding) = match found {
        Some(found) => found,
        None => (read(&folder.join(path)).await?, None),
    };
    let tag = HeaderValue::from_str(&tag).ok()?;
    let unchanged = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|value| value.trim().as_bytes() == tag.as_bytes());
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(bytes))
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime(path)));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let keep = if is_hashed(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    Some(response)
}

/// Bytes and an entity tag from size and time of change.
async fn read(path: &Path) -> Option<(Vec<u8>, String)> {
    let about = tokio::fs::metadata(path)
        .await
        .ok()
        .filter(std::fs::Metadata::is_file)?;
    let changed = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let bytes = tokio::fs::read(path).await.ok()?;
    let tag = format!("W/\"{:x}-{:x}\"", bytes.len(), changed.as_nanos());
    Some((bytes, tag))
}

/// Whether the browser takes this encoding, RFC 9110 section 12.5.3.
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    asked
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let refused = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|weight| weight.parse().is_ok_and(|weight: f32| weight == 0.0));
            named && !refused
        })
}

/// Whether the path carries a hash of the content, as in `app-0f3c91aa.js`, `app-0f3c91aa_bg.wasm` or
/// `snippets-0f3c91aa/inline0.js`.
fn is_hashed(path: &str) -> bool {
    path.split(['/', '-', '.', '_'])
        .any(|part| part.len() >= 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn an_encoding_is_used_only_when_it_is_taken() {
        assert!(accepts(&asks("gzip, deflate, br"), "br"));
        assert!(accepts(&asks("BR;q=0.5"), "br"));
        assert!(!accepts(&asks("gzip, br;q=0"), "br"));
        assert!(!accepts(&asks("brotli"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for hashed in [
            "ui-0f3c91aa.js",
            "assets/ui-0f3c91aa22_bg.wasm",
            "app.0f3c91aa.css",
            "snippets-0f3c91aa/inline0.js",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in [
            "index.html",
            "boot.js",
            "ui_bg.wasm",
            "favicon.svg",
            "snapshot.html",
        ] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
