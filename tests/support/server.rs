//! The real binary as a child process, killed and started again at will.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::support::database::TestDatabase;

pub(super) const PASSWORD: &str = "correct horse battery";

/// A server over a folder and a database that outlive its process.
pub(super) struct Server {
    folder: TempDir,
    _database: TestDatabase,
    port: u16,
    child: Child,
}

impl Server {
    pub(super) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::create(folder.path()).await;
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        write_config(folder.path(), database.url(), port);
        let child = spawn(folder.path());
        let server = Self {
            folder,
            _database: database,
            port,
            child,
        };
        server.wait_until_it_answers().await;
        server
    }

    /// Ends the process as a power cut would, and starts another on the same data.
    pub(super) async fn kill_and_restart(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.child = spawn(self.folder.path());
        self.wait_until_it_answers().await;
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    async fn wait_until_it_answers(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Ok(answer) = reqwest::get(self.url("/api/v1/ping")).await
                && answer.status().is_success()
            {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "the server does not answer: {}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What the processes logged so far.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- the server's log\n{}", self.log());
        }
    }
}

fn write_config(folder: &Path, database: &str, port: u16) {
    let yaml = format!(
        "listen: {{ hostname: 127.0.0.1, port: {port} }}\n\
         webserver: {{ https: false, hostname: 127.0.0.1, port: {port} }}\n\
         database: {{ url: '{database}' }}\n\
         rates_limit: {{ api: {{ window: 10 seconds, max: 100000 }} }}\n\
         open_telemetry: {{ metrics: {{ enabled: false }} }}\n\
         transcoding: {{ web_videos: {{ enabled: true }}, resolutions: {{ 240p: true, 360p: false, 480p: true, 720p: true, 1080p: true }} }}\n"
    );
    std::fs::write(folder.join("config.yaml"), yaml).unwrap();
}

fn spawn(folder: &Path) -> Child {
    let log = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("log"))
        .unwrap();
    // The folders of `storage` are relative ones.
    Command::new(env!("CARGO_BIN_EXE_tributary"))
        .current_dir(folder)
        .arg("serve")
        .arg("--config")
        .arg(folder.join("config.yaml"))
        .env("TRIBUTARY_ROOT_PASSWORD", PASSWORD)
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}
