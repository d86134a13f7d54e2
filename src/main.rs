//! Arguments → configuration → the command.

use std::process::ExitCode;

use clap::Parser as _;
use tributary::{
    boot,
    cli::{Arguments, Command, config_check},
    config::{Config, Environment},
    http::openapi,
};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Command::Openapi = arguments.command {
        return conclude(
            openapi::text()
                .map(|text| print!("{text}"))
                .map_err(Into::into),
        );
    }
    let loaded = Config::load(&arguments.config, &Environment::of_process());
    if let Command::Config { .. } = arguments.command {
        return config_check::conclude(&loaded);
    }
    match loaded {
        Ok(loaded) => conclude(boot::command(arguments.command, loaded)),
        Err(problems) => {
            eprintln!("{problems}");
            ExitCode::FAILURE
        }
    }
}

fn conclude(outcome: anyhow::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tributary: {error:#}");
            ExitCode::FAILURE
        }
    }
}
