//! `cargo xtask tidy`, also run by `cargo test`: the rules of the code that no compiler checks. Each rule
//! is a function from texts to faults, in a file of its own. It does not change anything.

mod boundaries;
mod crates;
mod frames;
mod licences;
mod shape;
mod source;
mod supply;
mod words;

use anyhow::{Result, bail};

use crate::flags::Flags;
use crate::metadata::Metadata;
use crate::workspace::Workspace;

use self::source::Source;

/// A place where a rule is broken, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// `path` or `path:line`, or the name of a crate.
    pub(crate) place: String,
    /// What is wrong and what is right.
    pub(crate) message: String,
}

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, _: &Flags) -> Result<()> {
    let mut faults = faults(workspace)?;
    faults.extend(supply::advisories(workspace));
    for Fault { place, message } in &faults {
        eprintln!("{place}: {message}");
    }
    match faults.len() {
        0 => Ok(()),
        1 => bail!("tidy found 1 fault"),
        count => bail!("tidy found {count} faults"),
    }
}

/// Every fault in the tree.
fn faults(workspace: &Workspace) -> Result<Vec<Fault>> {
    let sources = Source::read_all(workspace.root())?;
    let mut faults = shape::check(&sources);
    faults.extend(boundaries::check(&sources));
    faults.extend(words::check(&sources));
    faults.extend(frames::check(&sources));
    let metadata = Metadata::read(workspace, true)?;
    faults.extend(crates::check(&metadata));
    let policy = supply::Policy::read(workspace.root())?;
    faults.extend(licences::check(&metadata, policy.licences()));
    faults.extend(supply::check(&metadata, &policy));
    Ok(faults)
}

#[cfg(test)]
mod tests {
    use crate::workspace::Workspace;

    #[test]
    fn this_tree_is_tidy() {
        let faults = super::faults(&Workspace::find().unwrap()).unwrap();
        let list: Vec<String> =
            faults.iter().map(|fault| format!("{}: {}", fault.place, fault.message)).collect();
        assert!(list.is_empty(), "\n{}", list.join("\n"));
    }
}
