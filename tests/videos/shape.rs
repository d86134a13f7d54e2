//! The fields of the contract with their types, as lines of `name:type`; `?` allows null.

use serde_json::Value;

/// What lists and details have in common.
pub(super) const VIDEO: &str = "id:integer uuid:string shortUUID:string isLive:boolean createdAt:date publishedAt:date \
    updatedAt:date originallyPublishedAt:date? category:object licence:object language:object privacy:object \
    truncatedDescription:string? duration:integer aspectRatio:number? isLocal:boolean name:string thumbnailPath:string \
    previewPath:string embedPath:string views:integer viewers:integer likes:integer dislikes:integer nsfw:boolean \
    waitTranscoding:boolean? state:object scheduledUpdate:object? blacklisted:boolean? blacklistedReason:string? \
    account:object channel:object";

/// What details have more.
pub(super) const DETAILS: &str = "description:string? support:string? tags:array commentsEnabled:boolean \
    commentsPolicy:object downloadEnabled:boolean inputFileUpdatedAt:date? trackerUrls:array files:array \
    streamingPlaylists:array";

const ACTOR: &str = "id:integer url:string name:string displayName:string host:string avatars:array \
    hostRedundancyAllowed:boolean followingCount:integer followersCount:integer createdAt:date updatedAt:date \
    description:string?";

/// One media file; magnets and torrents do not exist here.
pub(super) const FILE: &str = "id:integer magnetUri:string? resolution:object size:integer torrentUrl:string? \
    torrentDownloadUrl:string? fileUrl:string fileDownloadUrl:string fps:number width:number height:number \
    metadataUrl:string hasAudio:boolean hasVideo:boolean storage:integer";

/// An adaptive stream.
pub(super) const PLAYLIST: &str = "id:integer type:integer playlistUrl:string segmentsSha256Url:string files:array redundancies:array";

/// The short forms beside the videos of a list.
pub(super) const SUMMARY: &str =
    "id:integer name:string displayName:string url:string host:string avatars:array";

/// The account of a video's details.
pub(super) fn account(value: &Value) {
    has(value, ACTOR);
    has(value, "userId:integer?");
}

/// The channel of a video's details.
pub(super) fn channel(value: &Value) {
    has(value, ACTOR);
    has(
        value,
        "support:string? isLocal:boolean banners:array ownerAccount:object",
    );
    account(&value["ownerAccount"]);
}

/// Fails unless `value` has these fields with these types.
pub(super) fn has(value: &Value, fields: &str) {
    let wrong: Vec<&str> = fields
        .split_whitespace()
        .filter(|field| !is(value, field))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?} of {value:#}");
}

fn is(value: &Value, field: &str) -> bool {
    let (name, kind) = field.split_once(':').unwrap();
    let Some(found) = value.get(name) else {
        return false;
    };
    let (kind, nullable) = match kind.strip_suffix('?') {
        Some(kind) => (kind, true),
        None => (kind, false),
    };
    match found {
        Value::Null => nullable,
        Value::Bool(_) => kind == "boolean",
        Value::Number(number) => kind == "number" || (kind == "integer" && number.is_i64()),
        Value::String(text) => kind == "string" || (kind == "date" && is_date(text)),
        Value::Array(_) => kind == "array",
        Value::Object(_) => kind == "object",
    }
}

/// RFC 3339 in UTC with three decimals.
fn is_date(text: &str) -> bool {
    text.len() == 24 && text.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}
