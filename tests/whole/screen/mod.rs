//! The full-screen program, screen by screen: keys in, text out.

mod frame;
mod replay;
mod stage;
