//! Documents that are written by machine, or that list what the code has, are as the code is.

use std::collections::BTreeSet;

use serde_json::Value;
use tributary::http::{openapi, routes::ROUTES};

use super::tree::{root, text};

const METHODS: [&str; 5] = ["get", "post", "put", "delete", "patch"];

#[test]
fn the_openapi_document_in_docs_is_the_one_that_is_served() {
    let path = root().join("docs/openapi.json");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    // Not assert_eq: it would print both documents.
    assert!(
        kept == openapi::text().unwrap(),
        "docs/openapi.json is out of date: cargo run -- openapi > docs/openapi.json"
    );
}

#[test]
fn every_route_of_the_api_is_in_the_openapi_document_and_the_other_way_round() {
    let routed: BTreeSet<String> = ROUTES
        .iter()
        .filter(|(path, _)| path.starts_with("/api/v1"))
        .flat_map(|(path, methods)| {
            let path = plain(path);
            methods.iter().map(move |method| format!("{method} {path}"))
        })
        .collect();
    let documented: BTreeSet<String> = documented()
        .into_iter()
        .filter(|operation| operation.contains(" /api/v1"))
        .collect();
    let only = |these: &BTreeSet<String>, those: &BTreeSet<String>| -> Vec<String> {
        these.difference(those).cloned().collect()
    };
    assert!(!routed.is_empty());
    let (undocumented, unrouted) = (only(&routed, &documented), only(&documented, &routed));
    assert!(
        undocumented.is_empty() && unrouted.is_empty(),
        "not in http/openapi.rs: {undocumented:#?}\nnot in http/routes.rs: {unrouted:#?}"
    );
}

#[test]
fn every_operation_of_the_openapi_document_is_routed() {
    let routed: BTreeSet<String> = ROUTES
        .iter()
        .flat_map(|(path, methods)| {
            let path = plain(path);
            methods.iter().map(move |method| format!("{method} {path}"))
        })
        .collect();
    let unrouted: Vec<String> = documented().difference(&routed).cloned().collect();
    assert!(unrouted.is_empty(), "not in http/routes.rs: {unrouted:#?}");
}

#[test]
fn every_code_of_our_own_is_explained_in_the_api_document() {
    let path = root().join("docs/API.md");
    if !path.exists() {
        return;
    }
    let explained = text(&path);
    let missing: Vec<String> = our_codes()
        .into_iter()
        .filter(|word| !explained.contains(&format!("`{word}`")))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/API.md does not explain {missing:?}"
    );
}

#[test]
fn the_codes_of_our_own_are_found() {
    let codes = our_codes();
    assert!(codes.contains(&"route_not_found".to_owned()), "{codes:?}");
    assert!(!codes.contains(&"quota_reached".to_owned()), "{codes:?}");
}

/// `GET /api/v1/videos/{id}` for every operation.
fn documented() -> BTreeSet<String> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = METHODS
            .iter()
            .filter(|method| item[**method] != Value::Null);
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}

/// A route's pattern without what limits its parameters: `{asset:.*}` is `{asset}`.
fn plain(pattern: &str) -> String {
    let mut plain = String::new();
    let (mut depth, mut in_limit) = (0, false);
    for letter in pattern.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ':' if depth == 1 => in_limit = true,
            _ => {}
        }
        in_limit &= depth > 0;
        if !in_limit {
            plain.push(letter);
        }
    }
    plain
}

/// The last column of the table in http/code.rs says whose a code is.
fn our_codes() -> Vec<String> {
    let source = text(&root().join("src/http/code.rs"));
    // A line of rustfmt's may be broken: what counts is the statement.
    let rows = source
        .split(';')
        .filter(|row| row.trim_end().ends_with(", true"));
    rows.filter_map(|row| {
        row.rsplit_once("= \"")?
            .1
            .split('"')
            .next()
            .map(str::to_owned)
    })
    .collect()
}

#[test]
fn every_reference_of_the_openapi_document_leads_somewhere() {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let mut places = vec![&document];
    let mut lost = BTreeSet::new();
    while let Some(place) = places.pop() {
        if let Some(target) = place["$ref"].as_str() {
            let found = target
                .strip_prefix('#')
                .and_then(|path| document.pointer(path));
            lost.extend(found.is_none().then_some(target));
        }
        match place {
            Value::Object(fields) => places.extend(fields.values()),
            Value::Array(items) => places.extend(items),
            _ => {}
        }
    }
    assert!(
        lost.is_empty(),
        "name them in components(schemas(…)) of http/openapi.rs: {lost:?}"
    );
}
