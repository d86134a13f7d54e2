//! Writes a tree in each of the three kinds, for the property that all are read alike.

use serde_json::{Map, Value};
use url::form_urlencoded;

pub(super) const BOUNDARY: &str = "----tributary-7MA4YWxkTrZu0gW";

/// Names and texts, with brackets.
pub(super) fn pairs(fields: &Map<String, Value>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value) in fields {
        add(&mut pairs, name.clone(), value);
    }
    pairs
}

fn add(pairs: &mut Vec<(String, String)>, name: String, value: &Value) {
    match value {
        Value::String(text) => pairs.push((name, text.clone())),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                add(pairs, format!("{name}[{place}]"), item);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                add(pairs, format!("{name}[{key}]"), item);
            }
        }
        other => panic!("a form knows texts only: {other}"),
    }
}

pub(super) fn urlencoded(fields: &Map<String, Value>) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(pairs(fields));
    body.finish()
}

pub(super) fn multipart(fields: &Map<String, Value>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, text) in pairs(fields) {
        part(&mut body, &format!("name=\"{name}\""), text.as_bytes());
    }
    close(&mut body);
    body
}

pub(super) fn part(body: &mut Vec<u8>, what: &str, content: &[u8]) {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {what}\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n");
}

pub(super) fn close(body: &mut Vec<u8>) {
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
}

pub(super) fn multipart_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}
