//! Whether a field was given: left out, taken away, or with a value.

/// What a body says about a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<T> {
    /// Nothing: it stays as it is.
    Absent,
    /// That it has no value (any more).
    Null,
    /// This.
    Value(T),
}

impl<T> Given<T> {
    /// The value, where there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// What to set the field to, where it is to be set: `Some(None)` takes its value away.
    pub fn change(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    /// The value, or else `default`.
    pub fn or(self, default: T) -> T {
        self.value().unwrap_or(default)
    }

    /// The value that the field has after this change, where it had `before`.
    pub fn over(self, before: Option<T>) -> Option<T> {
        self.change().unwrap_or(before)
    }

    /// The same about what `change` makes of the value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Self::Absent => Given::Absent,
            Self::Null => Given::Null,
            Self::Value(value) => Given::Value(change(value)),
        }
    }

    /// Whether the body says nothing about it.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<Given<T>> for Option<T> {
    fn from(given: Given<T>) -> Self {
        given.value()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_lays_itself_over_what_was_there() {
        assert_eq!(Given::Absent.over(Some(1)), Some(1));
        assert_eq!(Given::Null.over(Some(1)), None);
        assert_eq!(Given::Value(2).over(Some(1)), Some(2));
        assert_eq!(Given::Value(2).map(|n| n + 1).or(9), 3);
        assert_eq!(Given::Null.or(9), 9);
    }
}
