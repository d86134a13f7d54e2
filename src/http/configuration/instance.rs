//! The instance as pages and lists introduce it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{config, http::image::ActorImage};

/// The instance in short; `GET /api/v1/config/about` says more.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstanceConfig {
    /// Its name.
    pub name: String,
    /// One sentence, in plain text.
    pub short_description: String,
    /// The page that clients open first.
    pub default_client_route: String,
    /// Whether it is about sensitive content.
    #[serde(rename = "isNSFW")]
    pub is_nsfw: bool,
    /// What is done with sensitive videos until a user chooses.
    #[serde(rename = "defaultNSFWPolicy")]
    #[schema(example = "do_not_list")]
    pub default_nsfw_policy: &'static str,
    /// Code of the administrators in every page.
    pub customizations: CustomizationsConfig,
    /// Its picture in several sizes.
    pub avatars: Vec<ActorImage>,
    /// Its banner in several sizes.
    pub banners: Vec<ActorImage>,
}

/// Code of the administrators in every page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CustomizationsConfig {
    /// A script.
    pub javascript: String,
    /// A style sheet.
    pub css: String,
}

impl InstanceConfig {
    /// What the configuration says; there are no pictures of the instance yet.
    pub(super) fn of(instance: &config::Instance) -> Self {
        Self {
            name: instance.name.clone(),
            short_description: instance.short_description.clone(),
            default_client_route: instance.default_client_route.clone(),
            is_nsfw: instance.is_nsfw,
            default_nsfw_policy: instance.default_nsfw_policy.word(),
            customizations: CustomizationsConfig {
                javascript: instance.customizations.javascript.clone(),
                css: instance.customizations.css.clone(),
            },
            avatars: Vec::new(),
            banners: Vec::new(),
        }
    }
}

/// Plugins of one kind.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PluginConfig {
    /// Those that run here.
    pub registered: Vec<String>,
    /// Those that sign people in elsewhere.
    pub registered_external_auths: Vec<String>,
    /// Those that check passwords elsewhere.
    pub registered_id_and_pass_auths: Vec<String>,
}

/// Themes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ThemeConfig {
    /// Those that plugins bring.
    pub registered: Vec<String>,
    /// The one until a user chooses.
    pub default: String,
}

/// A message of the administrators above every page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BroadcastMessageConfig {
    /// Whether there is one.
    pub enabled: bool,
    /// Its text, in Markdown.
    pub message: String,
    /// How urgent it is: info, warning or error.
    pub level: &'static str,
    /// Whether people may close it.
    pub dismissable: bool,
}

impl BroadcastMessageConfig {
    /// No message: this version has no way to write one.
    pub(super) const NONE: Self = Self {
        enabled: false,
        message: String::new(),
        level: "info",
        dismissable: false,
    };
}

/// What the administration pages may do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebadminConfig {
    /// The pages that change the configuration.
    pub configuration: WebadminConfiguration,
}

/// The pages that change the configuration.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebadminConfiguration {
    /// Whether they may.
    pub edition: Allowed,
}

/// Whether something may be done.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Allowed {
    /// Whether it may.
    pub allowed: bool,
}

impl WebadminConfig {
    /// The configuration is changed in files alone.
    pub(super) const FILES_ALONE: Self = Self {
        configuration: WebadminConfiguration {
            edition: Allowed { allowed: false },
        },
    };
}
