//! The configuration as files and variables give it, on whole texts, and config/default.yaml
//! against the structs.

use std::path::PathBuf;

use tempfile::TempDir;

use super::{
    Config, Environment, Limit, Loaded, Problems, Secret,
    value::{Cidr, LogLevel, gibibytes, minutes, seconds},
};
use crate::domain::Resolution;

/// Files in a folder of their own, and variables.
struct Operator {
    folder: TempDir,
    files: Vec<PathBuf>,
    variables: Vec<(String, String)>,
}

fn operator() -> Operator {
    Operator {
        folder: TempDir::new().expect("a folder"),
        files: Vec::new(),
        variables: Vec::new(),
    }
}

impl Operator {
    fn file(mut self, text: &str) -> Self {
        let name = format!("{}.yaml", self.files.len());
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        self.files.push(path);
        self
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn load(&self) -> Result<Loaded, Problems> {
        let borrowed = |(name, value): &'_ (String, String)| (name.clone(), value.clone());
        let variables: Vec<(String, String)> = self.variables.iter().map(borrowed).collect();
        let variables: Vec<(&str, &str)> = variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Config::load(&self.files, &Environment::of(&variables))
    }

    fn config(&self) -> Config {
        self.load().expect("the configuration is right").config
    }

    fn problems(&self) -> Vec<String> {
        let folder = format!("{}/", self.folder.path().display());
        let problems = self.load().expect_err("the configuration is wrong");
        let lines = problems.0.iter();
        lines
            .map(|problem| problem.to_string().replace(&folder, ""))
            .collect()
    }

    fn warnings(&self) -> Vec<String> {
        let folder = format!("{}/", self.folder.path().display());
        let loaded = self.load().expect("warnings do not stop the start");
        let lines = loaded.warnings.iter();
        lines
            .map(|warning| warning.to_string().replace(&folder, ""))
            .collect()
    }
}

mod default_yaml {
    use super::*;

    const TEXT: &str = include_str!("../../config/default.yaml");

    /// The dotted keys of the text's leaves, each with whether a comment stands right above it.
    fn keys() -> Vec<(String, bool)> {
        let mut path: Vec<&str> = Vec::new();
        let mut commented = false;
        let mut keys = Vec::new();
        for line in TEXT.lines() {
            let bare = line.trim_start();
            if bare.starts_with('#') {
                commented = true;
            } else if let Some((key, value)) = bare.split_once(':') {
                path.truncate((line.len() - bare.len()) / 2);
                path.push(key);
                if !value.is_empty() {
                    keys.push((path.join("."), commented));
                }
                commented = false;
            } else {
                commented = false;
            }
        }
        keys
    }

    #[test]
    fn it_reads_as_the_defaults_exactly_and_without_warnings() {
        let operator = operator().file(TEXT);
        assert_eq!(operator.config(), Config::default());
        assert_eq!(operator.warnings(), Vec::<String>::new());
    }

    #[test]
    fn it_has_every_key_of_the_structs_in_their_order() {
        let written: Vec<String> = keys().into_iter().map(|(key, _)| key).collect();
        let known: Vec<String> = Config::default()
            .entries()
            .into_iter()
            .map(|entry| entry.key)
            .collect();
        assert_eq!(written, known);
    }

    #[test]
    fn each_key_has_a_comment_above_it() {
        let bare: Vec<String> = keys()
            .into_iter()
            .filter_map(|(key, commented)| (!commented).then_some(key))
            .collect();
        assert_eq!(bare, Vec::<String>::new());
    }

    #[test]
    fn the_example_for_production_is_right_and_without_warnings() {
        let operator = operator().file(include_str!("../../config/production.example.yaml"));
        assert_eq!(
            operator.config().webserver.base_url(),
            "https://video.example.org"
        );
        assert_eq!(operator.warnings(), Vec::<String>::new());
    }
}

mod layers {
    use super::*;

