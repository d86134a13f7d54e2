//! AMF3, as far as an encoder that connects with it may use it inside AMF0 messages.

use std::rc::Rc;

use super::{
    Violation,
    amf::{Reader, Value},
};

const UNDEFINED: u8 = 0;
const NULL: u8 = 1;
const FALSE: u8 = 2;
const TRUE: u8 = 3;
const INTEGER: u8 = 4;
const DOUBLE: u8 = 5;
const TEXT: u8 = 6;
const XML_DOCUMENT: u8 = 7;
const DATE: u8 = 8;
const ARRAY: u8 = 9;
const OBJECT: u8 = 10;
const XML: u8 = 11;
const BYTES: u8 = 12;

/// What later parts of the same value refer back to.
#[derive(Default)]
struct Seen {
    texts: Vec<String>,
    traits: Vec<Rc<Traits>>,
}

struct Traits {
    names: Vec<String>,
    dynamic: bool,
}

const REFERENCE: Violation = Violation("an AMF3 reference leads nowhere");

/// One value behind the marker with which AMF0 switches over.
pub(super) fn value(reader: &mut Reader<'_>) -> Result<Value, Violation> {
    any_value(reader, &mut Seen::default())
}

fn any_value(reader: &mut Reader<'_>, seen: &mut Seen) -> Result<Value, Violation> {
    reader.count()?;
    match reader.byte()? {
        UNDEFINED | NULL => Ok(Value::Null),
        FALSE => Ok(Value::Boolean(false)),
        TRUE => Ok(Value::Boolean(true)),
        // 29 bits with a sign.
        INTEGER => {
            let raw = u29(reader)? << 3;
            Ok(Value::Number(f64::from(raw.cast_signed() >> 3)))
        }
        DOUBLE => Ok(Value::Number(f64::from_be_bytes(reader.array()?))),
        TEXT => text(reader, seen).map(Value::Text),
        XML_DOCUMENT | XML | BYTES => match counted(reader)? {
            Counted::Inline(length) => reader.take(length).map(|_bytes| Value::Other),
            Counted::Reference(_) => Ok(Value::Other),
        },
        DATE => match counted(reader)? {
            Counted::Inline(_) => reader.take(8).map(|_date| Value::Other),
            Counted::Reference(_) => Ok(Value::Other),
        },
        ARRAY => array(reader, seen),
        OBJECT => object(reader, seen),
        _ => Err(Violation("an AMF3 marker is not known")),
    }
}

/// A number of up to 29 bits, seven to a byte, eight in the fourth.
fn u29(reader: &mut Reader<'_>) -> Result<u32, Violation> {
    let mut number = 0;
    for _ in 0..3 {
        let byte = reader.byte()?;
        number = number << 7 | u32::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Ok(number << 8 | u32::from(reader.byte()?))
}

/// A length or count, or the place of something that was there before.
enum Counted {
    Inline(usize),
    Reference(usize),
}

fn counted(reader: &mut Reader<'_>) -> Result<Counted, Violation> {
    let raw = u29(reader)?;
    // 28 bits fit.
    let number = usize::try_from(raw >> 1).unwrap_or(usize::MAX);
    Ok(match raw & 1 {
        1 => Counted::Inline(number),
        _ => Counted::Reference(number),
    })
}

fn text(reader: &mut Reader<'_>, seen: &mut Seen) -> Result<String, Violation> {
    match counted(reader)? {
        Counted::Reference(place) => reader.repeat(seen.texts.get(place).ok_or(REFERENCE)?),
        Counted::Inline(0) => Ok(String::new()),
        Counted::Inline(length) => {
            let text = reader.text(length)?;
            seen.texts.push(text.clone());
            Ok(text)
        }
    }
}

fn array(reader: &mut Reader<'_>, seen: &mut Seen) -> Result<Value, Violation> {
    let Counted::Inline(count) = counted(reader)? else {
        return Ok(Value::Other);
    };
    reader.nested(|reader| {
        let named = named(reader, seen)?;
        let mut values = Vec::new();
        for _ in 0..count {
            values.push(any_value(reader, seen)?);
        }
        Ok(match named.is_empty() {
            true => Value::Array(values),
            false => Value::Object(named),
        })
    })
}

/// Names and values up to an empty name.
fn named(reader: &mut Reader<'_>, seen: &mut Seen) -> Result<Vec<(String, Value)>, Violation> {
    let mut fields = Vec::new();
    loop {
        let name = text(reader, seen)?;
        if name.is_empty() {
            return Ok(fields);
        }
        fields.push((name, any_value(reader, seen)?));
    }
}

fn object(reader: &mut Reader<'_>, seen: &mut Seen) -> Result<Value, Violation> {
    let raw = u29(reader)?;
    if raw & 1 == 0 {
        return Ok(Value::Other);
    }
    let traits = traits(reader, seen, raw)?;
    reader.nested(|reader| {
        let mut fields = Vec::new();
        for name in &traits.names {
            fields.push((reader.repeat(name)?, any_value(reader, seen)?));
        }
        if traits.dynamic {
            fields.extend(named(reader, seen)?);
        }
        Ok(Value::Object(fields))
    })
}

/// The names that an object has; bits 1 to 3 say how they are told.
fn traits(reader: &mut Reader<'_>, seen: &mut Seen, raw: u32) -> Result<Rc<Traits>, Violation> {
    if raw & 2 == 0 {
        let place = usize::try_from(raw >> 2).unwrap_or(usize::MAX);
        return seen.traits.get(place).map(Rc::clone).ok_or(REFERENCE);
    }
    if raw & 4 != 0 {
        return Err(Violation("an AMF3 object has a form of its own"));
    }
    text(reader, seen)?;
    let mut names = Vec::new();
    for _ in 0..raw >> 4 {
        reader.count()?;
        names.push(text(reader, seen)?);
    }
    let traits = Rc::new(Traits {
        names,
        dynamic: raw & 8 != 0,
    });
    seen.traits.push(Rc::clone(&traits));
    Ok(traits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::amf0::decode;
    use super::*;

    /// Behind AMF0's marker for AMF3.
    fn read(bytes: &[u8]) -> Result<Vec<Value>, Violation> {
        decode(&[&[17], bytes].concat())
    }

    #[test]
    fn numbers_have_their_signs() {
        assert_eq!(read(&[4, 0x7f]), Ok(vec![Value::Number(127.0)]));
        assert_eq!(
            read(&[4, 0xff, 0xff, 0xff, 0xff]),
            Ok(vec![Value::Number(-1.0)])
        );
    }

    #[test]
    fn an_object_may_refer_to_texts_that_were_said() {
        // {app: "live", again: "live"} as an object without fixed names.
        let bytes = [
            &[10, 0x0b, 0x01, 0x07][..],
            b"app",
            &[6, 0x09],
            b"live",
            &[0x0b],
            b"again",
            &[6, 0x02, 0x01],
        ]
        .concat();
        let text = |text: &str| Value::Text(text.to_owned());
        let expected = Value::Object(vec![
            ("app".to_owned(), text("live")),
            ("again".to_owned(), text("live")),
        ]);
        assert_eq!(read(&bytes), Ok(vec![expected]));
    }

    #[test]
    fn a_reference_to_nothing_and_endless_traits_are_refused() {
        assert_eq!(read(&[6, 0x08]), Err(REFERENCE));
        assert!(read(&[10, 0xff, 0xff, 0xff, 0xfb, 1]).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }
    }
}
