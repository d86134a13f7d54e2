//! What webfinger takes for a question about this instance.

use super::webfinger::{Wanted, wanted};
use crate::{
    config::{Config, Environment, Webserver},
    http::error::ApiError,
};

fn webserver() -> Webserver {
    let variables = [
        ("TRIBUTARY__WEBSERVER__HOSTNAME", "Tube.Example"),
        ("TRIBUTARY__WEBSERVER__PORT", "9000"),
    ];
    let loaded = Config::load(&[], &Environment::of(&variables)).unwrap();
    loaded.config.webserver
}

#[test]
fn a_handle_of_this_instance_is_a_name_whatever_the_case_of_its_host() {
    for resource in ["acct:root@tube.example:9000", "acct:root@TUBE.example:9000"] {
        let found = wanted(resource, &webserver()).unwrap();
        assert!(
            matches!(found, Wanted::Name(name) if name == "root"),
            "{resource}"
        );
    }
}

#[test]
fn another_instance_is_not_found_and_nonsense_is_refused() {
    for resource in ["acct:root@tube.example", "acct:root@elsewhere.example"] {
        let error = wanted(resource, &webserver());
        assert!(matches!(error, Err(ApiError::NotFound(_))), "{resource}");
    }
    for resource in [
        "",
        "root",
        "acct:",
        "acct:root",
        "acct:root@",
        "acct:a b@tube.example",
        "mailto:a@b",
    ] {
        let error = wanted(resource, &webserver());
        assert!(matches!(error, Err(ApiError::Invalid(_))), "{resource}");
    }
}
