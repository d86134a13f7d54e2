//! What a newcomer reads first is there and says what it must.

use std::path::PathBuf;

fn read(name: &str) -> String {
    std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_readme_has_the_two_commands_a_tour_the_configuration_and_a_picture() {
    let text = read("README.md");
    for part in [
        "make serve",
        "make test",
        "curl",
        "config/default.yaml",
        "tributary-media",
        "docs/ARCHITECTURE.md",
    ] {
        assert!(text.contains(part), "README.md does not mention {part}");
    }
}

#[test]
fn the_architecture_walks_through_an_upload_and_a_segment() {
    let text = read("docs/ARCHITECTURE.md");
    assert!(text.contains("## Walkthrough: an upload"));
    assert!(text.contains("## Walkthrough: a request for a segment"));
    for named in text
        .split('`')
        .filter(|word| word.ends_with(".rs") && word.contains('/'))
    {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let found = [path.join(named), path.join("src").join(named)];
        assert!(
            found.iter().any(|path| path.exists()),
            "docs/ARCHITECTURE.md names {named}"
        );
    }
}

#[test]
fn contributing_says_where_a_change_goes_and_decisions_are_written_down() {
    assert!(read("docs/CONTRIBUTING.md").contains("## Where does my change go?"));
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/decisions");
    assert!(std::fs::read_dir(folder).unwrap().count() >= 4);
}
