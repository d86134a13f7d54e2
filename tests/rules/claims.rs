//! What docs/claims/ says to be true names the tests that show it.
//!
//! A line is `- [x] text — \`test_name\`` (several names, separated by commas, are fine; \`scripts/bench name\` is a
//! measurement that fails when its goal is missed), `- [ ] text` for what is not there yet, or `- [!] text` for what is
//! known not to hold.

use std::collections::BTreeSet;

use super::tree::{files, none, root, shown, text};

#[test]
fn every_claim_that_is_ticked_names_tests_that_exist() {
    let tests = tests();
    let mut complaints = Vec::new();
    for path in files(&root().join("docs/claims"), "md") {
        for (number, line) in text(&path).lines().enumerate() {
            for complaint in complaints_of(line, &tests) {
                complaints.push(format!("{}:{}: {complaint}", shown(&path), number + 1));
            }
        }
    }
    none(
        &complaints,
        "write the test, correct its name, or untick the claim",
    );
}

#[test]
fn a_claim_without_its_test_is_seen() {
    let tests = BTreeSet::from(["a_test".to_owned()]);
    for good in [
        "- [x] it works — `a_test`",
        "- [x] `x` works — `a_test`, `a_test`",
        "- [ ] later",
        "- [!] broken",
        "Prose - [link](x)",
    ] {
        assert_eq!(complaints_of(good, &tests).len(), 0, "{good}");
    }
    for bad in [
        "- [x] it works",
        "- [x] it `works`",
        "- [x] it works — `no_such_test`",
        "- [x] it works — `a_test`, `no_such_test`",
        "- [X] it works — `a_test`",
        "- [?] it works",
    ] {
        assert_eq!(complaints_of(bad, &tests).len(), 1, "{bad}");
    }
}

#[test]
fn tests_are_found_by_their_attributes() {
    let tests = tests();
    for name in [
        "tests_are_found_by_their_attributes",
        "a_clip_survives_two_kills_and_plays_in_a_browser",
        "the_command_line_is_consistent",
        "nothing_new_is_taken",
        "scripts/bench ladder",
    ] {
        assert!(tests.contains(name), "{name}");
    }
    assert!(!tests.contains("complaints_of"));
}

fn complaints_of(line: &str, tests: &BTreeSet<String>) -> Vec<String> {
    let Some(rest) = line.trim_start().strip_prefix("- [") else {
        return Vec::new();
    };
    let Some((mark, text)) = rest.split_once("] ") else {
        return Vec::new();
    };
    match mark {
        " " | "!" => Vec::new(),
        "x" => {
            let names = text.rsplit_once(" — ").map(|(_, names)| quoted(names));
            match names {
                Some(names) if !names.is_empty() => names
                    .into_iter()
                    .filter(|name| !tests.contains(*name))
                    .map(|name| format!("there is no test {name}"))
                    .collect(),
                _ => vec![format!("names no test: {line}")],
            }
        }
        _ => vec![format!("[{mark}] means nothing: {line}")],
    }
}

/// What stands between backquotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The name of every test in Rust, of those of the browser, and of the measurements.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in ["tests", "src", "actors"] {
        for path in files(&root().join(folder), "rs") {
            add_rust(&text(&path), &mut found);
        }
    }
    for folder in ["tests", "web"] {
        for extension in ["mjs", "js", "ts"] {
            for path in files(&root().join(folder), extension) {
                add_script(&text(&path), &mut found);
            }
        }
    }
    for script in [
        "bench",
        "bench_live.py",
        "bench_people.py",
        "bench_views.py",
    ] {
        add_measurements(&text(&root().join("scripts").join(script)), &mut found);
    }
    found
}

fn add_measurements(text: &str, found: &mut BTreeSet<String>) {
    let functions = text.lines().filter_map(|line| line.strip_prefix("def "));
    let measurements = functions.filter_map(|line| line.strip_suffix("(scratch):"));
    found.extend(measurements.map(|name| format!("scripts/bench {name}")));
}

/// Line by line and not parsed: `proptest!` hides functions from a parser.
fn add_rust(text: &str, found: &mut BTreeSet<String>) {
    let mut is_test = false;
    for line in text.lines().map(str::trim_start) {
        if let Some(attribute) = line.strip_prefix("#[") {
            let path = attribute.split(['(', ']']).next().unwrap_or_default();
            is_test |= path == "test" || path.ends_with("::test");
        } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| is_test) {
            let name = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            found.extend(name.take(1).map(str::to_owned));
            is_test = false;
        }
    }
}

fn add_script(text: &str, found: &mut BTreeSet<String>) {
    for rest in text.split("test(").skip(1) {
        if let Some(quote) = rest
            .chars()
            .next()
            .filter(|letter| "'\"`".contains(*letter))
        {
            found.extend(rest.split(quote).nth(1).map(str::to_owned));
        }
    }
}
