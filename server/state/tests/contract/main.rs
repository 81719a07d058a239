//! The *contract* of the stores, held by SQLite and `PostgreSQL` alike.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that fails"
)]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod accounts;
mod api_tokens;
mod conversations;
mod killed;
mod ledger;
mod postgres;
mod records;

use assistant::store::Ledger;
use sqlx::any::install_default_drivers;
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use state::State;

/// Runs the whole contract on an empty database.
async fn holds(state: &State) {
    accounts::accounts(state).await;
    accounts::sessions(state).await;
    accounts::sessions_of_an_account_end_together(state).await;
    api_tokens::tokens_hold_until_they_end_or_are_revoked(state).await;
    api_tokens::uses_are_noted_once_a_minute(state).await;
    api_tokens::tokens_go_with_their_account(state).await;
    ledger::entries_come_back_as_they_were(state).await;
    ledger::a_group_is_written_whole_or_not_at_all(state).await;
    ledger::history_is_filtered_and_paged(state).await;
    ledger::costs_add_up_by_day_account_and_persona(state).await;
    conversations::turns_come_with_their_entries(state).await;
    conversations::holders_name_pin_and_delete(state).await;
    conversations::a_deleted_one_begins_anew(state).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sub folder").join("state # 1.sqlite");
    let state = State::file(&file).await.unwrap();
    holds(&state).await;
    state.close().await;
    // A second opening finds everything and migrates nothing.
    let state = State::file(&file).await.unwrap();
    ledger::everything_is_still_there(&state).await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// What was kept before there was a column for other language models than Bedrock's.
#[tokio::test(flavor = "multi_thread")]
async fn costs_of_other_models_are_told_apart_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.sqlite");
    let before = folder.path().join("migrations");
    std::fs::create_dir(&before).unwrap();
    let all = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    for migration in std::fs::read_dir(all).unwrap() {
        let migration = migration.unwrap();
        if migration.file_name().to_string_lossy().as_ref() < "0005" {
            std::fs::copy(migration.path(), before.join(migration.file_name())).unwrap();
        }
    }
    install_default_drivers();
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let mut old = AnyConnection::connect(&url).await.unwrap();
    let migrator = Migrator::new(before).await.unwrap();
    migrator.run(&mut old).await.unwrap();
    for (id, engine) in [("b", "bedrock"), ("o", "openai"), ("i", "interpreter")] {
        let insert = format!(
            "INSERT INTO question VALUES ('{id}', 1, '2025-06-30', 'anna', 'p', NULL, 'q', 'answered', 'SQL_QUERY', '{engine}',
                 '', '', NULL, 0, 0, 0, 1, 1, '2025-06-30', 'p1', 'd1', 5000000, 7, 0, 0, 10, 1, 0, 0, 0, NULL, 0, 0)"
        );
        old.execute(AssertSqlSafe(insert)).await.unwrap();
    }
    drop(old);
    let state = State::file(&file).await.unwrap();
    let cost = async |id| state.entry(id, None).await.unwrap().unwrap().cost;
    for (id, bedrock, other) in [("b", 0.005, 0.0), ("o", 0.0, 0.005), ("i", 0.005, 0.0)] {
        let cost = cost(id).await;
        assert_eq!(
            (cost.bedrock_usd, cost.language_model_usd),
            (bedrock, other),
            "{id}"
        );
        assert!((cost.total_usd - 0.005_000_007).abs() < 1e-15, "{id}");
    }
}

/// A newer program may bring the database up to date while an older one is still at work.
#[tokio::test(flavor = "multi_thread")]
async fn columns_may_come_while_it_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.sqlite");
    let state = State::file(&file).await.unwrap();
    holds(&state).await;
    ledger::everything_is_still_there(&state).await;
    accounts::everybody_can_be_found(&state).await;
    let mut newer = AnyConnection::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    for table in [
        "account",
        "session",
        "question",
        "conversation",
        "turn",
        "api_token",
    ] {
        let more = format!("ALTER TABLE {table} ADD COLUMN later INTEGER NOT NULL DEFAULT 0");
        newer.execute(AssertSqlSafe(more)).await.unwrap();
    }
    ledger::everything_is_still_there(&state).await;
    accounts::everybody_can_be_found(&state).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_memory() {
    holds(&State::open("sqlite::memory:").await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    let Some(server) = postgres::Server::start() else {
        return;
    };
    let state = State::open(&server.url()).await.unwrap();
    holds(&state).await;
    state.close().await;
    let state = State::open(&server.url()).await.unwrap();
    ledger::everything_is_still_there(&state).await;
    state.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_a_file() {
    // Two pools on one file behave as two processes do: writers wait for each other instead of failing.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.sqlite");
    let (one, other) = (
        State::file(&file).await.unwrap(),
        State::file(&file).await.unwrap(),
    );
    let write = |state: State, name: &'static str| {
        tokio::spawn(async move {
            use assistant::store::Ledger;
            for n in 0..100 {
                let record =
                    records::record(&format!("{name}{n:03}"), "anna", "2025-06-30T12:00:00Z");
                state.record(&[record]).await.unwrap();
            }
        })
    };
    let (first, second) = (write(one.clone(), "a"), write(other, "b"));
    first.await.unwrap();
    second.await.unwrap();
    assert_eq!(records::all(&one).await.len(), 200);
}

#[tokio::test]
async fn other_urls_are_refused_without_their_password() {
    let refusal = State::open("mysql://root:secret@localhost/x")
        .await
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains("mysql") && !refusal.contains("secret"),
        "{refusal}"
    );
    let refusal = State::open("postgres://root:secret@127.0.0.1:1/x")
        .await
        .unwrap_err()
        .to_string();
    assert!(!refusal.contains("secret"), "{refusal}");
}
