//! `GET /api/v1/videos/{id}` and what stands below it.

use serde_json::json;

use super::shape::{self, has};
use crate::support::{
    answer::{invalid, json, problem},
    videos::{api, complete, details, put, quick, tiny, word},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_published_video_has_every_field_of_the_contract() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "All of it").await;
    let text = "Long words. ".repeat(40);
    let said = json!({
        "category": 6, "licence": 2, "language": "fr", "description": text, "support": "Buy my book",
        "tags": ["walk", "été"], "originallyPublishedAt": "2001-02-03T04:05:06.789Z", "nsfw": true,
    });
    put(&alice, &video, said).await;
    let found = details(&app, &video).await;
    has(&found, shape::VIDEO);
    has(&found, shape::DETAILS);
    shape::account(&found["account"]);
    shape::channel(&found["channel"]);
    let constant = |id, label: &str| json!({ "id": id, "label": label });
    assert_eq!(found["category"], constant(6, "Travels"));
    assert_eq!(found["licence"], constant(2, "Attribution - Share Alike"));
    assert_eq!(found["language"], json!({ "id": "fr", "label": "French" }));
    assert_eq!(found["privacy"], constant(1, "Public"));
    assert_eq!(found["state"], constant(1, "Published"));
    assert_eq!(found["commentsPolicy"], constant(1, "Enabled"));
    assert_eq!(found["tags"], json!(["walk", "été"]));
    assert_eq!(found["originallyPublishedAt"], "2001-02-03T04:05:06.789Z");
    assert_eq!(found["description"], text);
    let short = word(&found, "truncatedDescription");
    assert!(short.chars().count() == 250 && short.ends_with("..."));
    assert_eq!(
        (&found["duration"], &found["aspectRatio"]),
        (&json!(2), &json!(1.3333))
    );
    assert_eq!(found["account"]["name"], "alice");
    assert_eq!(found["account"]["host"], "video.test");
    assert_eq!(found["channel"]["name"], alice.channel);
    let address = format!("https://video.test/videos/watch/{}", word(&video, "uuid"));
    assert_eq!(found["url"], address);
    let whole = json(app.get(&format!("{}/description", api(&video))).await, 200).await;
    assert_eq!(whole, json!({ "description": text }));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_playlists_of_a_video_say_what_they_are() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let found = details(&app, &tiny(&app, &alice, "Its files").await).await;
    let web = found["files"].as_array().unwrap();
    let playlists = found["streamingPlaylists"].as_array().unwrap();
    assert_eq!((web.len(), playlists.len()), (1, 1), "{found:#}");
    has(&playlists[0], shape::PLAYLIST);
    assert_eq!(playlists[0]["type"], 1);
    let renditions = playlists[0]["files"].as_array().unwrap();
    assert_eq!(renditions.len(), 1);
    for file in web.iter().chain(renditions) {
        has(file, shape::FILE);
        assert_eq!(
            (&file["width"], &file["height"]),
            (&json!(320), &json!(240))
        );
        assert_eq!(
            (&file["hasAudio"], &file["hasVideo"]),
            (&json!(true), &json!(true))
        );
        assert_eq!(
            (&file["fps"], &file["resolution"]["label"]),
            (&json!(25.0), &json!("240p"))
        );
        let sent = app.get(word(file, "fileUrl")).await;
        assert_eq!(sent.status(), 200);
        assert_eq!(sent.content_length(), file["size"].as_u64());
        let probe = json(app.get(word(file, "metadataUrl")).await, 200).await;
        assert!(
            probe.is_object() && probe.to_string().contains("320"),
            "{probe}"
        );
    }
    let path = format!("/api/v1/videos/{}/metadata", word(&found, "uuid"));
    problem(app.get(&format!("{path}/999999")).await, 404, "").await;
    invalid(app.get(&format!("{path}/one")).await, &["fileId"]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_answers_to_three_kinds_of_id() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Three names").await;
    let number = video["id"].to_string();
    let long = word(&video, "uuid");
    for id in [
        &number,
        long,
        word(&video, "shortUUID"),
        &long.to_uppercase(),
    ] {
        for rest in ["", "/description", "/storyboards"] {
            let answer = app.get(&format!("/api/v1/videos/{id}{rest}")).await;
            assert_eq!(answer.status(), 200, "{id}{rest}");
        }
        let found = json(app.get(&format!("/api/v1/videos/{id}")).await, 200).await;
        assert_eq!(found["uuid"], long);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_names_nothing_is_404_and_one_that_cannot_is_400() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let unknown = [
        "424242",
        "9223372036854775807",
        "fbbaeaa6-a991-46e1-975a-0e0c9a5ae576",
        "x5UYbpu7ayHF1drYdjS6nh",
    ];
    let malformed = [
        "abc",
        "0",
        "-1",
        "1.5",
        "1e3",
        "%00",
        "..%2f1",
        "1%27--",
        "99999999999999999999",
        "fbbaeaa6-a991-46e1-975a-0e0c9a5ae57",
        "é",
    ];
    for rest in ["", "/description", "/storyboards", "/metadata/1"] {
        for id in unknown {
            problem(
                app.get(&format!("/api/v1/videos/{id}{rest}")).await,
                404,
                "",
            )
            .await;
        }
        for id in malformed {
            invalid(
                app.get(&format!("/api/v1/videos/{id}{rest}")).await,
                &["id"],
            )
            .await;
        }
    }
    for (id, status) in unknown
        .iter()
        .map(|id| (id, 404))
        .chain(malformed.iter().map(|id| (id, 400)))
    {
        let path = format!("/api/v1/videos/{id}");
        assert_eq!(
            alice
                .put_json(&path, &json!({ "name": "Mine" }))
                .await
                .status(),
            status,
            "{id}"
        );
        assert_eq!(alice.delete(&path).await.status(), status, "{id}");
        assert_eq!(
            alice.post(&format!("{path}/token")).await.status(),
            status,
            "{id}"
        );
    }
    app.stop().await;
}
