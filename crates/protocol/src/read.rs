//! Reads JSON in little code: for the page, where what serde's derived readers make of each type was a quarter of the program.
//!
//! A derived reader is compiled for every type and every kind of source, with all that a format other than JSON might do. Here a text
//! becomes a tree once, and a type takes what it needs out of the tree. The shape is the one that serde writes: a test for each type
//! says so. Unknown fields are skipped, so that a newer server can say more.

use std::str::FromStr;

use serde_json::{Map, Value};

mod api;
mod entities;
mod frames;
mod text;

/// Is made from a JSON tree, whose texts it may take away.
pub trait Read: Sized {
    /// `None`: it has another shape.
    fn read(json: &mut Value) -> Option<Self>;
}

/// Reads a type from JSON text; `None` when it is not JSON or has another shape.
pub fn from_json<T: Read>(text: &str) -> Option<T> {
    T::read(&mut serde_json::from_str(text).ok()?)
}

/// A field that must be there; what can be absent by itself, such as an `Option`, may be missing.
pub fn field<T: Read>(object: &mut Map<String, Value>, name: &str) -> Option<T> {
    match object.get_mut(name) {
        Some(value) => T::read(value),
        None => T::read(&mut Value::Null),
    }
}

/// A field that is left out when it says nothing.
pub fn field_or_default<T: Read + Default>(object: &mut Map<String, Value>, name: &str) -> Option<T> {
    match object.get_mut(name) {
        Some(value) => T::read(value),
        None => Some(T::default()),
    }
}

/// The name and the content of an enum's variant that serde tags from outside: `"name"` or `{"name": content}`.
pub fn variant(json: &mut Value) -> Option<(String, Value)> {
    match json.take() {
        Value::String(name) => Some((name, Value::Null)),
        Value::Object(object) => object.into_iter().next(),
        _ => None,
    }
}

/// The name of a variant that serde tags within.
pub fn tag(object: &Map<String, Value>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(str::to_owned)
}

/// Structs, field by field: all are named, or it does not compile. `default` marks those that are left out when they say nothing.
#[macro_export]
macro_rules! read_struct {
    ($($type:ident { $($field:ident $(: $how:ident)?),* $(,)? })*) => {$(
        impl $crate::read::Read for $type {
            fn read(json: &mut $crate::read::Json) -> Option<Self> {
                let object = json.as_object_mut()?;
                Some(Self { $($field: $crate::read_field!(object, $field $(, $how)?)?,)* })
            }
        }
    )*};
}

/// One field of [`read_struct`].
#[doc(hidden)]
#[macro_export]
macro_rules! read_field {
    ($object:ident, $field:ident) => {
        $crate::read::field($object, stringify!($field))
    };
    ($object:ident, $field:ident, default) => {
        $crate::read::field_or_default($object, stringify!($field))
    };
}

/// Enums without content, name by name. Behind `;` is what a name of a newer version becomes.
#[macro_export]
macro_rules! read_names {
    ($($type:ident { $($name:literal => $variant:ident),* $(,)? $(; $other:ident)? })*) => {$(
        impl $crate::read::Read for $type {
            fn read(json: &mut $crate::read::Json) -> Option<Self> {
                match json.as_str()? {
                    $($name => Some(Self::$variant),)*
                    _ => $crate::read_names!(@ $($other)?),
                }
            }
        }
    )*};
    (@) => { None };
    (@ $other:ident) => { Some(Self::$other) };
}

/// The tree that a JSON text becomes.
pub use serde_json::Value as Json;

impl Read for Value {
    fn read(json: &mut Value) -> Option<Self> {
        Some(json.take())
    }
}

impl Read for String {
    fn read(json: &mut Value) -> Option<Self> {
        match json.take() {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Read for bool {
    fn read(json: &mut Value) -> Option<Self> {
        json.as_bool()
    }
}

impl Read for i64 {
    fn read(json: &mut Value) -> Option<Self> {
        json.as_i64()
    }
}

/// Nothing, as an answer that says only that something was done.
impl Read for () {
    fn read(_: &mut Value) -> Option<Self> {
        Some(())
    }
}

macro_rules! whole_numbers {
    ($($number:ident)*) => {$(
        impl Read for $number {
            fn read(json: &mut Value) -> Option<Self> {
                json.as_u64()?.try_into().ok()
            }
        }
    )*};
}

whole_numbers!(u64 u32 u16 u8);

impl<T: Read> Read for Option<T> {
    fn read(json: &mut Value) -> Option<Self> {
        if json.is_null() {
            return Some(None);
        }
        T::read(json).map(Some)
    }
}

impl<T: Read> Read for Box<T> {
    fn read(json: &mut Value) -> Option<Self> {
        T::read(json).map(Self::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &mut Value) -> Option<Self> {
        json.as_array_mut()?.iter_mut().map(T::read).collect()
    }
}

/// What is a text on the wire and something else here.
fn parsed<T: FromStr>(json: &Value) -> Option<T> {
    json.as_str()?.parse().ok()
}

macro_rules! texts {
    ($($type:ident)*) => {$(
        impl Read for crate::$type {
            fn read(json: &mut Value) -> Option<Self> {
                parsed(json)
            }
        }
    )*};
}

texts!(WorkspaceId AccountId ConversationId MessageId DeviceId CommandId InviteId FileId FeedId FolderId VaultItemId TemplateId TagId);

impl Read for crate::Timestamp {
    fn read(json: &mut Value) -> Option<Self> {
        json.as_i64().map(Self)
    }
}

#[cfg(test)]
mod tests;
