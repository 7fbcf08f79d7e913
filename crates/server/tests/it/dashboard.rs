//! The web dashboard: files, their encodings and headers, the app's own paths, and a folder that is not there.

use std::path::{Path, PathBuf};

use reqwest::header::{self, HeaderMap};
use reqwest::{Method, StatusCode};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::support::http;

struct Site {
    url: String,
    task: JoinHandle<()>,
}

impl Site {
    async fn start(ui: Option<&Path>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = server::dashboard::router(ui.map(PathBuf::from));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, task }
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let mut request = http().request(method, format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        (
            answer.status(),
            answer.headers().clone(),
            answer.bytes().await.unwrap().to_vec(),
        )
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
        self.ask(Method::GET, path, headers).await
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn built() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("index.html", "<title>Rapport</title>");
    write("ui-0f3c91aa.wasm", "plain");
    write("ui-0f3c91aa.wasm.br", "brotli");
    write("ui-0f3c91aa.wasm.gz", "gzip");
    write("boot.js", "boot()");
    folder
}

#[tokio::test]
async fn the_best_encoding_that_the_browser_takes_is_sent() {
    let folder = built();
    let site = Site::start(Some(folder.path())).await;
    for (accepts, body, encoding) in [
        ("gzip, br", "brotli", Some("br")),
        ("gzip", "gzip", Some("gzip")),
        ("br;q=0, gzip;q=0", "plain", None),
        ("identity", "plain", None),
    ] {
        let (status, headers, bytes) = site
            .get("/ui-0f3c91aa.wasm", &[("accept-encoding", accepts)])
            .await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(bytes, body.as_bytes(), "{accepts}");
        assert_eq!(
            headers
                .get(header::CONTENT_ENCODING)
                .map(|value| value.to_str().unwrap()),
            encoding
        );
        assert_eq!(headers[header::CONTENT_TYPE], "application/wasm");
        assert_eq!(headers[header::VARY], "accept-encoding");
    }
}

#[tokio::test]
async fn hashed_names_are_kept_and_the_page_is_asked_for_again() {
    let folder = built();
    let site = Site::start(Some(folder.path())).await;
    let (_, headers, _) = site.get("/ui-0f3c91aa.wasm", &[]).await;
    assert_eq!(
        headers[header::CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    let (_, headers, _) = site.get("/", &[]).await;
    assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
    let tag = headers[header::ETAG].to_str().unwrap().to_owned();
    let (status, _, body) = site.get("/", &[("if-none-match", &tag)]).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    std::fs::write(
        folder.path().join("index.html"),
        "<title>Rapport, rebuilt</title>",
    )
    .unwrap();
    let (status, _, body) = site.get("/", &[("if-none-match", &tag)]).await;
    assert_eq!(
        (status, body),
        (StatusCode::OK, b"<title>Rapport, rebuilt</title>".to_vec())
    );
}

#[tokio::test]
async fn paths_of_the_app_get_the_page_and_what_is_missing_says_so() {
    let folder = built();
    let site = Site::start(Some(folder.path())).await;
    for path in ["/", "/join", "/conversations/0192-7abc", "/index.html"] {
        let (status, headers, body) = site.get(path, &[]).await;
        assert_eq!(
            (status, body),
            (StatusCode::OK, b"<title>Rapport</title>".to_vec()),
            "{path}"
        );
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    }
    for path in ["/gone.js", "/..%2fsecret.txt", "/.env"] {
        assert_eq!(site.get(path, &[]).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let (status, _, body) = site.get("/api/nothing", &[]).await;
    let error: protocol::ApiError = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (status, error.code),
        (StatusCode::NOT_FOUND, protocol::ErrorCode::NotFound)
    );
    let (status, _, body) = site.ask(Method::HEAD, "/boot.js", &[]).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 0));
    assert_eq!(
        site.ask(Method::POST, "/", &[]).await.0,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[tokio::test]
async fn every_answer_keeps_the_page_to_itself() {
    let folder = built();
    let site = Site::start(Some(folder.path())).await;
    let host = site.url.strip_prefix("http://").unwrap().to_owned();
    for path in ["/", "/boot.js", "/gone.js", "/api/nothing"] {
        let (_, headers, _) = site.get(path, &[]).await;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("script-src 'self' 'wasm-unsafe-eval';"),
            "{policy}"
        );
        assert!(
            policy.contains(&format!("connect-src 'self' ws://{host} wss://{host};")),
            "{policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("ipc:"), "{policy}");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
    }
}

#[tokio::test]
async fn without_a_built_dashboard_a_page_says_how_to_build_it() {
    let empty = tempfile::tempdir().unwrap();
    for site in [Site::start(None).await, Site::start(Some(empty.path())).await] {
        let (status, headers, body) = site.get("/", &[]).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert!(String::from_utf8(body).unwrap().contains("cargo xtask ui"));
    }
}
