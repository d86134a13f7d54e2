//! `actors`: the federated faces of accounts and channels, local and remote.