    #[test]
    fn a_later_file_wins_key_by_key() {
        let config = operator()
            .file("listen:\n  port: 1\n  hostname: '::'\nrates_limit:\n  api: { max: 7 }\n")
            .file("listen:\n  port: 2\n")
            .config();
        assert_eq!(config.listen.address(), ("::".to_owned(), 2));
        assert_eq!(config.rates_limit.api.max, 7);
        assert_eq!(config.rates_limit.api.window, seconds(10));
    }

    #[test]
    fn a_list_replaces_the_list_before_it() {
        let config = operator()
            .file("trust_proxy: ['loopback', '10.0.0.0/8']")
            .file("trust_proxy: ['192.0.2.1']")
            .config();
        let trusts = |address: &str| config.trusts_proxy(address.parse().expect("an address"));
        assert!(trusts("192.0.2.1") && trusts("::ffff:192.0.2.1"));
        assert!(!trusts("127.0.0.1") && !trusts("10.1.2.3"));
    }

    #[test]
    fn variables_win_over_files() {
        let config = operator()
            .file("transcoding:\n  resolutions:\n    720p: true\n")
            .variable("TRIBUTARY__TRANSCODING__RESOLUTIONS__720P", "false")
            .variable("TRIBUTARY__RATES_LIMIT__API__WINDOW", "1 minute")
            .config();
        assert_eq!(
            config.transcoding.resolutions.enabled(),
            [Resolution::new(360)]
        );
        assert_eq!(config.rates_limit.api.window, minutes(1));
    }

    #[test]
    fn a_variable_holds_a_list_in_either_form() {
        for value in ["10.0.0.0/8, 192.0.2.7", "['10.0.0.0/8', '192.0.2.7']"] {
            let config = operator()
                .variable("TRIBUTARY__SIGNUP__FILTERS__CIDR__BLACKLIST", value)
                .config();
            let filter = &config.signup.filters.cidr;
            assert_eq!(filter.blacklist.len(), 2, "{value}");
            assert!(!filter.allows("10.9.9.9".parse().expect("an address")));
            assert!(filter.allows("192.0.2.8".parse().expect("an address")));
        }
    }

    #[test]
    fn short_names_set_what_they_stand_for_and_long_ones_win() {
        let config = operator()
            .variable("TRIBUTARY__DATABASE__URL", "sqlite:long.db")
            .variable("TRIBUTARY_DATABASE_URL", "sqlite:short.db")
            .variable("TRIBUTARY_ROOT_PASSWORD", "correct horse")
            .config();
        assert_eq!(config.database.url.reveal(), "sqlite:long.db");
        assert_eq!(config.root.password, Some(Secret::new("correct horse")));
    }

    #[test]
    fn an_empty_file_and_an_empty_section_change_nothing() {
        let operator = operator()
            .file("")
            .file("# nothing\n")
            .file("signup:\n  # nothing\n");
        assert_eq!(operator.config(), Config::default());
    }

    #[test]
    fn a_number_as_a_password_keeps_its_digits() {
        let config = operator().file("smtp:\n  password: 0123456\n").config();
        assert_eq!(config.smtp.password, Some(Secret::new("0123456")));
    }
}

mod refusals {
    use super::*;

    #[test]
    fn all_problems_are_told_at_once_with_file_line_key_found_and_accepted() {
        let problems = operator()
            .file("listen:\n  port: ninety\nlog:\n  level: loud\n")
            .variable("TRIBUTARY__UPLOAD__SESSION_EXPIRY", "soon")
            .problems();
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert_eq!(
            problems[0],
            "0.yaml:2: listen.port: found 'ninety'; accepted: a whole number from 0 to 65535"
        );
        assert!(
            problems[1].starts_with("0.yaml:4: log.level: found 'loud'; accepted: one of error,")
        );
        assert!(
            problems[2].starts_with(
                "TRIBUTARY__UPLOAD__SESSION_EXPIRY: upload.session_expiry: found 'soon'"
            )
        );
    }

