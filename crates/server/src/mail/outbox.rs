//! Where mails go on a server without SMTP: into a folder as `.eml` files, and their codes to stderr for who runs it.
//!
//! Owns the folder. A code printed here is an ordinary one: it runs out, and works once.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lettre::message::Mailbox;

use super::{Letter, Mail, MailError, Mailer, Sending, letter};

/// Writes mails into a folder.
#[derive(Debug)]
pub struct OutboxMailer {
    folder: Arc<Path>,
    from: Mailbox,
    /// The number to try next; only a hint, as the folder outlives the process.
    next: Arc<AtomicU64>,
}

impl OutboxMailer {
    /// The folder is made with the first mail.
    pub fn new(folder: PathBuf, from: &str) -> Result<Self, MailError> {
        Ok(Self {
            folder: folder.into(),
            from: letter::sender(from)?,
            next: Arc::new(AtomicU64::new(1)),
        })
    }
}

impl Mailer for OutboxMailer {
    fn send(&self, mail: Mail) -> Sending<'_> {
        Box::pin(async move {
            let bytes = letter::message(&self.from, &mail)?.formatted();
            let (folder, next) = (self.folder.clone(), self.next.clone());
            let outbox_error = |source| MailError::Outbox {
                folder: self.folder.display().to_string(),
                source,
            };
            tokio::task::spawn_blocking(move || write_new(&folder, &next, &bytes))
                .await
                .map_err(|error| outbox_error(io::Error::other(error)))?
                .map_err(outbox_error)?;
            let (what, code) = match &mail.letter {
                Letter::SignInCode { code, .. } => ("code", code),
                Letter::Invite { link, .. } => ("invitation", link),
            };
            eprintln!("mail is not configured; the {what} for {} is {code}", mail.to);
            Ok(())
        })
    }
}

/// Writes a file that did not exist, readable by its owner only.
fn write_new(folder: &Path, next: &AtomicU64, bytes: &[u8]) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(folder.join(format!("{number:06}.eml"))) {
            Ok(mut file) => return file.write_all(bytes),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}
