//! Passwords are hashed in one place, which runs in the pool for blocking work.

use super::tree::{files, root, shown, text};

#[test]
fn only_the_pool_for_blocking_work_names_argon2() {
    let namers: Vec<String> = files(&root().join("src"), "rs")
        .into_iter()
        .filter(|path| text(path).contains("argon2::"))
        .map(|path| shown(&path))
        .collect();
    assert!(!namers.is_empty());
    for namer in namers {
        assert!(
            namer.starts_with("src/crunch"),
            "{namer} hashes outside of the pool"
        );
    }
}
