//! Readers that ask for much and take nothing.

use std::time::Duration;

use tokio::{io::AsyncWriteExt as _, net::TcpStream, time::timeout};
use tributary::media::Place;

use super::ranges::with;
use crate::support::{
    app::TestApp,
    clip,
    videos::{PATIENCE, details, word},
};

/// Connections that the server has in all.
const CONNECTIONS: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn readers_that_take_nothing_are_cut_off_and_others_come_in() {
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.http.max_connections = CONNECTIONS;
        config.http.send_timeout = Duration::from_secs(1);
    })
    .await;
    let alice = app.user("alice").await;
    let video = app
        .upload(&alice, &clip::tiny_mp4(app.folder()), "Large")
        .await;
    let address = word(&details(&app, &video).await["files"][0], "fileUrl").to_owned();
    let name = address.rsplit('/').next().unwrap();
    // More than the kernel keeps for a connection on both sides.
    let file = app.app().library.path(Place::WebVideos, name);
    let file = std::fs::File::options().write(true).open(file).unwrap();
    file.set_len(256 * 1024 * 1024).unwrap();
    let ask = format!("GET /static/web-videos/{name} HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut readers = Vec::new();
    for _ in 0..2 * CONNECTIONS {
        let mut reader = TcpStream::connect(app.address()).await.unwrap();
        reader.write_all(ask.as_bytes()).await.unwrap();
        readers.push(reader);
    }
    // Once all of those have had their turn.
    let one = timeout(PATIENCE, with(&app, &address, &[("range", "bytes=0-0")])).await;
    assert_eq!(one.expect("an answer").status(), 206);
    drop(readers);
    app.stop().await;
}
