//! The files in `config/deploy/` are what their own tools take, and allow what the program does and nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::Context;
use quartermaster_tests::data::package;
use serde_json::Value;

/// Operations of AWS as the code calls them, and the right that each needs.
const OPERATIONS: &[(&str, &str, &str)] = &[
    (
        "aws_sdk_redshiftdata",
        ".execute_statement()",
        "redshift-data:ExecuteStatement",
    ),
    (
        "aws_sdk_redshiftdata",
        ".describe_statement()",
        "redshift-data:DescribeStatement",
    ),
    (
        "aws_sdk_redshiftdata",
        ".get_statement_result()",
        "redshift-data:GetStatementResult",
    ),
    (
        "aws_sdk_redshiftdata",
        ".cancel_statement()",
        "redshift-data:CancelStatement",
    ),
    (
        "aws_sdk_redshiftdata",
        ".list_statements()",
        "redshift-data:ListStatements",
    ),
    (
        "aws_sdk_redshiftdata",
        ".batch_execute_statement()",
        "redshift-data:BatchExecuteStatement",
    ),
    (
        "aws_sdk_redshiftdata",
        ".get_statement_result_v2()",
        "redshift-data:GetStatementResultV2",
    ),
    ("aws_sdk_glue", ".get_tables()", "glue:GetTables"),
    ("aws_sdk_glue", ".get_table()", "glue:GetTable"),
    ("aws_sdk_glue", ".get_database()", "glue:GetDatabase"),
    (
        "aws_sdk_athena",
        ".start_query_execution()",
        "athena:StartQueryExecution",
    ),
    (
        "aws_sdk_athena",
        ".get_query_execution()",
        "athena:GetQueryExecution",
    ),
    (
        "aws_sdk_athena",
        ".get_query_results()",
        "athena:GetQueryResults",
    ),
    (
        "aws_sdk_athena",
        ".stop_query_execution()",
        "athena:StopQueryExecution",
    ),
    ("aws_sdk_athena", ".get_work_group()", "athena:GetWorkGroup"),
    ("aws_sdk_lambda", ".invoke()", "lambda:InvokeFunction"),
    (
        "aws_sdk_bedrockruntime",
        ".converse()",
        "bedrock:InvokeModel",
    ),
    (
        "aws_sdk_bedrockruntime",
        ".converse_stream()",
        "bedrock:InvokeModelWithResponseStream",
    ),
];

/// Statements that cannot name what they are about, with the reason.
const EVERYTHING: &[(&str, &str)] = &[
    (
        "FollowItsOwnStatements",
        "statements have no ARN; the condition names their owner",
    ),
    (
        "LogInToTheRegistry",
        "the registry gives tokens for itself as a whole",
    ),
];

fn deploy() -> PathBuf {
    package().join("../config/deploy")
}

/// Runs a tool; says so and returns nothing when it is not there.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn run(
    variable: &str,
    otherwise: &str,
    change: impl FnOnce(&mut Command),
) -> anyhow::Result<Option<Output>> {
    let program =
        std::env::var_os(variable).map_or_else(|| PathBuf::from(otherwise), PathBuf::from);
    let mut command = Command::new(&program);
    change(&mut command);
    match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!(
                "left out: {} does not start ({variable} names the program)",
                program.display()
            );
            Ok(None)
        }
        other => Ok(Some(other?)),
    }
}

fn assert_well(output: &Output) {
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_template_is_what_cloudformation_takes() -> anyhow::Result<()> {
    let template = deploy().join("cloudformation.yaml");
    let linted = run("QUARTERMASTER_CFN_LINT", "cfn-lint", |command| {
        // Warnings count, and no list of regions is fetched.
        command
            .arg("--non-zero-exit-code")
            .arg("informational")
            .arg("--")
            .arg(template);
    })?;
    if let Some(linted) = linted {
        assert_well(&linted);
    }
    Ok(())
}

#[test]
fn the_image_is_built_as_it_should_be() -> anyhow::Result<()> {
    let file = deploy().join("Dockerfile");
    let linted = run("QUARTERMASTER_HADOLINT", "hadolint", |command| {
        command.arg(&file);
    })?;
    if let Some(linted) = linted {
        assert_well(&linted);
    }
    let text = std::fs::read_to_string(&file)?;
    let user = text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("USER "));
    assert_eq!(user, Some("65532:65532"), "not root");
    // The compiler of the image is the one that the workspace asks for, or a newer one.
    let version = |text: &str, before: &str| -> Option<(u32, u32)> {
        let (_, rest) = text.split_once(before)?;
        let rest: String = rest
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        let (major, minor) = rest.trim_matches('.').split_once('.')?;
        Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
    };
    let workspace = std::fs::read_to_string(package().join("../Cargo.toml"))?;
    let wanted = version(&workspace, "rust-version = \"").context("the workspace's version")?;
    let built = version(&text, "FROM rust:").context("the image's version")?;
    assert!(built >= wanted, "{built:?} builds what wants {wanted:?}");
    Ok(())
}

