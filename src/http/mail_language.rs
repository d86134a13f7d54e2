//! The language that a client reads, for mails about what it asks.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::ACCEPT_LANGUAGE};

use crate::{domain::MailLanguage, http::error::ApiError};

/// The one of ours that it likes best; none where it says nothing of them.
#[derive(Clone, Copy, Debug)]
pub struct Liked(pub Option<MailLanguage>);

impl FromRequest for Liked {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(ACCEPT_LANGUAGE);
        let header = header.and_then(|value| value.to_str().ok());
        ready(Ok(Self(header.and_then(MailLanguage::accepted))))
    }
}
