//! What a test expects of an answer.

use reqwest::{Response, StatusCode};
use serde_json::Value;

/// The JSON of an answer with this status.
pub(crate) async fn json(answer: Response, status: u16) -> Value {
    let text = text(answer, status).await;
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The body of an answer with this status.
pub(crate) async fn text(answer: Response, status: u16) -> String {
    let (url, found) = (answer.url().clone(), answer.status());
    let text = answer.text().await.unwrap();
    assert_eq!(found.as_u16(), status, "{url}: {text}");
    text
}

/// Fails unless the answer has this status and, for 204, no body.
pub(crate) async fn status(answer: Response, status: u16) {
    let text = text(answer, status).await;
    assert!(status != 204 || text.is_empty(), "204 with a body: {text}");
}

/// A problem document with this status and code (none where `code` is empty), whole and consistent.
pub(crate) async fn problem(answer: Response, status: u16, code: &str) -> Value {
    let kind = answer.headers().get("content-type").cloned();
    let document = json(answer, status).await;
    let kind = kind.unwrap();
    let kind = kind.to_str().unwrap();
    assert!(kind.starts_with("application/problem+json"), "{kind}");
    assert_eq!(document["status"], status, "{document}");
    let title = StatusCode::from_u16(status).unwrap().canonical_reason();
    assert_eq!(document["title"].as_str(), title, "{document}");
    assert!(document["detail"].is_string(), "{document}");
    assert_eq!(
        document["code"].as_str().unwrap_or_default(),
        code,
        "{document}"
    );
    let kind = document["type"].as_str().unwrap();
    assert!(
        kind == "about:blank" || kind.ends_with(&format!("#section/Errors/{code}")),
        "{document}"
    );
    document
}

/// A problem document of 400 that names these parameters and no others.
pub(crate) async fn invalid(answer: Response, names: &[&str]) -> Value {
    let document = problem(answer, 400, "").await;
    let params = document["invalid-params"].as_object();
    let mut found: Vec<&str> = params
        .unwrap_or_else(|| panic!("no invalid-params: {document}"))
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = names.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{document}");
    document
}
