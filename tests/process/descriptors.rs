//! A process that may open no more files.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, prlimit};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::support::{answer::json, clip, person::Person, resumable::Resumable, server::Server};

/// Far fewer than the server is asked for, and more than it has open at rest.
const OPEN_FILES: u64 = 72;

#[tokio::test(flavor = "multi_thread")]
async fn without_free_descriptors_callers_are_refused_or_wait_and_all_is_well_afterwards() {
    let mut server = Server::start("transcoding: { enabled: false }").await;
    let root = server.root().await;
    let video = published(&server, &root, "before").await;
    let few = Rlimit {
        current: Some(OPEN_FILES),
        maximum: Some(OPEN_FILES),
    };
    prlimit(Some(server.pid()), Resource::Nofile, few).unwrap();
    let ask = format!("GET {video} HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut callers = Vec::new();
    for _ in 0..3 * OPEN_FILES {
        let mut caller = TcpStream::connect(server.address()).await.unwrap();
        caller.write_all(ask.as_bytes()).await.unwrap();
        callers.push(caller);
    }
    for caller in &mut callers {
        let mut head = [0; 12];
        let read = timeout(Duration::from_secs(2), caller.read_exact(&mut head)).await;
        // Who is not let in waits, or is told to come back.
        if let Ok(Ok(_)) = read {
            let head = String::from_utf8_lossy(&head).into_owned();
            assert!(head.ends_with("200") || head.ends_with("503"), "{head}");
        } else {
            break;
        }
    }
    drop(callers);
    server.answers().await;
    published(&server, &root, "afterwards").await;
    let (status, _) = server.terminate().await;
    assert!(status.success(), "{status}");
}

/// The path of the file of a video that was just uploaded.
async fn published(server: &Server, by: &Person, name: &str) -> String {
    let file = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    let video = Resumable::begin(by, file, name).await.complete(by, 0).await;
    let path = format!("/api/v1/videos/{}", video["uuid"].as_str().unwrap());
    let details = json(server.anyone().get(&path).await, 200).await;
    let address = details["files"][0]["fileUrl"].as_str().unwrap().to_owned();
    let (_, path) = address.split_once("/static/").unwrap();
    format!("/static/{path}")
}
