//! What the text of a setting means. Each gives nothing back for a text that it cannot use.

use std::path::{Path, PathBuf};

use server::config::Secret;

pub(super) fn some_path(text: &str) -> Option<PathBuf> {
    (!text.trim().is_empty()).then(|| PathBuf::from(text))
}

pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// Scheme and host, as browsers write an origin.
pub(super) fn origin(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (!host.is_empty() && host.bytes().all(plain)).then(|| text.to_ascii_lowercase())
}

/// Exact origins with commas between. A star would let every page of the web call.
pub(super) fn origins(text: &str) -> Option<Vec<String>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(origin).collect()
}

pub(super) fn postgres(text: &str) -> Option<Secret> {
    let is_address = text.starts_with("postgres://") || text.starts_with("postgresql://");
    (is_address && text.parse::<tokio_postgres::Config>().is_ok()).then(|| Secret::new(text))
}

/// One address, or those of a cluster with commas between.
pub(super) fn nats(text: &str) -> Option<Secret> {
    let fits = |part: &str| {
        (part.starts_with("nats://") || part.starts_with("tls://"))
            && part.parse::<async_nats::ServerAddr>().is_ok()
    };
    text.split(',')
        .all(|part| fits(part.trim()))
        .then(|| Secret::new(text))
}

/// What stands in `media`.
pub(super) enum MediaText {
    Folder(PathBuf),
    Bucket { bucket: String, prefix: String },
}

/// A folder, or `s3://bucket/prefix`.
pub(super) fn media(text: &str) -> Option<MediaText> {
    let Some(rest) = text.strip_prefix("s3://") else {
        let is_path = !text.contains("://");
        return some_path(text).filter(|_| is_path).map(MediaText::Folder);
    };
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let plain = |part: &str| {
        part.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    let prefix = prefix.trim_matches('/');
    let fits = !bucket.is_empty() && plain(bucket) && prefix.split('/').all(plain) && !prefix.contains("..");
    fits.then(|| MediaText::Bucket {
        bucket: bucket.to_owned(),
        prefix: prefix.to_owned(),
    })
}

/// The most that a built dashboard can be: ours is some dozens of files and a few megabytes.
const UI_FILES: usize = 5_000;
const UI_BYTES: u64 = 512 * 1_024 * 1_024;

/// A folder of a built dashboard. A wrong one is refused before anything of it is offered to the world.
pub(super) fn dashboard(text: &str) -> Result<PathBuf, String> {
    let folder = some_path(text).ok_or("give the path of a folder")?;
    if !folder.join("index.html").is_file() {
        return Err(
            "it has no index.html; build the dashboard with `cargo xtask ui`, or leave the setting away"
                .to_owned(),
        );
    }
    let (mut files, mut bytes) = (0, 0);
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        for entry in entries(&next)? {
            let about = entry
                .metadata()
                .map_err(|error| unreadable(&entry.path(), &error))?;
            if about.is_dir() {
                folders.push(entry.path());
            }
            files += 1;
            bytes += about.len();
            if files > UI_FILES || bytes > UI_BYTES {
                return Err(format!(
                    "it holds more than {UI_FILES} files or {} MB, so it is not a built dashboard, and all of it would be \
                     public; give the folder that `cargo xtask ui` made (ui/dist)",
                    UI_BYTES >> 20
                ));
            }
        }
    }
    Ok(folder)
}

fn entries(folder: &Path) -> Result<Vec<std::fs::DirEntry>, String> {
    let listed = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    // One more than is allowed says enough.
    let entries: Result<Vec<_>, _> = listed.take(UI_FILES + 1).collect();
    entries.map_err(|error| unreadable(folder, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!(
        "{} cannot be read ({error}); give the folder to the user that the server runs as",
        path.display()
    )
}
