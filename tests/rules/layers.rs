//! Who may call whom in src/: the table of docs/ARCHITECTURE.md as data, held against every path in the sources.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{
    paths::{Named, modules_for_tests, paths},
    tree::{files, none, root, shown, text},
};

/// A folder or file right below src/, and what else of this crate it may name.
struct Layer {
    name: &'static str,
    /// Modules, or single items of them. `*` is everything.
    may_use: &'static [&'static str],
}

const LAYERS: &[Layer] = &[
    Layer {
        name: "main",
        may_use: &["*"],
    },
    // The one place that knows all parts.
    Layer {
        name: "boot",
        may_use: &["*"],
    },
    // Its commands are carried out by boot; what they print and check is here.
    Layer {
        name: "cli",
        may_use: &["clock", "config", "crunch", "domain", "store", "usecases"],
    },
    // Translates between requests and the world. It hands requests to pages (`web`), and never writes SQL itself.
    Layer {
        name: "http",
        may_use: &[
            "clock",
            "config",
            "crunch",
            "domain",
            "geo_ip",
            "history",
            "jobs",
            "media",
            "notices",
            "ports",
            "store",
            "telemetry",
            "usecases",
            "web",
        ],
    },
    // Plain values in, pages out.
    Layer {
        name: "web",
        may_use: &["config", "domain", "http", "media"],
    },
    // Answers what actors ask, and so may do what a handler may; but nothing of HTTP.
    Layer {
        name: "ports",
        may_use: &[
            "clock",
            "config",
            "crunch",
            "domain",
            "jobs",
            "media",
            "store",
            "telemetry",
            "usecases",
        ],
    },
    Layer {
        name: "jobs",
        may_use: &[
            "clock",
            "config",
            "crunch",
            "domain",
            "history",
            "mail",
            "media",
            "notices",
            "ports",
            "store",
            "telemetry",
            "usecases",
        ],
    },
    // Plain values in, mails out.
    Layer {
        name: "mail",
        may_use: &["config", "domain"],
    },
    // No `crunch`: passwords are hashed before a unit of work is open, by whoever calls. `jobs`: what follows from a
    // change is put into the same unit of work.
    Layer {
        name: "usecases",
        may_use: &["clock", "config", "domain", "jobs", "media", "store"],
    },
    // Of the configuration only what the caller hands over as `StoreSettings`.
    Layer {
        name: "store",
        may_use: &["domain"],
    },
    // Looks at what was sent before it is kept: pictures in the pool, videos in a child. What it finds out it says in
    // the words of the rows that will hold it.
    Layer {
        name: "media",
        may_use: &[
            "config",
            "crunch",
            "domain",
            "store::thumbnails::NewPicture",
            "store::thumbnails::PictureKind",
        ],
    },
    // `StoreSettings`: a section is turned into what the store wants.
    Layer {
        name: "config",
        may_use: &["domain", "store::StoreSettings"],
    },
    Layer {
        name: "telemetry",
        may_use: &["clock", "config", "domain"],
    },
    // Gathers rows for one table, and writes them together.
    Layer {
        name: "history",
        may_use: &["domain", "store"],
    },
    // Knows users by their numbers alone.
    Layer {
        name: "notices",
        may_use: &["domain"],
    },
    Layer {
        name: "geo_ip",
        may_use: &[],
    },
    Layer {
        name: "crunch",
        may_use: &["domain"],
    },
    Layer {
        name: "clock",
        may_use: &["domain::Timestamp"],
    },
    Layer {
        name: "domain",
        may_use: &[],
    },
];

/// Single modules that may name more than their layer does. Only ever to shrink.
const EXCEPTIONS: &[(&str, &str)] = &[
    // Runs alone, before there are requests, and hashes before it begins its unit of work.
    ("usecases::first_start", "crunch"),
];

/// Crates that not everybody may name, and who may.
const CRATES: &[(&[&str], &[&str])] = &[
    (&["sqlx", "sea_query", "sea_query_sqlx"], &["store"]),
    // Actors are written in actors/*, and reached through their handles.
    (&["ractor"], &[]),
    // Decoders of hostile files stay out of this process.
    (&["ffmpeg_next", "ffmpeg_sys_next"], &[]),
    // `telemetry` has a listener of its own for Prometheus.
    (
        &["actix_web", "actix_http", "actix_multipart"],
        &["boot", "http", "web", "telemetry"],
    ),
    (
        &["actors_kernel"],
        &["boot", "http", "jobs", "media", "ports", "telemetry"],
    ),
    (&["actors_uploads"], &["boot", "http", "jobs", "ports"]),
    (
        &["actors_views"],
        &["boot", "http", "jobs", "ports", "telemetry"],
    ),
    (
        &["actors_transcode"],
        &["boot", "http", "jobs", "media", "ports"],
    ),
    // Plain values: what a media worker is asked and answers.
    (
        &["actors_media"],
        &["boot", "http", "jobs", "media", "ports", "usecases"],
    ),
    (&["anyhow"], &["main", "boot", "cli"]),
    // `http` has a few documents that are neither JSON nor pages: the sitemap, host-meta.
    (&["askama"], &["http", "mail", "web"]),
    (&["lettre"], &["mail"]),
];

