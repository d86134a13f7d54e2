//! Why a file becomes no video, as clients are told.

use actors_media::FailureKind;
use actors_transcode::InspectError;

use crate::{
    http::{
        code::Code,
        error::{ApiError, Location},
    },
    media::IntakeError,
    usecases::{begin_upload::Refused, create_live::LiveRefused},
};

impl From<IntakeError> for ApiError {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Inspect(error) => error.into(),
            IntakeError::Empty => Self::Unprocessable(error.to_string().into()),
            IntakeError::Picture { field, problem } => {
                Self::invalid(Location::Body, field, problem, serde_json::Value::Null)
            }
            IntakeError::Disk(error) => Self::disk(error),
            IntakeError::Crunch(error) => error.into(),
        }
    }
}

impl From<InspectError> for ApiError {
    fn from(error: InspectError) -> Self {
        match error {
            InspectError::Refused(failure) => match failure.kind {
                FailureKind::Io { no_space: true } => Self::NoSpace,
                FailureKind::Io { no_space: false } | FailureKind::Internal => {
                    Self::internal(failure)
                }
                _ => Self::Unprocessable(failure.reason.into()),
            },
            // A file that brings its reader down is not one to try again and again.
            InspectError::Crashed(reason) => {
                tracing::warn!(reason, "an inspection crashed");
                Self::Unprocessable("the file could not be read to its end".into())
            }
            InspectError::Busy | InspectError::Stopped => Self::Unavailable {
                detail: "too many files are being inspected".into(),
                retry_after: 5,
            },
            InspectError::Unavailable(reason) => {
                tracing::error!(%reason, "no file can be inspected");
                Self::Unavailable {
                    detail: "the media worker of this server is missing".into(),
                    retry_after: 60,
                }
            }
        }
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooLarge { most } => Self::FileTooLarge {
                what: "the file",
                most,
            },
            Refused::Quota => Self::coded(Code::QuotaReached, refused.to_string()),
            Refused::TooMany(_) => Self::TooManyRequests { retry_after: 60 },
            Refused::Store(error) => error.into(),
        }
    }
}

impl From<LiveRefused> for ApiError {
    fn from(refused: LiveRefused) -> Self {
        let code = match refused {
            LiveRefused::Disabled => Code::LiveNotEnabled,
            LiveRefused::NoReplay => Code::LiveNotAllowingReplay,
            LiveRefused::Contradiction => Code::LiveConflictingPermanentAndSaveReplay,
            LiveRefused::TooManyHere(_) => Code::MaxInstanceLivesLimitReached,
            LiveRefused::TooManyOfUser(_) => Code::MaxUserLivesLimitReached,
            LiveRefused::NoLatency => return Self::Forbidden(refused.to_string().into()),
            LiveRefused::Begun => return Self::BadRequest(refused.to_string().into()),
            LiveRefused::Store(error) => return error.into(),
        };
        Self::coded(code, refused.to_string())
    }
}
