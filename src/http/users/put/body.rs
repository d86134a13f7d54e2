//! The body of `PUT /api/v1/users/{id}`, and what it must hold.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    domain::{Email, Role, password::Password, quota::check_quota},
    http::{error::ApiError, users::checks::Checks},
    store::users::Managed,
    usecases::manage_user::Change,
};

/// What is to be changed; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdateUser {
    /// A new address, not known to be theirs.
    email: Option<String>,
    /// Whether the address is known to be theirs.
    email_verified: Option<bool>,
    /// Bytes they may upload in all, -1 for no limit.
    video_quota: Option<i64>,
    /// Bytes they may upload in 24 hours, -1 for no limit.
    video_quota_daily: Option<i64>,
    /// The plugin that signs them in; there are none here, and it is ignored.
    #[expect(dead_code, reason = "a name of the contract")]
    plugin_auth: Option<String>,
    /// 0 administrator, 1 moderator, 2 user.
    role: Option<i64>,
    /// 1 bypasses the automatic block of videos.
    admin_flags: Option<i64>,
    /// A new password. All sessions end.
    #[schema(format = Password, min_length = 6, max_length = 255)]
    password: Option<String>,
}

impl UpdateUser {
    pub(super) fn check(self) -> Result<(Change, Option<Password>), ApiError> {
        let mut checks = Checks::default();
        let email = self
            .email
            .and_then(|text| checks.take("email", text.as_str(), Email::parse(&text)));
        let password = self
            .password
            .and_then(|text| checks.take("password", (), Password::new(text)));
        let role = self
            .role
            .and_then(|number| checks.take("role", number, Role::try_from(number)));
        for (name, quota) in [
            ("videoQuota", self.video_quota),
            ("videoQuotaDaily", self.video_quota_daily),
        ] {
            if let Some(quota) = quota {
                checks.take(name, quota, check_quota(quota));
            }
        }
        if let Some(flags) = self.admin_flags.filter(|flags| !(0..=1).contains(flags)) {
            checks.note("adminFlags", flags.into(), &"should be 0 or 1");
        }
        checks.finish()?;
        let change = Change {
            email,
            password_hash: None,
            managed: Managed {
                email_verified: self.email_verified,
                video_quota: self.video_quota,
                video_quota_daily: self.video_quota_daily,
                role,
                admin_flags: self.admin_flags,
            },
        };
        Ok((change, password))
    }
}
