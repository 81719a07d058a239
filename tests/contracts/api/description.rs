//! The description, as programs and as people read it.

use anyhow::Context;
use quartermaster_tests::browser::Browser;

use super::Stage;

#[test]
fn people_can_read_the_description() -> anyhow::Result<()> {
    let stage = Stage::new()?;
    let program = stage.program("warehouse")?;
    let description = program.get("/api/openapi.json")?.json()?;
    assert_eq!(description["openapi"], "3.1.0");
    let question = &description["components"]["schemas"]["Query"]["properties"]["question"];
    assert_eq!(question["maxLength"], 1_000);

    // Whatever it refers to is there.
    let text = description.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap_or_default();
        assert!(description.pointer(pointer).is_some(), "{pointer}");
    }

    let mut browser = Browser::new(&stage.server.url);
    browser.log_in("warehouse")?;
    let page = browser.get("/api")?;
    assert_eq!(page.status, 200);
    let words = page.words();
    for (path, item) in description["paths"].as_object().context("paths")? {
        for (method, operation) in item.as_object().context("operations")? {
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(
                !summary.is_empty(),
                "{method} {path} says nothing about itself"
            );
            let heading = format!("{} {path}", method.to_uppercase());
            assert!(
                words.contains(summary) && words.contains(&heading),
                "{heading}"
            );
        }
    }
    for (name, schema) in description["components"]["schemas"]
        .as_object()
        .context("schemas")?
    {
        assert!(
            page.text.contains(&format!("id=\"schema-{name}\"")),
            "{name}"
        );
        for (field, described) in schema["properties"].as_object().into_iter().flatten() {
            assert!(
                described["description"].is_string(),
                "{name}.{field} is not described"
            );
        }
    }
    assert!(
        words.contains("curl") && words.contains(&stage.server.url),
        "{words}"
    );
    for forbidden in ["<script>", "style=", "onclick="] {
        assert!(!page.text.contains(forbidden), "{forbidden}");
    }
    Ok(())
}
