//! What a browser is told about every answer of the dashboard.
//!
//! Owns the content security policy. The page's own is the server's: nothing inline, nothing from elsewhere.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Adds the headers that keep a page to itself. `host` is what the browser asked for: `'self'` covers the socket of the
/// same host in Chromium and Firefox, but older WebKit wants it named.
pub(super) fn protect(headers: &mut HeaderMap, host: Option<&HeaderValue>) {
    let socket = host
        .and_then(|host| host.to_str().ok())
        .filter(|host| is_host(host))
        .map(|host| format!(" ws://{host} wss://{host}"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'{socket}; \
         img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// A name or address with an optional port: nothing that could add a word to the policy.
fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 255
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(host: &'static str) -> String {
        let mut headers = HeaderMap::new();
        protect(&mut headers, Some(&HeaderValue::from_static(host)));
        headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn the_socket_of_the_same_host_is_named() {
        assert!(policy("[::1]:8080").contains("connect-src 'self' ws://[::1]:8080 wss://[::1]:8080;"));
        assert!(!policy("a.example").contains("unsafe-inline"));
    }

    #[test]
    fn a_host_cannot_add_to_the_policy() {
        for bad in ["x; script-src *", "x *", "x'", ""] {
            assert!(policy(bad).contains("connect-src 'self';"), "{bad:?}");
        }
    }
}
