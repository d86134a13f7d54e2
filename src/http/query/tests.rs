//! How parameters are read.

use super::*;

fn query(raw: &str) -> Query {
    Query::parse(raw).expect("it is short")
}

/// The names that were refused.
fn refused(query: &Query) -> Vec<String> {
    match query.finish() {
        Ok(()) => Vec::new(),
        Err(ApiError::Invalid(found)) => found.into_iter().map(|param| param.name).collect(),
        Err(other) => panic!("another error: {other}"),
    }
}

#[test]
fn lists_are_read_in_all_their_spellings() {
    for raw in [
        "tag=a&tag=b",
        "tag[]=a&tag[]=b",
        "tag[0]=a&tag[1]=b",
        "tag%5B0%5D=a&other=x&tag=b",
    ] {
        assert_eq!(query(raw).list("tag"), ["a", "b"], "{raw}");
    }
    assert_eq!(query("tag=a").list("tag"), ["a"]);
    assert_eq!(query("tags=a&tag[x]=b").list("tag"), Vec::<String>::new());
    assert_eq!(
        query("tag=a,b").list("tag"),
        ["a,b"],
        "texts may have commas in them"
    );
}

#[test]
fn numbers_and_words_are_parted_by_commas_too() {
    let query = query("id=1,2&id=3&scope=all,mine");
    assert_eq!(query.integers("id", 1..=9), [1, 2, 3]);
    assert_eq!(
        query.some_of("scope", &[("all", 'a'), ("mine", 'm')]),
        ['a', 'm']
    );
    assert!(query.finish().is_ok());
}

#[test]
fn the_last_of_many_counts_where_one_is_expected() {
    assert_eq!(
        query("search=a&search=b").text("search").as_deref(),
        Some("b")
    );
    assert_eq!(
        query("search=c%C3%A9+d").text("search").as_deref(),
        Some("cé d")
    );
}

#[test]
fn everything_wrong_is_told_at_once() {
    let query = query("isLive=yes&nsfw=true&start=-1&privacy=9&sort=-drop&at=x&host=a%00");
    assert_eq!(query.boolean("isLive"), None);
    assert_eq!(query.boolean("nsfw"), Some(true));
    let _ = query.page();
    assert_eq!(query.integer("privacy", 1..=5), None);
    assert_eq!(query.sort(&[("name", ())]), None);
    assert_eq!(query.date("at"), None);
    assert_eq!(query.text("host"), None);
    assert_eq!(query.required::<()>("url", None), None);
    let expected = ["isLive", "start", "privacy", "sort", "at", "host", "url"];
    assert_eq!(refused(&query), expected);
}

#[test]
fn pages_keep_to_their_bounds() {
    let page = query("start=10&count=100").page();
    assert_eq!((page.start, page.count), (10, 100));
    let page = query("").page();
    assert_eq!((page.start, page.count), (0, 15));
    for raw in [
        "count=0",
        "count=101",
        "count=x",
        "count=99999999999999999999",
    ] {
        let query = query(raw);
        let _ = query.page();
        assert_eq!(refused(&query), ["count"], "{raw}");
    }
}

#[test]
fn a_sort_is_a_word_and_a_direction() {
    let words = [("createdAt", 1), ("name", 2)];
    let sort = |raw| {
        query(raw)
            .sort(&words)
            .map(|sort| (sort.by, sort.descending))
    };
    assert_eq!(sort("sort=-createdAt"), Some((1, true)));
    assert_eq!(sort("sort=name"), Some((2, false)));
    assert_eq!(sort("sort=+name"), Some((2, false)));
    assert_eq!(sort("sort=%2Bname"), Some((2, false)));
    assert_eq!(sort(""), None);
}

#[test]
fn long_queries_and_long_lists_are_refused() {
    assert!(Query::parse(&"a".repeat(LONGEST + 1)).is_err());
    let raw = "t=1&".repeat(MOST_VALUES + 1);
    let query = query(&raw);
    assert!(query.list("t").is_empty());
    assert_eq!(refused(&query), ["t"]);
}
