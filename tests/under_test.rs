//! The program `zonefall`, built once more so that this package's tests can find it.

fn main() -> std::process::ExitCode {
    zonefall::main_with(std::env::args_os())
}
