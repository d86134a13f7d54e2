//! SIGTERM while everything is under way, and what the next start makes of it.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{
    answer::json,
    clip,
    person::Person,
    resumable::{Resumable, padded},
    scripts::{lines, tell, worker},
    server::Server,
    wait::until,
    work::left_in,
};

const MEBIBYTE: usize = 1024 * 1024;

/// More than the buffers between a server and a reader who reads nothing can hold.
const LARGE: usize = 24 * MEBIBYTE;

const SETTINGS: &str = "shutdown: { budget: 10 seconds }\n\
    transcoding: { resolutions: { 360p: false, 720p: false, 240p: true } }\n\
    worker: { program: worker }";

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_within_the_budget_and_the_next_start_goes_on_with_what_was_under_way() {
    let mut server = Server::set_up(SETTINGS).await;
    // The first transcoding hangs until the test says otherwise.
    let body = "if [ $task = transcode ]; then echo x >> starts; [ -e go ] || hang; fi";
    worker(server.folder(), body);
    server.restart().await;
    let root = server.root().await;
    let clip = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();

    let first = Resumable::begin(&root, padded(clip.clone(), LARGE), "first").await;
    let video = first.complete(&root, 0).await;
    until("the transcoding hangs", async || {
        (lines(server.folder(), "starts") == 1).then_some(())
    })
    .await;
    let reader = slow_reader(&server, &root, &video["uuid"]).await;
    let second = Resumable::begin(&root, padded(clip, 3 * MEBIBYTE), "second").await;
    let answer = second.send(&root, 0, MEBIBYTE).await;
    assert_eq!(answer.status(), 308);
    let part = (MEBIBYTE, second.len());
    let writer = second.break_off(&server, &root, part, MEBIBYTE).await;
    on_disk(&server, MEBIBYTE).await;

    let (status, took) = server.terminate().await;
    assert!(status.success(), "{status}: {}", server.log());
    assert!(took < Duration::from_secs(10), "it took {took:?}");
    drop((reader, writer));

    tell(server.folder(), "go");
    server.restart().await;
    let stored = second.stored(&root).await;
    assert!(stored > MEBIBYTE && stored <= 2 * MEBIBYTE, "{stored}");
    let other = second.complete(&root, stored).await;
    for video in [video, other] {
        published(&root, video["uuid"].as_str().unwrap()).await;
    }
    let jobs = json(root.get("/api/v1/jobs/completed").await, 200).await;
    assert_eq!(jobs["total"], 2, "{jobs}");
    for job in jobs["data"].as_array().unwrap() {
        assert!(
            job["error"].is_null(),
            "the end of a server is no failure: {job}"
        );
    }
    let left = left_in(&server.data("tmp-persistent"));
    assert!(left.is_empty(), "work is left over");
}

/// Asks for the uploaded file, reads its head and then nothing more.
async fn slow_reader(server: &Server, by: &Person, uuid: &serde_json::Value) -> TcpStream {
    let path = format!("/api/v1/videos/{}", uuid.as_str().unwrap());
    let video = json(by.get(&path).await, 200).await;
    let url = by.url(video["files"][0]["fileUrl"].as_str().unwrap());
    let path = url.strip_prefix(&server.url("")).unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n",
        server.address(),
        by.token
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = [0; 1024];
    let read = stream.read(&mut head).await.unwrap();
    let head = String::from_utf8_lossy(&head[..read]).into_owned();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    stream
}

/// Waits until some upload has more bytes than these on the disk.
async fn on_disk(server: &Server, more_than: usize) {
    let most = u64::try_from(more_than).unwrap();
    let folder = server.data("uploads");
    until("bytes reach the disk", async || {
        let files = std::fs::read_dir(&folder).unwrap();
        let mut lengths = files.map(|file| file.unwrap().metadata().map_or(0, |file| file.len()));
        lengths.any(|length| length > most).then_some(())
    })
    .await;
}

async fn published(by: &Person, uuid: &str) {
    until("the video is published", async || {
        let video = json(by.get(&format!("/api/v1/videos/{uuid}")).await, 200).await;
        let state = video["state"]["id"].as_i64().unwrap();
        assert!([1, 2].contains(&state), "{video}");
        (state == 1).then_some(())
    })
    .await;
}
