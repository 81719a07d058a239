//! Pages over a data service *outside* the program: one that charges for its queries, and that dies.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use assistant::{
    Above, Assistant, BreakerSettings, Calculated, Calculator, CircuitState, CircuitStatus,
    Consultant, ConsultationSettings, Parts, Price, PriceList, PricedUnit, Settings, SpendingLimit,
    SystemClock,
};
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use jiff::Timestamp;
use lambda_tools::Tool;
use language_model::scripted::{Script, Scripted};
use language_model::{Prices, Prompts, Role, Roles};
use serde_json::{Map, Value};
use tower::ServiceExt;
use warehouse::guard::{Admitted, Dialect};
use warehouse::{
    Billing, ColumnRange, Limits, QueryResult, TableStatus, Usage, Warehouse, WarehouseError,
};

use super::WebState;
use crate::accounts::{COOKIE, UsersFile, demo_accounts};
use crate::config;
use crate::wiring::{self, Application};

/// The sample company, as if it stood outside and charged for what it scans.
struct Outside {
    company: Arc<dyn Warehouse>,
    dead: Arc<AtomicBool>,
}

#[async_trait]
impl Warehouse for Outside {
    fn sql(&self) -> Dialect {
        self.company.sql()
    }

    fn is_outside(&self) -> bool {
        true
    }

    fn billing(&self) -> Billing {
        Billing::Scan
    }

    async fn run(
        &self,
        statement: Admitted,
        limits: &Limits,
    ) -> Result<QueryResult, WarehouseError> {
        if self.dead.load(Ordering::SeqCst) {
            return Err(WarehouseError::Engine("connection refused".to_owned()));
        }
        let result = self.company.run(statement, limits).await?;
        Ok(QueryResult {
            usage: Usage::Scanned(1),
            ..result
        })
    }

    fn data_version(&self) -> String {
        self.company.data_version()
    }

    async fn tables(&self) -> Result<Vec<TableStatus>, WarehouseError> {
        self.company.tables().await
    }

