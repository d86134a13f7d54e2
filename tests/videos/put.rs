//! `PUT /api/v1/videos/{id}`: what is said anew, and what stays.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use tributary::media::Place;

use crate::support::{
    answer::{invalid, problem, status},
    clip,
    videos::{api, command, details, put, quick, tiny, word},
};

/// Every field: what is sent, and what details show then.
fn fields() -> Vec<(&'static str, Value, Value)> {
    let constant = |id: Value, label: &str| json!({ "id": id, "label": label });
    let same = |name, value: Value| (name, value.clone(), value);
    vec![
        same("name", json!("Another name")),
        (
            "category",
            json!(15),
            constant(json!(15), "Science & Technology"),
        ),
        (
            "licence",
            json!(7),
            constant(json!(7), "Public Domain Dedication"),
        ),
        ("language", json!("de"), constant(json!("de"), "German")),
        same("description", json!("Said **anew**")),
        same("support", json!("Coffee")),
        same("tags", json!(["one", "two", "Drei"])),
        same("nsfw", json!(true)),
        same("downloadEnabled", json!(false)),
        same("waitTranscoding", json!(true)),
        (
            "commentsPolicy",
            json!(3),
            constant(json!(3), "Requires approval"),
        ),
        ("commentsPolicy", json!(1), constant(json!(1), "Enabled")),
        same("commentsEnabled", json!(false)),
        same("commentsEnabled", json!(true)),
        (
            "originallyPublishedAt",
            json!("2001-02-03T04:05:06+01:00"),
            json!("2001-02-03T03:05:06.000Z"),
        ),
        ("privacy", json!(2), constant(json!(2), "Unlisted")),
        ("privacy", json!(1), constant(json!(1), "Public")),
    ]
}

/// What else changes with a field, or because of any change.
fn follows(field: &str) -> &'static [&'static str] {
    match field {
        "description" => &["truncatedDescription", "updatedAt"],
        "commentsPolicy" => &["commentsEnabled", "updatedAt"],
        "commentsEnabled" => &["commentsPolicy", "updatedAt"],
        _ => &["updatedAt"],
    }
}

