//! Sound without a picture: a video that shows its large picture.

use super::{decodes, made_of, resolutions, streams};
use crate::support::{
    clip,
    videos::{details, word},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_file_becomes_a_video_of_its_picture() {
    let (app, _, video) = made_of(clip::audio_only, |config| {
        config.transcoding.web_videos.enabled = true
    })
    .await;
    let video = details(&app, &video).await;
    assert_eq!(video["state"]["id"], 1, "{video}");
    assert_eq!(video["duration"], 2);
    assert_eq!(resolutions(&video["files"]), [480, 360], "{video}");
    let playlist = &video["streamingPlaylists"][0];
    assert_eq!(resolutions(&playlist["files"]), [480, 360], "{video}");
    for file in playlist["files"].as_array().unwrap() {
        assert_eq!(
            (&file["hasAudio"], &file["hasVideo"]),
            (&true.into(), &true.into())
        );
    }
    for file in video["files"].as_array().unwrap() {
        let url = app.url(word(file, "fileUrl"));
        assert_eq!(streams(&url), ["video:h264", "audio:aac"]);
        decodes(&url);
    }
    assert_eq!(video["aspectRatio"], 1.7708, "{video}");
    for picture in ["thumbnailPath", "previewPath"] {
        assert_eq!(
            app.get(word(&video, picture)).await.status(),
            200,
            "{picture}"
        );
    }
    app.stop().await;
}
