//! The full-screen program, screen by screen: keys in, text out.

mod anything;
mod frame;
mod plain;
mod real;
mod replay;
mod stage;
mod terminal;
