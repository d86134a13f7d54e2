//! `tributary admin`: changing users from the machine the server runs on, without a session.

use anyhow::{Context, bail};
use tokio::runtime::Handle;

use super::{AdminCommand, CreateUser, ResetPassword};
use crate::{
    clock::Clock,
    config::Config,
    crunch::{Crunch, passwords},
    domain::{Email, Quota, name::check_username, password::Password, random},
    store::{Store, StoreError, users},
    usecases::{
        create_user::{self, NewUser, Outcome},
        reset_password,
    },
};

/// Carries out one of the commands on the database that the configuration names.
///
/// # Errors
/// When the database cannot be opened, or the command cannot be done.
pub async fn run(command: AdminCommand, config: &Config, clock: &Clock) -> anyhow::Result<()> {
    let desk = Desk {
        config,
        clock,
        store: open(config).await?,
        crunch: Crunch::new(Handle::current(), 1, 0),
    };
    let outcome = match command {
        AdminCommand::CreateUser(user) => desk.create_user(user).await,
        AdminCommand::ResetPassword(reset) => desk.reset_password(reset).await,
    };
    desk.store.close().await;
    print!("{}", outcome?);
    Ok(())
}

async fn open(config: &Config) -> anyhow::Result<Store> {
    let opened = Store::open(&config.database.settings()).await;
    opened.map_err(|error| {
        let advice = match error {
            StoreError::InUse { .. } => {
                "the server is running on this SQLite file: stop it first, then try again"
            }
            _ => "cannot open the database (database.url)",
        };
        anyhow::Error::new(error).context(advice)
    })
}

/// What the commands work with.
struct Desk<'a> {
    config: &'a Config,
    clock: &'a Clock,
    store: Store,
    crunch: Crunch,
}

impl Desk<'_> {
    async fn create_user(&self, asked: CreateUser) -> anyhow::Result<String> {
        check_username(&asked.username).context("--username")?;
        let email = Email::parse(&asked.email).context("--email")?;
        let (password, report) = password(asked.password)?;
        let new = NewUser {
            username: asked.username,
            email,
            email_verified: None,
            language: None,
            password_hash: passwords::hash(&self.crunch, &password).await?,
            role: asked.role,
            admin_flags: 0,
            quota: Quota {
                total: self.config.user.video_quota.number(),
                daily: self.config.user.video_quota_daily.number(),
            },
            display_name: None,
            channel_name: None,
            channel_display_name: None,
        };
        let mut tx = self.store.begin().await?;
        match create_user::run(&mut tx, &new, self.config, self.clock.now()).await? {
            Outcome::Created { .. } => tx.commit().await?,
            Outcome::UserTaken => bail!("a user has this name or e-mail address: choose another"),
            Outcome::AccountNameTaken | Outcome::ChannelNameTaken => {
                bail!("an account or channel has this name: choose another")
            }
        }
        Ok(format!("username: {}\n{report}", new.username))
    }

    async fn reset_password(&self, asked: ResetPassword) -> anyhow::Result<String> {
        let found = users::find_by_login(&mut self.store.read().await?, &asked.username).await?;
        let user = found.with_context(|| format!("there is no user '{}'", asked.username))?;
        let (password, report) = password(asked.password)?;
        let hash = passwords::hash(&self.crunch, &password).await?;
        let mut tx = self.store.begin().await?;
        reset_password::run(&mut tx, user.id, &hash, self.clock.now()).await?;
        tx.commit().await?;
        Ok(format!("username: {}\n{report}", user.username))
    }
}

/// The password to set, and the line that tells it if it was made up.
fn password(given: Option<String>) -> anyhow::Result<(Password, String)> {
    match given {
        Some(text) => Ok((Password::new(text).context("--password")?, String::new())),
        None => {
            let password = random::password();
            let report = format!("password: {}\n", password.reveal());
            Ok((password, report))
        }
    }
}
