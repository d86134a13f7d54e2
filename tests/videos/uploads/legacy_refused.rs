//! Single requests that become no video: why, and that nothing is left of them.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::json;
use tributary::config::{ByteSize, Limit};

use super::{
    folders,
    session::{Session, limited},
    wire,
};
use crate::support::{
    answer::{self, invalid, problem},
    app::TestApp,
    clip,
    person::Person,
};

const UPLOAD: &str = "/api/v1/videos/upload";

fn part(bytes: &[u8], name: &str) -> Part {
    Part::bytes(bytes.to_vec()).file_name(name.to_owned())
}

fn form(by: &Person, file: Part) -> Form {
    Form::new()
        .text("name", "A clip")
        .text("channelId", by.channel_id.to_string())
        .part("videofile", file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legacy_upload_tells_what_is_missing_or_wrong() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let file = || part(b"never looked at", "clip.mp4");
    let channel = alice.channel_id.to_string();
    let post = |form| alice.post_multipart(UPLOAD, form);

    let nameless = Form::new()
        .text("channelId", channel.clone())
        .part("videofile", file());
    invalid(post(nameless).await, &["name"]).await;
    let nowhere = Form::new().text("name", "A clip").part("videofile", file());
    invalid(post(nowhere).await, &["channelId"]).await;
    let empty = Form::new()
        .text("name", "A clip")
        .text("channelId", channel);
    invalid(post(empty).await, &["videofile"]).await;
    let text = form(&alice, file()).text("thumbnailfile", "not a file");
    assert_ne!(post(text).await.status(), 500);
    let several = form(&alice, file())
        .text("privacy", "9")
        .text("category", "99")
        .text("language", "klingon")
        .text("nsfw", "perhaps")
        .text("tags[]", "x")
        .text("scheduleUpdate[updateAt]", "tomorrow");
    let answer = post(several).await;
    let names = [
        "privacy",
        "category",
        "language",
        "nsfw",
        "tags",
        "scheduleUpdate.updateAt",
    ];
    invalid(answer, &names).await;
    let twice = form(&alice, file()).part("videofile", file());
    invalid(post(twice).await, &["videofile"]).await;
    let stray = form(&alice, file()).part("other", file());
    invalid(post(stray).await, &["other"]).await;

    problem(
        bob.post_multipart(UPLOAD, form(&alice, file())).await,
        403,
        "",
    )
    .await;
    assert_eq!(
        app.post_multipart(UPLOAD, form(&alice, file()))
            .await
            .status(),
        401
    );
    let as_json = json!({ "name": "A clip", "channelId": alice.channel_id });
    invalid(alice.post_json(UPLOAD, &as_json).await, &["videofile"]).await;
    folders::only(&app, &[]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_kind_is_refused_by_its_name() {
    let app = TestApp::with(|config| {
        config.transcoding.allow_additional_extensions = false;
        config.transcoding.allow_audio_files = false;
    })
    .await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    for name in [
        "clip.mkv",
        "sound.mp3",
        "list.m3u8",
        "clip.mp4.exe",
        "mp4",
        "clip.",
    ] {
        let answer = alice
            .post_multipart(UPLOAD, form(&alice, part(&file, name)))
            .await;
        assert_eq!(answer.status(), 415, "{name}");
        problem(answer, 415, "").await;
    }
    folders::only(&app, &[]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_calls_itself_a_video_is_refused_and_gone() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let secret = app.folder().join("secret.txt");
    std::fs::write(&secret, "nobody's business").unwrap();
    let secret = secret.display();
    let picture = std::fs::read(clip::picture(app.folder())).unwrap();
    let clip = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    for (kind, bytes) in [
        ("text", "this is no video\n".repeat(4096).into_bytes()),
        ("nothing", Vec::new()),
        ("one byte", vec![0]),
        (
            "m3u8",
            format!("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{secret}\n#EXT-X-ENDLIST\n").into_bytes(),
        ),
        ("concat", format!("ffconcat version 1.0\nfile '{secret}'\n").into_bytes()),
        (
            "sdp",
            b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n".to_vec(),
        ),
        ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>".to_vec()),
        ("beginning", clip[..64].to_vec()),
        ("picture", picture),
    ] {
        let answer = alice.post_multipart(UPLOAD, form(&alice, part(&bytes, "clip.mp4"))).await;
        assert_eq!(answer.status(), 422, "{kind}");
        let document = problem(answer, 422, "").await;
        let detail = document["detail"].as_str().unwrap();
        assert!(!detail.contains(&app.folder().display().to_string()), "{detail}");
        folders::only(&app, &[]).await;
    }
    let mine = answer::json(alice.get("/api/v1/users/me/videos").await, 200).await;
    assert_eq!(mine["total"], 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legacy_upload_over_the_limit_is_refused_declared_or_not() {
    let most = 300_000;
    let app = TestApp::with(|config| {
        config.upload.max_file_size = Limit::AtMost(ByteSize::new(300_000));
    })
    .await;
    let alice = app.user("alice").await;

    // Declared: not a byte is waited for.
    let head = format!(
        "POST {UPLOAD} HTTP/1.1\r\nHost: video.test\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 90000000\r\n\r\n",
        alice.token
    );
    let (status, text) = wire::break_off(&alice, &head, b"").await;
    assert_eq!(status, Some(413), "{text}");
    assert!(text.contains("max_file_size_reached"), "{text}");
    assert!(
        text.to_ascii_lowercase()
            .contains("x-file-maximum-size: 300000"),
        "{text}"
    );

    // Streamed: seen when it is passed.
    for body in [vec![0; most + 1], vec![0; most + 100_000]] {
        let streamed = Part::stream(wire::chunked(&body)).file_name("clip.mp4");
        let request = alice
            .request(Method::POST, UPLOAD)
            .multipart(form(&alice, streamed));
        let refused = request.send().await.unwrap();
        problem(refused, 413, "max_file_size_reached").await;
        let refused = alice
            .post_multipart(UPLOAD, form(&alice, part(&body, "clip.mp4")))
            .await;
        problem(refused, 413, "max_file_size_reached").await;
    }
    folders::only(&app, &[]).await;

    // To the byte: this one is looked at.
    let exact = form(&alice, part(&vec![0; most], "clip.mp4"));
    problem(alice.post_multipart(UPLOAD, exact).await, 422, "").await;
    folders::only(&app, &[]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legacy_upload_over_the_quota_is_refused_and_gone() {
    let app = TestApp::start().await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let size = i64::try_from(file.len()).unwrap();
    for (name, quota) in [("total", (size - 1, -1)), ("daily", (-1, size - 1))] {
        let person = limited(&app, name, quota).await;
        let refused = person
            .post_multipart(UPLOAD, form(&person, part(&file, "clip.mp4")))
            .await;
        problem(refused, 413, "quota_reached").await;
        folders::only(&app, &[]).await;
        let streamed = Part::stream(wire::chunked(&file)).file_name("clip.mp4");
        let request = person
            .request(Method::POST, UPLOAD)
            .multipart(form(&person, streamed));
        problem(request.send().await.unwrap(), 413, "quota_reached").await;
        folders::only(&app, &[]).await;
    }
    // What a resumable upload was promised is not there for others.
    let person = limited(&app, "promised", (size + 9, -1)).await;
    let session = Session::begin(&person, 10).await;
    let refused = person
        .post_multipart(UPLOAD, form(&person, part(&file, "clip.mp4")))
        .await;
    problem(refused, 413, "quota_reached").await;
    person.delete(&session.path).await;
    let taken = person
        .post_multipart(UPLOAD, form(&person, part(&file, "clip.mp4")))
        .await;
    answer::status(taken, 200).await;
    app.jobs_done().await;
    app.stop().await;
}
