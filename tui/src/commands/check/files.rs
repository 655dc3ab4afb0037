//! Reports in other forms, for whoever reads the result of a check.

use crate::cli::check::Check as Args;
use crate::cli::many::AssumedArg;
use crate::cli::report::{Form, Report};
use crate::cli::{Format, LuckArg};
use crate::commands::run::Lived;
use crate::failure::Failure;
use crate::output::{Console, spare_input};
use reports::check::Context;
use reports::page::{Made, Shown, telling};
use search::check::Check;

/// Whether every report has a place of its own that is free; asked before anything is simulated.
pub(super) fn are_apart(args: &Args) -> Result<(), Failure> {
    let data = args.output.format == Format::Json;
    let apart = args.reports.are_apart(args.output.output.as_deref(), data);
    apart.map_err(|why| Failure::Invalid(format!("error: {why}")))?;
    let mut files = args.reports.list.iter().filter_map(|r| r.file.as_deref());
    files.try_for_each(spare_input)
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
        let text = text(report.form, check, &context, args);
        let written = console.write(&text, report.file.as_deref());
        result = result.and(written);
    }
    result
}

fn text(form: Form, check: &Check, context: &Context<'_>, args: &Args) -> String {
    match form {
        Form::Junit => reports::check::junit(check),
        Form::Sarif => reports::check::sarif(check, context),
        Form::Markdown => reports::check::comment(check, context),
        Form::Json => reports::json::promises(check, context.version),
        Form::CodeQuality => reports::check::code_quality(check, context),
        Form::Github => reports::check::commands(check, context),
        Form::Summary => reports::check::step_summary(check, context),
        Form::Csv => reports::check::csv(check),
        Form::Html => page(check, args),
    }
}

/// The page, with the first run of each pair that breaks a promise in full.
fn page(check: &Check, args: &Args) -> String {
    let told: Vec<(String, String, Lived)> = telling::of_check(check)
        .into_iter()
        .filter_map(|(title, line)| Lived::of_line(&line).map(|lived| (title, line, lived)))
        .collect();
    let shown: Vec<Shown<'_>> = told
        .iter()
        .map(|(title, line, lived)| Shown {
            title: title.clone(),
            line: line.clone(),
            card: lived.card(),
        })
        .collect();
    let made = Made {
        version: env!("CARGO_PKG_VERSION"),
        command: &again(args),
    };
    reports::page::check(check, &shown, made)
}

/// The line that makes the page again.
fn again(args: &Args) -> String {
    let word = |w: &str| w.to_owned();
    let mut words = vec![word("zonefall"), word("check")];
    words.extend(args.targets.iter().cloned());
    for outage in &args.outage {
        words.extend([word("--outage"), outage.clone()]);
    }
    let seeds = args.seeds.as_ref();
    let assumed = args.assumed.filter(|a| *a == AssumedArg::Fixed);
    let options = [
        ("--onto", args.onto.clone()),
        (
            "--seeds",
            seeds.map(|s| format!("{}..{}", s.0.start, s.0.end)),
        ),
        ("--clouds", args.clouds.map(|n| n.to_string())),
        ("--assumed", assumed.map(|a| word(a.name()))),
        ("--confidence", args.confidence.map(percent)),
        ("--hold-in", args.hold_in.map(percent)),
        (
            "--luck",
            args.luck
                .filter(|l| *l == LuckArg::Drawn)
                .map(|_| word("drawn")),
        ),
        ("--against", args.against.clone()),
    ];
    for (name, value) in options {
        words.extend(value.into_iter().flat_map(|v| [word(name), v]));
    }
    words.extend([word("--report"), word("html=page.html")]);
    shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default()
}

fn percent(share: f64) -> String {
    format!("{}%", share * 100.0)
}

/// What the line to paste would print for the worst that there is to complain about.
fn worst_run(check: &Check) -> Option<String> {
    let lived = Lived::of_line(reports::check::worst_replay(check)?)?;
    let text = reports::text::text(&lived.card());
    Some(anstream::adapter::strip_str(&text).to_string())
}
