//! File limit and quota of resumable uploads: at init, and again before the video is made.

use std::time::Duration;

use reqwest::Response;
use serde_json::{Value, json};
use tributary::config::{ByteSize, Limit};

use super::{
    folders,
    session::{Session, fields, init, limited, stored},
};
use crate::support::{
    answer::{self, problem, status},
    app::TestApp,
    clip,
    person::Person,
};

fn named(by: &Person, name: &str) -> Value {
    let mut fields = fields(by);
    fields["name"] = json!(name);
    fields
}

async fn over_quota(answer: Response) {
    problem(answer, 413, "quota_reached").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_over_the_limit_is_refused_at_init() {
    let app = TestApp::with(|config| {
        config.upload.max_file_size = Limit::AtMost(ByteSize::new(1000));
    })
    .await;
    let alice = app.user("alice").await;
    let refused = init(&alice, 1001, &fields(&alice)).await;
    assert_eq!(refused.headers()["x-file-maximum-size"], "1000");
    problem(refused, 413, "max_file_size_reached").await;
    status(init(&alice, 1000, &fields(&alice)).await, 201).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_over_the_quota_is_refused_at_init() {
    let app = TestApp::start().await;
    for (name, quota) in [("total", (1000, -1)), ("daily", (-1, 1000))] {
        let person = limited(&app, name, quota).await;
        over_quota(init(&person, 1001, &fields(&person)).await).await;
        over_quota(init(&person, 50_000_000_000, &fields(&person)).await).await;
        // What is under way counts as if it were there.
        let first = Session::with(&person, 600, &named(&person, "The first")).await;
        over_quota(init(&person, 401, &named(&person, "The second")).await).await;
        status(init(&person, 400, &named(&person, "The second")).await, 201).await;
        status(person.delete(&first.path).await, 204).await;
        status(init(&person, 600, &named(&person, "The third")).await, 201).await;
    }
    let nothing = limited(&app, "nothing", (0, -1)).await;
    over_quota(init(&nothing, 1, &fields(&nothing)).await).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daily_quota_is_there_again_a_day_later() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let file = clip::tiny_mp4(app.folder());
    let size = file.metadata().unwrap().len();
    let quota = i64::try_from(size).unwrap();
    let alice = limited(&app, "alice", (-1, quota)).await;
    app.upload(&alice, &file, "Today").await;
    over_quota(init(&alice, 1, &fields(&alice)).await).await;
    app.advance(Duration::from_secs(24 * 3600 + 1));
    let alice = app.sign_in("alice").await;
    status(init(&alice, 1, &fields(&alice)).await, 201).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_that_shrank_meanwhile_is_seen_while_bytes_arrive() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let total = file.len();
    let session = Session::begin(&alice, total).await;
    stored(session.send(&file, 0, 500).await, 308, 500).await;
    for (column, other) in [
        ("video_quota", "video_quota_daily"),
        ("video_quota_daily", "video_quota"),
    ] {
        let few = total - 1;
        app.execute(&format!(
            "UPDATE users SET {column} = {few}, {other} = -1 WHERE username = 'alice'"
        ))
        .await;
        over_quota(session.send(&file, 500, total - 500).await).await;
        // Its bytes wait for room; nothing of it is anywhere else.
        folders::only(&app, &[session.file()]).await;
        let mine = alice.get("/api/v1/users/me/videos").await;
        assert_eq!(answer::json(mine, 200).await["total"], 0);
        stored(session.ask().await, 308, 500).await;
    }
    app.execute("UPDATE users SET video_quota_daily = -1 WHERE username = 'alice'")
        .await;
    status(session.send(&file, 500, total - 500).await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_finished_first_counts_before_the_video_is_made() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let path = clip::tiny_mp4(app.folder());
    let file = std::fs::read(&path).unwrap();
    let total = file.len();
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, total).await;
    stored(session.send(&file, 0, 500).await, 308, 500).await;
    app.upload(&alice, &path, "Finished first").await;
    // Room for one and a half.
    let quota = total + total / 2;
    app.execute(&format!(
        "UPDATE users SET video_quota = {quota} WHERE username = 'alice'"
    ))
    .await;
    let before = folders::files(&app);
    over_quota(session.send(&file, 500, total - 500).await).await;
    folders::only(&app, &before).await;

    // A video less, and it fits.
    let mine = answer::json(alice.get("/api/v1/users/me/videos").await, 200).await;
    let first = format!("/api/v1/videos/{}", mine["data"][0]["id"]);
    status(alice.delete(&first).await, 204).await;
    status(session.send(&file, 500, total - 500).await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_uploads_at_once_cannot_pass_the_quota_together() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let total = file.len();
    let room = i64::try_from(5 * total + total / 2).unwrap();
    for (name, quota) in [("total", (room, -1)), ("daily", (-1, room))] {
        let person = limited(&app, name, quota).await;
        let uploads = (0..10).map(|number| {
            let (person, file) = (&person, &file);
            async move {
                let mut fields = fields(person);
                fields["name"] = json!(format!("number {number}"));
                let begun = init(person, total, &fields).await;
                if begun.status() == 413 {
                    return false;
                }
                let session = Session::begun(person, total, begun).await;
                status(session.send(file, 0, total).await, 200).await;
                true
            }
        });
        let done = futures_util::future::join_all(uploads).await;
        assert_eq!(done.iter().filter(|done| **done).count(), 5, "{done:?}");
        let used = person.get("/api/v1/users/me/video-quota-used").await;
        let used = answer::json(used, 200).await;
        assert_eq!(used["videoQuotaUsed"], 5 * total, "{used}");
    }
    app.stop().await;
}
