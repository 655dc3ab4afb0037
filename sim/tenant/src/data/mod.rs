//! The fate of every acknowledged write.
