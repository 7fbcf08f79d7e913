//! Where this installation keeps its files. Owns the names; must not know what is in them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use protocol::AccountId;

/// The folder of one installation: one device, one signed-in account.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    root: PathBuf,
}

impl Places {
    /// Makes the folder when it is missing, readable by its owner only.
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(root, fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// Which account is signed in, and where. No secret in it.
    pub(crate) fn account(&self) -> PathBuf {
        self.root.join("account.json")
    }

    /// The token, where there is no keychain.
    pub(crate) fn token(&self) -> PathBuf {
        self.root.join("token")
    }

    /// The server that was chosen by hand.
    pub(crate) fn server(&self) -> PathBuf {
        self.root.join("server")
    }

    /// What the page's own browser keeps.
    pub(crate) fn webview(&self) -> PathBuf {
        self.root.join("webview")
    }

    /// The store of an account.
    pub(crate) fn store(&self, account: AccountId) -> PathBuf {
        self.stores().join(format!("{account}.db"))
    }

    /// The folder of an account's files.
    pub(crate) fn files(&self, account: AccountId) -> PathBuf {
        self.stores().join(format!("{account}.files"))
    }

    /// Removes the stores of all accounts but this one, with SQLite's side files and those that were set aside, and their files.
    pub(crate) fn forget_stores_but(&self, keep: Option<AccountId>) -> io::Result<()> {
        let keep = keep.map(|account| account.to_string());
        let entries = match fs::read_dir(self.stores()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let kept = keep
                .as_ref()
                .is_some_and(|keep| name.to_string_lossy().starts_with(keep.as_str()));
            if kept {
                continue;
            }
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            } else {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn stores(&self) -> PathBuf {
        self.root.join("accounts")
    }
}

/// Writes so that a crash leaves the old file or the new one, readable by its owner only.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    use std::io::Write;

    let beside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)
}

/// Removes a file that may be gone already.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_persons_store_survives_and_the_others_go() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places::open(folder.path()).unwrap();
        let (ana, ben) = (AccountId::from_number(1), AccountId::from_number(2));
        places.forget_stores_but(Some(ana)).unwrap();
        fs::create_dir_all(places.store(ana).parent().unwrap()).unwrap();
        for path in [places.store(ana), places.store(ben)] {
            fs::write(&path, "x").unwrap();
            fs::write(path.with_extension("db-wal"), "x").unwrap();
        }
        for account in [ana, ben] {
            fs::create_dir(places.files(account)).unwrap();
            fs::write(places.files(account).join("x.full"), "x").unwrap();
        }
        places.forget_stores_but(Some(ana)).unwrap();
        assert!(places.store(ana).exists() && places.store(ana).with_extension("db-wal").exists());
        assert!(!places.store(ben).exists() && !places.store(ben).with_extension("db-wal").exists());
        assert!(places.files(ana).join("x.full").exists() && !places.files(ben).exists());
        places.forget_stores_but(None).unwrap();
        assert!(!places.store(ana).exists() && !places.files(ana).exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        write_private(&path, b"one").unwrap();
        write_private(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        remove(&path).unwrap();
        remove(&path).unwrap();
    }
}
