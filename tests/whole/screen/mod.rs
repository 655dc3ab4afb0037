//! The full-screen program, screen by screen: keys in, text out.

mod anything;
mod compare;
mod distribution;
mod frame;
mod home;
mod lab;
mod matrix;
mod plain;
mod predict;
mod real;
mod replay;
mod stage;
mod terminal;
