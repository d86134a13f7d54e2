//! The listener that Prometheus reads from, apart from the API so that it is never public by
//! accident and answers while the API is busy.

use std::{io, net::SocketAddr, time::Duration};

use actix_web::{App, HttpResponse, HttpServer, dev::ServerHandle, http::header, web};
use tokio::task::JoinHandle;

use super::Metrics;
use crate::config::PrometheusExporter;

/// The content type of Prometheus' text format.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Connections at a time: a scraper needs one.
const MAX_CONNECTIONS: usize = 64;

/// The longest a scraper may take for the head of a request, and a scrape may go on at the end.
const PATIENCE: Duration = Duration::from_secs(5);

/// A listener that is up.
pub struct Exporter {
    /// Where it listens, with the port that was really taken.
    pub address: SocketAddr,
    handle: ServerHandle,
    served: JoinHandle<io::Result<()>>,
}

impl Exporter {
    /// Binds and serves GET /metrics; call it within the application's runtime.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub fn start(settings: &PrometheusExporter, metrics: Metrics) -> io::Result<Self> {
        let address = (settings.hostname.as_str(), settings.port);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(metrics.clone()))
                .route("/metrics", web::get().to(scrape))
        })
        .workers(1)
        .max_connections(MAX_CONNECTIONS)
        .client_request_timeout(PATIENCE)
        .shutdown_timeout(PATIENCE.as_secs())
        .disable_signals()
        .bind(address)?;
        let address = *server
            .addrs()
            .first()
            .ok_or_else(|| io::Error::other("the listener has no address"))?;
        let server = server.run();
        let handle = server.handle();
        Ok(Self {
            address,
            handle,
            served: tokio::spawn(server),
        })
    }

    /// Stops accepting and lets a scrape that runs end.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        if let Ok(Err(error)) = self.served.await {
            tracing::warn!(%error, "the listener for metrics failed");
        }
    }
}

async fn scrape(metrics: web::Data<Metrics>) -> HttpResponse {
    match metrics.text() {
        Ok(text) => HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, TEXT_FORMAT))
            .body(text),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;

    fn on_any_port() -> PrometheusExporter {
        PrometheusExporter {
            port: 0,
            ..PrometheusExporter::default()
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn metrics_are_served_and_the_listener_ends_when_told() {
        let metrics = Metrics::new(Timestamp::UNIX_EPOCH).expect("names are free");
        let exporter = Exporter::start(&on_any_port(), metrics).expect("a free port");
        let url = format!("http://{}", exporter.address);

        let answer = reqwest::get(format!("{url}/metrics"))
            .await
            .expect("an answer");
        assert_eq!(answer.headers()["content-type"], TEXT_FORMAT);
        assert!(
            answer
                .text()
                .await
                .expect("text")
                .contains("tributary_build_info")
        );
        let other = reqwest::get(format!("{url}/api/v1/config"))
            .await
            .expect("an answer");
        assert_eq!(other.status(), 404);

        exporter.stop().await;
        assert!(reqwest::get(format!("{url}/metrics")).await.is_err());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_port_that_is_taken_is_an_error() {
        let metrics = Metrics::new(Timestamp::UNIX_EPOCH).expect("names are free");
        let first = Exporter::start(&on_any_port(), metrics.clone()).expect("a free port");
        let same = PrometheusExporter {
            port: first.address.port(),
            ..PrometheusExporter::default()
        };
        assert!(Exporter::start(&same, metrics).is_err());
        first.stop().await;
    }
}
