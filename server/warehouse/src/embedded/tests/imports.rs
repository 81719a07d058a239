//! What an import takes over, what it refuses, and what is there after it was killed.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::*;

fn open_imported(place: &Place, destination: &Path) -> Result<EmbeddedWarehouse, OpenError> {
    EmbeddedWarehouse::open(destination, vec![numbers(), parts()], &place.settings())
}

#[tokio::test]
async fn a_folder_is_taken_over() {
    let place = Place::with(&[("number.csv", "n,extra\n1,x\n2,y\n")]);
    let destination = place.program.path().join("data");
    let report = import(
        place.data.path(),
        &destination,
        &[numbers(), parts()],
        false,
    )
    .unwrap();
    assert_eq!(report.tables.len(), 1);
    assert_eq!(
        (report.tables[0].table.as_str(), report.tables[0].rows),
        ("number", 2)
    );
    assert_eq!(report.tables[0].extra_columns, ["extra"]);
    assert_eq!(report.missing_tables, ["part"]);
    assert!(report.skipped.is_empty());

    let warehouse = open_imported(&place, &destination).unwrap();
    assert_eq!(
        json!(rows(&warehouse, "SELECT SUM(n) FROM number").await),
        json!([[3]])
    );

    // A running warehouse sees the next import.
    place.write("number.csv", "n\n5\n");
    import(
        place.data.path(),
        &destination,
        &[numbers(), parts()],
        false,
    )
    .unwrap();
    assert_eq!(warehouse.reload(), Ok(true));
    assert_eq!(
        json!(rows(&warehouse, "SELECT SUM(n) FROM number").await),
        json!([[5]])
    );
    assert_eq!(generations(&destination), ["generation-2"]);
}

fn generations(destination: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(destination)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.retain(|name| name.starts_with("generation-"));
    names.sort();
    names
}

#[tokio::test]
async fn faulty_rows_refuse_the_whole_import() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let destination = place.program.path().join("data");
    import(
        place.data.path(),
        &destination,
        &[numbers(), parts()],
        false,
    )
    .unwrap();
    place.write("number.csv", "n\n7\n");
    place.write("part.csv", "code,stock\na,1\nb,x\na,2\n");
    let Err(ImportFailed::Faulty(faults)) = import(
        place.data.path(),
        &destination,
        &[numbers(), parts()],
        false,
    ) else {
        panic!()
    };
    assert_eq!(
        faults.to_string(),
        "part.csv:3: stock: \"x\": not a whole number (digits only, such as 1200)\n\
         part.csv:4: code: \"a\": the same key as in line 2"
    );
    let warehouse = open_imported(&place, &destination).unwrap();
    assert_eq!(
        json!(rows(&warehouse, "SELECT n FROM number").await),
        json!([[1]])
    );
    assert_eq!(warehouse.tables().await.unwrap()[1].rows, None);
    assert_eq!(generations(&destination), ["generation-1"]);
}

#[tokio::test]
async fn faulty_rows_can_be_left_out_and_are_listed() {
    let place = Place::with(&[("part.csv", "code,stock\na,1\nb,x\na,2\nc,3\nd\n")]);
    let destination = place.program.path().join("data");
    let report = import(place.data.path(), &destination, &[parts()], true).unwrap();
    assert_eq!(
        (report.tables[0].rows, report.tables[0].skipped_rows),
        (2, 3)
    );
    let lines: Vec<_> = report
        .skipped
        .listed
        .iter()
        .map(|fault| fault.line)
        .collect();
    assert_eq!(lines, [Some(3), Some(4), Some(6)]);
    let warehouse =
        EmbeddedWarehouse::open(&destination, vec![parts()], &place.settings()).unwrap();
    assert_eq!(
        json!(rows(&warehouse, "SELECT code, stock FROM part ORDER BY code").await),
        json!([["a", 1], ["c", 3]])
    );
}

#[test]
fn unreadable_files_refuse_the_import_even_when_rows_may_be_left_out() {
    let place = Place::with(&[("part.csv", "stock\n1\n")]);
    let destination = place.program.path().join("data");
    let error = import(place.data.path(), &destination, &[parts()], true).unwrap_err();
    assert!(matches!(error, ImportFailed::Unreadable(_)), "{error}");
    assert!(generations(&destination).is_empty());
}

