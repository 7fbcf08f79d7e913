//! The system's keychain: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
//!
//! The call runs on a thread of its own, because a locked keychain may wait for a dialog that nobody sees.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use keyring::{Entry, Error};

use super::{Secrets, SecretsError};

/// Entries are filed under this application.
const APPLICATION: &str = "app.rapport.desktop";
const PATIENCE: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub(crate) struct Keychain;

impl Secrets for Keychain {
    fn load(&self, name: &str) -> Result<Option<String>, SecretsError> {
        with_entry(name, |entry| entry.get_password())
    }

    fn save(&self, name: &str, secret: &str) -> Result<(), SecretsError> {
        let secret = secret.to_owned();
        with_entry(name, move |entry| entry.set_password(&secret)).map(drop)
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        with_entry(name, |entry| entry.delete_credential()).map(drop)
    }
}

fn with_entry<T: Send + 'static>(
    name: &str,
    work: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
) -> Result<Option<T>, SecretsError> {
    let name = name.to_owned();
    let (answer, answered) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("keychain".into())
        .spawn(move || {
            let result = Entry::new(APPLICATION, &name).and_then(|entry| work(&entry));
            // Nobody listens any more when it took too long.
            let _ = answer.send(result);
        })
        .map_err(|error| SecretsError::Unusable(error.to_string()))?;
    match answered.recv_timeout(PATIENCE) {
        Ok(Ok(value)) => Ok(Some(value)),
        Ok(Err(Error::NoEntry)) => Ok(None),
        Ok(Err(error)) => Err(SecretsError::Unusable(error.to_string())),
        Err(_) => Err(SecretsError::TimedOut),
    }
}
