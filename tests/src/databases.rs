//! A *database server* that lives as long as a test: PostgreSQL or MariaDB from Debian's packages, with its data in a
//! temporary folder, on a free port. What the embedded engine holds is loaded into it, so that both hold the same.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::Value;
use tempfile::TempDir;
use warehouse::guard::{self, Dialect, Rights};
use warehouse::{ColumnType, Limits, TableSchema, Warehouse, cells};

/// Account that may read and nothing else.
pub const READER: &str = "reader";

/// Products.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    /// PostgreSQL.
    Postgres,
    /// MariaDB.
    Maria,
}

impl Product {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Postgres, Self::Maria];

    /// The SQL that it understands.
    pub fn dialect(self) -> Dialect {
        match self {
            Self::Postgres => Dialect::Postgres,
            Self::Maria => Dialect::Mysql,
        }
    }
}

/// A table with its rows.
#[derive(Debug, Clone)]
pub struct TableData {
    /// What it is.
    pub schema: TableSchema,
    /// Cells as JSON, row by row, in the order of the columns.
    pub rows: Vec<Vec<Value>>,
}

/// All rows of the declared tables that a warehouse holds.
pub async fn read_all(
    warehouse: &dyn Warehouse,
    schemas: &[TableSchema],
) -> anyhow::Result<Vec<TableData>> {
    let limits = Limits {
        timeout: Duration::from_mins(2),
        row_cap: 10_000_000,
    };
    let dialect = warehouse.sql();
    let mut tables = Vec::new();
    for status in warehouse.tables().await? {
        let schema = schemas.iter().find(|s| s.name == status.name);
        let Some(schema) = schema.filter(|_| status.rows.is_some()) else {
            continue;
        };
        let columns: Vec<String> = schema
            .columns
            .iter()
            .map(|c| dialect.quoted(&c.name))
            .collect();
        let from = dialect.quoted(&schema.name);
        let sql = format!("SELECT {} FROM {from}", columns.join(", "));
        let admitted = guard::admit(&sql, &Rights::new([schema.name.clone()]), dialect)?;
        let result = warehouse.run(admitted, &limits).await?;
        tables.push(TableData {
            schema: schema.clone(),
            rows: cells::rows(&result)?,
        });
    }
    Ok(tables)
}

/// A running server; dropped, it is stopped and its folder removed.
pub struct Server {
    product: Product,
    folder: TempDir,
    port: u16,
    /// MariaDB runs as a child; PostgreSQL looks after itself.
    child: Option<Child>,
}

impl Server {
    /// Starts a server. Without its programs it prints so and returns none, unless `CI` is `true`: then it fails.
    pub fn start(product: Product) -> anyhow::Result<Option<Self>> {
        if !is_installed(product) {
            let line = format!("left out: the programs of {product:?} are not installed");
            anyhow::ensure!(std::env::var("CI").as_deref() != Ok("true"), "{line}");
            say(&line);
            return Ok(None);
        }
        let folder = tempfile::Builder::new()
            .prefix("quartermaster-db")
            .tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = Self {
            product,
            folder,
            port,
            child: None,
        };
        server.make()?;
        server.up()?;
        match product {
            Product::Postgres => {
                server.admin("postgres", "CREATE ROLE reader LOGIN PASSWORD 'secret';")?;
            }
            Product::Maria => {
                let make = "CREATE USER 'reader'@'%' IDENTIFIED BY 'secret';\
                            CREATE USER 'writer'@'%' IDENTIFIED BY 'secret';\
                            GRANT ALL ON *.* TO 'writer'@'%';";
                server.admin("mysql", make)?;
            }
        }
        Ok(Some(server))
    }

