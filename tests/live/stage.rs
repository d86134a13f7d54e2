//! A server that takes lives, and encoders that publish to it.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use reqwest::multipart::Form;
use serde_json::Value;
use tributary::{
    clock::Clock,
    config::{Config, value::HostName},
};

use crate::support::{
    answer::json,
    app::TestApp,
    clip::make,
    person::Person,
    rtmp::{
        enhanced,
        flv::{self, Tag},
        mp4,
        options::Options,
        publisher::Publisher,
        status::Status,
    },
    wait::until,
};

/// A server with live streaming on, on ports of its own. Its clock runs: playlists tell the time.
pub(super) async fn server(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::at(Clock::system(), |config| {
        config.live.enabled = true;
        config.live.rtmp.port = free_port();
        config.live.rtmp.hostname = Some(HostName::loopback());
        config.live.rtmp.public_hostname = Some(HostName::loopback());
        config.live.transcoding.enabled = false;
        config.transcoding.enabled = false;
        change(config);
    })
    .await
}

/// The same for a process of its own; it waits so long for a publisher to come back.
pub(super) fn settings(port: u16, window: &str) -> String {
    settings_with(port, window, "{ enabled: false }")
}

/// The same with these settings of `live.transcoding`.
pub(super) fn settings_with(port: u16, window: &str, transcoding: &str) -> String {
    format!(
        "live: {{ enabled: true, reconnect_window: {window}, transcoding: {transcoding}, \
           rtmp: {{ hostname: 127.0.0.1, public_hostname: 127.0.0.1, port: {port} }} }}\n\
         transcoding: {{ enabled: false }}\n"
    )
}

/// A port that nobody has at the moment.
pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A live, as its owner has it.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub(super) id: i64,
    pub(super) uuid: String,
    pub(super) rtmp: String,
    pub(super) key: String,
}

impl Live {
    /// Makes one with these fields beside its name and channel.
    pub(super) async fn create(owner: &Person, fields: &[(&str, &str)]) -> Self {
        let answer = create(owner, fields).await;
        let video = json(answer, 200).await["video"].clone();
        let uuid = video["uuid"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/videos/live/{uuid}");
        let live = json(owner.get(&path).await, 200).await;
        Self {
            id: video["id"].as_i64().unwrap(),
            uuid,
            rtmp: live["rtmpUrl"]
                .as_str()
                .or(live["rtmpsUrl"].as_str())
                .unwrap()
                .to_owned(),
            key: live["streamKey"].as_str().unwrap().to_owned(),
        }
    }

    /// What encoders are given.
    pub(super) fn address(&self) -> String {
        format!("{}/{}", self.rtmp, self.key)
    }

    /// Its video, as the owner sees it.
    pub(super) async fn video(&self, owner: &Person) -> Value {
        let path = format!("/api/v1/videos/{}", self.uuid);
        json(owner.get(&path).await, 200).await
    }

    /// Waits until its video is in this state.
    pub(super) async fn is(&self, owner: &Person, state: i64) -> Value {
        until(&format!("state {state}"), async || {
            let video = self.video(owner).await;
            (video["state"]["id"] == state).then_some(video)
        })
        .await
    }

    /// Its sessions, the oldest first.
    pub(super) async fn sessions(&self, owner: &Person) -> Vec<Value> {
        let path = format!("/api/v1/videos/live/{}/sessions", self.uuid);
        let answer = json(owner.get(&path).await, 200).await;
        answer["data"].as_array().unwrap().clone()
    }

    /// Waits until its only or last session is processed.
    pub(super) async fn processed(&self, owner: &Person, count: usize) -> Value {
        until("a session that is processed", async || {
            let sessions = self.sessions(owner).await;
            let last = sessions.last()?.clone();
            (sessions.len() == count && last["endingProcessed"] == true).then_some(last)
        })
        .await
    }

    /// Waits for the master playlist and gives that of the one rendition: its address below the server, and its text.
    pub(super) async fn playlist(
        &self,
        viewer: &crate::support::client::Client,
    ) -> (String, String) {
        let folder = format!("/static/streaming-playlists/hls/{}", self.uuid);
        let path = until("a master playlist", async || {
            let answer = viewer.get(&format!("{folder}/master.m3u8")).await;
            if answer.status() != 200 {
                return None;
            }
            let master = answer.text().await.ok()?;
            let name = master.lines().find(|line| !line.starts_with('#'))?;
            Some(format!("{folder}/{name}"))
        })
        .await;
        let text = until("a segment", async || {
            let answer = viewer.get(&path).await;
            let text = answer.text().await.ok()?;
            text.contains("#EXTINF").then_some(text)
        })
        .await;
        (path, text)
    }
}

/// Asks for a live with these fields beside its name and channel.
pub(super) async fn create(owner: &Person, fields: &[(&str, &str)]) -> reqwest::Response {
    let mut form = Form::new();
    for (name, value) in [("name", "A live"), ("privacy", "1")] {
        if fields.iter().all(|(given, _)| *given != name) {
            form = form.text(name, value);
        }
    }
    form = form.text("channelId", owner.channel_id.to_string());
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    owner.post_multipart("/api/v1/videos/live", form).await
}

/// A real encoder at work; ended with the value.
pub(super) struct Encoder(pub(super) Child);

impl Encoder {
    /// ffmpeg, sending a moving picture and a tone in real time to this address: for so many seconds, or for ever.
    pub(super) fn start(address: &str, seconds: Option<u32>) -> Self {
        let mut command = Command::new("ffmpeg");
        command
            .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-re"])
            .args(["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25"])
            .args([
                "-re",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=48000",
            ])
            .args([
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-tune",
                "zerolatency",
            ])
            .args(["-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac", "-ac", "2"]);
        if let Some(seconds) = seconds {
            command.args(["-t", &seconds.to_string()]);
        }
        command.args(["-f", "flv", address]);
        Self::spawn(command)
    }

