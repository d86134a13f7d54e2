//! Who may do what: every operation of the OpenAPI document, against everybody who might call it.

mod exceptions;
mod table;
mod world;

use std::collections::BTreeSet;

use serde_json::Value;
use tributary::http::{openapi, routes::ROUTES};

use exceptions::EXCEPTIONS;
use table::TABLE;
use world::World;

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_do_what_the_authorization_table_says_and_no_more() {
    let world = World::build().await;
    let mut wrong = Vec::new();
    for row in TABLE {
        for (who, expected) in world.callers().into_iter().zip(row.expected) {
            let (found, body) = world.ask(row, who).await;
            if found != expected {
                let (call, who) = (row.call, who.word());
                wrong.push(format!(
                    "{} ({call}) by {who}: {found}, not {expected}: {body}",
                    row.operation
                ));
            }
        }
    }
    world.stop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_operation_has_its_row_in_the_authorization_table() {
    let rows: BTreeSet<String> = TABLE.iter().map(|row| row.operation.to_owned()).collect();
    let operations = documented();
    assert!(operations.len() > 50, "{operations:?}");
    let missing: Vec<_> = operations.difference(&rows).collect();
    let superfluous: Vec<_> = rows.difference(&operations).collect();
    assert!(
        missing.is_empty() && superfluous.is_empty(),
        "no row in tests/authorization/table.rs: {missing:#?}\nno operation: {superfluous:#?}"
    );
}

#[test]
fn routes_beside_the_authorization_table_are_exceptions_and_may_only_shrink() {
    let documented = documented();
    let routes = ROUTES.iter().flat_map(|(path, methods)| {
        let operations = methods.iter().map(move |method| format!("{method} {path}"));
        operations.collect::<Vec<_>>()
    });
    let beside: BTreeSet<String> = routes.filter(|route| !documented.contains(route)).collect();
    let listed: BTreeSet<String> = EXCEPTIONS
        .iter()
        .map(|(route, _)| (*route).to_owned())
        .collect();
    assert_eq!(
        beside, listed,
        "a route without a row is an exception with a reason"
    );
    assert!(EXCEPTIONS.iter().all(|(_, reason)| reason.len() > 20));
    // Smaller is welcome, larger is not.
    assert_eq!(
        EXCEPTIONS.len(),
        7,
        "write down the new number if it shrank"
    );
}

/// `GET /api/v1/videos/{id}` for every operation of the document.
fn documented() -> BTreeSet<String> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        let methods = methods.filter(|(_, operation)| operation["responses"] != Value::Null);
        methods.map(move |(method, _)| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}
