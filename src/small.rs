//! Memory and panics of the build that browsers load. Knows nothing of the product.
//!
//! The standard library's panic handler writes a message, which brings all of formatting along: a third of the download.
//! Here a panic is a trap: the call that came from snippet.js or the browser throws, nothing more leaves, and the page
//! goes on.

#[global_allocator]
static MEMORY: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
