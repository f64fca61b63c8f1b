//! The binary `pillion-relay`: hands its arguments to the library and turns an error into one line on stderr.

#![cfg_attr(target_arch = "wasm32", no_main)]
#![cfg(not(target_arch = "wasm32"))]

use std::process::ExitCode;

fn main() -> ExitCode {
    match pillion_relay::cli::main() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("pillion-relay: {error:#}");
            ExitCode::FAILURE
        }
    }
}
