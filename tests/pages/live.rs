//! `/live/{id}`: the page of a live's owner.

use tributary::domain::Privacy;

use crate::support::{
    answer::text,
    videos::{draft, quick, row, set},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_lives_owner_is_the_same_for_everybody_and_tells_nothing() {
    let app = quick().await;
    let alice = app.user("alice").await;
    for privacy in [Privacy::Public, Privacy::Private] {
        let mut draft = draft("A secret river");
        draft.privacy = privacy;
        let id = row(&app, &alice, &draft).await;
        set(&app, id, "state = 4", app.app().clock.now()).await;
        let path = format!("/live/{id}");
        let answer = app.get(&path).await;
        assert_eq!(answer.headers()["cache-control"], "no-cache");
        assert_eq!(answer.headers()["x-frame-options"], "DENY");
        let page = text(answer, 200).await;
        assert_eq!(page, text(alice.get(&path).await, 200).await);
        assert!(
            page.contains("<meta name=\"robots\" content=\"noindex\">")
                && page.contains("class=\"owner-sign-in\""),
            "{page}"
        );
        for untold in ["secret river", "alice", "rtmp://", "og:", "ld+json"] {
            assert!(!page.contains(untold), "{untold} of {page}");
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_that_waits_has_a_watch_page_and_an_embed() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let id = row(&app, &alice, &draft("A river")).await;
    set(&app, id, "state = 4", app.app().clock.now()).await;
    for start in ["/w/", "/videos/embed/"] {
        let page = text(app.get(&format!("{start}{id}")).await, 200).await;
        assert!(
            page.contains("A river") && page.contains("class=\"live-bar\" hidden"),
            "{page}"
        );
    }
    app.stop().await;
}
