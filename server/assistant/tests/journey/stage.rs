//! A *stage* is an assistant over the small company, with an interpreter that follows a script and stores that can fail.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use assistant::store::{
    ConversationSummary, Conversations, CostRow, Entry, HistoryFilter, Ledger, Record, StoreError,
    Turn,
};
use assistant::{
    Answer, AsOf, Ask, Assistant, Clock, Consultant, DataProfile, Knowledge, Parts, Persona,
    Settings, SharedCache, SharedCacheSettings, Understand,
};
use async_trait::async_trait;
use interpreter::{Calculation, Interpretation, Reading, Verified};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use semantic::{Predicate, SemanticQuery};
use serde_json::{Value, json};
use warehouse::guard::{Admitted, Dialect};
use warehouse::{
    Billing, ColumnRange, Limits, QueryResult, TableStatus, Usage, Warehouse, WarehouseError,
};

use crate::company::Company;

pub(crate) const MANAGER: &str = "Warehouse Manager";
pub(crate) const ENGINEER: &str = "Field Engineer";
pub(crate) const BUYER: &str = "Procurement Specialist";
pub(crate) const TODAY: Date = date(2025, 6, 30);

/// What the interpreter says, by question.
#[derive(Default)]
pub(crate) struct Script {
    lines: Mutex<BTreeMap<String, Interpretation>>,
    /// Turns that it was shown with the last question.
    pub seen: Mutex<Vec<Turn>>,
    pub asked: AtomicUsize,
    verified: Mutex<BTreeMap<String, Verified>>,
}

impl Script {
    pub(crate) fn say(&self, question: &str, interpretation: Interpretation) {
        self.lines
            .lock()
            .unwrap()
            .insert(question.to_owned(), interpretation);
    }

    /// An expert has written this SQL for the question.
    pub(crate) fn verify(&self, question: &str, sql: &str) {
        let verified = Verified {
            question: question.to_owned(),
            sql: sql.to_owned(),
            verified_by: "Torill".to_owned(),
            verified_at: "2025-06-01".to_owned(),
        };
        self.verified
            .lock()
            .unwrap()
            .insert(question.to_owned(), verified);
    }

    /// The question means this query.
    pub(crate) fn mean(&self, question: &str, query: Value) {
        self.say(question, reading(question, query));
    }

    /// The question asks for this calculation.
    pub(crate) fn calculate(
        &self,
        question: &str,
        tool: &str,
        given: &[(&str, f64)],
        filters: Value,
    ) {
        let filters: Vec<Predicate> = serde_json::from_value(filters).unwrap();
        let given = given
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect();
        self.say(
            question,
            Interpretation::Calculate(Box::new(Calculation {
                tool: tool.to_owned(),
                given,
                filters,
                understood: question.to_owned(),
                confidence: 0.9,
                ..Calculation::default()
            })),
        );
    }
}

pub(crate) fn reading(question: &str, query: Value) -> Interpretation {
    let query: SemanticQuery = serde_json::from_value(query).unwrap();
    Interpretation::Answer(Box::new(Reading {
        query,
        understood: format!("Understood: {question}"),
        statements: Vec::new(),
        assumptions: vec!["An assumption.".to_owned()],
        confidence: 0.9,
        used: Vec::new(),
        follow_up: false,
    }))
}

impl Understand for Script {
    fn verified(&self, question: &str, _: Date) -> Option<Verified> {
        self.verified.lock().unwrap().get(question).cloned()
    }

    fn given(&self, query: SemanticQuery) -> Reading {
        Reading {
            understood: "Given".to_owned(),
            statements: Vec::new(),
            query,
            assumptions: Vec::new(),
            confidence: 1.0,
            used: Vec::new(),
            follow_up: false,
        }
    }

