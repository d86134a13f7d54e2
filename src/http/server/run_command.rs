//! `POST /api/v1/server/debug/run-command`: periodic work now, and parked actors reopened.

use actix_web::{HttpResponse, web::Data};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    http::{
        auth::Admin,
        error::{ApiError, Location},
        json::Object,
        state::App,
    },
    jobs::{Command, NotRun},
};

/// What to do now.
#[derive(Debug, Deserialize, ToSchema)]
pub struct RunCommand {
    /// A command of the reference, the name of a duty of ours, or `unpark`.
    pub command: String,
    /// For `unpark`: the service, as the debug tree names it.
    pub service: Option<String>,
    /// For `unpark`: the key of the actor below it.
    pub key: Option<String>,
}

/// Does it, and answers once it is done.
///
/// # Errors
/// When there is no such command, or it fails.
#[utoipa::path(
    post, path = "/api/v1/server/debug/run-command", operation_id = "runServerCommand",
    tag = "Server", request_body = RunCommand,
    responses(
        (status = 204, description = "It is done"),
        (status = 403, description = "The caller is no administrator")
    ),
    security(("OAuth2" = []))
)]
pub async fn post(
    _: Admin,
    app: Data<App>,
    Object(body): Object<RunCommand>,
) -> Result<HttpResponse, ApiError> {
    match Command::parse(&body.command, &app.periodic) {
        Some(Command::Run(duty)) => app.periodic.run_now(duty).await?,
        Some(Command::NothingToDo) => {}
        Some(Command::Unpark) => unpark(&app, &body)?,
        None => return Err(unknown(&app, &body)),
    }
    Ok(HttpResponse::NoContent().finish())
}

fn unpark(app: &App, body: &RunCommand) -> Result<(), ApiError> {
    let service = required("service", body.service.as_deref())?;
    let key = required("key", body.key.as_deref())?;
    if app.root.unpark(service, key) {
        return Ok(());
    }
    Err(ApiError::NotFound("parked actor with this service and key"))
}

fn required<'a>(name: &str, value: Option<&'a str>) -> Result<&'a str, ApiError> {
    value.ok_or_else(|| {
        let message = "unpark needs it: take it from the tree of /api/v1/server/debug";
        ApiError::invalid(Location::Body, name, message, serde_json::Value::Null)
    })
}

fn unknown(app: &App, body: &RunCommand) -> ApiError {
    let words = Command::words(&app.periodic).join(", ");
    let message = format!("should be one of {words}");
    ApiError::invalid(Location::Body, "command", message, body.command.as_str())
}

impl From<NotRun> for ApiError {
    fn from(error: NotRun) -> Self {
        match error {
            NotRun::Stopped => Self::Unavailable {
                detail: "the server is stopping".into(),
                retry_after: 5,
            },
            NotRun::Unknown | NotRun::Failed => Self::internal(error),
        }
    }
}
