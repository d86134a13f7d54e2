//! Action Message Format: what commands and metadata are written in. AMF0 both ways, AMF3 for what encoders send in it.

/// A value of either format.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Number(f64),
    Boolean(bool),
    Text(String),
    Null,
    Object(Vec<(String, Value)>),
    /// AMF0's array with names: how `onMetaData` is written.
    Named(Vec<(String, Value)>),
    List(Vec<Value>),
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A text member of an object.
    pub(crate) fn member(&self, name: &str) -> Option<&str> {
        let (Self::Object(members) | Self::Named(members)) = self else {
            return None;
        };
        members.iter().find_map(|(found, value)| match value {
            Self::Text(text) if found == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// Appends it as AMF0.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Number(number) => {
                out.push(0);
                out.extend(number.to_be_bytes());
            }
            Self::Boolean(truth) => out.extend([1, u8::from(*truth)]),
            Self::Text(text) => {
                out.push(2);
                write_name(text, out);
            }
            Self::Null => out.push(5),
            Self::Object(members) => {
                out.push(3);
                write_members(members, out);
            }
            Self::Named(members) => {
                out.push(8);
                out.extend((members.len() as u32).to_be_bytes());
                write_members(members, out);
            }
            Self::List(values) => {
                out.push(10);
                out.extend((values.len() as u32).to_be_bytes());
                values.iter().for_each(|value| value.write(out));
            }
        }
    }

    /// Appends it as AMF3. Every text is written out and no reference is used, which the format allows.
    pub(crate) fn write_amf3(&self, out: &mut Vec<u8>) {
        match self {
            Self::Number(number) => {
                out.push(5);
                out.extend(number.to_be_bytes());
            }
            Self::Boolean(truth) => out.push(2 + u8::from(*truth)),
            Self::Text(text) => {
                out.push(6);
                write_text3(text, out);
            }
            Self::Null => out.push(1),
            // A dynamic object of no class: traits inline, no sealed member, members until an empty name.
            Self::Object(members) | Self::Named(members) => {
                out.extend([0x0A, 0x0B, 0x01]);
                for (name, value) in members {
                    write_text3(name, out);
                    value.write_amf3(out);
                }
                out.push(1);
            }
            Self::List(values) => {
                out.push(9);
                write_u29((values.len() as u32) << 1 | 1, out);
                out.push(1);
                values.iter().for_each(|value| value.write_amf3(out));
            }
        }
    }
}

fn write_name(name: &str, out: &mut Vec<u8>) {
    out.extend((name.len() as u16).to_be_bytes());
    out.extend(name.as_bytes());
}

fn write_members(members: &[(String, Value)], out: &mut Vec<u8>) {
    for (name, value) in members {
        write_name(name, out);
        value.write(out);
    }
    out.extend([0, 0, 9]);
}

fn write_text3(text: &str, out: &mut Vec<u8>) {
    write_u29((text.len() as u32) << 1 | 1, out);
    out.extend(text.as_bytes());
}

/// AMF3's number of 1 to 4 bytes; lengths here never need the fourth.
fn write_u29(number: u32, out: &mut Vec<u8>) {
    assert!(number < 1 << 21);
    if number >= 1 << 14 {
        out.push((number >> 14) as u8 | 0x80);
    }
    if number >= 1 << 7 {
        out.push((number >> 7 & 0x7F) as u8 | 0x80);
    }
    out.push((number & 0x7F) as u8);
}

/// Every AMF0 value there is, until the end or something that no server answers with.
pub(crate) fn read(mut bytes: &[u8]) -> Vec<Value> {
    let mut values = Vec::new();
    while let Some(value) = read_value(&mut bytes) {
        values.push(value);
    }
    values
}

fn read_value(bytes: &mut &[u8]) -> Option<Value> {
    Some(match take(bytes, 1)?[0] {
        0 => Value::Number(f64::from_be_bytes(take(bytes, 8)?.try_into().ok()?)),
        1 => Value::Boolean(take(bytes, 1)?[0] != 0),
        2 => Value::Text(read_name(bytes)?),
        3 => Value::Object(read_members(bytes)?),
        5 | 6 => Value::Null,
        8 => {
            take(bytes, 4)?;
            Value::Named(read_members(bytes)?)
        }
        10 => {
            let count = u32::from_be_bytes(take(bytes, 4)?.try_into().ok()?);
            let values: Option<Vec<_>> = (0..count).map(|_| read_value(bytes)).collect();
            Value::List(values?)
        }
        _ => return None,
    })
}

fn read_members(bytes: &mut &[u8]) -> Option<Vec<(String, Value)>> {
    let mut members = Vec::new();
    loop {
        if bytes.starts_with(&[0, 0, 9]) {
            take(bytes, 3)?;
            return Some(members);
        }
        members.push((read_name(bytes)?, read_value(bytes)?));
    }
}

fn read_name(bytes: &mut &[u8]) -> Option<String> {
    let length = u16::from_be_bytes(take(bytes, 2)?.try_into().ok()?);
    let text = take(bytes, usize::from(length))?;
    Some(String::from_utf8_lossy(text).into_owned())
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}
