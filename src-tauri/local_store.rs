//! Opens the engine on its file, and sets a damaged file aside: the server has everything but what was never sent,
//! and that is rescued.

use std::path::{Path, PathBuf};
use std::{fs, io};

use engine::store::{Durability, Store, StoreError};
use engine::{Engine, EngineConfig};
use protocol::{ApiError, ErrorCode, Me};
use store::{OpenError, SqliteStore};

use crate::clock::SystemEntropy;

/// Messages of each conversation that the first sync brings: a timeline's first screens.
const WINDOW: u32 = 100;

/// An engine, and what the person must know about how it came to be.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) engine: Engine<SqliteStore>,
    pub(crate) notice: Option<String>,
}

/// Why there is no engine.
enum Refusal {
    Damaged(String),
    Other(ApiError),
}

/// Opens the file of an account. `fresh` says that `me` is newer than what the file knows.
pub(crate) fn open(path: &Path, me: &Me, fresh: bool) -> Result<Opened, ApiError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| refused(&OpenError::Failed(error.to_string())))?;
    }
    match open_engine(path, me, fresh) {
        Ok(engine) => Ok(Opened { engine, notice: None }),
        Err(Refusal::Other(error)) => Err(error),
        Err(Refusal::Damaged(what)) => {
            tracing::error!(what, "store.damaged");
            rebuild(path, me)
        }
    }
}

/// Sets the file aside and starts afresh with what could be rescued. The engine on it must be gone.
pub(crate) fn rebuild(path: &Path, me: &Me) -> Result<Opened, ApiError> {
    let aside = set_aside(path).map_err(|error| refused(&OpenError::Failed(error.to_string())))?;
    let rescued = store::rescue(&aside);
    let mut store = SqliteStore::open(path).map_err(|error| refused(&error))?;
    store
        .commit(&rescued.writes(), Durability::Full)
        .map_err(|error| refused_by_store(&error))?;
    drop(store);
    let engine = open_engine(path, me, true).map_err(|refusal| match refusal {
        Refusal::Damaged(what) => refused(&OpenError::Failed(what)),
        Refusal::Other(error) => error,
    })?;
    let unsent = if rescued.complete {
        "Nothing that you wrote is lost."
    } else {
        "Messages that had not been sent yet may be missing."
    };
    let notice =
        format!("The copy of your messages on this device was damaged and is being fetched again. {unsent}");
    Ok(Opened {
        engine,
        notice: Some(notice),
    })
}

fn open_engine(path: &Path, me: &Me, fresh: bool) -> Result<Engine<SqliteStore>, Refusal> {
    let attempt = |me: Option<Me>| {
        let store = SqliteStore::open(path).map_err(|error| match error {
            OpenError::Damaged(what) => Refusal::Damaged(what),
            other => Refusal::Other(refused(&other)),
        })?;
        let config = EngineConfig { me, window: WINDOW };
        match Engine::open(store, config, Box::new(SystemEntropy)) {
            Ok(engine) => Ok(Some(engine)),
            Err(engine::OpenError::NobodySignedIn) => Ok(None),
            Err(engine::OpenError::Store(StoreError::Damaged(what))) => Err(Refusal::Damaged(what)),
            Err(engine::OpenError::Store(error)) => Err(Refusal::Other(refused_by_store(&error))),
        }
    };
    let opened = match attempt(fresh.then(|| me.clone()))? {
        // A file that was lost, or never written to: it begins with what the installation knows.
        None => attempt(Some(me.clone()))?,
        opened => opened,
    };
    opened.ok_or_else(|| Refusal::Damaged("it forgets who is signed in".into()))
}

/// Moves the file and its log to a name beside it, over what was set aside before.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = path.with_extension("damaged.db");
    for side in ["", "-wal", "-shm"] {
        let (from, to) = (with_suffix(path, side), with_suffix(&aside, side));
        crate::places::remove(&to)?;
        match fs::rename(&from, &to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn refused_by_store(error: &StoreError) -> ApiError {
    refused(&match error {
        StoreError::Full => OpenError::Full,
        StoreError::Damaged(what) | StoreError::Failed(what) => OpenError::Failed(what.clone()),
    })
}

/// What the person is told.
fn refused(error: &OpenError) -> ApiError {
    tracing::error!(%error, "store.refused");
    let message = match error {
        OpenError::InUse => "Rapport is already open on this device. Close the other window first.".to_owned(),
        OpenError::Newer { .. } => {
            "Your messages on this device were kept by a newer version of Rapport. Update Rapport to read them.".to_owned()
        }
        OpenError::Full => {
            "This device's disk is full. Nothing was lost; free some space and start Rapport again.".to_owned()
        }
        OpenError::Damaged(_) | OpenError::Failed(_) => {
            "Your messages on this device can't be opened. Check that the disk works and that Rapport may write to its folder.".to_owned()
        }
    };
    ApiError::new(ErrorCode::Unavailable, message)
}
