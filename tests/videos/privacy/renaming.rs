//! What is hidden is called anew: whoever knew the old names knows nothing any more.

use serde_json::{Value, json};
use tributary::config::Folder;

use super::{files::addresses, viewers::Scene};
use crate::support::{
    answer::{status, text},
    app::TestApp,
    clip,
    person::Person,
    scripts::{tell, worker},
    videos::{command, complete, details, files, put, tiny, word},
    wait::until,
};

/// Fails unless the owner gets every file that the details and playlists name.
async fn everything_is_there(owner: &Person, video: &Value) {
    let found = details(owner, video).await;
    let playlist = &found["streamingPlaylists"][0];
    for file in found["files"].as_array().unwrap() {
        status_of(owner, word(file, "fileUrl"), 200).await;
    }
    let master = word(playlist, "playlistUrl");
    let master_text = text(owner.get(master).await, 200).await;
    let hashes = text(owner.get(word(playlist, "segmentsSha256Url")).await, 200).await;
    for file in playlist["files"].as_array().unwrap() {
        let (media, list) = (word(file, "fileUrl"), word(file, "playlistUrl"));
        status_of(owner, media, 200).await;
        let name = |address: &str| address.rsplit('/').next().unwrap().to_owned();
        assert!(
            master_text.contains(&name(list)),
            "{list} is not in {master_text}"
        );
        let list = text(owner.get(list).await, 200).await;
        assert!(list.contains(&name(media)), "{media} is not in {list}");
        assert!(hashes.contains(&name(media)), "{media} is not in {hashes}");
    }
}

async fn status_of(client: &Person, address: &str, expected: u16) {
    assert_eq!(client.get(address).await.status(), expected, "{address}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_that_is_hidden_has_other_names_and_the_old_ones_are_gone_at_once() {
    for hidden in [3, 4, 5] {
        let app = complete().await;
        let scene = Scene::set(&app, "Hidden").await;
        let before = addresses(&details(&app, &scene.video).await);
        command(&app, "remove-files").await;
        let count = files(&app).len();
        // Wider circles change no names.
        scene.change(2).await;
        assert_eq!(addresses(&details(&app, &scene.video).await), before);
        scene.change(hidden).await;
        for (plain, private) in &before {
            for address in [plain, private] {
                status_of(&scene.owner, address, 404).await;
            }
        }
        // Not only in the answers: the disk has nothing under the old names either.
        let names: Vec<&str> = before
            .iter()
            .map(|(plain, _)| plain.rsplit('/').next().unwrap())
            .collect();
        let listed = walk(app.folder());
        for name in names {
            assert!(
                !listed.iter().any(|path| path.ends_with(name)),
                "{name} is still there"
            );
        }
        everything_is_there(&scene.owner, &scene.video).await;
        let after = addresses(&details(&scene.owner, &scene.video).await);
        scene.change(1).await;
        assert_eq!(addresses(&details(&app, &scene.video).await), after);
        everything_is_there(&scene.owner, &scene.video).await;
        command(&app, "remove-files").await;
        assert_eq!(files(&app).len(), count, "{:?}", files(&app));
        app.stop().await;
    }
}

/// Every file below a folder.
fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path.to_string_lossy().into_owned());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_that_hides_a_video_names_its_files_anew() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Soon hidden").await;
    let before = addresses(&details(&app, &video).await);
    let at = app.app().clock.now() + std::time::Duration::from_secs(60);
    let at = at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    put(
        &alice,
        &video,
        json!({ "scheduleUpdate": { "updateAt": at, "privacy": 4 } }),
    )
    .await;
    app.advance(std::time::Duration::from_secs(60));
    command(&app, "scheduled-updates").await;
    assert_eq!(details(&alice, &video).await["privacy"]["id"], 4);
    for (plain, private) in &before {
        status_of(&alice, plain, 404).await;
        status_of(&alice, private, 404).await;
    }
    everything_is_there(&alice, &video).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_may_be_hidden_while_it_is_transcoded() {
    let scripts = tempfile::tempdir().unwrap();
    let body = "case \"$request\" in *'\"resolution\":144'*) echo x >> held; while [ ! -e go ]; do sleep 0.05; done ;; esac";
    let program = worker(scripts.path(), body);
    let app = TestApp::with(|config| {
        config.worker.program = Some(Folder::new(program));
        config.transcoding.resolutions.p144 = true;
        config.transcoding.web_videos.enabled = true;
    })
    .await;
    let alice = app.user("alice").await;
    let video = app
        .upload(&alice, &clip::tiny_mp4(app.folder()), "Midway")
        .await;
    until("the rest is begun", async || {
        scripts.path().join("held").exists().then_some(())
    })
    .await;
    let before = addresses(&details(&app, &video).await);
    put(&alice, &video, json!({ "privacy": 3 })).await;
    for (plain, _) in &before {
        status_of(&alice, plain, 404).await;
    }
    tell(scripts.path(), "go");
    app.jobs_done().await;
    let done = details(&alice, &video).await;
    assert_eq!(done["files"].as_array().unwrap().len(), 2, "{done}");
    everything_is_there(&alice, &video).await;
    status(app.get(word(&done["files"][0], "fileUrl")).await, 403).await;
    app.stop().await;
}
