//! How a section is declared: fields with their defaults and allowed ranges, read and listed by
//! generated code, so that no field can be forgotten in one of the two.

use std::ops::RangeBounds;

use super::{
    node::{Kind, Node, Origin},
    problem::Problem,
    value::Leaf,
};

/// A key that stands in a configuration, with its value as YAML would have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The dotted key.
    pub key: String,
    /// The value; of a secret only whether it is set.
    pub value: String,
}

/// A section, or a value in one.
pub(crate) trait Setting: Sized {
    /// Reads what stands under `key`; keeps `default` where nothing or something wrong does.
    fn read(reader: &mut Reader<'_>, key: &str, default: Self) -> Self;

    /// Appends every key below with its value.
    fn list(&self, key: &str, entries: &mut Vec<Entry>);
}

impl<T: Leaf> Setting for T {
    fn read(reader: &mut Reader<'_>, key: &str, default: Self) -> Self {
        reader.value(key).unwrap_or(default)
    }

    fn list(&self, key: &str, entries: &mut Vec<Entry>) {
        entries.push(Entry {
            key: key.to_owned(),
            value: self.show(),
        });
    }
}

/// Walks the tree in step with the structs and notes what is wrong.
pub(crate) struct Reader<'a> {
    node: Option<&'a Node>,
    path: String,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// Starts at the root.
    pub(crate) fn new(root: &'a Node, problems: &'a mut Vec<Problem>) -> Self {
        Self {
            node: Some(root),
            path: String::new(),
            problems,
        }
    }

    /// Reads the section `key` with `read`.
    pub(crate) fn section<T>(&mut self, key: &str, read: impl FnOnce(&mut Reader<'_>) -> T) -> T {
        let path = join(&self.path, key);
        let found = match key {
            // The root stands under no key.
            "" => self.node,
            key => self.node.and_then(|node| node.get(key)),
        };
        let node = match found {
            Some(node) if matches!(node.kind, Kind::Scalar(_) | Kind::List(_)) => {
                // Not shown: a secret written one level too high would be.
                self.problems.push(Problem {
                    origin: node.origin.clone(),
                    key: path.clone(),
                    found: node.shape().to_owned(),
                    accepted: "a section with keys of its own".to_owned(),
                });
                None
            }
            other => other,
        };
        read(&mut Reader {
            node,
            path,
            problems: self.problems,
        })
    }

    /// Reads a value that must lie in `range`.
    pub(crate) fn ranged<T: Leaf + PartialOrd>(
        &mut self,
        key: &str,
        default: T,
        range: &impl RangeBounds<T>,
    ) -> T {
        let Some(value) = self.value::<T>(key) else {
            return default;
        };
        if range.contains(&value) {
            return value;
        }
        self.refuse(key, value.show(), accepted_range(range));
        default
    }

    fn value<T: Leaf>(&mut self, key: &str) -> Option<T> {
        let node = self.node?.get(key)?;
        let value = T::parse(node);
        if value.is_none() {
            let found = match (node.text(), T::SECRET) {
                (Some(text), false) => format!("'{text}'"),
                (Some(_), true) => "a text that is not shown".to_owned(),
                (None, _) => node.shape().to_owned(),
            };
            self.refuse(key, found, T::accepted());
        }
        value
    }

    fn refuse(&mut self, key: &str, found: String, accepted: String) {
        let origin = self
            .node
            .and_then(|node| node.get(key))
            .map_or(Origin::Default, |node| node.origin.clone());
        self.problems.push(Problem {
            origin,
            key: join(&self.path, key),
            found,
            accepted,
        });
    }
}

fn accepted_range<T: Leaf + PartialOrd>(range: &impl RangeBounds<T>) -> String {
    use std::ops::Bound;
    let mut text = T::accepted();
    if let Bound::Included(start) = range.start_bound() {
        text = format!("{text}, at least {}", start.show());
    }
    match range.end_bound() {
        Bound::Included(end) => format!("{text}, at most {}", end.show()),
        Bound::Excluded(end) => format!("{text}, below {}", end.show()),
        Bound::Unbounded => text,
    }
}

/// `parent.key`, or `key` at the root.
pub(crate) fn join(parent: &str, key: &str) -> String {
    match (parent, key) {
        ("", only) | (only, "") => only.to_owned(),
        (parent, key) => format!("{parent}.{key}"),
    }
}

/// Declares a section: `field: Type = default`, with `as "key"` where the key is no Rust name and
/// `=> range` where not every value of the type is allowed.
macro_rules! section {
    ($(#[$doc:meta])* pub struct $name:ident {
        $($(#[$field_doc:meta])* pub $field:ident $(as $key:literal)? : $type:ty = $default:expr $(=> $range:expr)?,)+
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl $crate::config::section::Setting for $name {
            fn read(reader: &mut $crate::config::section::Reader<'_>, key: &str, default: Self) -> Self {
                reader.section(key, |reader| Self {
                    $($field: $crate::config::section::section!(
                        @read reader, $crate::config::section::section!(@key $field $($key)?), default.$field $(, $range)?
                    ),)+
                })
            }

            fn list(&self, key: &str, entries: &mut Vec<$crate::config::section::Entry>) {
                $($crate::config::section::Setting::list(
                    &self.$field,
                    &$crate::config::section::join(key, $crate::config::section::section!(@key $field $($key)?)),
                    entries,
                );)+
            }
        }
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
    (@read $reader:ident, $key:expr, $default:expr) => {
        $crate::config::section::Setting::read($reader, $key, $default)
    };
    (@read $reader:ident, $key:expr, $default:expr, $range:expr) => {
        $reader.ranged($key, $default, &$range)
    };
}
pub(crate) use section;
