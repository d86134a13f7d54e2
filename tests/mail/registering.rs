//! Becoming a user: at once, or after moderators have decided.

use serde_json::{Value, json};
use tributary::{
    config::{Config, Environment, Limit},
    domain::proof_of_work::is_proven,
};

use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    mails,
    person::{self, PASSWORD},
};

const REGISTER: &str = "/api/v1/users/register";
const REQUEST: &str = "/api/v1/users/registrations/request";
const LIST: &str = "/api/v1/users/registrations";

fn open(config: &mut Config) {
    config.signup.enabled = true;
    config.signup.requires_approval = false;
    config.signup.limit = Limit::Unlimited;
}

fn moderated(config: &mut Config) {
    open(config);
    config.signup.requires_approval = true;
}

fn who(name: &str) -> Value {
    json!({ "username": name, "password": PASSWORD, "email": format!("{name}@example.org") })
}

fn asks(name: &str) -> Value {
    let mut body = who(name);
    body["registrationReason"] = "I make films".into();
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn one_becomes_a_user_at_once_with_what_one_chose() {
    let app = TestApp::with(open).await;
    let mut body = who("alice");
    body["displayName"] = "Alice A.".into();
    body["channel"] = json!({ "name": "films", "displayName": "My films" });
    status(app.post_json(REGISTER, &body).await, 204).await;
    let alice = app.sign_in("alice").await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(me["account"]["displayName"], "Alice A.");
    assert_eq!(me["videoChannels"][0]["name"], "films");
    assert_eq!(me["videoChannels"][0]["displayName"], "My films");
    assert_eq!(me["role"]["id"], 2);
    for taken in ["alice", "films", "alice_2"] {
        let mut again = who(taken);
        if taken == "alice_2" {
            again["email"] = "Alice@example.org".into();
        }
        problem(app.post_json(REGISTER, &again).await, 409, "already_taken").await;
    }
    status(app.post_json(REQUEST, &asks("bob")).await, 403).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_registration_is_told_at_once() {
    let app = TestApp::with(open).await;
    let all = ["username", "password", "email"];
    invalid(app.post_json(REGISTER, &json!({})).await, &all).await;
    let wrong = json!({ "username": "A b", "password": "short", "email": "no", "displayName": "" });
    invalid(
        app.post_json(REGISTER, &wrong).await,
        &["username", "password", "email", "displayName"],
    )
    .await;
    // Names of the server's own parts are nobody's.
    for reserved in ["admin", "api", "peertube"] {
        invalid(app.post_json(REGISTER, &who(reserved)).await, &["username"]).await;
    }
    let mut same = who("alice");
    same["channel"] = json!({ "name": "alice", "displayName": "A" });
    invalid(app.post_json(REGISTER, &same).await, &["channel"]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registration_is_closed_when_it_is_off_full_or_not_for_this_address() {
    let app = TestApp::start().await;
    status(app.post_json(REGISTER, &who("alice")).await, 403).await;
    app.stop().await;
    let app = TestApp::with(|config| {
        open(config);
        config.signup.limit = Limit::AtMost(2);
    })
    .await;
    status(app.post_json(REGISTER, &who("alice")).await, 204).await;
    status(app.post_json(REGISTER, &who("bob")).await, 403).await;
    app.stop().await;
    let app = TestApp::with(|config| {
        open(config);
        let name = "TRIBUTARY__SIGNUP__FILTERS__CIDR__BLACKLIST";
        let environment = Environment::of(&[(name, "[127.0.0.0/8]")]);
        let loaded = Config::load(&[], &environment).unwrap_or_else(|bad| panic!("{bad}"));
        config.signup.filters = loaded.config.signup.filters;
    })
    .await;
    status(app.post_json(REGISTER, &who("alice")).await, 403).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_want_one_name_at_once_one_gets_it() {
    let app = TestApp::with(open).await;
    let mut other = who("alice");
    other["email"] = "other@example.org".into();
    let first = who("alice");
    let (one, two) = tokio::join!(
        app.post_json(REGISTER, &first),
        app.post_json(REGISTER, &other)
    );
    let mut statuses = [one.status().as_u16(), two.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_confirmed_before_one_signs_in() {
    let app = TestApp::with(|config| {
        open(config);
        config.signup.requires_email_verification = true;
    })
    .await;
    status(app.post_json(REGISTER, &who("alice")).await, 204).await;
    problem(
        person::sign_in(&app, "alice", PASSWORD).await,
        400,
        "invalid_grant",
    )
    .await;
    let mail = mails::to(&app, "alice@example.org", "address").await;
    let user = mail.parameter("/verify-account/email", "userId");
    let text = mail.parameter("/verify-account/email", "verificationString");
    let path = format!("/api/v1/users/{user}/verify-email");
    let body = json!({ "verificationString": text });
    status(app.post_json(&path, &body).await, 204).await;
    status(app.post_json(&path, &body).await, 403).await;
    app.sign_in("alice").await;
    // Once confirmed, nothing is sent any more.
    mails::forget(&app).await;
    let ask = json!({ "email": "alice@example.org" });
    status(
        app.post_json("/api/v1/users/ask-send-verify-email", &ask)
            .await,
        204,
    )
    .await;
    app.jobs_done().await;
    assert!(mails::kept(&app).is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_decide_and_who_asked_is_told() {
    let app = TestApp::with(|config| {
        moderated(config);
        config.signup.requires_email_verification = true;
    })
    .await;
    let moderator = app.moderator("mod").await;
    status(app.post_json(REGISTER, &who("alice")).await, 403).await;
    invalid(
        app.post_json(REQUEST, &who("alice")).await,
        &["registrationReason"],
    )
    .await;
    let mut body = asks("alice");
    body["channel"] = json!({ "name": "films", "displayName": "My films" });
    let asked = json(app.post_json(REQUEST, &body).await, 200).await;
    assert_eq!(asked["state"], json!({ "id": 1, "label": "Pending" }));
    assert_eq!(
        (&asked["channelHandle"], &asked["emailVerified"]),
        (&json!("films"), &json!(false))
    );
    problem(
        app.post_json(REQUEST, &asks("alice")).await,
        409,
        "already_taken",
    )
    .await;
    problem(
        person::sign_in(&app, "alice", PASSWORD).await,
        400,
        "account_waiting_for_approval",
    )
    .await;
    problem(
        person::sign_in(&app, "alice", "wrong").await,
        400,
        "invalid_grant",
    )
    .await;
    app.jobs_done().await;
    crate::support::videos::command(&app, "send-mail").await;
    for reader in ["mod@example.org", "admin@example.com"] {
        let mail = mails::to(&app, reader, "alice asks to become").await;
        assert!(mail.text.contains("I make films"), "{}", mail.text);
    }
    let mail = mails::to(&app, "alice@example.org", "address").await;
    let id = mail.parameter("/verify-account/email", "registrationId");
    let verify = json!({ "verificationString": mail.parameter("/verify-account/email", "verificationString") });
    let path = format!("{LIST}/{id}/verify-email");
    status(app.post_json(&path, &verify).await, 204).await;
    status(app.post_json(&path, &verify).await, 403).await;
    let list = json(moderator.get(&format!("{LIST}?search=FILMS")).await, 200).await;
    assert_eq!(
        (&list["total"], &list["data"][0]["emailVerified"]),
        (&json!(1), &json!(true))
    );
    let accept = format!("{LIST}/{id}/accept");
    invalid(
        moderator.post_json(&accept, &json!({})).await,
        &["moderationResponse"],
    )
    .await;
    let response = json!({ "moderationResponse": "Welcome to us" });
    status(moderator.post_json(&accept, &response).await, 204).await;
    status(moderator.post_json(&accept, &response).await, 409).await;
    status(
        moderator
            .post_json(&format!("{LIST}/{id}/reject"), &response)
            .await,
        409,
    )
    .await;
    let mail = mails::to(&app, "alice@example.org", "Welcome").await;
    assert!(mail.text.contains("Welcome to us"), "{}", mail.text);
    let alice = app.sign_in("alice").await;
    assert_eq!(alice.channel, "films");
    let list = json(moderator.get(LIST).await, 200).await;
    assert_eq!(list["data"][0]["state"]["id"], 3);
    assert_eq!(list["data"][0]["user"]["id"], alice.user_id);
    status(moderator.delete(&format!("{LIST}/{id}")).await, 204).await;
    status(moderator.delete(&format!("{LIST}/{id}")).await, 404).await;
    app.sign_in("alice").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_rejected_is_told_unless_that_is_not_wanted() {
    let app = TestApp::with(moderated).await;
    let root = app.root().await;
    let reject = async |name: &str, prevent: bool| {
        let asked = json(app.post_json(REQUEST, &asks(name)).await, 200).await;
        let path = format!("{LIST}/{}/reject", asked["id"]);
        let body = json!({ "moderationResponse": "Not now", "preventEmailDelivery": prevent });
        status(root.post_json(&path, &body).await, 204).await;
    };
    reject("alice", false).await;
    let mail = mails::to(&app, "alice@example.org", "rejected").await;
    assert!(mail.text.contains("Not now"), "{}", mail.text);
    reject("bob", true).await;
    app.jobs_done().await;
    assert!(
        mails::kept(&app)
            .iter()
            .all(|mail| !mail.to.contains("bob"))
    );
    problem(
        person::sign_in(&app, "bob", PASSWORD).await,
        400,
        "account_approval_rejected",
    )
    .await;
    let list = json(root.get(&format!("{LIST}?sort=-state&count=1")).await, 200).await;
    assert_eq!(
        (&list["total"], &list["data"][0]["state"]["label"]),
        (&json!(2), &json!("Rejected"))
    );
    // They may ask again.
    json(app.post_json(REQUEST, &asks("bob")).await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_are_kept_out() {
    let app = TestApp::with(|config| {
        open(config);
        config.signup.proof_of_work_bits = 8;
    })
    .await;
    let code = "proof_of_work_required";
    problem(app.post_json(REGISTER, &who("alice")).await, 403, code).await;
    let challenge = json(app.get(&format!("{LIST}/challenge")).await, 200).await;
    assert_eq!(challenge["bits"], 8);
    let text = challenge["challenge"].as_str().unwrap();
    let nonce = (0_u32..).map(|nonce| nonce.to_string());
    let nonce = nonce
        .into_iter()
        .find(|nonce| is_proven(text, "alice", nonce, 8))
        .unwrap();
    let proven = |name: &str, nonce: &str| {
        let mut body = who(name);
        body["proofOfWork"] = json!({ "challenge": text, "nonce": nonce });
        body
    };
    let wrong = (0_u32..).map(|nonce| nonce.to_string());
    let wrong = wrong
        .into_iter()
        .find(|nonce| !is_proven(text, "alice", nonce, 8))
        .unwrap();
    problem(
        app.post_json(REGISTER, &proven("alice", &wrong)).await,
        403,
        code,
    )
    .await;
    // A field that no person sees is filled in.
    let mut trapped = proven("alice", &nonce);
    trapped["website"] = "https://spam.example".into();
    problem(app.post_json(REGISTER, &trapped).await, 403, code).await;
    status(app.post_json(REGISTER, &proven("alice", &nonce)).await, 204).await;
    app.advance(std::time::Duration::from_secs(600));
    let other = (0_u32..).map(|nonce| nonce.to_string());
    let other = other
        .into_iter()
        .find(|nonce| is_proven(text, "bob", nonce, 8))
        .unwrap();
    problem(
        app.post_json(REGISTER, &proven("bob", &other)).await,
        403,
        code,
    )
    .await;
    app.stop().await;
}
