//! Statuses that operations have in common, told once here and not at each of them: whoever takes parameters refuses
//! wrong ones, whoever takes a body refuses one that is none, whoever asks for a login refuses strangers.

use utoipa::{
    Modify,
    openapi::{OpenApi, RefOr, Response, path::Operation},
};

const PARAMETERS: &[(&str, &str)] = &[("400", "The request is not what it should be")];
const BODY: &[(&str, &str)] = &[
    ("400", "The request is not what it should be"),
    ("408", "The body stood still"),
    ("413", "The body is too large"),
    ("415", "The body is of another kind"),
];
const LOGIN: &[(&str, &str)] = &[("401", "Nobody is signed in")];
const LIMITED: &[(&str, &str)] = &[(
    "429",
    "Too many requests from this address: Retry-After says when to come back",
)];

/// Adds them where an operation says nothing else of the same status.
pub(super) struct CommonStatuses;

impl Modify for CommonStatuses {
    fn modify(&self, document: &mut OpenApi) {
        for (path, item) in &mut document.paths.paths {
            let operations = [
                &mut item.get,
                &mut item.put,
                &mut item.post,
                &mut item.delete,
            ];
            for operation in operations.into_iter().flatten() {
                if operation
                    .parameters
                    .as_ref()
                    .is_some_and(|all| !all.is_empty())
                {
                    add(operation, PARAMETERS);
                }
                if operation.request_body.is_some() {
                    add(operation, BODY);
                }
                if needs_login(operation) {
                    add(operation, LOGIN);
                }
                if path.starts_with("/api/v1/") {
                    add(operation, LIMITED);
                }
            }
        }
    }
}

/// Whether nobody may call it without a token.
fn needs_login(operation: &Operation) -> bool {
    let empty = serde_json::json!({});
    operation.security.as_ref().is_some_and(|ways| {
        let open = |way| serde_json::to_value(way).is_ok_and(|way| way == empty);
        !ways.is_empty() && !ways.iter().any(open)
    })
}

fn add(operation: &mut Operation, statuses: &[(&str, &str)]) {
    for (status, description) in statuses {
        let known = &mut operation.responses.responses;
        known
            .entry((*status).to_owned())
            .or_insert_with(|| RefOr::T(Response::new(*description)));
    }
}
