//! The *page of the API* describes to people what programs can ask for.

use leptos::prelude::*;

use crate::components::{Document, Place, Shell};
use crate::view_model::{
    ApiBody, ApiField, ApiKind, ApiOperation, ApiResponse, ApiSchema, ApiView, ApiWord,
};

/// The page that describes the API.
#[component]
pub fn ApiPage(
    /// What it shows.
    view: ApiView,
) -> impl IntoView {
    let reference = view.reference;
    let address = view.address;
    let contents = reference.groups.iter().map(|group| {
        let operations = group.operations.iter().map(|operation| {
            let target = format!("#{}", operation.id);
            view! { <li><a href=target>{operation.summary.clone()}</a></li> }
        });
        view! {
            <section>
                <h3>{group.name.clone()}</h3>
                <ul>{operations.collect_view()}</ul>
            </section>
        }
    });
    let contents = contents.collect_view();
    let start = format!(
        "export QUARTERMASTER={address}\nexport TOKEN=$(quartermaster users token NAME --label \"what it is for\")"
    );
    let groups = reference.groups.into_iter().map(|group| {
        let operations = group.operations.into_iter().map(|operation| {
            view! { <Operation operation/> }
        });
        view! {
            <h2>{group.name}</h2>
            <p>{group.description}</p>
            {operations.collect_view()}
        }
    });
    let schemas = reference
        .schemas
        .into_iter()
        .map(|schema| view! { <Schema schema/> });
    view! {
        <Document title="API · Quartermaster".to_owned()>
            <Shell frame=view.frame place=Place::Api>
                <div class="api">
                    <h1>"API"</h1>
                    <p>{reference.description}" Version "{reference.version}"."</p>
                    <p>
                        "The same in OpenAPI: "<a href="/api/openapi.json">"/api/openapi.json"</a>
                        ". From it, most languages generate a client."
                    </p>
                    <h2 class="unseen">"Contents"</h2>
                    <nav aria-label="Contents" class="api-contents">{contents}</nav>
                    <h2>"First steps"</h2>
                    <p>
                        "A program shows a token in a header "<code>"Authorization: Bearer …"</code>
                        ". The operator makes one for an account on the machine that runs Quartermaster; it is shown once,
                        may do what its account may do, and ends after 90 days or when it is revoked. The examples below
                        use these two variables:"
                    </p>
                    <pre tabindex="0"><code>{start}</code></pre>
                    <p>
                        "What goes wrong is said in "<code>"application/problem+json"</code>" (RFC 9457), as a "
                        <a href="#schema-Problem">"Problem"</a>": "
                        <code>"detail"</code>" says what happened and what to do, "<code>"instance"</code>
                        " holds the number under which the program's log has more."
                    </p>
                    {groups.collect_view()}
                    <h2>"Schemas"</h2>
                    <p>"What is sent and answered. Numbers are JSON numbers; decimals keep their exact digits."</p>
                    {schemas.collect_view()}
                </div>
            </Shell>
        </Document>
    }
}

#[component]
fn Operation(operation: ApiOperation) -> impl IntoView {
    let example = example(&operation);
    let parameters = (!operation.parameters.is_empty()).then(|| {
        let of = operation.summary.clone();
        view! { <Fields heading="Parameters" of fields=operation.parameters with_place=true/> }
    });
    let body = operation.body.map(|body| {
        view! {
            <h4>"Body"</h4>
            <p>{kind(body.kind)}" as "<code>{body.media_type}</code></p>
        }
    });
    let responses = operation.responses.into_iter();
    let (answers, problems): (Vec<_>, Vec<_>) =
        responses.partition(|response| response.status.starts_with('2'));
    let answers = answers.into_iter().map(|answer| {
        let content = answer.content.map(|(media_type, what)| {
            view! { " "{kind(what)}" as "<code>{media_type}</code>"." }
        });
        view! { <p><strong>{answer.status}</strong>" "{words(&answer.description)}{content}</p> }
    });
    view! {
        <section class="api-operation" id=operation.id>
            <h3>{operation.summary.clone()}</h3>
            <p class="api-path"><strong>{operation.method}</strong>" "<code>{operation.path}</code></p>
            {prose(&operation.description)}
            <pre tabindex="0"><code>{example}</code></pre>
            {parameters}
            {body}
            <h4>"Answer"</h4>
            {answers.collect_view()}
            <Problems of=operation.summary problems/>
        </section>
    }
}

