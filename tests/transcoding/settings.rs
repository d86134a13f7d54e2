//! Settings that reach the worker, seen in what it is asked.

use std::path::Path;

use serde_json::Value;
use tributary::config::{Config, Folder, value::TranscodingProfile};

use super::made_of;
use crate::support::{
    clip,
    scripts::{lines, worker},
    videos::details,
};

/// What workers are asked when the old film is uploaded with these settings.
async fn asked(change: impl FnOnce(&mut Config)) -> Vec<Value> {
    let scripts = tempfile::tempdir().unwrap();
    let program = worker(
        scripts.path(),
        "[ $task = transcode ] && printf '%s\\n' \"$request\" >> asked",
    );
    let (app, _, video) = made_of(clip::old_avi, |config| {
        config.worker.program = Some(Folder::new(program));
        change(config);
    })
    .await;
    let video = details(&app, &video).await;
    assert_eq!(video["state"]["id"], 1, "{video}");
    assert!(
        !video["streamingPlaylists"][0]["files"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    app.stop().await;
    read(scripts.path())
}

fn read(folder: &Path) -> Vec<Value> {
    assert!(lines(folder, "asked") > 0);
    let text = std::fs::read_to_string(folder.join("asked")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_profile_and_frame_rate_reach_the_encoder() {
    let asked = asked(|config| {
        config.transcoding.threads = 2;
        config.transcoding.profile = TranscodingProfile::Fast;
        config.transcoding.fps.max = 12;
    })
    .await;
    for request in asked {
        assert_eq!(request["encoding"]["threads"], 2, "{request}");
        assert_eq!(request["encoding"]["preset"], "superfast", "{request}");
        assert_eq!(request["renditions"][0]["maxFps"], 12, "{request}");
    }
}
