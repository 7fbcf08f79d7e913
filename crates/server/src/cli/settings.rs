//! Where settings come from: flags, then `RAPPORT_*` in the environment, then a TOML file, then the defaults.
//!
//! Owns the keys and how each is written. Finding a text is in `settings/found.rs`, understanding one in
//! `settings/values.rs`; what the settings are for is in `server::config`. The environment is passed in.

mod found;
mod values;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use server::config::{Config, Database, MediaPlace, S3Place, Secret};

use super::logs::{LogFormat, Logs};
use found::{Found, SettingError, read_file};
use values::{MediaText, dashboard, media, nats, origin, origins, postgres, some_path, truth};

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
    /// PostgreSQL, such as postgres://user@host/name, instead of SQLite in the data folder; with a password better in
    /// the file or environment
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// Connections to PostgreSQL that this node opens at most [default: 16]
    #[arg(long, global = true, value_name = "N")]
    database_connections: Option<String>,
    /// NATS, such as nats://host:4222, which joins several nodes into one server
    #[arg(long, global = true, value_name = "URL")]
    nats: Option<String>,
    /// Folder of photos, files and voice notes, or s3://bucket/prefix [default: media in the data folder]
    #[arg(long, global = true, value_name = "PLACE")]
    media: Option<String>,
    /// Address of an S3 server other than Amazon's, such as https://minio.example.com:9000. The keys are
    /// RAPPORT_S3_ACCESS_KEY and RAPPORT_S3_SECRET_KEY in the environment, or in the file
    #[arg(long, global = true, value_name = "URL")]
    s3_endpoint: Option<String>,
    /// Region of the bucket [default: us-east-1]
    #[arg(long, global = true, value_name = "NAME")]
    s3_region: Option<String>,
    /// Address and port for /metrics, on a listener of its own [default: off]
    #[arg(long, global = true, value_name = "ADDR:PORT")]
    metrics_listen: Option<String>,
    /// Other pages that may call, as exact origins with commas between
    #[arg(long, global = true, value_name = "ORIGINS")]
    allowed_origins: Option<String>,
    /// How many seconds a server that is told to stop takes to send its clients to the other nodes [default: 5 with
    /// PostgreSQL, otherwise 0]
    #[arg(long, global = true, value_name = "SECONDS")]
    drain_seconds: Option<String>,
    /// Fetch the pages that links in messages lead to, and show what they are [default: true]
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    link_cards: Option<String>,
    /// What is logged, such as "info" or "warn,server=debug" [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// How logs look: text or json [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
}

/// The keys of the file; a flag is `--` and dashes, a variable is `RAPPORT_` and capitals. The two keys of S3 have no
/// flag: flags can be seen by every user of the machine.
const KEYS: [&str; 23] = [
    "listen",
    "data",
    "public_url",
    "ui",
    "sign_up_open",
    "behind_proxy",
    "sign_ins_per_minute",
    "smtp",
    "mail_from",
    "database",
    "database_connections",
    "nats",
    "media",
    "s3_endpoint",
    "s3_region",
    "s3_access_key",
    "s3_secret_key",
    "metrics_listen",
    "allowed_origins",
    "drain_seconds",
    "link_cards",
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
            "database" => self.database.as_ref(),
            "database_connections" => self.database_connections.as_ref(),
            "nats" => self.nats.as_ref(),
            "media" => self.media.as_ref(),
            "s3_endpoint" => self.s3_endpoint.as_ref(),
            "s3_region" => self.s3_region.as_ref(),
            "metrics_listen" => self.metrics_listen.as_ref(),
            "allowed_origins" => self.allowed_origins.as_ref(),
            "drain_seconds" => self.drain_seconds.as_ref(),
            "link_cards" => self.link_cards.as_ref(),
            "log" => self.log.as_ref(),
            "log_format" => self.log_format.as_ref(),
            _ => None,
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
    if let Some((path, _)) = found.text("config")? {
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
    config.ui = found.try_read("ui", dashboard)?;
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
    config.database = database(&found)?;
    let bus = "write nats://host:4222 (tls:// for TLS), or several with commas between";
    config.nats = found.read("nats", bus, nats)?;
    if let Some(place) = media_place(&found)? {
        config.media = place;
    }
    config.metrics = found.read("metrics_listen", address, |text| text.parse().ok())?;
    let pages = "write exact origins with commas between, such as https://www.example.com, without a path and without stars";
    if let Some(pages) = found.read("allowed_origins", pages, origins)? {
        config.allowed_origins = pages;
    }
    let seconds = "write a whole number of seconds, 600 at most";
    let drain = found.read("drain_seconds", seconds, |text| {
        text.parse().ok().filter(|seconds| *seconds <= 600)
    })?;
    // Where there is no other node, there is nothing to send anybody to.
    let usual = if config.database == Database::Embedded {
        0
    } else {
        5
    };
    config.drain = Duration::from_secs(drain.unwrap_or(usual));
    config.link_cards = found
        .read("link_cards", boolean, truth)?
        .unwrap_or(config.link_cards);
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

fn database(found: &Found<'_>) -> Result<Database, SettingError> {
    let address = "write postgres://user:password@host:5432/name, with special characters of the password \
                   percent-encoded, or leave it away for SQLite in the data folder";
    let number = "write a whole number from 2 up";
    let connections = found.read("database_connections", number, |text| {
        text.parse().ok().filter(|number| *number > 1)
    })?;
    Ok(match found.read("database", address, postgres)? {
        None => Database::Embedded,
        Some(url) => Database::Postgres {
            url,
            connections: connections.unwrap_or(Config::DEFAULT_DATABASE_CONNECTIONS),
        },
    })
}

fn media_place(found: &Found<'_>) -> Result<Option<MediaPlace>, SettingError> {
    let hint = "write a folder, or s3://bucket or s3://bucket/prefix";
    let (bucket, prefix) = match found.read("media", hint, media)? {
        None => return Ok(None),
        Some(MediaText::Folder(folder)) => return Ok(Some(MediaPlace::Folder(folder))),
        Some(MediaText::Bucket { bucket, prefix }) => (bucket, prefix),
    };
    let key = |key: &str| {
        let text = found.read(key, "", |text| Some(Secret::new(text)))?;
        text.ok_or_else(|| SettingError::Missing {
            key: key.to_owned(),
            hint: format!(
                "media = s3://{bucket} needs it. Set RAPPORT_{0} (or RAPPORT_{0}_FILE), or {key} in the file.",
                key.to_uppercase()
            ),
        })
    };
    let endpoint =
        "write http:// or https://, host and port, without a path, such as https://minio.example.com:9000";
    let region = "write the name of a region, such as eu-central-1";
    Ok(Some(MediaPlace::S3(S3Place {
        endpoint: found.read("s3_endpoint", endpoint, origin)?,
        region: found
            .read("s3_region", region, |text| {
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
                (!text.is_empty() && text.bytes().all(plain)).then(|| text.to_owned())
            })?
            .unwrap_or_else(|| Config::DEFAULT_S3_REGION.to_owned()),
        access_key: key("s3_access_key")?,
        secret_key: key("s3_secret_key")?,
        bucket,
        prefix,
    })))
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
