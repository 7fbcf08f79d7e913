//! Settings: which place wins, and what is said about a bad value.

use super::*;

fn nothing(_: &str) -> Option<String> {
    None
}

fn error(flags: &Flags, environment: &dyn Fn(&str) -> Option<String>) -> String {
    resolve(flags, environment).unwrap_err().to_string()
}

fn file(text: &str) -> (tempfile::TempDir, Flags) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rapport.toml");
    std::fs::write(&path, text).unwrap();
    let flags = Flags {
        config: Some(path.display().to_string()),
        ..Flags::default()
    };
    (folder, flags)
}

#[test]
fn a_flag_goes_before_the_environment_and_that_before_the_file() {
    let (_folder, mut flags) = file("listen = '127.0.0.1:1'\nsign_up_open = true\nsign_ins_per_minute = 7");
    let (config, _) = resolve(&flags, &nothing).unwrap();
    assert_eq!(config.listen.port(), 1);
    assert!(config.sign_up_open);
    assert_eq!(config.sign_ins_per_minute, 7);

    let environment = |key: &str| (key == "RAPPORT_LISTEN").then(|| "127.0.0.1:2".to_owned());
    assert_eq!(resolve(&flags, &environment).unwrap().0.listen.port(), 2);

    flags.listen = Some("127.0.0.1:3".into());
    assert_eq!(resolve(&flags, &environment).unwrap().0.listen.port(), 3);
}

#[test]
fn a_bad_value_is_named_with_its_place_and_what_to_write() {
    for (key, value, said) in [
        ("listen", "localhost", "such as 127.0.0.1:8080"),
        ("public_url", "chat.example.com", "https://"),
        ("public_url", "https://chat.example.com/chat", "without a path"),
        ("ui", "/nowhere/at/all", "cargo xtask ui"),
        ("sign_up_open", "perhaps", "true or false"),
        ("link_cards", "sometimes", "true or false"),
        ("sign_ins_per_minute", "0", "whole number"),
        ("mail_from", "nobody", "Name <name@example.com>"),
        ("database_connections", "1", "from 2 up"),
        ("media", "ftp://files", "s3://bucket"),
        ("media", "s3://", "s3://bucket"),
        ("media", "s3://files/../else", "s3://bucket"),
        ("metrics_listen", "9464", "127.0.0.1:8080"),
        ("drain_seconds", "601", "600 at most"),
        ("allowed_origins", "*", "without stars"),
        (
            "allowed_origins",
            "https://a.example,https://*.b.example",
            "without stars",
        ),
        ("log", "info=loud", "write a level"),
        ("log_format", "xml", "text or json"),
    ] {
        let variable = format!("RAPPORT_{}", key.to_uppercase());
        let environment = |asked: &str| (asked == variable).then(|| value.to_owned());
        let text = error(&Flags::default(), &environment);
        for part in [key, value, &variable, said] {
            assert!(text.contains(part), "{part:?} is not in: {text}");
        }
    }
}

#[test]
fn a_password_is_not_repeated() {
    for (key, value) in [
        ("smtp", "imap://ana:hunter2@example.com"),
        ("database", "mysql://ana:hunter2@example.com/chat"),
        ("nats", "http://ana:hunter2@example.com"),
    ] {
        let variable = format!("RAPPORT_{}", key.to_uppercase());
        let environment = |asked: &str| (asked == variable).then(|| value.to_owned());
        let text = error(&Flags::default(), &environment);
        assert!(
            text.contains(key) && text.contains(&variable) && !text.contains("hunter2"),
            "{text}"
        );
    }
}

#[test]
fn what_is_understood_does_not_show_its_passwords() {
    let environment = |key: &str| {
        let value = match key {
            "RAPPORT_DATABASE" => "postgres://ana:hunter2@db.example:5432/chat",
            "RAPPORT_NATS" => "nats://ana:hunter2@one.example:4222,nats://two.example:4222",
            "RAPPORT_SMTP" => "smtps://ana:hunter2@mail.example.com:465",
            "RAPPORT_MEDIA" => "s3://files/practices/",
            "RAPPORT_S3_ENDPOINT" => "http://127.0.0.1:9000",
            "RAPPORT_S3_ACCESS_KEY" => "hunter2",
            "RAPPORT_S3_SECRET_KEY" => "hunter2",
            "RAPPORT_METRICS_LISTEN" => "127.0.0.1:9464",
            "RAPPORT_ALLOWED_ORIGINS" => "https://Www.example.com, https://shop.example.com:8443",
            _ => return None,
        };
        Some(value.to_owned())
    };
    let (config, _) = resolve(&Flags::default(), &environment).unwrap();
    let shown = format!("{config:?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains("one.example"),
        "{shown}"
    );
    let Database::Postgres { url, connections: 16 } = &config.database else {
        panic!("{shown}");
    };
    assert_eq!(url.reveal(), "postgres://ana:hunter2@db.example:5432/chat");
    let MediaPlace::S3(place) = &config.media else {
        panic!("{shown}");
    };
    assert_eq!(
        (place.bucket.as_str(), place.prefix.as_str()),
        ("files", "practices")
    );
    assert_eq!(
        config.allowed_origins,
        ["https://www.example.com", "https://shop.example.com:8443"]
    );
}

