//! Bytes to be sent: an open file, read in pieces as the client takes them, or a text in memory.
//!
//! A file is opened once: what was measured is what is read, whatever happens to its name.
//!
//! What the kernel has in memory, names and bytes, is had from it at once, by calls that refuse to wait for a disk
//! (`RESOLVE_CACHED` of openat2(2), `RWF_NOWAIT` of preadv2(2)); only what it must fetch costs a thread.

use std::{
    fs::File,
    io::{self, IoSliceMut},
    ops::Range,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::SystemTime,
};

use crate::media::disk::blocking;
use actix_web::body::{BodySize, BoxBody, MessageBody, SizedStream};
use bytes::Bytes;
use futures_util::stream;
use rustix::{
    fs::{CWD, Mode, OFlags, ResolveFlags, openat2},
    io::{ReadWriteFlags, preadv2},
};

/// How much of a file a connection holds in memory. Ten thousand slow readers must fit.
const PIECE: u64 = 64 * 1024;

/// What can be sent, whole or in part.
#[derive(Clone, Debug)]
pub enum Content {
    /// An open file, and how long it was when opened.
    File(Arc<File>, u64),
    /// A text that was made for this answer.
    Bytes(Bytes),
}

impl Content {
    /// Opens a file; with the time of its last change.
    ///
    /// # Errors
    /// When there is no file (a folder is none) or the disk refuses.
    pub async fn open(path: PathBuf) -> io::Result<(Self, SystemTime)> {
        match open_if_cached(&path) {
            Some(file) => Self::of(file),
            None => blocking(move || Self::of(File::open(path)?)).await,
        }
    }

    fn of(file: File) -> io::Result<(Self, SystemTime)> {
        let found = file.metadata()?;
        if !found.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let modified = found.modified()?;
        Ok((Self::File(Arc::new(file), found.len()), modified))
    }

    /// Its length in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::File(_, size) => *size,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }

    /// All of it in memory.
    ///
    /// # Errors
    /// When it is longer than `most`, or the disk refuses.
    pub async fn read(&self, most: u64) -> io::Result<Bytes> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.clone()),
            Self::File(_, size) if *size > most => Err(io::ErrorKind::FileTooLarge.into()),
            Self::File(file, size) => read_piece(Arc::clone(file), 0..*size).await,
        }
    }

    /// The body of an answer with these bytes of it, which must be within it.
    #[must_use]
    pub fn body(self, range: Range<u64>) -> BoxBody {
        match self {
            Self::File(file, _) => {
                let length = range.end.saturating_sub(range.start);
                BoxBody::new(SizedStream::new(length, Box::pin(pieces(file, range))))
            }
            Self::Bytes(bytes) => {
                let at = |offset| {
                    usize::try_from(offset)
                        .unwrap_or(usize::MAX)
                        .min(bytes.len())
                };
                let (start, end) = (at(range.start), at(range.end));
                BoxBody::new(bytes.slice(start.min(end)..end))
            }
        }
    }
}

/// The body of an answer to HEAD: it says its length and has no bytes, so that none are read.
#[derive(Clone, Copy, Debug)]
pub struct LengthOnly(pub u64);

impl MessageBody for LengthOnly {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}

fn pieces(file: Arc<File>, range: Range<u64>) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((file, range), |(file, rest)| async move {
        if rest.is_empty() {
            return Ok(None);
        }
        let end = rest.end.min(rest.start.saturating_add(PIECE));
        let piece = read_piece(Arc::clone(&file), rest.start..end).await?;
        Ok(Some((piece, (file, end..rest.end))))
    })
}

/// A file that became shorter meanwhile is an error: the connection breaks, and the client does
/// not take a part for the whole.
async fn read_piece(file: Arc<File>, range: Range<u64>) -> io::Result<Bytes> {
    let length = usize::try_from(range.end.saturating_sub(range.start))
        .map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    let mut bytes = vec![0; length];
    // Copying more than a piece would hold up the other requests of this thread.
    let had = if length as u64 <= PIECE {
        read_if_cached(&file, &mut bytes, range.start)
    } else {
        0
    };
    if had == length {
        return Ok(Bytes::from(bytes));
    }
    blocking(move || {
        let (_, rest) = bytes.split_at_mut(had);
        file.read_exact_at(rest, range.start.saturating_add(had as u64))?;
        Ok(Bytes::from(bytes))
    })
    .await
}

/// The file, if the kernel knows where it is without asking a disk.
fn open_if_cached(path: &Path) -> Option<File> {
    let (flags, mode) = (OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty());
    let file = openat2(CWD, path, flags, mode, ResolveFlags::CACHED);
    file.ok().map(File::from)
}

/// How many bytes from `offset` on the kernel has in memory, and has put into `bytes`.
fn read_if_cached(file: &File, bytes: &mut [u8], offset: u64) -> usize {
    let into = &mut [IoSliceMut::new(bytes)];
    preadv2(file, into, offset, ReadWriteFlags::NOWAIT).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;

    use super::*;

    async fn sent(content: &Content, range: Range<u64>) -> Option<Bytes> {
        to_bytes(content.clone().body(range)).await.ok()
    }

    #[actix_web::test]
    async fn a_file_is_sent_as_it_is_across_pieces() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let bytes: Vec<u8> = (0..PIECE * 2 + 7).map(|at| (at % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let (file, _) = Content::open(path).await.unwrap();
        let memory = Content::Bytes(bytes.clone().into());
        let size = bytes.len() as u64;
        for range in [
            0..size,
            0..1,
            PIECE - 1..PIECE + 1,
            1..PIECE * 2,
            size - 1..size,
            5..5,
        ] {
            let expected = &bytes[range.start as usize..range.end as usize];
            assert_eq!(sent(&file, range.clone()).await.unwrap(), expected);
            assert_eq!(sent(&memory, range).await.unwrap(), expected);
        }
    }

    #[actix_web::test]
    async fn a_file_that_shrinks_breaks_the_answer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, [1; 100]).unwrap();
        let (file, _) = Content::open(path.clone()).await.unwrap();
        File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_len(50)
            .unwrap();
        assert_eq!(sent(&file, 0..100).await, None);
    }

    #[actix_web::test]
    async fn a_file_that_is_replaced_is_sent_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (path, beside) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&path, "old").unwrap();
        let (file, _) = Content::open(path.clone()).await.unwrap();
        std::fs::write(&beside, "another").unwrap();
        std::fs::rename(beside, path).unwrap();
        assert_eq!(sent(&file, 0..3).await.unwrap(), "old");
    }

    #[actix_web::test]
    async fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let error = Content::open(folder.path().to_owned()).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}
