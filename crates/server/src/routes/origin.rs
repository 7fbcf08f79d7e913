//! From which page a request comes, as its browser says: what keeps other sites from using a person's cookie.

use axum::http::{HeaderMap, header};

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
}
