//! One running service: started until it says that it is ready, sent signals, and ended when its handle is dropped or
//! this process dies.
//!
//! Around each service is a small shell, which reads names of signals from a pipe that only this process can write to.
//! The end of the pipe, which the system brings about for whoever dies, ends the service.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::folder::Folder;
use crate::program::own_group;
use crate::{Error, while_doing};

/// How long a service may take to be ready, and to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// Lines kept to show when something goes wrong.
const KEPT: usize = 40;

/// `$1` is the signal that ends it, the rest is the service. Its output, both kinds, is our stderr; our stdout is what
/// holds the folder, and the service does not have it.
const AROUND: &str = r#"
    exec 3<&0
    ending=$1
    shift
    "$@" </dev/null >&2 3<&- &
    service=$!
    {
        while read -r signal <&3; do kill -s "$signal" "$service"; done
        kill -s "$ending" "$service"
    } >/dev/null 2>&1 &
    reader=$!
    wait "$service"
    code=$?
    kill "$reader" 2>/dev/null
    exit "$code"
"#;

/// How a service is asked to end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Signal {
    /// For PostgreSQL: end the sessions and stop.
    Interrupt,
    /// For PostgreSQL: as in a crash, but with all its processes gone.
    Quit,
    Kill,
}

impl Signal {
    fn name(self) -> &'static str {
        match self {
            Self::Interrupt => "INT",
            Self::Quit => "QUIT",
            Self::Kill => "KILL",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Service {
    name: &'static str,
    ending: Signal,
    shell: Child,
    orders: PipeWriter,
    said: Arc<Mutex<VecDeque<String>>>,
    /// Nothing ever comes; it is disconnected when the service has closed its output. In a mutex only so that a service can
    /// be shared.
    ended: Mutex<Receiver<()>>,
}

impl Service {
    /// Starts it and waits for the line of its output that `ready` takes, which may also tell something, such as the port.
    /// `ending` is the signal by which it ends without having been asked to.
    pub(crate) fn start<T: Send + 'static>(
        name: &'static str,
        folder: &Folder,
        command: &Command,
        ending: Signal,
        ready: impl FnMut(&str) -> Option<T> + Send + 'static,
    ) -> Result<(Self, T), Error> {
        let (reader, orders) = std::io::pipe().map_err(while_doing("cannot make a pipe"))?;
        let (output, writer) = std::io::pipe().map_err(while_doing("cannot make a pipe"))?;
        let mut around = Command::new("sh");
        around
            .args(["-c", AROUND, name, ending.name()])
            .arg(command.get_program())
            .args(command.get_args())
            .current_dir(folder.path())
            .stdin(reader)
            .stdout(folder.hold()?)
            .stderr(Stdio::from(writer));
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => around.env(key, value),
                None => around.env_remove(key),
            };
        }
        let shell = own_group(&mut around)
            .spawn()
            .map_err(while_doing("cannot start sh"))?;
        // It holds our copies of the pipes' other ends, by which the end is noticed.
        drop(around);

        let said = Arc::new(Mutex::new(VecDeque::new()));
        let (is_ready, readiness) = channel();
        let (alive, ended) = channel();
        let reading = Reading {
            said: Arc::clone(&said),
            is_ready,
            _alive: alive,
        };
        std::thread::spawn(move || reading.read(output, ready));
        let service = Self {
            name,
            ending,
            shell,
            orders,
            said,
            ended: Mutex::new(ended),
        };
        match readiness.recv_timeout(PATIENCE) {
            Ok(told) => Ok((service, told)),
            Err(RecvTimeoutError::Disconnected) => Err(service.failed("ended before it was ready")),
            Err(RecvTimeoutError::Timeout) => Err(service.failed("was not ready in time")),
        }
    }

    /// Sends a signal and waits for the end.
    pub(crate) fn end(&mut self, signal: Signal) -> Result<(), Error> {
        self.send(signal);
        let ended = self.ended.get_mut().unwrap_or_else(PoisonError::into_inner);
        if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            self.send(Signal::Kill);
        }
        self.shell
            .wait()
            .map(drop)
            .map_err(while_doing("cannot wait for a service"))
    }

    fn send(&mut self, signal: Signal) {
        // When nobody reads any more, it has ended already.
        let _gone = writeln!(self.orders, "{}", signal.name());
    }

    fn failed(&self, what: &'static str) -> Error {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        Error::Failed {
            service: self.name,
            what,
            said: said.iter().map(String::as_str).collect::<Vec<_>>().join("\n"),
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if !matches!(self.shell.try_wait(), Ok(Some(_)))
            && let Err(error) = self.end(self.ending)
        {
            eprintln!("{} may be left over: {error}", self.name);
        }
    }
}

/// The thread that reads what a service says, so that a full pipe never stops it.
struct Reading<T> {
    said: Arc<Mutex<VecDeque<String>>>,
    is_ready: Sender<T>,
    _alive: Sender<()>,
}

impl<T> Reading<T> {
    fn read(self, output: PipeReader, mut ready: impl FnMut(&str) -> Option<T>) {
        let Self {
            said,
            is_ready,
            _alive,
        } = self;
        let mut is_ready = Some(is_ready);
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if let Some(told) = is_ready.as_ref().and_then(|_| ready(&line)) {
                // Whoever started it may have lost patience.
                let _waits = is_ready.take().map(|sender| sender.send(told));
            }
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            said.push_back(line);
            if said.len() > KEPT {
                said.pop_front();
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_it_says_when_it_is_ready_is_told_and_its_folder_goes_with_it() {
        let folder = Folder::new("thing").unwrap();
        let path = folder.path().to_owned();
        let command = shell("echo one; echo port 7; exec tail -f /dev/null");
        let (service, port) = Service::start("thing", &folder, &command, Signal::Kill, |line| {
            line.strip_prefix("port ").map(str::to_owned)
        })
        .unwrap();
        assert_eq!(port, "7");
        assert!(path.is_dir());
        drop(service);
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn one_that_ends_early_is_an_error_with_its_last_words() {
        let folder = Folder::new("thing").unwrap();
        let command = shell("echo I will not >&2; exit 1");
        let error = Service::start("thing", &folder, &command, Signal::Kill, |_| None::<()>).unwrap_err();
        assert_eq!(error.to_string(), "thing ended before it was ready:\nI will not");
    }
}
