//! What a query may see, and where it is stopped.

use std::time::{Duration, Instant};

use serde_json::json;

use super::*;
use crate::guard;

/// A table of whole numbers from 1.
fn counted(rows: usize) -> Place {
    Place::with(&[(
        "number.csv",
        &format!("n\n{}", lines(1, rows, |n| n.to_string())),
    )])
}

/// So many pairs that no machine lists them within a minute.
const ENDLESS: &str =
    "SELECT COUNT(*) FROM number a, number b, number c WHERE a.n + b.n + c.n = -1";

fn within(timeout: Duration) -> Limits {
    Limits {
        timeout,
        ..Limits::default()
    }
}

/// Waits until stopped queries have let go of their threads.
async fn until_idle(warehouse: &EmbeddedWarehouse, most: Duration) {
    let start = Instant::now();
    while warehouse.running() > 0 {
        assert!(
            start.elapsed() < most,
            "{} queries still run after {most:?}",
            warehouse.running()
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn the_row_cap_cuts_only_what_is_beyond_it() {
    let place = counted(20_000);
    let warehouse = place.open(&[numbers()]).unwrap();
    let tables = names(&["number"]);
    for (rows, cap, kept, truncated) in [
        (10, 10, 10, false),
        (11, 10, 10, true),
        (9, 10, 9, false),
        (10_000, 10_000, 10_000, false),
        (10_001, 10_000, 10_000, true),
        (1, 0, 0, true),
        (0, 0, 0, false),
    ] {
        let sql = format!("SELECT n FROM number WHERE n <= {rows} ORDER BY n");
        let limits = Limits {
            row_cap: cap,
            ..Limits::default()
        };
        let result = warehouse.query(&sql, &tables, &limits).await.unwrap();
        assert_eq!(
            (result.row_count(), result.truncated),
            (kept, truncated),
            "{rows} rows, cap {cap}"
        );
        let cells = cells::rows(&result).unwrap();
        assert_eq!(
            cells.last(),
            (kept > 0).then(|| vec![json!(kept)]).as_ref(),
            "the first rows are kept"
        );
    }
    // A limit of the query's own is not a cut.
    let limits = Limits {
        row_cap: 10,
        ..Limits::default()
    };
    let result = warehouse
        .query("SELECT n FROM number LIMIT 10", &tables, &limits)
        .await
        .unwrap();
    assert_eq!((result.row_count(), result.truncated), (10, false));
}

#[tokio::test]
async fn a_query_ends_at_the_time_limit_and_the_next_one_works() {
    let place = counted(121_253);
    let warehouse = place.open(&[numbers()]).unwrap();
    let limit = Duration::from_millis(500);
    let start = Instant::now();
    let error = warehouse
        .query(ENDLESS, &names(&["number"]), &within(limit))
        .await
        .unwrap_err();
    assert!(
        start.elapsed() < limit + Duration::from_millis(400),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(error, WarehouseError::TimedOut { limit });
    assert!(
        error
            .to_string()
            .starts_with("The query was stopped after 0.5 seconds, the time limit."),
        "{error}"
    );
    until_idle(&warehouse, Duration::from_secs(10)).await;
    assert_eq!(
        json!(rows(&warehouse, "SELECT COUNT(*) FROM number").await),
        json!([[121_253]])
    );
    // Within the limit, the same kind of query is answered.
    let small =
        "SELECT COUNT(*) FROM number a, number b WHERE a.n + b.n = 3 AND a.n < 50 AND b.n < 50";
    assert_eq!(json!(rows(&warehouse, small).await), json!([[2]]));
}

#[tokio::test]
async fn endless_queries_on_all_threads_do_not_keep_others_waiting_for_long() {
    let place = counted(121_253);
    let warehouse = place.open(&[numbers()]).unwrap();
    let tables = names(&["number"]);
    let endless = [
        ENDLESS,
        "SELECT SUM(a.n - b.n + c.n) FROM number a, number b, number c",
        "SELECT a.n, b.n FROM number a, number b ORDER BY a.n * b.n DESC",
        "SELECT COUNT(DISTINCT a.n * b.n) FROM number a, number b",
        "SELECT MAX(x) FROM (SELECT SUM(a.n) OVER (ORDER BY a.n + b.n) AS x FROM number a, number b) t",
        "SELECT a.n FROM number a JOIN number b ON a.n < b.n JOIN number c ON b.n < c.n ORDER BY a.n LIMIT 1",
        "SELECT COUNT(*) FROM number a WHERE EXISTS (SELECT 1 FROM number b, number c WHERE b.n + c.n < 0 - a.n)",
        "SELECT COUNT(*) FROM number a JOIN number b ON a.n / 1000000 = b.n / 1000000 AND a.n + b.n < 0",
        "SELECT COUNT(*) FROM number a JOIN number b ON a.n / 1000000 = b.n / 1000000",
        "SELECT COUNT(*) FROM number a WHERE a.n / 1000000 IN (SELECT b.n / 1000000 FROM number b)",
        "SELECT COUNT(*) FROM number a LEFT JOIN number b ON a.n > b.n + 200000",
    ];
    for sql in endless {
        let limits = within(Duration::from_millis(300));
        let start = Instant::now();
        let (one, two) = tokio::join!(
            warehouse.query(sql, &tables, &limits),
            warehouse.query(sql, &tables, &limits)
        );
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{sql}: {:?}",
            start.elapsed()
        );
        for result in [one, two] {
            let error = result.unwrap_err();
            assert!(
                matches!(
                    error,
                    WarehouseError::TimedOut { .. } | WarehouseError::OutOfMemory { .. }
                ),
                "{sql}: {error:?}"
            );
        }
        let start = Instant::now();
        assert_eq!(
            json!(rows(&warehouse, "SELECT COUNT(*) FROM number").await),
            json!([[121_253]])
        );
        println!(
            "{:>8.1?} until the next answer after {sql}",
            start.elapsed()
        );
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "{sql}: {:?}",
            start.elapsed()
        );
        until_idle(&warehouse, Duration::from_secs(10)).await;
    }
}

#[tokio::test]
async fn a_query_that_nobody_waits_for_is_stopped() {
    let place = counted(121_253);
    let warehouse = place.open(&[numbers()]).unwrap();
    let tables = names(&["number"]);
    let limits = Limits::default();
    let query = warehouse.query(ENDLESS, &tables, &limits);
    let impatient = tokio::time::timeout(Duration::from_millis(200), query).await;
    assert!(impatient.is_err());
    until_idle(&warehouse, Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_query_ends_at_the_memory_limit_and_the_next_one_works() {
    let place = counted(100_000);
    let settings = Settings {
        memory_limit: 1024 * 1024,
        ..place.settings()
    };
    let warehouse = EmbeddedWarehouse::open(place.data.path(), vec![numbers()], &settings).unwrap();
    let tables = names(&["number"]);
    // Sorted lists of 100,000 numbers cannot be kept in a megabyte, and lists do not go to disk.
    let greedy = "SELECT SUM(x) FROM (SELECT LAST_VALUE(n) OVER (ORDER BY n DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS x FROM number) t";
    let error = warehouse
        .query(greedy, &tables, &Limits::default())
        .await
        .unwrap_err();
    assert_eq!(
        error,
        WarehouseError::OutOfMemory {
            limit_bytes: 1024 * 1024
        }
    );
    assert!(
        error.to_string().contains("more than 1 MB of memory"),
        "{error}"
    );
    assert_eq!(
        json!(rows(&warehouse, "SELECT MAX(n) FROM number").await),
        json!([[100_000]])
    );
}

#[tokio::test]
async fn a_large_sort_goes_to_disk() {
    let place = counted(300_000);
    // Rows of 120 bytes are 36 MB, more than the memory below.
    let sql = "SELECT COUNT(*), SUM(gap) FROM (SELECT n - LAG(n) OVER (ORDER BY k) AS gap FROM \
        (SELECT n, lpad(CAST(n * 7919 % 300007 AS VARCHAR), 120, '0') AS k FROM number) t) u";
    let plentiful = place.open(&[numbers()]).unwrap();
    let expected = rows(&plentiful, sql).await;
    assert_eq!(expected[0][0], json!(300_000));
    drop(plentiful);

    let scarce = Settings {
        memory_limit: 24 * 1024 * 1024,
        ..place.settings()
    };
    let warehouse = EmbeddedWarehouse::open(place.data.path(), vec![numbers()], &scarce).unwrap();
    assert_eq!(rows(&warehouse, sql).await, expected);
    drop(warehouse);

    // Without disk it fails: the sort did go there.
    let no_disk = Settings {
        spill_limit: 0,
        ..scarce
    };
    let warehouse = EmbeddedWarehouse::open(place.data.path(), vec![numbers()], &no_disk).unwrap();
    let error = warehouse
        .query(sql, &names(&["number"]), &Limits::default())
        .await
        .unwrap_err();
    assert!(
        matches!(error, WarehouseError::OutOfMemory { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn joins_of_all_kinds_give_what_they_should() {
    let place = Place::with(&[
        ("number.csv", "n\n1\n2\n3\n4\n"),
        ("part.csv", "code,stock\na,2\nb,2\nc,4\nd,\n"),
    ]);
    let warehouse = place.open(&[numbers(), parts()]).unwrap();
    for (sql, expected) in [
        (
            "SELECT n FROM number WHERE n IN (SELECT stock FROM part) ORDER BY n",
            json!([[2], [4]]),
        ),
        (
            "SELECT n FROM number WHERE EXISTS (SELECT 1 FROM part WHERE stock = n) ORDER BY n",
            json!([[2], [4]]),
        ),
        (
            "SELECT n FROM number WHERE EXISTS (SELECT 1 FROM part WHERE stock = n AND code > 'b' AND stock + n > 7)",
            json!([[4]]),
        ),
        (
            "SELECT n FROM number WHERE NOT EXISTS (SELECT 1 FROM part WHERE stock = n) ORDER BY n",
            json!([[1], [3]]),
        ),
        // NOT IN a list with NULL is never true.
        (
            "SELECT n FROM number WHERE n NOT IN (SELECT stock FROM part)",
            json!([]),
        ),
        (
            "SELECT n FROM number WHERE n NOT IN (SELECT stock FROM part WHERE stock IS NOT NULL) ORDER BY n",
            json!([[1], [3]]),
        ),
        (
            "SELECT n FROM number WHERE EXISTS (SELECT 1 FROM part) ORDER BY n",
            json!([[1], [2], [3], [4]]),
        ),
        (
            "SELECT n FROM number WHERE EXISTS (SELECT 1 FROM part WHERE stock > n + 1) ORDER BY n",
            json!([[1], [2]]),
        ),
        (
            "SELECT n FROM number WHERE NOT EXISTS (SELECT 1 FROM part WHERE stock > n + 1) ORDER BY n",
            json!([[3], [4]]),
        ),
        (
            "SELECT n FROM number WHERE n IN (SELECT stock FROM part) OR n = 1 ORDER BY n",
            json!([[1], [2], [4]]),
        ),
        (
            "SELECT n FROM number WHERE EXISTS (SELECT 1 FROM part WHERE stock > n + 1) OR n = 4 ORDER BY n",
            json!([[1], [2], [4]]),
        ),
        (
            "SELECT n, code FROM number LEFT JOIN part ON stock = n AND code <> 'a' ORDER BY n",
            json!([[1, null], [2, "b"], [3, null], [4, "c"]]),
        ),
        (
            "SELECT n, code FROM number RIGHT JOIN part ON stock > n + 1 ORDER BY code, n",
            json!([[null, "a"], [null, "b"], [1, "c"], [2, "c"], [null, "d"]]),
        ),
        (
            "SELECT n, code FROM number FULL JOIN part ON stock = n ORDER BY n, code",
            json!([
                [1, null],
                [2, "a"],
                [2, "b"],
                [3, null],
                [4, "c"],
                [null, "d"]
            ]),
        ),
        (
            "SELECT COUNT(*), SUM(n) FROM number CROSS JOIN part",
            json!([[16, 40]]),
        ),
        (
            "SELECT a.n, b.n AS m FROM number a JOIN number b ON a.n * b.n = 4 ORDER BY 1",
            json!([[1, 4], [2, 2], [4, 1]]),
        ),
    ] {
        assert_eq!(json!(rows(&warehouse, sql).await), expected, "{sql}");
    }
}

#[tokio::test]
async fn a_missing_table_is_named_to_those_who_may_read_it() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let warehouse = place.open(&[numbers(), parts()]).unwrap();
    let admit = |tables: &[&str], sql| {
        guard::admit(
            sql,
            &guard::Rights::new(tables.iter().copied()),
            guard::Dialect::Embedded,
        )
    };
    let statement = admit(&["number", "part"], "SELECT code FROM part").unwrap();
    let error = warehouse
        .run(statement, &Limits::default())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "The data has no table part: there is no file part.csv or part.parquet."
    );
    let statement = admit(&["number", "part"], "SELECT n FROM number").unwrap();
    let result = warehouse.run(statement, &Limits::default()).await.unwrap();
    assert_eq!(json!(cells::rows(&result).unwrap()), json!([[1]]));
}

#[tokio::test]
async fn a_running_query_keeps_the_rows_that_it_began_with() {
    let place = counted(3_000);
    let warehouse = Arc::new(place.open(&[numbers()]).unwrap());
    let slow = "SELECT COUNT(*), MAX(a.n) FROM number a JOIN number b ON a.n <= b.n";
    let running = tokio::spawn({
        let warehouse = warehouse.clone();
        async move { rows(&warehouse, slow).await }
    });
    while warehouse.running() == 0 {
        tokio::task::yield_now().await;
    }
    place.write("number.csv", "n\n7\n");
    assert_eq!(warehouse.reload(), Ok(true));
    // 3,000 * 3,001 / 2 pairs.
    assert_eq!(json!(running.await.unwrap()), json!([[4_501_500, 3_000]]));
    assert_eq!(json!(rows(&warehouse, slow).await), json!([[1, 7]]));
}

#[tokio::test]
async fn other_tables_do_not_exist_in_an_askers_catalogue() {
    let place = Place::with(&[("number.csv", "n\n1\n"), ("part.csv", "code\na\n")]);
    let warehouse = place.open(&[numbers(), parts()]).unwrap();
    let only = names(&["number"]);
    let hidden = warehouse
        .query("SELECT * FROM part", &only, &Limits::default())
        .await
        .unwrap_err();
    let absent = warehouse
        .query("SELECT * FROM trap", &only, &Limits::default())
        .await
        .unwrap_err();
    assert_eq!(
        hidden.to_string().replace("part", "trap"),
        absent.to_string()
    );
    for sql in [
        "SELECT part.code FROM number",
        "SELECT * FROM number, part",
        "SELECT (SELECT MAX(code) FROM part) FROM number",
        "SELECT * FROM datafusion.public.part",
        "SELECT * FROM \"part\"",
    ] {
        assert!(
            warehouse
                .query(sql, &only, &Limits::default())
                .await
                .is_err(),
            "{sql}"
        );
    }
    assert!(
        warehouse
            .query(
                "SELECT * FROM part",
                &names(&["number", "part"]),
                &Limits::default()
            )
            .await
            .is_ok()
    );
    assert!(
        warehouse
            .query("SELECT * FROM number", &names(&[]), &Limits::default())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn nothing_but_queries_over_tables_runs_even_unguarded() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let warehouse = place.open(&[numbers()]).unwrap();
    let file = place.data.path().join("number.csv");
    let file = file.display();
    for sql in [
        "DROP TABLE number".to_owned(),
        "CREATE TABLE t AS SELECT 1".to_owned(),
        "CREATE VIEW v AS SELECT 1".to_owned(),
        "INSERT INTO number VALUES (2)".to_owned(),
        "DELETE FROM number".to_owned(),
        "UPDATE number SET n = 2".to_owned(),
        "TRUNCATE TABLE number".to_owned(),
        "SET datafusion.execution.batch_size = 1".to_owned(),
        "SHOW TABLES".to_owned(),
        "SHOW ALL".to_owned(),
        "SELECT * FROM information_schema.tables".to_owned(),
        "SELECT 1; SELECT 2".to_owned(),
        "PREPARE p AS SELECT 1".to_owned(),
        "BEGIN".to_owned(),
        "SELECT * FROM generate_series(1, 10)".to_owned(),
        "SELECT * FROM range(1, 10)".to_owned(),
        "SELECT version()".to_owned(),
        "SELECT random()".to_owned(),
        "SELECT uuid()".to_owned(),
        "SELECT repeat('x', 1000000000)".to_owned(),
        "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT * FROM t"
            .to_owned(),
        format!("COPY number TO '{file}'"),
        format!("CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{file}'"),
        format!("SELECT * FROM '{file}'"),
        format!("SELECT * FROM \"{file}\""),
        format!("SELECT * FROM read_csv('{file}')"),
    ] {
        let error = warehouse
            .query(&sql, &names(&["number"]), &Limits::default())
            .await
            .unwrap_err();
        assert!(
            matches!(error, WarehouseError::Invalid(_)),
            "{sql}: {error:?}"
        );
    }
    assert_eq!(
        json!(rows(&warehouse, "SELECT n FROM number").await),
        json!([[1]])
    );
}

#[tokio::test]
async fn failures_of_a_query_are_told_from_failures_of_the_engine() {
    let place = Place::with(&[("part.csv", "code,stock\na,0\n")]);
    let warehouse = place.open(&[parts()]).unwrap();
    let error = |sql: &'static str| async {
        warehouse
            .query(sql, &names(&["part"]), &Limits::default())
            .await
            .unwrap_err()
    };
    assert!(matches!(
        error("SELECT nothing FROM part").await,
        WarehouseError::Invalid(_)
    ));
    assert!(matches!(error("SELEC 1").await, WarehouseError::Invalid(_)));
    assert!(matches!(
        error("SELECT nofunction(stock) FROM part").await,
        WarehouseError::Invalid(_)
    ));
    assert!(matches!(
        error("SELECT 1 / stock FROM part").await,
        WarehouseError::Execution(_)
    ));
    assert!(matches!(
        error("SELECT CAST(code AS INTEGER) FROM part").await,
        WarehouseError::Execution(_)
    ));
}

#[tokio::test]
async fn money_adds_up_exactly() {
    let lines = lines(1, 1000, |n| format!("p{n},0.1"));
    let place = Place::with(&[(
        "part.csv",
        &format!("code,price\n{lines}x,999999999999.9999\n"),
    )]);
    let warehouse = place.open(&[parts()]).unwrap();
    let found = rows(&warehouse, "SELECT SUM(price) FROM part WHERE code <> 'x'").await;
    assert_eq!(json!(found).to_string(), "[[100]]");
    let found = rows(&warehouse, "SELECT SUM(price) FROM part").await;
    assert_eq!(json!(found).to_string(), "[[1000000000099.9999]]");
}

#[tokio::test]
async fn a_warehouse_may_be_dropped_inside_a_runtime() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    drop(place.open(&[numbers()]).unwrap());
}
