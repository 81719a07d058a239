//! *Data* is what a test asks about: a folder of the shared data sets, when there is one, or the sample company.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};
use web::config;
use web::wiring::Application;

/// The day that counts as today over the sample company and AdventureWorks.
pub const TODAY: &str = "2025-06-30";

/// This package's folder. Cargo names it to what it runs; a name compiled in would be another checkout's where the
/// target folder is shared.
pub fn package() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("tests"), PathBuf::from)
}

/// The tables of an invented company that questions are asked of.
pub fn company(name: &str) -> PathBuf {
    package().join("data").join(name)
}

/// A file or folder below the shared folder; says so and returns nothing when it is not there.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
pub fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("QUARTERMASTER_SHARED")
        .map_or_else(|| package().join("../../shared"), PathBuf::from);
    let found = folder.join(path);
    if found.exists() {
        return found.canonicalize().ok();
    }
    eprintln!(
        "left out: {} is not there (QUARTERMASTER_SHARED names the folder)",
        found.display()
    );
    None
}

/// Stops around Oslo for two vans, one of them too large for either: what `optimize_route` takes.
pub fn route() -> Value {
    let places = [
        ("Drammen", 59.74, 10.2),
        ("Lillestrøm", 59.96, 11.05),
        ("Moss", 59.43, 10.66),
        ("Hønefoss", 60.17, 10.26),
        ("Asker", 59.83, 10.44),
        ("Ski", 59.72, 10.84),
    ];
    let stops: Vec<Value> = places
        .iter()
        .map(|(id, latitude, longitude)| {
            let demand = if *id == "Ski" { 9 } else { 2 };
            json!({"id": id, "coordinates": {"latitude": latitude, "longitude": longitude}, "demand": demand})
        })
        .collect();
    json!({
        "depot": {"name": "OSL-MAIN", "coordinates": {"latitude": 59.91, "longitude": 10.75}},
        "stops": stops,
        "vehicles": [{"name": "Van", "capacity": 6, "count": 2}]
    })
}

/// Writes the sample company into a folder; the same seed gives the same bytes.
pub fn write_sample(folder: &Path, lines: u64, seed: u64) -> anyhow::Result<()> {
    let options = warehouse::sample::SampleOptions {
        lines,
        seed,
        ..Default::default()
    };
    warehouse::sample::write(&options, folder).context("the sample company")?;
    Ok(())
}

/// The program's configuration over `data` on the day `today`, with its own files in `home`, and whatever else `yaml`
/// says. Without `data` it is what was imported into `home`.
pub fn configuration(
    home: &Path,
    data: Option<&Path>,
    today: &str,
    yaml: &str,
) -> anyhow::Result<config::Configuration> {
    let folder = match data {
        Some(data) => serde_json::to_string(data)?,
        None => "null".to_owned(),
    };
    let home = serde_json::to_string(home)?;
    let yaml =
        format!("data:\n  directory: {home}\n  warehouse: {folder}\n  as_of: {today}\n{yaml}");
    Ok(config::from_yaml(&yaml)?)
}

/// The program in this process; it keeps nothing of what it is asked.
pub async fn open(home: &Path, data: Option<&Path>, today: &str) -> anyhow::Result<Application> {
    Ok(Application::open_scratch(configuration(home, data, today, "")?).await?)
}
