//! A copy for the person, in a folder of theirs, under a name that every system takes. Never over something that is there.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// In bytes: systems take 255, and a count may be added.
const LONGEST_NAME: usize = 200;
/// So many of one name are enough.
const MOST_ALIKE: u32 = 10_000;

/// Says where it is.
pub(crate) fn save_copy(from: &Path, folder: &Path, name: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let name = plain(name);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name.as_str(), String::new()),
    };
    for count in 1..MOST_ALIKE {
        let name = match count {
            1 => format!("{stem}{extension}"),
            _ => format!("{stem} ({count}){extension}"),
        };
        let to = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&to) {
            Ok(mut file) => {
                let copied = fs::File::open(from).and_then(|mut from| io::copy(&mut from, &mut file));
                if let Err(error) = copied {
                    let _ = fs::remove_file(&to); // half a copy helps nobody
                    return Err(error);
                }
                return Ok(to);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

/// Without folders, marks that a system gives a meaning to, and what cannot be seen; not hidden.
fn plain(name: &str) -> String {
    let forbidden = |one: char| {
        one.is_control()
            || matches!(one, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
            || matches!(one, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let mut plain: String = name
        .chars()
        .map(|one| if forbidden(one) { '_' } else { one })
        .collect();
    plain = plain
        .trim()
        .trim_start_matches('.')
        .trim_end_matches(['.', ' '])
        .to_owned();
    if plain.len() > LONGEST_NAME {
        let extension = plain.rsplit_once('.').map(|(_, extension)| extension.to_owned());
        let extension = extension.filter(|extension| extension.len() < 16);
        let room = LONGEST_NAME - extension.as_ref().map_or(0, |extension| extension.len() + 1);
        let end = (0..=room)
            .rev()
            .find(|at| plain.is_char_boundary(*at))
            .unwrap_or(0);
        plain.truncate(end);
        if let Some(extension) = extension {
            plain.push('.');
            plain.push_str(&extension);
        }
    }
    let stem = plain.split('.').next().unwrap_or_default().to_ascii_uppercase();
    if plain.is_empty() {
        "File".into()
    } else if is_device(&stem) {
        format!("_{plain}")
    } else {
        plain
    }
}

/// Names that Windows keeps for itself.
fn is_device(stem: &str) -> bool {
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL")
        || stem
            .strip_prefix("COM")
            .or_else(|| stem.strip_prefix("LPT"))
            .is_some_and(|number| number.len() == 1 && number.chars().all(|one| one.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_never_written_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("x.full");
        fs::write(&from, "plan").unwrap();
        let downloads = folder.path().join("Downloads");
        let names: Vec<String> = (0..3)
            .map(|_| save_copy(&from, &downloads, "plan.pdf").unwrap())
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["plan.pdf", "plan (2).pdf", "plan (3).pdf"]);
        assert_eq!(fs::read(downloads.join("plan (3).pdf")).unwrap(), b"plan");
        assert!(save_copy(&folder.path().join("gone"), &downloads, "a.pdf").is_err());
        assert!(
            !downloads.join("a.pdf").exists(),
            "nothing is left of what failed"
        );
    }

    #[test]
    fn a_name_leads_nowhere_and_hides_nothing() {
        let long = format!("{}.pdf", "ä".repeat(150));
        let cases = [
            ("plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..\\..\\x.exe", "_.._x.exe"),
            (".bashrc", "bashrc"),
            ("", "File"),
            (" . ", "File"),
            ("con.txt", "_con.txt"),
            ("COM1", "_COM1"),
            ("Company.pdf", "Company.pdf"),
            ("invoice\u{202E}fdp.exe", "invoice_fdp.exe"),
            ("a\nb.txt", "a_b.txt"),
        ];
        for (name, expected) in cases {
            assert_eq!(plain(name), expected, "{name:?}");
        }
        let shortened = plain(&long);
        assert!(
            shortened.len() <= LONGEST_NAME && shortened.ends_with("ä.pdf"),
            "{shortened}"
        );
    }
}
