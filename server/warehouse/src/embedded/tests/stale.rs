//! What happens when files change, and when what the program keeps about them is damaged.

use serde_json::json;

use super::*;

fn converted(place: &Place) -> Vec<PathBuf> {
    files_in(&place.program.path().join("tables"), "parquet")
}

#[tokio::test]
async fn a_file_is_converted_once() {
    let place = Place::with(&[("number.csv", "n\n1\n2\n")]);
    let first = place.open(&[numbers()]).unwrap().data_version();
    let files = converted(&place);
    let made = fs::metadata(&files[0]).unwrap().modified().unwrap();
    let second = place.open(&[numbers()]).unwrap();
    assert_eq!(second.data_version(), first);
    assert_eq!(converted(&place), files);
    assert_eq!(fs::metadata(&files[0]).unwrap().modified().unwrap(), made);
    assert_eq!(
        json!(rows(&second, "SELECT SUM(n) FROM number").await),
        json!([[3]])
    );
}

#[tokio::test]
async fn a_damaged_conversion_is_made_anew() {
    let place = Place::with(&[("number.csv", "n\n1\n2\n")]);
    drop(place.open(&[numbers()]).unwrap());
    let file = converted(&place).remove(0);
    let whole = fs::read(&file).unwrap();
    for position in [4, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[position] ^= 1;
        fs::write(&file, bytes).unwrap();
        let warehouse = place.open(&[numbers()]).unwrap();
        assert_eq!(
            json!(rows(&warehouse, "SELECT SUM(n) FROM number").await),
            json!([[3]])
        );
        assert_eq!(fs::read(&file).unwrap(), whole);
    }
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(
        json!(
            rows(
                &place.open(&[numbers()]).unwrap(),
                "SELECT SUM(n) FROM number"
            )
            .await
        ),
        json!([[3]])
    );
}

#[test]
fn damaged_hashes_are_made_anew() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    drop(place.open(&[numbers()]).unwrap());
    fs::write(place.program.path().join("tables/hashes.json"), "{").unwrap();
    assert!(place.open(&[numbers()]).is_ok());
}

#[test]
fn hashes_of_settled_files_are_remembered_and_of_fresh_ones_are_not() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let source = source::find(place.data.path(), &numbers())
        .unwrap()
        .unwrap();
    let now = source.stamp.modified();
    let mut memo = cache::Memo::default();
    let hash = blake3::hash(b"n\n1\n");
    memo.remember(&source, hash, now + std::time::Duration::from_secs(1));
    assert_eq!(memo.recall(&source), None);
    memo.remember(&source, hash, now + std::time::Duration::from_mins(1));
    assert_eq!(memo.recall(&source), Some(hash));
    place.write("number.csv", "n\n1\n2\n");
    assert_eq!(
        memo.recall(
            &source::find(place.data.path(), &numbers())
                .unwrap()
                .unwrap()
        ),
        None
    );
}

#[tokio::test]
async fn a_change_is_seen_by_reloading() {
    let place = Place::with(&[("number.csv", "n\n1\n"), ("part.csv", "code\na\n")]);
    let warehouse = place.open(&[numbers(), parts()]).unwrap();
    let before = warehouse.data_version();
    assert_eq!(warehouse.reload(), Ok(false));

    place.write("number.csv", "n\n1\n2\n");
    assert_eq!(
        json!(rows(&warehouse, "SELECT SUM(n) FROM number").await),
        json!([[1]])
    );
    assert_eq!(warehouse.reload(), Ok(true));
    assert_ne!(warehouse.data_version(), before);
    assert_eq!(
        json!(rows(&warehouse, "SELECT SUM(n) FROM number").await),
        json!([[3]])
    );
    assert_eq!(
        json!(rows(&warehouse, "SELECT COUNT(*) FROM part").await),
        json!([[1]])
    );

    // The same bytes again are the same data.
    place.write("number.csv", "n\n1\n");
    assert_eq!(warehouse.reload(), Ok(true));
    assert_eq!(warehouse.data_version(), before);
    place.write("number.csv", "n\n1\n");
    assert_eq!(warehouse.reload(), Ok(false));

    // A table comes and goes with its file.
    fs::remove_file(place.data.path().join("part.csv")).unwrap();
    assert_eq!(warehouse.reload(), Ok(true));
    assert_eq!(warehouse.tables().await.unwrap()[1].rows, None);
}

#[tokio::test]
async fn faulty_new_files_leave_the_old_data_in_place() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let warehouse = place.open(&[numbers()]).unwrap();
    let before = warehouse.data_version();
    place.write("number.csv", "n\nx\n");
    assert!(matches!(warehouse.reload(), Err(OpenError::Faulty(_))));
    assert_eq!(warehouse.data_version(), before);
    assert_eq!(
        json!(rows(&warehouse, "SELECT n FROM number").await),
        json!([[1]])
    );
    place.write("number.csv", "n\n5\n");
    assert_eq!(warehouse.reload(), Ok(true));
    assert_eq!(
        json!(rows(&warehouse, "SELECT n FROM number").await),
        json!([[5]])
    );
}

#[test]
fn the_version_speaks_of_rows_names_and_declarations() {
    let place = Place::with(&[("number.csv", "n\n1\n")]);
    let version = |schemas: &[TableSchema]| place.open(schemas).unwrap().data_version();
    let plain = version(&[numbers()]);
    assert_eq!(version(&[numbers()]), plain);
    assert_ne!(version(&[numbers(), parts()]), plain);
    assert_ne!(
        version(&[table("number", &[("n", ColumnType::Decimal)], &[])]),
        plain
    );
    assert_ne!(
        version(&[table("number", &[("n", ColumnType::Integer)], &["n"])]),
        plain
    );
}

#[test]
fn a_new_declaration_reads_the_file_anew() {
    let place = Place::with(&[("number.csv", "n\n1\n1\n")]);
    assert!(place.open(&[numbers()]).is_ok());
    let keyed = table("number", &[("n", ColumnType::Integer)], &["n"]);
    assert_eq!(
        place.faults(&[keyed]),
        ["number.csv:3: n: \"1\": the same key as in line 2"]
    );
}

#[test]
fn old_conversions_do_not_pile_up() {
    let place = Place::with(&[]);
    for n in 0..12 {
        place.write("number.csv", format!("n\n{n}\n"));
        drop(place.open(&[numbers()]).unwrap());
    }
    assert_eq!(converted(&place).len(), 8);
    assert!(files_in(&place.program.path().join("tables"), "part").is_empty());
}
