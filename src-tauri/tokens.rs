//! Where the session's token lies: the system's keychain, or a file that only its owner can read.
//!
//! A keychain can be missing, locked, or hang. So the keychain has three seconds, and what does not work falls back to
//! the file, and whoever asks is told which it is. Tokens never reach a log or `Debug`.

#[cfg(any(target_os = "linux", target_os = "macos", windows))]
mod keychain;

use std::path::PathBuf;
use std::{fs, io};

use serde::Serialize;

#[cfg(any(target_os = "linux", target_os = "macos", windows))]
pub(crate) use keychain::Keychain;

use crate::places;

/// Where a token is kept, for the person who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TokenPlace {
    Keychain,
    /// A file that only its owner can read.
    File,
    /// Given from outside at the start; never written by the app.
    Given,
}

/// What a keychain can do, so that tests bring their own.
pub(crate) trait Secrets: Send {
    /// `None` when there is nothing under this name.
    fn load(&self, name: &str) -> Result<Option<String>, SecretsError>;
    fn save(&self, name: &str, secret: &str) -> Result<(), SecretsError>;
    fn delete(&self, name: &str) -> Result<(), SecretsError>;
}

/// A keychain that cannot be used. Trying again helps when it was only locked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretsError {
    #[error("the keychain did not answer in time")]
    TimedOut,
    #[error("the keychain cannot be used: {0}")]
    Unusable(String),
}

/// The token of the signed-in account.
pub(crate) struct Tokens {
    keychain: Option<Box<dyn Secrets>>,
    file: PathBuf,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(..)")
    }
}

impl Tokens {
    /// Without a keychain everything goes to the file.
    pub(crate) fn new(keychain: Option<Box<dyn Secrets>>, file: PathBuf) -> Self {
        Self { keychain, file }
    }

    /// The file is looked at first: it exists only when the keychain failed at sign-in.
    pub(crate) fn load(&self, name: &str) -> Result<Option<(String, TokenPlace)>, SecretsError> {
        match fs::read_to_string(&self.file) {
            Ok(token) if !token.trim().is_empty() => {
                return Ok(Some((token.trim().to_owned(), TokenPlace::File)));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "tokens.file_unreadable");
            }
            _ => {}
        }
        match &self.keychain {
            Some(keychain) => Ok(keychain.load(name)?.map(|token| (token, TokenPlace::Keychain))),
            None => Ok(None),
        }
    }

    /// Says where it went.
    pub(crate) fn save(&self, name: &str, token: &str) -> io::Result<TokenPlace> {
        if let Some(keychain) = &self.keychain {
            match keychain.save(name, token) {
                Ok(()) => {
                    places::remove(&self.file)?;
                    return Ok(TokenPlace::Keychain);
                }
                Err(error) => tracing::warn!(%error, "tokens.keychain_unusable"),
            }
        }
        places::write_private(&self.file, token.as_bytes())?;
        Ok(TokenPlace::File)
    }

    /// Removes it everywhere; a keychain that does not answer keeps a token that the server no longer takes.
    pub(crate) fn delete(&self, name: &str) {
        if let Err(error) = places::remove(&self.file) {
            tracing::warn!(%error, "tokens.file_not_removed");
        }
        if let Some(keychain) = &self.keychain
            && let Err(error) = keychain.delete(name)
        {
            tracing::warn!(%error, "tokens.keychain_not_cleared");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct FakeKeychain {
        held: Arc<Mutex<HashMap<String, String>>>,
        hangs: bool,
    }

    impl FakeKeychain {
        fn answer<T>(&self, value: T) -> Result<T, SecretsError> {
            if self.hangs {
                Err(SecretsError::TimedOut)
            } else {
                Ok(value)
            }
        }
    }

    impl Secrets for FakeKeychain {
        fn load(&self, name: &str) -> Result<Option<String>, SecretsError> {
            self.answer(self.held.lock().unwrap().get(name).cloned())
        }

        fn save(&self, name: &str, secret: &str) -> Result<(), SecretsError> {
            self.answer(())?;
            self.held.lock().unwrap().insert(name.into(), secret.into());
            Ok(())
        }

        fn delete(&self, name: &str) -> Result<(), SecretsError> {
            self.answer(())?;
            self.held.lock().unwrap().remove(name);
            Ok(())
        }
    }

    #[test]
    fn a_keychain_that_works_is_used_and_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        let keychain = FakeKeychain::default();
        let tokens = Tokens::new(Some(Box::new(keychain.clone())), file.clone());
        fs::write(&file, "old").unwrap();
        assert_eq!(tokens.save("ana", "secret").unwrap(), TokenPlace::Keychain);
        assert!(!file.exists(), "an older fallback is cleared away");
        assert_eq!(
            tokens.load("ana").unwrap(),
            Some(("secret".into(), TokenPlace::Keychain))
        );
        tokens.delete("ana");
        assert_eq!(tokens.load("ana").unwrap(), None);
        assert!(keychain.held.lock().unwrap().is_empty());
    }

    #[test]
    fn a_keychain_that_hangs_falls_back_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        let keychain = FakeKeychain {
            hangs: true,
            ..FakeKeychain::default()
        };
        let tokens = Tokens::new(Some(Box::new(keychain)), file.clone());
        assert!(
            matches!(tokens.load("ana"), Err(SecretsError::TimedOut)),
            "not the same as nobody signed in"
        );
        assert_eq!(tokens.save("ana", "secret").unwrap(), TokenPlace::File);
        assert_eq!(
            tokens.load("ana").unwrap(),
            Some(("secret".into(), TokenPlace::File))
        );
        tokens.delete("ana");
        assert!(!file.exists());
    }
}
