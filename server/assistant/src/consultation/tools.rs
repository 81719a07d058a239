//! The *tools* that a language model is offered, and what it calls them with.

use std::sync::LazyLock;

use language_model::{Tool, ToolCall};
use schemars::{JsonSchema, schema_for};
use semantic::SemanticQuery;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Most choices of a question back.
pub(crate) const CHOICES: usize = 3;
/// Most assumptions and words that one call may declare; further ones are left out.
const DECLARED: usize = 8;

/// What the model took words of the question for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Taken {
    /// Words of the question that are not names in the model.
    pub words: String,
    /// What they were taken to mean.
    pub meaning: String,
}

/// What a call says about itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Account {
    pub understood: String,
    pub words: Vec<Taken>,
    pub assumptions: Vec<String>,
}

/// Asks in the words of the model.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SemanticQueryCall {
    /// The query.
    query: SemanticQuery,
    /// One sentence that says what the query computes.
    #[serde(default)]
    understood: String,
    /// For each word of the question that is not a name in the model: what it was taken to mean.
    #[serde(default)]
    words: Vec<Taken>,
    /// What was decided without being told, each a sentence.
    #[serde(default)]
    assumptions: Vec<String>,
}

/// Runs one SELECT.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunSqlCall {
    /// One read-only SELECT.
    sql: String,
    /// One sentence that says what the query computes.
    #[serde(default)]
    understood: String,
    /// For each word of the question that is not a name in the model: what it was taken to mean.
    #[serde(default)]
    words: Vec<Taken>,
    /// What was decided without being told, each a sentence.
    #[serde(default)]
    assumptions: Vec<String>,
}

/// Makes a calculation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CalculateCall {
    /// Name in the catalogue.
    name: String,
    /// Its parameters. Where rows come from the data, the codes that narrow them: product_code, warehouse_code,
    /// supplier_code, product_group, delivery_area.
    #[serde(default)]
    parameters: Map<String, Value>,
    /// For each word of the question that is not a name in the model: what it was taken to mean.
    #[serde(default)]
    words: Vec<Taken>,
    /// What was decided without being told, each a sentence.
    #[serde(default)]
    assumptions: Vec<String>,
}

/// Asks the person back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AskUserCall {
    /// One sentence.
    question: String,
    /// At most three, each a whole question that stands by itself.
    #[serde(default)]
    choices: Vec<String>,
}

/// Says whether a query answers a question.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    /// It does.
    pub fits: bool,
    /// Why not, in one sentence.
    #[serde(default)]
    pub reason: String,
}

/// A call as it was understood.
#[derive(Debug)]
pub(crate) enum Called {
    Query(Box<SemanticQuery>, Account),
    Sql(String, Account),
    Calculation(String, Map<String, Value>, Account),
    AskUser(String, Vec<String>),
}

/// The tools of a consultation.
pub(crate) fn tools() -> &'static [Tool] {
    static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| {
        vec![
            tool::<SemanticQueryCall>(
                "semantic_query",
                "Asks the data in the words of the model: its attributes, metrics and named filters. Prefer it. \
                 Positions (`of`, `later`, `column`) count the query's columns from 0.",
            ),
            tool::<RunSqlCall>(
                "run_sql",
                "Runs one read-only SELECT over the tables of the model, for what a semantic query cannot say.",
            ),
            tool::<CalculateCall>("calculate", &catalogue()),
            tool::<AskUserCall>(
                "ask_user",
                "Asks the person back when the question has several meanings that give different figures.",
            ),
        ]
    });
    &TOOLS
}

/// The tool of a validation.
pub(crate) fn verdict() -> &'static Tool {
    static VERDICT: LazyLock<Tool> =
        LazyLock::new(|| tool::<Verdict>("verdict", "Says whether the SQL answers the question."));
    &VERDICT
}

fn tool<T: JsonSchema>(name: &str, description: &str) -> Tool {
    let mut schema = schema_for!(T).to_value();
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("$schema");
        schema.remove("title");
        schema.remove("description");
    }
    Tool {
        name: name.to_owned(),
        description: description.to_owned(),
        input_schema: schema,
    }
}

