//! The two migration folders tell the same story: the same files, and the same tables and columns at their end.

use std::path::PathBuf;

use super::tree::{files, root, shown, text};

/// Tables in the order of their creation, each with its columns.
type Schema = Vec<(String, Vec<String>)>;

#[test]
fn both_databases_have_the_same_migrations() {
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

#[test]
fn both_databases_have_the_same_tables_and_columns() {
    let (mut sqlite, mut postgres) = (migrated("sqlite"), migrated("postgres"));
    // SQLite makes some tables anew where PostgreSQL changes them.
    sqlite.sort();
    postgres.sort();
    assert!(
        sqlite.len() > 10,
        "the migrations could not be read: {sqlite:?}"
    );
    let tables = |schema: &Schema| -> Vec<String> {
        schema.iter().map(|(table, _)| table.clone()).collect()
    };
    assert_eq!(tables(&sqlite), tables(&postgres));
    for ((table, on_sqlite), (_, on_postgres)) in sqlite.iter().zip(&postgres) {
        assert_eq!(on_sqlite, on_postgres, "the columns of {table} differ");
    }
}

#[test]
fn local_and_remote_actors_share_their_tables() {
    let schema = migrated("sqlite");
    let columns = |name: &str| {
        let table = schema.iter().find(|(table, _)| table == name);
        table
            .map(|(_, columns)| columns.clone())
            .unwrap_or_default()
    };
    for column in ["host", "url", "public_key", "private_key"] {
        assert!(columns("actors").contains(&column.to_owned()), "{column}");
    }
    for table in ["accounts", "channels"] {
        assert!(columns(table).contains(&"actor_id".to_owned()), "{table}");
    }
    assert!(columns("videos").contains(&"remote".to_owned()));
    assert!(schema.iter().all(|(table, _)| !table.contains("remote")));
}

#[test]
fn the_reader_follows_every_change_of_a_table() {
    let mut schema = Schema::new();
    let sql = "-- CREATE TABLE no (a);\n\
        CREATE TABLE IF NOT EXISTS a (id INTEGER PRIMARY KEY, x TEXT CHECK (x IN (';', 'b')), \"y\" INT,\n\
          UNIQUE (x, y), CONSTRAINT z CHECK (y > 0)) STRICT; CREATE INDEX i ON a (x);\n\
        ALTER TABLE a ADD COLUMN z TEXT; ALTER TABLE a RENAME COLUMN x TO w; ALTER TABLE a DROP COLUMN y;\n\
        CREATE TABLE b (id INT); CREATE TABLE c (id INT); DROP TABLE b; ALTER TABLE c RENAME TO d;";
    apply(sql, &mut schema);
    let columns = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.to_owned())
            .collect::<Vec<_>>()
    };
    let expected = vec![
        ("a".to_owned(), columns(&["id", "w", "z"])),
        ("d".to_owned(), columns(&["id"])),
    ];
    assert_eq!(schema, expected);
}

fn folder(database: &str) -> PathBuf {
    root().join("migrations").join(database)
}

fn names(database: &str) -> Vec<String> {
    let files = files(&folder(database), "sql");
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(name).collect()
}

fn migrated(database: &str) -> Schema {
    let mut schema = Schema::new();
    for path in files(&folder(database), "sql") {
        let before = schema.len();
        apply(&text(&path), &mut schema);
        assert!(
            before > 0 || !schema.is_empty(),
            "nothing in {}",
            shown(&path)
        );
    }
    schema
}

fn apply(sql: &str, schema: &mut Schema) {
    for statement in split(&without_comments(sql), ';') {
        let plain = statement.replace('"', "");
        let words: Vec<&str> = plain.split_whitespace().collect();
        let upper: Vec<String> = words.iter().map(|word| word.to_uppercase()).collect();
        let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
        match upper.as_slice() {
            ["CREATE", "TABLE", ..] => schema.push(created(&plain)),
            ["DROP", "TABLE", rest @ ..] => {
                let name = words[words.len() - rest.len()..].last().unwrap();
                schema.retain(|(table, _)| table != name);
            }
            ["ALTER", "TABLE", _, change @ ..] => {
                let rest = &words[words.len() - change.len()..];
                let table = schema.iter_mut().find(|(table, _)| table == words[2]);
                let table = table.unwrap_or_else(|| panic!("unknown table: {statement}"));
                alter(table, change, rest);
            }
            _ => {}
        }
    }
}

fn created(statement: &str) -> (String, Vec<String>) {
    let (head, body) = statement.split_once('(').unwrap();
    let (body, _) = body.rsplit_once(')').unwrap();
    let table = head.split_whitespace().last().unwrap().to_owned();
    let columns = split(body, ',')
        .iter()
        .filter_map(|item| item.split_whitespace().next().map(str::to_owned))
        .filter(|word| !is_constraint(word))
        .collect();
    (table, columns)
}

fn alter(table: &mut (String, Vec<String>), change: &[&str], words: &[&str]) {
    let (name, columns) = table;
    match change {
        ["ADD", "COLUMN", ..] => columns.push(words[2].to_owned()),
        ["ADD", word, ..] if !is_constraint(word) => columns.push(words[1].to_owned()),
        ["DROP", "COLUMN", ..] => columns.retain(|column| column != words[2]),
        ["RENAME", "TO", _] => words[2].clone_into(name),
        ["RENAME", "COLUMN", _, "TO", _] => {
            for column in columns.iter_mut().filter(|column| *column == words[2]) {
                words[4].clone_into(column);
            }
        }
        _ => {}
    }
}

fn is_constraint(word: &str) -> bool {
    let word = word.split('(').next().unwrap_or(word).to_uppercase();
    [
        "PRIMARY",
        "UNIQUE",
        "CHECK",
        "FOREIGN",
        "CONSTRAINT",
        "EXCLUDE",
    ]
    .contains(&word.as_str())
}

fn without_comments(sql: &str) -> String {
    let code = |line: &str| line.split("--").next().unwrap_or_default().to_owned();
    sql.lines().map(code).collect::<Vec<_>>().join("\n")
}

/// Splits outside of parentheses and quoted texts.
fn split(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut depth, mut quoted) = (0, false);
    for letter in text.chars() {
        match letter {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if letter == at && depth == 0 && !quoted {
            parts.push(String::new());
        } else {
            parts.last_mut().unwrap().push(letter);
        }
    }
    parts
}
