//! The server's secret, of which keys, signatures and hashes are made: that of the configuration, else one of its own.

use crate::{
    config::Config,
    domain::random,
    store::{Read, StoreError, Tx, settings},
};

/// The name under which it is kept where the configuration has none; stream keys had it first.
const SECRET: &str = "live.stream_key_secret";

/// The secret, made now if there is none.
///
/// # Errors
/// When the database refuses.
pub async fn find_or_make(tx: &mut Tx, config: &Config) -> Result<String, StoreError> {
    if let Some(secret) = find(tx, config).await? {
        return Ok(secret);
    }
    let secret = random::token();
    settings::set(tx, SECRET, &secret).await?;
    Ok(secret)
}

/// The secret, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut impl Read, config: &Config) -> Result<Option<String>, StoreError> {
    match &config.secrets.peertube {
        Some(secret) => Ok(Some(secret.reveal().to_owned())),
        None => settings::find(tx, SECRET).await,
    }
}
