//! `split_audio_and_video`: the sound in a rendition of its own.

use super::{decodes, made_of, resolutions, streams};
use crate::support::{
    clip,
    videos::{details, word},
};

#[tokio::test(flavor = "multi_thread")]
async fn split_sound_is_in_one_rendition_and_players_find_it() {
    let (app, _, video) = made_of(clip::tiny_mp4, |config| {
        config.transcoding.hls.split_audio_and_video = true;
        config.transcoding.web_videos.enabled = true;
        config.transcoding.resolutions.p144 = true;
    })
    .await;
    let video = details(&app, &video).await;
    let playlist = &video["streamingPlaylists"][0];
    let files = playlist["files"].as_array().unwrap();
    assert_eq!(resolutions(&playlist["files"]), [240, 144, 0], "{video}");
    for file in files {
        let only_sound = file["resolution"]["id"] == 0;
        assert_eq!(file["hasVideo"], !only_sound, "{file}");
        assert_eq!(file["hasAudio"], only_sound, "{file}");
        let expected = if only_sound {
            "audio:aac"
        } else {
            "video:h264"
        };
        assert_eq!(streams(&app.url(word(file, "playlistUrl"))), [expected]);
    }
    for file in video["files"].as_array().unwrap() {
        assert_eq!(
            streams(&app.url(word(file, "fileUrl"))),
            ["video:h264", "audio:aac"]
        );
    }
    let master = app.url(word(playlist, "playlistUrl"));
    let text = app
        .get(word(playlist, "playlistUrl"))
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(text.matches("#EXT-X-MEDIA:TYPE=AUDIO").count(), 1, "{text}");
    assert_eq!(text.matches(",AUDIO=\"audio\"").count(), 2, "{text}");
    let found = streams(&master);
    assert!(found.contains(&"audio:aac".to_owned()), "{found:?}");
    decodes(&master);
    app.stop().await;
}
