//! What each kind of body is read as, and which are refused.

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;
use crate::http::form::fields::Source;

/// Trees that a form can say: texts, lists and sections, none of them empty.
fn trees() -> impl Strategy<Value = Map<String, Value>> {
    let text = any::<String>().prop_map(Value::String);
    let value = text.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Value::Array),
            fields(inner).prop_map(Value::Object),
        ]
    });
    fields(value)
}

fn fields(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map("[a-zA-Z_]{1,6}", value, 1..5)
        .prop_map(|fields| fields.into_iter().collect())
}

fn read_back(kind: &str, body: &[u8], size: usize) -> Map<String, Value> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let rules = Rules::no_files();
    let form = runtime
        .block_on(decode_as(kind, pieces(body, size), &rules))
        .expect("it is well formed");
    let names: Vec<String> = form.fields.names().map(str::to_owned).collect();
    names
        .into_iter()
        .map(|name| {
            let value = form.fields.raw(&name).cloned().unwrap_or_default();
            (name, value)
        })
        .collect()
}

proptest! {
    #[test]
    fn a_tree_is_the_same_in_all_three_forms(tree in trees(), size in 1..200_usize) {
        let json = serde_json::to_vec(&tree).expect("it is JSON");
        prop_assert_eq!(&read_back("application/json", &json, size), &tree);
        let urlencoded = encode::urlencoded(&tree);
        let kind = "application/x-www-form-urlencoded";
        prop_assert_eq!(&read_back(kind, urlencoded.as_bytes(), size), &tree);
        let multipart = encode::multipart(&tree);
        prop_assert_eq!(&read_back(&encode::multipart_type(), &multipart, size), &tree);
    }

    #[test]
    fn rubbish_is_refused_or_read_and_never_panics(body in prop::collection::vec(any::<u8>(), 0..300)) {
        for kind in ["application/json", "application/x-www-form-urlencoded"] {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
            let _ = runtime.block_on(decode_as(kind, pieces(&body, 7), &Rules::no_files()));
        }
    }
}

#[tokio::test]
async fn no_body_has_no_fields() {
    let form = decode(
        &HeaderMap::new(),
        pieces(b"", 1),
        &Rules::no_files(),
        LIMITS,
    )
    .await;
    assert_eq!(form.expect("it says nothing").fields.names().count(), 0);
}

#[tokio::test]
async fn another_kind_is_unsupported() {
    for kind in [
        "text/plain",
        "application/xml",
        "multipart/mixed; boundary=x",
        "rubbish",
    ] {
        let answer = decode_as(kind, pieces(b"{}", 9), &Rules::no_files()).await;
        assert!(
            matches!(answer, Err(ApiError::UnsupportedMedia(_))),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn json_that_is_none_no_object_or_too_deep_is_refused() {
    let bomb = "[".repeat(100_000);
    let deep = r#"{"a":{"b":{"c":{"d":{"e":{"f":1}}}}}}"#;
    for body in ["{", "[]", "1", "{\"a\":1e999}", &bomb, deep] {
        let answer = json(body).await;
        assert!(matches!(answer, Err(ApiError::BadRequest(_))), "{body:.40}");
    }
    assert!(json(r#"{"a":{"b":{"c":{"d":{"e":1}}}}}"#).await.is_ok());
}

#[tokio::test]
async fn bodies_and_texts_have_their_bounds() {
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(LIMITS.fields));
    assert!(matches!(json(&large).await, Err(ApiError::TooLarge(_))));
    let long = format!("a={}", "x".repeat(LONGEST_TEXT + 1));
    assert!(matches!(form(&long).await, Err(ApiError::TooLarge(_))));
    let mut body = Vec::new();
    for n in 0..9 {
        let what = format!("name=\"f{n}\"");
        encode::part(&mut body, &what, &[b'x'; LONGEST_TEXT]);
    }
    encode::close(&mut body);
    let kind = encode::multipart_type();
    let answer = decode_as(&kind, pieces(&body, 8192), &Rules::no_files()).await;
    assert!(matches!(answer, Err(ApiError::TooLarge(_))));
}

#[tokio::test(start_paused = true)]
async fn multipart_that_is_cut_off_or_rubbish_is_refused() {
    let mut body = Vec::new();
    encode::part(&mut body, "name=\"a\"", b"1");
    encode::close(&mut body);
    // Cut within the closing boundary nothing is missing that anybody would want.
    for end in 0..body.len() - encode::BOUNDARY.len() - 6 {
        let kind = encode::multipart_type();
        let answer = decode_as(&kind, pieces(&body[..end], 16), &Rules::no_files()).await;
        let refused = matches!(answer, Err(ApiError::BadRequest(_) | ApiError::TimedOut(_)));
        assert!(refused || end == 0, "{end}: {answer:?}");
    }
    let answer = decode_as("multipart/form-data", pieces(&body, 16), &Rules::no_files()).await;
    assert!(matches!(answer, Err(ApiError::BadRequest(_))));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stands_still_is_ended() {
    for kind in ["application/json".to_owned(), encode::multipart_type()] {
        // As the layer hands bodies on.
        let silence = body::still_coming(stream::pending(), LIMITS.timeout).boxed_local();
        let answer = decode_as(&kind, silence, &Rules::no_files()).await;
        assert!(matches!(answer, Err(ApiError::TimedOut(_))), "{kind}");
    }
}

#[test]
fn the_sources_differ_in_what_null_is() {
    let fields = |source| {
        let values = [("a".to_owned(), Value::from("null"))]
            .into_iter()
            .collect();
        Fields::root(source, values)
    };
    assert_eq!(
        fields(Source::Json).text("a"),
        Given::Value("null".to_owned())
    );
    assert_eq!(fields(Source::Form).text("a"), Given::Null);
}
