//! A temporary folder that is removed when nobody holds it any more: not this process, and not the services in it.
//!
//! A shell waits for the end of a pipe whose other end is held by this process and by the shell around each service.
//! The system closes it for whoever dies, so the folder also goes after a `kill -9`, and never under a running service.

use std::io::PipeWriter;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::program::own_group;
use crate::{Error, while_doing};

#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    held: Option<PipeWriter>,
    remover: Child,
}

impl Folder {
    pub(crate) fn new(service: &'static str) -> Result<Self, Error> {
        let path = tempfile::Builder::new()
            .prefix(&format!("rapport-{service}-"))
            .tempdir()
            .map_err(while_doing("cannot make a temporary folder"))?
            .keep();
        let (until, held) = std::io::pipe().map_err(while_doing("cannot make a pipe"))?;
        let mut command = Command::new("sh");
        command
            .args(["-c", "read -r _; rm -rf -- \"$1\"", "remover"])
            .arg(&path)
            .stdin(until)
            .stdout(Stdio::null());
        let remover = own_group(&mut command)
            .spawn()
            .map_err(while_doing("cannot start sh"))?;
        Ok(Self {
            path,
            held: Some(held),
            remover,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// For the shell around a service: as long as it has this, the folder stays.
    pub(crate) fn hold(&self) -> Result<Stdio, Error> {
        match &self.held {
            Some(held) => held
                .try_clone()
                .map(Stdio::from)
                .map_err(while_doing("cannot copy a pipe")),
            None => Ok(Stdio::null()),
        }
    }

    /// Gives it to a user of the system, who then works in it.
    pub(crate) fn give_to(&self, user: &str) -> Result<(), Error> {
        let given = Command::new("chown").arg(user).arg(&self.path).status();
        match given.map_err(while_doing("cannot start chown"))? {
            status if status.success() => Ok(()),
            _ => Err(Error::Failed {
                service: "chown",
                what: "cannot give the folder away",
                said: self.path.display().to_string(),
            }),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.held.take());
        if let Err(error) = self.remover.wait() {
            eprintln!("{} may be left over: {error}", self.path.display());
        }
    }
}
