//! The assets folder: what the relay embeds and browsers load. Puts the stages together and compresses
//! them beforehand. It does not know what the files do.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use crate::stage::{self, Stage};
use crate::workspace::Workspace;

/// Below this, headers outweigh what compression saves.
const SMALLEST_TO_COMPRESS: usize = 512;
const KINDS_TO_COMPRESS: &[&str] = &["js", "wasm", "css", "html", "svg"];

/// Puts a `.br` and a `.gz` beside each file below `folder` that gains from it. Slow and strong (brotli 11, gzip 9):
/// done once here instead of at each request.
pub(crate) fn compress(folder: &Path) -> Result<()> {
    for file in stage::files_below(folder)? {
        let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if !KINDS_TO_COMPRESS.contains(&kind) {
            continue;
        }
        let bytes = std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        if bytes.len() < SMALLEST_TO_COMPRESS {
            continue;
        }
        for (suffix, packed) in [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)] {
            let sibling = file.with_extension(format!("{kind}.{suffix}"));
            std::fs::write(&sibling, packed).with_context(|| format!("writing {}", sibling.display()))?;
        }
    }
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        // 16 MiB: the largest that every browser takes.
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters).context("brotli")?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).context("gzip")?;
    encoder.finish().context("gzip")
}

/// Makes the assets folder from the stages, unless it already is made from just these.
///
/// # Errors
/// A file could not be written.
pub(crate) fn assemble(workspace: &Workspace, stages: &[Stage]) -> Result<()> {
    let assets = workspace.assets();
    let stamp = workspace.output("assets.stamp");
    let key: String =
        stages.iter().map(|stage| format!("{} {}\n", stage.folder.display(), stage.key)).collect();
    if assets.is_dir() && std::fs::read_to_string(&stamp).is_ok_and(|old| old == key) {
        return Ok(());
    }
    // Made aside and then swapped in: a relay that is being compiled meanwhile sees the old set or the new one.
    let next = workspace.output("assets.next");
    stage::empty(&next)?;
    for stage in stages {
        stage::copy_tree(&stage.folder, &next)?;
    }
    if assets.exists() {
        std::fs::remove_dir_all(&assets).context("removing the old assets")?;
    }
    std::fs::rename(&next, &assets).context("moving the new assets into place")?;
    std::fs::write(&stamp, key).context("writing the assets' stamp")
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    #[test]
    fn what_is_packed_comes_back_as_it_was() {
        let text = "a page of the demo bank ".repeat(100).into_bytes();
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(super::gzip(&text).unwrap().as_slice()).read_to_end(&mut back).unwrap();
        assert_eq!(back, text);

        let packed = super::brotli(&text).unwrap();
        assert!(packed.len() < 100, "{}", packed.len());
        let mut reader = brotli::DecompressorWriter::new(Vec::new(), 4096);
        reader.write_all(&packed).unwrap();
        assert_eq!(reader.into_inner().unwrap(), text);
    }
}
