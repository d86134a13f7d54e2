//! Web videos, HLS, both or none; the source's own height; the uploaded file kept or not.

use serde_json::json;
use tributary::{config::Config, media::Place};

use super::{decodes, made_of, resolutions};
use crate::support::{
    clip,
    videos::{details, word},
};

#[tokio::test(flavor = "multi_thread")]
async fn each_combination_of_formats_is_made_as_the_settings_say() {
    for (web_videos, hls) in [(true, true), (true, false), (false, true), (false, false)] {
        let (app, _, video) = made_of(clip::tiny_mp4, |config| {
            config.transcoding.web_videos.enabled = web_videos;
            config.transcoding.hls.enabled = hls;
            config.transcoding.resolutions.p144 = true;
        })
        .await;
        let video = details(&app, &video).await;
        let case = format!("web videos {web_videos}, HLS {hls}: {video}");
        let web: Vec<u64> = if web_videos {
            vec![240, 144]
        } else if hls {
            vec![]
        } else {
            vec![240]
        };
        assert_eq!(resolutions(&video["files"]), web, "{case}");
        if hls {
            let playlist = &video["streamingPlaylists"][0];
            assert_eq!(resolutions(&playlist["files"]), [240, 144], "{case}");
            decodes(&app.url(word(playlist, "playlistUrl")));
        } else {
            assert_eq!(video["streamingPlaylists"], json!([]), "{case}");
        }
        for file in video["files"].as_array().unwrap() {
            decodes(&app.url(word(file, "fileUrl")));
        }
        app.stop().await;
    }
}

/// The resolutions that are made of the old film with these settings.
async fn made(change: impl FnOnce(&mut Config)) -> Vec<u64> {
    let (app, _, video) = made_of(clip::old_avi, |config| {
        let resolutions = &mut config.transcoding.resolutions;
        (resolutions.p360, resolutions.p720) = (false, false);
        change(config);
    })
    .await;
    let video = details(&app, &video).await;
    let made = resolutions(&video["streamingPlaylists"][0]["files"]);
    app.stop().await;
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn the_height_of_the_source_is_made_where_it_is_always_wanted() {
    let always = made(|config| config.transcoding.resolutions.p144 = true).await;
    assert_eq!(always, [240, 144]);
    let not = made(|config| {
        config.transcoding.resolutions.p144 = true;
        config.transcoding.always_transcode_original_resolution = false;
    })
    .await;
    assert_eq!(not, [144]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_resolution_below_the_source_is_made_and_none_above() {
    let all = made(|config| {
        let resolutions = &mut config.transcoding.resolutions;
        (resolutions.p0, resolutions.p144, resolutions.p240) = (true, true, true);
        (resolutions.p360, resolutions.p1080, resolutions.p2160) = (true, true, true);
    })
    .await;
    assert_eq!(all, [240, 144, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_uploaded_file_is_kept_where_the_settings_say_so() {
    for keep in [true, false] {
        let (app, _, _) = made_of(clip::tiny_mp4, |config| {
            config.transcoding.original_file.keep = keep;
            config.transcoding.resolutions.p144 = true;
        })
        .await;
        let file = clip::tiny_mp4(app.folder());
        let folder = app.app().library.folder(Place::Originals);
        let kept: Vec<Vec<u8>> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
            .collect();
        let expected: Vec<Vec<u8>> = keep
            .then(|| std::fs::read(&file).unwrap())
            .into_iter()
            .collect();
        assert!(kept == expected, "keep {keep}: {} files", kept.len());
        app.stop().await;
    }
}
