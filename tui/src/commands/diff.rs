//! `zonefall diff`: where two runs part.

use crate::cli::{Diff, Format};
use crate::failure::Failure;
use crate::output::Console;
use reports::diff::{DiffJson, TRACE, kind, results, text, traces};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Largest JSON result that is read whole, in bytes. Traces are read line by line and may be of any size.
const RESULT_BYTES_MAX: u64 = 64_000_000;

pub(super) fn run(args: &Diff, console: &mut Console<'_>) -> Result<(), Failure> {
    let diff = compare(&args.a, &args.b)?;
    let shown = match args.output.format {
        Format::Text => text(&diff),
        Format::Json => reports::json::diff(&diff),
    };
    console.write(&shown, args.output.output.as_deref())?;
    if diff.same { Ok(()) } else { Err(Failure::No) }
}

/// A file of either kind, opened.
enum Side {
    Trace(BufReader<File>),
    Result(Value),
}

fn compare(a: &Path, b: &Path) -> Result<DiffJson, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    match (open(a)?, open(b)?) {
        (Side::Trace(x), Side::Trace(y)) => traces(x.lines(), y.lines(), version)
            .map_err(|(which, why)| unusable([a, b][which], &why)),
        (Side::Result(x), Side::Result(y)) => {
            let kinds = (kind(&x).unwrap_or_default(), kind(&y).unwrap_or_default());
            if kinds.0 == kinds.1 {
                return Ok(results(&x, &y, version));
            }
            let (one, other) = kinds;
            Err(Failure::Invalid(format!(
                "error: one is the result of {one}, the other of {other}\n  = help: compare two results of the same command"
            )))
        }
        (Side::Trace(_), Side::Result(_)) | (Side::Result(_), Side::Trace(_)) => Err(
            Failure::Invalid("error: one is a trace and the other a result".to_owned()),
        ),
    }
}

fn unusable(path: &Path, why: &str) -> Failure {
    let help = "what can be compared: traces (zonefall run ARCH --trace-digest -o FILE), or results (--format json)";
    Failure::Invalid(format!(
        "error: {}: {why}\n  = help: {help}",
        path.display()
    ))
}

/// Looks at how a file begins.
fn open(path: &Path) -> Result<Side, Failure> {
    let fail = |e: std::io::Error| unusable(path, &format!("cannot be read: {e}"));
    let mut file = BufReader::new(File::open(path).map_err(fail)?);
    let begin = file.fill_buf().map_err(fail)?;
    if begin.starts_with(TRACE.as_bytes()) {
        return Ok(Side::Trace(file));
    }
    let first = begin.iter().find(|b| !b.is_ascii_whitespace());
    if first != Some(&b'{') {
        return Err(unusable(path, "is neither a trace nor a JSON result"));
    }
    let mut text = String::new();
    let read = file.take(RESULT_BYTES_MAX).read_to_string(&mut text);
    read.map_err(fail)?;
    let value = serde_json::from_str(&text);
    let value: Value = value.map_err(|e| unusable(path, &format!("is not JSON: {e}")))?;
    if kind(&value).is_some() {
        Ok(Side::Result(value))
    } else {
        Err(unusable(path, "is JSON, but no result of zonefall"))
    }
}
