//! What an owner says of a video: the fields of an upload and of an update, with their rules
//! (schema `VideoUploadRequestCommon` of the contract).

use serde::{Deserialize, Serialize};

use super::{CommentsPolicy, Privacy, Timestamp, catalog, text::check_length};

/// Everything that is said of a new video; kept as JSON while its file is uploaded in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VideoDraft {
    /// Its title.
    pub name: String,
    /// A number of [`catalog::CATEGORIES`].
    pub category: Option<i64>,
    /// A number of [`catalog::LICENCES`].
    pub licence: Option<i64>,
    /// A code that [`catalog::language`] knows.
    pub language: Option<String>,
    /// Who may see it.
    pub privacy: Privacy,
    /// Whether it is sensitive.
    pub nsfw: bool,
    /// Markdown.
    pub description: Option<String>,
    /// How to support its owner, Markdown.
    pub support: Option<String>,
    /// At most five.
    pub tags: Vec<String>,
    /// Whether it can be commented.
    pub comments_policy: CommentsPolicy,
    /// Whether it can be downloaded.
    pub download_enabled: bool,
    /// Whether it is published once its renditions are made, and not before.
    pub wait_transcoding: bool,
    /// When it was first published elsewhere.
    pub originally_published_at: Option<Timestamp>,
    /// A change of privacy in the future.
    pub schedule: Option<Schedule>,
    /// What opens it, when its privacy asks for a password.
    pub passwords: Vec<String>,
}

/// A change that waits for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// When.
    pub at: Timestamp,
    /// To which privacy; none keeps what the video has.
    pub privacy: Option<Privacy>,
}

/// A field that breaks its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadField {
    /// Its name in the contract.
    pub name: &'static str,
    /// What would be right.
    pub rule: String,
}

/// The fewest and most characters of a title.
const NAME: (usize, usize) = (3, 120);
const DESCRIPTION: (usize, usize) = (3, 10_000);
const SUPPORT: (usize, usize) = (3, 1_000);
const TAG: (usize, usize) = (2, 30);
const MOST_TAGS: usize = 5;
const PASSWORD: (usize, usize) = (2, 100);
const MOST_PASSWORDS: usize = 100;

impl VideoDraft {
    /// Everything that is wrong with it; nothing when it is right.
    #[must_use]
    pub fn problems(&self) -> Vec<BadField> {
        let mut problems = Vec::new();
        let mut refuse = |name, rule: String| problems.push(BadField { name, rule });
        let mut length = |name, text: Option<&str>, (min, max)| {
            if let Some(Err(wrong)) = text.map(|text| check_length(text, min, max)) {
                refuse(name, wrong.to_string());
            }
        };
        length("name", Some(&self.name), NAME);
        length("description", self.description.as_deref(), DESCRIPTION);
        length("support", self.support.as_deref(), SUPPORT);
        for tag in &self.tags {
            length("tags", Some(tag), TAG);
        }
        for password in &self.passwords {
            length("videoPasswords", Some(password), PASSWORD);
        }
        if self.tags.len() > MOST_TAGS {
            refuse("tags", format!("should have at most {MOST_TAGS} tags"));
        }
        if !are_different(&self.tags) {
            refuse("tags", "should name each tag once".to_owned());
        }
        let known = |found: bool| found || self.category.is_none();
        if !known(self.category.and_then(catalog::category).is_some()) {
            refuse(
                "category",
                "should be a number of GET /api/v1/videos/categories".to_owned(),
            );
        }
        if self
            .licence
            .is_some_and(|number| catalog::licence(number).is_none())
        {
            refuse(
                "licence",
                "should be a number of GET /api/v1/videos/licences".to_owned(),
            );
        }
        let language = self.language.as_deref();
        if language.is_some_and(|code| catalog::language(code).is_none()) {
            refuse(
                "language",
                "should be a code of GET /api/v1/videos/languages".to_owned(),
            );
        }
        if self.passwords.len() > MOST_PASSWORDS {
            refuse(
                "videoPasswords",
                format!("should have at most {MOST_PASSWORDS} passwords"),
            );
        }
        if !are_different(&self.passwords) {
            refuse(
                "videoPasswords",
                "should name each password once".to_owned(),
            );
        }
        problems
    }

    /// What a password-protected video lacks, when it has none.
    #[must_use]
    pub fn lacks_password(&self) -> bool {
        self.privacy == Privacy::Password && self.passwords.is_empty()
    }
}

fn are_different(texts: &[String]) -> bool {
    let distinct: std::collections::HashSet<&String> = texts.iter().collect();
    distinct.len() == texts.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> VideoDraft {
        VideoDraft {
            name: "A walk".to_owned(),
            category: Some(6),
            licence: None,
            language: Some("fr".to_owned()),
            privacy: Privacy::Public,
            nsfw: false,
            description: None,
            support: None,
            tags: vec!["walk".to_owned(), "été".to_owned()],
            comments_policy: CommentsPolicy::Enabled,
            download_enabled: true,
            wait_transcoding: false,
            originally_published_at: None,
            schedule: None,
            passwords: Vec::new(),
        }
    }

    fn wrong(change: impl FnOnce(&mut VideoDraft)) -> Vec<&'static str> {
        let mut draft = draft();
        change(&mut draft);
        draft
            .problems()
            .iter()
            .map(|problem| problem.name)
            .collect()
    }

    #[test]
    fn each_field_has_its_rule() {
        assert!(wrong(|_| ()).is_empty());
        assert_eq!(wrong(|draft| draft.name = "ab".to_owned()), ["name"]);
        assert_eq!(wrong(|draft| draft.name = "a".repeat(121)), ["name"]);
        assert_eq!(wrong(|draft| draft.category = Some(99)), ["category"]);
        assert_eq!(wrong(|draft| draft.licence = Some(99)), ["licence"]);
        assert_eq!(
            wrong(|draft| draft.language = Some("xx".to_owned())),
            ["language"]
        );
        assert_eq!(
            wrong(|draft| draft.support = Some("a".to_owned())),
            ["support"]
        );
        assert_eq!(wrong(|draft| draft.tags = vec!["a".to_owned()]), ["tags"]);
        assert_eq!(
            wrong(|draft| draft.tags = vec!["aa".to_owned(); 2]),
            ["tags"]
        );
        let six = (0..6).map(|number| format!("tag {number}")).collect();
        assert_eq!(wrong(|draft| draft.tags = six), ["tags"]);
        assert_eq!(
            wrong(|draft| draft.passwords = vec!["a".to_owned()]),
            ["videoPasswords"]
        );
    }
}
