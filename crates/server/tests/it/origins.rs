//! Pages of other origins: only those that the operator has named may call, with a token, and read the answer.

use reqwest::{Method, StatusCode};

use crate::support::running::Running;

const NAMED: &str = "https://www.fit.example";
const OTHER: &str = "https://evil.example";

async fn asks(server: &Running, method: Method, origin: &str) -> (StatusCode, Option<String>) {
    let preflight = method == Method::OPTIONS;
    let mut request = server
        .http
        .request(method, server.url("/api/sign-in/start"))
        .header("origin", origin);
    if preflight {
        request = request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
    } else {
        request = request.json(&serde_json::json!({ "email": "ana@fit.example" }));
    }
    let answer = request.send().await.unwrap();
    let headers = answer.headers();
    assert!(
        !headers.contains_key("access-control-allow-credentials"),
        "a cookie never counts"
    );
    let allowed = headers.get("access-control-allow-origin");
    let allowed = allowed.map(|origin| origin.to_str().unwrap().to_owned());
    (answer.status(), allowed)
}

#[tokio::test]
async fn a_named_page_may_call_and_no_other() {
    let server = Running::with(|config| config.allowed_origins = vec![NAMED.into()]).await;
    for method in [Method::OPTIONS, Method::POST] {
        let (status, allowed) = asks(&server, method.clone(), NAMED).await;
        assert!(status.is_success(), "{method} {status}");
        assert_eq!(allowed.as_deref(), Some(NAMED), "{method}");
        assert_eq!(asks(&server, method, OTHER).await.1, None);
    }
    assert_eq!(asks(&server, Method::POST, OTHER).await.0, StatusCode::FORBIDDEN);
    let nobody_is_named = Running::with(|_| {}).await;
    assert_eq!(
        asks(&nobody_is_named, Method::POST, NAMED).await,
        (StatusCode::FORBIDDEN, None)
    );
}
