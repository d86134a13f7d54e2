//! The commands that README and CI name do what they are said to do, in that order.

use super::tree::{root, text};

/// Where each of `parts` stands in a script, which must be in this order.
fn in_order(script: &str, parts: &[&str]) {
    let text = text(&root().join(script));
    let mut rest = text.as_str();
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("{script} has no {part} there");
        };
        rest = after;
    }
}

#[test]
fn ci_checks_format_lints_and_dependencies_and_then_runs_every_test() {
    in_order(".ci/run", &["make check", "make test"]);
    in_order(
        "scripts/check",
        &["cargo fmt", "cargo clippy", "-D warnings", "dependencies"],
    );
    in_order("scripts/stage", &["SECONDS", "echo"]);
}

#[test]
fn make_test_installs_what_it_needs_runs_on_both_databases_and_cleans_up() {
    in_order(
        "scripts/test",
        &[
            "scripts/install build tests",
            "trap clean_up EXIT",
            "start_postgresql",
            "run_tests sqlite",
            "run_tests postgres",
        ],
    );
    in_order(
        "scripts/test",
        &["run_tests sqlite", "scripts/schemathesis"],
    );
    for package in ["ffmpeg", "postgresql", "chromium", "nodejs", "python3-venv"] {
        in_order("scripts/install", &[package]);
    }
}

#[test]
fn schemathesis_asks_every_operation_but_those_that_end_the_session() {
    in_order(
        "scripts/schemathesis",
        &[
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
            "ENDS_THE_SESSION = [\"revokeOAuthToken\", \"putUserInfo\", \"putUser\", \"delMe\"]",
            "ENDS_THE_VIDEO = [\"delVideo\", \"delVideoChannel\"]",
            "NEVER_ENDS = [\"getMyNotificationEvents\"]",
            "(\"nobody\", None), (\"alice\", alice), (\"root\", root)",
            "docs\" / \"openapi.json",
            "for name in ENDS_THE_SESSION + NEVER_ENDS + (ENDS_THE_VIDEO if who == \"alice\" else []):",
            "--exclude-operation-id",
        ],
    );
}
