//! Reports in other forms, for whoever reads the result of a check.

use crate::cli::check::Check as Args;
use crate::cli::report::{Form, Report};
use crate::cli::{Cli, Command, Format};
use crate::commands::run::Lived;
use crate::failure::Failure;
use crate::output::Console;
use clap::Parser as _;
use reports::check::Context;
use search::check::Check;

/// Whether every report has a place of its own; asked before anything is simulated.
pub(super) fn are_apart(args: &Args) -> Result<(), Failure> {
    let data = args.output.format == Format::Json;
    let apart = args.reports.are_apart(args.output.output.as_deref(), data);
    apart.map_err(|why| Failure::Invalid(format!("error: {why}")))
}

/// Writes what `--report` asks for, all that can be written; the first that cannot is told in the end.
pub(super) fn write_reports(
    check: &Check,
    suite_file: Option<&str>,
    args: &Args,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let list = &args.reports.list;
    let told = |r: &Report| matches!(r.form, Form::Markdown | Form::Summary);
    let worst = list.iter().any(told).then(|| worst_run(check)).flatten();
    let context = Context {
        version: env!("CARGO_PKG_VERSION"),
        suite_file,
        worst_run: worst.as_deref(),
    };
    let mut result = Ok(());
    for report in list {
        let text = text(report.form, check, &context);
        let written = console.write(&text, report.file.as_deref());
        result = result.and(written);
    }
    result
}

fn text(form: Form, check: &Check, context: &Context<'_>) -> String {
    match form {
        Form::Junit => reports::check::junit(check),
        Form::Sarif => reports::check::sarif(check, context),
        Form::Markdown => reports::check::comment(check, context),
        Form::Json => reports::json::promises(check, context.version),
        Form::CodeQuality => reports::check::code_quality(check, context),
        Form::Github => reports::check::commands(check, context),
        Form::Summary => reports::check::step_summary(check, context),
        Form::Csv => reports::check::csv(check),
    }
}

/// What the line to paste would print for the worst that there is to complain about.
fn worst_run(check: &Check) -> Option<String> {
    let words = shlex::split(reports::check::worst_replay(check)?)?;
    let Some(Command::Run(args)) = Cli::try_parse_from(words).ok()?.command else {
        return None;
    };
    let lived = Lived::new(&args.architecture, &args.circumstances).ok()?;
    let text = reports::text::text(&lived.card());
    Some(anstream::adapter::strip_str(&text).to_string())
}
