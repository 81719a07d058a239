//! Hands stay on the keyboard: everything can be reached and done with it, and one sees where one is.

use quartermaster_tests::person::Person;
use quartermaster_tests::stage::Stage;
use serde::Deserialize;

/// Where the focus is, and whether that can be seen.
#[derive(Debug, Deserialize)]
struct Focus {
    /// The element's place among all that can take the focus; nothing when it is none of them.
    place: Option<usize>,
    name: String,
    ring: bool,
    uncovered: bool,
}

/// Marks what can take the focus, and says what that is.
const MARK: &str = "(() => {
  const candidates = 'a[href], button, input, select, textarea, summary, [tabindex]';
  window.reachable = [...document.querySelectorAll(candidates)].filter((e) => e.tabIndex >= 0 && !e.disabled
    && e.type !== 'hidden' && e.checkVisibility({visibilityProperty: true}));
  return window.reachable.map((e) => e.outerHTML.slice(0, 120));
})()";

const FOCUS: &str = "(() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  const place = window.reachable.indexOf(e);
  const box = e.getBoundingClientRect();
  const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]]
    .map(([x, y]) => [box.x + box.width * x, box.y + box.height * y]);
  return {
    place: place < 0 ? null : place,
    name: e.outerHTML.slice(0, 120),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none',
    uncovered: points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && e.contains(top); }),
  };
})()";

/// Puts the focus before everything on the page, as it is on a page that puts it nowhere itself.
const FROM_THE_TOP: &str =
    "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')";

/// Walks over the page with the Tab key: everything is reached, and seen where it is. What is wrong.
async fn walk(person: &Person, what: &str) -> anyhow::Result<Vec<String>> {
    let mut left: Vec<String> = serde_json::from_value(person.evaluate(MARK).await?)?;
    assert!(left.len() > 5, "{what}: {left:?}");
    person.evaluate(FROM_THE_TOP).await?;
    let mut faults = Vec::new();
    for _ in 0..left.len() + 3 {
        person.press("Tab").await?;
        let focus: Focus = serde_json::from_value(person.evaluate(FOCUS).await?)?;
        let Some(place) = focus.place else { continue };
        left[place].clear();
        if !focus.ring {
            faults.push(format!("{what}: no ring around {}", focus.name));
        }
        if !focus.uncovered {
            faults.push(format!("{what}: something lies over {}", focus.name));
        }
    }
    let left = left.iter().filter(|name| !name.is_empty());
    faults.extend(left.map(|name| format!("{what}: Tab does not reach {name}")));
    Ok(faults)
}

#[tokio::test]
async fn asking_needs_no_mouse() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.open("/").await?;
    // The login page begins in its first field.
    let first = "document.activeElement.name === 'username'";
    person.wait_until("the focus", first).await?;
    person.write("warehouse").await?;
    person.press("Tab").await?;
    person.write("quartermaster").await?;
    person.leaving(async || person.press("Enter").await).await?;

    person.evaluate(FROM_THE_TOP).await?;
    person.press("/").await?;
    let focused = "document.activeElement.id === 'question'";
    assert_eq!(
        person.evaluate(focused).await?,
        true,
        "/ leads to the input"
    );
    assert_eq!(person.evaluate("document.activeElement.value").await?, "");
    person.write("Stock by").await?;
    person.press("Shift+Enter").await?;
    person.write("warehouse").await?;
    assert_eq!(
        person.evaluate("document.activeElement.value").await?,
        "Stock by\nwarehouse"
    );
    person.leaving(async || person.press("Enter").await).await?;
    person.reads(&["OSL-MAIN", "13,142"]).await?;

    person.evaluate(FROM_THE_TOP).await?;
    person.press("/").await?;
    person.press("ArrowUp").await?;
    let recalled = person.evaluate("document.activeElement.value").await?;
    assert_eq!(
        recalled
            .as_str()
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Some("Stock by warehouse".to_owned()),
        "↑ recalls"
    );
    person.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn tab_reaches_everything() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.log_in("demo").await?;
    let mut faults = walk(&person, "the empty page").await?;
    person
        .ask("Which products are below minimum stock?")
        .await?;
    faults.extend(walk(&person, "an answer").await?);
    person.ask("Units sold by month last year").await?;
    person.open_tab("Chart").await?;
    faults.extend(walk(&person, "a chart").await?);
    for page in ["/history", "/data", "/costs", "/status"] {
        person.open(page).await?;
        faults.extend(walk(&person, page).await?);
    }
    assert!(faults.is_empty(), "{faults:#?}");
    person.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn the_first_tab_skips_to_the_content() -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    person.log_in("warehouse").await?;
    person.evaluate(FROM_THE_TOP).await?;
    person.press("Tab").await?;
    let skip = person
        .evaluate("document.activeElement.textContent")
        .await?;
    assert!(
        skip.as_str()
            .is_some_and(|text| text.starts_with("Skip to")),
        "{skip}"
    );
    person.press("Enter").await?;
    person
        .wait_until("the content", "location.hash === '#page'")
        .await?;
    person.press("Tab").await?;
    let inside = "document.querySelector('main').contains(document.activeElement)";
    assert_eq!(
        person.evaluate(inside).await?,
        true,
        "the focus goes on in the content"
    );
    person.heard_no_complaints().await?;
    stage.close().await
}
