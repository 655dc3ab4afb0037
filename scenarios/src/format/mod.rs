//! The machinery of the formats, without any one format: field tables, the decoder they drive, and what else they yield.

pub mod decode;
pub mod table;
pub mod value;
