//! Runs other programs: from the root, with our own tools first on PATH, and with errors that name the
//! command. It does not know what the programs are for.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// A command that starts in the root of the tree and finds the tools that xtask installed.
pub(crate) fn new(workspace: &Workspace, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace.root()).env("PATH", search_path(workspace));
    command
}

/// The Cargo that started us, so that a `+toolchain` override carries over.
pub(crate) fn cargo(workspace: &Workspace) -> Command {
    new(workspace, std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs it with its output shown.
///
/// # Errors
/// It did not start, or did not end with success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = describe(command);
    eprintln!("$ {line}");
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs it silently and gives what it printed on stdout.
///
/// # Errors
/// As [`run`]; the message then carries what it printed on stderr.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = describe(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{line}`"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{line}` failed ({}): {}", output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs it with its output shown and kept. Gives whether it succeeded, and its stdout.
///
/// # Errors
/// It did not start.
pub(crate) fn tee(command: &mut Command) -> Result<(bool, String)> {
    let line = describe(command);
    eprintln!("$ {line}");
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{line}`"))?;
    let mut kept = Vec::new();
    if let Some(mut pipe) = child.stdout.take() {
        let mut screen = std::io::stdout();
        let mut chunk = [0; 4096];
        loop {
            let length = pipe.read(&mut chunk).context("reading a program's output")?;
            if length == 0 {
                break;
            }
            kept.extend_from_slice(&chunk[..length]);
            // A closed screen (`| head`) must not stop the run.
            let _ = screen.write_all(&chunk[..length]).and_then(|()| screen.flush());
        }
    }
    let status = child.wait().with_context(|| format!("waiting for `{line}`"))?;
    Ok((status.success(), String::from_utf8_lossy(&kept).into_owned()))
}

/// The command as one would type it.
pub(crate) fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    command.get_args().fold(program, |line, word| format!("{line} {}", word.to_string_lossy()))
}

/// The full path of a program, looked up where [`new`] looks.
pub(crate) fn find(workspace: &Workspace, program: &str) -> Option<PathBuf> {
    std::env::split_paths(&search_path(workspace))
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// Our private npm folder, PATH, and Cargo's own folder, which a fresh shell may not have on PATH yet.
fn search_path(workspace: &Workspace) -> OsString {
    let given = std::env::var_os("PATH").unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let folders = std::iter::once(workspace.output("tools/node_modules/.bin"))
        .chain(std::env::split_paths(&given))
        .chain(cargo_home.map(|home| home.join("bin")));
    std::env::join_paths(folders).unwrap_or(given)
}
