//! What the kernel promises to everything above it, tested from outside.

mod known_answers;
mod queue;
mod samplers;
mod time;