/// What can be calculated, one line a tool: its name, what it takes, what it is.
fn catalogue() -> String {
    let mut text =
        "Makes a calculation of the catalogue. What is measured from the data may be left out."
            .to_owned();
    for tool in lambda_tools::tools() {
        let takes: Vec<&str> = tool
            .forms
            .first()
            .map(|form| form.names().map(|(name, _)| name).collect())
            .unwrap_or_default();
        let first = tool.description.split(". ").next().unwrap_or_default();
        text.push_str(&format!(
            "\n- {}({}): {}",
            tool.name,
            takes.join(", "),
            first.trim_end_matches('.')
        ));
    }
    text
}

/// What a call means; else what the model is told about it.
pub(crate) fn understand(call: &ToolCall) -> Result<Called, String> {
    match call.name.as_str() {
        "semantic_query" => {
            let SemanticQueryCall {
                query,
                understood,
                words,
                assumptions,
            } = read(&call.input)?;
            let account = account(understood, words, assumptions);
            Ok(Called::Query(Box::new(query), account))
        }
        "run_sql" => {
            let RunSqlCall {
                sql,
                understood,
                words,
                assumptions,
            } = read(&call.input)?;
            Ok(Called::Sql(sql, account(understood, words, assumptions)))
        }
        "calculate" => {
            let CalculateCall {
                name,
                parameters,
                words,
                assumptions,
            } = read(&call.input)?;
            let account = account(String::new(), words, assumptions);
            Ok(Called::Calculation(name, parameters, account))
        }
        "ask_user" => {
            let AskUserCall { question, choices } = read(&call.input)?;
            Ok(Called::AskUser(question, choices))
        }
        other => {
            let known: Vec<&str> = tools().iter().map(|tool| tool.name.as_str()).collect();
            Err(format!(
                "There is no tool named {other}; there are {}.",
                known.join(", ")
            ))
        }
    }
}

/// The input of a call as a type; else the place and the fault in it.
pub(crate) fn read<T: DeserializeOwned>(input: &Value) -> Result<T, String> {
    if let Value::String(_) = input {
        return Err("The input is no JSON object.".to_owned());
    }
    serde_path_to_error::deserialize(input).map_err(|error| {
        format!(
            "The input is not as the schema says: {}: {}",
            error.path(),
            error.inner()
        )
    })
}

fn account(understood: String, mut words: Vec<Taken>, mut assumptions: Vec<String>) -> Account {
    words.truncate(DECLARED);
    assumptions.truncate(DECLARED);
    Account {
        understood,
        words,
        assumptions,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn called(name: &str, input: Value) -> Result<Called, String> {
        understand(&ToolCall {
            id: "1".to_owned(),
            name: name.to_owned(),
            input,
        })
    }

    #[test]
    fn every_tool_has_a_schema_of_an_object() {
        for tool in tools().iter().chain([verdict()]) {
            assert_eq!(tool.input_schema["type"], "object", "{}", tool.name);
            assert!(tool.name.len() <= 64 && !tool.description.is_empty());
        }
        let query = &tools()[0].input_schema;
        assert!(query["$defs"]["Predicate"].is_object(), "{query}");
        for tool in lambda_tools::tools() {
            assert!(tools()[2].description.contains(tool.name), "{}", tool.name);
        }
    }

    #[test]
    fn faults_of_an_input_name_the_place() {
        let fault = called(
            "semantic_query",
            json!({"query": {"form": {"rows": {"dataset": "product"}}, "columns": [{"attribut": "x"}]}}),
        )
        .unwrap_err();
        assert!(fault.contains("query.columns[0]"), "{fault}");
        assert_eq!(
            called("run_sql", json!("{\"sql")).unwrap_err(),
            "The input is no JSON object."
        );
        assert_eq!(
            called("drop_table", json!({})).unwrap_err(),
            "There is no tool named drop_table; there are semantic_query, run_sql, calculate, ask_user."
        );
    }

    #[test]
    fn a_call_declares_so_much_and_no_more() {
        let of = |count: usize| {
            let assumptions = vec!["x"; count];
            match called(
                "run_sql",
                json!({"sql": "SELECT 1", "assumptions": assumptions}),
            ) {
                Ok(Called::Sql(_, account)) => account.assumptions.len(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!((of(8), of(9)), (8, 8));
    }
}