    fn understand(&self, question: &str, _: Date, turns: &[Turn]) -> Interpretation {
        assert!(question != "panic", "the script says so");
        let line = self.lines.lock().unwrap().get(question).cloned();
        if let Some(line) = line {
            self.asked.fetch_add(1, Ordering::SeqCst);
            *self.seen.lock().unwrap() = turns.to_vec();
            return line;
        }
        Interpretation::Unanswerable {
            message: format!("I do not know {question}."),
            words: Vec::new(),
            nearest: Vec::new(),
        }
    }
}

/// Stores in memory.
#[derive(Default)]
pub(crate) struct Shelf {
    pub records: Mutex<Vec<Record>>,
    pub writes: AtomicUsize,
    pub broken: AtomicBool,
    pub delay: Mutex<Duration>,
}

impl Shelf {
    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.records
            .lock()
            .unwrap()
            .iter()
            .map(|r| r.entry.clone())
            .collect()
    }
}

#[async_trait]
impl Ledger for Shelf {
    async fn record(&self, records: &[Record]) -> Result<(), StoreError> {
        self.writes.fetch_add(1, Ordering::SeqCst);
        let delay = *self.delay.lock().unwrap();
        tokio::time::sleep(delay).await;
        if self.broken.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the disk is full".to_owned()));
        }
        self.records.lock().unwrap().extend_from_slice(records);
        Ok(())
    }

    async fn history(&self, _: &HistoryFilter) -> Result<Vec<Entry>, StoreError> {
        Ok(self.entries())
    }

    async fn entry(&self, id: &str, _user: Option<&str>) -> Result<Option<Entry>, StoreError> {
        Ok(self.entries().into_iter().find(|e| e.id == id))
    }

    async fn costs(
        &self,
        from: Date,
        until: Date,
        user: Option<&str>,
    ) -> Result<Vec<CostRow>, StoreError> {
        let day = date(2025, 6, 30);
        // A month, or a day of it.
        assert!([date(2025, 6, 1), day].contains(&from), "{from}");
        assert_eq!(until, date(2025, 7, 1));
        Ok(self
            .entries()
            .into_iter()
            .filter(|entry| user.is_none_or(|user| entry.user == user))
            .map(|entry| CostRow {
                day,
                user: entry.user,
                persona: entry.persona,
                questions: 1,
                cached: u64::from(entry.cached),
                without_model: 1,
                cost: entry.cost,
                saved_usd: entry.saved_usd,
            })
            .collect())
    }
}

#[async_trait]
impl Conversations for Shelf {
    async fn conversation(&self, id: &str) -> Result<Option<ConversationSummary>, StoreError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the disk is full".to_owned()));
        }
        let first = self
            .entries()
            .into_iter()
            .find(|e| e.conversation.as_deref() == Some(id));
        Ok(first.map(|entry| ConversationSummary {
            id: id.to_owned(),
            user: entry.user,
            persona: entry.persona,
            title: entry.question,
            pinned: false,
            created: entry.at,
            updated: entry.at,
            questions: 1,
        }))
    }

    async fn turns(&self, id: &str, limit: u32) -> Result<Vec<Turn>, StoreError> {
        let records = self.records.lock().unwrap();
        let turns: Vec<Turn> = records
            .iter()
            .filter(|r| r.entry.conversation.as_deref() == Some(id))
            .filter_map(|r| r.turn.clone())
            .collect();
        Ok(turns[turns.len().saturating_sub(limit as usize)..].to_vec())
    }

    async fn conversations(
        &self,
        _: &str,
        _: Option<&str>,
        _: u32,
    ) -> Result<Vec<ConversationSummary>, StoreError> {
        Ok(Vec::new())
    }

    async fn rename(&self, _: &str, _: &str, _: &str) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn pin(&self, _: &str, _: &str, _: bool) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn delete(&self, _: &str, _: &str) -> Result<bool, StoreError> {
        Ok(false)
    }
}

