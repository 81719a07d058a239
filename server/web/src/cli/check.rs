//! `check` says what is configured and names everything that is wrong, each with its mend.

use std::path::PathBuf;

use clap::Args;

use super::Ended;
use crate::accounts::UsersFile;
use crate::config::{self, Configuration};
use crate::output;
use crate::wiring::{self, CatalogueWatch, Meaning, Source};

/// Say what is configured and what is wrong.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    data: super::DataArguments,
}

impl Check {
    pub(super) async fn run(self, config: Option<PathBuf>) -> anyhow::Result<Ended> {
        let loaded = config::read(&self.data.overrides(config), &std::env::vars().collect())?;
        match &loaded.file {
            Some(file) => output::line(&format!("# configuration: {}", file.display())),
            None => output::line("# configuration: the defaults that the program carries"),
        }
        output::line(&loaded.raw.show());
        let faults = match loaded.validated {
            Ok(configuration) => faults_of(&configuration).await,
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        };
        if faults.is_empty() {
            output::line("Everything is in order.");
            return Ok(Ended::Done);
        }
        for fault in &faults {
            output::line(&format!("FAULT {fault}"));
        }
        Ok(Ended::Failed)
    }
}

/// What is wrong with model, personas, accounts, data and state.
async fn faults_of(configuration: &Configuration) -> Vec<String> {
    let mut faults = Vec::new();
    let meaning = match Meaning::load(&configuration.data) {
        Ok(meaning) => Some(meaning),
        Err(error) => {
            faults.extend(error.to_string().lines().map(str::to_owned));
            None
        }
    };
    if let Some(meaning) = &meaning {
        output::line(&format!(
            "semantic model: {} tables, {} metrics, {} named filters; personas: {}",
            meaning.model.datasets.len(),
            meaning.model.metrics.len(),
            meaning.model.filters.len(),
            meaning
                .personas
                .iter()
                .map(|p| p.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        ));
        let unreviewed = meaning.model.unreviewed();
        if !unreviewed.is_empty() {
            output::line(&format!(
                "  derived, and reviewed by nobody yet: {}; take `unreviewed: true` away where it is right",
                super::model::counts(&unreviewed)
            ));
        }
    }
    match UsersFile::read(&configuration.security.users_file) {
        Ok(file) => {
            let source = if file.is_example {
                "the demo accounts; loopback only"
            } else {
                "of your own"
            };
            output::line(&format!("accounts: {}, {source}", file.users.len()));
            if file.is_example && !configuration.server.is_local_only() {
                let mend = "make accounts with `quartermaster users add`, or listen on 127.0.0.1 without a public_url";
                faults.push(format!("server.address: other machines reach the pages, and there are only the demo accounts; {mend}"));
            }
            for user in &file.users {
                let unknown = user
                    .personas
                    .iter()
                    .filter(|p| meaning.as_ref().is_some_and(|m| m.persona(p).is_none()));
                faults.extend(unknown.map(|p| {
                    format!(
                        "{}: {}: there is no persona {p}",
                        file.path.display(),
                        user.username
                    )
                }));
            }
        }
        Err(error) => faults.push(error.to_string()),
    }
    if let Some(meaning) = &meaning {
        check_data(configuration, meaning, &mut faults).await;
        check_catalogue(configuration, meaning, &mut faults).await;
    }
    if let Some(lambda) = &configuration.aws.lambda {
        let functions = &lambda.functions;
        output::line(&format!(
            "calculations: in AWS Lambda, by {}, {} and {}",
            functions.inventory, functions.logistics, functions.supplier
        ));
    }
    match wiring::consultant(&configuration.language_model).await {
        Ok(Some(consultant)) => output::line(&format!(
            "language model: {}, prompts {}",
            consultant.roles.default.model,
            consultant.prompts.version()
        )),
        Ok(None) => output::line("language model: none"),
        Err(error) => faults.push(error.to_string()),
    }
    let today = jiff::Zoned::now().date();
    let unread: Vec<&str> = configuration
        .costs
        .prices
        .unread(today)
        .into_iter()
        .map(assistant::PricedUnit::name)
        .collect();
    if !unread.is_empty() {
        output::line(&format!(
            "prices that nobody has read in the provider's list yet: {}; write `read_on` where they are right",
            unread.join(", ")
        ));
    }
    if let Some(shared) = wiring::shared_cache(configuration) {
        if shared.is_reachable().await {
            output::line("cache: Redis answers");
        } else {
            faults.push("cache.redis_url: Redis does not answer; start it, correct the URL, or set null to do without".to_owned());
        }
    }
    match wiring::open_stores(configuration).await {
        Ok(_) => output::line("state: the database opens and is up to date"),
        Err(error) => faults.push(format!("state.url: {error}")),
    }
    faults
}

async fn check_data(configuration: &Configuration, meaning: &Meaning, faults: &mut Vec<String>) {
    let source = Source::of(configuration);
    if let Source::Sample(folder) = &source
        && !folder.is_dir()
    {
        output::line("data: the sample company, which is made at the first start");
        return;
    }
    let mut meaning = meaning.clone();
    let warehouse = match wiring::open_data(configuration, &mut meaning).await {
        Ok(warehouse) => warehouse,
        Err(error) => {
            let error = error.to_string();
            let error = error.strip_prefix("data.warehouse: ").unwrap_or(&error);
            faults.push(format!("data.warehouse: {error}"));
            return;
        }
    };
    let health = warehouse.health().await;
    let version = match health.version.as_str() {
        "" => String::new(),
        version => format!(" ({version})"),
    };
    output::line(&format!("data: {source}{version}"));
    for warning in &health.warnings {
        output::line(&format!("  WARNING data.write_rights: {warning}"));
    }
    match warehouse.tables().await {
        Ok(tables) => {
            for table in tables {
                let rows = table
                    .rows
                    .map_or("not there".to_owned(), |rows| format!("{rows} rows"));
                let missing = match table.missing_columns.as_slice() {
                    [] => String::new(),
                    _ if table.rows.is_none() => String::new(),
                    columns => format!(", without {}", columns.join(", ")),
                };
                output::line(&format!("  {}: {rows}{missing}", table.name));
            }
        }
        Err(error) => faults.push(format!("data.warehouse: {error}")),
    }
    match warehouse.schema().await {
        Ok(Some(found)) => {
            for difference in warehouse::differences(&meaning.schemas(), &found) {
                if difference.is_fault() {
                    faults.push(format!("data.semantic_model: {difference}"));
                } else {
                    output::line(&format!("  new: {difference}"));
                }
            }
        }
        Ok(None) => {}
        Err(error) => faults.push(format!("data.warehouse: {error}")),
    }
}

/// What differs between Glue's catalogue, asked now, and the semantic model.
async fn check_catalogue(
    configuration: &Configuration,
    meaning: &Meaning,
    faults: &mut Vec<String>,
) {
    let Some(catalogue) = CatalogueWatch::open(configuration, meaning).await else {
        return;
    };
    match catalogue.read_again().await {
        Ok(differences) => {
            output::line(&format!("catalogue: {catalogue}"));
            for difference in differences {
                if difference.is_fault() {
                    faults.push(format!("aws.glue_database: {difference}"));
                } else {
                    output::line(&format!("  new: {difference}"));
                }
            }
        }
        Err(trouble) => faults.push(format!("aws.glue_database: {trouble}")),
    }
}
