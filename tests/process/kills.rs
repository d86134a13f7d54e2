//! kill -9 at every point of an upload and of its job: nothing is lost, nothing is there twice.

use serde_json::{Value, json as object};

use crate::support::{
    answer::{json, status},
    clip,
    person::Person,
    resumable::{Resumable, padded},
    scripts::{lines, tell, untell, worker},
    server::Server,
    wait::until,
    work::left_in,
};

const CHUNK: usize = 64 * 1024;

/// Videos are published as they came: what is served are the bytes of the upload.
const AS_THEY_COME: &str = "transcoding: { enabled: false }\nworker: { program: worker }";

async fn server(settings: &str, script: &str) -> Server {
    let mut server = Server::set_up(settings).await;
    worker(server.folder(), script);
    server.restart().await;
    server
}

fn clip_of(server: &Server, length: usize) -> Vec<u8> {
    let clip = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    padded(clip, length)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_through_kills_between_and_within_its_chunks_is_identical_byte_by_byte() {
    let mut server = server(AS_THEY_COME, "").await;
    let root = server.root().await;
    let bytes = clip_of(&server, 40 * CHUNK + 17);
    let upload = Resumable::begin(&root, bytes, "killed").await;
    let (mut stored, mut kills) = (0, 0);
    // A few whole chunks, then one that is cut off by the kill: at its head, half way, and all but its last byte.
    for (whole, sent) in [
        (0, 0),
        (3, CHUNK / 2),
        (1, CHUNK - 1),
        (7, 1),
        (2, CHUNK / 3),
        (5, CHUNK),
    ] {
        for _ in 0..whole {
            let answer = upload.send(&root, stored, stored + CHUNK).await;
            assert_eq!(answer.status(), 308);
            stored += CHUNK;
        }
        let part = (stored, stored + CHUNK);
        let connection = upload.break_off(&server, &root, part, sent).await;
        server.kill_and_restart().await;
        drop(connection);
        kills += 1;
        let found = upload.stored(&root).await;
        assert!(
            (stored..=stored + sent).contains(&found),
            "{found} after {stored}"
        );
        stored = found;
    }
    assert_eq!(kills, 6);
    let video = upload.complete(&root, stored).await;
    assert!(
        served(&root, &video).await == upload.bytes(),
        "the served bytes are not those of the file"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_the_last_byte_and_the_answer_makes_one_video_and_not_two() {
    // The inspection says that it begins, and can be held there.
    let script = "echo x >> inspections; [ ! -e hold ] || hang";
    let mut server = server(AS_THEY_COME, script).await;
    let root = server.root().await;
    let mut videos = Vec::new();
    for (round, moment) in [Moment::Sent, Moment::Inspecting, Moment::Written]
        .into_iter()
        .enumerate()
    {
        let upload =
            Resumable::begin(&root, clip_of(&server, 5 * CHUNK), &format!("round{round}")).await;
        let answer = upload.send(&root, 0, CHUNK).await;
        assert_eq!(answer.status(), 308);
        if moment == Moment::Inspecting {
            tell(server.folder(), "hold");
        }
        let before = lines(server.folder(), "inspections");
        let rest = (CHUNK, upload.len());
        let connection = upload
            .break_off(&server, &root, rest, upload.len() - CHUNK)
            .await;
        match moment {
            Moment::Sent => {}
            Moment::Inspecting => {
                until("the inspection begins", async || {
                    (lines(server.folder(), "inspections") > before).then_some(())
                })
                .await;
            }
            Moment::Written => {
                until("the video is written", async || {
                    (count(&root).await > round).then_some(())
                })
                .await;
            }
        }
        server.kill();
        drop(connection);
        if moment == Moment::Inspecting {
            untell(server.folder(), "hold");
        }
        server.restart().await;

        let video = upload.complete(&root, CHUNK).await;
        assert_eq!(upload.complete(&root, CHUNK).await, video);
        assert_eq!(count(&root).await, round + 1, "{moment:?}");
        assert!(served(&root, &video).await == upload.bytes(), "{moment:?}");
        videos.push(video);
    }
    let files = std::fs::read_dir(server.data("web-videos")).unwrap();
    let files: Vec<_> = files
        .map(|file| file.unwrap())
        .filter(|file| file.file_type().unwrap().is_file())
        .collect();
    assert_eq!(files.len(), videos.len(), "{files:?}");
}

/// When the process is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// As soon as the last byte has left the client.
    Sent,
    /// While the file is looked at.
    Inspecting,
    /// Once the video is in the database.
    Written,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_server_died_with_each_attempt_ends_failed_and_its_video_says_so() {
    let settings = "jobs: { max_attempts: 2 }\nworker: { program: worker }";
    let script = "if [ $task = transcode ]; then echo x >> starts; hang; fi";
    let mut server = server(settings, script).await;
    let root = server.root().await;
    let upload = Resumable::begin(&root, clip_of(&server, 5 * CHUNK), "doomed").await;
    let video = upload.complete(&root, 0).await;
    for attempt in 1..=2 {
        until("the attempt begins", async || {
            (lines(server.folder(), "starts") == attempt).then_some(())
        })
        .await;
        server.kill_and_restart().await;
    }
    let command = object!({ "command": "give-up-videos" });
    let run = root
        .post_json("/api/v1/server/debug/run-command", &command)
        .await;
    status(run, 204).await;
    let path = format!("/api/v1/videos/{}", video["uuid"].as_str().unwrap());
    let video = json(root.get(&path).await, 200).await;
    assert_eq!(video["state"]["id"], 7, "{video}");
    let reason = video["stateReason"].as_str().unwrap();
    assert!(reason.contains("the server ended while it ran"), "{reason}");
    let jobs = json(root.get("/api/v1/jobs/failed").await, 200).await;
    assert_eq!(jobs["total"], 1, "{jobs}");
    assert_eq!(jobs["data"][0]["error"]["attempts"], 2, "{jobs}");
    assert_eq!(lines(server.folder(), "starts"), 2, "it was begun again");
    let command = object!({ "command": "sweep-work" });
    let run = root.post_json("/api/v1/server/debug/run-command", &command);
    status(run.await, 204).await;
    let left = left_in(&server.data("tmp-persistent"));
    assert!(left.is_empty(), "its work is left over");
}

/// How many videos there are, in any state.
async fn count(by: &Person) -> usize {
    let list = json(by.get("/api/v1/users/me/videos").await, 200).await;
    usize::try_from(list["total"].as_u64().unwrap()).unwrap()
}

/// The bytes of the video's only file.
async fn served(by: &Person, video: &Value) -> Vec<u8> {
    let path = format!("/api/v1/videos/{}", video["uuid"].as_str().unwrap());
    let video = json(by.get(&path).await, 200).await;
    assert_eq!(video["state"]["id"], 1, "{video}");
    assert_eq!(video["files"].as_array().unwrap().len(), 1, "{video}");
    let answer = by.get(video["files"][0]["fileUrl"].as_str().unwrap()).await;
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap().to_vec()
}
