//! The body of `PUT /api/v1/users/me`, and what it must hold.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::{
    domain::{Email, NsfwPolicy, catalog, password::Password, text::check_length},
    http::{error::ApiError, users::checks::Checks},
    store::users::Preferences,
};

/// Stands among languages for videos that name none.
const UNKNOWN_LANGUAGE: &str = "_unknown";
const MOST_LANGUAGES: usize = 1000;

/// What is to be changed; what is left out stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct UpdateMe {
    /// A new password; needs `currentPassword`. All other sessions end.
    #[schema(format = Password, min_length = 6, max_length = 255)]
    password: Option<String>,
    /// The password that one has now.
    #[schema(format = Password)]
    current_password: Option<String>,
    /// A new address; needs `currentPassword`.
    email: Option<String>,
    /// A new name for people.
    #[schema(min_length = 3, max_length = 120)]
    display_name: Option<String>,
    /// What the account says of itself; null takes it away.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<String>, min_length = 3, max_length = 1000)]
    description: Option<Option<String>>,
    /// Sensitive videos: `true` shows them, `false` leaves them out, `both` blurs them.
    #[serde(rename = "displayNSFW")]
    display_nsfw: Option<String>,
    /// The same in the words of `GET /api/v1/users/me`: display, blur or do_not_list.
    nsfw_policy: Option<String>,
    /// Whether the player shares with other viewers.
    p2p_enabled: Option<bool>,
    /// Whether a video starts by itself.
    auto_play_video: Option<bool>,
    /// Whether the next one follows by itself.
    auto_play_next_video: Option<bool>,
    /// Whether the next one of a playlist follows by itself.
    auto_play_next_video_playlist: Option<bool>,
    /// Whether what one watches is remembered.
    videos_history_enabled: Option<bool>,
    /// Codes of the languages one wants to see; null for all of them.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = Option<Vec<String>>)]
    video_languages: Option<Option<Vec<String>>>,
    /// How pages look.
    theme: Option<String>,
    /// Whether this notice is not wanted any more.
    no_instance_config_warning_modal: Option<bool>,
    /// Whether this notice is not wanted any more.
    no_account_setup_warning_modal: Option<bool>,
    /// Whether this notice is not wanted any more.
    no_welcome_modal: Option<bool>,
}

/// Tells null (`Some(None)`) from absent (`None`).
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A body that holds what it must.
pub(super) struct Asked {
    pub(super) preferences: Preferences,
    pub(super) display_name: Option<String>,
    pub(super) description: Option<Option<String>>,
    pub(super) secured: Option<Secured>,
}

/// What needs the current password.
pub(super) struct Secured {
    pub(super) current: Password,
    pub(super) password: Option<Password>,
    pub(super) email: Option<Email>,
}

impl UpdateMe {
    pub(super) fn check(self) -> Result<Asked, ApiError> {
        let mut checks = Checks::default();
        let secured = self.secured(&mut checks);
        let nsfw_policy = self.nsfw_policy(&mut checks);
        if let Some(name) = &self.display_name {
            checks.take("displayName", name.as_str(), check_text(name, 3, 120));
        }
        let description = self
            .description
            .map(|text| text.filter(|text| !text.is_empty()));
        if let Some(Some(text)) = &description {
            checks.take("description", text.as_str(), check_text(text, 3, 1000));
        }
        if let Some(Some(codes)) = &self.video_languages {
            check_languages(codes, &mut checks);
        }
        if let Some(theme) = &self.theme {
            checks.take("theme", theme.as_str(), check_theme(theme));
        }
        checks.finish()?;
        Ok(Asked {
            preferences: Preferences {
                nsfw_policy,
                p2p_enabled: self.p2p_enabled,
                auto_play_video: self.auto_play_video,
                auto_play_next_video: self.auto_play_next_video,
                auto_play_next_video_playlist: self.auto_play_next_video_playlist,
                videos_history_enabled: self.videos_history_enabled,
                video_languages: self.video_languages,
                theme: self.theme,
                no_instance_config_warning_modal: self.no_instance_config_warning_modal,
                no_account_setup_warning_modal: self.no_account_setup_warning_modal,
                no_welcome_modal: self.no_welcome_modal,
            },
            display_name: self.display_name,
            description,
            secured,
        })
    }

