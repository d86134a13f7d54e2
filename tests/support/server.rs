//! The real binary as a child process over a folder and a database that outlive it: started, killed, told to end.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{client::Client, database::TestDatabase, person::Person};

pub(crate) use super::person::PASSWORD;

/// Long enough for two cores that do other things too.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// A server, running or not.
pub(crate) struct Server {
    folder: TempDir,
    database: TestDatabase,
    port: u16,
    /// Of `root`, told by a variable; none lets the first start make one up.
    password: Option<&'static str>,
    /// Faults that it is told to have.
    pub(crate) abort_at: Option<&'static str>,
    child: Option<Child>,
}

impl Server {
    /// A server that answers; `settings` are YAML that comes after the tests' own.
    pub(crate) async fn start(settings: &str) -> Self {
        let mut server = Self::set_up(settings).await;
        server.restart().await;
        server
    }

    /// A server that is not started yet.
    pub(crate) async fn set_up(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::create(folder.path()).await;
        Self::over(folder, database, settings)
    }

    /// The same on a database of the test's own making.
    pub(crate) fn over(folder: TempDir, database: TestDatabase, settings: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::fs::write(folder.path().join("config.yaml"), own_settings(port)).unwrap();
        std::fs::write(folder.path().join("settings.yaml"), settings).unwrap();
        Self {
            folder,
            database,
            port,
            password: Some(PASSWORD),
            abort_at: None,
            child: None,
        }
    }

    /// Lets the first start make up the password of `root`.
    pub(crate) fn without_password(mut self) -> Self {
        self.password = None;
        self
    }

    /// Starts the process and waits until it answers.
    pub(crate) async fn restart(&mut self) {
        self.spawn();
        self.answers().await;
    }

    /// Starts the process, whatever becomes of it.
    pub(crate) fn spawn(&mut self) {
        let append = |name| {
            let mut options = std::fs::OpenOptions::new();
            options.create(true).append(true);
            options.open(self.folder.path().join(name)).unwrap()
        };
        let (printed, log) = (append("printed"), append("log"));
        let child = self.command(&["serve"]).stdout(printed).stderr(log).spawn();
        self.child = Some(child.unwrap());
    }

    /// Runs another command of the program on this server's configuration.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The program, as it would be called in this server's folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tributary"));
        // The folders of `storage` are relative ones.
        command
            .current_dir(self.folder.path())
            .args(arguments)
            .args(["--config", "config.yaml", "--config", "settings.yaml"])
            .env("TRIBUTARY_DATABASE_URL", self.database.url())
            .env_remove("RUST_LOG")
            .stdin(Stdio::null());
        if let Some(place) = self.abort_at {
            command.env("TRIBUTARY_ABORT_AT", place);
        }
        if let Some(password) = self.password {
            command.env("TRIBUTARY_ROOT_PASSWORD", password);
        }
        command
    }

    /// Ends the process as a power cut would.
    pub(crate) fn kill(&mut self) {
        let child = self.child.as_mut().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Ends the process as a power cut would, and starts another on the same data.
    pub(crate) async fn kill_and_restart(&mut self) {
        self.kill();
        self.restart().await;
    }

    /// The process.
    pub(crate) fn pid(&self) -> rustix::process::Pid {
        let id = self.child.as_ref().unwrap().id();
        rustix::process::Pid::from_raw(id.try_into().unwrap()).unwrap()
    }

    /// Sends SIGTERM and waits for the end: how it ended, and how long that took.
    pub(crate) async fn terminate(&mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        rustix::process::kill_process(self.pid(), rustix::process::Signal::TERM).unwrap();
        let status = self.ended().await;
        (status, begun.elapsed())
    }

    /// Waits until the process ends by itself.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.as_mut().unwrap().try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "the server does not end");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until the process answers.
    pub(crate) async fn answers(&mut self) {
        assert!(self.comes_up().await, "the server ended: {}", self.log());
    }

    /// Waits until the process answers or ends; whether it answers.
    pub(crate) async fn comes_up(&mut self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(answer) = reqwest::get(self.url("/api/v1/ping")).await
                && answer.status().is_success()
            {
                return true;
            }
            if self.child.as_mut().unwrap().try_wait().unwrap().is_some() {
                return false;
            }
            assert!(Instant::now() < deadline, "no answer: {}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// Somebody who is not signed in.
    pub(crate) fn anyone(&self) -> Client {
        Client::new(self.address(), self.url(""))
    }

    /// The administrator, by the password of tests.
    pub(crate) async fn root(&self) -> Person {
        self.sign_in("root", PASSWORD).await
    }

    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Person {
        Person::sign_in(&self.anyone(), name, password).await
    }

    /// The folder that everything of this server is in.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Below its `data/`.
    pub(crate) fn data(&self, name: &str) -> PathBuf {
        self.folder.path().join("data").join(name)
    }

    pub(crate) fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// What the processes logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// What the processes printed on standard output so far.
    pub(crate) fn printed(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("printed")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
        if std::thread::panicking() {
            eprintln!("--- the server's log\n{}", self.log());
        }
    }
}

fn own_settings(port: u16) -> String {
    let worker = super::app::worker_program();
    format!(
        "listen: {{ hostname: 127.0.0.1, port: {port} }}\n\
         webserver: {{ https: false, hostname: 127.0.0.1, port: {port} }}\n\
         rates_limit: {{ api: {{ window: 10 seconds, max: 1000000 }}, login: {{ window: 10 seconds, max: 1000000 }} }}\n\
         open_telemetry: {{ metrics: {{ enabled: false }} }}\n\
         jobs: {{ poll_interval: 100 milliseconds }}\n\
         storyboards: {{ enabled: false }}\n\
         worker: {{ program: '{}' }}\n",
        worker.display()
    )
}
