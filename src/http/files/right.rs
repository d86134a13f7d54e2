//! What somebody shows to have a file that is not everybody's, and whether it is enough.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    domain::{
        Privacy, Timestamp,
        permission::{Caller, FileAddress, Viewer, can_have_files, can_watch},
    },
    http::{
        auth::Session,
        error::{ApiError, Location},
        video_password::GivenPassword,
    },
    store::{Read, served_files::ServedVideo, tokens::TokenHash, video_file_tokens},
};

/// The token in the query, for players that cannot send headers.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct TokenQuery {
    /// A token of the video, from POST /api/v1/videos/{id}/token.
    video_file_token: Option<String>,
}

/// Whether that token is to be written into a playlist.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ReinjectionQuery {
    /// Write the token into every address of the playlist.
    #[param(value_type = Option<bool>)]
    reinject_video_file_token: Option<String>,
}

/// All that was shown: an access token, a password, a file token.
#[derive(Clone, Debug)]
pub struct Shown {
    caller: Option<Caller>,
    password: GivenPassword,
    token: Option<String>,
    reinject: bool,
}

impl Shown {
    /// Refuses whoever may not have the files of `video` at its private address.
    ///
    /// # Errors
    /// 403 where nothing that was shown is enough, or the database fails.
    pub async fn require(
        &self,
        tx: &mut impl Read,
        video: &ServedVideo,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let visibility = video.visibility();
        let knows_password =
            visibility.privacy == Privacy::Password && self.password.opens(tx, video.id).await?;
        let viewer = Viewer {
            caller: self.caller,
            knows_password,
        };
        if can_have_files(viewer, FileAddress::Private, visibility) {
            return Ok(());
        }
        if let Some(token) = &self.token
            && let Some(token) = video_file_tokens::find(tx, &TokenHash::of(token)).await?
            && token.video == video.id
            && token.expires_at > now
            && can_have_files(token.viewer, FileAddress::Private, visibility)
        {
            return Ok(());
        }
        // 403 whoever asks: a player that shows a token is not helped by signing in.
        Err(match self.password.refusal(can_watch(viewer, visibility)) {
            Some(coded @ ApiError::Coded { .. }) => coded,
            _ => ApiError::Forbidden(
                "show an access token or a videoFileToken of somebody who may watch this video"
                    .into(),
            ),
        })
    }

    /// The token to write into a playlist, if that is asked for and it is a token at all: text of
    /// another kind has no place in an address.
    #[must_use]
    pub fn token_to_reinject(&self) -> Option<&str> {
        let token = self.token.as_deref().filter(|_| self.reinject)?;
        let is_plain = token
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        (is_plain && !token.is_empty()).then_some(token)
    }
}

/// Refuses the files of a video that is not everybody's at the plain address, whoever asks.
///
/// # Errors
/// 403 for such a video.
pub fn require_public(video: &ServedVideo) -> Result<(), ApiError> {
    let anybody = Viewer {
        caller: None,
        knows_password: false,
    };
    if can_have_files(anybody, FileAddress::Plain, video.visibility()) {
        return Ok(());
    }
    Err(ApiError::Forbidden(
        "this video is not public: ask for its files at their private address".into(),
    ))
}

impl FromRequest for Shown {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let Ok(password) = GivenPassword::from_request(request, payload).into_inner();
        ready(read(request, password))
    }
}

fn read(request: &HttpRequest, password: GivenPassword) -> Result<Shown, ApiError> {
    let query = request.query_string();
    let malformed = |error: actix_web::error::QueryPayloadError| {
        ApiError::BadRequest(format!("the query is not what it should be: {error}").into())
    };
    let token = web::Query::<TokenQuery>::from_query(query).map_err(malformed)?;
    let reinjection = web::Query::<ReinjectionQuery>::from_query(query).map_err(malformed)?;
    let reinject = match reinjection.reinject_video_file_token.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => {
            return Err(ApiError::invalid(
                Location::Query,
                "reinjectVideoFileToken",
                "should be true or false",
                other,
            ));
        }
    };
    let session = request.extensions().get::<Session>().cloned();
    Ok(Shown {
        caller: session.map(|session| session.caller()),
        password,
        token: token.into_inner().video_file_token,
        reinject,
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    async fn shown(query: &str) -> Result<Shown, ApiError> {
        let request = TestRequest::with_uri(&format!("/a?{query}")).to_http_request();
        Shown::from_request(&request, &mut Payload::None).await
    }

    #[actix_web::test]
    async fn a_token_is_reinjected_when_asked_for_and_plain() {
        for (query, expected) in [
            ("", None),
            ("videoFileToken=ab12", None),
            ("reinjectVideoFileToken=true", None),
            ("videoFileToken=ab12&reinjectVideoFileToken=false", None),
            (
                "videoFileToken=ab12&reinjectVideoFileToken=true",
                Some("ab12"),
            ),
            ("videoFileToken=a%0Ab&reinjectVideoFileToken=true", None),
            ("videoFileToken=&reinjectVideoFileToken=true", None),
        ] {
            assert_eq!(
                shown(query).await.unwrap().token_to_reinject(),
                expected,
                "{query}"
            );
        }
    }

    #[actix_web::test]
    async fn a_switch_that_is_neither_on_nor_off_is_named() {
        let error = shown("reinjectVideoFileToken=yes").await.unwrap_err();
        assert!(error.to_string().contains("reinjectVideoFileToken"));
    }
}
