//! The registry of numbers, made by boot and handed out: there is no global one.
//!
//! A part that counts by itself hands in a closure (`observe`), which is asked at each scrape; what
//! nobody else counts, such as HTTP requests, is counted here.

use std::{sync::Arc, time::Duration};

use prometheus::{
    HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder,
    core::{Collector, Desc},
    proto::{Counter, Gauge, LabelPair, Metric, MetricFamily, MetricType},
};

use super::playback::{Playback, PlaybackCounters};
use crate::domain::Timestamp;

/// Bounds of the histogram of request times, in seconds: from a cache hit to a slow upload.
const REQUEST_SECONDS: [f64; 12] = [
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 300.0,
];

/// All numbers of one server; cheap to clone.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    request_seconds: HistogramVec,
    playback: PlaybackCounters,
}

/// The metric cannot be registered: its name is taken or no name.
pub type MetricError = prometheus::Error;

/// Whether a number only grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It does, until the process ends.
    Counter,
    /// It goes up and down.
    Gauge,
}

/// What a closure answers: a number, and the values of its labels in their order.
pub type Sample = (Vec<String>, f64);

impl Metrics {
    /// A registry with the numbers of the process and of HTTP.
    ///
    /// # Errors
    /// Never with the names in this file; the registry checks them.
    pub fn new(started: Timestamp) -> Result<Self, MetricError> {
        let labels = ["method", "route", "status"];
        let requests = IntCounterVec::new(
            Opts::new(
                "tributary_http_requests_total",
                "HTTP requests that were answered.",
            ),
            &labels,
        )?;
        let request_seconds = HistogramVec::new(
            HistogramOpts::new(
                "tributary_http_request_duration_seconds",
                "Seconds from the head of a request to the head of its answer.",
            )
            .buckets(REQUEST_SECONDS.to_vec()),
            &labels,
        )?;
        let metrics = Self {
            registry: Registry::new(),
            requests,
            request_seconds,
            playback: PlaybackCounters::new()?,
        };
        for counters in metrics.playback.collectors() {
            metrics.register(counters)?;
        }
        metrics.register(metrics.requests.clone())?;
        metrics.register(metrics.request_seconds.clone())?;
        metrics.observe(
            Kind::Gauge,
            "tributary_build_info",
            "Always 1; the label says which version runs.",
            &["version"],
            || vec![(vec![env!("CARGO_PKG_VERSION").to_owned()], 1.0)],
        )?;
        let seconds = Duration::from_millis(u64::try_from(started.timestamp_millis()).unwrap_or(0));
        metrics.observe(
            Kind::Gauge,
            "process_start_time_seconds",
            "When the process started, in seconds since 1970.",
            &[],
            move || vec![(Vec::new(), seconds.as_secs_f64())],
        )?;
        Ok(metrics)
    }

