//! What the questions of [`Fields`] answer.

use super::*;

#[tokio::test]
async fn absent_null_and_given_are_told_apart() {
    let json = json(r#"{"a": null, "b": "x", "c": ""}"#)
        .await
        .expect("JSON");
    let (a, b) = (json.fields.text("a"), json.fields.text("b"));
    assert_eq!((a, b), (Given::Null, Given::Value("x".to_owned())));
    assert_eq!(json.fields.text("c"), Given::Value(String::new()));
    assert_eq!(json.fields.text("d"), Given::Absent);
    let form = form("a=null&b=x&c=").await.expect("a form");
    assert_eq!(form.fields.text("a"), Given::Null);
    assert_eq!(form.fields.text("c"), Given::Null);
    assert_eq!(form.fields.optional_text("a").as_deref(), Some("null"));
    assert_eq!(form.fields.integer("a", 0..=9), Given::Null);
    assert_eq!(form.fields.text("d"), Given::Absent);
}

#[tokio::test]
async fn scalars_are_read_alike() {
    let json = json(r#"{"yes": true, "n": 3, "f": 3.0, "at": "2020-01-02"}"#).await;
    let form = form("yes=true&n=3&f=3&at=2020-01-02").await;
    for fields in [json.expect("JSON").fields, form.expect("a form").fields] {
        assert_eq!(fields.boolean("yes"), Given::Value(true));
        assert_eq!(fields.integer("n", 0..=9), Given::Value(3));
        assert_eq!(fields.integer("f", 0..=9), Given::Value(3));
        assert_eq!(
            fields.numbered("n", |n| Ok::<_, String>(n * 2)),
            Given::Value(6)
        );
        let day = fields.date("at").value().expect("a date");
        assert_eq!(day.to_rfc3339(), "2020-01-02T00:00:00+00:00");
        assert!(fields.finish().is_ok());
    }
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_sections_included() {
    let body = r#"{"name": 1, "nsfw": "yes", "n": 1.5, "big": 1e300, "at": "x", "tags": [1],
        "password": true, "zero": "a\u0000b", "s": {"at": 1, "deep": {"x": {}}}, "l": [{"n": "x"}]}"#;
    let fields = json(body).await.expect("JSON").fields;
    let _ = (
        fields.required_text("name"),
        fields.required_text("missing"),
    );
    assert_eq!(
        fields.required("channelId", fields.integer("channelId", 1..=9)),
        0
    );
    let _ = (
        fields.boolean("nsfw"),
        fields.integer("n", 0..=9),
        fields.integer("big", 0..=9),
    );
    let _ = (
        fields.date("at"),
        fields.texts("tags"),
        fields.text("password"),
        fields.text("zero"),
    );
    let section = fields.section("s").value().expect("a section");
    let _ = section.date("at");
    let _ = section.section("deep").map(|deep| deep.text("x"));
    let items = fields.sections("l").value().expect("a list");
    let _ = items[0].integer("n", 0..=9);
    let expected = [
        "name",
        "missing",
        "channelId",
        "nsfw",
        "n",
        "big",
        "at",
        "tags",
        "password",
        "zero",
        "s.at",
        "s.deep.x",
        "l[0].n",
    ];
    assert_eq!(refused(&fields), expected);
}

#[tokio::test]
async fn lists_are_lists_of_one_too_and_can_be_empty() {
    for body in ["tags=a", "tags[]=a", "tags[0]=a"] {
        let fields = form(body).await.expect("a form").fields;
        assert_eq!(
            fields.texts("tags"),
            Given::Value(vec!["a".to_owned()]),
            "{body}"
        );
    }
    let fields = form("tags[]=&ids=4&ids=5&none=null")
        .await
        .expect("a form")
        .fields;
    assert_eq!(fields.texts("tags"), Given::Value(Vec::new()));
    assert_eq!(fields.integers("ids", 0..=9), Given::Value(vec![4, 5]));
    assert_eq!(fields.texts("none"), Given::Null);
    let fields = json(r#"{"tags": [], "ids": 4}"#)
        .await
        .expect("JSON")
        .fields;
    assert_eq!(fields.texts("tags"), Given::Value(Vec::new()));
    assert_eq!(fields.integers("ids", 0..=9), Given::Value(vec![4]));
}

#[tokio::test]
async fn words_and_types_of_ones_own() {
    let fields = json(r#"{"scope": "all", "other": "none"}"#)
        .await
        .expect("JSON")
        .fields;
    assert_eq!(
        fields.one_of("scope", &[("all", 1), ("mine", 2)]),
        Given::Value(1)
    );
    assert_eq!(
        fields.one_of("other", &[("all", 1), ("mine", 2)]),
        Given::Absent
    );
    assert_eq!(refused(&fields), ["other"]);
    fields.problem("scope", "is not for you");
    assert_eq!(refused(&fields), ["scope"]);
}
