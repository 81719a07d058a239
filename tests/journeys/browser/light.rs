//! Pages are light: little travels, nothing jumps.

use quartermaster_tests::chromium::{LayoutShift, Look};
use quartermaster_tests::person::Person;
use quartermaster_tests::stage::Stage;

/// Bytes that HTML, style sheet and scripts of a page may have together, compressed.
const MOST_BYTES: f64 = 100_000.0;
/// Layout shift that nobody sees.
const MOST_SHIFT: f64 = 0.001;
/// Layout shift of the columns of a long table, which take their widths while its rows arrive; 0.1 is called good.
const MOST_SHIFT_OF_COLUMNS: f64 = 0.01;
/// How much slower than this machine a cheap phone is taken to be.
const SLOWER: u32 = 4;

async fn assert_still(person: &Person, what: &str) -> anyhow::Result<()> {
    let LayoutShift { score, sources } = person.layout_shift().await?;
    let only_columns = sources.iter().all(|source| {
        let tag = source.split(['.', '#']).next();
        matches!(tag, Some("td" | "th"))
    });
    let most = if only_columns {
        MOST_SHIFT_OF_COLUMNS
    } else {
        MOST_SHIFT
    };
    assert!(score <= most, "{what} jumps by {score}: {sources:?}");
    Ok(())
}

#[tokio::test]
async fn pages_are_light_and_stand_still() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    for look in [Look::DESK, Look::NARROW] {
        let person = stage.stranger().await?;
        person.look(look).await?;
        person.without_cache().await?;
        person.slow_down(SLOWER).await?;
        person.open("/login").await?;
        assert_still(&person, "the login page").await?;
        person.log_in("warehouse").await?;
        person.weight().await?;

        person.open("/").await?;
        let weight = person.weight().await?;
        let paint = person.first_contentful_paint().await?;
        eprintln!(
            "{} px: {weight}; first contentful paint {paint:.0} ms with {SLOWER} × slower",
            look.width
        );
        assert!(weight.bytes() < MOST_BYTES, "{weight}");
        assert!(
            weight.kinds.contains_key("Document") && weight.kinds.contains_key("Stylesheet"),
            "{weight}"
        );
        assert_still(&person, "the empty page").await?;

        for question in [
            "Stock value by warehouse",
            "Which products are below minimum stock?",
        ] {
            person.ask(question).await?;
            assert_still(&person, &format!("{question} (as it comes)")).await?;
            person.weight().await?;
            person.reload().await?;
            let weight = person.weight().await?;
            assert!(weight.bytes() < MOST_BYTES, "{question}: {weight}");
            assert_still(&person, &format!("{question} (reloaded)")).await?;
        }
        person.heard_no_complaints().await?;
    }
    stage.close().await
}