#[test]
fn the_services_are_composed_as_compose_takes_them() -> anyhow::Result<()> {
    let file = deploy().join("compose.yaml");
    let composed = run("QUARTERMASTER_COMPOSE", "docker-compose", |command| {
        command.arg("-f").arg(&file).arg("config");
        command
            .env("POSTGRES_PASSWORD", "p")
            .env("REDIS_PASSWORD", "r");
    })?;
    let Some(composed) = composed else {
        return Ok(());
    };
    assert_well(&composed);
    let text = String::from_utf8(composed.stdout)?;
    assert!(
        text.contains("redis://:r@redis:6379/0") && text.contains("quartermaster-2"),
        "{text}"
    );
    // Without passwords nothing is started.
    let refused = run("QUARTERMASTER_COMPOSE", "docker-compose", |command| {
        command.arg("-f").arg(&file).arg("config");
        command
            .env_remove("POSTGRES_PASSWORD")
            .env_remove("REDIS_PASSWORD");
    })?;
    assert!(refused.is_some_and(|refused| !refused.status.success()));
    Ok(())
}

/// What looks like a right in a text: `service:Operation`.
fn rights(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || ":-*".contains(c)));
    let rights = words.filter(|word| {
        word.split_once(':').is_some_and(|(service, operation)| {
            !service.is_empty()
                && service
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && operation.starts_with(|c: char| c.is_ascii_uppercase() || c == '*')
                && operation
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '*')
        })
    });
    rights.map(str::to_owned).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(())
}

#[test]
fn whatever_the_program_asks_of_aws_is_allowed_and_named() -> anyhow::Result<()> {
    let template = std::fs::read_to_string(deploy().join("cloudformation.yaml"))?;
    let athena = std::fs::read_to_string(deploy().join("athena-policy.json"))?;
    let policy: Value = serde_json::from_str(&athena)?;
    assert_eq!(policy["Version"], "2012-10-17");
    let mut allowed = rights(&template);
    allowed.extend(rights(&athena));
    assert!(
        allowed.contains("redshift-data:ExecuteStatement")
            && allowed.contains("athena:GetWorkGroup")
    );
    let wide: Vec<&String> = allowed.iter().filter(|right| right.contains('*')).collect();
    assert!(wide.is_empty(), "rights are named one by one: {wide:?}");

    let mut files = Vec::new();
    for package in ["assistant", "language_model", "warehouse", "web"] {
        sources(
            &self::package().join("../server").join(package).join("src"),
            &mut files,
        )?;
    }
    let mut lacking = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        // A call may be broken over lines.
        let text: String = text.split_whitespace().collect();
        for (sdk, call, right) in OPERATIONS {
            if text.contains(sdk) && text.contains(call) && !allowed.contains(*right) {
                lacking.insert(format!(
                    "{} calls {call}, which needs {right}",
                    file.display()
                ));
            }
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");

    // Whatever is about everything is on the list of what cannot be otherwise.
    let statements: Vec<&str> = template.split("- Sid: ").skip(1).collect();
    for statement in statements {
        let sid = statement.lines().next().unwrap_or_default().trim();
        let own = statement.split("- PolicyName").next().unwrap_or_default();
        let about_everything = own.lines().any(|line| line.trim() == "Resource: \"*\"");
        let known = EVERYTHING.iter().any(|(name, _)| *name == sid);
        assert_eq!(about_everything, known, "{sid}");
    }
    Ok(())
}

#[test]
fn the_loading_script_makes_the_tables_as_the_model_has_them() -> anyhow::Result<()> {
    let run = |arguments: &[&str]| {
        Command::new("bash")
            .arg(deploy().join("load/load.sh"))
            .args(arguments)
            .output()
    };
    let data = quartermaster_tests::data::company("norvolt");
    let data = data.to_string_lossy();
    let role = "arn:aws:iam::123456789012:role/load";
    let printed = run(&["--print", &data, "bucket", "wg", "db", role, "IAMR:reader"])?;
    assert_well(&printed);
    let statements: Vec<String> = serde_json::from_slice(&printed.stdout)?;
    // The Data API takes at most 40 statements at once.
    assert!(statements.len() <= 40, "{}", statements.len());
    let model = semantic::load::load(
        "semantic_model.yaml",
        &std::fs::read_to_string(package().join("../config/semantic_model.yaml"))?,
    )?;
    for dataset in &model.datasets {
        let start = format!("CREATE TABLE IF NOT EXISTS {} (", dataset.name);
        let made = statements
            .iter()
            .find(|statement| statement.contains(&start));
        let made = made.map(String::as_str).unwrap_or_default();
        for field in &dataset.fields {
            assert!(
                made.contains(&format!("\n    {} ", field.name)),
                "{}: {}",
                field.name,
                made
            );
        }
        assert!(made.contains("SORTKEY") && made.contains("DIST"), "{made}");
        let copy = format!(
            "COPY {} FROM 's3://bucket/quartermaster/{}.csv'",
            dataset.name, dataset.name
        );
        assert_eq!(
            statements.iter().filter(|s| s.starts_with(&copy)).count(),
            1,
            "{copy}"
        );
    }
    assert!(
        statements.iter().all(|statement| !statement.contains("${")),
        "{statements:#?}"
    );
    // What would end up in SQL unquoted is refused.
    for wrong in [
        [
            "--print",
            &data,
            "b'; DROP TABLE product; --",
            "wg",
            "db",
            role,
            "r",
        ],
        [
            "--print",
            &data,
            "bucket",
            "wg",
            "db",
            "arn:aws:iam::1:role/x' --",
            "r",
        ],
        ["--print", &data, "bucket", "wg", "db", role, "r\"; --"],
    ] {
        assert_eq!(run(&wrong)?.status.code(), Some(2), "{wrong:?}");
    }
    assert_eq!(
        run(&["--print", "/nowhere", "bucket", "wg", "db", role, "r"])?
            .status
            .code(),
        Some(1)
    );
    Ok(())
}
