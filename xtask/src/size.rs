//! `cargo xtask size`: what a customer's browser downloads, against the budgets of `wasm-pack.toml`.
//! It does not know how the files came to be.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::build::{self, Kind};
use crate::flags::Flags;
use crate::settings::{Budget, Settings};
use crate::workspace::Workspace;

/// One file in bytes: as it is, after gzip, after brotli.
#[derive(Debug, Clone)]
struct Row {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Runs the task.
pub(crate) fn run(workspace: &Workspace, _: &Flags) -> Result<()> {
    build::assets(workspace, Kind::Release)?;
    let settings = Settings::read(workspace)?;
    let assets = workspace.assets();
    let package = build::package_folder(&assets)?;
    let stem = &settings.core.out_name;
    let rows = [
        measure("snippet.js", &assets.join("snippet.js"))?,
        measure(&format!("{stem}.js"), &package.join(format!("{stem}.js")))?,
        measure(&format!("{stem}_bg.wasm"), &package.join(format!("{stem}_bg.wasm")))?,
    ];
    let (table, fits) = report(&rows, settings.budget);
    print!("{table}");
    if !fits {
        bail!("over the budget");
    }
    Ok(())
}

/// The first row is the loader, all of them together are what a session downloads.
fn report(rows: &[Row], budget: Budget) -> (String, bool) {
    let total = Row {
        name: "all".to_owned(),
        raw: rows.iter().map(|row| row.raw).sum(),
        gzip: rows.iter().map(|row| row.gzip).sum(),
        brotli: rows.iter().map(|row| row.brotli).sum(),
    };
    let mut table = format!("{:<18}{:>9}{:>9}{:>9}\n", "bytes", "raw", "gzip", "brotli");
    for row in rows.iter().chain([&total]) {
        table += &format!("{:<18}{:>9}{:>9}{:>9}\n", row.name, row.raw, row.gzip, row.brotli);
    }
    let mut fits = true;
    for (name, measured, allowed) in [
        ("loader", rows.first().map_or(0, |row| row.brotli), budget.snippet),
        ("a session's download", total.brotli, budget.customer),
    ] {
        let verdict = if measured <= allowed { "within" } else { "OVER" };
        fits &= measured <= allowed;
        table += &format!("{name}: {measured} of {allowed} bytes after brotli, {verdict} the budget\n");
    }
    (table, fits)
}

fn measure(name: &str, file: &Path) -> Result<Row> {
    // Too small to be compressed beforehand is sent as it is.
    let length = |suffix: &str| {
        let sibling = Path::new(&format!("{}{suffix}", file.display())).metadata();
        sibling.or_else(|_| file.metadata()).map(|found| found.len())
    };
    let measure = || -> std::io::Result<Row> {
        Ok(Row { name: name.to_owned(), raw: length("")?, gzip: length(".gz")?, brotli: length(".br")? })
    };
    measure().with_context(|| format!("measuring {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::{Row, report};
    use crate::settings::Budget;

    fn row(name: &str, brotli: u64) -> Row {
        Row { name: name.to_owned(), raw: brotli * 3, gzip: brotli + 1, brotli }
    }

    #[test]
    fn loader_and_total_are_judged_apart() {
        let rows = [row("snippet.js", 100), row("pillion.js", 50)];
        for (snippet, customer, expected) in [(100, 150, true), (99, 150, false), (100, 149, false)] {
            let (table, fits) = report(&rows, Budget { snippet, customer });
            assert_eq!(fits, expected, "{table}");
            assert_eq!(table.contains("OVER"), !expected);
        }
    }
}