/// The company's warehouse, which can be slow, and whose data can change.
pub(crate) struct Depot {
    company: Company,
    pub version: AtomicU64,
    pub slow: AtomicBool,
    /// It is out of order.
    pub dead: AtomicBool,
    /// It stands outside the process.
    pub outside: AtomicBool,
    /// What it charges for, and what each query takes of it.
    pub charges: Mutex<(Billing, Usage)>,
    pub started: AtomicUsize,
    pub stopped: Arc<AtomicUsize>,
}

/// Counts a query that was dropped before it was done.
struct Running(Arc<AtomicUsize>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Warehouse for Depot {
    fn sql(&self) -> Dialect {
        self.company.warehouse.sql()
    }

    async fn run(
        &self,
        statement: Admitted,
        limits: &Limits,
    ) -> Result<QueryResult, WarehouseError> {
        self.started.fetch_add(1, Ordering::SeqCst);
        if self.slow.load(Ordering::SeqCst) {
            let _running = Running(Arc::clone(&self.stopped));
            tokio::time::sleep(Duration::from_mins(1)).await;
        }
        if self.dead.load(Ordering::SeqCst) {
            return Err(WarehouseError::Engine("connection refused".to_owned()));
        }
        let result = self.company.warehouse.run(statement, limits).await?;
        let (_, usage) = *self.charges.lock().unwrap();
        Ok(QueryResult { usage, ..result })
    }

    fn is_outside(&self) -> bool {
        self.outside.load(Ordering::SeqCst)
    }

    fn billing(&self) -> Billing {
        self.charges.lock().unwrap().0
    }

    fn data_version(&self) -> String {
        self.version.load(Ordering::SeqCst).to_string()
    }

    async fn tables(&self) -> Result<Vec<TableStatus>, WarehouseError> {
        self.company.warehouse.tables().await
    }

    async fn distinct_values(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Vec<(String, u64)>, WarehouseError> {
        self.company.warehouse.distinct_values(table, column).await
    }

    async fn range(
        &self,
        table: &str,
        column: &str,
    ) -> Result<Option<ColumnRange>, WarehouseError> {
        self.company.warehouse.range(table, column).await
    }
}

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        "2025-06-30T12:00:00Z".parse().unwrap()
    }

    fn today(&self) -> Date {
        TODAY
    }
}

/// An assistant with everything that a test looks at.
pub(crate) struct Stage {
    pub assistant: Assistant,
    pub script: Arc<Script>,
    pub shelf: Arc<Shelf>,
    pub depot: Arc<Depot>,
    pub knowledge: Knowledge,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(Company::whole(), Settings::default()).await
    }

    pub(crate) async fn with(company: Company, settings: Settings) -> Self {
        Self::consulting(company, settings, None, |_| {}).await
    }

    /// The same with somebody to consult; `change` changes personas before anybody asks.
    pub(crate) async fn consulting(
        company: Company,
        settings: Settings,
        consultant: Option<Consultant>,
        change: impl FnOnce(&mut Knowledge),
    ) -> Self {
        let model = Arc::clone(&company.model);
        let depot = Arc::new(Depot {
            company,
            version: AtomicU64::new(1),
            slow: AtomicBool::new(false),
            dead: AtomicBool::new(false),
            outside: AtomicBool::new(false),
            charges: Mutex::default(),
            started: AtomicUsize::new(0),
            stopped: Arc::default(),
        });
        let script = Arc::new(Script::default());
        let personas = [MANAGER, ENGINEER, BUYER]
            .map(|name| (persona(name), Arc::clone(&script) as Arc<dyn Understand>))
            .to_vec();
        let profile = DataProfile::measure(depot.as_ref(), &model).await.unwrap();
        let mut knowledge = Knowledge {
            model,
            personas,
            profile,
        };
        change(&mut knowledge);
        let shelf = Arc::new(Shelf::default());
        depot.started.store(0, Ordering::SeqCst);
        let assistant = assemble(&depot, &knowledge, &shelf, settings, consultant);
        Self {
            assistant,
            script,
            shelf,
            depot,
            knowledge,
        }
    }

    /// An assistant over the whole company that shares answers with other processes.
    pub(crate) async fn sharing(url: &str, settings: SharedCacheSettings) -> Self {
        let mut stage = Self::new().await;
        let shared = Arc::new(SharedCache::open(url, settings).unwrap());
        let (depot, shelf) = (&stage.depot, &stage.shelf);
        let parts = parts(depot, &stage.knowledge, shelf, Settings::default());
        stage.assistant = Assistant::new(Parts {
            shared_cache: Some(shared),
            ..parts
        });
        stage
    }

    /// Another assistant over the same stores, as after a restart.
    pub(crate) fn restarted(self) -> Self {
        let assistant = assemble(
            &self.depot,
            &self.knowledge,
            &self.shelf,
            Settings::default(),
            None,
        );
        Self { assistant, ..self }
    }

    pub(crate) async fn ask(&self, question: &str) -> Answer {
        self.assistant
            .ask(Ask::new("anna", MANAGER, question).on(TODAY))
            .await
    }

    pub(crate) async fn ask_in(&self, conversation: &str, question: &str) -> Answer {
        self.assistant
            .ask(
                Ask::new("anna", MANAGER, question)
                    .on(TODAY)
                    .within(conversation),
            )
            .await
    }
}

