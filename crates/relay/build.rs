//! Tells the compiler where the assets are that the binary carries. Knows nothing of how they are made.

use std::path::PathBuf;

fn main() {
    println!("cargo:rerun-if-env-changed=PILLION_ASSETS");
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=../../www/demo");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let folder = match std::env::var_os("PILLION_ASSETS") {
        Some(folder) => {
            println!("cargo:rerun-if-changed={}", PathBuf::from(&folder).display());
            PathBuf::from(folder)
        }
        // Checks and tests of the relay alone need no assets; the relay then says that it was built without.
        None => out.join("no-assets"),
    };
    if let Err(error) = std::fs::create_dir_all(&folder) {
        println!("cargo:warning=the assets folder cannot be made: {error}");
    }
    println!("cargo:rustc-env=PILLION_ASSETS_FOLDER={}", folder.display());
}
