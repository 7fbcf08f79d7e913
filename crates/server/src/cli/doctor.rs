//! `doctor`: asks everything there is to ask, and prints it.

use std::process::ExitCode;

use server::config::Config;
use server::doctor::{self, Depth, Finding};
use server::mail::SmtpMailer;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Also read every file of the media through and compare it with its name: takes as long as reading them all
    #[arg(long)]
    bytes: bool,
}

pub(super) async fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut findings = vec![doctor::folder(&config.data), doctor::room(&config.data)];
    let depth = if arguments.bytes {
        Depth::Bytes
    } else {
        Depth::Names
    };
    findings.extend(doctor::everything(config, depth).await);
    findings.extend(mail(config).await?);
    for finding in &findings {
        println!("{finding}");
    }
    let wrong = findings.iter().filter(|finding| !finding.is_fine()).count();
    if wrong == 0 {
        println!("All is well.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{wrong} of {} checks found something.", findings.len());
    Ok(ExitCode::FAILURE)
}

/// Whether the mail server answers; nothing to ask without one.
async fn mail(config: &Config) -> anyhow::Result<Option<Finding>> {
    let Some(url) = &config.mail.smtp else {
        return Ok(None);
    };
    let mailer = SmtpMailer::new(url, &config.mail.from)?;
    Ok(Some(match mailer.check().await {
        Ok(()) => Finding::fine("mail server"),
        Err(error) => Finding::wrong(
            "mail server",
            error,
            "Check the setting smtp: host, port, user and password, and smtps:// or ?tls=required.",
        ),
    }))
}
