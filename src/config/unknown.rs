//! Keys that no part of the server knows, each with the known one that is spelt most alike.

use super::{
    node::{Kind, Node},
    problem::Warning,
    section::{Entry, join},
};

/// Lists them; of an unknown section only its own name.
pub(crate) fn unknown(root: &Node, known: &[Entry]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    walk(root, "", known, &mut warnings);
    warnings
}

fn walk(node: &Node, path: &str, known: &[Entry], warnings: &mut Vec<Warning>) {
    let Kind::Section(entries) = &node.kind else {
        return;
    };
    for (name, child) in entries {
        let key = join(path, name);
        let section = format!("{key}.");
        if known.iter().any(|entry| entry.key.starts_with(&section)) {
            walk(child, &key, known, warnings);
        } else if !known.iter().any(|entry| entry.key == key) {
            warnings.push(Warning {
                origin: child.origin.clone(),
                nearest: nearest(&key, known),
                key,
            });
        }
    }
}

fn nearest(key: &str, known: &[Entry]) -> Option<String> {
    let depth = key.split('.').count();
    known
        .iter()
        // Sections too, so that `transcodng:` finds `transcoding`.
        .map(|entry| {
            entry
                .key
                .split('.')
                .take(depth)
                .collect::<Vec<_>>()
                .join(".")
        })
        .chain(known.iter().map(|entry| entry.key.clone()))
        .map(|candidate| (strsim::damerau_levenshtein(key, &candidate), candidate))
        .min()
        .filter(|(distance, _)| *distance <= 2 + key.len() / 8)
        .map(|(_, candidate)| candidate)
}
