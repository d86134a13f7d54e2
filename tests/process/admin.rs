//! Users made and changed from the machine itself.

use super::commands::{err, out};
use crate::support::{answer::problem, server::Server};

const CREATE: &[&str] = &[
    "admin",
    "create-user",
    "--username",
    "ada",
    "--email",
    "ada@example.org",
    "--role",
    "moderator",
];

const RESET: &[&str] = &[
    "admin",
    "reset-password",
    "--username",
    "ada",
    "--password",
    "another good one",
];

#[tokio::test]
async fn admin_commands_change_the_database_of_a_stopped_server() {
    let mut server = Server::start("").await;
    server.terminate().await;

    let output = server.run(CREATE);
    assert!(output.status.success(), "{output:?}");
    let printed = out(&output);
    let password = printed
        .strip_prefix("username: ada\npassword: ")
        .and_then(|rest| rest.strip_suffix('\n'))
        .unwrap_or_else(|| panic!("no password: {printed}"))
        .to_owned();

    server.restart().await;
    let ada = server.sign_in("ada", &password).await;
    let me = crate::support::answer::json(ada.get("/api/v1/users/me").await, 200).await;
    assert_eq!(me["role"]["id"], 1, "{me}");
    assert_eq!(me["email"], "ada@example.org");
    server.terminate().await;

    let output = server.run(RESET);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(out(&output), "username: ada\n");
    server.restart().await;
    problem(ada.get("/api/v1/users/me").await, 401, "invalid_token").await;
    server.sign_in("ada", "another good one").await;
}

#[tokio::test]
async fn admin_commands_say_what_is_wrong_and_change_nothing() {
    let mut server = Server::start("").await;
    server.terminate().await;
    assert!(server.run(CREATE).status.success());
    for (arguments, words) in [
        (CREATE, "choose another"),
        (
            &["admin", "reset-password", "--username", "nobody"],
            "there is no user 'nobody'",
        ),
        (
            &[
                "admin",
                "create-user",
                "--username",
                "no name",
                "--email",
                "a@b.org",
            ],
            "--username",
        ),
        (
            &[
                "admin",
                "create-user",
                "--username",
                "bob",
                "--email",
                "nonsense",
            ],
            "--email",
        ),
        (
            &[
                "admin",
                "reset-password",
                "--username",
                "ada",
                "--password",
                "x",
            ],
            "--password",
        ),
    ] {
        let output = server.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?} {output:?}");
        assert!(err(&output).contains(words), "{words}: {output:?}");
    }
}

#[tokio::test]
async fn beside_a_running_server_admin_commands_work_on_postgresql_and_are_refused_on_sqlite() {
    let server = Server::start("").await;
    let created = server.run(CREATE);
    let reset = server.run(RESET);
    if server.database().is_postgres() {
        assert!(created.status.success() && reset.status.success());
        server.sign_in("ada", "another good one").await;
        return;
    }
    for output in [created, reset] {
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let text = err(&output);
        assert!(text.contains("stop it first, then try again"), "{text}");
    }
    server.root().await;
}
