//! What the crates of the workspace may be built from, read from cargo's own graph.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

use super::tree::{none, root, text};

const MEMBERS: [&str; 8] = [
    "actors-kernel",
    "actors-live",
    "actors-media",
    "actors-transcode",
    "actors-uploads",
    "actors-views",
    "tributary",
    "tributary-media",
];

/// What no actor may be built from, at any depth: SQL, HTTP, the application.
const NOT_IN_ACTORS: [&str; 3] = ["sqlx", "actix-web", "tributary"];

#[test]
fn the_workspace_has_the_members_that_are_listed_here() {
    let metadata = metadata();
    let members: BTreeSet<&str> = metadata
        .workspace_packages()
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    assert_eq!(members, BTreeSet::from(MEMBERS));
}

#[test]
fn no_actor_reaches_sql_http_or_the_application() {
    let metadata = metadata();
    let mut complaints = Vec::new();
    let mut actors = 0;
    for package in metadata.workspace_packages() {
        if !package.name.starts_with("actors-") {
            continue;
        }
        actors += 1;
        let reached = closure(&metadata, &package.id);
        for name in NOT_IN_ACTORS {
            if reached.contains(name) {
                complaints.push(format!("{} reaches {name}", package.name));
            }
        }
    }
    assert_eq!(actors, 6, "the crates of actors/ were not found");
    none(
        &complaints,
        "give the actor a port, and answer it in src/ports (cargo tree -p CRATE -i DEPENDENCY shows the way)",
    );
}

#[test]
fn no_actor_knows_another_actor_but_through_kernel_and_protocol() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        if !package.name.starts_with("actors-") {
            continue;
        }
        for other in closure(&metadata, &package.id) {
            assert!(
                !other.starts_with("actors-")
                    || ["actors-kernel", "actors-media"].contains(&other.as_str()),
                "{} reaches {other}",
                package.name
            );
        }
    }
}

#[test]
fn only_the_media_child_links_libav() {
    let metadata = metadata();
    let linked: Vec<&str> = metadata
        .workspace_packages()
        .iter()
        .filter(|package| closure(&metadata, &package.id).contains("ffmpeg-next"))
        .map(|package| package.name.as_str())
        .collect();
    assert_eq!(linked, ["tributary-media"]);
}

/// It takes a C compiler, cmake and minutes; ring does what we need.
#[test]
fn aws_lc_is_not_built() {
    let lock = text(&root().join("Cargo.lock"));
    assert!(
        lock.contains("name = \"ring\""),
        "Cargo.lock is not what it was"
    );
    assert!(
        !lock.contains("name = \"aws-lc-sys\""),
        "a dependency brings aws-lc-sys: choose its ring feature (cargo tree -i aws-lc-sys)"
    );
}

/// For Linux on this processor alone: what other systems would need is not on this disk.
fn metadata() -> Metadata {
    let options = ["--offline", "--locked", "--filter-platform"].map(str::to_owned);
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options([options.to_vec(), vec![platform]].concat())
        .exec()
        .unwrap()
}

/// The names of all that is built into a package: its normal dependencies, and theirs.
fn closure(metadata: &Metadata, package: &PackageId) -> BTreeSet<String> {
    let graph: BTreeMap<&PackageId, Vec<&PackageId>> = metadata
        .resolve
        .as_ref()
        .unwrap()
        .nodes
        .iter()
        .map(|node| {
            let normal = node.deps.iter().filter(|dependency| {
                let kinds = &dependency.dep_kinds;
                kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
            });
            (&node.id, normal.map(|dependency| &dependency.pkg).collect())
        })
        .collect();
    let mut reached = BTreeSet::new();
    let mut waiting = vec![package];
    while let Some(next) = waiting.pop() {
        for &dependency in &graph[next] {
            if reached.insert(dependency) {
                waiting.push(dependency);
            }
        }
    }
    reached
        .into_iter()
        .map(|id| metadata[id].name.to_string())
        .collect()
}
