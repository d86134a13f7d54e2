//! The commands of `POST /api/v1/server/debug/run-command`: the contract's words, the names of
//! our own duties, and `unpark`.

use super::Periodic;

/// The contract's words, and the duties they ask for. Those whose duty does not exist yet have
/// nothing to work on either (no views, no channel syncs, no exports): they are done at once.
const CONTRACT: &[(&str, &str)] = &[
    ("remove-dandling-resumable-uploads", "expire-uploads"),
    ("process-video-views-buffer", "flush-views"),
    ("process-video-viewers", "flush-views"),
    ("process-update-videos-scheduler", "scheduled-updates"),
    ("process-video-channel-sync-latest", "sync-channels"),
    ("remove-expired-user-exports", "expire-exports"),
];

/// Reopens an actor that was parked after repeated failures.
const UNPARK: &str = "unpark";

/// What an administrator wants to have done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Run the duty of this name.
    Run(&'static str),
    /// The work exists only with a feature that this server does not have yet.
    NothingToDo,
    /// Reopen a parked actor.
    Unpark,
}

impl Command {
    /// What `word` asks for, if it is a command.
    #[must_use]
    pub fn parse(word: &str, periodic: &Periodic) -> Option<Self> {
        if word == UNPARK {
            return Some(Self::Unpark);
        }
        let contract = CONTRACT.iter().find(|(known, _)| *known == word);
        let duty = contract.map_or(word, |(_, duty)| duty);
        match periodic.names().into_iter().find(|name| *name == duty) {
            Some(name) => Some(Self::Run(name)),
            None => contract.map(|_| Self::NothingToDo),
        }
    }

    /// Every word that is a command, for whoever used another.
    #[must_use]
    pub fn words(periodic: &Periodic) -> Vec<&'static str> {
        let contract = CONTRACT.iter().map(|(word, _)| *word);
        contract.chain(periodic.names()).chain([UNPARK]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_word_of_the_contract_without_its_duty_has_nothing_to_do() {
        let periodic = Periodic::start(Vec::new());
        for (word, _) in CONTRACT {
            assert_eq!(Command::parse(word, &periodic), Some(Command::NothingToDo));
        }
        assert_eq!(Command::parse("unpark", &periodic), Some(Command::Unpark));
        for word in ["", "expire-uploads", "reboot"] {
            assert_eq!(Command::parse(word, &periodic), None, "{word}");
        }
    }
}
