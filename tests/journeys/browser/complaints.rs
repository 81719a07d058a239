//! The watch itself is looked at: a page that is wrong in every way that journeys look for is found out.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

use quartermaster_tests::chromium::{Chromium, Look, axe};

/// Breaks its own content policy, throws, complains, misses a file, jumps, is too wide and has a button without a name.
const PAGE: &str =
    "<!DOCTYPE html><html lang=en><title>Wrong</title><main><h1>Wrong</h1><p id=late>text</p>
<script>document.body.dataset.inline = 'ran'</script><img src=/missing.png alt=missing>
<button></button><div class=wide>wide</div></main><script src=/script.js></script></html>";
const SCRIPT: &str = "console.error('a complaint');
document.querySelector('.wide').style.width = '2000px';
const jump = () => {
  document.querySelector('h1').before(...[1, 2, 3, 4, 5].map(() => document.createElement('hr')));
  document.body.classList.add('jumped');
  throw new Error('an exception');
};
new PerformanceObserver(() => requestAnimationFrame(() => requestAnimationFrame(jump))).observe({type: 'paint', buffered: true});";

/// Serves the page and its script until the test ends; its address.
fn serve() -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(&stream));
        }
    });
    Ok(address)
}

fn answer(mut stream: &std::net::TcpStream) -> std::io::Result<()> {
    let mut request = BufReader::new(stream).lines();
    let first = request.next().transpose()?.unwrap_or_default();
    while request
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let (status, kind, body) = match first.split(' ').nth(1) {
        Some("/") => ("200 OK", "text/html", PAGE),
        Some("/script.js") => ("200 OK", "text/javascript", SCRIPT),
        _ => ("404 Not Found", "text/plain", "missing"),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\
         content-security-policy: script-src 'self'\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn what_is_wrong_with_a_page_is_found() -> anyhow::Result<()> {
    let Some(chromium) = Chromium::start().await? else {
        return Ok(());
    };
    let tab = chromium.tab(&serve()?).await?;
    tab.look(Look::NARROW).await?;
    tab.open("/").await?;
    tab.wait_until("the jump", "document.body.classList.contains('jumped')")
        .await?;
    let complaints = tab.complaints().await?.join("\n");
    for expected in [
        "Content Security Policy",
        "a complaint",
        "an exception",
        "/missing.png",
    ] {
        assert!(complaints.contains(expected), "{expected} in: {complaints}");
    }
    assert!(tab.complaints().await?.is_empty(), "they are said once");
    assert_eq!(
        tab.evaluate("document.body.dataset.inline ?? null").await?,
        serde_json::Value::Null
    );

    let weight = tab.weight().await?;
    assert_eq!(
        weight.kinds.get("Document").map(|kind| kind.0),
        Some(1),
        "{weight}"
    );
    assert_eq!(
        weight.kinds.get("Script").map(|kind| kind.0),
        Some(1),
        "{weight}"
    );
    let document = weight.kinds.get("Document").map_or(0.0, |kind| kind.1);
    assert!(document > 300.0 && document < 1500.0, "{weight}");
    assert!(tab.first_contentful_paint().await? > 0.0);
    let shift = tab.layout_shift().await?;
    assert!(shift.score > 0.001, "{shift:?}");
    assert!(!tab.sideways().await?.is_empty(), "it is too wide");

    if let Some(axe) = axe() {
        let findings = tab.findings(&axe).await?;
        assert!(
            findings.iter().any(|finding| finding.rule == "button-name"),
            "{findings:?}"
        );
    }
    let png = tab.whole_picture().await?;
    assert!(png.starts_with(b"\x89PNG"));
    // Scripts of pages can be left out; what tests evaluate still runs.
    tab.without_scripts().await?;
    tab.reload().await?;
    assert_eq!(
        tab.evaluate("document.querySelector('.wide').style.width")
            .await?,
        ""
    );
    assert!(!tab.complaints().await?.join(" ").contains("a complaint"));
    chromium.close().await
}
