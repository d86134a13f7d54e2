//! Which sessions have counted on any server, kept in Redis.
//!
//! A key per video and session holds who counted it and when, and goes when it may count again: `SET … NX GET PX` claims it
//! and tells who was first, in one step for many.

use std::time::Duration;

use actors_views::{Claim, Claimed, Moment, PortError, SharedSessions};
use async_trait::async_trait;
use redis::{
    Client, RedisError,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tokio::sync::OnceCell;

/// The longest that connecting and answering may take each.
const WITHIN: Duration = Duration::from_millis(500);

/// The shared set; connects when it is first asked.
pub struct RedisSessions {
    client: Client,
    /// What keys begin with: instances that share a server do not share sessions.
    prefix: String,
    connection: OnceCell<ConnectionManager>,
}

impl RedisSessions {
    /// The sessions of the instance with this host, on the server at `url`.
    ///
    /// # Errors
    /// When it is no address of a Redis server.
    pub fn new(url: &str, host: &str) -> Result<Self, RedisError> {
        Ok(Self {
            client: Client::open(url)?,
            prefix: format!("tributary:{host}:counted"),
            connection: OnceCell::new(),
        })
    }

    async fn connection(&self) -> Result<ConnectionManager, RedisError> {
        let connect = || async {
            let settings = ConnectionManagerConfig::new()
                .set_number_of_retries(1)
                .set_connection_timeout(Some(WITHIN))
                .set_response_timeout(Some(WITHIN));
            ConnectionManager::new_with_config(self.client.clone(), settings).await
        };
        self.connection.get_or_try_init(connect).await.cloned()
    }

    async fn ask(
        &self,
        by: &str,
        claims: &[Claim],
        expiration: Duration,
    ) -> Result<Vec<Option<String>>, RedisError> {
        let mut connection = self.connection().await?;
        let mut commands = redis::pipe();
        for claim in claims {
            let key = format!("{}:{}:{:x}", self.prefix, claim.video, claim.viewer.0);
            commands
                .cmd("SET")
                .arg(key)
                .arg(format!("{by} {}", claim.at.0))
                .arg("NX")
                .arg("GET")
                .arg("PX")
                .arg(u64::try_from(expiration.as_millis()).unwrap_or(u64::MAX));
        }
        commands.query_async(&mut connection).await
    }
}

#[async_trait]
impl SharedSessions for RedisSessions {
    async fn claim(
        &self,
        by: &str,
        claims: &[Claim],
        expiration: Duration,
    ) -> Result<Vec<Claimed>, PortError> {
        let before = self.ask(by, claims, expiration).await;
        let before = before.map_err(|error| PortError::Failed(Box::new(error)))?;
        let claimed = before.iter().zip(claims);
        Ok(claimed
            .map(|(before, claim)| of(before.as_deref(), by, claim))
            .collect())
    }
}

/// What a claim comes to where the key held this before.
fn of(before: Option<&str>, by: &str, claim: &Claim) -> Claimed {
    let Some((who, at)) = before.and_then(|before| before.split_once(' ')) else {
        return Claimed::Ours(claim.at);
    };
    let at = at.parse().map_or(claim.at, Moment);
    if who == by {
        Claimed::Ours(at)
    } else {
        Claimed::Theirs(at)
    }
}
