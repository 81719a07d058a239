//! `check` names everything that is wrong with the configuration and with the database behind it; the command line asks a
//! database as it asks a folder.

use std::path::Path;

use anyhow::Context;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::databases::{Product, Server, read_all};
use quartermaster_tests::program::{Home, Ran};
use serde_json::Value;
use tokio::runtime::Runtime;

/// Lines of an output that name a fault.
fn faults(ran: &Ran) -> Vec<&str> {
    let lines = ran.output.lines();
    lines
        .filter_map(|line| line.strip_prefix("FAULT "))
        .collect()
}

#[test]
fn three_faults_are_named_with_key_and_mend() -> anyhow::Result<()> {
    let home = Home::new()?;
    let file = home.path().join("q.yaml");
    std::fs::write(
        &file,
        "server:\n  port: 70000\ndata:\n  warehouse: postgres://reader:hunter22@db/company\n  write_rights: maybe\n",
    )?;
    let file = file.to_str().context("a path in UTF-8")?;
    let ran = home.run(&["check", "--config", file])?;
    assert_eq!(ran.code, Some(1), "{}", ran.notices);
    let faults = faults(&ran);
    assert_eq!(
        faults,
        [
            format!("{file}:5: data.write_rights: `maybe` is neither warn nor refuse"),
            format!(
                "{file}:4: data.warehouse: holds a password; keep it in an environment variable and write ${{NAME}} in its place"
            ),
            format!("{file}:2: server.port: `70000` is not a whole number from 0 to 65535"),
        ]
    );
    assert!(!ran.output.contains("hunter22"), "{}", ran.output);
    Ok(())
}

/// A server with the sample company in a database `company`.
fn company(product: Product, home: &Home, sample: &Path) -> anyhow::Result<Option<Server>> {
    let Some(server) = Server::start(product)? else {
        return Ok(None);
    };
    let runtime = Runtime::new()?;
    let program = runtime.block_on(data::open(home.path(), Some(sample), TODAY))?;
    let schemas = program.meaning.schemas();
    let tables = runtime.block_on(read_all(program.warehouse.as_ref(), &schemas))?;
    server.load("company", &tables)?;
    Ok(Some(server))
}

/// Runs the program over a database.
fn over(home: &Home, url: &str, arguments: &[&str]) -> anyhow::Result<Ran> {
    let ended = home
        .command(arguments)?
        .env("QUARTERMASTER__DATA__WAREHOUSE", url)
        .env("QUARTERMASTER__DATA__AS_OF", TODAY)
        .output()?;
    Ok(Ran {
        code: ended.status.code(),
        output: String::from_utf8(ended.stdout)?,
        notices: String::from_utf8(ended.stderr)?,
    })
}

#[test]
fn a_database_is_compared_with_the_semantic_model_and_asked() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 1_000, 1)?;
    let folder = sample.to_str().context("a path in UTF-8")?;
    let question = ["ask", "--json", "stock value by warehouse"];
    let expected = over(&home, folder, &question)?.json()?;
    let sound = over(
        &home,
        folder,
        &["sql", "--json", "SELECT COUNT(*) AS n FROM product"],
    )?;
    assert_eq!(sound.code, Some(0), "{}", sound.notices);
    for product in Product::ALL {
        let Some(server) = company(product, &home, &sample)? else {
            continue;
        };
        let url = server.url("company");
        let ran = over(&home, &url, &["check"])?;
        assert_eq!(ran.code, Some(0), "{}\n{}", ran.output, ran.notices);
        // The key `aws.secret_arn` may be named, the password never.
        let shown = ran.output.replace("secret_arn", "");
        assert!(!shown.contains("secret"), "{}", ran.output);

        let ran = over(&home, &url, &question)?;
        assert_eq!(ran.code, Some(0), "{}\n{}", ran.output, ran.notices);
        let answers = ran.json()?;
        assert_eq!(answers[0]["rows"], expected[0]["rows"]);
        assert_eq!(answers[0]["columns"], expected[0]["columns"]);
        let dialect = product.dialect().name();
        assert_eq!(answers[0]["dialect"], Value::from(dialect));

        // Through the guard, by the server's own grammar, with the persona's rights.
        let ran = over(
            &home,
            &url,
            &["sql", "--json", "SELECT COUNT(*) AS n FROM product"],
        )?;
        assert_eq!(ran.json()?[0]["rows"], sound.json()?[0]["rows"]);
        let ran = over(
            &home,
            &url,
            &[
                "sql",
                "--json",
                "SELECT COUNT(*) AS n FROM purchase_order_line",
            ],
        )?;
        assert_eq!(ran.code, Some(1));
        assert_eq!(ran.json()?[0]["outcome"], "refused");

        let quoted = |name: &str| product.dialect().quoted(name);
        let rename = match product {
            Product::Postgres => "ALTER TABLE product ALTER COLUMN unit_cost TYPE text;",
            Product::Maria => "ALTER TABLE product MODIFY unit_cost varchar(40);",
        };
        let changes = format!(
            "{rename} ALTER TABLE product ADD COLUMN colour varchar(9); DROP TABLE {};",
            quoted("purchase_order_line")
        );
        server.admin("company", &changes)?;
        let ran = over(&home, &url, &["check"])?;
        assert_eq!(ran.code, Some(1), "{}", ran.output);
        let found = faults(&ran);
        let starts = |start: &str| found.iter().any(|f| f.starts_with(start));
        assert!(
            starts("data.semantic_model: product.unit_cost is ")
                && starts("data.semantic_model: the database has no table purchase_order_line "),
            "{found:?}"
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            ran.output.contains("product.colour (") && ran.output.contains("add a field for it"),
            "{}",
            ran.output
        );

        let ran = over(&home, &server.writer_url("company"), &["check"])?;
        assert!(
            ran.output.contains("WARNING data.write_rights: ")
                && ran.output.contains("GRANT SELECT ON"),
            "{}",
            ran.output
        );
    }
    Ok(())
}
