//! `GET /api/v1/config/about`: who is behind the instance and by which rules, for people.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    config,
    http::{image::ActorImage, state::App},
};

/// What the about page says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ServerConfigAbout {
    instance: AboutInstance,
}

/// The instance in its own words; texts are in Markdown unless said otherwise.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AboutInstance {
    /// Its name, in plain text.
    name: String,
    /// One sentence, in plain text.
    short_description: String,
    /// What it is about.
    description: String,
    /// Terms of use.
    terms: String,
    /// How people shall behave.
    code_of_conduct: String,
    /// What it runs on.
    hardware_information: String,
    /// Why it was created.
    creation_reason: String,
    /// Who moderates and by which rules.
    moderation_information: String,
    /// Who is behind it.
    administrator: String,
    /// How long it is meant to be kept up.
    maintenance_lifetime: String,
    /// How it is paid for.
    business_model: String,
    /// Languages spoken by its moderators, as codes.
    languages: Vec<String>,
    /// Categories it is about, as numbers.
    categories: Vec<u32>,
    /// Its picture in several sizes.
    avatars: Vec<ActorImage>,
    /// Its banner in several sizes.
    banners: Vec<ActorImage>,
}

impl AboutInstance {
    fn of(instance: &config::Instance) -> Self {
        Self {
            name: instance.name.clone(),
            short_description: instance.short_description.clone(),
            description: instance.description.clone(),
            terms: instance.terms.clone(),
            code_of_conduct: instance.code_of_conduct.clone(),
            hardware_information: instance.hardware_information.clone(),
            creation_reason: instance.creation_reason.clone(),
            moderation_information: instance.moderation_information.clone(),
            administrator: instance.administrator.clone(),
            maintenance_lifetime: instance.maintenance_lifetime.clone(),
            business_model: instance.business_model.clone(),
            languages: instance.languages.clone(),
            categories: instance.categories.clone(),
            avatars: Vec::new(),
            banners: Vec::new(),
        }
    }
}

/// Answers what the about page says.
#[utoipa::path(
    get, path = "/api/v1/config/about", operation_id = "getAbout", tag = "Config",
    responses((status = 200, description = "The instance in its own words", body = ServerConfigAbout))
)]
pub async fn get(app: Data<App>) -> Json<ServerConfigAbout> {
    Json(ServerConfigAbout {
        instance: AboutInstance::of(&app.config.instance),
    })
}
