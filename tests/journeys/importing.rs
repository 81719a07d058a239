//! The plug is pulled while data is imported: the data from before stays whole until the new data is, and a later
//! import is not hindered by what was left lying.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::Home;
use serde_json::Value;

/// Moments of an import at which it is killed, in tenths of its time.
const MOMENTS: [u32; 4] = [2, 5, 7, 9];

/// Counts and sums that tell two companies apart, over tables that must come from the same one.
const FIGURES: &str = "SELECT (SELECT count(*) FROM product) AS products, \
     (SELECT count(*) FROM warehouse_product) AS stock_rows, (SELECT count(*) FROM sales_order_header) AS orders, \
     (SELECT count(*) FROM sales_order_line) AS lines, (SELECT sum(line_total) FROM sales_order_line) AS sales";

/// The figures of the data that is in use in a home.
async fn figures(home: &Home) -> anyhow::Result<Vec<Value>> {
    let configuration = data::configuration(&home.directory(), None, TODAY, "")?;
    let program = web::wiring::Application::open_scratch(configuration).await?;
    assert!(
        matches!(program.source, web::wiring::Source::Imported(_)),
        "{:?}",
        program.source
    );
    let answer = program
        .assistant
        .sql("test", "Warehouse Manager", FIGURES)
        .await;
    answer
        .rows
        .first()
        .cloned()
        .with_context(|| answer.message.clone())
}

fn import(home: &Home, folder: &Path) -> anyhow::Result<()> {
    let ran = home.run(&["import", folder.to_str().context("a path in UTF-8")?])?;
    anyhow::ensure!(ran.code == Some(0), "{}", ran.notices);
    Ok(())
}

/// Starts an import and kills it after a while; true when it was still running.
fn import_and_kill(home: &Home, folder: &Path, after: Duration) -> anyhow::Result<bool> {
    let mut child = home
        .command(&["import", folder.to_str().context("a path in UTF-8")?])?
        .spawn()?;
    std::thread::sleep(after);
    child.kill()?;
    Ok(child.wait()?.code().is_none())
}

#[tokio::test]
async fn a_killed_import_leaves_the_old_data_whole() -> anyhow::Result<()> {
    let home = Home::new()?;
    let (old, new) = (home.path().join("old"), home.path().join("new"));
    data::write_sample(&old, 2_000, 1)?;
    data::write_sample(&new, 20_000, 2)?;
    let other = Home::new()?;
    let started = Instant::now();
    import(&other, &new)?;
    let whole = started.elapsed();
    let after = figures(&other).await?;

    import(&home, &old)?;
    let before = figures(&home).await?;
    assert_ne!(before, after);
    let mut killed = 0;
    for moment in MOMENTS {
        let was_running = import_and_kill(&home, &new, whole * moment / 10)?;
        let found = figures(&home).await?;
        if found == after {
            // It had got as far as to take the new data over, whole.
            import(&home, &old)?;
            continue;
        }
        assert_eq!(found, before, "killed after {moment} tenths");
        killed += u32::from(was_running);
    }
    assert!(
        killed >= 2,
        "only {killed} imports were killed before they had finished"
    );
    import(&home, &new)?;
    assert_eq!(figures(&home).await?, after);
    let left: Vec<_> = std::fs::read_dir(home.directory().join("imported"))?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .collect();
    assert_eq!(
        left.len(),
        1,
        "what the killed imports left is gone: {left:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_refused_import_changes_nothing() -> anyhow::Result<()> {
    let home = Home::new()?;
    let (old, bad) = (home.path().join("old"), home.path().join("bad"));
    data::write_sample(&old, 1_000, 1)?;
    data::write_sample(&bad, 1_000, 2)?;
    import(&home, &old)?;
    let before = figures(&home).await?;
    let file = bad.join("sales_order_line.csv");
    let text = std::fs::read_to_string(&file)?;
    let third = text.lines().nth(2).context("a third line")?;
    let mut cells: Vec<&str> = third.split(',').collect();
    *cells.get_mut(4).context("a fifth cell")? = "many";
    std::fs::write(&file, text.replacen(third, &cells.join(","), 1))?;
    let folder = bad.to_str().context("a path in UTF-8")?;
    let refused = home.run(&["import", folder])?;
    assert_eq!(refused.code, Some(1));
    for part in ["sales_order_line.csv", "3", "order_quantity", "many"] {
        assert!(
            refused.notices.contains(part),
            "{part} in {}",
            refused.notices
        );
    }
    assert_eq!(figures(&home).await?, before);
    // Leaving the row out is possible, and said.
    let taken = home.run(&["import", "--skip-bad", folder])?;
    assert_eq!(taken.code, Some(0), "{}", taken.notices);
    assert!(
        taken.output.contains("1 left out") && taken.output.contains("many"),
        "{}",
        taken.output
    );
    assert_ne!(figures(&home).await?, before);
    Ok(())
}