#[test]
fn a_secret_may_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("database");
    std::fs::write(&path, "postgres://rapport@db/rapport\n").unwrap();
    let named = path.display().to_string();
    let environment = |key: &str| (key == "RAPPORT_DATABASE_FILE").then(|| named.clone());
    let (config, _) = resolve(&Flags::default(), &environment).unwrap();
    assert!(
        matches!(config.database, Database::Postgres { url, .. } if url.reveal().ends_with("db/rapport"))
    );
    std::fs::remove_file(&path).unwrap();
    let text = error(&Flags::default(), &environment);
    assert!(
        text.contains("database") && text.contains("RAPPORT_DATABASE_FILE"),
        "{text}"
    );
}

#[test]
fn a_bucket_without_its_keys_is_refused() {
    let environment = |key: &str| (key == "RAPPORT_MEDIA").then(|| "s3://files".to_owned());
    let text = error(&Flags::default(), &environment);
    assert!(
        text.contains("s3_access_key is missing") && text.contains("RAPPORT_S3_ACCESS_KEY"),
        "{text}"
    );
}

#[test]
fn a_list_may_be_a_list_in_the_file() {
    let (_folder, flags) = file("allowed_origins = ['https://a.example', 'https://b.example']");
    let (config, _) = resolve(&flags, &nothing).unwrap();
    assert_eq!(config.allowed_origins, ["https://a.example", "https://b.example"]);
}

#[test]
fn a_folder_that_is_no_dashboard_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
    let flags = Flags {
        ui: Some(folder.path().display().to_string()),
        ..Flags::default()
    };
    assert!(resolve(&flags, &nothing).is_ok());
    // Without writing it: the file is one hole.
    let huge = std::fs::File::create(folder.path().join("disk.img")).unwrap();
    huge.set_len(1 << 40).unwrap();
    let text = error(&flags, &nothing);
    assert!(text.contains("not a built dashboard"), "{text}");
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let (_folder, flags) = file("lisen = '127.0.0.1:1'");
    assert!(error(&flags, &nothing).contains("\"lisen\", which is not a setting"));
    let (_folder, flags) = file("listen = ");
    assert!(error(&flags, &nothing).contains("rapport.toml is not TOML"));
    let flags = Flags {
        config: Some("/nowhere/rapport.toml".into()),
        ..Flags::default()
    };
    assert!(error(&flags, &nothing).contains("/nowhere/rapport.toml cannot be read"));
}

/// What the file shows an example of, because the default is to have none.
const NO_DEFAULT: [&str; 10] = [
    "ui",
    "smtp",
    "public_url",
    "database",
    "nats",
    "s3_endpoint",
    "s3_access_key",
    "s3_secret_key",
    "metrics_listen",
    "drain_seconds",
];

#[test]
fn the_commented_file_holds_every_key_and_the_defaults() {
    let switched_on: String = COMMENTED
        .lines()
        .filter_map(|line| line.strip_prefix('#'))
        .filter(|line| !line.starts_with(' '))
        .filter(|line| {
            let key = line.split(' ').next().unwrap_or_default();
            !NO_DEFAULT.contains(&key)
        })
        .map(|line| format!("{line}\n"))
        .collect();
    for key in KEYS {
        assert!(COMMENTED.contains(&format!("\n#{key} = ")), "{key}");
    }
    assert!(COMMENTED.parse::<toml::Table>().unwrap().is_empty());
    let (_folder, flags) = file(&switched_on);
    let (config, _) = resolve(&flags, &nothing).unwrap();
    let (defaults, _) = resolve(&Flags::default(), &nothing).unwrap();
    assert_eq!(format!("{config:?}"), format!("{defaults:?}"));
}
