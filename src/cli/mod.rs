//! The command line: what it accepts, and the commands that need nothing but the configuration.
//! `serve`, `openapi` and `admin` are carried out by boot.

pub mod admin;
pub mod config_check;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::domain::Role;

/// A federated video and live-streaming server that speaks the PeerTube 7 REST API.
#[derive(Debug, Parser)]
#[command(name = "tributary", version, arg_required_else_help = true)]
pub struct Arguments {
    /// Settings that differ from config/default.yaml; may be repeated, the later file wins.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "TRIBUTARY_CONFIG",
        value_delimiter = ':'
    )]
    pub config: Vec<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server.
    Serve,
    /// Look at the configuration.
    Config {
        /// What to do with it.
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Print the OpenAPI document of the API.
    Openapi,
    /// Change the database of this server, which need not run.
    Admin {
        /// What to change.
        #[command(subcommand)]
        command: AdminCommand,
    },
}

/// What to do with the configuration.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Say everything that is wrong (status 1), or what differs from the defaults.
    Check,
}

/// What to change.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Create a user, whatever signup.enabled says.
    CreateUser(CreateUser),
    /// Give a user a new password.
    ResetPassword(ResetPassword),
}

/// A user to create.
#[derive(Args)]
pub struct CreateUser {
    /// The name to log in with; also that of the account.
    #[arg(long)]
    pub username: String,
    /// The e-mail address.
    #[arg(long)]
    pub email: String,
    /// What the user may do: administrator, moderator or user.
    #[arg(long, default_value = "user")]
    pub role: Role,
    /// The password; if left out, one is made up and printed. Other users of this machine see arguments: prefer the variable.
    #[arg(long, env = "TRIBUTARY_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
}

/// A password to replace.
#[derive(Args)]
pub struct ResetPassword {
    /// The name of the user.
    #[arg(long)]
    pub username: String,
    /// The password; if left out, one is made up and printed. Other users of this machine see arguments: prefer the variable.
    #[arg(long, env = "TRIBUTARY_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
}

impl std::fmt::Debug for CreateUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateUser")
            .field("username", &self.username)
            .field("email", &self.email)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ResetPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResetPassword")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_help_names_every_command() {
        let help = Arguments::command().render_long_help().to_string();
        for command in ["serve", "config", "openapi", "admin"] {
            assert!(help.contains(command), "{help}");
        }
    }

    #[test]
    fn config_files_are_taken_before_and_after_the_command() {
        let line = ["tributary", "--config", "a.yaml", "serve"];
        let before = Arguments::try_parse_from(line).expect("a command line");
        assert_eq!(before.config, [PathBuf::from("a.yaml")]);
        let line = [
            "tributary",
            "serve",
            "--config",
            "a.yaml",
            "--config",
            "b.yaml",
        ];
        let after = Arguments::try_parse_from(line).expect("a command line");
        assert_eq!(
            after.config,
            [PathBuf::from("a.yaml"), PathBuf::from("b.yaml")]
        );
    }

    #[test]
    fn a_password_is_never_in_debug_output() {
        let line = [
            "tributary",
            "admin",
            "create-user",
            "--username",
            "ada",
            "--email",
            "ada@example.org",
            "--role",
            "moderator",
            "--password",
            "correct horse",
        ];
        let arguments = Arguments::try_parse_from(line).expect("a command line");
        let shown = format!("{arguments:?}");
        assert!(shown.contains("ada") && !shown.contains("horse"), "{shown}");
    }
}