    async fn distinct_values(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Vec<(String, u64)>, WarehouseError> {
        self.company.distinct_values(table, column).await
    }

    async fn range(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Option<ColumnRange>, WarehouseError> {
        self.company.range(table, column).await
    }
}

/// Somebody in front of the pages.
struct Person {
    router: Router,
    cookie: String,
}

impl Person {
    async fn send(&self, request: Request) -> (StatusCode, String, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let location = response.headers().get(header::LOCATION).cloned();
        let location = location.map_or_else(String::new, |l| l.to_str().unwrap().to_owned());
        let status = response.status();
        let body = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        (
            status,
            location,
            String::from_utf8_lossy(&body).into_owned(),
        )
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        let (status, _, text) = self.send(request.body(Body::empty()).unwrap()).await;
        (status, text)
    }

    /// Sends a form and waits at the answer's page until the answer is there; its address and its text.
    async fn submit(&self, path: &str, form: &str) -> (String, String) {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap();
        let (status, location, text) = self.send(request).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {text}");
        let (status, text) = self.get(&location).await;
        assert_eq!(status, StatusCode::OK, "{location}: {text}");
        (location, text)
    }

    async fn ask(&self, question: &str) -> (String, String) {
        self.submit("/ask", &format!("question={}", question.replace(' ', "+")))
            .await
    }
}

/// An operator before pages whose data lie outside; above `limit` US dollars a question is asked only when confirmed.
async fn stage(folder: &Path, limit: f64) -> (Person, Arc<AtomicBool>) {
    stage_with(folder, limit, None, None).await
}

/// The same with somebody to consult, and with calculations made elsewhere.
async fn stage_with(
    folder: &Path,
    limit: f64,
    consultant: Option<Consultant>,
    calculator: Option<Arc<dyn Calculator>>,
) -> (Person, Arc<AtomicBool>) {
    let folder = serde_json::to_string(folder).unwrap();
    let configuration = config::from_yaml(&format!(
        "data:\n  directory: {folder}\n  sample_lines: 1000\nstate:\n  url: null\n"
    ));
    let application = Application::open(configuration.unwrap(), None)
        .await
        .unwrap();
    let stores = application.stores.clone().unwrap();
    let dead = Arc::new(AtomicBool::new(false));
    let warehouse = Outside {
        company: Arc::clone(&application.warehouse),
        dead: Arc::clone(&dead),
    };
    let price = Price {
        unit: PricedUnit::AthenaTerabyte,
        usd: 1_048_576.0,
        from: "2020-01-01".parse().unwrap(),
        read_on: None,
        source: String::new(),
    };
    let mut settings = Settings::default();
    settings.spending.prices = PriceList::new(vec![price]).unwrap();
    settings.spending.assumed_scan = 1;
    settings.spending.limits.question = Some(SpendingLimit {
        usd: limit,
        above: Above::Confirm,
    });
    settings.failure.breaker = BreakerSettings {
        failures: 1,
        ..BreakerSettings::default()
    };
    let knowledge = wiring::knowledge(&application.meaning, &*application.warehouse).await;
    let assistant = Assistant::new(Parts {
        warehouse: Arc::new(warehouse),
        knowledge: knowledge.unwrap(),
        ledger: Arc::clone(&stores.ledger),
        conversations: Arc::clone(&stores.conversations),
        clock: Arc::new(SystemClock),
        consultant,
        shared_cache: None,
        settings,
    });
    let assistant = match calculator {
        Some(calculator) => assistant.with_calculator(calculator),
        None => assistant,
    };
    let mut state = WebState::new(&application, stores, Arc::new(SystemClock));
    state.assistant = Arc::new(assistant);
    let users = UsersFile {
        path: folder.into(),
        is_example: true,
        users: demo_accounts().into_iter().map(|(user, _)| user).collect(),
    };
    let now = Timestamp::now();
    state.take_over(&users, now).await.unwrap();
    let token = state.sessions.open("demo", now).await.unwrap();
    let person = Person {
        router: super::router(state),
        cookie: format!("{COOKIE}={token}"),
    };
    (person, dead)
}

#[tokio::test]
async fn what_costs_more_than_the_limit_is_asked_when_the_person_confirms() {
    let folder = tempfile::tempdir().unwrap();
    // A megabyte costs a dollar, and ten are charged for at least.
    let (person, _) = stage(folder.path(), 9.99).await;
    let (address, page) = person.ask("Stock by warehouse").await;
    assert!(
        page.contains(
            "This would cost about $10.00; above $9.99 a question is asked only when you say so."
        ),
        "{page}"
    );
    assert!(
        page.contains("Ask anyway, for about $10.00") && !page.contains("<table id"),
        "{page}"
    );
    let (confirmed, page) = person.submit(&format!("{address}/confirm"), "").await;
    assert!(
        page.contains("$10.00") && page.contains("✓ understood"),
        "{page}"
    );
    assert!(!page.contains("Ask anyway"), "{page}");
    // There is nothing to confirm there.
    let request = Request::post(format!("{confirmed}/confirm"))
        .header(header::COOKIE, &person.cookie)
        .body(Body::empty());
    assert_eq!(person.send(request.unwrap()).await.0, StatusCode::NOT_FOUND);
    let (_, costs) = person.get("/costs").await;
    for part in [
        "Amazon Athena",
        "$10.00",
        "one question",
        "$9.99",
        "you are asked whether it is worth it",
    ] {
        assert!(costs.contains(part), "{part}: {costs}");
    }
    let (_, file) = person.get("/costs.csv").await;
    assert!(
        file.lines()
            .next()
            .is_some_and(|line| line.contains(r#""Redshift, allocated (USD)","Athena (USD)""#)),
        "{file}"
    );
    assert!(
        file.lines()
            .nth(1)
            .is_some_and(|line| line.contains(",10,")),
        "{file}"
    );
}

#[tokio::test]
async fn within_the_limit_nobody_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (person, _) = stage(folder.path(), 10.0).await;
    let (_, page) = person.ask("Stock by warehouse").await;
    assert!(
        page.contains("✓ understood") && !page.contains("Ask anyway"),
        "{page}"
    );
}

#[tokio::test]
async fn a_dead_data_service_leaves_history_exports_and_answers_readable() {
    let folder = tempfile::tempdir().unwrap();
    let (person, dead) = stage(folder.path(), 1e9).await;
    let (address, _) = person.ask("Stock by warehouse").await;
    assert_eq!(person.get("/readyz").await.1, r#"{"status":"ready"}"#);
    dead.store(true, Ordering::SeqCst);
    let (_, failed) = person.ask("Stock value by warehouse").await;
    assert!(
        failed.contains("The data service does not answer at this moment."),
        "{failed}"
    );
    assert!(
        failed.contains("give your operator the reference")
            && !failed.contains("connection refused")
    );
    let (status, ready) = person.get("/readyz").await;
    assert_eq!(
        (status.as_u16(), ready.as_str()),
        (200, r#"{"status":"degraded","parts":["warehouse"]}"#)
    );
    let (_, page) = person.get("/status").await;
    for part in [
        "Does not answer: Warehouse.",
        "circuit open: left alone for another",
        "data service",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // What is kept is given; what was answered can be looked at and taken along.
    let (_, cached) = person.ask("stock by warehouse").await;
    assert!(cached.contains(">cached<"), "{cached}");
    for path in [
        address.clone(),
        format!("{address}/export.csv"),
        "/history".to_owned(),
        "/costs".to_owned(),
    ] {
        assert_eq!(person.get(&path).await.0, StatusCode::OK, "{path}");
    }
}

/// A language model that nobody reaches.
fn dead_model() -> Consultant {
    let script = r#"{"plays": "openai", "conversations": [{"question": "blorp", "exchanges": [{"fault": "unreachable"}]}]}"#;
    let role = |model: &str| Role {
        model: model.to_owned(),
        temperature: None,
        max_tokens: 100,
        prices: Prices {
            input: 0.0,
            output: 0.0,
            cache_read: 0.0,
            cache_write: 0.0,
            read_on: None,
        },
    };
    Consultant {
        model: Arc::new(Scripted::new(Script::read("script", script).unwrap())),
        roles: Roles {
            default: role("plain-1"),
            high_accuracy: Some(role("strong-1")),
            fast_validation: None,
        },
        prompts: Prompts::carried().unwrap(),
        settings: ConsultationSettings::default(),
    }
}

/// Calculates here, as if Lambda had been left alone.
struct LeftAlone;

#[async_trait]
impl Calculator for LeftAlone {
    async fn calculate(
        &self,
        tool: &'static Tool,
        parameters: &Map<String, Value>,
        _: &str,
    ) -> Calculated {
        Calculated {
            calculation: tool.run(parameters),
            warning: None,
            lambda_requests: 0,
            lambda_gigabyte_seconds: 0.0,
        }
    }

    fn circuit(&self) -> Option<CircuitStatus> {
        Some(CircuitStatus {
            state: CircuitState::Open,
            failures: 3,
            wait: Some(Duration::from_secs(7)),
        })
    }
}

#[tokio::test]
async fn a_dead_language_model_leaves_the_interpreter_and_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (person, _) = stage_with(folder.path(), 1e9, Some(dead_model()), None).await;
    let (_, page) = person.get("/status").await;
    for part in [
        "OpenAI-compatible endpoint",
        "plain-1, strong-1; circuit closed",
        "asked when needed",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(person.get("/readyz").await.1, r#"{"status":"ready"}"#);
    // One failure opens the circuit here.
    let (_, declined) = person.ask("blorp the warehouse").await;
    assert!(
        declined.contains("The language model cannot be reached."),
        "{declined}"
    );
    let (status, ready) = person.get("/readyz").await;
    assert_eq!(
        (status.as_u16(), ready.as_str()),
        (200, r#"{"status":"degraded","parts":["language model"]}"#)
    );
    let (_, page) = person.get("/status").await;
    for part in [
        "Does not answer: Language model.",
        "plain-1, strong-1; circuit open: left alone for another",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (_, declined) = person.ask("blorp the warehouses").await;
    assert!(
        declined.contains("The language model failed several times in a row and is left alone"),
        "{declined}"
    );
    let (_, page) = person.ask("Stock by warehouse").await;
    assert!(page.contains("✓ understood"), "{page}");
}

#[tokio::test]
async fn a_calculation_service_that_is_left_alone_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (person, _) = stage_with(folder.path(), 1e9, None, Some(Arc::new(LeftAlone))).await;
    let (status, ready) = person.get("/readyz").await;
    assert_eq!(
        (status.as_u16(), ready.as_str()),
        (
            200,
            r#"{"status":"degraded","parts":["calculation service"]}"#
        )
    );
    let (_, page) = person.get("/status").await;
    for part in [
        "Does not answer: Calculations.",
        "AWS Lambda",
        "circuit open: left alone for another 7 s after 3 failures in a row",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[tokio::test]
async fn a_state_in_memory_is_nobody_elses() {
    // Another replica is waited for only where there may be one.
    let folder = tempfile::tempdir().unwrap();
    let (person, _) = stage(folder.path(), 1e9).await;
    let fresh = uuid::Uuid::now_v7();
    assert_eq!(
        person.get(&format!("/answers/{fresh}")).await.0,
        StatusCode::NOT_FOUND
    );
}
