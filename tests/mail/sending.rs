//! Mail goes out over SMTP with STARTTLS, through a program, or into a folder.

use std::{os::unix::fs::PermissionsExt, time::Duration};

use serde_json::json;
use tributary::config::{Config, Folder, HostName, MailTransport, Secret};

use crate::support::{
    answer::{json, status},
    app::TestApp,
    certificate, mails,
    smtp::{PASSWORD, SmtpServer, USERNAME},
    videos,
};

const ASK: &str = "/api/v1/users/ask-reset-password";

fn over(config: &mut Config, server: &SmtpServer, folder: &std::path::Path) {
    let smtp = &mut config.smtp;
    smtp.hostname = Some(HostName::localhost());
    smtp.port = server.port;
    smtp.tls = false;
    smtp.username = Some(USERNAME.to_owned());
    smtp.password = Some(Secret::new(PASSWORD));
    smtp.ca_file = Some(Folder::new(folder.join("cert.pem")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_arrives_over_starttls_and_its_link_works() {
    let folder = tempfile::tempdir().unwrap();
    certificate::write(folder.path());
    let server = SmtpServer::start(folder.path()).await;
    let app = TestApp::with(|config| over(config, &server, folder.path())).await;
    let alice = app.user("alice").await;
    let config = json(app.get("/api/v1/config").await, 200).await;
    assert_eq!(config["email"]["enabled"], true);
    // The server is busy at first: the mail comes all the same.
    server.be_busy(1).await;
    let body = json!({ "email": "ALICE@example.org" });
    status(app.post_json(ASK, &body).await, 204).await;
    let waiting = crate::support::wait::until("the first attempt", async || {
        let jobs = app.root().await.get("/api/v1/jobs?jobType=email").await;
        let jobs = json(jobs, 200).await;
        jobs["data"][0]["error"]["message"]
            .as_str()
            .map(str::to_owned)
    });
    assert!(waiting.await.contains("later"));
    app.advance(Duration::from_secs(600));
    videos::command(&app, "send-mail").await;
    let mail = server.next().await;
    assert_eq!(mail.to, "alice@example.org");
    assert!(mail.subject.starts_with("[Tributary] "), "{}", mail.subject);
    assert!(
        mail.text.contains("Auto-Submitted: auto-generated"),
        "{}",
        mail.text
    );
    let path = format!("/api/v1/users/{}/reset-password", alice.user_id);
    let body = json!({
        "password": "another password",
        "verificationString": mail.parameter("/reset-password", "verificationString"),
    });
    status(app.post_json(&path, &body).await, 204).await;
    // What the queue holds is no key.
    let jobs = json(
        app.root().await.get("/api/v1/jobs?jobType=email").await,
        200,
    )
    .await;
    assert!(!jobs.to_string().contains("verificationString"), "{jobs}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_can_send_it() {
    let folder = tempfile::tempdir().unwrap();
    let (program, kept) = (folder.path().join("sendmail"), folder.path().join("kept"));
    let script = format!(
        "#!/bin/sh\ncat > {0}.part && mv {0}.part {0}\n",
        kept.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let app = TestApp::with(|config| {
        config.smtp.transport = MailTransport::Sendmail;
        config.smtp.sendmail = Folder::new(&program);
    })
    .await;
    app.user("alice").await;
    let body = json!({ "email": "alice@example.org" });
    status(app.post_json(ASK, &body).await, 204).await;
    app.jobs_done().await;
    let raw = std::fs::read_to_string(&kept).unwrap();
    assert!(
        mails::Mail::read(&raw).text.contains("/reset-password?"),
        "{raw}"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_was_not_sent_before_a_stop_is_sent_after_the_start() {
    let mut app = TestApp::with(|config| {
        config.smtp.transport = MailTransport::Sendmail;
        config.smtp.sendmail = Folder::new("/nonexistent/sendmail");
    })
    .await;
    app.user("alice").await;
    let body = json!({ "email": "alice@example.org" });
    status(app.post_json(ASK, &body).await, 204).await;
    app.jobs_done().await;
    app.advance(Duration::from_secs(600));
    app.restart_with(|config| config.smtp.transport = MailTransport::Smtp)
        .await;
    let mail = mails::to(&app, "alice@example.org", "password").await;
    assert!(mail.text.contains("/reset-password?"), "{}", mail.text);
    app.stop().await;
}
