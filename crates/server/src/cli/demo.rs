//! `demo`: the server with a practice to try, and links that sign in.

use std::path::{Path, PathBuf};

use anyhow::Context;
use server::admin::Admin;
use server::config::Config;
use server::{Db, demo, with_admin};

use super::serve::serve;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Begin again: throws away what is in the data folder
    #[arg(long)]
    fresh: bool,
    /// Write a session of the coach here, by which the desktop app starts signed in
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
}

pub(super) async fn run(config: Config, arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.fresh {
        demo::forget(&config)?;
    }
    let greeted = config.clone();
    serve(
        config,
        async |url: &str| with_admin!(&greeted, admin => greet(&admin, arguments, url).await),
    )
    .await
}

async fn greet<D: Db>(admin: &Admin<D>, arguments: &Arguments, url: &str) -> anyhow::Result<Vec<String>> {
    demo::prepare(admin).await?;
    // The session first: it takes a code of the coach's, and a new code ends the one before.
    if let Some(file) = &arguments.token_file {
        write_session(admin, url, file).await?;
    }
    let links = demo::links(admin, url).await?;
    Ok(vec![
        format!("coach: {}", links.coach),
        format!("client: {}", links.client),
    ])
}

/// The session that is in the file already is kept when it still holds.
async fn write_session<D: Db>(admin: &Admin<D>, url: &str, file: &Path) -> anyhow::Result<()> {
    let before = std::fs::read_to_string(file).ok();
    let before = before.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    let before = before.as_ref().and_then(|session| session.get("token")?.as_str());
    let token = demo::coach_token(admin, before).await?;
    let session = serde_json::json!({ "server": url, "token": token }).to_string();
    write_private(file, session.as_bytes())
        .with_context(|| format!("cannot write the session to {}", file.display()))
}

/// Readable by its owner only, from the first moment on.
fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    if let Err(error) = std::fs::remove_file(file)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(bytes)
}
