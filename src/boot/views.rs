//! The counting of views, and what it needs beside: where addresses are.

use std::sync::Arc;

use actors_kernel::Root;
use actors_views::{SharedSessions, Views};
use anyhow::Context;

use crate::{
    clock::Clock,
    config::Config,
    geo_ip::GeoIp,
    ports::{RedisSessions, ViewRows},
    store::Store,
};

/// The counters of views, with what an earlier life of this server has left in its journal.
pub(super) async fn start(
    root: &Root,
    config: &Config,
    store: &Store,
    clock: &Clock,
) -> anyhow::Result<Views> {
    let rows = ViewRows {
        store: store.clone(),
        clock: clock.clone(),
    };
    let sessions = match &config.redis.url {
        Some(url) => {
            let host = config.webserver.host();
            let sessions = RedisSessions::new(url.reveal(), &host).context("redis.url")?;
            Some(Arc::new(sessions) as Arc<dyn SharedSessions>)
        }
        None => None,
    };
    let views = Views::start(
        root,
        super::settings::of_views(config),
        Arc::new(rows),
        sessions,
    )
    .await;
    views.context("cannot start the counting of views")
}

/// Reads the file of countries, if there is to be one.
pub(super) async fn geo_ip(config: &Config) -> GeoIp {
    let Some(file) = config
        .geo_ip
        .database
        .as_ref()
        .filter(|_| config.geo_ip.enabled)
    else {
        if config.geo_ip.enabled {
            tracing::warn!(
                "geo_ip.database names no file: viewers are counted without their countries"
            );
        }
        return GeoIp::default();
    };
    let file = file.absolute();
    let read = tokio::task::spawn_blocking(move || GeoIp::open(&file)).await;
    read.unwrap_or_default()
}
