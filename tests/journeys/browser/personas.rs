//! Each persona's whole way through the pages, with scripts and without: log in, ask, follow up, answer a question back,
//! be refused, drill down, export, log out.

use quartermaster_tests::person::Person;
use quartermaster_tests::stage::Stage;

/// A persona's way.
struct Way {
    username: &'static str,
    persona: &'static str,
    /// Questions, each with what its answer says; the last has a chart.
    questions: [(&'static str, &'static str); 3],
    /// A condition put to the last question, and what the answer says then.
    follow_up: (&'static str, &'static str),
    /// A question that needs to be asked back, and the first choice.
    unclear: (&'static str, &'static str),
    /// What belongs to somebody else, and the word for it.
    foreign: (&'static str, &'static str),
}

const WAREHOUSE: Way = Way {
    username: "warehouse",
    persona: "Warehouse Manager",
    questions: [
        ("Which products are below minimum stock?", "62 rows"),
        ("How many orders are overdue", "3"),
        ("Stock by warehouse", "13,142"),
    ],
    follow_up: ("only GOT-PORT", "9,780"),
    unclear: ("performance of warehouses", "Sales this month"),
    foreign: ("Show me purchase orders", "purchase orders"),
};

const FIELD: Way = Way {
    username: "field",
    persona: "Field Engineer",
    questions: [
        ("Which orders are overdue?", "3 rows"),
        ("Which orders are due this week?", "9 rows"),
        ("Average delivery time by country", "8.61"),
    ],
    follow_up: ("only Germany", "8.61"),
    unclear: ("performance by country", "Sales this month"),
    foreign: ("spend by supplier", "spend"),
};

const PROCUREMENT: Way = Way {
    username: "procurement",
    persona: "Procurement Specialist",
    questions: [
        ("Which purchase orders are overdue?", "5 rows"),
        ("On-time rate by supplier", "39 rows"),
        ("Top 10 suppliers by spend this year", "7,315.08"),
    ],
    follow_up: ("only Dragonfly Imports", "7,315.08"),
    unclear: ("how are our suppliers doing", "Spend this month"),
    foreign: ("customer orders", "customer orders"),
};

impl Way {
    async fn go(&self, scripts: bool) -> anyhow::Result<()> {
        let Some(stage) = Stage::open().await? else {
            return Ok(());
        };
        let person = stage.person().await?;
        if !scripts {
            person.without_scripts().await?;
        }
        person.open("/").await?;
        person.reads(&["Demo accounts", self.username]).await?;
        person.log_in(self.username).await?;
        person.reads(&[self.persona, "as of 30 Jun 2025"]).await?;
        self.ask_and_ask_on(&person).await?;
        self.drill_down(&person, scripts).await?;
        self.export(&stage, &person).await?;
        self.be_refused(&person).await?;
        person.heard_no_complaints().await?;

        person.log_out().await?;
        assert_eq!(person.path().await?, "/login");
        person.open("/").await?;
        assert_eq!(person.path().await?, "/login", "the session is over");
        person.heard_no_complaints().await?;
        stage.close().await
    }

    async fn ask_and_ask_on(&self, person: &Person) -> anyhow::Result<()> {
        for (question, expected) in self.questions {
            person.ask(question).await?;
            person.reads(&["I understood:", expected]).await?;
        }
        let (follow_up, expected) = self.follow_up;
        person.ask(follow_up).await?;
        person.reads(&["I understood:", expected, "1 row"]).await?;

        let (unclear, choice) = self.unclear;
        person.follow("link", "New conversation").await?;
        person.ask(unclear).await?;
        let choices = person.count("form[aria-label='Which one?'] button").await?;
        assert!((1..=3).contains(&choices), "{choices} choices");
        person.ask_by_button(choice).await?;
        person.reads(&["I understood:"]).await
    }

