//! A request's id goes wherever its messages go.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::desk::{ClerkMsg, Office};
use crate::{RequestContext, RequestId};

#[tokio::test(start_paused = true)]
async fn an_actor_knows_the_request_behind_each_message() {
    let office = Office::<true>::open().await;
    for id in ["first", "second"] {
        let context = RequestContext::within(RequestId::from(id), Duration::from_secs(5));
        let key = "a".to_owned();
        let told = office.clerks.call(&key, &context, ClerkMsg::Request).await;
        assert_eq!(told.unwrap(), id);
    }
}

#[tokio::test(start_paused = true)]
async fn the_span_around_the_handling_names_the_request() {
    let spans = Spans::default();
    let _guard = tracing::subscriber::set_default(spans.clone());
    let office = Office::<true>::open().await;
    let context = RequestContext::within(RequestId::from("req-42"), Duration::from_secs(5));
    let key = "a".to_owned();
    let told = office.clerks.call(&key, &context, ClerkMsg::Request);
    told.await.unwrap();
    let seen = spans.0.lock().unwrap();
    assert!(seen.iter().any(|span| span.contains("kind=clerk")
        && span.contains("key=a")
        && span.contains("request_id=req-42")));
}

/// Remembers the fields of each new span.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<String>>>);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!("{}={value:?} ", field.name()));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push_str(&format!("{}={value} ", field.name()));
    }
}

impl Subscriber for Spans {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields(String::new());
        attributes.record(&mut fields);
        let mut spans = self.0.lock().unwrap();
        spans.push(fields.0);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}
    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
    fn event(&self, _event: &Event<'_>) {}
    fn enter(&self, _span: &Id) {}
    fn exit(&self, _span: &Id) {}
}
