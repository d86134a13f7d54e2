//! Landlock: after this no file can be opened but those below the output folders, no program started, no TCP port
//! reached, no foreign process signalled. The input needs no rule since it is already open. Where a graphics card is to
//! encode, its device and what its driver reads may be opened too.

use std::collections::BTreeSet;
use std::path::Path;

use actors_media::{Enforcement, Failure, Request};
use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, make_bitflags,
};

use crate::devices;
use crate::failure::{internal, io};

/// The newest interface that the rules were written for; an older kernel enforces what it knows of them.
const WRITTEN_FOR: ABI = ABI::V6;

/// Restricts the calling thread and those it will start.
pub(super) fn restrict_to_outputs(request: &Request) -> Result<Enforcement, Failure> {
    let folders = output_folders(request);
    for folder in &folders {
        // Landlock's own error would hide whether the server forgot to create the folder.
        std::fs::metadata(folder).map_err(|error| io("the output folder is not there", &error))?;
    }
    let status = restrict(&folders, &devices::wanted(request))
        .map_err(|error| internal(format!("Landlock refused the rules: {error}")))?;
    Ok(match status {
        RulesetStatus::FullyEnforced => Enforcement::Full,
        RulesetStatus::PartiallyEnforced => Enforcement::Partial,
        RulesetStatus::NotEnforced => Enforcement::None,
    })
}

fn output_folders(request: &Request) -> BTreeSet<&Path> {
    match request {
        Request::Inspect(inspect) => [&inspect.thumbnail, &inspect.preview]
            .into_iter()
            .flatten()
            .filter_map(|target| target.path.parent())
            .collect(),
        Request::Transcode(transcode) => BTreeSet::from([transcode.output_folder.as_path()]),
        Request::Storyboard(storyboard) => storyboard.output.parent().into_iter().collect(),
        Request::Resize(resize) => BTreeSet::from([resize.output_folder.as_path()]),
        Request::Live(_) => BTreeSet::new(),
    }
}

fn restrict(folders: &BTreeSet<&Path>, devices: &[&Path]) -> Result<RulesetStatus, RulesetError> {
    let allowed = make_bitflags!(AccessFs::{ReadFile | WriteFile | MakeReg | Truncate});
    let mut rules = Ruleset::default()
        .handle_access(AccessFs::from_all(WRITTEN_FOR))?
        .handle_access(AccessNet::from_all(WRITTEN_FOR))?
        .scope(Scope::from_all(WRITTEN_FOR))?
        .create()?;
    for folder in folders {
        // A folder that vanished meanwhile is not allowed, and opening its files will say so.
        if let Ok(descriptor) = PathFd::new(folder) {
            rules = rules.add_rule(PathBeneath::new(descriptor, allowed))?;
        }
    }
    if !devices.is_empty() {
        let reading = make_bitflags!(AccessFs::{ReadFile | ReadDir});
        let using = reading | make_bitflags!(AccessFs::{WriteFile | IoctlDev});
        let read = devices::read_by_drivers().map(|path| (path, reading));
        for (path, access) in read.chain(devices.iter().map(|path| (*path, using))) {
            if let Ok(descriptor) = PathFd::new(path) {
                rules = rules.add_rule(PathBeneath::new(descriptor, access))?;
            }
        }
    }
    Ok(rules.restrict_self()?.ruleset)
}