    /// Counts one answered request. `route` is the pattern that matched and never the path, which
    /// callers could make up without end.
    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let class = match status {
            100..=199 => "1xx",
            200..=299 => "2xx",
            300..=399 => "3xx",
            400..=499 => "4xx",
            _ => "5xx",
        };
        let labels = [known_method(method), route, class];
        self.requests.with_label_values(&labels).inc();
        self.request_seconds
            .with_label_values(&labels)
            .observe(took.as_secs_f64());
    }

    /// Adds what a player reports.
    pub fn playback(&self, report: &Playback) {
        self.playback.add(report);
    }

    /// Adds a number of another part's own.
    ///
    /// # Errors
    /// When its name is taken.
    pub fn register(&self, collector: impl Collector + 'static) -> Result<(), MetricError> {
        self.registry.register(Box::new(collector))
    }

    /// Adds numbers that `read` answers at each scrape; it must not block.
    ///
    /// # Errors
    /// When the name is taken or no metric may have it.
    pub fn observe(
        &self,
        kind: Kind,
        name: &str,
        help: &str,
        labels: &[&str],
        read: impl Fn() -> Vec<Sample> + Send + Sync + 'static,
    ) -> Result<(), MetricError> {
        let names: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        let none = std::collections::HashMap::new();
        let description = Desc::new(name.to_owned(), help.to_owned(), names, none)?;
        self.register(Observed {
            kind,
            description,
            read: Arc::new(read),
        })
    }

    /// Everything in Prometheus' text format.
    ///
    /// # Errors
    /// When two collectors answer numbers that do not fit together.
    pub fn text(&self) -> Result<String, MetricError> {
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

/// Methods become labels: those that callers make up share one.
fn known_method(method: &str) -> &str {
    match method {
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => method,
        _ => "other",
    }
}

/// A collector that asks a closure.
struct Observed {
    kind: Kind,
    description: Desc,
    read: Arc<dyn Fn() -> Vec<Sample> + Send + Sync>,
}

impl Collector for Observed {
    fn desc(&self) -> Vec<&Desc> {
        vec![&self.description]
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let metrics = (self.read)()
            .into_iter()
            .map(|(values, number)| self.metric(values, number))
            .collect();
        let mut family = MetricFamily::default();
        family.set_name(self.description.fq_name.clone());
        family.set_help(self.description.help.clone());
        family.set_field_type(match self.kind {
            Kind::Counter => MetricType::COUNTER,
            Kind::Gauge => MetricType::GAUGE,
        });
        family.set_metric(metrics);
        vec![family]
    }
}

impl Observed {
    fn metric(&self, values: Vec<String>, number: f64) -> Metric {
        let labels = self.description.variable_labels.iter().zip(values);
        let pairs = labels.map(|(name, value)| {
            let mut pair = LabelPair::default();
            pair.set_name(name.clone());
            pair.set_value(value);
            pair
        });
        let mut metric = Metric::default();
        metric.set_label(pairs.collect());
        match self.kind {
            Kind::Counter => {
                let mut counter = Counter::default();
                counter.set_value(number);
                metric.set_counter(counter);
            }
            Kind::Gauge => {
                let mut gauge = Gauge::default();
                gauge.set_value(number);
                metric.set_gauge(gauge);
            }
        }
        metric
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics() -> Metrics {
        Metrics::new(Timestamp::UNIX_EPOCH + Duration::from_secs(42)).expect("names are free")
    }

    #[test]
    fn a_request_is_counted_by_method_route_and_class_of_status() {
        let metrics = metrics();
        metrics.request("GET", "/api/v1/videos/{id}", 404, Duration::from_millis(3));
        metrics.request("GET", "/api/v1/videos/{id}", 403, Duration::from_millis(3));
        let text = metrics.text().expect("it can be written");
        let labels = r#"{method="GET",route="/api/v1/videos/{id}",status="4xx"}"#;
        assert!(
            text.contains(&format!("tributary_http_requests_total{labels} 2")),
            "{text}"
        );
        assert!(
            text.contains(&format!(
                "tributary_http_request_duration_seconds_count{labels} 2"
            )),
            "{text}"
        );
    }

    #[test]
    fn methods_that_callers_make_up_share_one_label() {
        let metrics = metrics();
        for method in ["BREW", "WHEN", "get"] {
            metrics.request(method, "unmatched", 405, Duration::ZERO);
        }
        let text = metrics.text().expect("it can be written");
        assert!(
            text.contains(r#"{method="other",route="unmatched",status="4xx"} 3"#),
            "{text}"
        );
    }

    #[test]
    fn version_and_start_are_told() {
        let text = metrics().text().expect("it can be written");
        assert!(text.contains("process_start_time_seconds 42"), "{text}");
        let version = env!("CARGO_PKG_VERSION");
        assert!(
            text.contains(&format!("tributary_build_info{{version=\"{version}\"}} 1")),
            "{text}"
        );
    }

    #[test]
    fn a_closure_is_asked_at_each_scrape() {
        let metrics = metrics();
        let depth = Arc::new(std::sync::atomic::AtomicU32::new(1));
        let seen = Arc::clone(&depth);
        let read = move || {
            let now = seen.load(std::sync::atomic::Ordering::Relaxed);
            vec![(vec!["uploads".to_owned()], f64::from(now))]
        };
        metrics
            .observe(
                Kind::Gauge,
                "tributary_queue_depth",
                "Waiting.",
                &["router"],
                read,
            )
            .expect("the name is free");
        let line = |depth| format!("tributary_queue_depth{{router=\"uploads\"}} {depth}");
        assert!(metrics.text().expect("text").contains(&line(1)));
        depth.store(5, std::sync::atomic::Ordering::Relaxed);
        assert!(metrics.text().expect("text").contains(&line(5)));
    }

    #[test]
    fn a_name_that_is_taken_is_refused() {
        let read = || vec![(Vec::new(), 1.0)];
        let taken = metrics().observe(
            Kind::Gauge,
            "process_start_time_seconds",
            "Again.",
            &[],
            read,
        );
        assert!(taken.is_err());
    }
}
