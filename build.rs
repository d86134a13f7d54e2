//! Brings in the browser's part and the list of crawlers at build time: packages from npm by the lock file, our own modules from web/src.
//!
//! Everything ends in OUT_DIR as `assets.rs`, a table of `include_bytes!`: the binary needs no folder beside it
//! and no network. All assets share one folder named by the hash of all of them, so that modules import each
//! other by plain relative names and every answer can be cached for ever.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// Files of the hls.js package that are served, with the names they get.
const FROM_HLS: [(&str, &str); 3] = [
    ("dist/hls.min.mjs", "hls.min.mjs"),
    ("dist/hls.worker.js", "hls.worker.js"),
    ("LICENSE", "hls.license.txt"),
];

/// Files of the uPlot package that are served, with the names they get.
const FROM_UPLOT: [(&str, &str); 3] = [
    ("dist/uPlot.esm.js", "uplot.js"),
    ("dist/uPlot.min.css", "uplot.css"),
    ("LICENSE", "uplot.license.txt"),
];

fn main() -> Result<(), Box<dyn Error>> {
    for input in [
        "build.rs",
        "web/package.json",
        "web/package-lock.json",
        "web/src",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let packages = install_packages(&out)?;

    let mut assets = Vec::new();
    for entry in fs::read_dir("web/src")? {
        let path = entry?.path();
        let name = path
            .file_name()
            .ok_or("an asset without a name")?
            .to_string_lossy()
            .into_owned();
        assets.push((name, fs::read(&path)?));
    }
    for (path, name) in FROM_HLS {
        assets.push((
            name.to_owned(),
            fs::read(packages.join("hls.js").join(path))?,
        ));
    }
    for (path, name) in FROM_UPLOT {
        assets.push((
            name.to_owned(),
            fs::read(packages.join("uplot").join(path))?,
        ));
    }
    assets.sort();
    write_crawlers(&out, &packages)?;
    write_table(&out, &assets)
}

/// Runs `npm ci` in OUT_DIR, unless it holds what the lock file says already; answers the packages' folder.
fn install_packages(out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let folder = out.join("npm");
    let installed = folder.join("node_modules");
    let done = folder.join("installed-lock.json");
    let lock = fs::read("web/package-lock.json")?;
    if installed.is_dir() && fs::read(&done).is_ok_and(|found| found == lock) {
        return Ok(installed);
    }
    fs::create_dir_all(&folder)?;
    fs::copy("web/package.json", folder.join("package.json"))?;
    fs::write(folder.join("package-lock.json"), &lock)?;
    let status = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&folder)
        .status()
        .map_err(|error| {
            format!("npm brings in what the pages need and did not start ({error}); run: apt-get install -y nodejs npm")
        })?;
    if !status.success() {
        return Err(format!(
            "npm ci of web/package-lock.json failed ({status}); its lines above say why"
        )
        .into());
    }
    fs::write(&done, &lock)?;
    Ok(installed)
}

/// Writes the patterns of the user agents of crawlers as `CRAWLERS`.
fn write_crawlers(out: &Path, packages: &Path) -> Result<(), Box<dyn Error>> {
    let list = fs::read(packages.join("crawler-user-agents/crawler-user-agents.json"))?;
    let list: Vec<serde_json::Value> = serde_json::from_slice(&list)?;
    let patterns = list
        .iter()
        .filter_map(|crawler| crawler.get("pattern")?.as_str());
    let patterns: Vec<&str> = patterns.collect();
    let count = patterns.len();
    fs::write(
        out.join("crawlers.rs"),
        format!("static CRAWLERS: [&str; {count}] = {patterns:?};\n"),
    )?;
    Ok(())
}

/// Writes each asset, plain and compressed, and the table that embeds them.
fn write_table(out: &Path, assets: &[(String, Vec<u8>)]) -> Result<(), Box<dyn Error>> {
    let folder = out.join("assets");
    fs::create_dir_all(&folder)?;
    let mut hash = Sha256::new();
    let mut table = String::new();
    for (name, bytes) in assets {
        hash.update(name.as_bytes());
        hash.update(Sha256::digest(bytes));
        let plain = folder.join(name);
        let compressed = folder.join(format!("{name}.gz"));
        fs::write(&plain, bytes)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes)?;
        fs::write(&compressed, encoder.finish()?)?;
        writeln!(
            table,
            "    Asset {{ name: {name:?}, content_type: {:?}, plain: include_bytes!({plain:?}), gzip: include_bytes!({compressed:?}) }},",
            content_type(name)?,
        )?;
    }
    let release: String = hash
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let count = assets.len();
    fs::write(
        out.join("assets.rs"),
        format!(
            "const RELEASE: &str = {release:?};\nstatic ASSETS: [Asset; {count}] = [\n{table}];\n"
        ),
    )?;
    Ok(())
}

fn content_type(name: &str) -> Result<&'static str, String> {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => Ok("text/javascript; charset=utf-8"),
        Some("css") => Ok("text/css; charset=utf-8"),
        Some("svg") => Ok("image/svg+xml"),
        Some("txt") => Ok("text/plain; charset=utf-8"),
        _ => Err(format!(
            "web/src/{name}: no content type is known for its extension"
        )),
    }
}
