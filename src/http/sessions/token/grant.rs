//! What a client of `POST /api/v1/users/token` asks for, in either kind of body.

use actix_web::{HttpMessage, HttpRequest};

use super::TokenRequest;
use crate::{
    domain::password::Password,
    http::{
        code::Code,
        error::{ApiError, InvalidParam, Location},
        json,
    },
};

/// What is exchanged for a session.
pub(super) enum Grant {
    /// Name or address, and password.
    Password {
        /// Either of the two.
        login: String,
        /// As typed.
        password: Password,
    },
    /// The refresh token of the session before.
    Refresh {
        /// As given out.
        token: String,
    },
}

/// Reads the body: a form, as OAuth wants it, or JSON.
pub(super) fn read(request: &HttpRequest, body: &[u8]) -> Result<TokenRequest, ApiError> {
    match request.content_type() {
        "application/json" => json::object(body),
        "" | "application/x-www-form-urlencoded" => {
            serde_html_form::from_bytes(body).map_err(|error| {
                ApiError::BadRequest(
                    format!("the body is not the form it should be: {error}").into(),
                )
            })
        }
        _ => Err(ApiError::UnsupportedMedia(
            "send application/x-www-form-urlencoded or application/json".into(),
        )),
    }
}

impl Grant {
    /// Takes what this grant needs out of the request.
    pub(super) fn of(asked: TokenRequest) -> Result<Self, ApiError> {
        match asked.grant_type.as_deref() {
            Some("password") => {
                let mut missing = Vec::new();
                let mut required = |name, value: Option<String>| match value {
                    Some(value) if !value.is_empty() => value,
                    _ => {
                        missing.push(is_missing(name));
                        String::new()
                    }
                };
                let login = required("username", asked.username);
                let password = Password::to_compare(required("password", asked.password));
                if missing.is_empty() {
                    Ok(Self::Password { login, password })
                } else {
                    Err(ApiError::Invalid(missing))
                }
            }
            Some("refresh_token") => match asked.refresh_token {
                Some(token) if !token.is_empty() => Ok(Self::Refresh { token }),
                _ => Err(ApiError::Invalid(vec![is_missing("refresh_token")])),
            },
            Some(_) => Err(ApiError::coded(
                Code::UnsupportedGrantType,
                "grant_type should be password or refresh_token",
            )),
            None => Err(ApiError::Invalid(vec![is_missing("grant_type")])),
        }
    }
}

fn is_missing(name: &str) -> InvalidParam {
    InvalidParam {
        name: name.to_owned(),
        location: Location::Body,
        message: "should be given".to_owned(),
        value: serde_json::Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn grant(kind: &str, body: &str) -> Result<Grant, ApiError> {
        let request = TestRequest::post().insert_header(("content-type", kind));
        Grant::of(read(&request.to_http_request(), body.as_bytes())?)
    }

    #[test]
    fn a_form_and_json_say_the_same() {
        for (kind, body) in [
            (
                "application/x-www-form-urlencoded",
                "grant_type=password&username=ada&password=pa%24%24+word",
            ),
            (
                "application/json; charset=utf-8",
                r#"{"grant_type":"password","username":"ada","password":"pa$$ word","more":1}"#,
            ),
        ] {
            let Ok(Grant::Password { login, password }) = grant(kind, body) else {
                panic!("{kind}");
            };
            assert_eq!((login.as_str(), password.reveal()), ("ada", "pa$$ word"));
        }
    }

    #[test]
    fn what_a_grant_lacks_is_named() {
        let form = "application/x-www-form-urlencoded";
        let lacking = |body| match grant(form, body) {
            Err(ApiError::Invalid(params)) => params.into_iter().map(|param| param.name).collect(),
            _ => Vec::new(),
        };
        assert_eq!(lacking(""), ["grant_type"]);
        assert_eq!(lacking("grant_type=password"), ["username", "password"]);
        assert_eq!(lacking("grant_type=refresh_token"), ["refresh_token"]);
    }

    #[test]
    fn other_grants_and_bodies_are_refused() {
        let coded = grant("application/json", r#"{"grant_type":"client_credentials"}"#);
        let Err(ApiError::Coded { code, .. }) = coded else {
            panic!("a grant that nobody knows");
        };
        assert_eq!(code, Code::UnsupportedGrantType);
        assert!(matches!(
            grant("text/plain", ""),
            Err(ApiError::UnsupportedMedia(_))
        ));
        assert!(matches!(
            grant("application/json", "[[["),
            Err(ApiError::BadRequest(_))
        ));
    }
}
