//! From the configuration to what each actor crate wants to know.

use std::path::{Path, PathBuf};
use std::time::Duration;

use actors_live::LiveSettings;
use actors_transcode::Settings as TranscodeSettings;
use actors_uploads::UploadSettings;
use actors_views::{Rules, ViewSettings};

use crate::config::Config;

/// The name of the media worker, beside the server's own program.
const MEDIA_WORKER: &str = "tributary-media";

/// What the pool of media workers is held to.
pub(super) fn of_transcoding(config: &Config) -> TranscodeSettings {
    let (worker, jobs) = (&config.worker, &config.jobs);
    TranscodeSettings {
        concurrency: usize::try_from(config.transcoding.concurrency).unwrap_or(1),
        poll: jobs.poll_interval,
        heartbeat: jobs.heartbeat,
        stall: worker.stall,
        cpu_base: worker.cpu_base,
        cpu_factor: worker.cpu_factor,
        memory: worker.memory.bytes(),
        shutdown: config.shutdown.budget.mul_f64(0.4),
        ..TranscodeSettings::new(media_worker(config))
    }
}

/// How long uploads may rest and take.
pub(super) fn of_uploads(config: &Config) -> UploadSettings {
    UploadSettings {
        rest_after: config.upload.rest_after,
        ..UploadSettings::default()
    }
}

/// What lives are held to.
pub(super) fn of_lives(config: &Config) -> LiveSettings {
    let (live, ingest) = (&config.live, &config.live.ingest);
    LiveSettings {
        reconnect_window: live.reconnect_window,
        window: live.window,
        dvr: live.dvr,
        handshake_within: ingest.handshake_timeout,
        silence: ingest.silence_timeout,
        longest_segment: ingest.max_key_frame_interval,
        bit_rate: ingest.max_bit_rate.into(),
        connections: ingest.max_connections,
        ..LiveSettings::default()
    }
}

/// When watching counts, and how much of it is held.
pub(super) fn of_views(config: &Config) -> ViewSettings {
    let (views, videos) = (&config.views, &config.views.videos);
    ViewSettings {
        rules: Rules::new(videos.view_expiration, videos.count_view_after),
        folder: config.storage.tmp_persistent.absolute().join("views"),
        commit_every: Duration::from_millis(500),
        flush_every: videos.local_buffer_update_interval,
        flush_videos: 4096,
        flush_bytes: 64 << 20,
        pending_bytes: 64 << 20,
        viewers: views.max_active_viewers,
        waiting: 8192,
        counters: views.max_watched_videos,
        port_within: Duration::from_secs(60),
        retry_after: Duration::from_secs(10),
    }
}

fn media_worker(config: &Config) -> PathBuf {
    if let Some(program) = &config.worker.program {
        return program.absolute();
    }
    let own = std::env::current_exe().ok();
    let beside = own.as_deref().and_then(Path::parent);
    beside.map_or_else(
        || PathBuf::from(MEDIA_WORKER),
        |folder| folder.join(MEDIA_WORKER),
    )
}
