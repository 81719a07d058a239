//! The pictures of the README.

use std::path::Path;

use quartermaster_tests::chromium::Look;
use quartermaster_tests::stage::Stage;

use crate::keep;

/// Questions that were asked before the picture is taken, so that the sidebar and the history hold something.
const EARLIER: [&str; 4] = [
    "Capacity utilisation by warehouse",
    "Which orders are due this week?",
    "Top 10 products by units sold last month",
    "How many orders are overdue",
];

/// Writes them into the folder.
pub(crate) async fn take(stage: &Stage, folder: &Path) -> anyhow::Result<()> {
    let person = stage.stranger().await?;
    person.look(Look::DESK).await?;
    person.log_in("demo").await?;
    let empty = "/?persona=Warehouse+Manager";
    for question in EARLIER {
        person.open(empty).await?;
        person.ask(question).await?;
    }
    person.open(empty).await?;
    person
        .ask("Which products are below minimum stock?")
        .await?;
    keep(&person, folder, "ask-desktop").await?;
    person.look(Look::PHONE).await?;
    person.reload().await?;
    keep(&person, folder, "ask-phone").await?;

    person.look(Look::DESK.dark()).await?;
    person.open(empty).await?;
    person.ask("Units sold by month last year").await?;
    person.open_tab("Chart").await?;
    keep(&person, folder, "chart-dark").await?;

    person.look(Look::DESK).await?;
    for (name, address) in [
        ("history", "/history"),
        ("costs", "/costs"),
        ("data", "/data"),
        ("status", "/status"),
    ] {
        person.open(address).await?;
        keep(&person, folder, name).await?;
    }
    Ok(())
}
