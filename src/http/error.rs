//! What a caller may be told went wrong. [`ApiError`] says it; [`super::problem`] writes it down.
//!
//! Handlers return it with `?`; there is one `From` for each error from below.

use std::borrow::Cow;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use rustix::io::Errno;

use crate::{crunch::CrunchError, history::Overrun, http::code::Code, store::StoreError};

/// Where a refused parameter stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In the body.
    Body,
    /// Among the headers.
    Header,
}

impl Location {
    /// The contract's word (`invalid-params.FIELD.location`).
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Path => "params",
            Self::Query => "query",
            Self::Body => "body",
            Self::Header => "header",
        }
    }
}

/// One parameter that did not pass validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidParam {
    /// Its name within the operation.
    pub name: String,
    /// Where it stood.
    pub location: Location,
    /// What is wrong with it, and what would be right.
    pub message: String,
    /// What was given, where it can be shown.
    pub value: serde_json::Value,
}

/// Everything the API answers that is not a success.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// 404: there is no such thing, or its existence must not be revealed.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// 404 with our code `route_not_found`.
    #[error("there is nothing at this address")]
    RouteNotFound,
    /// 405: the address exists, the method does not; the methods that do.
    #[error("this address answers other methods only")]
    MethodNotAllowed(&'static [&'static str]),
    /// 401: nobody is signed in, or with a token that is worth nothing.
    #[error("{0}")]
    SignedOut(Cow<'static, str>),
    /// 403: signed in or not, this is not theirs.
    #[error("{0}")]
    Forbidden(Cow<'static, str>),
    /// 400: parameters that did not pass validation, at least one.
    #[error("Incorrect request parameters: {}", names(.0))]
    Invalid(Vec<InvalidParam>),
    /// 400: the request as a whole is not what it claims to be.
    #[error("{0}")]
    BadRequest(Cow<'static, str>),
    /// A status with one of the contract's codes, or of ours.
    #[error("{detail}")]
    Coded {
        /// Decides the status too.
        code: Code,
        /// What happened and what to do.
        detail: Cow<'static, str>,
    },
    /// 408: the caller stopped sending.
    #[error("{0}")]
    TimedOut(Cow<'static, str>),
    /// 409: it contradicts what is there.
    #[error("{0}")]
    Conflict(Cow<'static, str>),
    /// 413: more bytes than allowed.
    #[error("{0}")]
    TooLarge(Cow<'static, str>),
    /// 413 with the contract's code `max_file_size_reached`; the header X-File-Maximum-Size says the limit.
    #[error("{what} is larger than the {most} bytes that this instance accepts")]
    FileTooLarge {
        /// Which file.
        what: &'static str,
        /// Bytes accepted.
        most: u64,
    },
    /// 415: a kind of content that is not accepted here.
    #[error("{0}")]
    UnsupportedMedia(Cow<'static, str>),
    /// 422: understood, and not possible with this content.
    #[error("{0}")]
    Unprocessable(Cow<'static, str>),
    /// 429: too many of these.
    #[error("too many requests: try again in {retry_after} s")]
    TooManyRequests {
        /// Seconds until it may be tried again.
        retry_after: u64,
    },
    /// 501: the standard allows it, this server does not do it.
    #[error("{0}")]
    NotImplemented(Cow<'static, str>),
    /// 503: something of ours is away or full for a moment.
    #[error("{detail}: try again in {retry_after} s")]
    Unavailable {
        /// What is away.
        detail: Cow<'static, str>,
        /// Seconds until it may be tried again.
        retry_after: u64,
    },
    /// 507: the disk is full.
    #[error("this server has no space left: try again later")]
    NoSpace,
    /// 500: our fault; the cause is logged, never shown.
    #[error("something went wrong on our side")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

fn names(params: &[InvalidParam]) -> String {
    let names: Vec<&str> = params.iter().map(|param| param.name.as_str()).collect();
    names.join(", ")
}

impl ApiError {
    /// A single invalid parameter.
    pub fn invalid(
        location: Location,
        name: impl Into<String>,
        message: impl std::fmt::Display,
        value: impl Into<serde_json::Value>,
    ) -> Self {
        Self::Invalid(vec![InvalidParam {
            name: name.into(),
            location,
            message: message.to_string(),
            value: value.into(),
        }])
    }

    /// A failure of ours that no caller can mend.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }

    /// The caller must sign in first.
    #[must_use]
    pub const fn needs_sign_in() -> Self {
        Self::SignedOut(Cow::Borrowed("sign in first: this needs an access token"))
    }

    /// What the disk has against it: a full one is the operator's to mend and may pass, as does the moment in which too
    /// many files are open; anything else is our fault.
    #[must_use]
    pub fn disk(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        if matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) {
            tracing::error!(%error, "the disk has no space left");
            return Self::NoSpace;
        }
        if let Some(Errno::MFILE | Errno::NFILE) = Errno::from_io_error(&error) {
            tracing::warn!(%error, "no more files can be opened: raise the limit (ulimit -n)");
            return Self::Unavailable {
                detail: Cow::Borrowed("this server has too many files open"),
                retry_after: 1,
            };
        }
        Self::internal(error)
    }

    /// An error with a code, which decides its status.
    pub fn coded(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::Coded {
            code,
            detail: detail.into(),
        }
    }

    /// The code that clients match on, where there is one.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::RouteNotFound => Some(Code::RouteNotFound),
            Self::FileTooLarge { .. } => Some(Code::MaxFileSizeReached),
            Self::Coded { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// Seconds for the header Retry-After, where it helps to come back.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyRequests { retry_after } | Self::Unavailable { retry_after, .. } => {
                Some(*retry_after)
            }
            Self::NoSpace => Some(60),
            _ => None,
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound(_) | Self::RouteNotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignedOut(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Invalid(_) | Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Coded { code, .. } => code.status(),
            Self::TimedOut(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooLarge(_) | Self::FileTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::NotImplemented(_) => StatusCode::NOT_IMPLEMENTED,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoSpace => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The bare status: the document is written by [`super::problem`], which knows the request.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<Overrun> for ApiError {
    fn from(error: Overrun) -> Self {
        Self::Unavailable {
            detail: error.to_string().into(),
            retry_after: 5,
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full(_) => {
                tracing::error!(%error, "the database has no space left");
                Self::NoSpace
            }
            error if error.is_temporary() => {
                tracing::warn!(%error, "the database is away");
                Self::Unavailable {
                    detail: Cow::Borrowed("the database is away"),
                    retry_after: 5,
                }
            }
            error => Self::internal(error),
        }
    }
}

impl From<CrunchError> for ApiError {
    fn from(error: CrunchError) -> Self {
        match error {
            CrunchError::Busy => Self::Unavailable {
                detail: Cow::Borrowed("this server is busy"),
                retry_after: 1,
            },
            CrunchError::Lost => Self::internal(error),
        }
    }
}
