//! Debian's nginx in front of a server of a test, in a folder of its own, on a free port of the loopback interface.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::server::PATIENCE;

/// A running nginx; it ends with this value.
pub(crate) struct Nginx {
    folder: TempDir,
    address: SocketAddr,
    child: Child,
}

impl Nginx {
    /// Starts one with the text of `http { … }` that `configuration` makes of its port and its folder. Each request is
    /// written to its log as `STATUS CACHE UPSTREAM_BYTES URI`.
    pub(crate) fn start(configuration: impl FnOnce(u16, &Path) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let root = folder.path();
        let inner = configuration(address.port(), root);
        let place = root.display();
        let text = format!(
            "daemon off; worker_processes 1; pid {place}/pid; error_log {place}/error warn;\n\
             user root;\n\
             events {{ worker_connections 256; }}\n\
             http {{\n\
               log_format seen '$status $upstream_cache_status $upstream_response_length $request_uri';\n\
               access_log {place}/access seen;\n\
               client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;\n\
               uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;\n\
               {inner}\n\
             }}\n"
        );
        std::fs::write(root.join("nginx.conf"), text).unwrap();
        let child = Command::new(program())
            .arg("-c")
            .arg(root.join("nginx.conf"))
            .arg("-p")
            .arg(root)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut nginx = Self {
            folder,
            address,
            child,
        };
        nginx.answers();
        nginx
    }

    fn answers(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(self.address).is_err() {
            let ended = self.child.try_wait().unwrap();
            let log = std::fs::read_to_string(self.folder.path().join("error"));
            assert!(ended.is_none(), "nginx ended: {log:?}");
            assert!(Instant::now() < deadline, "nginx does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it logged of requests for addresses that end so, oldest first.
    pub(crate) fn seen(&self, end: &str) -> Vec<String> {
        let log = std::fs::read_to_string(self.folder.path().join("access")).unwrap_or_default();
        let lines = log.lines().filter(|line| line.ends_with(end));
        lines.map(str::to_owned).collect()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master ends its workers itself; after a kill they would stay.
        let quit = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        if quit.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

fn program() -> &'static str {
    if Path::new("/usr/sbin/nginx").exists() {
        "/usr/sbin/nginx"
    } else {
        "nginx"
    }
}
