//! What is the same for everybody, kept in memory for a moment, so that the cost of a busy page does not grow with those
//! who look at it.
//!
//! What is kept is found under the count of [`Changes`] and the current period of `http.kept.max_age`: after any change
//! by this process nothing kept before is found again, and what another node of the same database changed is seen
//! within a period. Of many who ask for the same at once, one asks the database.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use actix_web::{HttpRequest, HttpResponse, http::header::ContentType};
use bytes::Bytes;
use quick_cache::{Weighter, sync::Cache};
use serde::Serialize;

use crate::{
    config::Kept as Settings,
    domain::Timestamp,
    http::{error::ApiError, videos::viewing::Watched},
    store::{Changes, served_files::ServedVideo},
};

/// That another node has hidden a video or changed its length may be seen so late by those who count its viewers.
const WATCHED_MAX_AGE: Duration = Duration::from_secs(30);
/// Roughly what an entry takes besides its key and its bytes.
const ENTRY: u64 = 200;

/// Answers of JSON, and which video a public file belongs to.
#[derive(Debug)]
pub struct Kept {
    changes: Changes,
    began: Instant,
    max_age: Duration,
    answers: Option<Cache<Key, Bytes, Weight>>,
    files: Option<Cache<Key, ServedVideo, Weight>>,
    watched: Option<Cache<Key, Watched, Weight>>,
    stats: Mutex<Option<(Timestamp, Bytes)>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    changes: u64,
    period: u128,
    name: String,
}

#[derive(Clone, Debug)]
struct Weight;

impl Weighter<Key, Bytes> for Weight {
    fn weight(&self, key: &Key, answer: &Bytes) -> u64 {
        ENTRY + key.name.len() as u64 + answer.len() as u64
    }
}

impl Weighter<Key, Watched> for Weight {
    fn weight(&self, key: &Key, _: &Watched) -> u64 {
        ENTRY + key.name.len() as u64
    }
}

impl Weighter<Key, ServedVideo> for Weight {
    fn weight(&self, key: &Key, _: &ServedVideo) -> u64 {
        ENTRY + key.name.len() as u64
    }
}

impl Kept {
    /// Nothing yet; with `http.kept.size: 0` for ever.
    #[must_use]
    pub fn new(settings: &Settings, changes: Changes) -> Self {
        let (size, few) = (settings.size.bytes(), 64);
        Self {
            changes,
            began: Instant::now(),
            max_age: settings.max_age,
            answers: (size > 0).then(|| Cache::with_weighter(few, size, Weight)),
            files: (size > 0).then(|| Cache::with_weighter(few, size / 8, Weight)),
            stats: Mutex::default(),
            watched: (size > 0).then(|| Cache::with_weighter(few, size / 8, Weight)),
        }
    }

    /// The answer to a request: what `make` makes of it, kept where it is made for everybody.
    ///
    /// # Errors
    /// Those of `make`, which are not kept.
    pub async fn answer<T: Serialize>(
        &self,
        request: &HttpRequest,
        is_for_everybody: bool,
        make: impl AsyncFnOnce() -> Result<T, ApiError>,
    ) -> Result<HttpResponse, ApiError> {
        let make = async || to_json(&make().await?);
        let json = match &self.answers {
            Some(answers) if is_for_everybody => {
                let name = request.uri().to_string();
                find_or_make(answers, self.key(name), make).await?
            }
            _ => Box::pin(make()).await?,
        };
        Ok(HttpResponse::Ok()
            .insert_header(ContentType::json())
            .body(json))
    }

    /// The video of the file with this path, as `find` finds it.
    ///
    /// # Errors
    /// Those of `find`, which are not kept.
    pub async fn video_of_file(
        &self,
        path: &str,
        find: impl AsyncFnOnce() -> Result<ServedVideo, ApiError>,
    ) -> Result<ServedVideo, ApiError> {
        match &self.files {
            Some(files) => find_or_make(files, self.key(path.to_owned()), find).await,
            None => find().await,
        }
    }

    /// What counting needs to know of a video that everybody may watch, by one of its names.
    ///
    /// # Errors
    /// Those of `find`, which are not kept.
    pub async fn watched(
        &self,
        name: &str,
        find: impl AsyncFnOnce() -> Result<Watched, ApiError>,
    ) -> Result<Watched, ApiError> {
        match &self.watched {
            Some(watched) => {
                let key = self.key_within(name.to_owned(), WATCHED_MAX_AGE);
                find_or_make(watched, key, find).await
            }
            None => find().await,
        }
    }

    /// The numbers of the instance: what `make` makes of them, until they are as old as `max_age`.
    ///
    /// # Errors
    /// Those of `make`, which are not kept.
    pub async fn stats<T: Serialize>(
        &self,
        max_age: Duration,
        now: Timestamp,
        make: impl AsyncFnOnce() -> Result<T, ApiError>,
    ) -> Result<Bytes, ApiError> {
        let known = self
            .stats
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((made, stats)) = known
            && (now - made).to_std().is_ok_and(|age| age < max_age)
        {
            return Ok(stats);
        }
        let stats = to_json(&make().await?)?;
        let mut known = self.stats.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((now, stats.clone()));
        Ok(stats)
    }

