//! Where settings come from: flags, then `RAPPORT_*` in the environment, then a TOML file, then the defaults.
//!
//! Owns the keys, reading them, and what is said about a value that is not usable. What the values mean is in
//! `server::config`. The environment is passed in.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use server::config::Config;

use super::logs::{LogFormat, Logs};

/// The commented file that `rapport-server config` prints.
pub(crate) const COMMENTED: &str = include_str!("default.toml");

/// The settings as flags. All are text here: every place is read and checked in the same way.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Settings (each also as RAPPORT_NAME in the environment, and in the file)")]
pub(crate) struct Flags {
    /// TOML file with settings; `rapport-server config` prints one with all of them
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<String>,
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDR:PORT")]
    listen: Option<String>,
    /// Folder of the database and all other data [default: rapport-data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<String>,
    /// How people reach this server, such as https://chat.example.com
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// Folder of the built web dashboard [default: ui/dist here, or share/ui beside the program]
    #[arg(long, global = true, value_name = "DIR")]
    ui: Option<String>,
    /// Let anybody with an e-mail address open a new practice
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    sign_up_open: Option<String>,
    /// A reverse proxy stands in front: believe its X-Forwarded-For
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    behind_proxy: Option<String>,
    /// Attempts to sign in that one network address has in a minute [default: 60]
    #[arg(long, global = true, value_name = "N")]
    sign_ins_per_minute: Option<String>,
    /// Mail server, such as smtps://user:password@host:465; better in the file or environment
    #[arg(long, global = true, value_name = "URL")]
    smtp: Option<String>,
    /// Sender of mails, such as "Northstar Coaching <hello@example.com>"
    #[arg(long, global = true, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// What is logged, such as "info" or "warn,server=debug" [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// How logs look: text or json [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
}

/// The keys of the file; a flag is `--` and dashes, a variable is `RAPPORT_` and capitals.
const KEYS: [&str; 11] = [
    "listen",
    "data",
    "public_url",
    "ui",
    "sign_up_open",
    "behind_proxy",
    "sign_ins_per_minute",
    "smtp",
    "mail_from",
    "log",
    "log_format",
];

impl Flags {
    fn get(&self, key: &str) -> Option<&String> {
        match key {
            "config" => self.config.as_ref(),
            "listen" => self.listen.as_ref(),
            "data" => self.data.as_ref(),
            "public_url" => self.public_url.as_ref(),
            "ui" => self.ui.as_ref(),
            "sign_up_open" => self.sign_up_open.as_ref(),
            "behind_proxy" => self.behind_proxy.as_ref(),
            "sign_ins_per_minute" => self.sign_ins_per_minute.as_ref(),
            "smtp" => self.smtp.as_ref(),
            "mail_from" => self.mail_from.as_ref(),
            "log" => self.log.as_ref(),
            "log_format" => self.log_format.as_ref(),
            _ => None,
        }
    }
}

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
struct Found<'a> {
    flags: &'a Flags,
    environment: &'a dyn Fn(&str) -> Option<String>,
    file: BTreeMap<String, String>,
    path: String,
}

impl Found<'_> {
    fn text(&self, key: &str) -> Option<(String, Place)> {
        if let Some(value) = self.flags.get(key) {
            return Some((value.clone(), Place::Flag(format!("--{}", key.replace('_', "-")))));
        }
        let variable = format!("RAPPORT_{}", key.to_uppercase());
        if let Some(value) = (self.environment)(&variable).filter(|value| !value.is_empty()) {
            return Some((value, Place::Variable(variable)));
        }
        let value = self.file.get(key)?;
        Some((value.clone(), Place::File(self.path.clone())))
    }

    /// Reads one setting; `hint` says how to write it.
    fn read<T>(
        &self,
        key: &str,
        hint: &str,
        understand: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, SettingError> {
        let Some((value, place)) = self.text(key) else {
            return Ok(None);
        };
        match understand(&value) {
            Some(value) => Ok(Some(value)),
            None => Err(SettingError::Value {
                key: key.to_owned(),
                // The address of a mail server may hold a password.
                value: if key == "smtp" { "..".to_owned() } else { value },
                place,
                hint: hint.to_owned(),
            }),
        }
    }
}

/// Puts the places together.
pub(crate) fn resolve(
    flags: &Flags,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(Config, Logs), SettingError> {
    let mut found = Found {
        flags,
        environment,
        file: BTreeMap::new(),
        path: String::new(),
    };
    if let Some((path, _)) = found.text("config") {
        found.file = read_file(Path::new(&path))?;
        found.path = path;
    }

    let data = found.read("data", "give the path of a folder", some_path)?;
    let mut config = Config::new(data.unwrap_or_else(|| Config::DEFAULT_DATA.into()));
    let address = "write an address and a port, such as 127.0.0.1:8080, 0.0.0.0:80 or [::]:8080";
    if let Some(listen) = found.read("listen", address, |text| text.parse().ok())? {
        config.listen = listen;
    }
    let url = "write where people reach this server, with https:// (or http://) and without a path, such as \
               https://chat.example.com";
    config.public_url = found.read("public_url", url, origin)?;
    let folder = "it has no index.html; build the dashboard with `cargo xtask ui`, or leave the setting away";
    config.ui = found.read("ui", folder, |text| {
        some_path(text).filter(|path| path.join("index.html").is_file())
    })?;
    let boolean = "write true or false";
    config.sign_up_open = found
        .read("sign_up_open", boolean, truth)?
        .unwrap_or(config.sign_up_open);
    config.behind_proxy = found
        .read("behind_proxy", boolean, truth)?
        .unwrap_or(config.behind_proxy);
    let number = "write a whole number from 1 up";
    if let Some(limit) = found.read("sign_ins_per_minute", number, |text| {
        text.parse().ok().filter(|number| *number > 0)
    })? {
        config.sign_ins_per_minute = limit;
    }
    let smtp = "write smtps://user:password@host:465, smtp://user:password@host:587?tls=required or smtp://host:25, \
                with special characters of the password percent-encoded";
    config.mail.smtp = found.read("smtp", smtp, |text| {
        server::mail::SmtpMailer::new(text, Config::DEFAULT_MAIL_FROM)
            .is_ok()
            .then(|| text.to_owned())
    })?;
    let sender = "write it as Name <name@example.com>";
    if let Some(from) = found.read("mail_from", sender, |text| {
        server::mail::is_sender(text).then(|| text.to_owned())
    })? {
        config.mail.from = from;
    }
    let filter = "write a level (error, warn, info, debug, trace), also per part: \"warn,server=debug\"";
    let format = "write text or json";
    let logs = Logs {
        filter: found.read("log", filter, |text| text.parse().ok())?,
        format: found
            .read("log_format", format, |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            })?
            .unwrap_or(LogFormat::Text),
    };
    Ok((config, logs))
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, SettingError> {
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
            other => other.to_string(),
        };
        values.insert(key, text);
    }
    Ok(values)
}

fn some_path(text: &str) -> Option<PathBuf> {
    (!text.trim().is_empty()).then(|| PathBuf::from(text))
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Scheme and host, as browsers write an origin.
fn origin(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (!host.is_empty() && host.bytes().all(plain)).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
