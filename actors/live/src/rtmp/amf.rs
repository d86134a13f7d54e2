//! A value of AMF, whichever version carried it, and the bounds within which one is read.

use super::Violation;

/// Most values in one message, nested ones included.
pub(super) const VALUES: usize = 4_096;
/// Deepest nesting.
pub(super) const DEPTH: usize = 16;
/// Most bytes that references may repeat.
pub(super) const REPEATED: usize = 256 * 1024;

/// A value; what no command has a use for is [`Value::Other`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number; AMF0 has no other kind.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A text.
    Text(String),
    /// Fields with their names, in order; also AMF's "ECMA array".
    Object(Vec<(String, Value)>),
    /// Values in order.
    Array(Vec<Value>),
    /// Null or undefined.
    Null,
    /// A date, a byte array, a reference.
    Other,
}

impl Value {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A field of an object.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields
                .iter()
                .find_map(|(field, value)| (field == name).then_some(value)),
            _ => None,
        }
    }
}

/// Reads bytes and counts what is made of them.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    values_left: usize,
    repeated_left: usize,
    depth: usize,
}

const CUT: Violation = Violation("an AMF value ends too early");

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            values_left: VALUES,
            repeated_left: REPEATED,
            depth: 0,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Violation> {
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or(CUT)?;
        self.bytes = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Violation> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>().ok_or(CUT)?;
        self.bytes = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, Violation> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn text(&mut self, length: usize) -> Result<String, Violation> {
        // Some encoders write their own code page: what is not UTF-8 is shown as such, and no reason to end.
        Ok(String::from_utf8_lossy(self.take(length)?).into_owned())
    }

    /// Counts one more value.
    pub(super) fn count(&mut self) -> Result<(), Violation> {
        let left = self.values_left.checked_sub(1);
        self.values_left = left.ok_or(Violation("an AMF message has too many values"))?;
        Ok(())
    }

    /// A text that was there before, once more: a message of few bytes must not become one of many.
    pub(super) fn repeat(&mut self, text: &str) -> Result<String, Violation> {
        let left = self.repeated_left.checked_sub(text.len());
        self.repeated_left = left.ok_or(Violation("an AMF message repeats too much"))?;
        Ok(text.to_owned())
    }

    /// Reads what is nested.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Violation>,
    ) -> Result<T, Violation> {
        if self.depth == DEPTH {
            return Err(Violation("an AMF value is nested too deeply"));
        }
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }
}
