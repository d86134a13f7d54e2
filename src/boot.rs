//! Builds everything bottom up and stops it top down; the only place that knows all parts.

use std::{net::SocketAddr, sync::Arc};

use actix_web::{HttpServer, dev::ServerHandle, web};
use anyhow::Context;
use tokio::task::JoinHandle;

use crate::{
    clock::Clock,
    config::Config,
    crunch::Crunch,
    http::{self, state::App},
    store::Store,
};

/// A server that is up.
pub struct Running {
    /// Where it listens, with the port that was really taken.
    pub address: SocketAddr,
    /// What its handlers work with.
    pub app: App,
    http: ServerHandle,
    served: JoinHandle<std::io::Result<()>>,
}

/// Starts the server and stops it on SIGTERM or SIGINT.
///
/// # Errors
/// When a part cannot start; what was started before it is stopped again.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let running = start(config, Clock::system()).await?;
    tracing::info!(address = %running.address, "listening");
    termination().await?;
    running.stop().await;
    Ok(())
}

/// Starts every part, the database first, the listener last.
///
/// # Errors
/// When a part cannot start.
pub async fn start(config: Config, clock: Clock) -> anyhow::Result<Running> {
    let config = Arc::new(config);
    let store = Store::open(&config.database.settings())
        .await
        .context("cannot open the database (database.url)")?;
    let runtime = tokio::runtime::Handle::current();
    let crunch = Crunch::new(runtime, config.crunch.threads, config.crunch.queue);
    let app = App {
        store,
        clock,
        config,
        crunch,
    };
    serve(app).await
}

async fn serve(app: App) -> anyhow::Result<Running> {
    let listen = (app.config.listen.hostname.clone(), app.config.listen.port);
    let data = web::Data::new(app.clone());
    let server = HttpServer::new(move || http::service::application(data.clone()))
        .workers(app.config.http.workers)
        .disable_signals()
        .bind(&listen)
        .with_context(|| {
            let (host, port) = &listen;
            format!(
                "cannot listen on {host}:{port}: choose another listen.port, or end what uses it"
            )
        })?;
    let address = *server
        .addrs()
        .first()
        .context("the listener has no address")?;
    let server = server.run();
    let http = server.handle();
    Ok(Running {
        address,
        app,
        http,
        served: tokio::spawn(server),
    })
}

impl Running {
    /// Stops accepting, lets requests end, then closes the database.
    pub async fn stop(self) {
        self.http.stop(true).await;
        if let Ok(Err(error)) = self.served.await {
            tracing::error!(%error, "the listener failed");
        }
        self.app.store.close().await;
    }
}

async fn termination() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => tracing::info!("SIGTERM: stopping"),
        _ = interrupt.recv() => tracing::info!("SIGINT: stopping"),
    }
    Ok(())
}
