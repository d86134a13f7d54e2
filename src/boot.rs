//! Builds everything bottom up and stops it top down; the only place that knows all parts.

use std::{net::SocketAddr, sync::Arc};

use actix_web::{HttpServer, dev::ServerHandle, web};
use actors_kernel::Root;
use anyhow::Context;
use tokio::task::JoinHandle;

use crate::{
    cli::Command,
    clock::Clock,
    config::{Config, Loaded},
    crunch::Crunch,
    http::{self, state::App},
    media::Library,
    store::Store,
    telemetry::{Metrics, logs},
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

/// Carries out a command that needs the application, on a runtime of its own.
///
/// # Errors
/// When a part cannot start, or the command cannot be done.
pub fn command(command: Command, loaded: Loaded) -> anyhow::Result<()> {
    let directives = std::env::var("RUST_LOG").ok();
    logs::start(&loaded.config.log, directives.as_deref())?;
    for warning in &loaded.warnings {
        tracing::warn!("{warning}");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    let outcome = runtime.block_on(async {
        match command {
            Command::Serve => serve_until_told(loaded.config).await,
            // Carried out by main, without a configuration or without a runtime.
            Command::Config { .. } | Command::Openapi => Ok(()),
            Command::Admin { .. } => anyhow::bail!("not yet"),
        }
    });
    // Blocking work that hangs (a disk that is away) must not hold the process.
    runtime.shutdown_background();
    outcome
}

/// Starts the server and stops it on SIGTERM or SIGINT.
async fn serve_until_told(config: Config) -> anyhow::Result<()> {
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
    let library = Library::new(config.storage.clone());
    library
        .prepare()
        .map_err(|(folder, error)| anyhow::anyhow!("cannot use {}: {error}", folder.display()))?;
    let root = Root::start().await.context("cannot start the actors")?;
    let metrics = Metrics::new(clock.now()).context("cannot register the metrics")?;
    let app = App {
        config,
        store,
        clock,
        crunch,
        library,
        root,
        metrics,
    };
    serve(app).await
}

async fn serve(app: App) -> anyhow::Result<Running> {
    let listen = app.config.listen.address();
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
        self.app
            .root
            .shutdown(self.app.config.shutdown.budget)
            .await;
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
