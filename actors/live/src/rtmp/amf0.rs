//! AMF0, in which commands are written.

use bytes::{BufMut, BytesMut};

use super::{
    Violation,
    amf::{Reader, Value},
    amf3,
};

const NUMBER: u8 = 0;
const BOOLEAN: u8 = 1;
const TEXT: u8 = 2;
const OBJECT: u8 = 3;
const NULL: u8 = 5;
const UNDEFINED: u8 = 6;
const REFERENCE: u8 = 7;
const ECMA_ARRAY: u8 = 8;
const OBJECT_END: u8 = 9;
const STRICT_ARRAY: u8 = 10;
const DATE: u8 = 11;
const LONG_TEXT: u8 = 12;
const UNSUPPORTED: u8 = 13;
const XML: u8 = 15;
const TYPED_OBJECT: u8 = 16;
const AMF3: u8 = 17;

/// Every value of a message, in order.
///
/// # Errors
/// When it is cut short, nested too deeply, has too many values or a marker that nothing is known of.
pub(super) fn decode(bytes: &[u8]) -> Result<Vec<Value>, Violation> {
    let mut reader = Reader::new(bytes);
    let mut values = Vec::new();
    while !reader.is_empty() {
        values.push(value(&mut reader)?);
    }
    Ok(values)
}

fn value(reader: &mut Reader<'_>) -> Result<Value, Violation> {
    reader.count()?;
    match reader.byte()? {
        NUMBER => Ok(Value::Number(f64::from_be_bytes(reader.array()?))),
        BOOLEAN => Ok(Value::Boolean(reader.byte()? != 0)),
        TEXT => short_text(reader).map(Value::Text),
        OBJECT => fields(reader),
        NULL | UNDEFINED | UNSUPPORTED => Ok(Value::Null),
        REFERENCE => reader.take(2).map(|_place| Value::Other),
        // Its count is a hint, and many encoders write a wrong one: the end marker counts.
        ECMA_ARRAY => {
            reader.take(4)?;
            fields(reader)
        }
        STRICT_ARRAY => {
            let count = u32::from_be_bytes(reader.array()?);
            reader.nested(|reader| {
                let mut values = Vec::new();
                for _ in 0..count {
                    values.push(value(reader)?);
                }
                Ok(Value::Array(values))
            })
        }
        DATE => reader.take(10).map(|_date| Value::Other),
        LONG_TEXT | XML => {
            let length = u32::from_be_bytes(reader.array()?);
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            reader.text(length).map(Value::Text)
        }
        TYPED_OBJECT => {
            short_text(reader)?;
            fields(reader)
        }
        AMF3 => amf3::value(reader),
        _ => Err(Violation("an AMF0 marker is not known")),
    }
}

fn short_text(reader: &mut Reader<'_>) -> Result<String, Violation> {
    let length = u16::from_be_bytes(reader.array()?);
    reader.text(length.into())
}

fn fields(reader: &mut Reader<'_>) -> Result<Value, Violation> {
    reader.nested(|reader| {
        let mut fields = Vec::new();
        loop {
            let name = short_text(reader)?;
            if name.is_empty() {
                return match reader.byte()? {
                    OBJECT_END => Ok(Value::Object(fields)),
                    _ => Err(Violation("an AMF0 object has a field without a name")),
                };
            }
            fields.push((name, value(reader)?));
        }
    })
}

/// Appends a value; texts are cut at 65,535 bytes, as short as those that a server says.
pub(super) fn encode(value: &Value, out: &mut BytesMut) {
    match value {
        Value::Number(number) => {
            out.put_u8(NUMBER);
            out.put_f64(*number);
        }
        Value::Boolean(yes) => {
            out.put_u8(BOOLEAN);
            out.put_u8(u8::from(*yes));
        }
        Value::Text(text) => {
            out.put_u8(TEXT);
            put_text(text, out);
        }
        Value::Object(fields) => {
            out.put_u8(OBJECT);
            for (name, value) in fields {
                put_text(name, out);
                encode(value, out);
            }
            out.put_slice(&[0, 0, OBJECT_END]);
        }
        Value::Array(values) => {
            out.put_u8(STRICT_ARRAY);
            out.put_u32(u32::try_from(values.len()).unwrap_or(u32::MAX));
            values.iter().for_each(|value| encode(value, out));
        }
        Value::Null | Value::Other => out.put_u8(NULL),
    }
}

fn put_text(text: &str, out: &mut BytesMut) {
    let bytes = text.as_bytes();
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    out.put_u16(length);
    out.put_slice(bytes.get(..length.into()).unwrap_or(bytes));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i32>().prop_map(|number| Value::Number(number.into())),
            any::<bool>().prop_map(Value::Boolean),
            ".{0,40}".prop_map(Value::Text),
            Just(Value::Null),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::vec(("[a-z]{1,8}", inner), 0..6).prop_map(Value::Object),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value in any_value()) {
            let mut bytes = BytesMut::new();
            encode(&value, &mut bytes);
            prop_assert_eq!(decode(&bytes), Ok(vec![value]));
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = decode(&bytes);
        }
    }

    #[test]
    fn nesting_and_counts_have_an_end() {
        let deep = [STRICT_ARRAY, 0, 0, 0, 1].repeat(100_000);
        assert_eq!(
            decode(&deep),
            Err(Violation("an AMF value is nested too deeply"))
        );
        let endless = [&[STRICT_ARRAY, 255, 255, 255, 255][..], &[NULL; 10_000]].concat();
        assert_eq!(
            decode(&endless),
            Err(Violation("an AMF message has too many values"))
        );
        let long = [LONG_TEXT, 255, 255, 255, 255, b'a'];
        assert_eq!(decode(&long), Err(Violation("an AMF value ends too early")));
    }
}
