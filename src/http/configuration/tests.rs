//! The configuration as clients read it.

use serde_json::{Value, json};

use super::get::ServerConfig;
use crate::config::{Config, Environment};

fn told(variables: &[(&str, &str)], users: i64, address: &str) -> Value {
    let loaded = Config::load(&[], &Environment::of(variables)).unwrap();
    let document = ServerConfig::of(&loaded.config, users, address.parse().unwrap());
    serde_json::to_value(document).unwrap()
}

#[test]
fn parts_that_this_version_lacks_are_off_whatever_the_configuration_says() {
    let variables = [
        ("TRIBUTARY__IMPORT__VIDEOS__HTTP__ENABLED", "true"),
        ("TRIBUTARY__EXPORT__USERS__ENABLED", "true"),
        ("TRIBUTARY__TRACKER__ENABLED", "true"),
        ("TRIBUTARY__SEARCH__REMOTE_URI__USERS", "true"),
        ("TRIBUTARY__VIDEO_STUDIO__ENABLED", "true"),
        ("TRIBUTARY__SMTP__HOSTNAME", "mail.example"),
    ];
    let told = told(&variables, 1, "127.0.0.1");
    for switch in [
        "/import/videos/http/enabled",
        "/import/users/enabled",
        "/export/users/enabled",
        "/tracker/enabled",
        "/search/remoteUri/users",
        "/videoStudio/enabled",
        "/contactForm/enabled",
        "/homepage/enabled",
    ] {
        assert_eq!(told.pointer(switch), Some(&Value::Bool(false)), "{switch}");
    }
    assert_eq!(told.pointer("/email/enabled"), Some(&Value::Bool(true)));
}

#[test]
fn limits_and_defaults_are_those_of_the_configuration() {
    let variables = [
        ("TRIBUTARY__INSTANCE__NAME", "Brook"),
        ("TRIBUTARY__INSTANCE__DEFAULT_NSFW_POLICY", "blur"),
        ("TRIBUTARY__UPLOAD__MAX_IMAGE_SIZE", "3MB"),
        ("TRIBUTARY__USER__VIDEO_QUOTA", "1GB"),
        ("TRIBUTARY__DEFAULTS__PUBLISH__PRIVACY", "2"),
        (
            "TRIBUTARY__VIEWS__VIDEOS__WATCHING_INTERVAL__USERS",
            "7 seconds",
        ),
        ("TRIBUTARY__TRANSCODING__RESOLUTIONS__144P", "true"),
    ];
    let told = told(&variables, 1, "127.0.0.1");
    for (place, expected) in [
        ("/instance/name", json!("Brook")),
        ("/instance/defaultNSFWPolicy", json!("blur")),
        ("/video/image/size/max", json!(3 * 1024 * 1024)),
        ("/user/videoQuota", json!(1024 * 1024 * 1024)),
        ("/user/videoQuotaDaily", json!(-1)),
        ("/defaults/publish/privacy", json!(2)),
        ("/views/videos/watchingInterval/users", json!(7000)),
        ("/transcoding/enabledResolutions", json!([144, 360, 720])),
        ("/transcoding/web_videos/enabled", json!(false)),
        ("/serverVersion", json!("7.0.0")),
    ] {
        assert_eq!(told.pointer(place), Some(&expected), "{place}");
    }
}

#[test]
fn registration_is_told_by_switch_limit_and_address() {
    let open = [
        ("TRIBUTARY__SIGNUP__ENABLED", "true"),
        ("TRIBUTARY__SIGNUP__LIMIT", "3"),
        ("TRIBUTARY__SIGNUP__FILTERS__CIDR__BLACKLIST", "10.0.0.0/8"),
    ];
    let signup =
        |variables: &[_], users, address| told(variables, users, address)["signup"].clone();
    assert_eq!(signup(&open, 2, "192.0.2.1")["allowed"], true);
    assert_eq!(signup(&open, 2, "192.0.2.1")["allowedForCurrentIP"], true);
    assert_eq!(signup(&open, 2, "10.1.1.1")["allowedForCurrentIP"], false);
    assert_eq!(signup(&open, 3, "192.0.2.1")["allowed"], false);
    assert_eq!(signup(&[], 0, "192.0.2.1")["allowed"], false);
}

#[test]
fn without_transcoding_only_what_browsers_play_is_accepted() {
    let off = told(&[("TRIBUTARY__TRANSCODING__ENABLED", "false")], 1, "::1");
    assert_eq!(
        off["video"]["file"]["extensions"],
        json!([".mp4", ".ogv", ".webm"])
    );
    assert_eq!(off["transcoding"]["hls"]["enabled"], false);
    assert_eq!(off["transcoding"]["enabledResolutions"], json!([]));
    let on = told(&[], 1, "::1");
    let extensions = on["video"]["file"]["extensions"]
        .as_array()
        .unwrap()
        .clone();
    assert!(extensions.contains(&json!(".mkv")) && extensions.contains(&json!(".flac")));
}
