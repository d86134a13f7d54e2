//! Builds everything bottom up and stops it top down; the only place that knows all parts.

mod doors;
mod listener;
mod settings;
mod views;

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_web::{HttpServer, dev::ServerHandle, web};
use actors_kernel::Root;
use actors_live::{Door, Encoders, Ingest, Lives};
use actors_transcode::Transcoding;
use actors_uploads::Uploads;
use anyhow::Context;
use tokio::task::JoinHandle;

use crate::{
    cli::{self, Command},
    clock::Clock,
    config::{Config, Loaded},
    crunch::Crunch,
    domain::{LeaseHolder, LinkSecret, SealingKey, ViewerSecret},
    history::History,
    http::{self, kept::Kept, known_sessions::KnownSessions, rate_limit::RateLimits, state::App},
    jobs::{self as background, Periodic},
    mail::Mailer,
    media::{Intake, Library},
    notices::Notices,
    ports::{Ladders, LiveRows, Recordings, TranscodeShelf, UploadFiles, UploadRows},
    store::{Store, jobs},
    telemetry::{Exporter, Metrics, actors::register_kernel, logs, views::register_views},
    usecases::{create_live, first_start, server_secret},
};

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

/// Starts every part, the database first. The port is taken before jobs of an earlier process there are taken back; it
/// is answered last.
///
/// # Errors
/// When a part cannot start.
pub async fn start(config: Config, clock: Clock) -> anyhow::Result<Running> {
    let config = Arc::new(config);
    let store = Store::open(&config.database.settings())
        .await
        .context("cannot open the database (database.url)")?;
    let (host, port) = config.listen.address();
    let listeners = listener::take(&host, port, "listen.port", config.http.send_timeout)?;
    let doors = doors::open(&config).context("cannot listen for encoders")?;
    let app = build(config, store, clock, doors).await?;
    let exporter = &app.config.open_telemetry.metrics;
    let exporter = exporter
        .enabled
        .then(|| Exporter::start(&exporter.prometheus_exporter, app.metrics.clone()))
        .transpose()
        .context(
            "cannot listen for Prometheus (open_telemetry.metrics.prometheus_exporter.port)",
        )?;
    serve(app, exporter, listeners)
}

/// Everything below the listeners.
async fn build(
    config: Arc<Config>,
    store: Store,
    clock: Clock,
    doors: Vec<Door>,
) -> anyhow::Result<App> {
    let library = Library::new(config.storage.clone());
    library
        .prepare()
        .map_err(|(folder, error)| anyhow::anyhow!("cannot use {}: {error}", folder.display()))?;
    library
        .clear_temporary()
        .context("cannot empty storage.tmp")?;
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
    let holder = LeaseHolder::new(&node_name(&config));
    let transcoding = transcoding(&config, &store, &library, &clock, &holder).await?;
    let pool = root.add(Arc::new(transcoding.clone())).await;
    pool.context("cannot start the transcoding pool")?;
    let views = views::start(&root, &config, &store, &clock).await?;
    let history = History::new(store.clone());
    let geo_ip = views::geo_ip(&config).await;
    let intake = Intake {
        library: library.clone(),
        transcoding: transcoding.clone(),
        crunch: crunch.clone(),
    };
    register_kernel(&metrics, &root).context("cannot register the metrics of the actors")?;
    register_views(&metrics, &views).context("cannot register the metrics of views")?;
    let limits = RateLimits::new(&config.rates_limit);
    let notices = Notices::default();
    let secret = secret(&store, &config).await?;
    let links = LinkSecret::of(secret.as_bytes());
    let mailer = Mailer::new(&config)
        .await
        .context("cannot send mail (smtp)")?;
    let periodic = Periodic::start(background::duties(&background::Context {
        config: Arc::clone(&config),
        store: store.clone(),
        clock: clock.clone(),
        library: library.clone(),
        uploads: uploads.clone(),
        views: views.clone(),
        history: history.clone(),
        intake: intake.clone(),
        mailer: Arc::new(mailer),
        links: links.clone(),
        notices: notices.clone(),
        holder,
    }));
    let book = LiveRows {
        store: store.clone(),
        clock: clock.clone(),
        config: Arc::clone(&config),
        library: library.clone(),
        periodic: periodic.clone(),
        holder: node_name(&config),
    };
    let ladders = config.live.transcoding.enabled.then(|| {
        Arc::new(Ladders {
            transcoding: transcoding.clone(),
            settings: config.live.transcoding.clone(),
        })
    });
    let lives = lives(&root, &config, book, ladders, doors).await?;
    let kept = Arc::new(Kept::new(&config.http.kept, store.changes().clone()));
    let sessions = Arc::new(KnownSessions::new(store.changes().clone()));
    Ok(App {
        config,
        store,
        clock,
        crunch,
        library,
        intake,
        uploads,
        transcoding,
        lives,
        views,
        viewer_secret: ViewerSecret::of(secret.as_bytes()),
        links,
        notices,
        sealing: SealingKey::of(secret.as_bytes()),
        geo_ip,
        history,
        periodic,
        limits,
        sessions,
        kept,
        root,
        metrics,
    })
}