    #[test]
    fn values_of_the_wrong_kind_and_beyond_their_bounds_are_refused() {
        let wrong = [
            (
                "webserver: { hostname: 'https://example.org' }",
                "webserver.hostname",
            ),
            (
                "webserver: { hostname: '-a.example' }",
                "webserver.hostname",
            ),
            ("webserver: { port: 0 }", "webserver.port"),
            ("webserver: { https: yes }", "webserver.https"),
            ("transcoding: { concurrency: 0 }", "transcoding.concurrency"),
            ("listen: { port: [9000] }", "listen.port"),
            ("trust_proxy: ['10.0.0.0/33']", "trust_proxy"),
            ("user: { video_quota: -2 }", "user.video_quota"),
            ("user: { video_quota: lots }", "user.video_quota"),
            ("database: { url: 'mysql://db/videos' }", "database.url"),
            ("database: { url: 'sqlite:' }", "database.url"),
            (
                "defaults: { publish: { privacy: 6 } }",
                "defaults.publish.privacy",
            ),
            (
                "instance: { default_nsfw_policy: hide }",
                "instance.default_nsfw_policy",
            ),
            (
                "search: { search_index: { url: 'file:///etc/passwd' } }",
                "search.search_index.url",
            ),
            ("worker: { cpu_factor: .nan }", "worker.cpu_factor"),
            ("worker: { cpu_factor: NaN }", "worker.cpu_factor"),
        ];
        for (text, key) in wrong {
            let problems = operator().file(text).problems();
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert!(
                problems[0].contains(&format!(" {key}: found ")),
                "{problems:?}"
            );
        }
    }

    #[test]
    fn settings_that_contradict_each_other_are_refused() {
        let wrong = [
            ("federation: { enabled: true }", "federation.enabled"),
            ("jobs: { heartbeat: '30 seconds' }", "jobs.heartbeat"),
            (
                "jobs: { max_retry_delay: '1 second' }",
                "jobs.max_retry_delay",
            ),
            ("live: { rtmps: { enabled: true } }", "live.rtmps.enabled"),
            (
                "search: { search_index: { enabled: true } }",
                "search.search_index.enabled",
            ),
            (
                "trending: { videos: { algorithms: { enabled: ['hot'] } } }",
                "trending.videos.algorithms.default",
            ),
            (
                "transcoding: { hls: { enabled: false } }",
                "transcoding.enabled",
            ),
            ("root: { password: abc }", "root.password"),
            ("secrets: { peertube: short }", "secrets.peertube"),
        ];
        for (text, key) in wrong {
            let problems = operator().file(text).problems();
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert!(
                problems[0].contains(&format!(" {key}: found ")),
                "{problems:?}"
            );
        }
    }

    #[test]
    fn no_message_shows_a_secret() {
        let wrong = [
            "root: { password: hunter2 , extra: [hunter2] }\nsecrets: { peertube: hunter2 }",
            "root: hunter2",
            "root: { password: [hunter2] }",
            "database: { url: 'mysql://me:hunter2@db/videos' }",
            "database: 'postgres://me:hunter2@db/videos'",
        ];
        for text in wrong {
            let problems = operator().file(text).load().expect_err("it is wrong");
            assert!(!problems.to_string().contains("hunter2"), "{problems}");
        }
        let config = operator()
            .file("root: { password: hunter2 }\nsmtp: { password: hunter2 }\ndatabase: { url: 'postgres://me:hunter2@db/videos' }")
            .config();
        assert!(!format!("{config:?}{:?}", config.entries()).contains("hunter2"));
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_line() {
        let wrong = [
            ("listen:\n  port: 1\n  port: 2\n", "0.yaml:3: "),
            ("listen:\n  port: [1\nlog: 2\n", "0.yaml:"),
            ("- listen\n", "0.yaml:1: "),
            ("log: {}\n---\nlog: {}\n", "0.yaml:3: "),
            ("a: &a 1\nb: *a\n", "0.yaml:2: "),
        ];
        for (text, place) in wrong {
            let problems = operator().file(text).problems();
            assert!(problems[0].starts_with(place), "{text}: {problems:?}");
        }
        let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
        assert!(operator().file(&format!("a: {deep}")).load().is_err());
    }

    #[test]
    fn a_file_that_is_not_there_is_a_problem_and_the_others_are_read() {
        let mut operator = operator().file("listen: { port: ninety }");
        operator
            .files
            .push(operator.folder.path().join("missing.yaml"));
        let problems = operator.problems();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(
            problems[0].starts_with("missing.yaml: found No such file"),
            "{problems:?}"
        );
    }
}

mod unknown_keys {
    use super::*;