fn assemble(
    depot: &Arc<Depot>,
    knowledge: &Knowledge,
    shelf: &Arc<Shelf>,
    settings: Settings,
    consultant: Option<Consultant>,
) -> Assistant {
    Assistant::new(Parts {
        consultant,
        ..parts(depot, knowledge, shelf, settings)
    })
}

fn parts(
    depot: &Arc<Depot>,
    knowledge: &Knowledge,
    shelf: &Arc<Shelf>,
    settings: Settings,
) -> Parts {
    Parts {
        warehouse: Arc::clone(depot) as Arc<dyn Warehouse>,
        knowledge: knowledge.clone(),
        ledger: Arc::clone(shelf) as Arc<dyn Ledger>,
        conversations: Arc::clone(shelf) as Arc<dyn Conversations>,
        clock: Arc::new(Noon),
        consultant: None,
        shared_cache: None,
        settings: Settings {
            as_of: AsOf::NewestOrder,
            ..settings
        },
    }
}

pub(crate) fn persona(name: &str) -> Persona {
    let tables: &[&str] = if name == BUYER {
        &[
            "product",
            "warehouse_product",
            "purchase_order_header",
            "purchase_order_line",
        ]
    } else {
        &[
            "product",
            "warehouse_product",
            "sales_order_header",
            "sales_order_line",
        ]
    };
    Persona {
        name: name.to_owned(),
        description: String::new(),
        tables: tables.iter().map(|t| (*t).to_owned()).collect(),
        specialist: "inventory".to_owned(),
        suggestions: vec!["stock rows".to_owned()],
        language_model: None,
    }
}

/// The stock of every product at every warehouse, with conditions.
pub(crate) fn stock_rows(filters: Value) -> Value {
    json!({
        "form": {"rows": {"dataset": "warehouse_product"}},
        "columns": [
            {"attribute": "warehouse_code"}, {"attribute": "product_code"}, {"attribute": "product_name"},
            {"attribute": "warehouse_product.current_stock"},
        ],
        "filters": filters,
        "order": [{"column": 3, "descending": true}],
    })
}

/// A condition that an attribute is a text.
pub(crate) fn is(attribute: &str, value: &str) -> Value {
    json!({"in": {"attribute": attribute, "values": [{"text": value}]}})
}

/// A metric in one row, with conditions.
pub(crate) fn figure(metric: &str, filters: Value) -> Value {
    json!({
        "form": {"groups": {}},
        "columns": [{"measure": {"measure": {"metric": metric}}}],
        "filters": filters,
    })
}
