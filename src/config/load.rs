//! Files and environment to a [`Config`]: read, lay over one another, read into structs, check.

use std::path::PathBuf;

use super::{
    Config, check, environment,
    node::{Node, Origin},
    problem::{Problem, Problems, Warning},
    section::{Reader, Setting},
    unknown, yaml,
};

/// The largest file that is read: far beyond any configuration.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// Environment variables, handed in so that tests have their own.
#[derive(Clone, Debug, Default)]
pub struct Environment(Vec<(String, String)>);

impl Environment {
    /// The variables of this process that are Unicode text; no setting can be anything else.
    #[must_use]
    pub fn of_process() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
        )
    }

    /// These variables.
    #[must_use]
    pub fn of(variables: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self(variables.iter().map(owned).collect())
    }
}

/// A configuration that the server can start with.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// Keys that nobody knows.
    pub warnings: Vec<Warning>,
}

impl Config {
    /// Reads `files`, each over those before it, and the environment over them all.
    ///
    /// # Errors
    /// Everything that is wrong in any of them, at once.
    pub fn load(files: &[PathBuf], environment: &Environment) -> Result<Loaded, Problems> {
        let known = Self::default().entries();
        let mut problems = Vec::new();
        let mut root = Node::empty(Origin::Default);
        let mut warnings = Vec::new();
        let layers = files.iter().filter_map(|path| match read_file(path) {
            Ok(node) => Some(node),
            Err(problem) => {
                problems.push(problem);
                None
            }
        });
        let layers: Vec<Node> = layers.collect();
        let environment = environment::layer(&environment.0, &known);
        for layer in layers.into_iter().chain([environment]) {
            // Per layer: a key that a later one repeats would be told of once only.
            warnings.extend(unknown::unknown(&layer, &known));
            root.overlay(layer);
        }
        let config = Self::read_root(&root, &mut problems);
        if problems.is_empty() {
            problems.extend(check::check(&config, &root));
        }
        if problems.is_empty() {
            Ok(Loaded { config, warnings })
        } else {
            Err(Problems(problems))
        }
    }

    fn read_root(root: &Node, problems: &mut Vec<Problem>) -> Self {
        let mut reader = Reader::new(root, problems);
        Self::read(&mut reader, "", Self::default())
    }
}

fn read_file(path: &PathBuf) -> Result<Node, Problem> {
    let refuse = |line: usize, found: String, accepted: &str| Problem {
        origin: Origin::File(path.clone().into(), line),
        key: String::new(),
        found,
        accepted: accepted.to_owned(),
    };
    let readable = "a YAML file that can be read";
    let metadata =
        std::fs::metadata(path).map_err(|error| refuse(0, error.to_string(), readable))?;
    if metadata.len() > MAX_FILE_BYTES {
        return Err(refuse(
            0,
            format!("{} bytes", metadata.len()),
            "a file of at most 4MB",
        ));
    }
    let text =
        std::fs::read_to_string(path).map_err(|error| refuse(0, error.to_string(), readable))?;
    let node = yaml::parse(&text, path).map_err(|wrong| {
        refuse(
            wrong.line,
            wrong.reason,
            "a YAML document of sections and keys",
        )
    })?;
    match node.kind {
        super::node::Kind::Null => Ok(Node::empty(node.origin)),
        super::node::Kind::Section(_) => Ok(node),
        _ => Err(refuse(1, node.shape().to_owned(), "sections and keys")),
    }
}
