//! An uploaded file: what it is called, and where its bytes are until somebody keeps them.

use std::{
    io,
    path::{Path, PathBuf},
};

use actix_web::web::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use tokio::io::AsyncWriteExt;

use super::rules::Rule;
use crate::http::error::ApiError;

/// Bytes that are gathered before they are written: fewer, larger writes.
const BLOCK: usize = 1024 * 1024;
/// Characters of a file's name that are kept.
const LONGEST_NAME: usize = 255;

/// A file of a form, with its content in memory or on disk.
#[derive(Debug)]
pub struct File<C> {
    /// What the caller calls it, without folders.
    pub name: String,
    /// What the caller says it is; nobody has looked.
    pub content_type: Option<String>,
    /// The bytes.
    pub content: C,
}

impl<C> File<C> {
    pub(super) fn new(name: &str, content_type: Option<String>, content: C) -> Self {
        let bare = name.rsplit(['/', '\\']).next().unwrap_or("");
        let printable = bare.chars().filter(|letter| !letter.is_control());
        Self {
            name: printable.take(LONGEST_NAME).collect(),
            content_type,
            content,
        }
    }
}

/// A file on disk that is removed again unless somebody keeps it.
#[derive(Debug)]
pub struct PartialFile {
    path: PathBuf,
    size: u64,
    kept: bool,
}

impl PartialFile {
    /// Writes `bytes` to `path`, where nothing lies yet, and has the disk hold them for good.
    pub(super) async fn write<S>(path: &Path, bytes: S, rule: &Rule) -> Result<Self, ApiError>
    where
        S: Stream<Item = Result<Bytes, ApiError>> + Unpin,
    {
        let (file, mut partial) = Self::create(path.to_owned())
            .await
            .map_err(ApiError::disk)?;
        match partial.fill(file, bytes, rule).await {
            Ok(()) => Ok(partial),
            Err(error) => {
                partial.discard().await;
                Err(error)
            }
        }
    }

    /// The file and who looks after it are made in one step: a reader that is dropped meanwhile drops both.
    async fn create(path: PathBuf) -> io::Result<(tokio::fs::File, Self)> {
        let create = move || {
            let file = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&path)?;
            let partial = Self {
                path,
                size: 0,
                kept: false,
            };
            Ok((tokio::fs::File::from_std(file), partial))
        };
        tokio::task::spawn_blocking(create)
            .await
            .unwrap_or_else(|_| Err(io::Error::other("the work on a file was lost")))
    }

    async fn fill<S>(
        &mut self,
        mut file: tokio::fs::File,
        mut bytes: S,
        rule: &Rule,
    ) -> Result<(), ApiError>
    where
        S: Stream<Item = Result<Bytes, ApiError>> + Unpin,
    {
        let mut block = BytesMut::with_capacity(BLOCK);
        while let Some(chunk) = bytes.next().await {
            let chunk = chunk?;
            self.size += chunk.len() as u64;
            if self.size > rule.most {
                return Err((rule.too_large)());
            }
            block.extend_from_slice(&chunk);
            if block.len() >= BLOCK {
                file.write_all(&block).await.map_err(ApiError::disk)?;
                block.clear();
            }
        }
        file.write_all(&block).await.map_err(ApiError::disk)?;
        file.flush().await.map_err(ApiError::disk)?;
        file.sync_data().await.map_err(ApiError::disk)
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its length in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Leaves it where it lies: somebody else looks after it from now on.
    #[must_use]
    pub fn keep(mut self) -> PathBuf {
        self.kept = true;
        std::mem::take(&mut self.path)
    }

    /// Removes it now, and not some time after it is dropped.
    pub async fn discard(mut self) {
        self.kept = true;
        remove(&self.path, tokio::fs::remove_file(&self.path).await);
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let path = std::mem::take(&mut self.path);
        let now = move || remove(&path, std::fs::remove_file(&path));
        // Removing some gigabytes takes a while that other requests need not wait for.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(now)),
            Err(_) => now(),
        }
    }
}

fn remove(path: &Path, outcome: io::Result<()>) {
    if let Err(error) = outcome
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(path = %path.display(), %error, "a partial upload stays behind");
    }
}
