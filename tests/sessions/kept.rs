//! What is kept of tokens and passwords: nothing that opens a session.

use std::path::Path;

use crate::support::{answer::status, app::TestApp, person::PASSWORD};

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_passwords_are_kept_as_hashes_alone() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    status(alice.get("/api/v1/users/me").await, 200).await;
    let secrets = [alice.token.as_str(), alice.refresh_token.as_str(), PASSWORD];
    if app.database().is_postgres() {
        let rows = "SELECT t::text FROM tokens t UNION ALL SELECT u::text FROM users u";
        let rows = app.database().texts(rows).await;
        assert!(rows.len() >= 4, "{}", rows.len());
        for secret in secrets {
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            let is_there = rows
                .iter()
                .any(|row| row.contains(secret) || row.contains(&hex));
            assert!(!is_there, "a secret is in the database");
        }
    }
    // On SQLite the database is among these files, with its log.
    let mut files = 0;
    search(app.folder(), &secrets, &mut files);
    assert!(files > 0 || app.database().is_postgres());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_argon2id_each_with_its_own_salt() {
    let app = TestApp::start().await;
    app.user("alice").await;
    app.user("bob").await;
    let hashes = "SELECT password_hash FROM users ORDER BY id";
    let mut hashes = app.database().texts(hashes).await;
    assert!(
        hashes
            .iter()
            .all(|hash| hash.starts_with("$argon2id$v=19$"))
    );
    hashes.dedup();
    assert_eq!(hashes.len(), 3, "all three have the same password");
    app.stop().await;
}

fn search(folder: &Path, secrets: &[&str], files: &mut usize) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, secrets, files);
            continue;
        }
        *files += 1;
        let bytes = std::fs::read(&path).unwrap();
        for secret in secrets {
            let is_there = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!is_there, "a secret is in {}", path.display());
        }
    }
}
