//! `pillion-relay audit`: checks a log, prints the key. Works beside a running relay, and without one.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;

use crate::audit::key::{Key, Public};
use crate::audit::verify::{Material, Report, verify as check};

/// The log is not as it was written.
const DAMAGED: u8 = 1;
/// It could not be read.
const UNREADABLE: u8 = 2;

/// Checks a log, prints one line for each thing that is wrong, and one that sums it up.
///
/// The exit code is 0 if the log is whole, 1 if it is not, 2 if a file cannot be read.
pub fn verify(files: &[PathBuf], head: Option<&Path>, key: Option<&Path>) -> ExitCode {
    match judge(files, head, key) {
        Ok(report) => {
            for line in report.faults.iter().chain(report.notes.iter()) {
                println!("{line}");
            }
            println!("{}", summary(&report));
            if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(DAMAGED) }
        }
        Err(error) => {
            eprintln!("pillion-relay: {error:#}");
            ExitCode::from(UNREADABLE)
        }
    }
}

fn judge(files: &[PathBuf], head: Option<&Path>, key: Option<&Path>) -> anyhow::Result<Report> {
    let mut logs = Vec::new();
    for path in files {
        logs.push((path.display().to_string(), read(path)?));
    }
    let heads = head.map(read).transpose()?;
    let mut keys = Vec::new();
    if let Some(path) = key {
        let text = String::from_utf8(read(path)?).unwrap_or_default();
        keys.extend(text.lines().filter_map(Public::parse));
        anyhow::ensure!(
            !keys.is_empty(),
            "{} holds no public key: `pillion-relay audit key` prints it",
            path.display()
        );
    }
    let files = logs.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())).collect();
    Ok(check(&Material { files, heads: heads.as_deref(), keys }))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn summary(report: &Report) -> String {
    let Report { faults, lines, heads, last, .. } = report;
    match faults.len() {
        0 => format!("whole: {lines} lines, the last is {last}; {heads} signed heads agree"),
        1 => format!("NOT whole: 1 fault in {lines} lines"),
        count => format!("NOT whole: {count} faults in {lines} lines"),
    }
}

/// Prints the public key of a log's folder.
///
/// # Errors
/// There is no key, or it cannot be read.
pub fn key(folder: Option<&Path>) -> anyhow::Result<()> {
    let folder = folder.context("this relay keeps no audit log (`audit` is off)")?;
    println!("{}", Key::load(&folder.join("key"))?.public());
    Ok(())
}
