//! User agents that are no people: their visits are answered and not counted.
//!
//! The patterns are those of npm's crawler-user-agents, embedded at build time.

use std::sync::LazyLock;

use actix_web::{HttpRequest, http::header::USER_AGENT};
use quick_cache::sync::Cache;
use regex::RegexSet;

include!(concat!(env!("OUT_DIR"), "/crawlers.rs"));

/// User agents whose verdict is remembered.
const REMEMBERED: usize = 4096;
/// A longer one is nobody's.
const LONGEST: usize = 1024;

static PATTERNS: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
    let set = RegexSet::new(CRAWLERS);
    // The test below sees that they compile.
    set.inspect_err(|error| tracing::error!(%error, "crawlers are not known"))
        .ok()
});

static VERDICTS: LazyLock<Cache<String, bool>> = LazyLock::new(|| Cache::new(REMEMBERED));

/// Whether nobody looks at what is asked for: a crawler asks, or a browser ahead of its time.
#[must_use]
pub(super) fn is_nobody(request: &HttpRequest) -> bool {
    is_prefetch(request) || is_crawler(request)
}

/// Whether a browser asks for what somebody may look at later (Fetch, 3.7: `Sec-Purpose`).
fn is_prefetch(request: &HttpRequest) -> bool {
    ["sec-purpose", "purpose", "x-moz", "x-purpose"]
        .iter()
        .filter_map(|name| request.headers().get(*name)?.to_str().ok())
        .any(|purpose| purpose.contains("prefetch") || purpose.contains("preview"))
}

fn is_crawler(request: &HttpRequest) -> bool {
    let Some(agent) = request.headers().get(USER_AGENT) else {
        return false;
    };
    let Ok(agent) = agent.to_str() else {
        return false;
    };
    if agent.len() > LONGEST {
        return true;
    }
    if let Some(known) = VERDICTS.get(agent) {
        return known;
    }
    let verdict = PATTERNS.as_ref().is_some_and(|set| set.is_match(agent));
    VERDICTS.insert(agent.to_owned(), verdict);
    verdict
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn with(name: &'static str, value: &str) -> HttpRequest {
        TestRequest::default()
            .insert_header((name, value.to_owned()))
            .to_http_request()
    }

    #[test]
    fn crawlers_and_prefetches_are_nobody_and_players_are_somebody() {
        assert!(PATTERNS.is_some(), "a pattern does not compile");
        assert!(CRAWLERS.len() > 500);
        let long = "a".repeat(LONGEST + 1);
        for agent in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            &long,
        ] {
            for _ in 0..2 {
                assert!(is_nobody(&with("user-agent", agent)), "{agent}");
            }
        }
        for agent in [
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
            "PeerTube/1.2 (Android 14)",
            "",
        ] {
            assert!(!is_nobody(&with("user-agent", agent)), "{agent}");
        }
        assert!(is_nobody(&with("sec-purpose", "prefetch;prerender")));
        assert!(is_nobody(&with("purpose", "prefetch")));
        assert!(!is_nobody(&TestRequest::default().to_http_request()));
    }
}
