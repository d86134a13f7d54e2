//! A line to PostgreSQL that can be cut and mended.

use std::net::SocketAddr;

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use tributary::config::{Config, Environment};
use url::Url;

/// Forwards every connection while it is up.
pub(super) struct Proxy {
    address: SocketAddr,
    upstream: String,
    line: JoinHandle<()>,
}

impl Proxy {
    /// A line to the database of `url`.
    pub(super) async fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(url).unwrap();
        let (host, port) = (url.host_str().unwrap(), url.port().unwrap_or(5432));
        let upstream = format!("{host}:{port}");
        Self {
            address: listener.local_addr().unwrap(),
            line: tokio::spawn(forward(listener, upstream.clone())),
            upstream,
        }
    }

    /// Has the server take the line.
    pub(super) fn lead(&self, config: &mut Config) {
        let mut url = Url::parse(config.database.url.reveal()).unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(self.address.port())).unwrap();
        let variables = [("TRIBUTARY_DATABASE_URL", url.as_str())];
        let loaded = Config::load(&[], &Environment::of(&variables));
        let loaded = loaded.unwrap_or_else(|problems| panic!("{problems}"));
        config.database.url = loaded.config.database.url;
    }

    /// Breaks every connection and takes no others.
    pub(super) async fn cut(&mut self) {
        self.line.abort();
        let ended = (&mut self.line).await;
        assert!(ended.is_err_and(|error| error.is_cancelled()));
    }

    pub(super) async fn mend(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.line = tokio::spawn(forward(listener, self.upstream.clone()));
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.line.abort();
    }
}

/// Its connections end with it.
async fn forward(listener: TcpListener, upstream: String) {
    let mut connections = JoinSet::new();
    loop {
        let (mut near, _) = listener.accept().await.unwrap();
        let upstream = upstream.clone();
        connections.spawn(async move {
            let mut far = TcpStream::connect(upstream).await.unwrap();
            // Whichever side ends it: that is what the server has to live with.
            let _ended = copy_bidirectional(&mut near, &mut far).await;
        });
    }
}
