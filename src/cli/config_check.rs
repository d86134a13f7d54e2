//! `tributary config check`: what the server would start with.

use std::{fmt::Write as _, process::ExitCode};

use crate::config::{Loaded, Problems};

/// What is printed: the text, and whether the server would start.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Lines for standard output, or for standard error when it would not start.
    pub text: String,
    /// Whether it would.
    pub starts: bool,
}

/// Says everything that is wrong, or what differs from the defaults.
#[must_use]
pub fn verdict(loaded: &Result<Loaded, Problems>) -> Verdict {
    match loaded {
        Err(problems) => Verdict {
            text: format!("{problems}\n"),
            starts: false,
        },
        Ok(loaded) => Verdict {
            text: summary(loaded),
            starts: true,
        },
    }
}

/// Prints the verdict; the status of the process is 1 when the server would not start.
#[must_use]
pub fn conclude(loaded: &Result<Loaded, Problems>) -> ExitCode {
    let verdict = verdict(loaded);
    if verdict.starts {
        print!("{}", verdict.text);
        ExitCode::SUCCESS
    } else {
        eprint!("{}", verdict.text);
        ExitCode::FAILURE
    }
}

fn summary(loaded: &Loaded) -> String {
    let differences = loaded.config.differences();
    let mut text = format!(
        "OK: {} settings differ from the defaults, {} warnings\n",
        differences.len(),
        loaded.warnings.len()
    );
    for entry in differences {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {}: {}", entry.key, entry.value);
    }
    for warning in &loaded.warnings {
        let _ = writeln!(text, "  warning: {warning}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Environment};

    fn check(variables: &[(&str, &str)]) -> Verdict {
        verdict(&Config::load(&[], &Environment::of(variables)))
    }

    #[test]
    fn the_defaults_are_one_line() {
        let verdict = check(&[]);
        assert_eq!(
            verdict.text,
            "OK: 0 settings differ from the defaults, 0 warnings\n"
        );
        assert!(verdict.starts);
    }

    #[test]
    fn what_differs_is_listed_without_secrets() {
        let verdict = check(&[
            ("TRIBUTARY__LISTEN__PORT", "9001"),
            ("TRIBUTARY_ROOT_PASSWORD", "correct horse"),
            ("TRIBUTARY_DATABASE_URL", "postgres://me:battery@db/videos"),
        ]);
        assert!(verdict.starts, "{}", verdict.text);
        assert!(
            verdict.text.contains("listen.port: 9001"),
            "{}",
            verdict.text
        );
        assert!(
            verdict.text.contains("root.password: (set)"),
            "{}",
            verdict.text
        );
        assert!(
            verdict.text.contains("postgres://me:***@db/videos"),
            "{}",
            verdict.text
        );
        assert!(!verdict.text.contains("horse") && !verdict.text.contains("battery"));
    }

    #[test]
    fn a_bad_value_stops_the_start() {
        let verdict = check(&[("TRIBUTARY__LISTEN__PORT", "ninety")]);
        assert!(!verdict.starts);
        assert!(
            verdict
                .text
                .contains("TRIBUTARY__LISTEN__PORT: listen.port: found 'ninety'")
        );
    }
}