fn without(mut details: Value, field: &str) -> Value {
    let object = details.as_object_mut().unwrap();
    object.remove(field);
    for name in follows(field) {
        object.remove(*name);
    }
    details
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_sent_changes_and_all_others_stay() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "As it was").await;
    let mut before = details(&app, &video).await;
    for (field, sent, shown) in fields() {
        app.advance(std::time::Duration::from_secs(1));
        put(&alice, &video, json!({ field: sent })).await;
        let after = details(&app, &video).await;
        assert_eq!(after[field], shown, "{field}");
        assert!(
            word(&after, "updatedAt") > word(&before, "updatedAt"),
            "{field}"
        );
        assert_eq!(without(after.clone(), field), without(before, field));
        before = after;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn null_takes_a_field_away() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Full of words").await;
    let said = json!({
        "category": 6, "licence": 2, "language": "fr", "description": "Words", "support": "Coffee",
        "tags": ["one", "two"], "originallyPublishedAt": "2001-02-03T04:05:06Z",
    });
    put(&alice, &video, said.clone()).await;
    let unknown = json!({ "id": null, "label": "Unknown" });
    for field in said.as_object().unwrap().keys() {
        put(&alice, &video, json!({ field: null })).await;
        let found = details(&app, &video).await;
        let expected = match field.as_str() {
            "category" | "licence" | "language" => unknown.clone(),
            "tags" => json!([]),
            _ => Value::Null,
        };
        assert_eq!(found[field], expected, "{field}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_changes_a_video_as_json_does() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "By form").await;
    let at = "2100-01-02T03:04:05.000Z";
    let fields = [
        ("name", "Named by a form"),
        ("category", "6"),
        ("nsfw", "true"),
        ("tags[0]", "one"),
        ("tags[1]", "two"),
        ("scheduleUpdate[updateAt]", at),
        ("scheduleUpdate[privacy]", "1"),
        ("privacy", "5"),
        ("videoPasswords[]", "first"),
        ("videoPasswords[]", "second"),
        ("nothingThatIsKnown", "1"),
    ];
    let multipart = fields
        .iter()
        .fold(Form::new(), |form, (name, value)| form.text(*name, *value));
    let request = alice.request(Method::PUT, &api(&video));
    for request in [
        request.try_clone().unwrap().form(&fields),
        request.multipart(multipart),
    ] {
        put(&alice, &video, json!({ "name": "Before", "category": null, "tags": null, "nsfw": false, "privacy": 1, "scheduleUpdate": null })).await;
        status(request.send().await.unwrap(), 204).await;
        let found = details(&alice, &video).await;
        assert_eq!(found["name"], "Named by a form");
        assert_eq!(
            (&found["category"]["id"], &found["nsfw"]),
            (&json!(6), &json!(true))
        );
        assert_eq!(
            (&found["tags"], &found["privacy"]["id"]),
            (&json!(["one", "two"]), &json!(5))
        );
        assert_eq!(
            found["scheduledUpdate"],
            json!({ "updateAt": at, "privacy": 1 })
        );
    }
    let repeated = [("tags", "three"), ("tags", "four")];
    let request = alice.request(Method::PUT, &api(&video)).form(&repeated);
    status(request.send().await.unwrap(), 204).await;
    assert_eq!(
        details(&alice, &video).await["tags"],
        json!(["three", "four"])
    );
    let wrong = [
        ("nsfw", "1"),
        ("tags[0][x]", "y"),
        ("scheduleUpdate", "soon"),
    ];
    let answer = alice
        .request(Method::PUT, &api(&video))
        .form(&wrong)
        .send()
        .await
        .unwrap();
    problem(answer, 400, "").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_change_is_named_at_once() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Still the same").await;
    let before = details(&app, &video).await;
    let wrong = json!({
        "name": "ab", "category": 99, "licence": 99, "language": "xx", "privacy": 9, "nsfw": "perhaps",
        "description": "ab", "support": "a", "tags": ["a"], "commentsPolicy": 7, "downloadEnabled": 3,
        "waitTranscoding": [], "originallyPublishedAt": "300000-01-01T00:00:00Z",
        "scheduleUpdate": { "updateAt": "tomorrow", "privacy": 8 }, "commentsEnabled": "no",
    });
    let names = [
        "name",
        "category",
        "licence",
        "language",
        "privacy",
        "nsfw",
        "description",
        "support",
        "tags",
        "commentsPolicy",
        "downloadEnabled",
        "waitTranscoding",
        "originallyPublishedAt",
        "scheduleUpdate.updateAt",
        "scheduleUpdate.privacy",
        "commentsEnabled",
    ];
    invalid(alice.put_json(&api(&video), &wrong).await, &names).await;
    let long = "a".repeat(121);
    let six: Vec<String> = (0..6).map(|number| format!("tag {number}")).collect();
    for (field, value) in [
        ("name", json!(long)),
        ("name", json!("")),
        ("description", json!("a".repeat(10_001))),
        ("support", json!("a".repeat(1001))),
        ("tags", json!(six)),
        ("tags", json!(["twice", "twice"])),
        ("tags", json!(["a".repeat(31)])),
        ("category", json!(-1)),
        ("privacy", json!("public")),
        ("name", json!("a zero\u{0}byte")),
        ("tags", json!(["zero\u{0}byte"])),
    ] {
        let document = problem(
            alice.put_json(&api(&video), &json!({ field: value })).await,
            400,
            "",
        )
        .await;
        let params = document["invalid-params"].as_object().unwrap();
        assert!(
            params.len() == 1 && params.keys().all(|name| name.starts_with(field)),
            "{document}"
        );
    }
    assert_eq!(details(&app, &video).await, before);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_is_changed_by_its_owner_and_moderators_alone() {
    let app = quick().await;
    let (alice, bob, mo) = (
        app.user("alice").await,
        app.user("bob").await,
        app.moderator("mo").await,
    );
    let video = tiny(&app, &alice, "Hers").await;
    let change = json!({ "name": "Not theirs" });
    problem(app.put_json(&api(&video), &change).await, 401, "").await;
    problem(bob.put_json(&api(&video), &change).await, 403, "").await;
    // Before its body is judged, so that nobody learns by it.
    problem(
        bob.put_json(&api(&video), &json!({ "name": "" })).await,
        403,
        "",
    )
    .await;
    assert_eq!(details(&app, &video).await["name"], "Hers");
    for (who, name) in [
        (&mo, "By a moderator"),
        (app.root().await, "By root"),
        (&alice, "By her"),
    ] {
        put(who, &video, json!({ "name": name })).await;
        assert_eq!(details(&app, &video).await["name"], name);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_protected_video_needs_a_password() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Behind a password").await;
    let path = api(&video);
    for passwords in [
        json!(null),
        json!([]),
        json!(["a"]),
        json!(["same", "same"]),
    ] {
        let body = json!({ "privacy": 5, "videoPasswords": passwords });
        let document = problem(alice.put_json(&path, &body).await, 400, "").await;
        let params = document["invalid-params"].as_object().unwrap();
        assert!(
            params.keys().all(|name| name.starts_with("videoPasswords")),
            "{document}"
        );
    }
    invalid(
        alice.put_json(&path, &json!({ "privacy": 5 })).await,
        &["videoPasswords"],
    )
    .await;
    put(
        &alice,
        &video,
        json!({ "privacy": 5, "videoPasswords": ["first", "second"] }),
    )
    .await;
    for password in ["first", "second"] {
        let request = app.request(Method::GET, &path);
        let answer = request
            .header("x-peertube-video-password", password)
            .send()
            .await
            .unwrap();
        status(answer, 200).await;
    }
    // Passwords end with the privacy that asked for them.
    put(&alice, &video, json!({ "privacy": 1 })).await;
    invalid(
        alice.put_json(&path, &json!({ "privacy": 5 })).await,
        &["videoPasswords"],
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_ones_own_takes_the_place_of_the_one_before() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "With pictures").await;
    let picture = std::fs::read(clip::picture(app.folder())).unwrap();
    for (field, shown, place, size) in [
        (
            "thumbnailfile",
            "thumbnailPath",
            Place::Thumbnails,
            (280, 157),
        ),
        ("previewfile", "previewPath", Place::Previews, (850, 480)),
    ] {
        let before = details(&app, &video).await;
        let old = word(&before, shown).to_owned();
        let part = Part::bytes(picture.clone()).file_name("picture.jpg");
        let form = Form::new().part(field, part.mime_str("image/jpeg").unwrap());
        status(alice.put_multipart(&api(&video), form).await, 204).await;
        let after = details(&app, &video).await;
        assert_eq!(without(after.clone(), shown), without(before, shown));
        let sent = app.get(word(&after, shown)).await;
        assert_eq!(
            (
                sent.status().as_u16(),
                sent.headers()["content-type"].as_bytes()
            ),
            (200, &b"image/jpeg"[..])
        );
        let bytes = sent.bytes().await.unwrap();
        let image = image::load_from_memory(&bytes).unwrap();
        assert_eq!((image.width(), image.height()), size);
        problem(app.get(&old).await, 404, "").await;
        command(&app, "remove-files").await;
        let name = old.rsplit('/').next().unwrap();
        assert!(!app.app().library.path(place, name).exists(), "{old}");
    }
    let form = Form::new().part(
        "thumbnailfile",
        Part::bytes(b"<svg/>".to_vec()).file_name("a.jpg"),
    );
    invalid(
        alice.put_multipart(&api(&video), form).await,
        &["thumbnailfile"],
    )
    .await;
    app.stop().await;
}
