//! The JSON-LD of a watch page (schema.org `VideoObject`), safe inside a `<script>` element.

use serde_json::json;

use super::Site;
use super::duration;
use super::watch::VideoForAll;

/// The document as text that cannot end its `<script>` element nor open another.
pub(super) fn video_object(site: &Site, video: &VideoForAll) -> String {
    let origin = &site.origin;
    let mut object = json!({
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": video.title,
        // Search engines want a description; where there is none the title serves.
        "description": if video.description.is_empty() { &video.title } else { &video.description },
        "uploadDate": video.published_at.to_rfc3339(),
        "duration": duration::iso8601(video.duration_seconds),
        "url": video.watch_url(site),
        "embedUrl": video.embed_url(site),
        "author": { "@type": "Person", "name": video.channel_name },
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": { "@type": "WatchAction" },
            "userInteractionCount": video.views,
        },
    });
    if let (Some(path), Some(fields)) = (&video.preview_path, object.as_object_mut()) {
        fields.insert("thumbnailUrl".to_owned(), json!(format!("{origin}{path}")));
    }
    inside_script(&object.to_string())
}

/// JSON in which no character means anything to an HTML parser. All five appear in JSON inside strings only,
/// where the escape is the same character.
fn inside_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_inside_a_script_element_cannot_end_it() {
        let hostile = json!("</script><!--<script>&\u{2028}").to_string();
        let safe = inside_script(&hostile);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(
            serde_json::from_str::<String>(&safe).unwrap(),
            "</script><!--<script>&\u{2028}"
        );
    }
}
