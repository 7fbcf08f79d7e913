//! Finding the text of a setting: which place goes first, and what is said when the text is of no use.
//!
//! Knows no setting by name but those that are secret: what a text means is the caller's.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::{Flags, KEYS};

/// Passwords, and addresses that may hold one: never repeated, and read from a file when `RAPPORT_NAME_FILE` names one.
const SECRET: [&str; 5] = ["smtp", "database", "nats", "s3_access_key", "s3_secret_key"];

/// A setting that cannot be used, in words for whoever runs the server.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingError {
    #[error("{key} = {value:?} ({place}) is not usable: {hint}")]
    Value {
        key: String,
        value: String,
        place: Place,
        hint: String,
    },
    #[error(
        "the settings file {path} cannot be read: {source}. Check the path given with --config or RAPPORT_CONFIG."
    )]
    File { path: String, source: std::io::Error },
    #[error("the settings file {path} is not TOML:\n{reason}")]
    Toml { path: String, reason: String },
    #[error("{key} is to be read from a file ({place}), which cannot be read: {source}")]
    Secret {
        key: String,
        place: Place,
        source: std::io::Error,
    },
    #[error("{key} is missing: {hint}")]
    Missing { key: String, hint: String },
    #[error("the settings file {path} has {key:?}, which is not a setting. There are: {}.", KEYS.join(", "))]
    Key { path: String, key: String },
}

/// Where a value was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Flag(String),
    Variable(String),
    File(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "from {name}"),
            Self::Variable(name) => write!(f, "from the environment, {name}"),
            Self::File(path) => write!(f, "from {path}"),
        }
    }
}

/// Everything that was found, before it has been understood.
pub(super) struct Found<'a> {
    pub(super) flags: &'a Flags,
    pub(super) environment: &'a dyn Fn(&str) -> Option<String>,
    pub(super) file: BTreeMap<String, String>,
    /// Of the file.
    pub(super) path: String,
}

impl Found<'_> {
    pub(super) fn text(&self, key: &str) -> Result<Option<(String, Place)>, SettingError> {
        if let Some(value) = self.flags.get(key) {
            let place = Place::Flag(format!("--{}", key.replace('_', "-")));
            return Ok(Some((value.clone(), place)));
        }
        let variable = format!("RAPPORT_{}", key.to_uppercase());
        if let Some(value) = (self.environment)(&variable).filter(|value| !value.is_empty()) {
            return Ok(Some((value, Place::Variable(variable))));
        }
        if SECRET.contains(&key)
            && let Some(found) = self.secret_file(key, format!("{variable}_FILE"))?
        {
            return Ok(Some(found));
        }
        let value = self.file.get(key);
        Ok(value.map(|value| (value.clone(), Place::File(self.path.clone()))))
    }

    /// As container platforms hand secrets over: the variable names a file that holds the value.
    fn secret_file(&self, key: &str, variable: String) -> Result<Option<(String, Place)>, SettingError> {
        let Some(path) = (self.environment)(&variable).filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        let place = Place::Variable(variable);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some((text.trim().to_owned(), place))),
            Err(source) => Err(SettingError::Secret {
                key: key.to_owned(),
                place,
                source,
            }),
        }
    }

    /// Reads one setting; `hint` says how to write it.
    pub(super) fn read<T>(
        &self,
        key: &str,
        hint: &str,
        understand: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, SettingError> {
        self.try_read(key, |text| understand(text).ok_or_else(|| hint.to_owned()))
    }

    /// As `read`, for a hint that depends on what is wrong.
    pub(super) fn try_read<T>(
        &self,
        key: &str,
        understand: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, SettingError> {
        let Some((value, place)) = self.text(key)? else {
            return Ok(None);
        };
        match understand(&value) {
            Ok(value) => Ok(Some(value)),
            Err(hint) => Err(SettingError::Value {
                key: key.to_owned(),
                value: if SECRET.contains(&key) {
                    "..".to_owned()
                } else {
                    value
                },
                place,
                hint,
            }),
        }
    }
}

/// The keys of a settings file and their texts. A list becomes its items with commas between.
pub(super) fn read_file(path: &Path) -> Result<BTreeMap<String, String>, SettingError> {
    let shown = || path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| SettingError::File {
        path: shown(),
        source,
    })?;
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| SettingError::Toml {
            path: shown(),
            reason: error.to_string(),
        })?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        if !KEYS.contains(&key.as_str()) {
            return Err(SettingError::Key { path: shown(), key });
        }
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Array(list) => {
                let texts: Vec<&str> = list.iter().filter_map(toml::Value::as_str).collect();
                texts.join(",")
            }
            other => other.to_string(),
        };
        values.insert(key, text);
    }
    Ok(values)
}
