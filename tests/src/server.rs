//! The real `rapport-server`, with data of its own, on a port that the system chose; killed and started again at will.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::{Process, command, drain};
use crate::wait::until;

/// What the server begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerStart {
    /// Nobody; anybody with an address may open a practice.
    Empty,
    /// The demo practice.
    Demo,
}

/// A server, running or not; its data stays for as long as the stage.
#[derive(Debug)]
pub struct Server {
    /// Without a slash at the end; the same after every start.
    pub url: String,
    data: PathBuf,
    start: ServerStart,
    extra: Vec<String>,
    stage: String,
    process: Option<Process>,
}

impl Server {
    pub(crate) async fn new(
        data: PathBuf,
        start: ServerStart,
        extra: Vec<String>,
        stage: &str,
    ) -> Result<Self> {
        let mut server = Self {
            url: String::new(),
            data,
            start,
            extra,
            stage: stage.to_owned(),
            process: None,
        };
        server.start().await?;
        Ok(server)
    }

    /// Starts it, with the data and the port that it had before.
    pub async fn start(&mut self) -> Result<()> {
        let address = match self.url.strip_prefix("http://") {
            Some(address) => address.to_owned(),
            None => "127.0.0.1:0".to_owned(),
        };
        let mut server = command(program("rapport-server", "RAPPORT_SERVER_BINARY")?, &self.stage);
        match self.start {
            ServerStart::Empty => server.args(["serve", "--sign-up-open"]),
            ServerStart::Demo => server.arg("demo").arg("--token-file").arg(self.token_file()),
        };
        server.args(["--listen", &address, "--log", "warn", "--link-cards", "false"]);
        server.arg("--data").arg(&self.data).args(&self.extra);
        // Scenarios without a window do not wait for the page to be built.
        let page = repository().join("ui/dist");
        if page.join("index.html").is_file() {
            server.arg("--ui").arg(page);
        }
        if std::env::var_os("RAPPORT_E2E_VERBOSE").is_none() {
            server.stderr(std::process::Stdio::null());
        }
        let listening = |line: &str| {
            line.strip_prefix("listening on ")
                .map(|url| url.trim_end_matches('/').to_owned())
        };
        let (process, url, lines) = Process::start_reading(&mut server, listening).await?;
        drain(lines);
        self.url = url;
        self.process = Some(process);
        Ok(())
    }

    /// `kill -9`.
    pub async fn kill(&mut self) -> Result<()> {
        match self.process.take() {
            Some(process) => process.kill_now().await,
            None => bail!("the server is not running"),
        }
    }

    /// Where the demo writes the coach's session, for the app.
    pub fn token_file(&self) -> PathBuf {
        self.data.join("demo-session.json")
    }

    /// The newest six digits that were mailed to an address.
    ///
    /// With no mail server configured the server writes its mails into a folder.
    pub async fn mailed_code(&self, address: &str) -> Result<String> {
        until(&format!("a mail with a code for {address}"), || async {
            newest_code(&self.data.join("outbox"), address)
        })
        .await
    }
}

fn newest_code(outbox: &Path, address: &str) -> Result<Option<String>> {
    if !outbox.is_dir() {
        return Ok(None);
    }
    let mut mails = Vec::new();
    for entry in std::fs::read_dir(outbox)? {
        let entry = entry?;
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "eml")
        {
            mails.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    mails.sort();
    for (_, mail) in mails.into_iter().rev() {
        let mail = std::fs::read_to_string(mail)?;
        let is_theirs = mail
            .lines()
            .any(|line| line.starts_with("To:") && line.contains(address));
        if let Some(code) = six_digits(&mail).filter(|_| is_theirs) {
            return Ok(Some(code));
        }
    }
    Ok(None)
}

/// The first run of exactly six digits in a mail's body.
fn six_digits(mail: &str) -> Option<String> {
    let (_, body) = mail.split_once("\r\n\r\n").or_else(|| mail.split_once("\n\n"))?;
    body.split(|c: char| !c.is_ascii_digit())
        .find(|run| run.len() == 6)
        .map(str::to_owned)
}

/// The repository's root.
pub(crate) fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// A program of the workspace, beside the tests that cargo has built; or where the variable says.
pub(crate) fn program(name: &str, variable: &str) -> Result<PathBuf> {
    if let Some(path) = std::env::var_os(variable) {
        return Ok(path.into());
    }
    let here = std::env::current_exe().context("a test knows where it is")?;
    here.ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .with_context(|| format!("{name} is not built: `cargo build --workspace --all-targets` does it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_code_of_the_right_person_is_found() {
        let outbox = tempfile::tempdir().unwrap();
        let mail = |name: &str, to: &str, code: &str, age: u64| {
            let path = outbox.path().join(name);
            let text = format!(
                "To: <{to}>\r\nDate: 20261122\r\n\r\nYour code is {code}. It works for 10 minutes.\r\n"
            );
            std::fs::write(&path, text).unwrap();
            let file = std::fs::File::options().append(true).open(path).unwrap();
            file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000 - age))
                .unwrap();
        };
        assert_eq!(
            newest_code(&outbox.path().join("none"), "ana@example.com").unwrap(),
            None
        );
        mail("a.eml", "ana@example.com", "111111", 9);
        mail("b.eml", "ana@example.com", "222222", 5);
        mail("c.eml", "ben@example.com", "333333", 1);
        assert_eq!(
            newest_code(outbox.path(), "ana@example.com").unwrap().as_deref(),
            Some("222222")
        );
        assert_eq!(newest_code(outbox.path(), "cleo@example.com").unwrap(), None);
    }
}
