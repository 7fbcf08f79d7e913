//! From which page a request comes, as its browser says: what keeps other sites from using a person's cookie.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, Method, header};
use tower_http::cors::CorsLayer;

/// What the `Origin` header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// No browser, or a plain navigation.
    None,
    /// A page of this server.
    Ours,
    /// The page inside the app, which has no cookie here and uses its token.
    App,
    /// Somebody else's page.
    Foreign,
}

const APP: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
];

/// `public_url` is ours besides the host that was asked for: a proxy may have changed that.
pub(crate) fn origin(headers: &HeaderMap, public_url: &str) -> Origin {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Origin::None;
    };
    let Ok(origin) = origin.to_str() else {
        return Origin::Foreign;
    };
    if APP.contains(&origin) {
        return Origin::App;
    }
    let of = |url: &str| -> Option<String> {
        let host = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"))?;
        Some(host.split('/').next().unwrap_or_default().to_ascii_lowercase())
    };
    let Some(from) = of(origin) else {
        return Origin::Foreign;
    };
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let same_host = asked.is_some_and(|host| host.eq_ignore_ascii_case(&from));
    let public = of(public_url).is_some_and(|public| public == from);
    if same_host || public {
        Origin::Ours
    } else {
        Origin::Foreign
    }
}

/// Whether it is one of the pages that the operator has named. Such a page has no cookie of ours: it uses a token.
pub(crate) fn is_allowed(headers: &HeaderMap, allowed: &[String]) -> bool {
    let from = headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok());
    from.is_some_and(|from| allowed.iter().any(|page| page.eq_ignore_ascii_case(from)))
}

/// Lets the named pages call and read the answers, with a token and without cookies.
pub(crate) fn let_in(allowed: &[String]) -> CorsLayer {
    let pages: Vec<HeaderValue> = allowed.iter().filter_map(|page| page.parse().ok()).collect();
    CorsLayer::new()
        .allow_origin(pages)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .max_age(Duration::from_secs(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_apart() {
        for (from, expected) in [
            (None, Origin::None),
            (Some("http://127.0.0.1:8080"), Origin::Ours),
            (Some("https://chat.fit.example"), Origin::Ours),
            (Some("tauri://localhost"), Origin::App),
            (Some("https://evil.example"), Origin::Foreign),
            (Some("https://chat.fit.example.evil.example"), Origin::Foreign),
            (Some("http://127.0.0.1:8081"), Origin::Foreign),
            (Some("null"), Origin::Foreign),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "127.0.0.1:8080".parse().unwrap());
            if let Some(from) = from {
                headers.insert(header::ORIGIN, from.parse().unwrap());
            }
            assert_eq!(origin(&headers, "https://chat.fit.example"), expected, "{from:?}");
        }
    }
    #[test]
    fn only_exactly_named_pages_are_let_in() {
        let allowed = ["https://www.fit.example".to_owned()];
        for (from, expected) in [
            ("https://www.fit.example", true),
            ("http://www.fit.example", false),
            ("https://www.fit.example:8443", false),
            ("https://www.fit.example.evil.example", false),
            ("https://evil-www.fit.example", false),
            ("null", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ORIGIN, from.parse().unwrap())]);
            assert_eq!(is_allowed(&headers, &allowed), expected, "{from}");
        }
        assert!(!is_allowed(&HeaderMap::new(), &allowed));
    }
}
