//! A database that is *absent* when the program starts: what is kept can be read, and questions are answered when it is there.

use std::time::Duration;

use quartermaster_tests::browser::Browser;
use quartermaster_tests::client::Client;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::databases::{Product, Server as Database, read_all};
use quartermaster_tests::program::{Home, Server};
use serde_json::{Value, json};

const DEGRADED: &str = r#"{"status":"degraded","parts":["warehouse"]}"#;

fn ask(browser: &mut Browser, question: &str) -> anyhow::Result<Value> {
    browser.query(&json!({"persona": "Warehouse Manager", "question": question}))
}

/// Waits until the program says this of itself.
fn until_ready(client: &Client, expected: &str) -> anyhow::Result<()> {
    let mut said = String::new();
    for _ in 0..600 {
        let reply = client.get("/readyz")?;
        anyhow::ensure!(reply.status == 200, "{}", reply.text);
        if reply.text == expected {
            return Ok(());
        }
        said = reply.text;
        std::thread::sleep(Duration::from_millis(100));
    }
    anyhow::bail!("not {expected} but {said}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_starts_without_postgresql_and_answers_when_it_is_there() -> anyhow::Result<()>
{
    starts_without(Product::Postgres).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_starts_without_mariadb_and_answers_when_it_is_there() -> anyhow::Result<()> {
    starts_without(Product::Maria).await
}

async fn starts_without(product: Product) -> anyhow::Result<()> {
    let Some(mut database) = Database::start(product)? else {
        return Ok(());
    };
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let opened = data::open(&home.path().join("own"), Some(&sample), TODAY).await?;
    let tables = read_all(opened.warehouse.as_ref(), &opened.meaning.schemas()).await?;
    drop(opened);
    database.load("company", &tables)?;
    let url = database.url("company");
    database.stop();

    let variables = [
        ("QUARTERMASTER__CACHE__WARM", "false"),
        ("QUARTERMASTER__DATA__WAIT_SECONDS", "1"),
        ("QUARTERMASTER__FAILURE__BREAKER_OPEN_SECONDS", "1"),
    ];
    let server = Server::over(&home, &url, TODAY, &variables)?;
    let everybody = Client::new(&server.url);
    until_ready(&everybody, DEGRADED)?;
    let mut manager = Browser::new(&server.url);
    manager.log_in("warehouse")?;
    let answer = ask(&mut manager, "stock by warehouse")?;
    assert_eq!(answer["outcome"], "failed", "{answer}");
    assert_eq!(answer["error"]["category"], "data_service");
    let message = answer["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("The data service does not answer at this moment."),
        "{message}"
    );
    for (path, part) in [
        ("/history?q=stock", "stock by warehouse"),
        ("/costs", "questions"),
        ("/", "Your question"),
        ("/data", "Products"),
    ] {
        let page = manager.get(path)?;
        assert_eq!(page.status, 200, "{path}: {}", page.words());
        assert!(page.words().contains(part), "{path}: {}", page.words());
    }
    let mut operator = Browser::new(&server.url);
    operator.log_in("demo")?;
    let status = operator.get("/status")?;
    assert!(
        status.words().contains("Does not answer: Warehouse."),
        "{}",
        status.words()
    );

    database.restart()?;
    until_ready(&everybody, r#"{"status":"ready"}"#)?;
    // Which values there are is read within seconds after that.
    let mut answer = Value::Null;
    for _ in 0..300 {
        answer = ask(&mut manager, "stock in OSL-MAIN")?;
        if answer["outcome"] != "failed" {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(answer["outcome"], "answered", "{answer}");
    assert_eq!(answer["engine"], "interpreter");
    assert_ne!(answer["row_count"], 0);
    Ok(())
}
