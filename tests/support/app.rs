//! The server in this process, on a port, folder and database of its own.

use std::{
    net::SocketAddr,
    ops::Deref,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use reqwest::multipart::{Form, Part};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tributary::{
    boot::{self, Running},
    clock::Clock,
    config::{Config, Environment, Folder, RateLimit},
    http::state::App,
};

use super::{
    answer,
    client::Client,
    database::TestDatabase,
    person::{PASSWORD, Person},
};

/// What links begin with; [`Client::url`] leads them to the port that was really taken.
pub(crate) const ORIGIN: &str = "https://video.test";

/// Long enough for two cores that do other things too.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server. End every test with [`TestApp::stop`]; the rest is that of a [`Client`] who is not signed in.
///
/// Its clock stands still until [`TestApp::advance`] moves it.
pub(crate) struct TestApp {
    anyone: Client,
    running: Option<Running>,
    root: OnceCell<Person>,
    database: TestDatabase,
    folder: TempDir,
}

impl TestApp {
    /// A server with the settings of every test.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        // From today on: files carry the real time.
        Self::at(Clock::fixed(Clock::system().now()), change).await
    }

    /// The same with a clock of the test's own.
    pub(crate) async fn at(clock: Clock, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::create(folder.path()).await;
        let mut config = config(folder.path(), &database);
        change(&mut config);
        let running = boot::start(config, clock).await.unwrap();
        Self {
            anyone: Client::new(running.address, ORIGIN.to_owned()),
            running: Some(running),
            root: OnceCell::new(),
            database,
            folder,
        }
    }

    /// Stops the server and starts another on the same files and rows, as a new process would.
    pub(crate) async fn restart(&mut self) {
        self.restart_with(|_| {}).await;
    }

    /// The same with other settings.
    pub(crate) async fn restart_with(&mut self, change: impl FnOnce(&mut Config)) {
        let clock = self.app().clock.clone();
        let mut config = Config::clone(&self.app().config);
        change(&mut config);
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        let running = boot::start(config, clock).await.unwrap();
        self.anyone = Client::new(running.address, ORIGIN.to_owned());
        self.root = OnceCell::new();
        self.running = Some(running);
    }

    /// What handlers work with: the store, the library, the clock.
    pub(crate) fn app(&self) -> &App {
        let running = self.running.as_ref();
        &running.expect("the server has been stopped").app
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        let running = self.running.as_ref();
        running.expect("the server has been stopped").address
    }

    /// The rows below the server.
    pub(crate) const fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// Where Prometheus would read, if a test has switched metrics on.
    pub(crate) fn metrics_address(&self) -> Option<SocketAddr> {
        self.running.as_ref().and_then(Running::metrics_address)
    }

    /// The folder that everything of this server is in.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Moves the clock.
    pub(crate) fn advance(&self, by: Duration) {
        self.app().clock.advance(by);
    }

    /// The administrator.
    pub(crate) async fn root(&self) -> &Person {
        let sign_in = || Person::sign_in(&self.anyone, "root", PASSWORD);
        self.root.get_or_init(sign_in).await
    }

    /// A new user.
    pub(crate) async fn user(&self, name: &str) -> Person {
        self.root().await.create(&self.anyone, name, 2).await
    }

    /// A new moderator.
    pub(crate) async fn moderator(&self, name: &str) -> Person {
        self.root().await.create(&self.anyone, name, 1).await
    }

    /// Signs a user in once more.
    pub(crate) async fn sign_in(&self, name: &str) -> Person {
        Person::sign_in(&self.anyone, name, PASSWORD).await
    }

    /// Uploads a file in one request as a public video of the person's first channel: `{id, uuid, shortUUID}`.
    pub(crate) async fn upload(&self, by: &Person, file: &Path, name: &str) -> Value {
        let bytes = std::fs::read(file).unwrap();
        let file_name = file.file_name().unwrap().to_string_lossy().into_owned();
        let part = Part::bytes(bytes)
            .file_name(file_name)
            .mime_str("video/mp4");
        let form = Form::new()
            .text("name", name.to_owned())
            .text("channelId", by.channel_id.to_string())
            .text("privacy", "1")
            .part("videofile", part.unwrap());
        let answer = by.post_multipart("/api/v1/videos/upload", form).await;
        answer::json(answer, 200).await["video"].clone()
    }

    /// Changes rows behind the server's back: for what has no operation yet.
    pub(crate) async fn execute(&self, sql: &str) {
        self.database.execute(sql).await;
        self.seen_change().await;
    }

    /// Makes the server look again: it keeps answers until a change of its own.
    pub(crate) async fn seen_change(&self) {
        let tx = self.app().store.begin().await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Waits until no job is left that could be worked on now, so that what uploads and changes set off has happened.
    pub(crate) async fn jobs_done(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.app().clock.now();
            let left = self.database.jobs_due(now).await;
            if left.is_empty() {
                return;
            }
            assert!(Instant::now() < deadline, "jobs are left: {left:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Stops the server in order; fails when it leaves a job that looks as if somebody worked on it.
    pub(crate) async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        let active = self.database.jobs_active().await;
        assert!(active.is_empty(), "jobs were left active: {active:?}");
    }
}

impl Deref for TestApp {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.anyone
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let forgotten = self.running.is_some() && !std::thread::panicking();
        assert!(
            !forgotten,
            "end the test with app.stop().await: it checks what the server leaves behind"
        );
    }
}

/// What every test starts from: no limits on requests, no metrics, quick polls, everything in one folder.
fn config(folder: &Path, database: &TestDatabase) -> Config {
    let environment = Environment::of(&[
        ("TRIBUTARY_DATABASE_URL", database.url()),
        ("TRIBUTARY_ROOT_PASSWORD", PASSWORD),
        ("TRIBUTARY__LISTEN__PORT", "0"),
        ("TRIBUTARY__WEBSERVER__HTTPS", "true"),
        ("TRIBUTARY__WEBSERVER__HOSTNAME", "video.test"),
        ("TRIBUTARY__WEBSERVER__PORT", "443"),
        ("TRIBUTARY__OPEN_TELEMETRY__METRICS__ENABLED", "false"),
        ("TRIBUTARY__DATABASE__POOL__MAX", "4"),
        ("TRIBUTARY__JOBS__POLL_INTERVAL", "100 milliseconds"),
    ]);
    let loaded = Config::load(&[], &environment).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    let mut config = loaded.config;
    keep_in(folder, &mut config);
    no_rate_limits(&mut config);
    config.worker.program = Some(Folder::new(worker_program()));
    // A job and a file that most tests would have to count: those of storyboards switch it on.
    config.storyboards.enabled = false;
    config
}

fn keep_in(folder: &Path, config: &mut Config) {
    let storage = &mut config.storage;
    for place in [
        &mut storage.tmp,
        &mut storage.tmp_persistent,
        &mut storage.bin,
        &mut storage.avatars,
        &mut storage.web_videos,
        &mut storage.streaming_playlists,
        &mut storage.original_video_files,
        &mut storage.redundancy,
        &mut storage.logs,
        &mut storage.previews,
        &mut storage.thumbnails,
        &mut storage.storyboards,
        &mut storage.torrents,
        &mut storage.captions,
        &mut storage.cache,
        &mut storage.plugins,
        &mut storage.well_known,
        &mut storage.uploads,
        &mut config.smtp.folder,
    ] {
        *place = Folder::new(folder.join(place.as_written()));
    }
}

fn no_rate_limits(config: &mut Config) {
    let limits = &mut config.rates_limit;
    for limit in [
        &mut limits.api,
        &mut limits.login,
        &mut limits.signup,
        &mut limits.ask_send_email,
        &mut limits.receive_client_log,
        &mut limits.plugins,
        &mut limits.well_known,
        &mut limits.feeds,
        &mut limits.activity_pub,
        &mut limits.client,
    ] {
        *limit = RateLimit {
            max: 1_000_000,
            ..limit.clone()
        };
    }
}

/// `tributary-media`, which cargo builds beside the server: two folders above this test's own program.
pub(crate) fn worker_program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(Path::parent).unwrap();
    let program = folder.join("tributary-media");
    assert!(
        program.exists(),
        "{} is missing: cargo build -p tributary-media",
        program.display()
    );
    program
}
