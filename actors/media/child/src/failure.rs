//! How errors of the system and of libav become the failures of the protocol.

use std::io;

use actors_media::{Failure, FailureKind};
use ffmpeg_next::Error;
use ffmpeg_next::error::{EACCES, EFBIG, EIO, ENOENT, ENOMEM, ENOSPC, EPERM, EROFS};

/// A failure of that kind.
pub(crate) fn failure(kind: FailureKind, reason: impl Into<String>) -> Failure {
    Failure {
        kind,
        reason: reason.into(),
    }
}

/// A mistake of ours.
pub(crate) fn internal(reason: impl Into<String>) -> Failure {
    failure(FailureKind::Internal, reason)
}

/// A file could not be read or written.
pub(crate) fn io(what: &str, error: &io::Error) -> Failure {
    let no_space = matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    );
    failure(FailureKind::Io { no_space }, format!("{what}: {error}"))
}

/// libav refused while `what` went on: a full disk, a missing file and too little memory are told apart.
pub(crate) fn libav(what: &str, error: Error) -> Failure {
    let kind = match error {
        Error::Other { errno: ENOSPC } => FailureKind::Io { no_space: true },
        Error::Other {
            errno: EIO | EACCES | EPERM | ENOENT | EROFS,
        } => FailureKind::Io { no_space: false },
        Error::Other {
            errno: ENOMEM | EFBIG,
        } => FailureKind::LimitExceeded,
        _ => FailureKind::Internal,
    };
    failure(kind, format!("{what}: {error}"))
}