/// The server's secret, of which others are made.
async fn secret(store: &Store, config: &Config) -> anyhow::Result<String> {
    let mut tx = store.begin_unshown().await?;
    let secret = server_secret::find_or_make(&mut tx, config).await?;
    tx.commit().await?;
    Ok(secret)
}

/// The pool, with the jobs of this node's earlier life back on the shelf.
async fn transcoding(
    config: &Arc<Config>,
    store: &Store,
    library: &Library,
    clock: &Clock,
    holder: &LeaseHolder,
) -> anyhow::Result<Transcoding> {
    let mut tx = store.begin().await?;
    let returned = jobs::recover(&mut tx, holder, clock.now()).await?;
    tx.commit().await?;
    if returned > 0 {
        tracing::info!(
            jobs = returned,
            "jobs that a stopped server held wait again"
        );
    }
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
    Ok(transcoding)
}

/// The sessions of lives, those of an earlier life taken up, and the listeners for encoders.
async fn lives(
    root: &Root,
    config: &Config,
    book: LiveRows,
    ladders: Option<Arc<Ladders>>,
    doors: Vec<Door>,
) -> anyhow::Result<Lives> {
    let mut tx = book.store.begin().await?;
    let renewed = create_live::renew_keys(&mut tx, config).await?;
    tx.commit().await?;
    if renewed > 0 {
        tracing::warn!(
            keys = renewed,
            "secrets.peertube is another one: lives have other stream keys than before"
        );
    }
    let recordings = Recordings::new(book.library.clone());
    let settings = settings::of_lives(config);
    let ladders = ladders.map(|ladders| ladders as Arc<dyn Encoders>);
    let lives = Lives::start(
        root,
        settings,
        Arc::new(book),
        Arc::new(recordings),
        ladders,
    );
    let lives = lives.await.context("cannot start the live sessions")?;
    let taken_up = lives.recover().await?;
    if taken_up > 0 {
        tracing::info!(
            lives = taken_up,
            "lives that a stopped server had on air wait for their publishers"
        );
    }
    let ingest = root.add(Arc::new(Ingest::new(lives.clone(), doors))).await;
    ingest.context("cannot start the RTMP listeners")?;
    Ok(lives)
}

/// Where this server runs: no two have the same machine and port, while `listen.hostname` is the same on many.
fn node_name(config: &Config) -> String {
    let (host, port) = config.listen.address();
    let machine = rustix::system::uname();
    format!("{}:{host}:{port}", machine.nodename().to_string_lossy())
}

fn serve(
    app: App,
    exporter: Option<Exporter>,
    listeners: Vec<TcpListener>,
) -> anyhow::Result<Running> {
    let data = web::Data::new(app.clone());
    // A tenth of the budget for requests under way: uploads are resumed, the rest is short.
    let patience = app.config.shutdown.budget.mul_f64(0.1);
    let limits = app.config.http.clone();
    let mut server = HttpServer::new(move || http::service::application(data.clone()))
        .workers(limits.workers)
        .max_connections(limits.max_connections.div_ceil(limits.workers))
        .client_request_timeout(limits.header_timeout)
        .keep_alive(limits.keep_alive)
        .shutdown_timeout(patience.as_secs().max(1))
        .disable_signals();
    for listener in listeners {
        server = server
            .listen(listener)
            .context("cannot answer on listen.port")?;
    }
    let address = *server
        .addrs()
        .first()
        .context("the listener has no address")?;
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
    /// Where Prometheus reads, with the port that was really taken; none while metrics are off.
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
        if let Err(error) = app.history.write().await {
            tracing::warn!(%error, "where users are in videos was not written for the last seconds");
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
