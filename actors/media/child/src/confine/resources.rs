//! Resource limits and priority.

use actors_media::Limits;
use rustix::process::{Resource, Rlimit, nice, setrlimit};

/// CPU seconds between the signal that ends the process and the one that cannot be caught.
const CPU_GRACE: u64 = 10;

/// Sets every limit and tells whether all of them hold. One that is refused (a lower hard limit is already there)
/// does not stop the work: what the process inherited is then the tighter bound.
pub(super) fn limit(limits: &Limits, with_addresses: bool) -> bool {
    let cpu = Rlimit {
        current: Some(limits.cpu_seconds),
        maximum: Some(limits.cpu_seconds.saturating_add(CPU_GRACE)),
    };
    let addresses = if with_addresses {
        setrlimit(Resource::As, exactly(limits.address_space))
    } else {
        Ok(())
    };
    let refused = [
        setrlimit(Resource::Core, exactly(0)),
        setrlimit(Resource::Cpu, cpu),
        addresses,
        setrlimit(Resource::Fsize, exactly(limits.file_size)),
        setrlimit(Resource::Nofile, exactly(limits.open_files)),
        nice(i32::from(limits.nice.min(19))).map(|_niceness| ()),
    ];
    refused.iter().all(Result::is_ok)
}

fn exactly(value: u64) -> Rlimit {
    Rlimit {
        current: Some(value),
        maximum: Some(value),
    }
}
