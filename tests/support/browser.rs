//! A real browser that a script of tests/browser leads, and what the script says.

use std::{
    io::{BufRead, BufReader, Write as _},
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use super::person::PASSWORD;

/// A script in a browser that says when it has got somewhere.
pub(crate) struct Script {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Script {
    pub(crate) fn start(name: &str, arguments: &[&str]) -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let mut child = Command::new("node")
            .arg(root.join("tests/browser").join(name))
            .args(arguments)
            .env("TRIBUTARY_TEST_PASSWORD", PASSWORD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// Waits for the next line; the step that it names, or the result.
    pub(crate) fn next(&mut self) -> Value {
        tokio::task::block_in_place(|| {
            let line = self.lines.next().expect("the script says more").unwrap();
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
        })
    }

    pub(crate) fn reaches(&mut self, step: &str) {
        let said = self.next();
        assert_eq!(said["step"], step, "{said}");
    }

    /// Lets it go on.
    pub(crate) fn go_on(&mut self) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(b"go on\n").unwrap();
    }

    /// Its last line.
    pub(crate) fn succeeds(mut self) -> Value {
        let said = self.next();
        assert_eq!(said["ok"], true, "{said}");
        let status = tokio::task::block_in_place(|| self.child.wait().unwrap());
        assert!(status.success());
        said
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Where a script leaves its pictures.
pub(crate) fn output(name: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let database = std::env::var("TRIBUTARY_TEST_DATABASE").unwrap_or_else(|_| "sqlite".to_owned());
    let folder = root.join("test-output").join(database).join(name);
    folder.to_string_lossy().into_owned()
}
