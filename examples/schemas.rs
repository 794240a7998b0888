//! Writes the JSON Schemas of the deploy requests to `schemas/`: `just schemas`.

use std::path::Path;

use wayhold::bundle::{Action, schema};

fn main() -> std::io::Result<()> {
    for action in Action::ALL {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{}.schema.json", action.word()));
        let text = serde_json::to_string_pretty(&schema(action)).map_err(std::io::Error::other)?;
        std::fs::write(path, format!("{text}\n"))?;
    }
    Ok(())
}
