//! Enums that the contract writes as numbers with a label.

/// Declares such an enum with its numbers and labels, and the ways between them.
macro_rules! number_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value, in the order of its number.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The number of the contract.
            #[must_use]
            pub const fn number(self) -> i64 {
                match self { $(Self::$variant => $number,)+ }
            }

            /// The label shown beside the number.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        /// As its number: in JSON that we keep and in bodies.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.number())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = <i64 as serde::Deserialize>::deserialize(deserializer)?;
                Self::try_from(number).map_err(serde::de::Error::custom)
            }
        }

        impl TryFrom<i64> for $name {
            type Error = $crate::domain::number_enum::UnknownNumber;

            fn try_from(number: i64) -> Result<Self, Self::Error> {
                match number {
                    $($number => Ok(Self::$variant),)+
                    _ => Err($crate::domain::number_enum::UnknownNumber {
                        kind: stringify!($name),
                        number,
                    }),
                }
            }
        }
    };
}
pub(crate) use number_enum;

/// The number is none of this kind's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{number} is no {kind}")]
pub struct UnknownNumber {
    /// Which enum was asked.
    pub kind: &'static str,
    /// What was given.
    pub number: i64,
}
