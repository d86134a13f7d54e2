//! Who may register, and what users get.

use std::net::IpAddr;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{config, domain::registration};

/// Registration.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignupConfig {
    /// Whether anybody may register now.
    pub allowed: bool,
    /// Whether somebody at the caller's address may.
    #[serde(rename = "allowedForCurrentIP")]
    pub allowed_for_current_ip: bool,
    /// The age asked of those who register, in years.
    pub minimum_age: u32,
    /// Whether moderators decide on each registration.
    pub requires_approval: bool,
    /// Whether the e-mail address must be confirmed first.
    pub requires_email_verification: bool,
}

impl SignupConfig {
    /// While there are so many users, for a caller at `address`.
    pub(super) fn of(signup: &config::Signup, users: i64, address: IpAddr) -> Self {
        let limit = signup.limit.bound();
        Self {
            allowed: registration::is_open(signup.enabled, limit, users),
            allowed_for_current_ip: signup.filters.cidr.allows(address),
            minimum_age: signup.minimum_age,
            requires_approval: signup.requires_approval,
            requires_email_verification: signup.requires_email_verification,
        }
    }
}

/// What a new user may upload, in bytes; -1 for no limit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserConfig {
    /// In all.
    pub video_quota: i64,
    /// In 24 hours.
    pub video_quota_daily: i64,
}

impl UserConfig {
    /// What the configuration says.
    pub(super) fn of(user: &config::User) -> Self {
        Self {
            video_quota: user.video_quota.number(),
            video_quota_daily: user.video_quota_daily.number(),
        }
    }
}

/// Channels.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoChannelsConfig {
    /// Channels that one user may have.
    pub max_per_user: u32,
}
