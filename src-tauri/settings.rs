//! What the environment may decide at the start. Owns the names of the variables.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::server_url::{ServerUrl, ServerUrlError};

/// Where things are, when not in their usual places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// `RAPPORT_DATA_DIR`: everything that the app keeps is in here, the token too, so that several run side by side.
    pub(crate) data_dir: Option<PathBuf>,
    /// `RAPPORT_SESSION_FILE`: JSON `{"server": .., "token": ..}`; signs in with it and touches no keychain.
    pub(crate) session_file: Option<PathBuf>,
    /// `RAPPORT_SERVER`: the server until another is chosen.
    pub(crate) server: Option<ServerUrl>,
}

impl Settings {
    /// `variable` looks one up, as `std::env::var_os` does. Empty counts as not set.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, ServerUrlError> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        Ok(Self {
            data_dir: set("RAPPORT_DATA_DIR").map(PathBuf::from),
            session_file: set("RAPPORT_SESSION_FILE").map(PathBuf::from),
            server: match set("RAPPORT_SERVER") {
                Some(url) => Some(url.to_string_lossy().parse()?),
                None => None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_set_unless_it_says_something() {
        assert_eq!(Settings::read(|_| None), Ok(Settings::default()));
        assert_eq!(Settings::read(|_| Some("".into())), Ok(Settings::default()));
        let settings = Settings::read(|name| match name {
            "RAPPORT_SERVER" => Some("http://127.0.0.1:4000".into()),
            "RAPPORT_DATA_DIR" => Some("/tmp/ana".into()),
            _ => None,
        })
        .unwrap();
        assert_eq!(settings.data_dir, Some(PathBuf::from("/tmp/ana")));
        assert_eq!(settings.server.unwrap().to_string(), "http://127.0.0.1:4000");
        assert_eq!(
            Settings::read(|_| Some("http://chat.example.com".into())),
            Err(ServerUrlError::Insecure)
        );
    }
}
