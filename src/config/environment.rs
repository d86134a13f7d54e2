//! Environment variables as a layer over the files.
//!
//! `TRIBUTARY__LISTEN__PORT` is `listen.port`: two underscores part the keys, letters are small,
//! and a dot or dash in a key is one underscore. A list is written `a,b` or `['a', 'b']`.

use std::{collections::BTreeMap, path::Path};

use super::{
    node::{Kind, Node, Origin},
    section::Entry,
    yaml,
};

/// What generic names begin with.
const PREFIX: &str = "TRIBUTARY__";

/// Short names of settings that are often set from outside.
const SHORT: [(&str, &str); 3] = [
    ("TRIBUTARY_ROOT_PASSWORD", "root.password"),
    ("TRIBUTARY_DATABASE_URL", "database.url"),
    ("TRIBUTARY_SECRET", "secrets.peertube"),
];

/// Builds the layer; `known` is every key with its default, which tells lists from texts.
pub(crate) fn layer(variables: &[(String, String)], known: &[Entry]) -> Node {
    let mut root = Node::empty(Origin::Default);
    // Short names first, so that of two names for one key the exact one wins.
    let short = variables.iter().filter_map(|variable| {
        let (_, key) = SHORT.iter().find(|(name, _)| *name == variable.0)?;
        Some((variable, (*key).to_owned()))
    });
    let generic = variables.iter().filter_map(|variable| {
        let path = variable.0.strip_prefix(PREFIX)?;
        Some((variable, key_of(path, known)))
    });
    for ((name, value), key) in short.chain(generic) {
        let entry = known.iter().find(|entry| entry.key == key);
        let is_list = entry.is_some_and(|entry| entry.value.starts_with('['));
        let leaf = Node {
            origin: Origin::Environment(name.clone()),
            kind: kind(value, is_list, name),
        };
        root.overlay(nest(&key, leaf));
    }
    root
}

/// The key that a variable's name stands for; as it is spelt, where no key is known by it.
fn key_of(path: &str, known: &[Entry]) -> String {
    let folded = path.to_ascii_lowercase();
    let spelling = |key: &str| -> String {
        let keys: Vec<String> = key.split('.').map(|part| part.replace('-', "_")).collect();
        keys.join("__")
    };
    known
        .iter()
        .find(|entry| spelling(&entry.key) == folded)
        .map_or_else(|| folded.replace("__", "."), |entry| entry.key.clone())
}

fn kind(value: &str, is_list: bool, name: &str) -> Kind {
    let origin = || Origin::Environment(name.to_owned());
    if !is_list {
        return match value {
            "" | "null" | "~" => Kind::Null,
            text => Kind::Scalar(text.to_owned()),
        };
    }
    if value.trim_start().starts_with('[')
        && let Ok(node) = yaml::parse(value, Path::new(name))
        && let Kind::List(nodes) = node.kind
    {
        let from_here = |node: Node| Node {
            origin: origin(),
            ..node
        };
        return Kind::List(nodes.into_iter().map(from_here).collect());
    }
    let parts = value
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    Kind::List(
        parts
            .map(|part| Node {
                origin: origin(),
                kind: Kind::Scalar(part.to_owned()),
            })
            .collect(),
    )
}

fn nest(key: &str, leaf: Node) -> Node {
    key.rsplit('.').fold(leaf, |node, part| Node {
        origin: node.origin.clone(),
        kind: Kind::Section(BTreeMap::from([(part.to_owned(), node)])),
    })
}
