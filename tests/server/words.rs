//! What the server tells everybody: its configuration and who is behind it.

use serde_json::{Value, json};

use crate::support::{answer::json, app::TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_that_is_told_is_the_one_that_holds() {
    let app = TestApp::with(|config| {
        "Brook".clone_into(&mut config.instance.name);
        config.signup.enabled = true;
        config.transcoding.resolutions.p144 = true;
        config.transcoding.resolutions.p720 = false;
        config.live.enabled = true;
        config.live.rtmp.enabled = false;
    })
    .await;
    let told = json(app.get("/api/v1/config").await, 200).await;
    for (place, expected) in [
        ("/instance/name", json!("Brook")),
        ("/serverVersion", json!("7.0.0")),
        ("/transcoding/hls/enabled", json!(true)),
        ("/transcoding/enabledResolutions", json!([144, 360])),
        ("/user/videoQuota", json!(-1)),
        ("/signup/allowedForCurrentIP", json!(true)),
        ("/live/enabled", json!(true)),
        ("/live/allowReplay", json!(true)),
        // What this version lacks is off, whatever the settings say.
        ("/import/videos/http/enabled", json!(false)),
        ("/export/users/enabled", json!(false)),
    ] {
        assert_eq!(told.pointer(place), Some(&expected), "{place}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_about_page_has_the_instances_words() {
    let app = TestApp::with(|config| {
        let instance = &mut config.instance;
        "Brook".clone_into(&mut instance.name);
        "A small stream".clone_into(&mut instance.short_description);
        "Be **kind** <script>".clone_into(&mut instance.code_of_conduct);
        "Donations".clone_into(&mut instance.business_model);
        instance.languages = vec!["fr".to_owned()];
        instance.categories = vec![1, 2];
    })
    .await;
    let about = json(app.get("/api/v1/config/about").await, 200).await;
    for (field, expected) in [
        ("name", json!("Brook")),
        ("shortDescription", json!("A small stream")),
        ("codeOfConduct", json!("Be **kind** <script>")),
        ("businessModel", json!("Donations")),
        ("languages", json!(["fr"])),
        ("categories", json!([1, 2])),
        ("avatars", json!([])),
    ] {
        assert_eq!(about["instance"][field], expected, "{field}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_openapi_document_is_served_and_shown_without_anything_from_elsewhere() {
    let app = TestApp::start().await;
    let document = json(app.get("/api/v1/openapi.json").await, 200).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_ne!(document["paths"]["/api/v1/videos/{id}"]["put"], Value::Null);
    let answer = app.get("/api/docs").await;
    assert_eq!(answer.headers()["location"], "/api/docs/");
    let page = app.get("/api/docs/").await.text().await.unwrap();
    let elsewhere = ["src=\"http", "href=\"http", "src=\"//", "href=\"//"];
    assert!(!elsewhere.iter().any(|word| page.contains(word)), "{page}");
    let assets = page
        .split(['"', '\''])
        .filter(|word| word.starts_with("./") && (word.ends_with(".js") || word.ends_with(".css")));
    let mut seen = 0;
    for asset in assets {
        let path = format!("/api/docs/{}", asset.trim_start_matches("./"));
        assert_eq!(app.get(&path).await.status(), 200, "{path}");
        seen += 1;
    }
    assert!(seen >= 3, "{page}");
    app.stop().await;
}
