//! The operations of the API.

use super::viewers::{PRIVACIES, Scene};
use crate::{
    support::{
        answer::{problem, text},
        videos::{api, complete, details},
    },
    videos::lists::names,
};

const NAME: &str = "Seen by few";

#[tokio::test(flavor = "multi_thread")]
async fn each_operation_shows_a_video_to_those_who_may_watch_it() {
    let app = complete().await;
    let scene = Scene::set(&app, NAME).await;
    let found = details(&app, &scene.video).await;
    let file = found["files"][0]["id"].to_string();
    for privacy in PRIVACIES {
        scene.change(privacy).await;
        for viewer in &scene.viewers {
            for rest in [
                "",
                "/description",
                "/storyboards",
                &format!("/metadata/{file}"),
            ] {
                let answer = viewer.get(&format!("{}{rest}", api(&scene.video))).await;
                let about = format!("privacy {privacy}, {}, {rest}", viewer.name);
                if viewer.may(privacy) {
                    assert_eq!(answer.status(), 200, "{about}");
                    continue;
                }
                let (status, code) = viewer.refusal(privacy);
                assert_eq!(answer.status(), status, "{about}");
                let document = problem(answer, status, code).await;
                assert!(!document.to_string().contains(NAME), "{about}");
            }
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_show_public_videos_and_internal_ones_to_who_is_signed_in() {
    let app = complete().await;
    let scene = Scene::set(&app, NAME).await;
    let lists = [
        "videos",
        "accounts/owner/videos",
        "video-channels/owner_channel/videos",
    ];
    for privacy in PRIVACIES {
        scene.change(privacy).await;
        for viewer in &scene.viewers {
            let listed = privacy == 1 || (privacy == 4 && viewer.is_signed_in());
            for list in lists {
                for query in ["", "?search=seen", "?include=8", "?hasHLSFiles=true"] {
                    let list = text(viewer.get(&format!("/api/v1/{list}{query}")).await, 200).await;
                    let about = format!("privacy {privacy}, {}: {list}", viewer.name);
                    assert_eq!(list.contains(NAME), listed, "{about}");
                    assert_eq!(list.contains("\"total\":1"), listed, "{about}");
                }
            }
        }
        assert_eq!(names(&scene.owner, "/api/v1/users/me/videos").await, [NAME]);
    }
    app.stop().await;
}
