//! The fuzz targets on the stable compiler: their seeds, and thousands of changes of them that are the same in each run.

use std::path::{Path, PathBuf};

use tributary::http::fuzzing::Target;

/// Changed seeds for each target.
const CHANGES: u32 = 20_000;

/// What parsers stumble over.
const MORSELS: [&[u8]; 12] = [
    b"",
    b"\0",
    b"\xff",
    b"\r\n",
    b"--x",
    b"\"",
    b"[",
    b"]]]]",
    b"-",
    b"18446744073709551616",
    b"%00",
    b",,",
];

/// Those of the application, and those of what publishers send.
fn targets() -> impl Iterator<Item = Target> {
    let all = tributary::http::fuzzing::TARGETS.into_iter();
    all.chain(actors_live::fuzzing::TARGETS)
}

fn folder(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(of)
}

/// A small generator (xorshift): the same numbers in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound.max(1) as u64)).unwrap()
    }

    /// The seed with one to four of its stretches replaced, doubled or cut out.
    fn change(&mut self, seed: &[u8]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            let start = self.below(bytes.len() + 1);
            let end = start + self.below((bytes.len() - start).min(20) + 1);
            let stretch = match self.below(3) {
                0 => MORSELS[self.below(MORSELS.len())].to_vec(),
                1 => bytes[start..end].repeat(2),
                _ => vec![u8::try_from(self.below(256)).unwrap()],
            };
            bytes.splice(start..end, stretch);
        }
        bytes
    }
}

#[test]
fn no_parser_of_foreign_bytes_panics_on_seeds_and_their_changes() {
    let mut numbers = Numbers(0x7d1b_0001);
    for (name, target) in targets() {
        let seeds = std::fs::read_dir(folder("seeds").join(name)).unwrap();
        let mut seeds: Vec<_> = seeds.map(|seed| seed.unwrap().path()).collect();
        seeds.sort();
        let seeds: Vec<_> = seeds
            .iter()
            .map(|seed| std::fs::read(seed).unwrap())
            .collect();
        assert!(!seeds.is_empty(), "{name} has no seed");
        for seed in &seeds {
            target(seed);
        }
        for _ in 0..CHANGES {
            let seed = &seeds[numbers.below(seeds.len())];
            target(&numbers.change(seed));
        }
    }
}

#[test]
fn each_parser_has_its_fuzz_target() {
    for (name, _) in targets() {
        let target = std::fs::read_to_string(folder("fuzz_targets").join(format!("{name}.rs")));
        assert!(
            target.unwrap().contains(&format!("fuzzing::{name}(bytes)")),
            "{name}"
        );
        let manifest = std::fs::read_to_string(folder("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