/// What may come instead of the answer, folded up.
#[component]
fn Problems(of: String, problems: Vec<ApiResponse>) -> impl IntoView {
    let statuses: Vec<&str> = problems.iter().map(|p| p.status.as_str()).collect();
    let summary = format!("Problems: {}", statuses.join(", "));
    let rows = problems.into_iter().map(|problem| {
        let headers = problem.headers.into_iter().map(|(name, meaning)| {
            view! { <br/><code>{name}</code>": "{words(&meaning)} }
        });
        let headers = headers.collect_view();
        view! {
            <tr>
                <th scope="row">{problem.status}</th>
                <td>{words(&problem.description)}{headers}</td>
            </tr>
        }
    });
    view! {
        <details class="behind">
            <summary>{summary}</summary>
            <div class="rows" tabindex="0" role="group" aria-label=format!("Problems: {of}")>
                <table>
                    <thead><tr><th scope="col">"Status"</th><th scope="col">"When"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}

#[component]
fn Schema(schema: ApiSchema) -> impl IntoView {
    let values = (!schema.values.is_empty()).then(|| {
        let values = schema.values.into_iter();
        let values = values.map(|value| view! { <li><code>{value}</code></li> });
        view! { <p>"One of:"</p><ul>{values.collect_view()}</ul> }
    });
    let fields = (!schema.fields.is_empty()).then(|| {
        let of = schema.name.clone();
        view! { <Fields heading="Fields" of fields=schema.fields with_place=false/> }
    });
    view! {
        <section class="api-schema" id=place(&schema.name)>
            <h3>{schema.name.clone()}</h3>
            {prose(&schema.description)}
            {values}
            {fields}
        </section>
    }
}

#[component]
fn Fields(
    heading: &'static str,
    of: String,
    fields: Vec<ApiField>,
    with_place: bool,
) -> impl IntoView {
    let rows = fields.into_iter().map(|field| {
        let bounds = field.bounds.into_iter().map(|bound| {
            view! { <br/><span class="more">{words(&bound)}</span> }
        });
        let need = match (with_place, field.required) {
            (true, true) => format!("{}, required", field.place),
            (true, false) => format!("{}, optional", field.place),
            (false, true) => "always".to_owned(),
            (false, false) => "optional".to_owned(),
        };
        view! {
            <tr>
                <th scope="row"><code>{field.name}</code></th>
                <td>{kind(field.kind)}</td>
                <td>{need}</td>
                <td>{words(&field.description)}{bounds.collect_view()}</td>
            </tr>
        }
    });
    view! {
        <h4>{heading}</h4>
        <div class="rows" tabindex="0" role="group" aria-label=format!("{heading}: {of}")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Type"</th>
                        <th scope="col">{if with_place { "Place" } else { "Present" }}</th>
                        <th scope="col">"Meaning"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// What something is, with links to the schemas.
fn kind(kind: ApiKind) -> impl IntoView {
    kind.into_iter()
        .map(|word| match word {
            ApiWord::Text(text) => text.into_any(),
            ApiWord::Schema(name) => {
                let target = format!("#{}", place(&name));
                view! { <a href=target>{name}</a> }.into_any()
            }
        })
        .collect_view()
}

/// Where a schema stands on the page.
fn place(schema: &str) -> String {
    format!("schema-{schema}")
}

/// Paragraphs, parted by empty lines.
fn prose(text: &str) -> impl IntoView + use<> {
    text.split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| view! { <p>{words(paragraph)}</p> })
        .collect_view()
}

/// Words, with code between backticks.
fn words(text: &str) -> impl IntoView + use<> {
    text.split('`')
        .enumerate()
        .map(|(position, part)| {
            let part = part.to_owned();
            if position % 2 == 1 {
                view! { <code>{part}</code> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect_view()
}

/// How to call it from a terminal.
fn example(operation: &ApiOperation) -> String {
    let streams = operation.responses.iter().any(|response| {
        let media_type = response.content.as_ref().map(|(media_type, _)| media_type);
        media_type.is_some_and(|media_type| media_type == "text/event-stream")
    });
    let mut lines = vec![format!(
        "curl {}\"$QUARTERMASTER{}\"",
        if streams { "--no-buffer " } else { "" },
        operation.path.replace('{', "$").replace('}', "")
    )];
    if !matches!(operation.method.as_str(), "GET" | "POST") {
        lines.push(format!("--request {}", operation.method));
    }
    lines.push("--header \"Authorization: Bearer $TOKEN\"".to_owned());
    if let Some(ApiBody {
        media_type,
        example,
        ..
    }) = &operation.body
    {
        lines.push(format!("--header \"Content-Type: {media_type}\""));
        lines.push(format!("--data '{}'", example.replace('\'', "'\\''")));
    }
    lines.join(" \\\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(method: &str, path: &str, body: Option<&str>) -> ApiOperation {
        ApiOperation {
            id: "x".to_owned(),
            method: method.to_owned(),
            path: path.to_owned(),
            summary: String::new(),
            description: String::new(),
            parameters: Vec::new(),
            body: body.map(|example| ApiBody {
                media_type: "application/json".to_owned(),
                kind: Vec::new(),
                example: example.to_owned(),
            }),
            responses: Vec::new(),
        }
    }

    #[test]
    fn examples_can_be_pasted_into_a_terminal() {
        assert_eq!(
            example(&operation("GET", "/api/v1/answers/{id}", None)),
            "curl \"$QUARTERMASTER/api/v1/answers/$id\" \\\n  --header \"Authorization: Bearer $TOKEN\""
        );
        assert_eq!(
            example(&operation("PATCH", "/x", Some("{\"title\": \"Anna's\"}"))),
            "curl \"$QUARTERMASTER/x\" \\\n  --request PATCH \\\n  --header \"Authorization: Bearer $TOKEN\" \\\n  \
             --header \"Content-Type: application/json\" \\\n  --data '{\"title\": \"Anna'\\''s\"}'"
        );
    }

    #[test]
    fn what_stands_in_a_description_is_escaped() {
        let shown = words("a `<b>` c").to_html();
        assert!(shown.contains("<code>&lt;b&gt;</code>"), "{shown}");
    }
}
