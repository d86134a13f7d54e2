//! What upload sessions ask: how much of a file is there, and what is written down about it.

use std::io;

use actors_uploads::{Booked, PortError, UploadBook, UploadId, UploadShelf};
use async_trait::async_trait;

use crate::{
    media::{Library, Place},
    store::{Store, StoreError, uploads},
};

/// The files of unfinished uploads.
pub struct UploadFiles {
    library: Library,
}

impl UploadFiles {
    /// Those in the library's folder for uploads.
    #[must_use]
    pub fn new(library: Library) -> Self {
        Self { library }
    }
}

#[async_trait]
impl UploadShelf for UploadFiles {
    async fn length(&self, upload: &UploadId) -> Result<u64, PortError> {
        let path = self.library.path(Place::Uploads, upload.as_str());
        match tokio::fs::metadata(path).await {
            Ok(file) => Ok(file.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(PortError::Failed(Box::new(error))),
        }
    }

    async fn remove(&self, upload: &UploadId) -> Result<(), PortError> {
        let removed = self.library.remove(Place::Uploads, upload.as_str()).await;
        removed.map_err(|error| PortError::Failed(Box::new(error)))
    }
}

/// The rows of uploads.
pub struct UploadRows {
    store: Store,
}

impl UploadRows {
    /// Those of the store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    async fn find_row(&self, upload: &UploadId) -> Result<Option<uploads::UploadRow>, StoreError> {
        let mut tx = self.store.read().await?;
        uploads::find(&mut tx, upload.as_str()).await
    }

    async fn write_answer(&self, upload: &UploadId, answer: &str) -> Result<(), StoreError> {
        let mut tx = self.store.begin_unshown().await?;
        uploads::set_answer(&mut tx, upload.as_str(), answer).await?;
        tx.commit().await
    }

    async fn remove_row(&self, upload: &UploadId) -> Result<(), StoreError> {
        let mut tx = self.store.begin_unshown().await?;
        uploads::remove(&mut tx, upload.as_str()).await?;
        tx.commit().await
    }
}

#[async_trait]
impl UploadBook for UploadRows {
    async fn find(&self, upload: &UploadId) -> Result<Option<Booked>, PortError> {
        let row = self.find_row(upload).await.map_err(failed)?;
        Ok(row.map(|row| Booked {
            total: u64::try_from(row.total).unwrap_or_default(),
            answer: row.answer,
        }))
    }

    async fn complete(&self, upload: &UploadId, answer: &str) -> Result<(), PortError> {
        self.write_answer(upload, answer).await.map_err(failed)
    }

    async fn forget(&self, upload: &UploadId) -> Result<(), PortError> {
        self.remove_row(upload).await.map_err(failed)
    }
}

fn failed(error: StoreError) -> PortError {
    PortError::Failed(Box::new(error))
}
