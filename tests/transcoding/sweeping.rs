//! Files that no row names: gone a day later, and not before.

use std::time::Duration;

use tributary::media::Place;

use super::made_of;
use crate::support::{
    clip,
    videos::{command, files},
};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(flavor = "multi_thread")]
async fn files_that_nobody_names_go_after_a_day_and_all_others_stay() {
    let (app, _, video) = made_of(clip::tiny_mp4, |config| {
        config.transcoding.web_videos.enabled = true;
        config.transcoding.original_file.keep = true;
        config.storyboards.enabled = true;
    })
    .await;
    command(&app, "remove-files").await;
    let mut named = files(&app);
    named.sort();
    let uuid = video["uuid"].as_str().unwrap();
    let library = &app.app().library;
    let strangers = [
        (Place::WebVideos, "stranger.mp4".to_owned()),
        (Place::Hls, format!("{uuid}/stranger.m3u8")),
        (
            Place::Hls,
            "5f2a7a60-3c2b-4b8e-9d55-0d6f1c9e8a11/stranger.mp4".to_owned(),
        ),
        (Place::Originals, "stranger.mov".to_owned()),
        (Place::Thumbnails, "stranger.jpg".to_owned()),
        (Place::Previews, "stranger.jpg".to_owned()),
        (Place::Storyboards, "stranger.jpg".to_owned()),
    ];
    for (place, name) in &strangers {
        library.write(*place, name, b"?".to_vec()).await.unwrap();
    }
    let there = |(place, name): &(Place, String)| library.path(*place, name).exists();
    command(&app, "sweep-library").await;
    assert!(strangers.iter().all(there), "what is young was taken");
    app.advance(DAY + Duration::from_secs(60));
    let again = app.sign_in("root").await;
    let body = serde_json::json!({ "command": "sweep-library" });
    let path = "/api/v1/server/debug/run-command";
    crate::support::answer::status(again.post_json(path, &body).await, 204).await;
    assert!(!strangers.iter().any(there), "{:?}", files(&app));
    let mut left = files(&app);
    left.sort();
    assert_eq!(left, named);
    app.stop().await;
}
