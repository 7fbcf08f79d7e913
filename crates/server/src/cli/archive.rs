//! `backup`, `restore`, `export` and `import`: archives of a whole server or of one practice.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use protocol::Workspace;
use server::archive::{self, Archive, ArchiveError, Holds, Manifest, Scope, Written};
use server::config::Config;

use super::people::choose;

#[derive(Debug, Args)]
pub(super) struct ToArguments {
    /// Folder to write the archive into; it must not be there yet
    folder: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// Name or id of the practice; not needed when there is only one
    #[arg(long)]
    workspace: Option<String>,
    #[command(flatten)]
    to: ToArguments,
}

#[derive(Debug, Args)]
pub(super) struct FromArguments {
    /// Folder of the archive
    folder: PathBuf,
}

pub(super) async fn backup(config: &Config, to: &ToArguments) -> anyhow::Result<ExitCode> {
    let written = archive::make(config, Scope::Backup, &to.folder).await?;
    Ok(tell_written(&written, to))
}

pub(super) async fn export(config: &Config, arguments: &ExportArguments) -> anyhow::Result<ExitCode> {
    let practices = archive::practices(config).await?;
    let practices: Vec<Workspace> = practices
        .into_iter()
        .map(|practice| Workspace {
            id: practice.id,
            name: practice.name,
            brand_hue: 0,
            receipts: protocol::ReceiptPolicy::default(),
        })
        .collect();
    let chosen = choose(&practices, arguments.workspace.as_deref())?;
    let written = archive::make(config, Scope::Export(chosen), &arguments.to.folder).await?;
    Ok(tell_written(&written, &arguments.to))
}

pub(super) async fn restore(config: &Config, from: &FromArguments) -> anyhow::Result<()> {
    bring(config, from, Holds::Backup, "restored").await
}

pub(super) async fn import(config: &Config, from: &FromArguments) -> anyhow::Result<()> {
    bring(config, from, Holds::Export, "imported").await
}

async fn bring(config: &Config, from: &FromArguments, wanted: Holds, done: &str) -> anyhow::Result<()> {
    let archive = Archive::open(&from.folder)?;
    match (archive.manifest.holds, wanted) {
        (Holds::Export, Holds::Backup) => return Err(ArchiveError::IsExport.into()),
        (Holds::Backup, Holds::Export) => return Err(ArchiveError::IsBackup.into()),
        _ => {}
    }
    super::make_private(&config.data)?;
    archive::bring(config, &archive).await?;
    tell(&archive.manifest, done);
    println!("`rapport-server doctor` checks the whole of it.");
    Ok(())
}

fn tell(manifest: &Manifest, done: &str) {
    for practice in &manifest.practices {
        println!("practice: {} {}", practice.id, practice.name);
    }
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    println!(
        "{done}: {rows} rows, {} media files of {} MB",
        manifest.media.files,
        manifest.media.media_bytes / 1_000_000
    );
}

/// Exit code 1 when something is missing in the archive, so that whoever runs it each night hears of it.
fn tell_written(written: &Written, to: &ToArguments) -> ExitCode {
    tell(&written.manifest, "written");
    println!("archive: {}", to.folder.display());
    for file in &written.damaged_media {
        println!(
            "WRONG  the media file {} of {} is damaged and not in the archive. Take it from an older one.",
            file.hash, file.workspace
        );
    }
    if written.damaged_media.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
