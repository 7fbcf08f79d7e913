//! Holds a PostgreSQL server until its input ends: `cargo run -p backing`, then start a server with the URL that it prints.

use std::io::Read;

use backing::Postgres;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let postgres = Postgres::start()?;
    println!("{}", postgres.create_database()?);
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
