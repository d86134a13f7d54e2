//! Names of form fields as paths into a tree: `scheduleUpdate[updateAt]`, `tags[0]`, `tags[]`, and
//! `tags` more than once.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{DEEPEST, LONGEST_TEXT, MOST_FIELDS};
use crate::http::error::{ApiError, Location};

/// Bytes of a name.
const LONGEST_NAME: usize = 256;
/// The highest place in a list that is taken for one.
const LAST_PLACE: u32 = 9_999;

/// The fields of a form, as they are put together.
#[derive(Debug, Default)]
pub(super) struct Tree {
    fields: BTreeMap<String, Node>,
    count: usize,
}

#[derive(Debug)]
enum Node {
    Text(String),
    List(BTreeMap<u32, Node>),
    Section(BTreeMap<String, Node>),
}

#[derive(Debug, PartialEq, Eq)]
enum Step<'a> {
    /// `[]`
    Next,
    /// `[3]`
    Place(u32),
    /// `[updateAt]`
    Key(&'a str),
}

/// The name says one thing and an earlier one another: `a=1` and `a[b]=2`.
#[derive(Debug)]
struct Contradiction;

impl Tree {
    /// Adds a field, counted against the limits.
    pub(super) fn insert(&mut self, name: &str, text: String) -> Result<(), ApiError> {
        let refused = |message: &str| {
            let shown: String = name.chars().take(LONGEST_NAME).collect();
            Err(ApiError::invalid(
                Location::Body,
                shown,
                message,
                Value::Null,
            ))
        };
        self.count += 1;
        if self.count > MOST_FIELDS {
            let message = format!("the form has more than {MOST_FIELDS} fields");
            return Err(ApiError::BadRequest(message.into()));
        }
        if name.len() > LONGEST_NAME {
            return refused("has too long a name");
        }
        if text.len() > LONGEST_TEXT {
            return Err(too_long(name));
        }
        let (first, steps) = parse(name);
        if steps.len() > DEEPEST {
            return refused("nests too deep");
        }
        let held = self.fields.remove(first);
        match put(held, &steps, text) {
            Ok(node) => {
                self.fields.insert(first.to_owned(), node);
                Ok(())
            }
            Err(Contradiction) => refused("is given both as a value and as something with parts"),
        }
    }

    /// The tree as JSON would have it.
    pub(super) fn finish(self) -> Map<String, Value> {
        section(self.fields)
    }
}

/// 413 for a single text.
pub(super) fn too_long(name: &str) -> ApiError {
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let message = format!("the field {name} is longer than {LONGEST_TEXT} bytes");
    ApiError::TooLarge(message.into())
}

/// Parts a name at its brackets; one that is not well formed is a plain name.
fn parse(name: &str) -> (&str, Vec<Step<'_>>) {
    let Some((first, rest)) = name.split_once('[') else {
        return (name, Vec::new());
    };
    let Some(rest) = rest.strip_suffix(']') else {
        return (name, Vec::new());
    };
    let inner: Vec<&str> = rest.split("][").collect();
    if first.is_empty() || inner.iter().any(|step| step.contains(['[', ']'])) {
        return (name, Vec::new());
    }
    (first, inner.into_iter().map(step).collect())
}

fn step(text: &str) -> Step<'_> {
    if text.is_empty() {
        return Step::Next;
    }
    let place = text.parse().ok().filter(|place| *place <= LAST_PLACE);
    // "01" and "+1" are keys: written back they would not be the same.
    match place.filter(|place: &u32| place.to_string() == text) {
        Some(place) => Step::Place(place),
        None => Step::Key(text),
    }
}

