//! The body of `POST /api/v1/users`, and what it must hold.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    config,
    domain::{
        Email, Quota, Role,
        name::{check_channel_name, check_username},
        password::Password,
        quota::check_quota,
    },
    http::{error::ApiError, users::checks::Checks},
    usecases::create_user::NewUser,
};

/// A user to be made.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddUser {
    /// The name to sign in with; also that of the account. It cannot be changed.
    #[schema(required = true, value_type = String, min_length = 1, max_length = 50, pattern = "^[a-z0-9._]+$")]
    username: Option<String>,
    /// At least 6 characters.
    #[schema(required = true, value_type = String, format = Password, min_length = 6, max_length = 255)]
    password: Option<String>,
    /// Their e-mail address.
    #[schema(required = true, value_type = String)]
    email: Option<String>,
    /// Bytes they may upload in all, -1 for no limit; the instance's default if left out.
    video_quota: Option<i64>,
    /// Bytes they may upload in 24 hours, -1 for no limit; the instance's default if left out.
    video_quota_daily: Option<i64>,
    /// The name of their channel, `{username}_channel` if left out. It cannot be changed.
    #[schema(min_length = 1, max_length = 50)]
    channel_name: Option<String>,
    /// 0 administrator, 1 moderator, 2 user.
    #[schema(required = true, value_type = i64)]
    role: Option<i64>,
    /// 0 none, 1 bypasses the automatic block of videos.
    admin_flags: Option<i64>,
}

impl AddUser {
    /// The user it asks for, so far without a hash of their password.
    pub(super) fn check(self, defaults: &config::User) -> Result<(NewUser, Password), ApiError> {
        let mut checks = Checks::default();
        let username = checks.required("username", self.username).and_then(|name| {
            checks.take(
                "username",
                name.as_str(),
                check_username(&name).map(|()| name.clone()),
            )
        });
        let password = checks
            .required("password", self.password)
            .and_then(|text| checks.take("password", (), Password::new(text)));
        let email = checks
            .required("email", self.email)
            .and_then(|text| checks.take("email", text.as_str(), Email::parse(&text)));
        let role = checks
            .required("role", self.role)
            .and_then(|number| checks.take("role", number, Role::try_from(number)));
        let total = self
            .video_quota
            .unwrap_or_else(|| defaults.video_quota.number());
        let daily = self
            .video_quota_daily
            .unwrap_or_else(|| defaults.video_quota_daily.number());
        checks.take("videoQuota", total, check_quota(total));
        checks.take("videoQuotaDaily", daily, check_quota(daily));
        let admin_flags = self.admin_flags.unwrap_or(0);
        if !(0..=1).contains(&admin_flags) {
            checks.note("adminFlags", admin_flags.into(), &"should be 0 or 1");
        }
        if let Some(name) = &self.channel_name {
            checks.take("channelName", name.as_str(), check_channel_name(name));
            if username.as_deref() == Some(name) {
                let problem = "should differ from username: accounts and channels share names";
                checks.note("channelName", name.as_str().into(), &problem);
            }
        }
        checks.finish()?;
        let (Some(username), Some(password), Some(email), Some(role)) =
            (username, password, email, role)
        else {
            return Err(ApiError::internal("a check failed and was not noted"));
        };
        let new = NewUser {
            username,
            email,
            email_verified: None,
            language: None,
            password_hash: String::new(),
            role,
            admin_flags,
            quota: Quota { total, daily },
            display_name: None,
            channel_name: self.channel_name,
            channel_display_name: None,
        };
        Ok((new, password))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn check(body: Value) -> Result<NewUser, Vec<String>> {
        let body: AddUser = serde_json::from_value(body).unwrap();
        match body.check(&config::User::default()) {
            Ok((new, _)) => Ok(new),
            Err(ApiError::Invalid(params)) => Err(params.into_iter().map(|p| p.name).collect()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_left_out_has_the_instances_defaults() {
        let body = json!({"username": "ada", "password": "secret", "email": "a@b", "role": 2});
        let new = check(body).unwrap();
        assert_eq!(
            new.quota,
            Quota {
                total: -1,
                daily: -1
            }
        );
        assert_eq!(
            (new.role, new.admin_flags, new.channel_name),
            (Role::User, 0, None)
        );
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let missing = check(json!({})).err().unwrap();
        assert_eq!(missing, ["username", "password", "email", "role"]);
        let wrong = json!({
            "username": "Ada", "password": "12345", "email": "ada", "role": 3,
            "videoQuota": -2, "videoQuotaDaily": -2, "adminFlags": 2, "channelName": "a b",
        });
        let wrong = check(wrong).err().unwrap();
        assert_eq!(wrong.len(), 8, "{wrong:?}");
        let same = json!({
            "username": "ada", "password": "secret", "email": "a@b", "role": 2,
            "channelName": "ada",
        });
        assert_eq!(check(same).err().unwrap(), ["channelName"]);
    }
}
