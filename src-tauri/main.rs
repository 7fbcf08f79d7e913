//! The desktop binary: everything is in the library, which phones link directly.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    rapport_app::run()
}