    /// The current password alone changes nothing and is not looked at.
    fn secured(&self, checks: &mut Checks) -> Option<Secured> {
        if self.password.is_none() && self.email.is_none() {
            return None;
        }
        let current = checks.required("currentPassword", self.current_password.clone());
        let password = self.password.clone();
        let password = password.and_then(|text| checks.take("password", (), Password::new(text)));
        let email = self.email.as_deref();
        let email = email.and_then(|text| checks.take("email", text, Email::parse(text)));
        Some(Secured {
            current: Password::to_compare(current?),
            password,
            email,
        })
    }

    fn nsfw_policy(&self, checks: &mut Checks) -> Option<NsfwPolicy> {
        if let Some(word) = &self.nsfw_policy {
            let policy = NsfwPolicy::try_from(word.clone());
            return checks.take("nsfwPolicy", word.as_str(), policy);
        }
        let word = self.display_nsfw.as_deref()?;
        let policy = match word {
            "true" => Ok(NsfwPolicy::Display),
            "false" => Ok(NsfwPolicy::DoNotList),
            "both" => Ok(NsfwPolicy::Blur),
            _ => Err("should be true, false or both"),
        };
        checks.take("displayNSFW", word, policy)
    }
}

fn check_text(text: &str, min: usize, max: usize) -> Result<(), String> {
    // PostgreSQL's texts hold no NUL.
    if text.contains('\0') {
        return Err("should have no NUL characters".to_owned());
    }
    check_length(text, min, max).map_err(|problem| problem.to_string())
}

fn check_languages(codes: &[String], checks: &mut Checks) {
    let is_known = |code: &String| code == UNKNOWN_LANGUAGE || catalog::language(code).is_some();
    if codes.len() > MOST_LANGUAGES || !codes.iter().all(is_known) {
        let problem = "should be codes of GET /api/v1/videos/languages";
        checks.note("videoLanguages", codes.to_vec().into(), &problem);
    }
}

fn check_theme(theme: &str) -> Result<(), &'static str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if (1..=50).contains(&theme.len()) && theme.chars().all(allowed) {
        Ok(())
    } else {
        Err("should be the name of a theme")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn check(body: Value) -> Result<Asked, Vec<String>> {
        let body: UpdateMe = serde_json::from_value(body).unwrap();
        body.check().map_err(|error| match error {
            ApiError::Invalid(params) => params.into_iter().map(|param| param.name).collect(),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn null_is_told_from_absent() {
        let absent = check(json!({})).ok().unwrap();
        assert_eq!(absent.description, None);
        assert_eq!(absent.preferences.video_languages, None);
        let null = check(json!({"description": null, "videoLanguages": null}));
        let null = null.ok().unwrap();
        assert_eq!(null.description, Some(None));
        assert_eq!(null.preferences.video_languages, Some(None));
        let listed = check(json!({"videoLanguages": ["fr", "_unknown"]}));
        let listed = listed.ok().unwrap().preferences.video_languages;
        assert_eq!(listed, Some(Some(vec!["fr".into(), "_unknown".into()])));
    }

    #[test]
    fn a_password_or_an_address_needs_the_current_password() {
        for body in [json!({"password": "secret"}), json!({"email": "a@b"})] {
            assert_eq!(check(body).err().unwrap(), ["currentPassword"]);
        }
        let alone = check(json!({"currentPassword": "secret"}));
        assert!(alone.ok().unwrap().secured.is_none());
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let wrong = json!({
            "password": "12345", "currentPassword": "x", "email": "ada", "displayName": "ab",
            "description": "ab\u{0}", "displayNSFW": "maybe", "videoLanguages": ["xx"],
            "theme": "<b>",
        });
        let names = check(wrong).err().unwrap();
        assert_eq!(names.len(), 7, "{names:?}");
    }

    #[test]
    fn sensitive_videos_are_told_in_either_vocabulary() {
        for (body, expected) in [
            (json!({"displayNSFW": "true"}), NsfwPolicy::Display),
            (json!({"displayNSFW": "false"}), NsfwPolicy::DoNotList),
            (json!({"displayNSFW": "both"}), NsfwPolicy::Blur),
            (json!({"nsfwPolicy": "blur"}), NsfwPolicy::Blur),
        ] {
            let asked = check(body).ok().unwrap();
            assert_eq!(asked.preferences.nsfw_policy, Some(expected));
        }
    }
}
