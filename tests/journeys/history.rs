//! Finding again what one asked: one's own conversations, named, pinned, deleted, searched.

use anyhow::Context;
use quartermaster_tests::browser::Browser;
use serde_json::json;

use super::company::{Company, ENGINEER, MANAGER, ask, assert_holds, assert_lacks};

/// Asks in a conversation of its own; returns the conversation's id.
fn begin(browser: &mut Browser, question: &str) -> anyhow::Result<String> {
    let page = browser.submit("/ask", &[("question", question)])?;
    Ok(page
        .field("conversation")
        .context("a conversation")?
        .to_owned())
}

/// Titles on the page, in their order.
fn titles(text: &str) -> Vec<String> {
    text.split("<div class=\"talk-what\">")
        .skip(1)
        .filter_map(|item| {
            let (_, rest) = item.split_once("\">")?;
            rest.split_once("</a>").map(|(title, _)| title.to_owned())
        })
        .collect()
}

#[test]
fn conversations_are_pinned_named_and_deleted() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    assert_holds(
        &manager.get("/history")?,
        &["You have not asked anything yet", "Ask a question"],
    );
    let stock = begin(&mut manager, "Stock by warehouse")?;
    let within = [
        ("question", "only GOT-PORT"),
        ("conversation", stock.as_str()),
    ];
    manager.submit("/ask", &within)?;
    let low = begin(&mut manager, "Which products are out of stock?")?;
    let list = manager.get("/history")?;
    assert_holds(&list, &["2 questions", "1 question", MANAGER]);
    assert_eq!(
        titles(&list.text),
        ["Which products are out of stock?", "Stock by warehouse"]
    );

    // Pinned, it comes first; unpinned, it does not.
    let path = |what: &str| format!("/c/{stock}/{what}");
    let pinned = manager.submit(&path("pin"), &[("pinned", "true")])?;
    assert_holds(&pinned, &["stays at the top", "pinned"]);
    assert_eq!(
        titles(&pinned.text),
        ["Stock by warehouse", "Which products are out of stock?"]
    );
    let unpinned = manager.submit(&path("pin"), &[("pinned", "false")])?;
    assert_eq!(
        titles(&unpinned.text)[0],
        "Which products are out of stock?"
    );
    assert_eq!(
        manager.post(&path("pin"), &[("pinned", "perhaps")])?.status,
        422
    );

    // A name has 1 to 200 characters; what was typed stays.
    let longest = "ä".repeat(200);
    let named = manager.submit(&path("rename"), &[("title", &longest)])?;
    assert!(titles(&named.text).contains(&longest));
    for (name, said) in [
        ("ö".repeat(201), "201 characters"),
        (" \t".to_owned(), "Write a name"),
    ] {
        let page = manager.post(&path("rename"), &[("title", &name)])?;
        assert_eq!(page.status, 422);
        assert_holds(&page, &[said]);
        assert!(
            page.text.contains(&format!("value=\"{name}\"")),
            "what was typed is still there"
        );
        assert!(titles(&page.text).contains(&longest), "it keeps its name");
    }
    let evil = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";
    let named = manager.submit(&path("rename"), &[("title", evil)])?;
    assert_lacks(&named, &["<script>alert", "<img"]);
    assert_holds(&named, &["<script>alert('x')</script>"]);
    assert_lacks(&manager.get("/")?, &["<script>alert", "<img"]);

    let last = manager.query(&json!({"question": "only GOT-PORT", "conversation": stock}))?;
    let answer = last["id"].as_str().context("an id")?;
    assert_eq!(manager.get(&format!("/answers/{answer}"))?.status, 200);

    // Deleted, it is gone from all pages, but not from the costs.
    let deleted = manager.submit(&path("delete"), &[])?;
    assert_holds(&deleted, &["was deleted"]);
    assert_eq!(titles(&deleted.text), ["Which products are out of stock?"]);
    for what in ["pin", "rename", "delete"] {
        let again = manager.post(&path(what), &[("title", "x"), ("pinned", "true")])?;
        assert_eq!(again.status, 404, "{what}");
    }
    assert_eq!(manager.get(&format!("/c/{stock}"))?.status, 404);
    // Its answers are gone with it, though their rows are still in memory.
    for (what, expected) in [("", 404), ("/export.csv", 404), ("/chart.svg", 404)] {
        let gone = manager.get(&format!("/answers/{answer}{what}"))?;
        assert_eq!(gone.status, expected, "{what}");
    }
    assert_lacks(&manager.get("/history?q=GOT-PORT")?, &["only GOT-PORT"]);
    assert_holds(&manager.get("/costs")?, &["questions 4"]);

    // What is asked under the id of a deleted conversation knows nothing of it.
    let within = [
        ("question", "only GOT-PORT"),
        ("conversation", stock.as_str()),
    ];
    let page = manager.submit("/ask", &within)?;
    assert_lacks(&page, &["9,780"]);

    // Others can do nothing to it, nor learn that it is there.
    let mut engineer = company.person("field")?;
    for what in ["pin", "rename", "delete"] {
        let form = [("title", "mine"), ("pinned", "true")];
        let other = engineer.post(&format!("/c/{low}/{what}"), &form)?;
        let nobodys = engineer.post(&format!("/c/none/{what}"), &form)?;
        assert_eq!((other.status, nobodys.status), (404, 404), "{what}");
        let message = |words: String| words.split("Reference").next().map(str::to_owned);
        assert_eq!(message(other.words()), message(nobodys.words()), "{what}");
    }
    assert_eq!(
        titles(&engineer.get("/history")?.text),
        Vec::<String>::new()
    );
    assert!(
        titles(&manager.get("/history")?.text)
            .contains(&"Which products are out of stock?".to_owned())
    );
    let mut stranger = company.stranger();
    assert_eq!(
        stranger.get("/history")?.location.as_deref(),
        Some("/login?next=%2Fhistory")
    );
    assert_eq!(
        stranger
            .post(&format!("/c/{low}/delete"), &[])?
            .location
            .as_deref(),
        Some("/login")
    );
    Ok(())
}

