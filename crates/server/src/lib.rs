//! The hosted API of Rapport and the web dashboard: what a practice's apps and browsers talk to.
//!
//! From the inside out: `db` keeps rows, `domain` holds the rules and is the only way to the rows, `sync` answers
//! what changed, and around them stand two drivers: [`local::LocalServer`], one thread with no clock and no socket, for
//! the simulation, and the hosted server ([`run`]), which adds a writer thread, readers, a live bus, HTTP and the socket.

pub mod admin;
pub mod archive;
pub mod config;
pub mod dashboard;
pub mod db;
pub mod demo;
pub mod doctor;
pub mod domain;
pub mod entropy;
pub mod files;
pub mod local;
pub mod mail;
pub mod media;
pub mod metrics;
pub mod openapi;
pub mod sync;

mod cards;
mod hosted;
mod routes;

pub use hosted::{Db, Embedded, Opened, Pooled, Published, open, run};

/// Opens the database of a configuration for a command or two, whichever it is, and closes it.
#[macro_export]
macro_rules! with_admin {
    ($config:expr, $admin:ident => $does:expr) => {
        match $crate::open($config).await? {
            $crate::Opened::Embedded(db, published) => {
                // Nobody listens here, and nobody may wait for whoever does not.
                drop(published);
                let $admin = $crate::admin::Admin::on(db);
                let done = $does;
                $admin.close().await?;
                done
            }
            $crate::Opened::Postgres(db, published) => {
                drop(published);
                let $admin = $crate::admin::Admin::on(db);
                let done = $does;
                $admin.close().await?;
                done
            }
        }
    };
}

#[cfg(test)]
mod scene;