    /// Which product it is.
    pub fn product(&self) -> Product {
        self.product
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// URL of a database for the account that only reads.
    pub fn url(&self, database: &str) -> String {
        match self.product {
            Product::Postgres => {
                format!(
                    "postgres://{READER}:secret@127.0.0.1:{}/{database}",
                    self.port
                )
            }
            Product::Maria => {
                format!("mysql://{READER}:secret@127.0.0.1:{}/{database}", self.port)
            }
        }
    }

    /// URL of a database for an account that may do everything.
    pub fn writer_url(&self, database: &str) -> String {
        match self.product {
            Product::Postgres => {
                format!(
                    "postgres://quartermaster@127.0.0.1:{}/{database}",
                    self.port
                )
            }
            Product::Maria => format!("mysql://writer:secret@127.0.0.1:{}/{database}", self.port),
        }
    }

    /// Makes a database of these tables that the reading account may read.
    pub fn load(&self, database: &str, tables: &[TableData]) -> anyhow::Result<()> {
        match self.product {
            Product::Postgres => {
                self.admin("postgres", &format!("CREATE DATABASE {database};"))?;
            }
            Product::Maria => {
                let make = format!(
                    "CREATE DATABASE {database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;"
                );
                self.admin("mysql", &make)?;
            }
        }
        let mut script = String::new();
        for table in tables {
            script.push_str(&self.creation(&table.schema));
            let file = self
                .folder
                .path()
                .join(format!("{database}-{}.tsv", table.schema.name));
            let lines: Vec<String> = table.rows.iter().map(|row| line(row)).collect();
            let text = lines.concat();
            let name = self.quoted(&table.schema.name);
            match self.product {
                Product::Postgres => {
                    script.push_str(&format!("COPY {name} FROM STDIN;\n{text}\\.\n"));
                }
                Product::Maria => {
                    std::fs::write(&file, text)?;
                    script.push_str(&format!(
                        "LOAD DATA LOCAL INFILE '{}' INTO TABLE {name} CHARACTER SET utf8mb4;\n",
                        file.display()
                    ));
                }
            }
        }
        script.push_str(match self.product {
            Product::Postgres => {
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;\nANALYZE;\n"
            }
            Product::Maria => "GRANT SELECT ON ",
        });
        if self.product == Product::Maria {
            script.push_str(&format!("{database}.* TO 'reader'@'%';\n"));
        }
        self.admin(database, &script).map(drop)
    }

    fn creation(&self, schema: &TableSchema) -> String {
        let mut parts: Vec<String> = schema
            .columns
            .iter()
            .map(|c| {
                // MariaDB's keys have a longest length.
                let is_key = schema.primary_key.contains(&c.name);
                let native = match self.native(c.data_type) {
                    "varchar(500)" if is_key => "varchar(190)",
                    native => native,
                };
                format!("{} {native}", self.quoted(&c.name))
            })
            .collect();
        if !schema.primary_key.is_empty() {
            let key: Vec<String> = schema.primary_key.iter().map(|k| self.quoted(k)).collect();
            parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
        }
        format!(
            "CREATE TABLE {} ({});\n",
            self.quoted(&schema.name),
            parts.join(", ")
        )
    }

    fn native(&self, data_type: ColumnType) -> &'static str {
        match (self.product, data_type) {
            (Product::Postgres, ColumnType::Text) => "text",
            (Product::Maria, ColumnType::Text) => "varchar(500)",
            (_, ColumnType::Integer) => "bigint",
            (_, ColumnType::Decimal) => "decimal(22,4)",
            (_, ColumnType::Boolean) => "boolean",
            (_, ColumnType::Date) => "date",
            (Product::Postgres, ColumnType::Timestamp) => "timestamp",
            (Product::Maria, ColumnType::Timestamp) => "datetime(6)",
        }
    }

    fn quoted(&self, name: &str) -> String {
        self.product.dialect().quoted(name)
    }

