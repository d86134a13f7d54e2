//! How the sessions' errors are answered (FACTS.md, resumable upload).

use std::time::Duration;

use actors_kernel::CallError;
use actors_uploads::{PortError, UploadError};

use crate::http::{code::Code, error::ApiError};

impl From<UploadError> for ApiError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Unknown => Self::NotFound("upload"),
            UploadError::Busy => Self::coded(
                Code::UploadBusy,
                "another part of this upload is being sent: wait for its answer",
            ),
            UploadError::Finishing { retry_after } => {
                unavailable("the video is being made of this upload", retry_after)
            }
            UploadError::Revoked => unavailable("this part took too long", Duration::from_secs(1)),
            UploadError::TooLong { .. } => Self::Conflict(error.to_string().into()),
            UploadError::Port(PortError::TimedOut(_)) => {
                unavailable("the storage of uploads is slow", Duration::from_secs(5))
            }
            UploadError::Port(PortError::Failed(source)) => port(source),
            UploadError::Session(error) => error.into(),
        }
    }
}

/// A port fails with an error of the store or of the disk.
fn port(source: Box<dyn std::error::Error + Send + Sync>) -> ApiError {
    match source.downcast::<crate::store::StoreError>() {
        Ok(store) => (*store).into(),
        Err(source) => match source.downcast::<std::io::Error>() {
            Ok(disk) => ApiError::disk(*disk),
            Err(source) => ApiError::Internal(source),
        },
    }
}

impl From<CallError> for ApiError {
    fn from(error: CallError) -> Self {
        let retry_after = match error {
            CallError::Parked { retry_after } => retry_after,
            _ => Duration::from_secs(1),
        };
        unavailable("the server is busy with this", retry_after)
    }
}

fn unavailable(detail: &'static str, retry_after: Duration) -> ApiError {
    ApiError::Unavailable {
        detail: detail.into(),
        retry_after: retry_after.as_secs().max(1),
    }
}
