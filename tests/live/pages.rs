//! Lives in a real browser: waited for, watched, gone back in, interrupted, ended, replayed; and their owner's page.

use super::{
    ladder::{encoder, settings_with_ladder},
    stage::{Encoder, Live, free_port, settings},
};
use crate::support::{
    browser::{Script, output},
    server::Server,
};

/// A viewer of this live, who leaves pictures in a folder of this name.
fn watches(server: &Server, live: &Live, folder: &str, steps: &[&str]) -> Script {
    let base = server.url("");
    let page = format!("{base}/w/{}", live.uuid);
    let folder = output(folder);
    let arguments = [base.as_str(), &page, &folder];
    let arguments: Vec<&str> = arguments.into_iter().chain(steps.iter().copied()).collect();
    Script::start("live.mjs", &arguments)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_waits_for_a_live_watches_it_through_an_interruption_and_then_its_replay() {
    let server = Server::start(&settings(free_port(), "20 seconds")).await;
    let owner = server.root().await;
    let live = Live::create(&owner, &[("saveReplay", "true"), ("latencyMode", "3")]).await;
    let mut script = watches(&server, &live, "live", &["interruption", "end", "replay"]);
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
    let mut script = watches(&server, &live, "live-ladder", &["quality", "end", "replay"]);
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
