//! The stage of a scenario: one folder, one server, and the windows of as many people as it takes.
//!
//! Everything that was started is stopped when the stage is dropped, whatever happened on it.

use std::ops::Deref;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::app::{Device, RunningApp};
use crate::chromium::Chromium;
use crate::page::Page;
use crate::process::{Hearing, sweep};
use crate::server::{Server, ServerStart, program, repository};

/// What a scenario plays on: a running server, and people's windows.
#[derive(Debug)]
pub struct Stage {
    pub server: Server,
    pub windows: Windows,
}

impl Stage {
    /// A stage with a running server.
    pub async fn new(start: ServerStart) -> Result<Self> {
        Self::with_arguments(start, Vec::new()).await
    }

    /// A stage whose server is started with further arguments.
    pub async fn with_arguments(start: ServerStart, arguments: Vec<String>) -> Result<Self> {
        let page = repository().join("ui/dist/index.html");
        ensure!(
            page.is_file(),
            "the interface is not built: `cargo xtask ui` does it"
        );
        Self::start(start, arguments).await
    }

    /// A stage for what needs no window.
    pub async fn without_interface(start: ServerStart) -> Result<Self> {
        Self::start(start, Vec::new()).await
    }

    async fn start(start: ServerStart, arguments: Vec<String>) -> Result<Self> {
        let windows = Windows::new()?;
        let folder = &windows.folder;
        let server = Server::new(folder.path("server")?, start, arguments, &folder.name).await?;
        Ok(Self { server, windows })
    }

    /// A browser of this person that looks at the web dashboard.
    pub async fn browser(&mut self, person: &str) -> Result<Page> {
        let page = self.windows.browser(person).await?;
        page.go(&self.server.url).await?;
        Ok(page)
    }

    /// The real app on a device of this person; `session` signs it in.
    pub async fn app(&self, person: &str, session: Option<PathBuf>) -> Result<App> {
        let binary = program("rapport", "RAPPORT_APP_BINARY")?;
        self.windows.start(person, binary, Vec::new(), session).await
    }
}

/// The windows of as many people as it takes, and the folder that they keep things in.
#[derive(Debug)]
pub struct Windows {
    chromium: Option<Chromium>,
    folder: StageFolder,
    /// By which apps find the microphone.
    hearing: Hearing,
    sound: Option<PathBuf>,
}

impl Windows {
    pub fn new() -> Result<Self> {
        Ok(Self {
            chromium: None,
            folder: StageFolder::new()?,
            hearing: Hearing::new(),
            sound: None,
        })
    }

    /// Apps that are opened from now on hear with this microphone.
    pub fn hear_with(&mut self, microphone: &backing::Microphone) {
        self.hearing = microphone.environment();
    }

    /// Browsers that are opened from now on hear this sound file, again and again: headless Chromium finds no microphone of the sound server.
    pub fn browsers_hear(&mut self, sound: PathBuf) {
        self.sound = Some(sound);
    }

    /// A browser of this person, as wide as a desk. The same name again is the same browser, opened again.
    pub async fn browser(&mut self, person: &str) -> Result<Page> {
        if self.chromium.is_none() {
            self.chromium = Some(Chromium::start(&self.folder.name).await?);
        }
        let chromium = self.chromium.as_ref().context("it has just been started")?;
        chromium
            .open(
                person,
                &self.folder.path(&format!("{person}-browser"))?,
                self.sound.as_deref(),
                (1280, 800),
            )
            .await
    }

    /// Where the app of this person puts down what they keep: their home, as this system has no folder for downloads.
    pub fn home(&self, person: &str) -> Result<PathBuf> {
        self.folder.path(&format!("{person}-app"))
    }

    /// A folder for what a scenario puts down.
    pub fn folder(&self) -> Result<PathBuf> {
        self.folder.path("scenario")
    }

    /// A program with WebKit's page in it, on a device of this person.
    pub async fn program(&self, person: &str, binary: PathBuf, arguments: Vec<String>) -> Result<App> {
        self.start(person, binary, arguments, None).await
    }

    async fn start(
        &self,
        person: &str,
        binary: PathBuf,
        arguments: Vec<String>,
        session: Option<PathBuf>,
    ) -> Result<App> {
        let device = Device::new(
            &self.folder.path(&format!("{person}-app"))?,
            binary,
            arguments,
            session,
            self.hearing.clone(),
        )?;
        App::start(device, person, &self.folder.name).await
    }
}

/// The app of one person, running.
#[derive(Debug)]
pub struct App {
    page: Page,
    running: RunningApp,
    device: Device,
    person: String,
    stage: String,
}

impl App {
    async fn start(device: Device, person: &str, stage: &str) -> Result<Self> {
        let (running, page) = device.start(person, stage).await?;
        Ok(Self {
            page,
            running,
            device,
            person: person.to_owned(),
            stage: stage.to_owned(),
        })
    }

    /// Ends the app without a warning and opens it again on the same device.
    pub async fn crash_and_restart(self) -> Result<Self> {
        let Self {
            page,
            running,
            device,
            person,
            stage,
        } = self;
        drop(page);
        running.kill().await?;
        Self::start(device, &person, &stage).await
    }
}

/// What its window shows. Not a field to be taken out: without the rest of it the app would end.
impl Deref for App {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

/// A folder of one stage and the mark that its programs carry.
#[derive(Debug)]
struct StageFolder {
    folder: TempDir,
    name: String,
}

impl StageFolder {
    fn new() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("rapport-stage-").tempdir()?;
        let name = folder
            .path()
            .file_name()
            .context("a folder has a name")?
            .to_string_lossy()
            .into_owned();
        Ok(Self { folder, name })
    }

    /// A folder on the stage; made when it is not there.
    fn path(&self, name: &str) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(&path)?;
        Ok(path)
    }
}

impl Drop for StageFolder {
    fn drop(&mut self) {
        sweep(&self.name);
    }
}