#[test]
fn questions_are_found_as_they_were_typed() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    for question in [
        "100% of Sales_2025",
        "100 of Sales 2025",
        "Größe <b>&amp;",
        "Stock by warehouse",
    ] {
        ask(&mut manager, MANAGER, question)?;
    }
    let mut engineer = company.person("field")?;
    ask(&mut engineer, ENGINEER, "Sales of others")?;
    for (search, found) in [
        ("sales", vec!["100 of Sales 2025", "100% of Sales_2025"]),
        ("100%25", vec!["100% of Sales_2025"]),
        ("sales_", vec!["100% of Sales_2025"]),
        ("%25", vec!["100% of Sales_2025"]),
        ("%5C", vec![]),
        (
            "Gr%C3%B6%C3%9Fe+%3Cb%3E%26amp;",
            vec!["Größe &lt;b&gt;&amp;amp;"],
        ),
        ("%27+OR+1=1--", vec![]),
        ("%00", vec![]),
    ] {
        let page = manager.get(&format!("/history?q={search}"))?;
        assert_eq!(page.status, 200, "{search}");
        assert_eq!(titles(&page.text), found, "{search}");
        if found.is_empty() {
            assert_holds(&page, &["None of your questions holds"]);
        }
    }
    let page = manager.get("/history?q=Stock")?;
    assert_holds(
        &page,
        &[
            "Questions that hold “Stock”",
            MANAGER,
            "answered",
            "All conversations",
        ],
    );
    let (_, link) = page.text.split_once("href=\"/answers/").context("a link")?;
    let (id, _) = link.split_once('"').context("its end")?;
    assert_holds(
        &manager.get(&format!("/answers/{id}"))?,
        &["Stock by warehouse"],
    );
    assert_lacks(
        &manager.get("/history?q=%3Cscript%3Ealert(1)%3C/script%3E")?,
        &["<script>alert"],
    );
    Ok(())
}

#[test]
fn older_conversations_are_on_further_pages() -> anyhow::Result<()> {
    let company = Company::open()?;
    let mut manager = company.person("warehouse")?;
    for number in 0..65 {
        let conversation = format!("00000000-0000-7000-8000-{number:012}");
        let question =
            json!({"question": format!("Weather {number}"), "conversation": conversation});
        let answer = manager.query(&question)?;
        assert_eq!(answer["conversation"], json!(conversation), "{answer}");
    }
    let mut seen = Vec::new();
    let mut sizes = Vec::new();
    let mut next = Some("/history".to_owned());
    while let Some(path) = next {
        let page = manager.get(&path)?;
        assert_eq!(page.status, 200);
        let found = titles(&page.text);
        sizes.push(found.len());
        seen.extend(found);
        next = page
            .text
            .split_once("\" rel=\"next\"")
            .and_then(|(before, _)| {
                let (_, address) = before.rsplit_once("href=\"")?;
                Some(address.replace("&amp;", "&"))
            });
    }
    assert_eq!(sizes, [30, 30, 5]);
    let expected: Vec<String> = (0..65).rev().map(|n| format!("Weather {n}")).collect();
    assert_eq!(seen, expected, "each once, the newest first");

    // A search has pages, too; somebody else's id or none leads nowhere.
    let found = manager.get("/history?q=weather")?;
    assert_eq!(titles(&found.text).len(), 30);
    assert!(
        found.text.contains("q=weather&amp;before="),
        "{}",
        found.text
    );
    for before in ["none", "%00", &"x".repeat(500)] {
        assert_eq!(
            manager.get(&format!("/history?before={before}"))?.status,
            200,
            "{before}"
        );
    }
    // A mistake on a further page comes back to it.
    let conversation = "00000000-0000-7000-8000-000000000003";
    let before = "00000000-0000-7000-8000-000000000005";
    let page = manager.post(
        &format!("/c/{conversation}/rename"),
        &[("title", ""), ("before", before)],
    )?;
    assert_eq!((page.status, titles(&page.text).len()), (422, 5));
    assert_holds(&page, &["Weather 3", "Write a name first."]);
    Ok(())
}
