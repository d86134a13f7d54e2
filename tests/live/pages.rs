//! Lives in a real browser: waited for, watched, gone back in, interrupted, ended, replayed; and their owner's page.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use super::{
    ladder::{encoder, settings_with_ladder},
    stage::{Encoder, Live, free_port, settings},
};
use crate::support::{person::PASSWORD, server::Server};

/// A script in a browser that says when it has got somewhere.
struct Script {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Script {
    fn start(name: &str, arguments: &[&str]) -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut child = Command::new("node")
            .arg(root.join("tests/browser").join(name))
            .args(arguments)
            .env("TRIBUTARY_TEST_PASSWORD", PASSWORD)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// A viewer of this live, who leaves pictures in a folder of this name.
    fn watches(server: &Server, live: &Live, folder: &str, steps: &[&str]) -> Self {
        let base = server.url("");
        let page = format!("{base}/w/{}", live.uuid);
        let folder = output(folder);
        let arguments = [base.as_str(), &page, &folder];
        let arguments: Vec<&str> = arguments.into_iter().chain(steps.iter().copied()).collect();
        Self::start("live.mjs", &arguments)
    }

    /// Waits for the next line; the step that it names, or the result.
    fn next(&mut self) -> Value {
        tokio::task::block_in_place(|| {
            let line = self.lines.next().expect("the script says more").unwrap();
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
        })
    }

    fn reaches(&mut self, step: &str) {
        let said = self.next();
        assert_eq!(said["step"], step, "{said}");
    }

    fn succeeds(mut self) {
        let said = self.next();
        assert_eq!(said["ok"], true, "{said}");
        let status = tokio::task::block_in_place(|| self.child.wait().unwrap());
        assert!(status.success());
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

fn output(name: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let database = std::env::var("TRIBUTARY_TEST_DATABASE").unwrap_or_else(|_| "sqlite".to_owned());
    let folder = root.join("test-output").join(database).join(name);
    folder.to_string_lossy().into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_waits_for_a_live_watches_it_through_an_interruption_and_then_its_replay() {
    let server = Server::start(&settings(free_port(), "20 seconds")).await;
    let owner = server.root().await;
    let live = Live::create(&owner, &[("saveReplay", "true"), ("latencyMode", "3")]).await;
    let mut script = Script::watches(&server, &live, "live", &["interruption", "end", "replay"]);
    script.reaches("waiting");
    let encoder = Encoder::start(&live.address(), None);
    script.reaches("playing");
    encoder.kill();
    script.reaches("interrupted");
    let encoder = Encoder::start(&live.address(), None);
    script.reaches("interruption");
    encoder.stop();
    script.reaches("end");
    script.reaches("replay");
    script.succeeds();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_changes_between_the_renditions_of_a_live() {
    let server = Server::start(&settings_with_ladder(free_port())).await;
    let owner = server.root().await;
    let live = Live::create(&owner, &[("saveReplay", "true"), ("latencyMode", "3")]).await;
    let mut script = Script::watches(&server, &live, "live-ladder", &["quality", "end", "replay"]);
    script.reaches("waiting");
    let encoder = encoder(&live, 600);
    script.reaches("playing");
    script.reaches("quality");
    encoder.stop();
    script.reaches("end");
    script.reaches("replay");
    script.succeeds();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_the_key_when_asked_and_how_the_stream_comes_in() {
    let server = Server::start(&settings(free_port(), "20 seconds")).await;
    let owner = server.root().await;
    let live = Live::create(&owner, &[]).await;
    let base = server.url("");
    let page = format!("{base}/live/{}", live.uuid);
    let mut script = Script::start(
        "live-owner.mjs",
        &[&base, &page, &owner.name, &output("live-owner")],
    );
    script.reaches("ready");
    let encoder = Encoder::start(&live.address(), None);
    script.succeeds();
    encoder.stop();
}
