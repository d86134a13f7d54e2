//! What the process gives up before it touches the input: `files` by Landlock, `resources` by limits, and its life
//! without a parent.
//!
//! Nothing here is a substitute for the whitelists in `source`: they decide what libav opens, this decides what the
//! process could do if libav were made to do something else.

mod files;
mod resources;

use actors_media::{Confinement, Failure, Request};

use crate::devices;
use crate::failure::internal;

/// Confines the process. Must run before the first thread is started: Landlock binds only the calling thread and
/// those that it starts.
pub(crate) fn apply(request: &Request) -> Result<Confinement, Failure> {
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))
        .map_err(|error| internal(format!("no signal at the parent's death: {error}")))?;
    rustix::thread::set_no_new_privs(true)
        .map_err(|error| internal(format!("privileges could be gained: {error}")))?;
    let landlock = files::restrict_to_outputs(request)?;
    // Drivers of graphics cards map far more addresses than memory.
    let with_addresses = devices::wanted(request).is_empty();
    let resource_limits = resources::limit(request.limits(), with_addresses);
    Ok(Confinement {
        landlock,
        no_new_privileges: true,
        resource_limits,
    })
}

/// Starts the thread that ends the process when stdin closes: the server is gone or wants the work to end.
pub(crate) fn end_with_stdin() -> Result<(), Failure> {
    std::thread::Builder::new()
        .name("stdin".to_owned())
        .spawn(|| {
            // Bytes after the request mean nothing; the end of the stream, or its failure, means the end.
            let _ended = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
            // Not `exit`: its handlers would run while libav's threads still work.
            let _sent = rustix::process::kill_process(
                rustix::process::getpid(),
                rustix::process::Signal::KILL,
            );
            std::process::abort();
        })
        .map(|_thread| ())
        .map_err(|error| internal(format!("stdin cannot be watched: {error}")))
}
