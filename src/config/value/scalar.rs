//! Numbers, booleans, texts, lists, and values that may be missing.

use crate::config::node::{Kind, Node};

use super::Leaf;

macro_rules! numbers {
    ($($type:ty: $accepted:literal),+ $(,)?) => {$(
        impl Leaf for $type {
            fn accepted() -> String {
                $accepted.to_owned()
            }

            fn parse(node: &Node) -> Option<Self> {
                node.text()?.parse().ok()
            }

            fn show(&self) -> String {
                self.to_string()
            }
        }
    )+};
}

numbers! {
    u8: "a whole number from 0 to 255",
    u16: "a whole number from 0 to 65535",
    u32: "a whole number from 0 to 4294967295",
    usize: "a whole number from 0",
}

impl Leaf for f64 {
    fn accepted() -> String {
        "a number".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        node.text()?
            .parse()
            .ok()
            .filter(|number: &Self| number.is_finite())
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Leaf for bool {
    fn accepted() -> String {
        "true or false".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        match node.text()? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Leaf for String {
    fn accepted() -> String {
        "a text".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        match &node.kind {
            Kind::Null => Some(Self::new()),
            Kind::Scalar(text) => Some(text.clone()),
            Kind::List(_) | Kind::Section(_) => None,
        }
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

/// A text in double quotes, as YAML and JSON alike have it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `null` is no value; everything else is read as the value itself.
impl<T: Leaf> Leaf for Option<T> {
    const SECRET: bool = T::SECRET;

    fn accepted() -> String {
        format!("{}, or null", T::accepted())
    }

    fn parse(node: &Node) -> Option<Self> {
        match node.kind {
            Kind::Null => Some(None),
            _ => T::parse(node).map(Some),
        }
    }

    fn show(&self) -> String {
        self.as_ref().map_or_else(|| "null".to_owned(), Leaf::show)
    }
}

/// A single value is a list of one: environment variables write `a,b` (see `environment`).
impl<T: Leaf> Leaf for Vec<T> {
    const SECRET: bool = T::SECRET;

    fn accepted() -> String {
        format!("a list, each of which is {}", T::accepted())
    }

    fn parse(node: &Node) -> Option<Self> {
        match &node.kind {
            Kind::Null => Some(Self::new()),
            Kind::List(nodes) => nodes.iter().map(T::parse).collect(),
            Kind::Scalar(_) => T::parse(node).map(|value| vec![value]),
            Kind::Section(_) => None,
        }
    }

    fn show(&self) -> String {
        let shown: Vec<String> = self.iter().map(Leaf::show).collect();
        format!("[{}]", shown.join(", "))
    }
}
