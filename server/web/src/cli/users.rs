//! `users` manages accounts and their tokens.

use std::io::BufRead;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::Ended;
use super::tokens::{self, no_account};
use crate::accounts::{FileUser, UsersFile, hash, synchronise};
use crate::config::{self, Configuration, Overrides};
use crate::output;
use crate::wiring::{self, Meaning, Stores};

/// Manage accounts and their tokens.
#[derive(Debug, Args)]
pub(super) struct Users {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make an account; its password is asked for.
    Add {
        /// Name to log in with.
        username: String,
        /// Persona in which they may ask; may be given several times.
        #[arg(long = "persona", required = true)]
        personas: Vec<String>,
        /// They run the program: they see everybody's costs and how the program does.
        #[arg(long)]
        operator: bool,
        /// Read the password from standard input instead of the terminal.
        #[arg(long)]
        stdin: bool,
    },
    /// Give an account another password.
    Passwd {
        /// Name of the account.
        username: String,
        /// Read the password from standard input instead of the terminal.
        #[arg(long)]
        stdin: bool,
    },
    /// Keep an account from logging in.
    Disable {
        /// Name of the account.
        username: String,
    },
    /// Name all accounts.
    List,
    #[command(flatten)]
    Tokens(tokens::Action),
}

impl Users {
    pub(super) async fn run(self, config: Option<PathBuf>) -> anyhow::Result<Ended> {
        let configuration = config::load(&Overrides {
            file: config,
            ..Overrides::default()
        })?;
        let stores = wiring::open_stores(&configuration).await?;
        let users = stores.users.as_ref();
        let mut file = UsersFile::read_own(&configuration.security.users_file)?;
        let action = match self.action {
            Action::List => return list(&configuration, &stores).await,
            Action::Tokens(action) => {
                take_over(&configuration, &stores).await?;
                return action.run(&stores).await;
            }
            action => action,
        };
        match edit(action, &configuration, &mut file, users).await? {
            Ok(said) => {
                file.write()?;
                synchronise(users, stores.sessions.as_ref(), &file, Timestamp::now()).await?;
                output::line(&said);
                Ok(Ended::Done)
            }
            Err(refusal) => {
                output::notice(&refusal);
                Ok(Ended::Failed)
            }
        }
    }
}

/// Changes the file's accounts; says what was done, or why nothing was.
async fn edit(
    action: Action,
    configuration: &Configuration,
    file: &mut UsersFile,
    users: &dyn assistant::store::Users,
) -> anyhow::Result<Result<String, String>> {
    match action {
        Action::Add {
            username,
            personas,
            operator,
            stdin,
        } => {
            if file.users.iter().any(|user| user.username == username) {
                return Ok(Err(format!(
                    "There is an account {username} already; `users passwd {username}` changes its password."
                )));
            }
            let meaning = Meaning::load(&configuration.data)?;
            if let Some(unknown) = personas.iter().find(|name| meaning.persona(name).is_none()) {
                let known = meaning
                    .personas
                    .iter()
                    .map(|p| p.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", ");
                return Ok(Err(format!(
                    "There is no persona {unknown}; there are {known}."
                )));
            }
            let password_hash = match new_password(stdin)? {
                Ok(hash) => hash,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let said = format!("{username} may log in from now on.");
            file.users.push(FileUser {
                username,
                password_hash,
                personas,
                active: true,
                operator,
            });
            Ok(Ok(said))
        }
        Action::Passwd { username, stdin } => {
            let Some(place) = known(file, users, &username).await? else {
                return Ok(Err(no_account(&username)));
            };
            match new_password(stdin)? {
                Ok(hash) => {
                    if let Some(user) = file.users.get_mut(place) {
                        user.password_hash = hash;
                    }
                    Ok(Ok(format!("{username} has a new password.")))
                }
                Err(refusal) => Ok(Err(refusal)),
            }
        }
        Action::Disable { username } => {
            let Some(place) = known(file, users, &username).await? else {
                return Ok(Err(no_account(&username)));
            };
            if let Some(user) = file.users.get_mut(place) {
                user.active = false;
            }
            Ok(Ok(format!(
                "{username} may not log in any more, and open sessions of theirs have ended."
            )))
        }
        Action::List | Action::Tokens(_) => Ok(Err("nothing of the file is changed".to_owned())),
    }
}

/// Place of an account in the file; one that only the state database knows is written into the file first.
async fn known(
    file: &mut UsersFile,
    users: &dyn assistant::store::Users,
    username: &str,
) -> anyhow::Result<Option<usize>> {
    if let Some(place) = file.users.iter().position(|user| user.username == username) {
        return Ok(Some(place));
    }
    let Some(account) = users.user(username).await? else {
        return Ok(None);
    };
    file.users.push(FileUser {
        username: account.username,
        password_hash: account.password_hash,
        personas: account.personas,
        active: account.active,
        operator: account.operator,
    });
    Ok(Some(file.users.len() - 1))
}

/// Takes the accounts of the file over, the demo accounts when there is none.
async fn take_over(configuration: &Configuration, stores: &Stores) -> anyhow::Result<UsersFile> {
    let file = UsersFile::read(&configuration.security.users_file)?;
    let (users, sessions) = (stores.users.as_ref(), stores.sessions.as_ref());
    synchronise(users, sessions, &file, Timestamp::now()).await?;
    Ok(file)
}

async fn list(configuration: &Configuration, stores: &Stores) -> anyhow::Result<Ended> {
    let file = take_over(configuration, stores).await?;
    let rows: Vec<Vec<serde_json::Value>> = stores
        .users
        .users()
        .await?
        .into_iter()
        .map(|account| {
            let state = if account.active { "active" } else { "disabled" };
            vec![
                account.username.into(),
                state.into(),
                account.personas.join(", ").into(),
            ]
        })
        .collect();
    output::table(
        &["username".into(), "state".into(), "personas".into()],
        &rows,
        usize::MAX,
    );
    if file.is_example {
        output::notice(
            "These are the demo accounts; the first account of your own switches them off.",
        );
    }
    Ok(Ended::Done)
}

/// Asks for a new password twice, or reads it from standard input, and hashes it.
fn new_password(stdin: bool) -> anyhow::Result<Result<String, String>> {
    let password = if stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    } else {
        let first = rpassword::prompt_password("New password: ")?;
        if rpassword::prompt_password("Once more: ")? != first {
            return Ok(Err(
                "The two passwords differ; nothing was changed.".to_owned()
            ));
        }
        first
    };
    Ok(hash(&password).map_err(|error| format!("Nothing was changed: {error}.")))
}
