//! A *users file* is a JSON list of accounts with bcrypt hashes; the example file holds the demo accounts.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Name of the example file, beside the users file.
const EXAMPLE_FILE: &str = "users.json.example";
const EXAMPLE: &str = include_str!("../../../../users.json.example");
/// Password of every demo account, as the example file's hashes have it.
const DEMO_PASSWORD: &str = "quartermaster";

/// An account as it is written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileUser {
    /// Name to log in with.
    pub username: String,
    /// bcrypt hash of the password.
    pub password_hash: String,
    /// Personas in which they may ask.
    pub personas: Vec<String>,
    /// May log in.
    pub active: bool,
    /// Runs the program: sees everybody's costs and how the program does.
    #[serde(default)]
    pub operator: bool,
}

/// Accounts with where they were read.
#[derive(Clone)]
pub struct UsersFile {
    /// The file; also the one that is written to.
    pub path: PathBuf,
    /// The file is not there, and these are the demo accounts.
    pub is_example: bool,
    /// The accounts.
    pub users: Vec<FileUser>,
}

/// Why there are no accounts.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be read or written.
    #[error("{} cannot be {action}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// "read" or "written".
        action: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not a list of accounts.
    #[error("{}: {message}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong and what it should be.
        message: String,
    },
}

/// The environment variable that stands for a file (`env:NAME`).
fn variable(path: &Path) -> Option<&str> {
    path.to_str()?.strip_prefix("env:")
}

impl UsersFile {
    /// Reads the file, or the environment variable that stands for it; without a file, the demo accounts.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let io = |source| FileError::Io {
            path: path.to_owned(),
            action: "read",
            source,
        };
        let read = match variable(path) {
            Some(name) => std::env::var(name).map_err(std::io::Error::other),
            None => std::fs::read_to_string(path),
        };
        let (text, is_example) = match read {
            Ok(text) => (text, false),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let beside = path.with_file_name(EXAMPLE_FILE);
                match std::fs::read_to_string(beside) {
                    Ok(text) => (text, true),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                        (EXAMPLE.to_owned(), true)
                    }
                    Err(error) => return Err(io(error)),
                }
            }
            Err(error) => return Err(io(error)),
        };
        let users = parse(&text).map_err(|message| FileError::Malformed {
            path: path.to_owned(),
            message,
        })?;
        Ok(Self {
            path: path.to_owned(),
            is_example,
            users,
        })
    }

    /// The accounts of the file itself; none when it is not there.
    pub fn read_own(path: &Path) -> Result<Self, FileError> {
        let mut file = Self::read(path)?;
        if file.is_example {
            file.users.clear();
            file.is_example = false;
        }
        Ok(file)
    }

    /// Writes the accounts, all or nothing, readable by the owner only.
    pub fn write(&self) -> Result<(), FileError> {
        let io = |source| FileError::Io {
            path: self.path.clone(),
            action: "written",
            source,
        };
        if variable(&self.path).is_some() {
            let message = "it is an environment variable; write the accounts into a file and put its text there";
            return Err(io(std::io::Error::other(message)));
        }
        let json = serde_json::to_string_pretty(&self.users).map_err(|error| io(error.into()))?;
        let beside = self.path.with_extension("json.new");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside).map_err(io)?;
        file.write_all(json.as_bytes())
            .and_then(|()| file.write_all(b"\n"))
            .and_then(|()| file.sync_all())
            .map_err(io)?;
        std::fs::rename(&beside, &self.path).map_err(io)
    }
}

fn parse(text: &str) -> Result<Vec<FileUser>, String> {
    let users: Vec<FileUser> = serde_json::from_str(text).map_err(|error| {
        format!("is not a list of {{\"username\", \"password_hash\", \"personas\", \"active\"}}: {error}")
    })?;
    let mut names = BTreeSet::new();
    for user in &users {
        let name = &user.username;
        if name.trim().is_empty() || name.chars().count() > 100 {
            return Err("each username has 1 to 100 characters".to_owned());
        }
        if !names.insert(name) {
            return Err(format!("{name} stands there twice"));
        }
        if !user.password_hash.starts_with("$2") || user.password_hash.len() != 60 {
            return Err(format!(
                "{name}: password_hash is not a bcrypt hash; `quartermaster users passwd {name}` makes one"
            ));
        }
    }
    Ok(users)
}

/// The demo accounts with their password, name and personas, as the program carries them.
pub fn demo_accounts() -> Vec<(FileUser, &'static str)> {
    parse(EXAMPLE)
        .unwrap_or_default()
        .into_iter()
        .map(|user| (user, DEMO_PASSWORD))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_holds_an_account_for_each_persona_and_one_for_all() {
        let demo = demo_accounts();
        assert_eq!(demo.len(), 4);
        assert_eq!(
            demo.iter()
                .filter(|(user, _)| user.personas.len() == 1)
                .count(),
            3
        );
        assert_eq!(
            demo.iter()
                .filter(|(user, _)| user.personas.len() == 3)
                .count(),
            1
        );
        for (user, password) in demo {
            assert!(user.active && user.password_hash.starts_with("$2b$12$"));
            assert!(
                bcrypt::verify(password, &user.password_hash).unwrap(),
                "{}",
                user.username
            );
        }
    }

    #[test]
    fn a_variable_is_read_and_not_written() {
        // Whatever is set where the tests run, it is no list of accounts.
        let path = Path::new("env:PATH");
        let Err(FileError::Malformed { message, .. }) = UsersFile::read(path) else {
            panic!("the search path is no list of accounts");
        };
        assert!(message.starts_with("is not a list of"), "{message}");
        assert!(UsersFile::read(Path::new("env:QUARTERMASTER_NO_SUCH")).is_err());
        let file = UsersFile {
            path: path.to_owned(),
            is_example: false,
            users: Vec::new(),
        };
        let said = file.write().unwrap_err().to_string();
        assert!(said.contains("it is an environment variable"), "{said}");
    }

    #[test]
    fn a_file_is_written_whole_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.json");
        let mut file = UsersFile::read_own(&path).unwrap();
        assert!(file.users.is_empty());
        file.users = demo_accounts().into_iter().map(|(user, _)| user).collect();
        file.write().unwrap();
        let again = UsersFile::read(&path).unwrap();
        assert!(!again.is_example);
        assert!(again.users == file.users);
    }

    #[test]
    fn faults_are_said_in_words() {
        let twice = r#"[{"username":"a","password_hash":"$2b$12$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","personas":[],"active":true},
                        {"username":"a","password_hash":"$2b$12$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","personas":[],"active":true}]"#;
        assert!(parse(twice).err().unwrap().contains("twice"));
        let plain = r#"[{"username":"a","password_hash":"secret","personas":[],"active":true}]"#;
        assert!(parse(plain).err().unwrap().contains("not a bcrypt hash"));
    }
}
