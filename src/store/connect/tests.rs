//! What becomes of a database whose disk is full.

use sqlx::AssertSqlSafe;

use super::Database;
use crate::store::{StoreError, settings, test_store::TestStore};

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_as_such_and_nothing_that_was_there_is_lost() {
    let opened = TestStore::open().await;
    let store = &opened.store;
    let Database::Sqlite { writer, .. } = &store.database else {
        // Its disk is PostgreSQL's own affair.
        return opened.close().await;
    };
    let mut tx = store.begin().await.unwrap();
    settings::set(&mut tx, "kept", "yes").await.unwrap();
    tx.commit().await.unwrap();
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
        .fetch_one(writer)
        .await
        .unwrap();
    let limit = async |pages: i64| {
        let limit = AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::query(limit).execute(writer).await.unwrap();
    };
    limit(pages + 2).await;
    let large = "x".repeat(100_000);
    let mut tx = store.begin().await.unwrap();
    settings::set(&mut tx, "kept", "no").await.unwrap();
    let refused = settings::set(&mut tx, "large", &large).await.unwrap_err();
    assert!(matches!(refused, StoreError::Full(_)), "{refused}");
    drop(tx);
    let kept = settings::find(&mut store.read().await.unwrap(), "kept").await;
    assert_eq!(kept.unwrap().as_deref(), Some("yes"));
    // The limit went with the connection that met it.
    let mut tx = store.begin().await.unwrap();
    settings::set(&mut tx, "large", &large).await.unwrap();
    tx.commit().await.unwrap();
    opened.close().await;
}
