//! Builds everything bottom up and stops it top down; the only place that knows all parts.

mod settings;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use actix_web::{HttpServer, dev::ServerHandle, web};
use actors_kernel::Root;
use actors_transcode::Transcoding;
use actors_uploads::Uploads;
use anyhow::Context;
use tokio::task::JoinHandle;

use crate::{
    cli::{self, Command},
    clock::Clock,
    config::{Config, Loaded},
    crunch::Crunch,
    domain::LeaseHolder,
    http::{self, rate_limit::RateLimits, state::App},
    jobs::{self as background, Periodic},
    media::{Intake, Library},
    ports::{TranscodeShelf, UploadFiles, UploadRows},
    store::{Store, jobs},
    telemetry::{Exporter, Metrics, actors::register_kernel, logs},
    usecases::first_start,
};

/// Connections that the kernel holds until they are accepted: those beyond are not answered at all.
const BACKLOG: u32 = 1024;

/// A server that is up.
pub struct Running {
    /// Where it listens, with the port that was really taken.
    pub address: SocketAddr,
    /// What its handlers work with.
    pub app: App,
    exporter: Option<Exporter>,
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
            Command::Admin { command } => {
                cli::admin::run(command, &loaded.config, &Clock::system()).await
            }
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
    let app = build(config, store, clock).await?;
    let exporter = &app.config.open_telemetry.metrics;
    let exporter = exporter
        .enabled
        .then(|| Exporter::start(&exporter.prometheus_exporter, app.metrics.clone()))
        .transpose()
        .context(
            "cannot listen for Prometheus (open_telemetry.metrics.prometheus_exporter.port)",
        )?;
    serve(app, exporter).await
}

/// Everything below the listeners.
async fn build(config: Arc<Config>, store: Store, clock: Clock) -> anyhow::Result<App> {
    let library = Library::new(config.storage.clone());
    library
        .prepare()
        .map_err(|(folder, error)| anyhow::anyhow!("cannot use {}: {error}", folder.display()))?;
    let runtime = tokio::runtime::Handle::current();
    let crunch = Crunch::new(runtime, config.crunch.threads, config.crunch.queue);
    if let Some(password) = first_start::run(&store, &crunch, &config, clock.now()).await? {
        println!(
            "username: {}\npassword: {}",
            first_start::ROOT,
            password.reveal()
        );
    }
    let root = Root::start().await.context("cannot start the actors")?;
    let metrics = Metrics::new(clock.now()).context("cannot register the metrics")?;
    let uploads = Uploads::start(
        &root,
        settings::of_uploads(&config),
        Arc::new(UploadFiles::new(library.clone())),
        Arc::new(UploadRows::new(store.clone())),
    );
    let uploads = uploads.await.context("cannot start the upload sessions")?;
    let holder = holder(&config);
    let transcoding = transcoding(&config, &store, &library, &clock, &holder).await;
    let intake = Intake {
        library: library.clone(),
        transcoding: transcoding.clone(),
        crunch: crunch.clone(),
    };
    register_kernel(&metrics, &root).context("cannot register the metrics of the actors")?;
    let limits = RateLimits::new(&config.rates_limit);
    let periodic = Periodic::start(background::duties(&background::Context {
        config: Arc::clone(&config),
        store: store.clone(),
        clock: clock.clone(),
        library: library.clone(),
        uploads: uploads.clone(),
    }));
    Ok(App {
        config,
        store,
        clock,
        crunch,
        library,
        intake,
        uploads,
        transcoding,
        holder,
        periodic,
        limits,
        root,
        metrics,
    })
}

/// This start of this server: no other of the same name lives, since none can listen on the same port.
fn holder(config: &Config) -> LeaseHolder {
    let machine = rustix::system::uname();
    let machine = machine.nodename().to_string_lossy();
    LeaseHolder::new(&format!("{machine}:{}", config.listen.port))
}

/// The pool, not started.
async fn transcoding(
    config: &Arc<Config>,
    store: &Store,
    library: &Library,
    clock: &Clock,
    holder: &LeaseHolder,
) -> Transcoding {
    let shelf = TranscodeShelf {
        store: store.clone(),
        library: library.clone(),
        clock: clock.clone(),
        config: Arc::clone(config),
        holder: holder.clone(),
    };
    let transcoding = Transcoding::new(settings::of_transcoding(config), Arc::new(shelf));
    if let Err(reason) = transcoding.available().await {
        tracing::error!(%reason, "videos can be neither inspected nor transcoded");
    }
    transcoding
}

/// Starts the pool, with the jobs of this server's earlier life back on the shelf and its leftovers gone. Only once its
/// port is taken: another that lives would lose both to one that does not come up.
async fn start_pool(app: &App) -> anyhow::Result<()> {
    app.library
        .clear_temporary()
        .context("cannot empty storage.tmp")?;
    let mut tx = app.store.begin().await?;
    let returned = jobs::recover(&mut tx, &app.holder, app.clock.now()).await?;
    tx.commit().await?;
    if returned > 0 {
        tracing::info!(
            jobs = returned,
            "jobs that a stopped server held wait again"
        );
    }
    let pool = app.root.add(Arc::new(app.transcoding.clone())).await;
    pool.context("cannot start the transcoding pool")
}

async fn serve(app: App, exporter: Option<Exporter>) -> anyhow::Result<Running> {
    let listen = app.config.listen.address();
    let data = web::Data::new(app.clone());
    // A tenth of the budget for requests under way: uploads are resumed, the rest is short.
    let patience = app.config.shutdown.budget.mul_f64(0.1);
    let limits = app.config.http.clone();
    let server = HttpServer::new(move || http::service::application(data.clone()))
        .workers(limits.workers)
        .max_connections(limits.max_connections.div_ceil(limits.workers))
        .backlog(BACKLOG)
        .client_request_timeout(limits.header_timeout)
        .keep_alive(limits.keep_alive)
        .shutdown_timeout(patience.as_secs().max(1))
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
    start_pool(&app).await?;
    let server = server.run();
    let http = server.handle();
    Ok(Running {
        address,
        app,
        exporter,
        http,
        served: tokio::spawn(server),
    })
}

impl Running {
    /// Where Prometheus reads, with the port that was really taken; none without metrics.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.exporter.as_ref().map(|exporter| exporter.address)
    }

    /// Stops accepting, lets requests end, drains the actors, closes the database; within `shutdown.budget`.
    pub async fn stop(self) {
        let Self {
            app,
            exporter,
            http,
            served,
            ..
        } = self;
        let budget = app.config.shutdown.budget;
        http.stop(true).await;
        if let Ok(Err(error)) = served.await {
            tracing::error!(%error, "the listener failed");
        }
        app.periodic.stop().await;
        let ended = app.root.shutdown(budget.mul_f64(0.6)).await;
        if !ended.killed.is_empty() {
            tracing::warn!(killed = ?ended.killed, "parts that did not end in time are recovered at the next start");
        }
        if let Some(exporter) = exporter {
            exporter.stop().await;
        }
        let closed = tokio::time::timeout(close_within(budget), app.store.close()).await;
        if closed.is_err() {
            tracing::warn!("the database did not close in time");
        }
    }
}

fn close_within(budget: Duration) -> Duration {
    budget.mul_f64(0.1)
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
