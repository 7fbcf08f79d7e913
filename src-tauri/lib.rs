//! The shell around the one interface: glue between Tauri and the engine.
//!
//! What happens where: the page calls `commands.rs`; the driver's thread (`driver.rs`) owns the engine and its store, and
//! reaches the server through `network.rs`; what the desktop shows around the page is in `shell.rs`, `tray.rs`, `window.rs` and
//! `notifications.rs`. Nothing in here decides anything about messaging.

mod account;
mod clock;
mod commands;
mod deep_link;
mod driver;
mod files;
mod local_store;
mod network;
mod notifications;
mod places;
mod recordings;
mod server_url;
mod settings;
mod shell;
mod tokens;
#[cfg(desktop)]
mod tray;
mod window;

use std::error::Error;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use tauri::{App, Manager, RunEvent};
use tracing_subscriber::EnvFilter;

use driver::{Driver, DriverThread};
use network::Online;
use places::Places;
use recordings::Recordings;
use settings::Settings;
use shell::TauriShell;
use tokens::{Secrets, Tokens};

/// Runs until the person quits.
pub fn run() -> ExitCode {
    let filter =
        EnvFilter::try_from_env("RAPPORT_LOG").unwrap_or_else(|_| EnvFilter::new("warn,rapport_app=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let settings = match Settings::read(|name| std::env::var_os(name)) {
        Ok(settings) => settings,
        Err(error) => {
            tracing::error!(%error, "RAPPORT_SERVER");
            return ExitCode::from(2);
        }
    };
    let app = with_plugins(tauri::Builder::default(), &settings)
        .invoke_handler(tauri::generate_handler![
            commands::attach,
            commands::request,
            commands::call,
            commands::info,
            commands::set_server,
            commands::sign_out,
            commands::files::stage_file,
            commands::files::open_file,
            commands::files::read_file,
            commands::files::save_file,
            commands::recorder::recorder_microphones,
            commands::recorder::recorder_record,
            commands::recorder::recorder_pause,
            commands::recorder::recorder_finish,
            commands::recorder::recorder_cancel,
        ])
        .setup(move |app| set_up(app, settings))
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            let code = app.run_return(|app, event| {
                if let RunEvent::Exit = event
                    && let Some(driver) = app.try_state::<DriverThread>()
                {
                    driver.stop();
                }
            });
            u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            tracing::error!(%error, "app.not_started");
            ExitCode::FAILURE
        }
    }
}

fn with_plugins(builder: tauri::Builder<tauri::Wry>, settings: &Settings) -> tauri::Builder<tauri::Wry> {
    // First of all, so that a second start ends before it has done anything. A data folder of one's own makes an
    // installation of its own, which may run beside.
    #[cfg(desktop)]
    let builder = if settings.data_dir.is_none() {
        builder.plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
    } else {
        builder
    };
    let builder = builder
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_notification::init());
    #[cfg(desktop)]
    let builder = builder.plugin(window::remember(settings.data_dir.as_deref()));
    builder
}

fn set_up(app: &mut App, settings: Settings) -> Result<(), Box<dyn Error>> {
    let root = match &settings.data_dir {
        Some(folder) => folder.clone(),
        None => app.path().app_local_data_dir()?,
    };
    let places = Places::open(&root)?;
    tracing::info!(data = %root.display(), "app.started");
    start_driver(app, &places, settings.clone())?;
    #[cfg(desktop)]
    tray::set_up(app);
    notifications::set_up(app.handle());
    let webview_data: Option<PathBuf> = settings.data_dir.is_some().then(|| places.webview());
    let screen = deep_link::set_up(app);
    window::open(app, screen, webview_data)?;
    Ok(())
}

fn start_driver(app: &App, places: &Places, settings: Settings) -> Result<(), Box<dyn Error>> {
    let runtime = tauri::async_runtime::handle().inner().clone();
    let online = Online::new(runtime.clone())?;
    let keychain = if settings.data_dir.is_none() {
        keychain()
    } else {
        None
    };
    let tokens = Tokens::new(keychain, places.token());
    let shell = Box::new(TauriShell::new(app.handle().clone()));
    let places = places.clone();
    let driver = DriverThread::start(runtime, move |events| {
        Driver::new(online, shell, places, tokens, settings, events)
    })?;
    app.manage(driver);
    app.manage(Arc::<Recordings>::default());
    Ok(())
}

#[cfg(desktop)]
fn keychain() -> Option<Box<dyn Secrets>> {
    Some(Box::new(tokens::Keychain))
}

/// Phones keep an app's files to itself.
#[cfg(mobile)]
fn keychain() -> Option<Box<dyn Secrets>> {
    None
}
