//! A shelf and a book in memory, and uploads on top of them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actors_kernel::{RequestContext, RequestId, Root};
use async_trait::async_trait;

use crate::{
    Booked, Finishing, Permit, PortError, Progress, Turn, UploadBook, UploadError, UploadId,
    UploadSettings, UploadShelf, Uploads,
};

/// Both ports; counts how often it is read.
#[derive(Default)]
pub(super) struct Store {
    pub(super) lengths: Mutex<HashMap<UploadId, u64>>,
    pub(super) booked: Mutex<HashMap<UploadId, Booked>>,
    pub(super) away: AtomicBool,
    pub(super) hangs: AtomicBool,
    /// The next reading of the book panics, and its session with it.
    pub(super) panics: AtomicBool,
    pub(super) reads: AtomicU64,
}

impl Store {
    pub(super) fn write(&self, length: u64) {
        self.lengths.lock().unwrap().insert(upload(), length);
    }

    async fn answer(&self) -> Result<(), PortError> {
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Failed("the store is away".into()));
        }
        Ok(())
    }
}

#[async_trait]
impl UploadShelf for Store {
    async fn length(&self, upload: &UploadId) -> Result<u64, PortError> {
        self.answer().await?;
        let lengths = self.lengths.lock().unwrap();
        Ok(lengths.get(upload).copied().unwrap_or(0))
    }

    async fn remove(&self, upload: &UploadId) -> Result<(), PortError> {
        self.answer().await?;
        self.lengths.lock().unwrap().remove(upload);
        Ok(())
    }
}

#[async_trait]
impl UploadBook for Store {
    async fn find(&self, upload: &UploadId) -> Result<Option<Booked>, PortError> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        assert!(
            !self.panics.swap(false, Ordering::SeqCst),
            "the book was told to panic"
        );
        self.answer().await?;
        Ok(self.booked.lock().unwrap().get(upload).cloned())
    }

    async fn complete(&self, upload: &UploadId, answer: &str) -> Result<(), PortError> {
        self.answer().await?;
        let mut booked = self.booked.lock().unwrap();
        if let Some(booked) = booked.get_mut(upload) {
            booked.answer = Some(answer.to_owned());
        }
        Ok(())
    }

    async fn forget(&self, upload: &UploadId) -> Result<(), PortError> {
        self.answer().await?;
        self.booked.lock().unwrap().remove(upload);
        Ok(())
    }
}

/// Uploads over a store that knows one upload of 100 bytes.
pub(super) struct Stand {
    pub(super) root: Root,
    pub(super) uploads: Uploads,
    pub(super) store: Arc<Store>,
}

impl Stand {
    pub(super) async fn set_up() -> Self {
        let store = Arc::new(Store::default());
        let booked = Booked {
            total: 100,
            answer: None,
        };
        store.booked.lock().unwrap().insert(upload(), booked);
        Self::over(store).await
    }

    /// What a start of the server finds.
    pub(super) async fn over(store: Arc<Store>) -> Self {
        let root = Root::start().await.unwrap();
        let settings = UploadSettings::default();
        let uploads = Uploads::start(&root, settings, store.clone(), store.clone());
        let uploads = uploads.await.unwrap();
        Self {
            root,
            uploads,
            store,
        }
    }

    pub(super) async fn turn(&self) -> Result<Turn, UploadError> {
        self.uploads.turn(&upload(), &context()).await
    }

    pub(super) async fn permit(&self) -> Permit {
        match self.turn().await {
            Ok(Turn::Write(permit)) => permit,
            other => panic!("no permit but {other:?}"),
        }
    }

    /// All bytes are stored and the last holder has the duty to finish.
    pub(super) async fn finishing(&self) -> Finishing {
        let permit = self.permit().await;
        self.store.write(100);
        match permit.stored(100).await {
            Ok(Progress::Complete(finishing)) => finishing,
            other => panic!("not complete but {other:?}"),
        }
    }

    /// The answer that the upload was completed with.
    pub(super) async fn answer(&self) -> String {
        match self.turn().await {
            Ok(Turn::Complete(answer)) => answer.to_string(),
            other => panic!("not complete but {other:?}"),
        }
    }

    /// Sessions awake now.
    pub(super) fn awake(&self) -> u64 {
        self.root.counts()[0].1.alive
    }
}

pub(super) fn upload() -> UploadId {
    UploadId::from("upload")
}

pub(super) fn context() -> RequestContext {
    RequestContext::within(RequestId::random(), Duration::from_secs(30))
}

pub(super) async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}