    /// ffmpeg with inputs and codecs of the test's own.
    pub(super) fn of(live: &Live, arguments: &str) -> Self {
        let mut command = Command::new("ffmpeg");
        command
            .args(["-hide_banner", "-loglevel", "error", "-nostdin"])
            .args(arguments.split_whitespace())
            .args(["-f", "flv", &live.address()]);
        Self::spawn(command)
    }

    pub(super) fn spawn(mut command: Command) -> Self {
        let child = command
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("scripts/install installs it");
        Self(child)
    }

    /// Interrupted, as a streamer does in a terminal: it ends in order, and may say goodbye or not.
    pub(super) fn stop(mut self) {
        let id = rustix::process::Pid::from_raw(self.0.id().try_into().unwrap()).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
        self.0.wait().unwrap();
    }

    /// Is gone, as with a power cut.
    pub(super) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// Waits for its own end; whether it was content, and what it said.
    pub(super) async fn ended(mut self) -> (bool, String) {
        let status = until("the encoder ends", async || self.0.try_wait().unwrap()).await;
        let mut said = String::new();
        if let Some(mut errors) = self.0.stderr.take() {
            std::io::Read::read_to_string(&mut errors, &mut said).unwrap();
        }
        (status.success(), said)
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// Two seconds of moving picture and tone, a key frame every second, as an encoder sends them.
pub(super) fn classic_tags() -> Vec<Tag> {
    let arguments = ["-c:v", "libx264", "-g", "25", "-c:a", "aac"];
    flv::read(&clip("clip.flv", &arguments))
}

/// The same by other encoders, as Enhanced RTMP has it.
pub(super) fn enhanced_tags(arguments: &[&str]) -> Vec<Tag> {
    enhanced::from_tracks(&mp4::read(&clip("clip.mp4", arguments)))
}

fn clip(name: &str, arguments: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let inputs =
        "-f lavfi -i testsrc2=s=128x72:r=25:d=2 -f lavfi -i sine=d=2:r=48000 -pix_fmt yuv420p";
    make(&path, &format!("{inputs} {}", arguments.join(" ")));
    std::fs::read(path).unwrap()
}

/// Watches the playlist until the live ends; gives its last text.
pub(super) async fn watched_to_the_end(
    viewer: &crate::support::client::Client,
    playlist: &str,
) -> String {
    until("the end of the playlist", async || {
        let text = viewer.get(playlist).await.text().await.ok()?;
        text.contains("#EXT-X-ENDLIST").then_some(text)
    })
    .await
}

/// Where encoders connect to.
pub(super) fn rtmp_address(app: &TestApp) -> String {
    format!("127.0.0.1:{}", app.app().config.live.rtmp.port)
}

/// A publisher of our own that was let in with this key.
pub(super) async fn publisher(app: &TestApp, key: &str) -> Result<Publisher, Status> {
    publisher_with(app, key, Options::default()).await
}

/// The same, in a dialect of RTMP.
pub(super) async fn publisher_with(
    app: &TestApp,
    key: &str,
    options: Options,
) -> Result<Publisher, Status> {
    let mut publisher = Publisher::connect(rtmp_address(app), options).await?;
    publisher.publish(key).await?;
    Ok(publisher)
}
