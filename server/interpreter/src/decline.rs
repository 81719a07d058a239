//! A *refusal* or *decline* says in one sentence why there is no answer and what to do instead.

use semantic::{MetricKind, Model};

use crate::cues::WRITE_VERBS;
use crate::draft::What;
use crate::interpreter::Parsed;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::outcome::Interpretation;
use crate::text::Gap;

/// A request to change data: it begins with a verb of change, or hides one behind a semicolon.
pub(crate) fn write_request(parsed: &Parsed, continues: bool) -> Option<Interpretation> {
    const LEAD: [&str; 18] = [
        "please", "pls", "kindly", "can", "could", "would", "you", "i", "want", "to", "need", "we",
        "lets", "let", "us", "now", "and", "then",
    ];
    const ALWAYS: [&str; 9] = [
        "delete",
        "truncate",
        "insert",
        "overwrite",
        "erase",
        "wipe",
        "grant",
        "revoke",
        "alter",
    ];
    let words: Vec<&str> = parsed.tokens.iter().map(|t| t.norm.as_str()).collect();
    let start = words.iter().position(|w| !LEAD.contains(w))?;
    let verb = words[start];
    let rest = &words[start + 1..];
    let sql = words.windows(2).any(|w| {
        matches!(
            w,
            ["drop" | "truncate", "table"] | ["delete", "from"] | ["insert", "into"]
        )
    }) || words.windows(2).any(|w| w[0] == "update") && words.contains(&"set");
    let asks_for_change = WRITE_VERBS.contains(&verb) && !rest.is_empty() && {
        // "order by", "order count", "purchase value …" name things; "set", "change … to 25" change them.
        let names_thing = parsed
            .spans
            .iter()
            .find(|s| s.start == start)
            .is_some_and(|s| {
                s.end > start + 1 || matches!(s.meaning, Meaning::Values(_) | Meaning::Key { .. })
            })
            // "Lower and upper limits".
            || matches!(rest, ["and" | "or", "upper" | "higher" | "highest", ..]);
        let noun_like = matches!(
            verb,
            "order"
                | "purchase"
                | "reorder"
                | "return"
                | "ship"
                | "book"
                | "post"
                | "lower"
                | "fix"
                | "close"
                | "double"
                | "increase"
                | "decrease"
                | "drop"
                | "change"
                | "transfer"
                | "place"
                | "put"
                | "release"
                | "move"
                | "mark"
                | "correct"
                | "set"
                | "add"
                | "remove"
                | "replace"
                | "schedule"
                | "buy"
                | "receive"
                | "create"
                | "clear"
                | "write"
                | "raise"
                | "reduce"
                | "adjust"
        );
        let to_value = rest
            .iter()
            .any(|w| matches!(*w, "to" | "as" | "by" | "from" | "into" | "for"))
            || rest
                .iter()
                .any(|w| w.starts_with(|c: char| c.is_ascii_digit()));
        let question = rest
            .iter()
            .any(|w| matches!(*w, "how" | "what" | "which" | "who" | "when" | "where"));
        // "Put May and June side by side": how the figures are shown.
        let beside = rest.windows(2).any(|w| {
            matches!(
                w,
                ["side", "by"] | ["next", "to"] | ["in", "order"] | ["a", "table"]
            )
        });
        let shows = matches!(verb, "put" | "set" | "place" | "order") && beside;
        let patches = continues
            && matches!(
                verb,
                "add"
                    | "remove"
                    | "drop"
                    | "change"
                    | "put"
                    | "replace"
                    | "set"
                    | "reduce"
                    | "double"
                    | "clear"
            );
        !names_thing
            && !question
            && !only_intends(parsed, &words, start, &LEAD)
            && !shows
            && !patches
            && (!noun_like
                || to_value
                || matches!(
                    verb,
                    "change"
                        | "set"
                        | "add"
                        | "remove"
                        | "create"
                        | "adjust"
                        | "raise"
                        | "reduce"
                        | "correct"
                        | "buy"
                        | "mark"
                        | "fix"
                        | "clear"
                ))
            && !(matches!(
                verb,
                "order" | "purchase" | "increase" | "decrease" | "change" | "drop"
            ) && matches!(
                rest.first(),
                Some(&("by" | "in" | "of" | "count" | "value" | "volume" | "history" | "trend"))
            ))
    };
    if sql || asks_for_change || ALWAYS.contains(&verb) {
        return Some(Interpretation::Refused {
            message: "Questions only read data; nothing was changed. Ask for the figures you need, and make the change in the system that owns the record.".to_owned(),
        });
    }
    None
}

/// A question about the answer before rather than about the data: why, with which SQL, take it back.
pub(crate) fn about_answer(parsed: &Parsed) -> Option<Interpretation> {
    let words: Vec<&str> = parsed.tokens.iter().map(|t| t.norm.as_str()).collect();
    let says = |any: &[&str]| words.iter().any(|w| any.contains(w));
    let message = if says(&["sql"]) && !says(&["table", "drop", "delete"]) {
        "Each answer shows the SQL that it came from: open “SQL” beside its table."
    } else if words.first() == Some(&"why") && words.len() <= 5
        || words.len() <= 5 && says(&["explain"])
    {
        "Reasons are not in the data. Each answer shows how its question was understood and the SQL that it came from; ask for the same figure by month, warehouse, product or another part to see where it comes from."
    } else if words.len() <= 4 && says(&["undo", "revert"])
        || words.first() == Some(&"go") && words.get(1) == Some(&"back")
    {
        "Ask the earlier question again: it stands above in the conversation."
    } else {
        return None;
    };
    Some(Interpretation::Unanswerable {
        message: message.to_owned(),
        words: Vec::new(),
        nearest: Vec::new(),
    })
}