#[test]
fn every_layer_of_src_names_only_what_it_may() {
    let src = root().join("src");
    let sources: Vec<(PathBuf, Vec<String>, String)> = files(&src, "rs")
        .into_iter()
        .map(|path| {
            let module = module_of(path.strip_prefix(&src).unwrap());
            let source = text(&path);
            (path, module, source)
        })
        .collect();
    // What does not parse is told of below.
    let for_tests: Vec<Vec<String>> = sources
        .iter()
        .flat_map(|(_, module, source)| modules_for_tests(source, module).unwrap_or_default())
        .collect();
    let mut complaints = Vec::new();
    for (path, module, source) in &sources {
        if for_tests.iter().any(|tests| module.starts_with(tests)) {
            continue;
        }
        let module: Vec<&str> = module.iter().map(String::as_str).collect();
        for complaint in complaints_of(source, &module) {
            complaints.push(format!("{}: {complaint}", shown(path)));
        }
    }
    none(
        &complaints,
        "ask the layer that may (docs/ARCHITECTURE.md), or change the table in tests/rules/layers.rs and say why",
    );
}

#[test]
fn the_table_of_layers_names_every_folder_of_src() {
    let src = root().join("src");
    let found: BTreeSet<String> = files(&src, "rs")
        .iter()
        .filter_map(|path| module_of(path.strip_prefix(&src).unwrap()).first().cloned())
        .collect();
    let table: BTreeSet<String> = LAYERS.iter().map(|layer| layer.name.to_owned()).collect();
    assert_eq!(found, table);
}

#[test]
fn a_handler_with_sql_and_a_rule_that_knows_the_store_are_seen() {
    let handler = "use crate::{domain::Role, usecases::rate}; fn f() { sqlx::query(\"\"); }";
    assert_eq!(complaints_of(handler, &["http", "videos"]).len(), 1);
    let rule = "use super::super::store::users;";
    assert_eq!(complaints_of(rule, &["domain", "role"]).len(), 1);
    let settings = "use crate::store::StoreSettings; use crate::store::Store;";
    assert_eq!(complaints_of(settings, &["config"]).len(), 1);
}

fn complaints_of(source: &str, module: &[&str]) -> Vec<String> {
    // lib.rs only lists the layers.
    let Some(name) = module.first() else {
        return Vec::new();
    };
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == *name) else {
        return vec![format!("the layer {name} is not in the table")];
    };
    let found = match paths(source, module) {
        Ok(found) => found,
        Err(error) => return vec![format!("cannot be parsed: {error}")],
    };
    let mut complaints: BTreeSet<String> = BTreeSet::new();
    for named in found {
        match named {
            Named::Own(path) if !may_use(layer, &path) && !is_exception(module, &path) => {
                complaints.insert(format!("{name} may not use crate::{}", path.join("::")));
            }
            Named::Other(path) if !may_use_crate(name, &path[0]) => {
                complaints.insert(format!("{name} may not use {}", path.join("::")));
            }
            _ => {}
        }
    }
    complaints.into_iter().collect()
}

fn may_use(layer: &Layer, path: &[String]) -> bool {
    let Some(first) = path.first() else {
        return true;
    };
    // Macros live at the root of the crate.
    let is_a_layer = LAYERS.iter().any(|layer| layer.name == first);
    !is_a_layer
        || first == layer.name
        || layer.may_use.iter().any(|allowed| {
            let allowed: Vec<&str> = allowed.split("::").collect();
            allowed == ["*"]
                || path.iter().zip(&allowed).all(|(a, b)| a == b) && path.len() >= allowed.len()
        })
}

fn is_exception(module: &[&str], path: &[String]) -> bool {
    EXCEPTIONS.iter().any(|(who, what)| {
        module.join("::").starts_with(who) && path.first().is_some_and(|first| first == what)
    })
}

fn may_use_crate(layer: &str, name: &str) -> bool {
    CRATES
        .iter()
        .filter(|(crates, _)| crates.contains(&name))
        .all(|(_, layers)| layers.contains(&layer))
}

/// `http/videos/get.rs` is `[http, videos, get]`, `http/mod.rs` is `[http]`, `lib.rs` is the root.
fn module_of(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = path
        .with_extension("")
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    if names
        .last()
        .is_some_and(|name| name == "mod" || name == "lib")
    {
        names.pop();
    }
    names
}
