//! Where programs are, and as whom they run.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Error, while_doing};

/// The folder that has all of these programs: one of the PATH, or one of `elsewhere`.
pub(crate) fn folder_of(
    programs: &[&'static str],
    elsewhere: impl IntoIterator<Item = PathBuf>,
    package: &'static str,
) -> Result<PathBuf, Error> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(elsewhere)
        .find(|folder| programs.iter().all(|program| folder.join(program).is_file()))
        .ok_or(Error::Missing {
            program: programs.first().copied().unwrap_or_default(),
            package,
        })
}

/// A program as this user. Some refuse to run as root: those run as `user` when we are root.
pub(crate) fn not_as_root(program: &Path, user: Option<&'static str>) -> Command {
    let Some(user) = user else {
        return Command::new(program);
    };
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={user}"))
        .arg(format!("--regid={user}"))
        .args(["--init-groups", "--"])
        .arg(program);
    command
}

pub(crate) fn is_root() -> Result<bool, Error> {
    let id = Command::new("id")
        .arg("-u")
        .output()
        .map_err(while_doing("cannot start id"))?;
    Ok(id.stdout.trim_ascii() == b"0")
}

/// Runs to its end; fails with what it said.
pub(crate) fn run(command: &mut Command, service: &'static str, what: &'static str) -> Result<(), Error> {
    let output = command
        .output()
        .map_err(while_doing("cannot start a program of a service"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::Failed {
        service,
        what,
        said: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

/// Ctrl-C and the like reach the tests, whose end is then what ends the services, in order.
pub(crate) fn own_group(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_names_its_package() {
        let error = folder_of(&["no-such-program-here"], [], "some-package").unwrap_err();
        assert!(error.to_string().contains("`some-package`"), "{error}");
    }

    #[test]
    fn what_a_failing_program_said_is_told() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo oh no >&2; exit 3"]);
        let error = run(&mut command, "thing", "did not work").unwrap_err();
        assert_eq!(error.to_string(), "thing did not work:\noh no");
    }
}