/// "I want to clear some space. What is …?": what somebody is about to do, and then a question.
fn only_intends(parsed: &Parsed, words: &[&str], verb: usize, lead: &[&str]) -> bool {
    let own = words[..verb].iter().any(|word| matches!(*word, "i" | "we"))
        && !words[..verb].contains(&"you");
    let next = (verb + 1..words.len()).find(|at| parsed.tokens[*at].gap == Gap::Stop);
    let Some(next) = next.filter(|_| own) else {
        return false;
    };
    let does = words[next..].iter().find(|word| !lead.contains(word));
    does.is_some_and(|word| !WRITE_VERBS.contains(word))
}

/// Words for what lies outside the asker's tables.
pub(crate) fn outside(words: &[String]) -> Interpretation {
    let named = words.join("”, “");
    Interpretation::Refused {
        message: format!(
            "“{named}” is outside the data of this persona. Ask about its own data, or switch to a persona that has it."
        ),
    }
}

/// "Which supplier keeps delivering late": whose tables hold no orders to suppliers, to them orders of customers say nothing
/// about a supplier's deliveries. The words for the supplier.
pub(crate) fn deliveries_of_suppliers(parsed: &Parsed, model: &Model) -> Option<String> {
    let draft = &parsed.draft;
    let named = ["supplier", "main_supplier"].map(|name| {
        model
            .entities
            .iter()
            .position(|e| e.name == name && e.own_dataset.is_none())
    });
    let dated = |dataset: &str| {
        model
            .dataset(dataset)
            .is_some_and(|d| d.default_time.is_some())
    };
    let supplier = model.entity("supplier")?;
    let ordered_from = model.datasets.iter().any(|d| {
        d.default_time.is_some()
            && supplier
                .key
                .iter()
                .all(|k| d.fields.iter().any(|f| f.attributes.contains(k)))
    });
    let orders = draft.subjects.iter().any(|s| {
        model.entities[s.entity]
            .own_dataset
            .as_deref()
            .is_some_and(dated)
    });
    let asked = parsed.spans.iter().find(|s| match &s.meaning {
        Meaning::Terms(terms) => terms
            .iter()
            .any(|t| matches!(t, Term::Entity(e) if named.contains(&Some(*e)))),
        _ => false,
    })?;
    let late = draft.filters.iter().flat_map(|f| &f.candidates).any(|f| {
        let filter = &model.filters[*f];
        dated(&filter.dataset) && filter.expression.contains("_date")
    });
    let days = draft.measures.iter().any(|m| match &m.what {
        What::Metric(all) => all.iter().all(|m| match &model.metrics[*m].kind {
            MetricKind::Aggregate { dataset, .. } => {
                dated(dataset) && model.metrics[*m].unit.as_deref() == Some("days")
            }
            MetricKind::Derived { .. } => false,
        }),
        _ => false,
    });
    let deliver = draft.due || draft.delivered || late || days;
    (!ordered_from && !orders && deliver).then(|| {
        parsed.tokens[asked.start..asked.end]
            .iter()
            .map(|t| t.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    })
}

/// Words that nothing knows.
pub(crate) fn unknown(words: &[String], model: &Model) -> Interpretation {
    let named = words.join("”, “");
    let holds: Vec<String> = model
        .datasets
        .iter()
        .map(|d| d.noun.plural.clone())
        .collect();
    Interpretation::Unanswerable {
        message: format!("I do not know “{named}”. The data holds {}.", list(&holds)),
        words: words.to_vec(),
        nearest: Vec::new(),
    }
}

/// Words that change the sense and could not be put to use.
pub(crate) fn unused(words: &[String]) -> Interpretation {
    let named = words.join("”, “");
    Interpretation::Unanswerable {
        message: format!(
            "I could not tell what “{named}” refers to. Please say it with the thing that it belongs to."
        ),
        words: words.to_vec(),
        nearest: Vec::new(),
    }
}

/// A pronoun points at nothing that can be worked with.
pub(crate) fn pointing() -> Interpretation {
    Interpretation::Unanswerable {
        message: "I could not tell what that points at. Please name it: the products, orders, suppliers or figures that you mean.".to_owned(),
        words: Vec::new(),
        nearest: Vec::new(),
    }
}

/// Nothing in the question asks for something.
pub(crate) fn nothing(model: &Model) -> Interpretation {
    let holds: Vec<String> = model
        .datasets
        .iter()
        .map(|d| d.noun.plural.clone())
        .collect();
    Interpretation::Unanswerable {
        message: format!(
            "I could not tell what to look for. The data holds {}.",
            list(&holds)
        ),
        words: Vec::new(),
        nearest: Vec::new(),
    }
}

/// The question is understood, but asks for what cannot be computed.
pub(crate) fn contradiction(why: &str) -> Interpretation {
    Interpretation::Unanswerable {
        message: format!("That cannot be computed: {why}. Please put it in other words."),
        words: Vec::new(),
        nearest: Vec::new(),
    }
}

fn list(items: &[String]) -> String {
    match items.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => items.concat(),
    }
}

/// What a name of the model is, for "how it was understood".
pub(crate) fn term_name(term: &Term, model: &Model) -> String {
    match term {
        Term::Ranking(metric, _) | Term::Metric(metric) => {
            format!("measure: {}", model.metrics[*metric].label)
        }
        Term::Filter(filter) => format!("filter: {}", model.filters[*filter].label),
        Term::Entity(entity) => format!("thing: {}", model.entities[*entity].noun.singular),
        Term::Attribute(attribute) => format!("column: {}", attribute.as_str()),
        Term::Cue(_) => "grammar".to_owned(),
        Term::Ignorable => "nothing".to_owned(),
    }
}
