//! A microphone that hears what it is told: PulseAudio with a loudspeaker that goes nowhere, whose monitor is the one source. Whatever records
//! through ALSA or PulseAudio hears what is played; eSpeak speaks.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::folder::Folder;
use crate::hearing::Sound;
use crate::program::{folder_of, run};
use crate::service::{Service, Signal};
use crate::{Error, while_doing};

const NAME: &str = "pulseaudio";
/// The loudspeaker that goes nowhere.
const SINK: &str = "rapport";

/// What the system has, and above it: the microphone is PulseAudio's.
const ALSA: &str = "\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
";

/// Gone when it is dropped, or when this process dies.
#[derive(Debug)]
pub struct Microphone {
    /// None: unplugged. Stands before the folder, so that it is dropped first.
    service: Option<Service>,
    folder: Folder,
    programs: PathBuf,
}

impl Microphone {
    pub fn start() -> Result<Self, Error> {
        let programs = folder_of(&[NAME, "paplay"], [], NAME)?;
        folder_of(&["espeak-ng"], [], "espeak-ng")?;
        let folder = Folder::new(NAME)?;
        std::fs::write(folder.path().join("asound.conf"), ALSA)
            .map_err(while_doing("cannot write the settings of ALSA"))?;
        let socket = folder.path().join("socket");
        let mut command = Command::new(programs.join(NAME));
        command
            .args(["--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"])
            .args(["--log-target=stderr", "--log-level=info", "-n", "-L"])
            .arg(format!(
                "module-native-protocol-unix auth-anonymous=1 socket={}",
                socket.display()
            ))
            .arg("-L")
            .arg(format!("module-null-sink sink_name={SINK} rate=48000"))
            .env("XDG_RUNTIME_DIR", folder.path())
            .env("HOME", folder.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        let (service, ()) = Service::start(NAME, &folder, &command, Signal::Kill, |line| {
            line.contains("Daemon startup complete").then_some(())
        })?;
        Ok(Self {
            service: Some(service),
            folder,
            programs,
        })
    }

    /// For a program that is to hear with it: names and values of its environment.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let server = format!("unix:{}", self.folder.path().join("socket").display());
        vec![
            ("PULSE_SERVER", server.into()),
            ("ALSA_CONFIG_PATH", self.folder.path().join("asound.conf").into()),
        ]
    }

    /// Speaks, and comes back when all was said: gives what was said.
    pub fn say(&self, words: &str) -> Result<Sound, Error> {
        let path = self.folder.path().join("words.wav");
        speak(words, &path)?;
        run(
            Command::new(self.programs.join("paplay"))
                .arg(format!("--device={SINK}"))
                .arg(&path)
                .envs(self.environment()),
            "paplay",
            "cannot play into the microphone",
        )?;
        Sound::from_wav(&read(&path)?)
    }

    /// As when somebody pulls the cable.
    pub fn unplug(&mut self) -> Result<(), Error> {
        match self.service.take() {
            Some(mut service) => service.end(Signal::Kill),
            None => Ok(()),
        }
    }
}

/// What eSpeak makes of words, without any microphone.
pub fn spoken(words: &str) -> Result<Sound, Error> {
    let folder = Folder::new("espeak")?;
    let path = folder.path().join("words.wav");
    speak(words, &path)?;
    Sound::from_wav(&read(&path)?)
}

fn speak(words: &str, path: &Path) -> Result<(), Error> {
    let program = folder_of(&["espeak-ng"], [], "espeak-ng")?.join("espeak-ng");
    run(
        Command::new(program).arg("-w").arg(path).arg("--").arg(words),
        "espeak-ng",
        "cannot speak",
    )
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(while_doing("cannot read what was spoken"))
}
