//! NATS, with a port that shows who listens to what.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::Command;

use crate::folder::Folder;
use crate::program::folder_of;
use crate::service::{Service, Signal};
use crate::{Error, free_port, while_doing};

const NAME: &str = "nats-server";

/// A NATS server of one's own, without JetStream.
pub struct Nats {
    /// None: stopped. Stands before the folder, so that it is dropped first.
    service: Option<Service>,
    folder: Folder,
    program: PathBuf,
    port: u16,
    monitor: u16,
    settings: String,
}

impl Nats {
    pub fn start() -> Result<Self, Error> {
        Self::start_with("")
    }

    /// `settings` are lines of its configuration file.
    pub fn start_with(settings: &str) -> Result<Self, Error> {
        let program = folder_of(&[NAME], [PathBuf::from("/usr/sbin")], NAME)?.join(NAME);
        let mut server = Self {
            service: None,
            folder: Folder::new(NAME)?,
            program,
            port: free_port()?,
            monitor: free_port()?,
            settings: settings.to_owned(),
        };
        server.start_again()?;
        Ok(server)
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// As in a crash: who is connected learns it from the connection's end.
    pub fn stop(&mut self) -> Result<(), Error> {
        match self.service.take() {
            Some(mut service) => service.end(Signal::Kill),
            None => Ok(()),
        }
    }

    /// On the same port.
    pub fn start_again(&mut self) -> Result<(), Error> {
        if self.service.is_some() {
            return Ok(());
        }
        let file = self.folder.path().join("nats.conf");
        std::fs::write(&file, &self.settings).map_err(while_doing("cannot write the settings of NATS"))?;
        let mut command = Command::new(&self.program);
        command
            .args(["--addr", "127.0.0.1", "--port", &self.port.to_string()])
            .args(["--http_port", &self.monitor.to_string(), "--config"])
            .arg(file);
        let (service, ()) = Service::start(NAME, &self.folder, &command, Signal::Kill, |line| {
            line.contains("Server is ready").then_some(())
        })?;
        self.service = Some(service);
        Ok(())
    }

    /// The subjects that somebody listens to now, one for each listener.
    pub fn subjects(&self) -> Result<Vec<String>, Error> {
        let asking = while_doing("cannot ask NATS who listens");
        let ask = || -> std::io::Result<String> {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.monitor))?;
            stream.write_all(b"GET /connz?subs=1 HTTP/1.0\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        let answer = ask().map_err(asking)?;
        // Each connection has a list of strings.
        let lists = answer.split("\"subscriptions_list\": [").skip(1);
        let lists = lists
            .filter_map(|rest| rest.split_once(']'))
            .map(|(list, _)| list);
        Ok(lists
            .flat_map(|list| list.split('"').skip(1).step_by(2))
            .map(str::to_owned)
            .collect())
    }
}

impl std::fmt::Debug for Nats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Nats")
            .field("service", &self.service)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}
