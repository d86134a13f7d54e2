//! What somebody who registers says.

use actix_web::{HttpRequest, web::Payload};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    crunch::passwords,
    domain::{
        Email, MailLanguage,
        name::{check_channel_name, check_username},
        password::Password,
        reserved_names::is_reserved,
        text::check_length,
    },
    http::{
        error::ApiError,
        form::{self, Fields, Rules},
        state::App,
    },
    usecases::register::Applicant,
};

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "names and types for the document; values are read by `read`"
)]
pub(crate) struct RegisterUser {
    /// The name to sign in with; also that of the account.
    #[schema(min_length = 1, max_length = 50, pattern = "^[a-z0-9._]+$")]
    username: String,
    /// At least 6 characters.
    #[schema(format = Password, min_length = 6, max_length = 255)]
    password: String,
    /// Their e-mail address.
    email: String,
    /// The name of their account for people.
    #[schema(min_length = 1, max_length = 120)]
    display_name: Option<String>,
    /// Their channel; one is made without it too.
    channel: Option<RegisteredChannel>,
    /// Why they want to become a user; where moderators decide, and nowhere else.
    #[schema(min_length = 2, max_length = 3000)]
    registration_reason: Option<String>,
    /// The proof of work, where this server asks for one.
    proof_of_work: Option<Proof>,
    /// Leave it out: who fills it in is a machine.
    website: Option<String>,
}

/// The channel of who registers.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct RegisteredChannel {
    /// Its name in handles.
    #[schema(min_length = 1, max_length = 50, pattern = "^[a-zA-Z0-9\\-_.:]+$")]
    name: Option<String>,
    /// Its name for people.
    #[schema(min_length = 1, max_length = 120)]
    display_name: Option<String>,
}

/// A proof of work.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Proof {
    /// What was asked for, from GET /api/v1/users/registrations/challenge.
    pub(super) challenge: String,
    /// What makes the hash begin with zeros.
    pub(super) nonce: String,
}

/// What was said.
pub(super) struct Asked {
    pub(super) username: String,
    password: Password,
    email: Email,
    display_name: Option<String>,
    channel_name: Option<String>,
    channel_display_name: Option<String>,
    /// Empty where nobody asks for one.
    pub(super) reason: String,
    pub(super) proof: Option<Proof>,
    pub(super) fell_for_the_trap: bool,
}

/// Longest text of a proof.
const PROOF: usize = 200;

/// Reads it, with a reason where moderators decide.
pub(super) async fn read(
    request: &HttpRequest,
    body: Payload,
    with_reason: bool,
) -> Result<Asked, ApiError> {
    let fields = form::read(request, body, &Rules::no_files()).await?.fields;
    let username = fields.expected("username", fields.parsed("username", new_username));
    let password = fields.expected(
        "password",
        fields.parsed("password", |text| Password::new(text.to_owned())),
    );
    let email = fields.expected("email", fields.parsed("email", Email::parse));
    let account_name = fields.parsed("displayName", display_name).value();
    let channel = fields.section("channel").value();
    let channel_name = channel
        .as_ref()
        .and_then(|channel| channel.parsed("name", new_channel_name).value());
    let channel_display_name = channel
        .as_ref()
        .and_then(|channel| channel.parsed("displayName", display_name).value());
    if channel_name.is_some() && channel_name == username {
        let problem = "should differ from username: accounts and channels share names";
        fields.problem("channel", problem);
    }
    let reason = fields.parsed("registrationReason", |text| {
        check_length(text, 2, 3000).map(|()| text.to_owned())
    });
    let reason = if with_reason {
        fields.required("registrationReason", reason)
    } else {
        String::new()
    };
    let proof = read_proof(&fields);
    let trap = fields.optional_text("website").unwrap_or_default();
    fields.finish()?;
    let (Some(username), Some(password), Some(email)) = (username, password, email) else {
        return Err(ApiError::internal("a required field is missing"));
    };
    Ok(Asked {
        username,
        password,
        email,
        display_name: account_name,
        channel_name,
        channel_display_name,
        reason,
        proof,
        fell_for_the_trap: !trap.is_empty(),
    })
}

impl Asked {
    /// Who they are, with their password hashed.
    pub(super) async fn applicant(
        &self,
        app: &App,
        language: Option<MailLanguage>,
    ) -> Result<Applicant, ApiError> {
        Ok(Applicant {
            username: self.username.clone(),
            email: self.email.clone(),
            password_hash: passwords::hash(&app.crunch, &self.password).await?,
            display_name: self.display_name.clone(),
            channel_name: self.channel_name.clone(),
            channel_display_name: self.channel_display_name.clone(),
            language,
        })
    }
}

fn read_proof(fields: &Fields) -> Option<Proof> {
    let section = fields.section("proofOfWork").value()?;
    let text = |name: &str| {
        section.parsed(name, |text| {
            check_length(text, 1, PROOF).map(|()| text.to_owned())
        })
    };
    Some(Proof {
        challenge: section.required("challenge", text("challenge")),
        nonce: section.required("nonce", text("nonce")),
    })
}

fn new_username(text: &str) -> Result<String, String> {
    check_username(text).map_err(|bad| bad.to_string())?;
    not_reserved(text)
}

fn new_channel_name(text: &str) -> Result<String, String> {
    check_channel_name(text).map_err(|bad| bad.to_string())?;
    not_reserved(text)
}

fn not_reserved(text: &str) -> Result<String, String> {
    if is_reserved(text) {
        return Err("is a name that this server keeps for itself: choose another".to_owned());
    }
    Ok(text.to_owned())
}

fn display_name(text: &str) -> Result<String, String> {
    check_length(text, 1, 120)
        .map(|()| text.to_owned())
        .map_err(|bad| bad.to_string())
}
