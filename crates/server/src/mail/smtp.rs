//! Mails over SMTP, with TLS by rustls.
//!
//! Owns the transport and how long it may take. One connection a mail: codes are few, and a kept connection that the
//! mail server has closed costs more than a new one.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::{Mail, MailError, Mailer, Sending, letter};

/// For one command of the dialogue; a person waits for the code.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Sends through a mail server.
#[derive(Debug)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpMailer {
    /// `url` is `smtps://user:password@host:465` (TLS), `smtp://user:password@host:587?tls=required` (STARTTLS) or
    /// `smtp://host:25` (in the clear, for a mail server on the same machine).
    pub fn new(url: &str, from: &str) -> Result<Self, MailError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| MailError::Settings {
            key: "smtp",
            // The address may hold a password: it is not repeated.
            reason: "write it as smtps://user:password@host:465, smtp://user:password@host:587?tls=required, or \
                     smtp://host:25, with special characters of the password percent-encoded"
                .to_owned(),
        })?;
        Ok(Self {
            transport: builder.timeout(Some(TIMEOUT)).build(),
            from: letter::sender(from)?,
        })
    }

    /// Says hello to the mail server, without sending anything.
    pub async fn check(&self) -> Result<(), MailError> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(MailError::Server {
                reason: "it answered, but not as a mail server does".to_owned(),
                transient: true,
            }),
            Err(error) => Err(server_error(&error)),
        }
    }
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: Mail) -> Sending<'_> {
        Box::pin(async move {
            let message = letter::message(&self.from, &mail)?;
            match self.transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(server_error(&error)),
            }
        })
    }
}

fn server_error(error: &lettre::transport::smtp::Error) -> MailError {
    MailError::Server {
        reason: error.to_string(),
        transient: !error.is_permanent(),
    }
}
