//! What the program does without becoming a server.

use std::{path::Path, process::Output};

use crate::support::{server::Server, wait::until};

pub(super) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(super) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn help_names_every_command_and_every_sub_command() {
    let server = Server::set_up("").await;
    for (arguments, words) in [
        (
            &["--help"][..],
            &["serve", "config", "openapi", "admin", "--config"][..],
        ),
        (&["config", "--help"], &["check"]),
        (&["admin", "--help"], &["create-user", "reset-password"]),
    ] {
        let output = server.run(arguments);
        assert!(output.status.success(), "{output:?}");
        for word in words {
            assert!(out(&output).contains(word), "{word}: {output:?}");
        }
    }
}

#[tokio::test]
async fn config_check_says_ok_and_what_differs_with_status_0() {
    let server = Server::set_up("instance: { name: Ours }").await;
    let output = server.run(&["config", "check"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = out(&output);
    assert!(text.starts_with("OK: "), "{text}");
    assert!(text.contains("instance.name: \"Ours\""), "{text}");
    assert!(!text.contains(crate::support::server::PASSWORD), "{text}");
}

#[tokio::test]
async fn config_check_says_what_is_wrong_with_status_1() {
    let server = Server::set_up("listen:\n  port: ninety\nlog: { level: loud }\n").await;
    let output = server.run(&["config", "check"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(out(&output), "");
    names_what_is_wrong(&err(&output));
}

#[tokio::test]
async fn a_bad_value_stops_the_start_with_file_key_found_and_accepted() {
    let server = Server::set_up("listen:\n  port: ninety\nlog: { level: loud }\n").await;
    let output = server.run(&["serve"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    names_what_is_wrong(&err(&output));
    assert!(!server.data("").exists(), "it made folders");
}

fn names_what_is_wrong(text: &str) {
    for words in [
        "settings.yaml:2: listen.port: found 'ninety'; accepted: a whole number from 0 to 65535",
        "settings.yaml:3: log.level: found 'loud'; accepted: one of error, warn, info, debug, trace",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[tokio::test]
async fn a_server_starts_with_an_unknown_key_and_its_log_names_it() {
    let mut server = Server::set_up("listen: { prot: 9 }").await;
    server.restart().await;
    let line = until("the warning", async || {
        let log = server.log();
        log.lines()
            .find(|line| line.contains("listen.prot"))
            .map(str::to_owned)
    });
    let line = line.await;
    assert!(
        line.contains("WARN") && line.contains("listen.port"),
        "{line}"
    );
    let output = server.run(&["config", "check"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("1 warnings"), "{output:?}");
}

#[tokio::test]
async fn openapi_prints_the_document_that_is_kept_in_docs() {
    let server = Server::set_up("").await;
    let output = server.run(&["openapi"]);
    assert!(output.status.success(), "{output:?}");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let kept = std::fs::read_to_string(kept).unwrap();
    assert!(
        out(&output) == kept,
        "write it anew: tributary openapi > docs/openapi.json"
    );
}
