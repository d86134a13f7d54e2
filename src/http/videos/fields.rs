//! What a body says of a video, new or known (schemas `VideoUploadRequestCommon` and the body of putVideo).

use crate::{
    config::Config,
    domain::{ChannelId, CommentsPolicy, Privacy, Schedule, VideoDraft},
    http::{
        error::ApiError,
        form::{Fields, Given},
    },
};

/// Numbers of rows and of catalogues.
const NUMBERS: std::ops::RangeInclusive<i64> = 1..=i64::MAX;

/// Reads the fields of a new video: where it goes, and what is said of it.
///
/// # Errors
/// 400 with everything that is wrong.
pub(crate) fn new_video(
    fields: &Fields,
    config: &Config,
) -> Result<(ChannelId, VideoDraft), ApiError> {
    let defaults = &config.defaults.publish;
    let empty = VideoDraft {
        name: String::new(),
        category: None,
        licence: defaults.licence.map(i64::from),
        language: None,
        privacy: defaults.privacy,
        nsfw: false,
        description: None,
        support: None,
        tags: Vec::new(),
        comments_policy: defaults.comments_policy,
        download_enabled: defaults.download_enabled,
        wait_transcoding: false,
        originally_published_at: None,
        schedule: None,
        passwords: Vec::new(),
    };
    let channel = fields.expected("channelId", fields.integer("channelId", NUMBERS));
    if !fields.has("name") {
        fields.problem("name", "is required");
    }
    let draft = over(fields, empty);
    check(fields, &draft);
    fields.finish()?;
    Ok((ChannelId::new(channel.unwrap_or_default()), draft))
}

/// Reads the fields of a change, over what was said before.
///
/// # Errors
/// 400 with everything that is wrong.
pub(in crate::http::videos) fn change(
    fields: &Fields,
    before: VideoDraft,
) -> Result<VideoDraft, ApiError> {
    let draft = over(fields, before);
    check(fields, &draft);
    fields.finish()?;
    Ok(draft)
}

fn over(fields: &Fields, before: VideoDraft) -> VideoDraft {
    let privacy = fields
        .numbered("privacy", Privacy::try_from)
        .or(before.privacy);
    VideoDraft {
        name: fields.optional_text("name").unwrap_or(before.name),
        category: fields.integer("category", NUMBERS).over(before.category),
        licence: fields.integer("licence", NUMBERS).over(before.licence),
        language: fields.text("language").over(before.language),
        privacy,
        nsfw: fields.boolean("nsfw").or(before.nsfw),
        description: fields
            .text("description")
            .over(before.description)
            .filter(|text| !text.is_empty()),
        support: fields
            .text("support")
            .over(before.support)
            .filter(|text| !text.is_empty()),
        tags: fields
            .texts("tags")
            .over(Some(before.tags))
            .unwrap_or_default(),
        comments_policy: comments_policy(fields, before.comments_policy),
        download_enabled: fields
            .boolean("downloadEnabled")
            .or(before.download_enabled),
        wait_transcoding: fields
            .boolean("waitTranscoding")
            .or(before.wait_transcoding),
        originally_published_at: fields
            .date("originallyPublishedAt")
            .over(before.originally_published_at),
        schedule: schedule(fields).over(before.schedule),
        passwords: passwords(fields, privacy, before.passwords),
    }
}

/// The older field knows yes and no; the newer one, where it is given too, decides.
fn comments_policy(fields: &Fields, before: CommentsPolicy) -> CommentsPolicy {
    let older = match fields.boolean("commentsEnabled").value() {
        Some(true) if before == CommentsPolicy::Disabled => CommentsPolicy::Enabled,
        Some(false) => CommentsPolicy::Disabled,
        _ => before,
    };
    fields
        .numbered("commentsPolicy", CommentsPolicy::try_from)
        .or(older)
}

fn schedule(fields: &Fields) -> Given<Schedule> {
    let section = fields.section("scheduleUpdate");
    let read = section.map(|section| {
        let at = section.expected("updateAt", section.date("updateAt"));
        let privacy = section.numbered("privacy", Privacy::try_from).value();
        at.map(|at| Schedule { at, privacy })
    });
    match read {
        Given::Value(Some(schedule)) => Given::Value(schedule),
        Given::Null => Given::Null,
        Given::Absent | Given::Value(None) => Given::Absent,
    }
}

/// A video of another privacy has none.
fn passwords(fields: &Fields, privacy: Privacy, before: Vec<String>) -> Vec<String> {
    let given = fields.texts("videoPasswords").over(Some(before));
    if privacy == Privacy::Password {
        given.unwrap_or_default()
    } else {
        Vec::new()
    }
}

fn check(fields: &Fields, draft: &VideoDraft) {
    for problem in draft.problems() {
        fields.problem(problem.name, problem.rule);
    }
    if draft.lacks_password() {
        fields.problem(
            "videoPasswords",
            "should have a password: the privacy asks for one",
        );
    }
}
