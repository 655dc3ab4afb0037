//! The program `zonefall`; everything it does is in the library beside this file.

fn main() -> std::process::ExitCode {
    zonefall::main_with(std::env::args_os())
}
