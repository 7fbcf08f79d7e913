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
        ("sign_ins_per_minute", "0", "whole number"),
        ("mail_from", "nobody", "Name <name@example.com>"),
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
fn the_password_of_a_mail_server_is_not_repeated() {
    let flags = Flags {
        smtp: Some("imap://ana:hunter2@example.com".into()),
        ..Flags::default()
    };
    let text = error(&flags, &nothing);
    assert!(
        text.contains("smtp") && text.contains("--smtp") && !text.contains("hunter2"),
        "{text}"
    );
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

#[test]
fn the_commented_file_holds_every_key_and_the_defaults() {
    let switched_on: String = COMMENTED
        .lines()
        .filter_map(|line| line.strip_prefix('#'))
        .filter(|line| !line.starts_with(' '))
        .filter(|line| {
            !line.starts_with("ui ") && !line.starts_with("smtp ") && !line.starts_with("public_url ")
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
