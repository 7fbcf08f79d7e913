//! The hosted API of Rapport and the web dashboard.
pub mod config;
pub mod dashboard;
pub mod mail;
