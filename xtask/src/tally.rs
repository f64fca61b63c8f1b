//! Counts what test runners report, by their closing lines. It does not run them.

/// How many checks passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Those that did.
    pub(crate) passed: u64,
    /// Those that did not.
    pub(crate) failed: u64,
}

impl Tally {
    /// One check that is not made of tests: a lint run, a build.
    pub(crate) fn one(passed: bool) -> Self {
        Self { passed: passed.into(), failed: (!passed).into() }
    }

    /// Reads a runner's output. A run that ended badly without naming a failed test (it did not compile,
    /// the browser died) counts as one failure: it must never look like a pass.
    pub(crate) fn read(output: &str, succeeded: bool) -> Self {
        let mut tally = Self::default();
        for line in output.lines().filter(|line| line.contains("test result: ")) {
            tally.passed += count_before(line, "passed").unwrap_or(0);
            tally.failed += count_before(line, "failed").unwrap_or(0);
        }
        if !succeeded && tally.failed == 0 {
            tally.failed = 1;
        }
        tally
    }

    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// The number in front of `word`, as in `3 passed;`.
fn count_before(line: &str, word: &str) -> Option<u64> {
    let mut before = None;
    for part in line.split_whitespace() {
        if part.trim_end_matches([';', '.', ',']) == word {
            return before;
        }
        before = part.parse().ok();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn closing_lines_add_up() {
        let output = "running 2 tests\n..\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: \u{1b}[31mFAILED\u{1b}[0m. 7 passed; 3 failed; 0 ignored; 0 filtered out\n";
        assert_eq!(Tally::read(output, false), Tally { passed: 9, failed: 3 });
    }

    #[test]
    fn a_run_that_broke_before_its_closing_line_is_a_failure() {
        assert_eq!(Tally::read("error: could not compile", false), Tally { passed: 0, failed: 1 });
        let first_only = "test result: ok. 2 passed; 0 failed; 0 ignored";
        assert_eq!(Tally::read(first_only, false), Tally { passed: 2, failed: 1 });
    }

    #[test]
    fn a_test_that_prints_counts_is_not_counted() {
        assert_eq!(Tally::read("12 passed; 3 failed", true), Tally::default());
    }
}
