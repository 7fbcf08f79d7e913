//! Mails that the server sends: what they are, and the one trait by which they leave.
//!
//! Owns the trait and the choice of how to send. The words are in `mail/letter.rs`; SMTP is in `mail/smtp.rs`; the
//! folder for servers without SMTP is in `mail/outbox.rs`. Must not know accounts, codes' validity or the database.

mod letter;
mod outbox;
mod smtp;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::config::Config;

pub use outbox::OutboxMailer;
pub use smtp::SmtpMailer;

/// One mail, before it has words.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The address alone, without a name.
    pub to: String,
    pub letter: Letter,
}

/// What a mail says.
#[derive(Clone, PartialEq, Eq)]
pub enum Letter {
    /// Six digits to sign in with.
    SignInCode { code: String, valid_minutes: u64 },
    /// A coach invites a client.
    Invite {
        workspace: String,
        inviter: String,
        name: String,
        code: String,
        link: String,
    },
}

/// Codes stay out of logs.
impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::SignInCode { .. } => "SignInCode(..)",
            Self::Invite { .. } => "Invite(..)",
        })
    }
}

/// Nor do addresses belong there.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({:?})", self.letter)
    }
}

/// A mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The address cannot be written to. Sending again will not help.
    #[error("the address is not one that mail can be sent to")]
    Address,
    /// The server's own mail settings make no sense. Sending again will not help.
    #[error("{key} is not usable: {reason}")]
    Settings { key: &'static str, reason: String },
    /// The mail server refused or could not be reached. Sending again may help when `transient` says so.
    #[error("the mail server did not take the mail: {reason}")]
    Server { reason: String, transient: bool },
    /// The outbox folder could not be written. Sending again may help.
    #[error("could not write into the outbox folder {folder}")]
    Outbox {
        folder: String,
        #[source]
        source: std::io::Error,
    },
}

/// What [`Mailer::send`] gives back.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>>;

/// Sends mails.
pub trait Mailer: Send + Sync + std::fmt::Debug {
    /// Resolves when the mail has been handed on. Never waits longer than the transport's own limit.
    fn send(&self, mail: Mail) -> Sending<'_>;
}

/// SMTP when there is an address for it, the outbox folder otherwise.
pub fn from_config(config: &Config) -> Result<Arc<dyn Mailer>, MailError> {
    Ok(match &config.mail.smtp {
        Some(url) => Arc::new(SmtpMailer::new(url, &config.mail.from)?),
        None => Arc::new(OutboxMailer::new(config.data.join("outbox"), &config.mail.from)?),
    })
}

/// Whether mails can be sent in this name, as in `Name <name@example.com>`.
pub fn is_sender(from: &str) -> bool {
    letter::sender(from).is_ok()
}