    fn key(&self, name: String) -> Key {
        self.key_within(name, self.max_age)
    }

    fn key_within(&self, name: String, max_age: Duration) -> Key {
        let age = self.began.elapsed().as_millis();
        Key {
            changes: self.changes.count(),
            period: age / max_age.as_millis().max(1),
            name,
        }
    }
}

/// What is found costs neither the making nor the memory of its future.
async fn find_or_make<V: Clone>(
    cache: &Cache<Key, V, Weight>,
    key: Key,
    make: impl AsyncFnOnce() -> Result<V, ApiError>,
) -> Result<V, ApiError>
where
    Weight: Weighter<Key, V>,
{
    match cache.get(&key) {
        Some(found) => Ok(found),
        None => Box::pin(cache.get_or_insert_async(&key, make())).await,
    }
}

fn to_json(value: &impl Serialize) -> Result<Bytes, ApiError> {
    serde_json::to_vec(value)
        .map(Bytes::from)
        .map_err(ApiError::internal)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use actix_web::{body::to_bytes, test::TestRequest};

    use super::*;
    use crate::{
        config::{ByteSize, Http},
        store::test_store::TestStore,
    };

    /// Answers with how often it was asked.
    struct Maker(AtomicU32);

    impl Maker {
        async fn ask(&self, kept: &Kept, path: &str, is_for_everybody: bool) -> String {
            let request = TestRequest::with_uri(path).to_http_request();
            let make = async || Ok(self.0.fetch_add(1, Ordering::Relaxed) + 1);
            let answer = kept.answer(&request, is_for_everybody, make).await.unwrap();
            let body = to_bytes(answer.into_body()).await.unwrap();
            String::from_utf8(body.to_vec()).unwrap()
        }
    }

    #[actix_web::test]
    async fn what_is_everybodys_is_made_once_until_something_shown_changes() {
        let opened = TestStore::open().await;
        let store = &opened.store;
        let hour = Settings {
            max_age: Duration::from_secs(3600),
            ..Http::default().kept
        };
        let kept = Kept::new(&hour, store.changes().clone());
        let maker = Maker(AtomicU32::new(0));
        assert_eq!(maker.ask(&kept, "/a", true).await, "1");
        assert_eq!(maker.ask(&kept, "/a", true).await, "1");
        assert_eq!(maker.ask(&kept, "/a?start=1", true).await, "2", "another");
        assert_eq!(maker.ask(&kept, "/a", false).await, "3", "somebody's own");
        store.begin_unshown().await.unwrap().commit().await.unwrap();
        assert_eq!(maker.ask(&kept, "/a", true).await, "1");
        drop(store.begin().await.unwrap());
        assert_eq!(maker.ask(&kept, "/a", true).await, "1", "rolled back");
        store.begin().await.unwrap().commit().await.unwrap();
        assert_eq!(maker.ask(&kept, "/a", true).await, "4", "changed");
        opened.close().await;
    }

    #[actix_web::test]
    async fn what_another_server_changed_is_seen_when_the_time_is_over() {
        let settings = Settings {
            max_age: Duration::from_millis(1),
            ..Http::default().kept
        };
        let kept = Kept::new(&settings, Changes::default());
        let maker = Maker(AtomicU32::new(0));
        maker.ask(&kept, "/a", true).await;
        while maker.ask(&kept, "/a", true).await == "1" {
            tokio::task::yield_now().await;
        }
    }

    #[actix_web::test]
    async fn of_many_who_ask_at_once_one_makes_the_answer() {
        let kept = Kept::new(&Http::default().kept, Changes::default());
        let made = AtomicU32::new(0);
        let ask = async || {
            let request = TestRequest::with_uri("/a").to_http_request();
            let make = async || {
                made.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                Ok(1)
            };
            kept.answer(&request, true, make).await.unwrap();
        };
        futures_util::future::join_all((0..100).map(|_| ask())).await;
        assert!(made.load(Ordering::Relaxed) <= 2, "one a period");
    }

    #[actix_web::test]
    async fn nothing_is_kept_without_memory_nor_is_a_failure() {
        let settings = Settings {
            size: ByteSize::new(0),
            ..Http::default().kept
        };
        let kept = Kept::new(&settings, Changes::default());
        let maker = Maker(AtomicU32::new(0));
        assert_eq!(maker.ask(&kept, "/a", true).await, "1");
        assert_eq!(maker.ask(&kept, "/a", true).await, "2");
        let kept = Kept::new(&Http::default().kept, Changes::default());
        let request = TestRequest::with_uri("/a").to_http_request();
        let failure = async || Err::<u32, _>(ApiError::NotFound("video"));
        kept.answer(&request, true, failure).await.unwrap_err();
        assert_eq!(maker.ask(&kept, "/a", true).await, "3");
    }
}
