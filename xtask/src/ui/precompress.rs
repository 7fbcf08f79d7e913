//! Compressed copies beside every text and the WASM, made once here so that no server makes them per request.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Result;

use super::Profile;

/// What compresses well; pictures and fonts are compressed already.
const TEXTS: &[&str] = &["html", "js", "css", "wasm", "svg", "json", "txt", "webmanifest"];

/// Below this a copy saves less than a packet.
const SMALLEST: usize = 512;

/// Bytes that a browser loads, for the eye of whoever builds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sizes {
    plain: u64,
    brotli: u64,
    wasm_brotli: u64,
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kb = |bytes: u64| bytes.div_ceil(1000);
        let Self {
            plain,
            brotli,
            wasm_brotli,
        } = *self;
        write!(
            f,
            "{} kB, as brotli {} kB, of which WASM {} kB",
            kb(plain),
            kb(brotli),
            kb(wasm_brotli)
        )
    }
}

/// Writes `.br` and `.gz` beside the files of a folder, where they are smaller.
pub(super) fn folder(folder: &Path, profile: Profile) -> Result<Sizes> {
    let mut sizes = Sizes::default();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let extension = path
                .extension()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if !TEXTS.contains(&extension.as_str()) {
                continue;
            }
            let content = fs::read(&path)?;
            let mut brotli_size = content.len();
            if content.len() >= SMALLEST {
                let brotli = brotli(&content, profile)?;
                brotli_size = brotli_size.min(brotli.len());
                for (kind, copy) in [("br", brotli), ("gz", gzip(&content)?)] {
                    if copy.len() < content.len() {
                        fs::write(path.with_extension(format!("{extension}.{kind}")), copy)?;
                    }
                }
            }
            sizes.plain += content.len() as u64;
            sizes.brotli += brotli_size as u64;
            if extension == "wasm" {
                sizes.wasm_brotli += brotli_size as u64;
            }
        }
    }
    Ok(sizes)
}

fn brotli(content: &[u8], profile: Profile) -> Result<Vec<u8>> {
    let quality = if profile == Profile::Web { 11 } else { 4 };
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn copies_hold_what_the_file_holds() {
        let folder_ = tempfile::tempdir().unwrap();
        let text = "a line that comes again\n".repeat(200);
        fs::create_dir(folder_.path().join("deep")).unwrap();
        fs::write(folder_.path().join("deep/app.js"), &text).unwrap();
        let sizes = folder(folder_.path(), Profile::Dev).unwrap();
        assert_eq!(sizes.plain, text.len() as u64);
        assert!(sizes.brotli < 200 && sizes.wasm_brotli == 0, "{sizes}");

        let mut unpacked = String::new();
        let copy = fs::read(folder_.path().join("deep/app.js.gz")).unwrap();
        flate2::read::GzDecoder::new(&copy[..])
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
        let mut unpacked = Vec::new();
        let copy = fs::read(folder_.path().join("deep/app.js.br")).unwrap();
        brotli::BrotliDecompress(&mut &copy[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, text.as_bytes());
    }

    #[test]
    fn pictures_and_tiny_files_are_left_alone() {
        let folder_ = tempfile::tempdir().unwrap();
        fs::write(folder_.path().join("photo.png"), "x".repeat(2000)).unwrap();
        fs::write(folder_.path().join("tiny.css"), "a{}").unwrap();
        folder(folder_.path(), Profile::Dev).unwrap();
        assert_eq!(fs::read_dir(folder_.path()).unwrap().count(), 2);
    }
}