    /// Runs a script as the account that may do everything and returns what it prints, a line a row.
    pub fn admin(&self, database: &str, script: &str) -> anyhow::Result<String> {
        let port = self.port.to_string();
        let mut command = match self.product {
            Product::Postgres => {
                let mut command = Command::new(postgres("psql").context("psql")?);
                command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]);
                command.args(["-h", "127.0.0.1", "-p", &port, "-U", "quartermaster"]);
                command.args(["-d", database]);
                command
            }
            Product::Maria => {
                let mut command = Command::new("mariadb");
                command.args([
                    "--no-defaults",
                    "-N",
                    "-B",
                    "--local-infile=1",
                    "-u",
                    "root",
                ]);
                command.arg("-S").arg(self.socket()).arg(database);
                command
            }
        };
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take().context("standard input")?;
        let script = script.to_owned();
        let writing = std::thread::spawn(move || input.write_all(script.as_bytes()));
        let done = child.wait_with_output()?;
        // A program that ends early does not read to the end; its own message says why.
        let written = writing.join().is_ok_and(|written| written.is_ok());
        anyhow::ensure!(
            done.status.success() && written,
            "{:?}: {}",
            self.product,
            String::from_utf8_lossy(&done.stderr)
        );
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    }

    /// Statements of the reading account that run in the server at this moment.
    pub fn running(&self) -> anyhow::Result<usize> {
        let (database, sql) = match self.product {
            Product::Postgres => (
                "postgres",
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active';",
            ),
            Product::Maria => (
                "mysql",
                "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'reader' AND COMMAND IN ('Query', 'Execute');",
            ),
        };
        Ok(self.admin(database, sql)?.trim().parse()?)
    }

    /// Connections of the reading account.
    pub fn connections(&self) -> anyhow::Result<usize> {
        let (database, sql) = match self.product {
            Product::Postgres => (
                "postgres",
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'reader';",
            ),
            Product::Maria => (
                "mysql",
                "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'reader';",
            ),
        };
        Ok(self.admin(database, sql)?.trim().parse()?)
    }

    /// Kills the server and starts it again, on the same port.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.down();
        self.up()
    }

    /// Kills the server.
    pub fn stop(&mut self) {
        self.down();
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    fn socket(&self) -> String {
        self.path("socket")
    }

    /// Makes the server's folder.
    fn make(&self) -> anyhow::Result<()> {
        let data = self.path("data");
        match self.product {
            Product::Postgres => {
                // PostgreSQL refuses to run as root; then it runs as the account that its package made.
                if is_root() {
                    let owned = Command::new("chown")
                        .arg("postgres")
                        .arg(self.folder.path())
                        .status()?;
                    anyhow::ensure!(owned.success(), "the folder cannot be given to postgres");
                }
                self.postgres(&[
                    "initdb",
                    "-D",
                    &data,
                    "-U",
                    "quartermaster",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                    "-N",
                ])
            }
            Product::Maria => {
                let mut said = String::new();
                for _ in 0..3 {
                    let made = Command::new("mariadb-install-db")
                        .args(["--no-defaults", "--skip-test-db", "--user=root"])
                        .arg("--auth-root-authentication-method=normal")
                        .arg(format!("--datadir={data}"))
                        .output()?;
                    if made.status.success() {
                        return Ok(());
                    }
                    // Where several start at once, it may find no room; what it began is no use.
                    said = String::from_utf8_lossy(&made.stderr).into_owned();
                    drop(std::fs::remove_dir_all(&data));
                    std::thread::sleep(Duration::from_secs(2));
                }
                anyhow::bail!("mariadb-install-db failed: {said}")
            }
        }
    }

    fn up(&mut self) -> anyhow::Result<()> {
        let (data, port) = (self.path("data"), self.port);
        match self.product {
            Product::Postgres => {
                let options = format!(
                    "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
                );
                let log = self.path("log");
                self.postgres(&[
                    "pg_ctl", "-D", &data, "-l", &log, "-w", "-t", "60", "-o", &options, "start",
                ])
            }
            Product::Maria => {
                let log = std::fs::File::create(self.folder.path().join("log"))?;
                let child = Command::new(maria_server().context("mariadbd")?)
                    .args(["--no-defaults", "--user=root", "--skip-log-bin"])
                    .args(["--bind-address=127.0.0.1", "--local-infile=1"])
                    .args(["--innodb-flush-log-at-trx-commit=0"])
                    .args([
                        "--innodb-buffer-pool-size=64M",
                        "--innodb-log-file-size=16M",
                    ])
                    .arg(format!("--datadir={data}"))
                    .arg(format!("--port={port}"))
                    .arg(format!("--socket={}", self.socket()))
                    .stdin(Stdio::null())
                    .stdout(Stdio::null())
                    .stderr(log)
                    .spawn()?;
                self.child = Some(child);
                let until = Instant::now() + Duration::from_mins(1);
                while self.admin("mysql", "SELECT 1;").is_err() {
                    anyhow::ensure!(Instant::now() < until, "MariaDB did not start");
                    std::thread::sleep(Duration::from_millis(100));
                }
                Ok(())
            }
        }
    }

    fn down(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        } else {
            let data = self.path("data");
            let _ = self.postgres(&["pg_ctl", "-D", &data, "-m", "immediate", "-w", "stop"]);
        }
    }

    /// Runs one of PostgreSQL's programs.
    fn postgres(&self, words: &[&str]) -> anyhow::Result<()> {
        let (program, arguments) = words.split_first().context("a program")?;
        let program = postgres(program).with_context(|| (*program).to_owned())?;
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let ran = command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        anyhow::ensure!(ran.success(), "{} failed", words.join(" "));
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.down();
    }
}

/// A row as both `COPY` and `LOAD DATA` read it.
fn line(row: &[Value]) -> String {
    let cells: Vec<String> = row
        .iter()
        .map(|cell| match cell {
            Value::Null => "\\N".to_owned(),
            Value::Bool(truth) => u8::from(*truth).to_string(),
            Value::String(text) => text
                .replace('\\', "\\\\")
                .replace('\t', "\\t")
                .replace('\n', "\\n")
                .replace('\r', "\\r"),
            other => other.to_string(),
        })
        .collect();
    format!("{}\n", cells.join("\t"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| String::from_utf8_lossy(&id.stdout).trim() == "0")
}

fn is_installed(product: Product) -> bool {
    match product {
        Product::Postgres => postgres("initdb").is_some(),
        Product::Maria => maria_server().is_some() && on_path("mariadb-install-db").is_some(),
    }
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

fn maria_server() -> Option<PathBuf> {
    on_path("mariadbd")
}

/// One of PostgreSQL's programs: on the path, or where Debian keeps the newest version.
fn postgres(program: &str) -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut installed: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    installed.sort();
    let newest = installed
        .into_iter()
        .rev()
        .map(|folder| folder.join(program))
        .find(|file: &PathBuf| Path::is_file(file));
    newest.or_else(|| on_path(program))
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn say(line: &str) {
    eprintln!("{line}");
}
