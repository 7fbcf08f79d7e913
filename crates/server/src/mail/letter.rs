//! The words of the mails, and a mail as it goes over the wire.
//!
//! Owns subject and text. Must not know how it is sent.

use lettre::Message;
use lettre::message::{Mailbox, header::ContentType};

use super::{Letter, Mail, MailError};

/// Reads the sender's address from the settings.
pub(super) fn sender(from: &str) -> Result<Mailbox, MailError> {
    from.parse().map_err(|error| MailError::Settings {
        key: "mail_from",
        reason: format!("{from:?} is not an address ({error}); write it as \"Name <name@example.com>\""),
    })
}

/// Subject and text of a letter.
fn words(letter: &Letter) -> (String, String) {
    match letter {
        Letter::SignInCode { code, valid_minutes } => (
            format!("{code} is your sign-in code"),
            format!(
                "Your sign-in code is\n\n    {code}\n\nIt works for {valid_minutes} minutes and only once.\n\n\
                 If you did not ask for it, you can ignore this mail: without the code nobody gets in.\n"
            ),
        ),
        Letter::Invite {
            workspace,
            inviter,
            name,
            code,
            link,
        } => (
            format!("{inviter} invites you to {workspace}"),
            format!(
                "Hello {name},\n\n{inviter} has opened a conversation with you at {workspace}. Open this link on your \
                 phone or computer to join:\n\n    {link}\n\nOr type this code where the app asks for it:\n\n    {code}\n\n\
                 Both work for 48 hours and only once.\n"
            ),
        ),
    }
}

/// The mail as RFC 5322 wants it.
pub(super) fn message(from: &Mailbox, mail: &Mail) -> Result<Message, MailError> {
    let to: Mailbox = mail.to.parse().map_err(|_| MailError::Address)?;
    let (subject, text) = words(&mail.letter);
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(one_line(&subject))
        .header(ContentType::TEXT_PLAIN)
        .body(text)
        .map_err(|_| MailError::Address)
}

/// A name may not begin a header of its own.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_add_a_header() {
        let mail = Mail {
            to: "ben@example.com".into(),
            letter: Letter::Invite {
                workspace: "Northstar\r\nBcc: everybody@example.com".into(),
                inviter: "Ana".into(),
                name: "Ben".into(),
                code: "K7QXD-2M9RT".into(),
                link: "https://chat.example.com/join#K7QXD-2M9RT".into(),
            },
        };
        let message = message(&sender("Rapport <r@example.com>").unwrap(), &mail).unwrap();
        let text = String::from_utf8(message.formatted()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc:")), "{head}");
        assert!(body.contains("K7QXD-2M9RT"));
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        let from = sender("Rapport <r@example.com>").unwrap();
        for to in ["", "ben", "ben@", "a@b\r\nRCPT TO:<c@d>"] {
            let letter = Letter::SignInCode {
                code: "123456".into(),
                valid_minutes: 10,
            };
            let mail = Mail {
                to: to.into(),
                letter,
            };
            assert!(matches!(message(&from, &mail), Err(MailError::Address)), "{to:?}");
        }
        assert!(matches!(
            sender("nobody"),
            Err(MailError::Settings { key: "mail_from", .. })
        ));
    }
}
