//! The first start: the administrator `root` and the pair that clients name. Later starts find
//! both and change nothing.

use crate::{
    config::Config,
    crunch::{Crunch, CrunchError, passwords},
    domain::{
        Email, Quota, Role, Timestamp,
        email::NotAnEmail,
        password::{BadPassword, Password},
        quota::UNLIMITED,
        random,
    },
    store::{
        Store, StoreError,
        oauth_clients::{self, OAuthClientRow},
        users,
    },
    usecases::create_user::{self, NewUser, Outcome},
};

/// The name of the first user.
pub const ROOT: &str = "root";
/// Length of each half of the client's pair.
const CLIENT_LENGTH: usize = 32;

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum FirstStartError {
    /// The database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password cannot be hashed.
    #[error("cannot hash the password of root: {0}")]
    Crunch(#[from] CrunchError),
    /// The configuration has no address.
    #[error("admin.email: {0}")]
    Email(#[from] NotAnEmail),
    /// The configuration has no fit password.
    #[error("root.password: {0}")]
    Password(#[from] BadPassword),
}

/// Makes what the first start makes. A password that was made up for root is given back, to be
/// shown once: only its hash is kept.
///
/// # Errors
/// When the database fails, or the configured address or password cannot be one.
pub async fn run(
    store: &Store,
    crunch: &Crunch,
    config: &Config,
    now: Timestamp,
) -> Result<Option<Password>, FirstStartError> {
    ensure_client(store).await?;
    if users::administrator_exists(&mut store.read().await?).await? {
        return Ok(None);
    }
    let (password, made_up) = match &config.root.password {
        Some(given) => (Password::new(given.reveal().to_owned())?, false),
        None => (random::password(), true),
    };
    let root = NewUser {
        username: ROOT.to_owned(),
        email: Email::parse(&config.admin.email)?,
        email_verified: None,
        language: None,
        password_hash: passwords::hash(crunch, &password).await?,
        role: Role::Administrator,
        admin_flags: 0,
        quota: Quota {
            total: UNLIMITED,
            daily: UNLIMITED,
        },
        display_name: None,
        channel_name: None,
        channel_display_name: None,
    };
    let mut tx = store.begin().await?;
    // Another server on the same database may have been quicker; its root is as good.
    let outcome = create_user::run(&mut tx, &root, config, now).await?;
    if !matches!(outcome, Outcome::Created { .. }) {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(made_up.then_some(password))
}

async fn ensure_client(store: &Store) -> Result<(), StoreError> {
    if oauth_clients::find(&mut store.read().await?)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    let client = OAuthClientRow {
        client_id: random::lowercase_alphanumeric(CLIENT_LENGTH),
        client_secret: random::alphanumeric(CLIENT_LENGTH),
    };
    oauth_clients::insert(&mut tx, &client).await?;
    tx.commit().await
}
