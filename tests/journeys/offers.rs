//! What the program *offers* to ask is answered: suggestions, buttons that ask on, choices of a question back, questions
//! behind a code in a table, and those that stand beside a question that could not be answered.

use assistant::{Answer, Ask, Outcome};
use quartermaster_tests::data::{self, TODAY};
use quartermaster_tests::program::Home;
use serde_json::Value;
use web::wiring::Application;

/// Questions that are not answered as they are: unclear, not of this data, not of this persona.
const UNANSWERED: [(&str, &str); 9] = [
    ("Warehouse Manager", "performance of warehouses"),
    ("Warehouse Manager", "What is the weather like?"),
    ("Warehouse Manager", "Show me purchase orders"),
    ("Field Engineer", "How are deliveries doing"),
    ("Field Engineer", "Stock of unicorns"),
    ("Field Engineer", "spend by supplier"),
    ("Procurement Specialist", "how are our suppliers doing"),
    ("Procurement Specialist", "Where do our suppliers live?"),
    ("Procurement Specialist", "customer orders"),
];

/// Asks within a conversation.
async fn ask(program: &Application, persona: &str, conversation: usize, question: &str) -> Answer {
    let id = format!("00000000-0000-4000-8000-{conversation:012}");
    let ask = Ask::new("test", persona, question).within(id);
    program.assistant.ask(ask).await
}

/// Everything that an answer offers to ask.
fn offers(answer: &Answer) -> Vec<String> {
    let mut offers = answer.choices.clone();
    offers.extend(answer.insight.follow_ups.iter().cloned());
    let Some(row) = answer.rows.first() else {
        return offers;
    };
    let cell = |place: usize| row.get(place).map(shown);
    offers.extend(
        answer
            .insight
            .drill
            .and_then(cell)
            .map(|name| format!("only {name}")),
    );
    for next in answer
        .columns
        .iter()
        .filter_map(|column| column.next.as_ref())
    {
        let key: Vec<String> = next.key.iter().filter_map(|place| cell(*place)).collect();
        offers.push(next.question.replace("{key}", &key.join("-")));
    }
    offers
}

fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[tokio::test]
async fn everything_that_is_offered_is_answered() -> anyhow::Result<()> {
    let home = Home::new()?;
    let sample = home.path().join("sample");
    data::write_sample(&sample, 5_000, 1)?;
    let program = data::open(&home.directory(), Some(&sample), TODAY).await?;
    let mut questions: Vec<(&str, &str, bool)> = Vec::new();
    for persona in &program.meaning.personas {
        let suggestions = persona.suggestions.iter();
        questions
            .extend(suggestions.map(|question| (persona.name.as_str(), question.as_str(), true)));
    }
    questions.extend(UNANSWERED.map(|(persona, question)| (persona, question, false)));

    let mut conversation = 0;
    let mut broken = Vec::new();
    for (persona, question, is_answered) in questions {
        conversation += 1;
        let answer = ask(&program, persona, conversation, question).await;
        if (answer.outcome == Outcome::Answered) != is_answered {
            broken.push(format!("{persona}: {question}: {:?}", answer.outcome));
        }
        for offer in offers(&answer) {
            conversation += 1;
            ask(&program, persona, conversation, question).await;
            let next = ask(&program, persona, conversation, &offer).await;
            if next.outcome != Outcome::Answered {
                broken.push(format!(
                    "{persona}: {question} → {offer}: {:?}: {}",
                    next.outcome, next.message
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}
