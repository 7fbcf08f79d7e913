//! The web dashboard: the built UI, served from a folder.
//!
//! Owns which path gets which file. Finding and encoding a file is in `dashboard/file.rs`, what browsers are told
//! about it in `dashboard/headers.rs`. Must not know accounts, sessions or the database: all of this is public.

mod file;
mod headers;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use protocol::{ApiError, ErrorCode};

/// Shown where the dashboard would be when nobody has built it.
const NOT_BUILT: &str = include_str!("dashboard/not_built.html");

/// Answers everything that no route of the API takes. `ui` is the folder of the built UI.
pub fn router(ui: Option<PathBuf>) -> Router {
    Router::new().fallback(serve).with_state(Arc::new(ui))
}

async fn serve(
    State(ui): State<Arc<Option<PathBuf>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let mut response = answer(ui.as_ref().as_ref(), &method, &uri, &headers).await;
    headers::protect(response.headers_mut(), headers.get(header::HOST));
    if method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    response
}

async fn answer(ui: Option<&PathBuf>, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    let target = match target(uri) {
        Target::Api => return no_such_route(),
        _ if method != Method::GET && method != Method::HEAD => {
            return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
        }
        Target::Nowhere => return not_found(),
        Target::Page => "index.html".to_owned(),
        Target::File(path) => path,
    };
    let Some(ui) = ui else {
        return not_built();
    };
    match file::open(ui, &target, headers).await {
        Some(response) => response,
        None if target == "index.html" => not_built(),
        None => not_found(),
    }
}

/// What a path asks for.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    /// A route that does not exist.
    Api,
    /// The app, which reads the path itself.
    Page,
    /// A file in the folder, by its relative path.
    File(String),
    /// Not a path that could name a file of ours.
    Nowhere,
}

fn target(uri: &Uri) -> Target {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Target::Api;
    }
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    match path.rsplit('/').next() {
        Some(last) if !last.contains('.') => Target::Page,
        _ if path.split('/').all(is_name) => Target::File(path.to_owned()),
        _ => Target::Nowhere,
    }
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response()
}

fn not_built() -> Response {
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

/// Whoever asks below `/api` reads JSON, also when there is nothing.
fn no_such_route() -> Response {
    let error = ApiError::new(
        ErrorCode::NotFound,
        "There is no such call. /api/docs lists those that there are.",
    );
    (StatusCode::NOT_FOUND, axum::Json(error)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_the_page_to_a_file_or_nowhere() {
        let file = |path: &str| Target::File(path.to_owned());
        for (path, expected) in [
            ("/", Target::Page),
            ("/join", Target::Page),
            ("/c/0192-77", Target::Page),
            ("/index.html", file("index.html")),
            ("/assets/ui-0f3c91aa.wasm", file("assets/ui-0f3c91aa.wasm")),
            ("/api", Target::Api),
            ("/api/nothing.txt", Target::Api),
            ("/../Cargo.toml", Target::Nowhere),
            ("/%2e%2e/Cargo.toml", Target::Nowhere),
            ("/a//b.js", Target::Nowhere),
            ("/.env", Target::Nowhere),
            ("/.git/config.txt", Target::Nowhere),
            ("/a\\b.js", Target::Nowhere),
        ] {
            let uri = Uri::builder().path_and_query(path).build();
            let found = uri.map_or(Target::Nowhere, |uri| target(&uri));
            assert_eq!(found, expected, "{path}");
        }
    }
}
