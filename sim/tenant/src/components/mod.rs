//! What the parts of an architecture do with a request: one file per kind.