    #[test]
    fn they_are_warnings_with_the_nearest_known_key() {
        let warnings = operator()
            .file("listen:\n  prot: 1\ntranscodng:\n  enabled: true\nmemcached:\n  hostname: db\n  port: 1\n")
            .variable("TRIBUTARY__LOG__LEVLE", "info")
            .warnings();
        assert_eq!(
            warnings,
            [
                "0.yaml:2: unknown key listen.prot; did you mean listen.port?",
                "0.yaml:6: unknown key memcached",
                "0.yaml:4: unknown key transcodng; did you mean transcoding?",
                "TRIBUTARY__LOG__LEVLE: unknown key log.levle; did you mean log.level?",
            ]
        );
    }

    #[test]
    fn variables_of_others_are_left_alone() {
        let operator = operator()
            .variable("TRIBUTARY_CONFIG", "x")
            .variable("PORT", "1");
        assert_eq!(operator.warnings(), Vec::<String>::new());
    }
}

#[test]
fn the_base_url_leaves_out_the_port_of_its_scheme() {
    for (text, url) in [
        ("{}", "http://localhost:9000"),
        ("webserver: { port: 80 }", "http://localhost"),
        (
            "webserver: { https: true, port: 443, hostname: Video.Example.ORG }",
            "https://video.example.org",
        ),
        (
            "webserver: { https: true, port: 80 }",
            "https://localhost:80",
        ),
        ("webserver: { hostname: '::1' }", "http://[::1]:9000"),
    ] {
        assert_eq!(operator().file(text).config().webserver.base_url(), url);
    }
}

#[test]
fn minus_one_takes_a_limit_away() {
    let config = operator()
        .file("signup: { limit: -1 }\nupload: { max_file_size: -1 }\nuser: { video_quota: 5GB }")
        .config();
    assert_eq!(config.signup.limit.number(), -1);
    assert!(config.upload.max_file_size.allows(gibibytes(1_000_000)));
    assert_eq!(config.user.video_quota, Limit::AtMost(gibibytes(5)));
    assert!(!config.user.video_quota.allows(gibibytes(6)));
}

#[test]
fn sqlite_files_are_found_in_their_addresses() {
    for (url, file) in [
        ("sqlite:data/a.sqlite3", Some("data/a.sqlite3")),
        ("sqlite:///srv/a.sqlite3?mode=rwc", Some("/srv/a.sqlite3")),
        ("sqlite::memory:", None),
        ("postgres://db/videos", None),
    ] {
        let config = operator().variable("TRIBUTARY_DATABASE_URL", url).config();
        assert_eq!(
            config.database.url.sqlite_file(),
            file.map(PathBuf::from),
            "{url}"
        );
    }
}

#[test]
fn differences_name_what_is_not_the_default() {
    let config = operator()
        .file("log: { level: debug }\nlisten: { port: 9000 }")
        .config();
    assert_eq!(config.log.level, LogLevel::Debug);
    let differences = config.differences();
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].key, "log.level");
}

#[test]
fn a_range_takes_addresses_of_either_form() {
    let config = operator()
        .file("signup: { filters: { cidr: { whitelist: ['2001:db8::/32', 192.0.2.7] } } }")
        .config();
    let ranges: &[Cidr] = &config.signup.filters.cidr.whitelist;
    assert!(ranges[0].contains("2001:db8::1".parse().expect("an address")));
    assert!(ranges[1].contains("::ffff:192.0.2.7".parse().expect("an address")));
}
