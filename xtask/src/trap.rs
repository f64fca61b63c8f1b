//! Makes a panic of the customer's wasm a bare trap: the functions that only put a message together are emptied, and
//! wasm-opt then drops what only they used. It does not know what the module does.
//!
//! The standard library could be compiled so by itself (`panic = "immediate-abort"`), but not by a stable compiler.

use std::path::Path;

use anyhow::{Context, Result, bail};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, Module};

/// Parts of the names of functions that never return and do nothing but tell what went wrong.
const MESSAGES: [&str; 10] = [
    "panicking",
    "slice_error_fail",
    "slice_index_fail",
    "len_mismatch_fail",
    "unwrap_failed",
    "expect_failed",
    "handle_alloc_error",
    "capacity_overflow",
    "panic_already_borrowed",
    "panic_already_mutably_borrowed",
];

/// Empties them in the module at `from` and writes it to `to`.
///
/// # Errors
/// The module cannot be read, or it names none of them: then the names have changed, and this list must too.
pub(crate) fn quieten(from: &Path, to: &Path) -> Result<()> {
    let mut module = Module::from_file(from).with_context(|| format!("reading {}", from.display()))?;
    let messages: Vec<FunctionId> = module
        .funcs
        .iter_local()
        .map(|(id, _)| id)
        .filter(|id| module.funcs.get(*id).name.as_deref().is_some_and(is_message))
        .collect();
    if messages.is_empty() {
        bail!(
            "{} names no function of core's panics: xtask/src/trap.rs needs their new names",
            from.display()
        );
    }
    for id in messages {
        let (params, results) = module.types.params_results(module.funcs.get(id).ty());
        let (params, results) = (params.to_vec(), results.to_vec());
        let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
        builder.func_body().unreachable();
        let arguments = params.into_iter().map(|kind| module.locals.add(kind)).collect();
        module.funcs.get_mut(id).kind = FunctionKind::Local(builder.local_func(arguments));
    }
    module.emit_wasm_file(to).with_context(|| format!("writing {}", to.display()))
}

fn is_message(name: &str) -> bool {
    MESSAGES.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::is_message;

    #[test]
    fn knows_the_messages_by_name() {
        assert!(is_message("core[c5930c85a12de822]::panicking::panic_bounds_check"));
        assert!(is_message("_ZN4core9panicking9panic_fmt17h0123456789abcdefE"));
        assert!(!is_message("pillion::page::wiring::Core::on::hec7141cd60e631f7"));
    }
}
