//! Writes what serialises as CBOR in one pass. The codec's own writer keeps the order of fields, so that the order that
//! RFC 8949 §4.2.1 asks for would cost a tree of the whole value: keys copied, each in an allocation of its own.

use std::fmt::Display;
use std::ops::Range;

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use thiserror::Error;

/// What CBOR of records cannot hold.
#[derive(Debug, Error)]
#[error("{0}")]
pub(super) struct Unwritable(String);

impl serde::ser::Error for Unwritable {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Major types.
const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;

/// The bytes so far.
#[derive(Default)]
pub(super) struct Writer {
    out: Vec<u8>,
}

/// The one deterministic encoding of a value.
pub(super) fn write<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Unwritable> {
    let mut writer = Writer { out: Vec::with_capacity(512) };
    value.serialize(&mut writer)?;
    Ok(writer.out)
}

impl Writer {
    /// A major type with its number, in the shortest form.
    fn head(&mut self, major: u8, number: u64) {
        let (bytes, used) = head(major, number);
        self.out.extend(bytes.iter().take(used));
    }

    /// Puts the head of an array or map before what was written since `start`.
    fn head_before(&mut self, start: usize, major: u8, count: usize) {
        let (bytes, used) = head(major, count as u64);
        self.out.splice(start..start, bytes.into_iter().take(used));
    }

    fn text(&mut self, text: &str) {
        self.head(TEXT, text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }
}

fn head(major: u8, number: u64) -> ([u8; 9], usize) {
    let mut bytes = [0; 9];
    let (additional, size) = match number {
        0..=23 => (number as u8, 0),
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    let digits = number.to_be_bytes();
    let written = std::iter::once(major << 5 | additional).chain(digits.into_iter().skip(8 - size));
    bytes.iter_mut().zip(written).for_each(|(to, from)| *to = from);
    (bytes, size + 1)
}

/// An array whose items are being written.
pub(super) struct Items<'w> {
    writer: &'w mut Writer,
    start: usize,
    count: usize,
}

impl Items<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Unwritable> {
        self.count += 1;
        item.serialize(&mut *self.writer)
    }

    fn close(self) {
        self.writer.head_before(self.start, ARRAY, self.count);
    }
}

/// A map whose entries are being written.
pub(super) struct Entries<'w> {
    writer: &'w mut Writer,
    start: usize,
    /// Where each key and its whole entry lie.
    entries: Vec<(Range<usize>, Range<usize>)>,
    sorted: bool,
}

impl<'w> Entries<'w> {
    fn open(writer: &'w mut Writer, expected: usize) -> Self {
        let start = writer.out.len();
        Self { writer, start, entries: Vec::with_capacity(expected), sorted: true }
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        let start = self.writer.out.len();
        key.serialize(&mut *self.writer)?;
        let key = start..self.writer.out.len();
        if let Some((before, _)) = self.entries.last() {
            self.sorted &= self.writer.out.get(before.clone()) < self.writer.out.get(key.clone());
        }
        self.entries.push((key, start..start));
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        value.serialize(&mut *self.writer)?;
        let end = self.writer.out.len();
        if let Some((_, entry)) = self.entries.last_mut() {
            entry.end = end;
        }
        Ok(())
    }

    /// Puts the entries in bytewise order of their keys.
    fn close(self) -> Result<(), Unwritable> {
        let Self { writer, start, mut entries, sorted } = self;
        if !sorted {
            let body = writer.out.split_off(start);
            let of = |range: &Range<usize>| body.get(range.start - start..range.end - start).unwrap_or_default();
            entries.sort_by(|(one, _), (other, _)| of(one).cmp(of(other)));
            if entries.windows(2).any(|pair| matches!(pair, [(one, _), (other, _)] if of(one) == of(other))) {
                return Err(Unwritable("a key stands twice".to_owned()));
            }
            writer.head(MAP, entries.len() as u64);
            entries.iter().for_each(|(_, entry)| writer.out.extend_from_slice(of(entry)));
        } else {
            writer.head_before(start, MAP, entries.len());
        }
        Ok(())
    }
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Items<'w>;
    type SerializeTuple = Items<'w>;
    type SerializeTupleStruct = Items<'w>;
    type SerializeTupleVariant = Items<'w>;
    type SerializeMap = Entries<'w>;
    type SerializeStruct = Entries<'w>;
    type SerializeStructVariant = Entries<'w>;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, value: bool) -> Result<(), Unwritable> {
        self.out.push(if value { TRUE } else { FALSE });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Unwritable> {
        // The number of a negative is -1 - value, which is what all bits flipped say.
        if value < 0 {
            self.head(NEGATIVE, !value as u64)
        } else {
            self.head(UNSIGNED, value as u64)
        }
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result<(), Unwritable> {
        let (major, number) = if value < 0 { (NEGATIVE, !value) } else { (UNSIGNED, value) };
        let number = u64::try_from(number).map_err(|_| Unwritable("an integer is too large".to_owned()))?;
        self.head(major, number);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Unwritable> {
        self.head(UNSIGNED, value);
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Result<(), Unwritable> {
        Err(Unwritable::custom("a float, which no record has"))
    }

    fn serialize_f64(self, _: f64) -> Result<(), Unwritable> {
        Err(Unwritable::custom("a float, which no record has"))
    }

    fn serialize_char(self, value: char) -> Result<(), Unwritable> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Unwritable> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Unwritable> {
        self.head(BYTES, value.len() as u64);
        self.out.extend_from_slice(value);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        self.out.push(NULL);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Unwritable> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        self.head(MAP, 1);
        self.text(variant);
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'w>, Unwritable> {
        let start = self.out.len();
        Ok(Items { writer: self, start, count: 0 })
    }

    fn serialize_tuple(self, length: usize) -> Result<Items<'w>, Unwritable> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items<'w>, Unwritable> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Items<'w>, Unwritable> {
        self.head(MAP, 1);
        self.text(variant);
        self.serialize_seq(Some(length))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Entries<'w>, Unwritable> {
        Ok(Entries::open(self, length.unwrap_or(0)))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Entries<'w>, Unwritable> {
        Ok(Entries::open(self, length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Entries<'w>, Unwritable> {
        self.head(MAP, 1);
        self.text(variant);
        Ok(Entries::open(self, length))
    }
}

impl SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.item(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl SerializeTuple for Items<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.item(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl SerializeTupleStruct for Items<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.item(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl SerializeTupleVariant for Items<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.item(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.value(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close()
    }
}

impl SerializeStruct for Entries<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Unwritable> {
        self.key(key)?;
        self.value(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close()
    }
}

impl SerializeStructVariant for Entries<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Unwritable> {
        self.key(key)?;
        self.value(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close()
    }
}
