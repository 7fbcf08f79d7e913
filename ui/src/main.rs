//! The page's entry: starts the interface.

fn main() {
    ui::start();
}
