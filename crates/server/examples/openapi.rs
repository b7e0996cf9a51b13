//! Prints the description of the API, for the types of the web application:
//! `cargo run -p hedgerow-server --example openapi > web/openapi.json`.

use std::io::Write as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let description = serde_json::to_string_pretty(&hedgerow_server::openapi())?;
    writeln!(std::io::stdout().lock(), "{description}")?;
    Ok(())
}