#[test]
fn folders_without_tables_are_refused() {
    let place = Place::with(&[]);
    let destination = place.program.path().join("data");
    let error = import(place.data.path(), &destination, &[parts()], false).unwrap_err();
    assert!(
        matches!(error, ImportFailed::Folder(OpenError::NoTables { .. })),
        "{error}"
    );
}

#[test]
fn one_import_at_a_time() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let destination = place.program.path().join("data");
    import(place.data.path(), &destination, &[numbers()], false).unwrap();
    let lock = fs::File::open(destination.join(".lock")).unwrap();
    lock.lock().unwrap();
    let error = import(place.data.path(), &destination, &[numbers()], false).unwrap_err();
    assert_eq!(error, ImportFailed::Busy(destination));
}

#[test]
fn a_damaged_import_is_noticed() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let destination = place.program.path().join("data");
    import(place.data.path(), &destination, &[numbers()], false).unwrap();
    let file = destination.join("generation-1/number.parquet");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    let error =
        EmbeddedWarehouse::open(&destination, vec![numbers()], &place.settings()).unwrap_err();
    assert_eq!(error, OpenError::Damaged(file.canonicalize().unwrap()));
}

#[tokio::test]
async fn imported_rows_are_checked_again_when_the_declaration_changes() {
    let place = Place::with(&[("number.csv", "n\n1\n1\n")]);
    let destination = place.program.path().join("data");
    import(place.data.path(), &destination, &[numbers()], false).unwrap();
    let decimal = table(
        "number",
        &[("n", ColumnType::Decimal), ("m", ColumnType::Text)],
        &[],
    );
    let warehouse =
        EmbeddedWarehouse::open(&destination, vec![decimal], &place.settings()).unwrap();
    assert_eq!(
        json!(rows(&warehouse, "SELECT SUM(n) FROM number").await),
        json!([[2]])
    );
    let keyed = table("number", &[("n", ColumnType::Integer)], &["n"]);
    let error = EmbeddedWarehouse::open(&destination, vec![keyed], &place.settings()).unwrap_err();
    assert!(matches!(error, OpenError::Faulty(_)), "{error}");
}

const KILLED_FROM: &str = "WAREHOUSE_TEST_IMPORT_FROM";
const KILLED_INTO: &str = "WAREHOUSE_TEST_IMPORT_INTO";

/// Not a test: what the next one starts as a program of its own, to be killed. It imports two folders in turn.
#[test]
fn import_until_killed() {
    let (Some(from), Some(into)) = (std::env::var_os(KILLED_FROM), std::env::var_os(KILLED_INTO))
    else {
        return;
    };
    for folder in ["old", "new"].iter().cycle() {
        import(
            &Path::new(&from).join(folder),
            Path::new(&into),
            &[numbers(), parts()],
            false,
        )
        .unwrap();
    }
}

#[tokio::test]
async fn after_a_kill_the_data_is_whole() {
    let place = Place::with(&[]);
    for (folder, n, rows) in [("old", 1, 2_000), ("new", 2, 3_000)] {
        let folder = place.data.path().join(folder);
        fs::create_dir(&folder).unwrap();
        fs::write(
            folder.join("number.csv"),
            format!("n\n{}", format!("{n}\n").repeat(rows)),
        )
        .unwrap();
        let codes = lines(1, rows, |code| format!("{code},{n}"));
        fs::write(folder.join("part.csv"), format!("code,stock\n{codes}")).unwrap();
    }
    let destination = place.program.path().join("data");
    import(
        &place.data.path().join("old"),
        &destination,
        &[numbers(), parts()],
        false,
    )
    .unwrap();
    let program = std::env::current_exe().unwrap();
    for round in 0..12_u64 {
        let mut child = Command::new(&program)
            .args(["--exact", "embedded::tests::imports::import_until_killed"])
            .env(KILLED_FROM, place.data.path())
            .env(KILLED_INTO, &destination)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread over the time that starting and several imports take.
        std::thread::sleep(Duration::from_millis(40 + 37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let warehouse = open_imported(&place, &destination).unwrap();
        let sql = "SELECT MIN(n), MAX(n), COUNT(*), (SELECT COUNT(*) FROM part) AS parts, (SELECT MAX(stock) FROM part) AS stock FROM number";
        let found = json!(rows(&warehouse, sql).await);
        assert!(
            found == json!([[1, 1, 2_000, 2_000, 1]]) || found == json!([[2, 2, 3_000, 3_000, 2]]),
            "round {round}: {found}"
        );
        assert_eq!(generations(&destination).len(), 1, "round {round}");
    }
}
