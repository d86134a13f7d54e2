//! What must hold between settings, and what today's server cannot do.

use super::{
    Config,
    node::{Node, Origin},
    problem::Problem,
};

/// One rule: the key it is about, whether it is broken, what was found and what is accepted.
struct Rule {
    key: &'static str,
    broken: bool,
    found: String,
    accepted: &'static str,
}

/// Lists what is wrong, with the origin of the key that each rule is about.
pub(crate) fn check(config: &Config, root: &Node) -> Vec<Problem> {
    rules(config)
        .into_iter()
        .filter(|rule| rule.broken)
        .map(|rule| Problem {
            origin: root
                .at(rule.key)
                .map_or(Origin::Default, |node| node.origin.clone()),
            key: rule.key.to_owned(),
            found: rule.found,
            accepted: rule.accepted.to_owned(),
        })
        .collect()
}

fn rules(config: &Config) -> Vec<Rule> {
    let index = &config.followings.instance.auto_follow_index;
    let search = &config.search.search_index;
    let algorithms = &config.trending.videos.algorithms;
    let characters =
        |text: &str| format!("{} characters, which are not shown", text.chars().count());
    let (root, secret) = (&config.root.password, &config.secrets.peertube);
    vec![
        Rule {
            key: "federation.enabled",
            broken: config.federation.enabled,
            found: "true".to_owned(),
            accepted: "false: this version does not speak with other instances",
        },
        Rule {
            key: "root.password",
            broken: root
                .as_ref()
                .is_some_and(|password| !(6..=255).contains(&password.reveal().chars().count())),
            found: root
                .as_ref()
                .map_or_else(String::new, |password| characters(password.reveal())),
            accepted: "a password of 6 to 255 characters",
        },
        Rule {
            key: "secrets.peertube",
            broken: secret
                .as_ref()
                .is_some_and(|secret| secret.reveal().chars().count() < 32),
            found: secret
                .as_ref()
                .map_or_else(String::new, |secret| characters(secret.reveal())),
            accepted: "32 or more characters: openssl rand -hex 32",
        },
        Rule {
            key: "jobs.heartbeat",
            broken: config.jobs.heartbeat * 3 > config.jobs.lease,
            found: format!(
                "{:?} with a jobs.lease of {:?}",
                config.jobs.heartbeat, config.jobs.lease
            ),
            accepted: "at most a third of jobs.lease, so that one lost heartbeat loses no job",
        },
        Rule {
            key: "jobs.max_retry_delay",
            broken: config.jobs.max_retry_delay < config.jobs.retry_delay,
            found: "less than jobs.retry_delay".to_owned(),
            accepted: "jobs.retry_delay or longer",
        },
        Rule {
            key: "live.rtmps.enabled",
            broken: config.live.rtmps.enabled
                && (config.live.rtmps.key_file.is_none() || config.live.rtmps.cert_file.is_none()),
            found: "true without a key and a certificate".to_owned(),
            accepted: "true with live.rtmps.key_file and live.rtmps.cert_file, or false",
        },
        Rule {
            key: "followings.instance.auto_follow_index.enabled",
            broken: index.enabled && index.index_url.is_none(),
            found: "true without an index_url".to_owned(),
            accepted: "true with followings.instance.auto_follow_index.index_url, or false",
        },
        Rule {
            key: "search.search_index.enabled",
            broken: search.enabled && search.url.is_none(),
            found: "true without a url".to_owned(),
            accepted: "true with search.search_index.url, or false",
        },
        Rule {
            key: "trending.videos.algorithms.default",
            broken: !algorithms.enabled.contains(&algorithms.default),
            found: format!("'{}'", algorithms.default.word()),
            accepted: "one of trending.videos.algorithms.enabled",
        },
        Rule {
            key: "transcoding.enabled",
            broken: config.transcoding.enabled
                && !config.transcoding.hls.enabled
                && !config.transcoding.web_videos.enabled,
            found: "true with neither HLS nor web videos to make".to_owned(),
            accepted: "true with transcoding.hls.enabled or transcoding.web_videos.enabled, or false",
        },
    ]
}