/// Puts a text where `steps` lead, below what is there.
fn put(held: Option<Node>, steps: &[Step<'_>], text: String) -> Result<Node, Contradiction> {
    let Some((step, rest)) = steps.split_first() else {
        return match held {
            None => Ok(Node::Text(text)),
            Some(Node::Section(_)) => Err(Contradiction),
            Some(more) => {
                let mut items = list(more)?;
                append(&mut items, Node::Text(text));
                Ok(Node::List(items))
            }
        };
    };
    match step {
        Step::Key(key) => put_key(held, key, rest, text),
        Step::Place(place) => match held {
            Some(held @ Node::Section(_)) => put_key(Some(held), &place.to_string(), rest, text),
            held => {
                let mut items = held.map_or_else(|| Ok(BTreeMap::new()), list)?;
                let inner = put(items.remove(place), rest, text)?;
                items.insert(*place, inner);
                Ok(Node::List(items))
            }
        },
        Step::Next => {
            let mut items = held.map_or_else(|| Ok(BTreeMap::new()), list)?;
            let inner = put(None, rest, text)?;
            append(&mut items, inner);
            Ok(Node::List(items))
        }
    }
}

fn put_key(
    held: Option<Node>,
    key: &str,
    rest: &[Step<'_>],
    text: String,
) -> Result<Node, Contradiction> {
    let mut fields = match held {
        None => BTreeMap::new(),
        Some(Node::Section(fields)) => fields,
        // Numbers that turn out to be names among others.
        Some(Node::List(items)) => {
            let named = |(place, node): (u32, Node)| (place.to_string(), node);
            items.into_iter().map(named).collect()
        }
        Some(Node::Text(_)) => return Err(Contradiction),
    };
    let inner = put(fields.remove(key), rest, text)?;
    fields.insert(key.to_owned(), inner);
    Ok(Node::Section(fields))
}

/// What is there as a list: a single value is a list of one.
fn list(node: Node) -> Result<BTreeMap<u32, Node>, Contradiction> {
    match node {
        Node::List(items) => Ok(items),
        Node::Text(text) => Ok(BTreeMap::from([(0, Node::Text(text))])),
        Node::Section(_) => Err(Contradiction),
    }
}

fn append(items: &mut BTreeMap<u32, Node>, node: Node) {
    let next = items.last_key_value().map_or(0, |(last, _)| last + 1);
    items.insert(next, node);
}

fn section(fields: BTreeMap<String, Node>) -> Map<String, Value> {
    let fields = fields.into_iter();
    fields.map(|(key, node)| (key, value(node))).collect()
}

fn value(node: Node) -> Value {
    match node {
        Node::Text(text) => Value::String(text),
        Node::List(items) => items.into_values().map(value).collect(),
        Node::Section(fields) => Value::Object(section(fields)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tree(pairs: &[(&str, &str)]) -> Result<Value, ApiError> {
        let mut tree = Tree::default();
        for (name, text) in pairs {
            tree.insert(name, (*text).to_owned())?;
        }
        Ok(Value::Object(tree.finish()))
    }

    #[test]
    fn names_become_a_tree() {
        for (pairs, expected) in [
            (&[("name", "a")][..], json!({"name": "a"})),
            (
                &[("s[updateAt]", "x"), ("s[privacy]", "1")],
                json!({"s": {"updateAt": "x", "privacy": "1"}}),
            ),
            (&[("t", "a"), ("t", "b")], json!({"t": ["a", "b"]})),
            (&[("t[]", "a"), ("t[]", "b")], json!({"t": ["a", "b"]})),
            (&[("t[1]", "b"), ("t[0]", "a")], json!({"t": ["a", "b"]})),
            (&[("t", "a"), ("t[]", "b")], json!({"t": ["a", "b"]})),
            (&[("t[0]", "a")], json!({"t": ["a"]})),
            (
                &[
                    ("k[0][name]", "cut"),
                    ("k[0][options][start]", "1"),
                    ("k[1][name]", "add"),
                ],
                json!({"k": [{"name": "cut", "options": {"start": "1"}}, {"name": "add"}]}),
            ),
            (
                &[("r[0]", "a"), ("r[x]", "b")],
                json!({"r": {"0": "a", "x": "b"}}),
            ),
            (
                &[("[a]", "1"), ("b[", "2"), ("c[d]e", "3")],
                json!({"[a]": "1", "b[": "2", "c[d]e": "3"}),
            ),
        ] {
            assert_eq!(
                tree(pairs).expect("it is well formed"),
                expected,
                "{pairs:?}"
            );
        }
    }

    #[test]
    fn contradictions_depth_and_numbers_are_refused() {
        assert!(tree(&[("a", "1"), ("a[b]", "2")]).is_err());
        assert!(tree(&[("a[b]", "1"), ("a", "2")]).is_err());
        assert!(tree(&[("a[b][c][d][e]", "1")]).is_ok());
        assert!(tree(&[("a[b][c][d][e][f]", "1")]).is_err());
        assert!(tree(&vec![("a", "1"); MOST_FIELDS]).is_ok());
        assert!(tree(&vec![("a", "1"); MOST_FIELDS + 1]).is_err());
    }
}
