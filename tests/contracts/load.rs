//! *Load* on a database: many askers for a while, and what the adapter costs over the bare client. It takes a minute and
//! prints figures, so it is run on demand: `bash tests/load/databases`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use assistant::{Ask, Outcome};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::databases::{Product, Server, read_all};
use quartermaster_tests::program::Home;
use sqlx::{AssertSqlSafe, Connection as _, Row};
use warehouse::Limits;
use warehouse::database::{self, Settings};
use warehouse::guard::{self, Rights};
use web::wiring::Application;

/// Askers at once.
const ASKERS: usize = 50;
/// Connections that the program may open, and those through which it stops statements.
const CONNECTIONS: (u32, usize) = (10, 2);
/// Runs of one statement for the overhead.
const RUNS: usize = 300;

const QUESTIONS: [&str; 6] = [
    "stock value by warehouse",
    "top 5 products by sales last quarter",
    "which products are below minimum stock?",
    "sales by month this year",
    "overdue orders by warehouse",
    "units sold by product group last month",
];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute and prints figures"]
async fn fifty_askers_on_postgresql() -> anyhow::Result<()> {
    let Some(server) = Server::start(Product::Postgres)? else {
        return Ok(());
    };
    let (home, _embedded) = filled(&server).await?;
    let program = Arc::new(over(&home, &server).await?);
    let persona = program.meaning.personas[0].name.clone();
    let seconds = std::env::var("QUARTERMASTER_LOAD_SECONDS").ok();
    let seconds = seconds.and_then(|s| s.parse().ok()).unwrap_or(60);
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut askers = Vec::new();
    for asker in 0..ASKERS {
        let (program, persona) = (Arc::clone(&program), persona.clone());
        askers.push(tokio::spawn(async move {
            let mut took = Vec::new();
            let mut faults = Vec::new();
            let mut number = asker;
            while Instant::now() < until {
                let question = QUESTIONS[number % QUESTIONS.len()];
                number += 1;
                let began = Instant::now();
                let answer = program
                    .assistant
                    .ask(Ask::new(format!("asker {asker}"), &persona, question))
                    .await;
                took.push(began.elapsed());
                if answer.outcome != Outcome::Answered {
                    faults.push(format!("{question}: {}", answer.message));
                }
            }
            (took, faults)
        }));
    }
    let mut most = 0;
    while Instant::now() < until {
        most = most.max(server.connections()?);
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let mut took = Vec::new();
    for asker in askers {
        let (times, faults) = asker.await?;
        took.extend(times);
        anyhow::ensure!(faults.is_empty(), "{} faults: {}", faults.len(), faults[0]);
    }
    took.sort();
    let at =
        |share: usize| took[(took.len() * share / 100).min(took.len() - 1)].as_secs_f64() * 1e3;
    say(&format!(
        "{ASKERS} askers for {seconds} s: {} answers, no fault, p50 {:.1} ms, p99 {:.1} ms, at most {most} connections",
        took.len(),
        at(50),
        at(99)
    ));
    assert!(
        most <= CONNECTIONS.0 as usize + CONNECTIONS.1,
        "{most} connections"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints figures"]
async fn the_adapter_beside_the_bare_client() -> anyhow::Result<()> {
    for product in Product::ALL {
        if let Some(server) = Server::start(product)? {
            beside(product, &server).await?;
        }
    }
    Ok(())
}

/// A client without anything around it.
enum Client {
    Postgres(sqlx::PgConnection),
    Maria(sqlx::MySqlConnection),
}

impl Client {
    /// Cells of what a statement gives.
    async fn cells(&mut self, sql: &'static str) -> anyhow::Result<usize> {
        Ok(match self {
            Self::Postgres(client) => {
                let rows = sqlx::query(AssertSqlSafe(sql)).persistent(false);
                rows.fetch_all(client).await?.iter().map(Row::len).sum()
            }
            // A statement that is not kept is closed without waiting, which the next one has to wait for: some 40 ms.
            Self::Maria(client) => {
                let rows = sqlx::query(AssertSqlSafe(sql));
                rows.fetch_all(client).await?.iter().map(Row::len).sum()
            }
        })
    }
}

/// The same statements by both, one after the other.
async fn beside(product: Product, server: &Server) -> anyhow::Result<()> {
    let (_home, embedded) = filled(server).await?;
    let schemas = embedded.meaning.schemas();
    let tables: Vec<String> = schemas.iter().map(|s| s.name.clone()).collect();
    let url = server.url("company");
    let warehouse = database::open(schemas, Settings::new(url.clone())).await?;
    let mut client = match product {
        Product::Postgres => Client::Postgres(sqlx::PgConnection::connect(&url).await?),
        Product::Maria => Client::Maria(sqlx::MySqlConnection::connect(&url).await?),
    };
    for (what, sql) in [
        ("one figure", "SELECT COUNT(*) AS n FROM product"),
        (
            "a group",
            "SELECT product_code, SUM(line_total) AS sales FROM sales_order_line GROUP BY product_code",
        ),
        ("5,000 rows", "SELECT * FROM sales_order_line"),
    ] {
        let mut bare = Vec::new();
        let mut adapted = Vec::new();
        for _ in 0..RUNS {
            let began = Instant::now();
            anyhow::ensure!(client.cells(sql).await? > 0);
            bare.push(began.elapsed());
            let admitted = guard::admit(sql, &Rights::new(tables.clone()), warehouse.sql())?;
            let began = Instant::now();
            warehouse.run(admitted, &Limits::default()).await?;
            adapted.push(began.elapsed());
        }
        let median = |times: &mut Vec<Duration>| {
            times.sort();
            times[times.len() / 2].as_secs_f64() * 1e3
        };
        let (bare, adapted) = (median(&mut bare), median(&mut adapted));
        say(&format!(
            "{product:?}, {what}: bare client {bare:.2} ms, adapter {adapted:.2} ms, ratio {:.2}",
            adapted / bare
        ));
    }
    Ok(())
}

/// Loads the sample company into a database `company`.
async fn filled(server: &Server) -> anyhow::Result<(Home, Application)> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 5_000, 1)?;
    let embedded = data::open(home.path(), Some(&sample), TODAY).await?;
    let schemas = embedded.meaning.schemas();
    server.load(
        "company",
        &read_all(embedded.warehouse.as_ref(), &schemas).await?,
    )?;
    Ok((home, embedded))
}

/// The program over the database, without a cache.
async fn over(home: &Home, server: &Server) -> anyhow::Result<Application> {
    let yaml = format!(
        "  write_rights: refuse\n  connections: {}\ncache:\n  seconds: 0\n",
        CONNECTIONS.0
    );
    // This server trusts whoever comes from this machine, so that no password needs to be written down.
    let url = server.url("company").replace(":secret@", "@");
    let configuration = data::configuration(home.path(), Some(url.as_ref()), TODAY, &yaml)?;
    Ok(Application::open_scratch(configuration).await?)
}

#[expect(clippy::print_stdout, reason = "figures are printed")]
fn say(text: &str) {
    println!("{text}");
}
