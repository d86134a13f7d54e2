//! A Redis server of a test's own, on loopback and in a temporary folder.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use super::wait::until;

/// A server; gone with this value.
pub(crate) struct Redis {
    port: u16,
    folder: TempDir,
    child: Child,
}

impl Redis {
    pub(crate) async fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let folder = tempfile::tempdir().unwrap();
        let child = spawn(port, &folder);
        let redis = Self {
            port,
            folder,
            child,
        };
        redis.answers().await;
        redis
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// It dies, and what it knew with it.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// It is back, and knows nothing.
    pub(crate) async fn restart(&mut self) {
        self.child = spawn(self.port, &self.folder);
        self.answers().await;
    }

    async fn answers(&self) {
        let address = format!("127.0.0.1:{}", self.port);
        until("redis-server", async || TcpStream::connect(&address).ok()).await;
    }
}

fn spawn(port: u16, folder: &TempDir) -> Child {
    let settings = [
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--port",
    ];
    Command::new("redis-server")
        .args(settings)
        .arg(port.to_string())
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server: scripts/install tests")
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}
