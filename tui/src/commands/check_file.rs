//! `zonefall check-file`: mistakes in files, and findings: what is legal in them and will hurt.

use crate::cli::{CheckFile, Format};
use crate::failure::Failure;
use crate::inputs;
use crate::output::Console;
use reports::json::{CheckedJson, FindingJson};
use reports::paint::{BAD, GOOD, QUIET, WARN, paint};
use reports::words::{plural, wrap};
use scenarios::{Finding, Kind, Library, Problems, Severity, Source};
use std::path::Path;

pub(super) fn run(args: &CheckFile, console: &mut Console<'_>) -> Result<(), Failure> {
    let library = inputs::library()?;
    let mut mistakes = String::new();
    let mut checked = Vec::new();
    for path in &args.files {
        match check(&library, path) {
            Ok((source, kind, findings)) => match args.format {
                Format::Text => console.write(&told(&source, kind, &findings), None)?,
                Format::Json => checked.push(json(&source, kind, &findings)),
            },
            Err(problems) => mistakes.push_str(&problems.render(true)),
        }
    }
    if args.format == Format::Json {
        let text = reports::json::check(checked, env!("CARGO_PKG_VERSION"));
        console.write(&text, None)?;
    }
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(mistakes))
    }
}

fn check(library: &Library, path: &Path) -> Result<(Source, Kind, Vec<Finding>), Problems> {
    let source = scenarios::read_source(path)?;
    let kind = scenarios::kind_of(&source)?;
    let findings = match kind {
        Kind::Architecture => scenarios::load_architecture(&source, library)?.1,
        Kind::Outage => scenarios::load_outage(&source, library).map(|_| Vec::new())?,
        Kind::Cloud => scenarios::load_cloud(&source, library).map(|_| Vec::new())?,
        Kind::Tape => scenarios::load_tape_file(&source, library).map(|_| Vec::new())?,
        Kind::Case => {
            let formulas = search::closed_form::formula_names();
            scenarios::load_case(&source, library, &formulas).map(|_| Vec::new())?
        }
        Kind::Suite => scenarios::load_suite(&source, library).map(|_| Vec::new())?,
        Kind::Campaign => scenarios::load_campaign(&source, library).map(|_| Vec::new())?,
        Kind::Commands => scenarios::load_commands(&source, library).map(|_| Vec::new())?,
    };
    Ok((source, kind, findings))
}

fn told(source: &Source, kind: Kind, findings: &[Finding]) -> String {
    let name = &source.name;
    let mut out = format!("{} {name}: {}, no mistakes", paint(GOOD, "+"), kind.name());
    if kind == Kind::Architecture {
        out.push_str(&format!(", {}", plural(findings.len() as u64, "finding")));
    }
    out.push('\n');
    for f in findings {
        let style = match f.severity {
            Severity::High => BAD,
            Severity::Medium => WARN,
            Severity::Low => QUIET,
        };
        let rank = format!("{:<6}", f.severity.name());
        let text = format!(
            "{name}:{}: {}: {} [{}]",
            f.line,
            f.subject,
            f.message,
            f.failure.name()
        );
        out.push_str(&format!(
            "  {} {}\n",
            paint(style, &rank),
            wrap(&text, 88, 9)
        ));
        if !f.advice.is_empty() {
            let advice = paint(QUIET, &wrap(&f.advice, 82, 15));
            out.push_str(&format!("         help: {advice}\n"));
        }
    }
    out
}

fn json(source: &Source, kind: Kind, findings: &[Finding]) -> CheckedJson {
    let finding = |f: &Finding| FindingJson {
        severity: f.severity.name().to_owned(),
        line: f.line as usize,
        subject: f.subject.clone(),
        message: f.message.clone(),
        failure: f.failure.name().to_owned(),
        advice: f.advice.clone(),
    };
    CheckedJson {
        file: source.name.clone(),
        kind: kind.name().to_owned(),
        findings: findings.iter().map(finding).collect(),
    }
}
