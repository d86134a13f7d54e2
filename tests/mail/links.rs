//! Links of mails: another password, an address confirmed.

use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    mails,
    person::{self, PASSWORD},
};

const ASK: &str = "/api/v1/users/ask-reset-password";

fn to(email: &str) -> Value {
    json!({ "email": email })
}

async fn reset_link(app: &TestApp, email: &str) -> (String, String) {
    mails::forget(app).await;
    status(app.post_json(ASK, &to(email)).await, 204).await;
    let mail = mails::to(app, email, "password").await;
    let user = mail.parameter("/reset-password", "userId");
    let text = mail.parameter("/reset-password", "verificationString");
    (format!("/api/v1/users/{user}/reset-password"), text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_gives_another_password_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (path, text) = reset_link(&app, "alice@example.org").await;
    let body =
        |password: &str, text: &str| json!({ "password": password, "verificationString": text });
    invalid(
        app.post_json(&path, &body("short", &text)).await,
        &["password"],
    )
    .await;
    invalid(
        app.post_json(&path, &json!({})).await,
        &["password", "verificationString"],
    )
    .await;
    status(
        app.post_json(&path, &body("another password", "1.2")).await,
        403,
    )
    .await;
    let roots = "/api/v1/users/1/reset-password";
    status(
        app.post_json(roots, &body("another password", &text)).await,
        403,
    )
    .await;
    // Two use it at once: one wins.
    let (first, second) = (
        body("first password", &text),
        body("second password", &text),
    );
    let (one, other) = tokio::join!(app.post_json(&path, &first), app.post_json(&path, &second));
    let mut statuses = [one.status().as_u16(), other.status().as_u16()];
    let won = if statuses[0] == 204 {
        "first password"
    } else {
        "second password"
    };
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 403]);
    status(alice.get("/api/v1/users/me").await, 401).await;
    json(person::sign_in(&app, "alice", won).await, 200).await;
    status(
        app.post_json(&path, &body("third password", &text)).await,
        403,
    )
    .await;
    // A link is good for an hour.
    let (path, text) = reset_link(&app, "alice@example.org").await;
    app.advance(std::time::Duration::from_secs(3_600));
    status(
        app.post_json(&path, &body("third password", &text)).await,
        403,
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_who_has_an_account() {
    let app = TestApp::start().await;
    app.user("alice").await;
    mails::forget(&app).await;
    let asks = [
        ASK,
        "/api/v1/users/ask-send-verify-email",
        "/api/v1/users/registrations/ask-send-verify-email",
    ];
    for ask in asks {
        let known = app.post_json(ask, &to("alice@example.org")).await;
        let unknown = app.post_json(ask, &to("nobody@example.org")).await;
        assert_eq!(
            (known.status(), unknown.status()),
            (204.try_into().unwrap(), 204.try_into().unwrap())
        );
        invalid(app.post_json(ask, &to("no address")).await, &["email"]).await;
    }
    app.jobs_done().await;
    let sent = mails::kept(&app);
    assert!(
        sent.iter().all(|mail| mail.to == "alice@example.org"),
        "{sent:?}"
    );
    assert_eq!(
        sent.len(),
        2,
        "one for another password, one to confirm the address"
    );
    // Nor by what is queued: both are looked up when they are sent.
    let body = json!({ "password": "another password", "verificationString": "1.2" });
    for user in [2, 999_999] {
        let path = format!("/api/v1/users/{user}/reset-password");
        status(app.post_json(&path, &body).await, 403).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_confirmed_and_a_new_one_waits_for_that() {
    let app = TestApp::with(|config| config.signup.requires_email_verification = true).await;
    let alice = app.user("alice").await;
    let change = json!({ "email": "new@example.org", "currentPassword": PASSWORD });
    status(alice.put_json("/api/v1/users/me", &change).await, 204).await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(
        (&me["email"], &me["pendingEmail"]),
        (&json!("alice@example.org"), &json!("new@example.org"))
    );
    let mail = mails::to(&app, "new@example.org", "address").await;
    let text = mail.parameter("/verify-account/email", "verificationString");
    assert_eq!(
        mail.parameter("/verify-account/email", "isPendingEmail"),
        "true"
    );
    let path = format!("/api/v1/users/{}/verify-email", alice.user_id);
    let body = json!({ "verificationString": text });
    status(app.post_json(&path, &body).await, 403).await;
    let body = json!({ "verificationString": text, "isPendingEmail": true });
    status(app.post_json(&path, &body).await, 204).await;
    status(app.post_json(&path, &body).await, 403).await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(
        (&me["email"], &me["pendingEmail"]),
        (&json!("new@example.org"), &json!(null))
    );
    assert_eq!(me["emailVerified"], true);
    // One that has become somebody else's meanwhile is not taken from them.
    let change = json!({ "email": "bob@example.org", "currentPassword": PASSWORD });
    status(alice.put_json("/api/v1/users/me", &change).await, 204).await;
    let mail = mails::to(&app, "bob@example.org", "address").await;
    app.user("bob").await;
    let text = mail.parameter("/verify-account/email", "verificationString");
    let body = json!({ "verificationString": text, "isPendingEmail": true });
    problem(app.post_json(&path, &body).await, 409, "already_taken").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_is_told_and_gets_no_link() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let root = app.root().await;
    let path = format!("/api/v1/users/{}/block", alice.user_id);
    status(
        root.post_json(&path, &json!({ "reason": "Too many adverts" }))
            .await,
        204,
    )
    .await;
    let mail = mails::to(&app, "alice@example.org", "blocked").await;
    assert!(mail.text.contains("Too many adverts"), "{}", mail.text);
    mails::forget(&app).await;
    status(app.post_json(ASK, &to("alice@example.org")).await, 204).await;
    app.jobs_done().await;
    assert!(mails::kept(&app).is_empty());
    let path = format!("/api/v1/users/{}/unblock", alice.user_id);
    status(root.post_json(&path, &json!({})).await, 204).await;
    mails::to(&app, "alice@example.org", "open again").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_are_in_the_language_of_who_reads_them() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let request = app.request(reqwest::Method::POST, ASK);
    let request = request.header("accept-language", "de, fr;q=0.9, en;q=0.5");
    let answer = request.json(&to("alice@example.org")).send().await.unwrap();
    status(answer, 204).await;
    let mail = mails::to(&app, "alice@example.org", "mot de passe").await;
    assert!(mail.text.contains("Bonjour alice,"), "{}", mail.text);
    app.stop().await;
}
