//! Small architectures lived against hand-made tapes; what they must show is worked out by hand beside each.

mod bound;
mod chance;
mod copies;
mod data;
mod failing_over;
mod kit;
mod knowing;
mod moving;
mod names;
mod ordinary;
mod repairing;
mod serving;
mod waiting;
