//! An object store that speaks S3: `moto_server`, which keeps everything in memory. It checks no signatures.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::folder::Folder;
use crate::program::folder_of;
use crate::service::{Service, Signal};
use crate::{Error, while_doing};

const NAME: &str = "moto_server";

/// Where `cargo xtask setup --for test` puts it.
const INSTALLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.tools/moto/bin");

/// An S3 server of one's own.
#[derive(Debug)]
pub struct S3 {
    /// Stands before the folder, so that it is dropped first.
    _service: Service,
    _folder: Folder,
    address: String,
    buckets: AtomicU32,
}

impl S3 {
    /// Any will do.
    pub const ACCESS_KEY: &str = "access";
    pub const SECRET_KEY: &str = "secret";

    pub fn start() -> Result<Self, Error> {
        let folder = Folder::new(NAME)?;
        let program = folder_of(&[NAME], [PathBuf::from(INSTALLED)], "moto[server,s3] of PyPI")?.join(NAME);
        let mut command = Command::new(program);
        // It says which port it was given. Unbuffered, so that it says so at once.
        command
            .args(["-H", "127.0.0.1", "-p", "0"])
            .env("PYTHONUNBUFFERED", "1");
        let (service, address) = Service::start(NAME, &folder, &command, Signal::Kill, |line| {
            let (_, address) = line.split_once("Running on http://")?;
            Some(address.trim().to_owned())
        })?;
        Ok(Self {
            _service: service,
            _folder: folder,
            address,
            buckets: AtomicU32::new(0),
        })
    }

    /// One for all tests of this process; a test takes a bucket of its own. Gone when the process ends.
    pub fn shared() -> Result<&'static Self, Error> {
        static SHARED: OnceLock<Result<S3, Error>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref().map_err(Clone::clone)
    }

    /// Such as `http://127.0.0.1:40123`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The name of a new, empty bucket.
    pub fn create_bucket(&self) -> Result<String, Error> {
        let name = format!("bucket-{}", self.buckets.fetch_add(1, Ordering::Relaxed));
        let answer = self.put(&name).map_err(while_doing("cannot ask for a bucket"))?;
        if answer.starts_with("HTTP/1.1 200") {
            return Ok(name);
        }
        Err(Error::Failed {
            service: NAME,
            what: "made no bucket",
            said: answer,
        })
    }

    fn put(&self, bucket: &str) -> std::io::Result<String> {
        let mut line = TcpStream::connect(&self.address)?;
        let address = &self.address;
        write!(
            line,
            "PUT /{bucket} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = String::new();
        line.read_to_string(&mut answer)?;
        Ok(answer)
    }
}
