//! A YAML text to a tree of [`Node`]s that know their lines.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use super::node::{Kind, Node, Origin};

/// Deeper nesting than any setting has: a guard for the stack.
const MAX_DEPTH: usize = 32;

/// Why a text is no configuration.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// The line, from 1.
    pub(crate) line: usize,
    /// What is wrong, without the text itself.
    pub(crate) reason: String,
}

/// Reads the one document of `text`; an empty text is an empty section.
pub(crate) fn parse(text: &str, path: &Path) -> Result<Node, Malformed> {
    let mut events = Events {
        parser: Parser::new_from_str(text),
        path: Arc::new(path.to_owned()),
    };
    let mut root = None;
    loop {
        let (event, span) = events.next()?;
        match event {
            Event::StreamEnd => break,
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
            _ if root.is_some() => {
                return Err(malformed(span, "a second document in the same file"));
            }
            event => root = Some(events.node(event, span, 0)?),
        }
    }
    let start = Origin::File(events.path, 1);
    Ok(root.unwrap_or_else(|| Node::empty(start)))
}

struct Events<'a> {
    parser: Parser<'a, StrInput<'a>>,
    path: Arc<PathBuf>,
}

impl<'a> Events<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Malformed> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(Malformed {
                line: error.marker().line(),
                reason: error.info().to_owned(),
            }),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Malformed> {
        if depth > MAX_DEPTH {
            return Err(malformed(span, "nested too deeply"));
        }
        let kind = match event {
            Event::Scalar(text, style, _, _) => scalar(&text, style),
            Event::SequenceStart(_, _) => self.list(depth)?,
            Event::MappingStart(_, _) => self.section(depth)?,
            Event::Alias(_) => {
                return Err(malformed(span, "an alias (*name): write the value out"));
            }
            _ => return Err(malformed(span, "no value where one is due")),
        };
        Ok(Node {
            origin: Origin::File(Arc::clone(&self.path), span.start.line()),
            kind,
        })
    }

    fn list(&mut self, depth: usize) -> Result<Kind, Malformed> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Kind::List(nodes)),
                (event, span) => nodes.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn section(&mut self, depth: usize) -> Result<Kind, Malformed> {
        let mut entries = BTreeMap::new();
        loop {
            let key = match self.next()? {
                (Event::MappingEnd, _) => return Ok(Kind::Section(entries)),
                (Event::Scalar(text, ..), span) => (text.into_owned(), span),
                (_, span) => return Err(malformed(span, "a key that is no single text")),
            };
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            if entries.insert(key.0.clone(), node).is_some() {
                return Err(malformed(key.1, &format!("the key {} stands twice", key.0)));
            }
        }
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Kind {
    match (style, text) {
        (ScalarStyle::Plain, "" | "~" | "null" | "Null" | "NULL") => Kind::Null,
        _ => Kind::Scalar(text.to_owned()),
    }
}

fn malformed(span: Span, reason: &str) -> Malformed {
    Malformed {
        line: span.start.line(),
        reason: reason.to_owned(),
    }
}
