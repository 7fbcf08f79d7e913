//! Mails: through a mail server, and into the outbox folder when there is none.

use server::config::Config;
use server::mail::{self, Letter, Mail, MailError};

use crate::support::mail_server::MailServer;

fn code_for(to: &str) -> Mail {
    Mail {
        to: to.into(),
        letter: Letter::SignInCode {
            code: "042317".into(),
            valid_minutes: 10,
        },
    }
}

fn invite_for(to: &str) -> Mail {
    Mail {
        to: to.into(),
        letter: Letter::Invite {
            workspace: "Northstar Coaching".into(),
            inviter: "Ana Ferreira".into(),
            name: "Zoë".into(),
            code: "K7QXD-2M9RT".into(),
            link: "https://chat.example.com/join#K7QXD-2M9RT".into(),
        },
    }
}

fn with_smtp(port: u16) -> Config {
    let mut config = Config::new("unused");
    config.mail.smtp = Some(format!("smtp://127.0.0.1:{port}"));
    config.mail.from = "Northstar <hello@example.com>".into();
    config
}

#[tokio::test]
async fn ben_gets_his_code_by_smtp() {
    let mut server = MailServer::start(None).await;
    let mailer = mail::from_config(&with_smtp(server.port)).unwrap();
    mailer.send(code_for("ben@example.com")).await.unwrap();
    let mail = server.next().await;
    assert_eq!(mail.from, "hello@example.com");
    assert_eq!(mail.to, ["ben@example.com"]);
    assert!(
        mail.text.contains("Subject: 042317 is your sign-in code"),
        "{}",
        mail.text
    );
    assert!(
        mail.text.contains("From: Northstar <hello@example.com>"),
        "{}",
        mail.text
    );
    assert!(mail.text.contains("\n    042317\n"), "{}", mail.text);
}

#[tokio::test]
async fn an_invitation_holds_link_and_code() {
    let mut server = MailServer::start(None).await;
    let mailer = mail::from_config(&with_smtp(server.port)).unwrap();
    mailer.send(invite_for("zoe@example.com")).await.unwrap();
    let mail = server.next().await;
    assert!(
        mail.text
            .contains("Subject: Ana Ferreira invites you to Northstar Coaching"),
        "{}",
        mail.text
    );
    // Quoted-printable, because of the ë.
    let text = mail
        .text
        .replace("=\n", "")
        .replace("=23", "#")
        .replace("=C3=AB", "ë");
    assert!(text.contains("Hello Zoë,"), "{text}");
    assert!(
        text.contains("https://chat.example.com/join#K7QXD-2M9RT"),
        "{text}"
    );
}

#[tokio::test]
async fn a_refusal_says_whether_sending_again_helps() {
    let server = MailServer::start(Some("cleo@example.com")).await;
    let mailer = mail::from_config(&with_smtp(server.port)).unwrap();
    let refused = mailer.send(code_for("cleo@example.com")).await.unwrap_err();
    assert!(
        matches!(refused, MailError::Server { transient: false, .. }),
        "{refused:?}"
    );

    let port = server.port;
    drop(server);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let free = listener.local_addr().unwrap().port();
    drop(listener);
    assert_ne!(free, port);
    let mailer = mail::from_config(&with_smtp(free)).unwrap();
    let unreachable = mailer.send(code_for("ben@example.com")).await.unwrap_err();
    assert!(
        matches!(unreachable, MailError::Server { transient: true, .. }),
        "{unreachable:?}"
    );
}

#[tokio::test]
async fn without_smtp_mails_are_files_that_only_the_owner_reads() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::new(folder.path());
    mail::from_config(&config)
        .unwrap()
        .send(code_for("ben@example.com"))
        .await
        .unwrap();
    // A new process goes on where the last one stopped.
    let mailer = mail::from_config(&config).unwrap();
    mailer.send(code_for("cleo@example.com")).await.unwrap();

    let outbox = folder.path().join("outbox");
    let first = std::fs::read_to_string(outbox.join("000001.eml")).unwrap();
    let second = std::fs::read_to_string(outbox.join("000002.eml")).unwrap();
    assert!(first.contains("To: ben@example.com") && first.contains("042317"));
    assert!(second.contains("To: cleo@example.com"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(outbox.join("000001.eml"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(mailer.send(code_for("not an address")).await.is_err());
}
