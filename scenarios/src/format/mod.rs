//! The machinery of the formats, without any one format: field tables, the decoder they drive, and what else they yield.

pub(crate) mod advice;
pub mod decode;
pub(crate) mod reference;
pub(crate) mod schema;
pub(crate) mod show;
pub mod table;
pub mod value;
