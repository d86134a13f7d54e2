//! A shelf in memory that can be waited for, and scripts that behave badly.

use std::collections::VecDeque;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actors_kernel::{RequestId, Root};
use actors_media::{Encoding, Limits, Progress, Rendition, Transcode, Transcoded};
use async_trait::async_trait;
use tempfile::TempDir;
use tokio::sync::watch;

use crate::{
    Claimed, Heartbeat, JobId, JobShelf, Lease, Outcome, Settings, ShelfError, Transcoding, Work,
};

/// What happened to the jobs, to wait for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Diary {
    pub(crate) claimed: Vec<(JobId, usize)>,
    pub(crate) beats: Vec<(JobId, Progress)>,
    pub(crate) finished: Vec<(JobId, Outcome)>,
    /// Jobs whose leases were lost, once their children were gone.
    pub(crate) abandoned: Vec<JobId>,
    pub(crate) looks: usize,
}

/// A shelf in memory.
pub(crate) struct Shelf {
    waiting: Mutex<VecDeque<i64>>,
    diary: watch::Sender<Diary>,
    pub(crate) cancelled: AtomicBool,
    pub(crate) failing: AtomicU32,
    pub(crate) panicking: AtomicBool,
    pub(crate) duration: Duration,
}

impl Shelf {
    pub(crate) fn with(jobs: impl IntoIterator<Item = i64>) -> Arc<Self> {
        Arc::new(Self {
            waiting: Mutex::new(jobs.into_iter().collect()),
            diary: watch::Sender::new(Diary::default()),
            cancelled: AtomicBool::new(false),
            failing: AtomicU32::new(0),
            panicking: AtomicBool::new(false),
            duration: Duration::from_secs(10),
        })
    }

    pub(crate) fn put(&self, job: i64) {
        self.waiting.lock().unwrap().push_back(job);
    }

    pub(crate) async fn until(&self, wanted: impl FnMut(&Diary) -> bool) -> Diary {
        self.diary
            .subscribe()
            .wait_for(wanted)
            .await
            .unwrap()
            .clone()
    }

    fn write(&self, line: impl FnOnce(&mut Diary)) {
        self.diary.send_modify(line);
    }

    fn fails(&self) -> Result<(), ShelfError> {
        let failing = self
            .failing
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                left.checked_sub(1)
            });
        if failing.is_ok() {
            Err(ShelfError("the database is away".into()))
        } else {
            Ok(())
        }
    }
}

#[async_trait]
impl JobShelf for Shelf {
    async fn claim(&self, worker: usize) -> Result<Option<Claimed>, ShelfError> {
        self.write(|diary| diary.looks += 1);
        assert!(
            !self.panicking.swap(false, Ordering::SeqCst),
            "a bug in the port"
        );
        self.fails()?;
        let Some(job) = self.waiting.lock().unwrap().pop_front() else {
            return Ok(None);
        };
        self.write(|diary| diary.claimed.push((JobId(job), worker)));
        Ok(Some(Claimed {
            job: JobId(job),
            lease: Lease(format!("lease-{job}")),
            request_id: RequestId::from("request"),
            work: Work::Transcode(work()),
            duration: self.duration,
        }))
    }

    async fn heartbeat(
        &self,
        job: JobId,
        _lease: &Lease,
        progress: Progress,
    ) -> Result<Heartbeat, ShelfError> {
        self.write(|diary| diary.beats.push((job, progress)));
        Ok(if self.cancelled.load(Ordering::SeqCst) {
            Heartbeat::Lost
        } else {
            Heartbeat::Held
        })
    }

    async fn finish(&self, job: JobId, lease: &Lease, outcome: Outcome) -> Result<(), ShelfError> {
        self.fails()?;
        assert_eq!(lease, &Lease(format!("lease-{}", job.0)));
        self.write(|diary| diary.finished.push((job, outcome)));
        Ok(())
    }

    async fn abandon(&self, job: JobId) -> Result<(), ShelfError> {
        self.write(|diary| diary.abandoned.push(job));
        Ok(())
    }
}

fn work() -> Transcode {
    Transcode {
        input: "/nowhere/input.mp4".into(),
        output_folder: "/nowhere".into(),
        still: None,
        renditions: vec![Rendition {
            resolution: 240,
            copy: false,
            max_fps: 30,
            video_bit_rate: 500_000,
            web_video: Some("240.mp4".to_owned()),
            hls: None,
        }],
        segment_hashes: None,
        segment_ms: 4000,
        keyframe_ms: 2000,
        follow_keyframes: false,
        copy_sound: false,
        encoding: Encoding::default(),
        limits: Limits::default(),
    }
}

/// The last event of a script that did its work.
pub(crate) fn done() -> String {
    let transcoded = Transcoded {
        renditions: Vec::new(),
        duration: 1,
        damaged_packets: 0,
        decoded_pictures: 0,
        hardware: None,
        given_up: None,
    };
    format!(
        "echo '{}'",
        serde_json::to_string(&actors_media::Event::Transcoded(transcoded)).unwrap()
    )
}

/// A pool at work; its scripts live as long as it.
pub(crate) struct Stage {
    folder: TempDir,
    pub(crate) transcoding: Transcoding,
    pub(crate) shelf: Arc<Shelf>,
    root: Root,
}

impl Stage {
    /// A pool whose child is a shell script. `$folder` in it is a folder of the test's own.
    pub(crate) async fn with(
        shelf: Arc<Shelf>,
        script: &str,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let executable = folder.path().join("tributary-media");
        let head = format!(
            "#!/bin/sh\nPATH=/usr/bin:/bin\nfolder='{}'\nread request\n",
            folder.path().display()
        );
        std::fs::write(&executable, format!("{head}{script}\n")).unwrap();
        std::fs::set_permissions(&executable, PermissionsExt::from_mode(0o755)).unwrap();
        Self::start(folder, executable, shelf, change).await
    }

    /// A pool whose executable is not there.
    pub(crate) async fn without_executable(shelf: Arc<Shelf>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let executable = folder.path().join("tributary-media");
        Self::start(folder, executable, shelf, |_| {}).await
    }

    async fn start(
        folder: TempDir,
        executable: PathBuf,
        shelf: Arc<Shelf>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let mut settings = Settings {
            sample: Duration::from_millis(20),
            heartbeat: Duration::from_millis(20),
            ..Settings::new(executable)
        };
        change(&mut settings);
        let transcoding = Transcoding::new(settings, Arc::<Shelf>::clone(&shelf));
        let root = Root::start().await.unwrap();
        root.add(Arc::new(transcoding.clone())).await.unwrap();
        Self {
            folder,
            transcoding,
            shelf,
            root,
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Process ids that scripts wrote by `echo $$ >> $folder/pids`.
    pub(crate) fn pids(&self) -> Vec<u32> {
        let text = std::fs::read_to_string(self.path("pids")).unwrap_or_default();
        text.lines().map(|line| line.parse().unwrap()).collect()
    }

    /// Whether none of the scripts runs any more.
    pub(crate) fn all_gone(&self) -> bool {
        let pids = self.pids();
        !pids.is_empty()
            && pids
                .iter()
                .all(|pid| !PathBuf::from(format!("/proc/{pid}")).exists())
    }

    pub(crate) async fn end(self) {
        self.root.shutdown(Duration::from_secs(10)).await;
    }
}

/// The reason of the only failure.
pub(crate) fn failure(diary: &Diary) -> (String, bool) {
    match diary.finished.as_slice() {
        [(_, Outcome::Failed { reason, retry, .. })] => (reason.clone(), *retry),
        other => panic!("not one failure: {other:?}"),
    }
}
