//! The pages, which are made for an anonymous visitor, whoever asks.

use super::viewers::{PRIVACIES, Scene};
use crate::support::{
    answer::{problem, text},
    videos::{complete, details, put, word},
};

const NAME: &str = "Untold title";

#[tokio::test(flavor = "multi_thread")]
async fn pages_reveal_public_and_unlisted_videos_alone() {
    let app = complete().await;
    let scene = Scene::set(&app, NAME).await;
    put(
        &scene.owner,
        &scene.video,
        serde_json::json!({ "description": NAME, "tags": [NAME] }),
    )
    .await;
    let found = details(&app, &scene.video).await;
    let (short, long) = (word(&found, "shortUUID"), word(&found, "uuid"));
    let preview = word(&found, "previewPath");
    let oembed = format!("/services/oembed?url=https://video.test/w/{short}");
    for privacy in PRIVACIES {
        scene.change(privacy).await;
        let open = privacy <= 2;
        for viewer in &scene.viewers {
            let about = format!("privacy {privacy}, {}", viewer.name);
            for id in [short, long] {
                let page = text(
                    viewer.get(&format!("/w/{id}")).await,
                    if open { 200 } else { 403 },
                )
                .await;
                assert_eq!(page.contains(NAME), open, "{about}");
                assert_eq!(page.contains(preview), open, "{about}");
                assert_eq!(page.contains("noindex"), privacy != 1, "{about}");
                let embed = text(viewer.get(&format!("/videos/embed/{id}")).await, 200).await;
                assert_eq!(embed.contains(NAME), open, "{about}");
                assert_eq!(embed.contains(preview), open, "{about}");
            }
            let answer = viewer.get(&oembed).await;
            if open {
                assert!(text(answer, 200).await.contains(NAME), "{about}");
            } else {
                let document = problem(answer, 401, "").await;
                assert!(!document.to_string().contains(NAME), "{about}");
            }
            for list in ["/", "/sitemap.xml"] {
                let page = text(viewer.get(list).await, 200).await;
                assert_eq!(page.contains(short), privacy == 1, "{about}, {list}");
            }
        }
    }
    app.stop().await;
}
