//! What the server tells operators: logs and metrics.

use std::time::Duration;

use super::{
    section::section,
    value::{HostName, LogFormat, LogLevel, minutes, seconds},
};

section! {
    /// Log lines, written to standard error.
    pub struct Log {
        /// How much is logged: error, warn, info, debug or trace. The environment variable RUST_LOG, if set, decides instead.
        pub level: LogLevel = LogLevel::Info,
        /// 'human', 'json' (one object a line), or 'auto': human on a terminal, else json.
        pub format: LogFormat = LogFormat::Auto,
    }
}

section! {
    /// Measurements.
    pub struct OpenTelemetry {
        /// Numbers over time.
        pub metrics: Metrics = Metrics::default(),
    }
}

section! {
    /// Numbers over time.
    pub struct Metrics {
        /// Whether metrics are collected and their listener started.
        pub enabled: bool = true,
        /// How often a player reports how playback goes; told to players by GET /api/v1/config.
        pub playback_stats_interval: Duration = seconds(15) => seconds(1)..=minutes(60),
        /// The listener that Prometheus reads from.
        pub prometheus_exporter: PrometheusExporter = PrometheusExporter::default(),
    }
}

section! {
    /// The listener that Prometheus reads from: GET /metrics. Keep it away from the public.
    pub struct PrometheusExporter {
        /// The address of this machine to listen on.
        pub hostname: HostName = HostName::loopback(),
        /// The TCP port to listen on; 0 takes any that is free.
        pub port: u16 = 9091,
    }
}
