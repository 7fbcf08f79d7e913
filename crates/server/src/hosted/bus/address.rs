//! Where NATS is, and who we are there: `nats://host:4222`, `tls://user:password@host`, `nats://token@host`, several with
//! commas between them. The credentials are taken out of the addresses, so that no error and no log can show them.

use async_nats::{ConnectOptions, ServerAddr};

/// Servers without credentials, and the credentials.
#[derive(Clone)]
pub(crate) struct Address {
    pub(super) servers: Vec<ServerAddr>,
    user: Option<(String, Option<String>)>,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let servers = self.servers.iter().map(ServerAddr::as_url_str);
        f.debug_list().entries(servers).finish()
    }
}

/// Does not repeat the address: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the address of NATS cannot be read; expected nats://host:4222, nats://user:password@host or tls://.."
)]
pub(crate) struct BadAddress;

impl std::str::FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let mut address = Self {
            servers: Vec::new(),
            user: None,
        };
        for part in text.split(',').map(str::trim) {
            let server: ServerAddr = part.parse().map_err(|_| BadAddress)?;
            let mut url = server.into_inner();
            if !matches!(url.scheme(), "nats" | "tls") || url.host_str().is_none_or(str::is_empty) {
                return Err(BadAddress);
            }
            if !url.username().is_empty() {
                let password = url.password().map(decoded).transpose()?;
                address.user = Some((decoded(url.username())?, password));
            }
            url.set_username("").map_err(|()| BadAddress)?;
            url.set_password(None).map_err(|()| BadAddress)?;
            let server = ServerAddr::from_url(url).map_err(|_| BadAddress)?;
            address.servers.push(server);
        }
        Ok(address)
    }
}

impl Address {
    pub(super) fn credentials(&self, options: ConnectOptions) -> ConnectOptions {
        match self.user.clone() {
            Some((user, Some(password))) => options.user_and_password(user, password),
            // As everywhere with NATS: a name alone is a token.
            Some((token, None)) => options.token(token),
            None => options,
        }
    }
}

/// Undoes the percent signs of an address.
fn decoded(text: &str) -> Result<String, BadAddress> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(rest.next()), digit(rest.next()));
        let value = high.zip(low).map(|(high, low)| high * 16 + low);
        let value = value.and_then(|value| u8::try_from(value).ok());
        bytes.push(value.ok_or(BadAddress)?);
    }
    String::from_utf8(bytes).map_err(|_| BadAddress)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn credentials_are_taken_out_of_the_address() {
        let address = read("nats://ana:p%40ss%2Fword@one:4222, nats://two");
        assert_eq!(address.user, Some(("ana".into(), Some("p@ss/word".into()))));
        assert_eq!(format!("{address:?}"), r#"["nats://one:4222", "nats://two"]"#);
        assert_eq!(read("tls://sesame@one").user, Some(("sesame".into(), None)));
        assert_eq!(read("one").user, None);
    }

    #[test]
    fn what_is_no_address_is_refused_without_being_repeated() {
        for bad in [
            "",
            "nats://",
            "https://ana:secret@one",
            "nats://ana:%zz@one",
            "nats://ana:secret@one:port",
        ] {
            let refused = bad.parse::<Address>().unwrap_err();
            assert!(!refused.to_string().contains("secret"), "{bad}");
        }
    }
}
