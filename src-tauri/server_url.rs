//! The address of a server: checked once, then trusted. Owns which addresses a token may be sent to.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// `https://` anywhere, `http://` only on this machine. No path, no credentials.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ServerUrl(Url);

/// Why an address is not taken, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ServerUrlError {
    #[error("This is not a web address. It looks like https://chat.example.com.")]
    Unreadable,
    #[error("The address must begin with https://, so that nobody on the way can read along.")]
    Insecure,
    #[error("Give the address without a path, as in https://chat.example.com.")]
    HasMore,
}

impl ServerUrl {
    /// Where a call goes; `path` begins with a slash and may hold a query.
    pub(crate) fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// Where the WebSocket is.
    pub(crate) fn socket(&self) -> String {
        let origin = self.origin();
        let rest = origin.trim_start_matches("http");
        format!("ws{rest}/api/socket")
    }

    fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

impl FromStr for ServerUrl {
    type Err = ServerUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let with_scheme = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let url = Url::parse(&with_scheme).map_err(|_| ServerUrlError::Unreadable)?;
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(&url) => {}
            "http" => return Err(ServerUrlError::Insecure),
            _ => return Err(ServerUrlError::Unreadable),
        }
        let more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
        if more || !url.username().is_empty() || url.password().is_some() {
            return Err(ServerUrlError::HasMore);
        }
        Ok(Self(url))
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServerUrl({self})")
    }
}

fn is_this_machine(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_over_tls_or_stays_on_this_machine() {
        let cases = [
            ("https://chat.example.com", Ok("https://chat.example.com")),
            ("https://chat.example.com/", Ok("https://chat.example.com")),
            (" chat.example.com ", Ok("https://chat.example.com")),
            (
                "https://chat.example.com:8443",
                Ok("https://chat.example.com:8443"),
            ),
            ("http://127.0.0.1:4000", Ok("http://127.0.0.1:4000")),
            ("http://localhost:4000", Ok("http://localhost:4000")),
            ("http://[::1]:4000", Ok("http://[::1]:4000")),
            ("http://chat.example.com", Err(ServerUrlError::Insecure)),
            ("http://127.0.0.1.example.com", Err(ServerUrlError::Insecure)),
            ("https://chat.example.com/app", Err(ServerUrlError::HasMore)),
            (
                "https://ana:secret@chat.example.com",
                Err(ServerUrlError::HasMore),
            ),
            ("ftp://chat.example.com", Err(ServerUrlError::Unreadable)),
            ("", Err(ServerUrlError::Unreadable)),
        ];
        for (text, expected) in cases {
            let read = text.parse::<ServerUrl>().map(|url| url.to_string());
            assert_eq!(read.as_deref().map_err(|error| *error), expected, "{text}");
        }
    }

    #[test]
    fn the_socket_is_as_safe_as_the_server() {
        let socket = |text: &str| text.parse::<ServerUrl>().unwrap().socket();
        assert_eq!(
            socket("https://chat.example.com"),
            "wss://chat.example.com/api/socket"
        );
        assert_eq!(socket("http://127.0.0.1:4000"), "ws://127.0.0.1:4000/api/socket");
    }
}