    /// A mark of the chart leads on to what it stands for. Without scripts its question is written into the input.
    async fn drill_down(&self, person: &Person, scripts: bool) -> anyhow::Result<()> {
        let (question, _) = self.questions[2];
        person.ask(question).await?;
        person.open_tab("Chart").await?;
        person.follow_on("[data-panel='chart'] svg a").await?;
        if !scripts {
            person.follow("button", "Ask").await?;
        }
        let asked = person.text_of("main h1").await?;
        assert!(asked.starts_with("only "), "{asked}");
        person.expect_answer(&asked).await?;
        person.reads(&["I understood:", "1 row"]).await
    }

    async fn export(&self, stage: &Stage, person: &Person) -> anyhow::Result<()> {
        person.ask(self.questions[2].0).await?;
        let rows = person.count("[data-panel='table'] tbody tr").await?;
        person.click("link", "CSV").await?;
        let (_, csv) = stage.chromium.download(".csv").await?;
        let lines = String::from_utf8(csv)?.lines().count();
        assert_eq!(
            u64::try_from(lines)?,
            rows + 1,
            "a line for each row and one for the heading"
        );
        person.click("link", "XLSX").await?;
        let (name, xlsx) = stage.chromium.download(".xlsx").await?;
        assert!(
            xlsx.starts_with(b"PK") && xlsx.len() > 1_000,
            "{name}: {} bytes",
            xlsx.len()
        );
        Ok(())
    }

    async fn be_refused(&self, person: &Person) -> anyhow::Result<()> {
        let (question, word) = self.foreign;
        person.ask(question).await?;
        person.reads(&["not allowed", &format!("“{word}”")]).await?;
        assert_eq!(person.count("[data-panel]").await?, 0, "nothing is shown");
        Ok(())
    }
}

#[tokio::test]
async fn a_warehouse_manager_with_scripts() -> anyhow::Result<()> {
    WAREHOUSE.go(true).await
}

#[tokio::test]
async fn a_warehouse_manager_without_scripts() -> anyhow::Result<()> {
    WAREHOUSE.go(false).await
}

#[tokio::test]
async fn a_field_engineer_with_scripts() -> anyhow::Result<()> {
    FIELD.go(true).await
}

#[tokio::test]
async fn a_field_engineer_without_scripts() -> anyhow::Result<()> {
    FIELD.go(false).await
}

#[tokio::test]
async fn a_procurement_specialist_with_scripts() -> anyhow::Result<()> {
    PROCUREMENT.go(true).await
}

#[tokio::test]
async fn a_procurement_specialist_without_scripts() -> anyhow::Result<()> {
    PROCUREMENT.go(false).await
}

/// Another persona begins a conversation of its own; the old one stays where it was.
async fn switch(scripts: bool) -> anyhow::Result<()> {
    let Some(stage) = Stage::open().await? else {
        return Ok(());
    };
    let person = stage.person().await?;
    if !scripts {
        person.without_scripts().await?;
    }
    person.log_in("demo").await?;
    person.ask("Stock by warehouse").await?;
    person
        .leaving(async || {
            person.choose("Persona", "Procurement Specialist").await?;
            if !scripts {
                person.click("button", "Switch").await?;
            }
            Ok(())
        })
        .await?;
    person
        .reads(&["Top 10 suppliers by spend this year"])
        .await?;
    person.does_not_read(&["13,142"]).await?;
    person
        .ask_by_button("Top 10 suppliers by spend this year")
        .await?;
    person.reads(&["7,315.08"]).await?;
    // The conversation of before is a link away.
    person.follow("link", "Stock by warehouse").await?;
    person.reads(&["13,142"]).await?;
    person.heard_no_complaints().await?;
    stage.close().await
}

#[tokio::test]
async fn switching_the_persona_with_scripts() -> anyhow::Result<()> {
    switch(true).await
}

#[tokio::test]
async fn switching_the_persona_without_scripts() -> anyhow::Result<()> {
    switch(false).await
}
