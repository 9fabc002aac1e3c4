//! Copies the content (`katas/`, `references/`) to `OUT_DIR/suite`, from where maturin puts it into the wheel as
//! `nnkata_plugin/suite`.
//!
//! The folder is emptied first: a file deleted from `katas/` must not live on in the next wheel.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const CONTENT: [&str; 2] = ["katas", "references"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("..");
    let suite = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("suite");
    if suite.exists() {
        fs::remove_dir_all(&suite)?;
    }
    fs::create_dir_all(&suite)?;
    println!("cargo::rerun-if-changed=build.rs");
    for name in CONTENT {
        // Whatever is new in there counts, and has the crate compiled: tox keeps compiled Python elsewhere.
        println!("cargo::rerun-if-changed=../{name}");
        if root.join(name).is_dir() {
            copy(&root.join(name), &suite.join(name))?;
        }
    }
    Ok(())
}

/// Copies a folder, leaving out what git ignores too: caches, compiled files, a learner's state, anything hidden.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if is_left_out(&name.to_string_lossy()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(&name))?;
        } else {
            // Made here, not above: a folder with nothing to copy stays out of the wheel.
            fs::create_dir_all(to)?;
            fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}

fn is_left_out(name: &str) -> bool {
    name.starts_with('.') || name == "__pycache__" || name.ends_with(".pyc") || name.ends_with('~')
}
