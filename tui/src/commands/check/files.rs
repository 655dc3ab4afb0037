//! Reports in other forms, for whoever reads the result of a check.

use crate::again::Line;
use crate::cli::check::{Check as Args, FailOnArg};
use crate::cli::report::{Form, Report};
use crate::cli::{Format, LuckArg};
use crate::commands::run::Lived;
use crate::commands::told::{Told, shown};
use crate::failure::Failure;
use crate::output::{Console, spare_input};
use reports::check::Context;
use reports::page::{Made, telling};
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
    let told: Vec<Told> = telling::of_check(check)
        .into_iter()
        .filter_map(|(title, line)| Told::of_line(title, line))
        .collect();
    let made = Made {
        version: env!("CARGO_PKG_VERSION"),
        command: &again(args),
    };
    reports::page::check(check, &shown(&told), made)
}

/// The line that makes the page again.
fn again(args: &Args) -> String {
    let mut line = Line::of("check");
    for target in &args.targets {
        line.word(target);
    }
    for outage in &args.outage {
        line.option("--outage", Some(outage));
    }
    let seeds = args.seeds.as_ref();
    let seeds = seeds.map(|s| format!("{}..{}", s.0.start, s.0.end));
    line.option("--onto", args.onto.as_ref());
    line.option("--seeds", seeds);
    line.option("--clouds", args.clouds);
    line.option("--assumed", args.assumed.map(|a| a.name()));
    line.option("--confidence", args.confidence.map(percent));
    line.option("--hold-in", args.hold_in.map(percent));
    line.option("--luck", args.luck.map(luck));
    line.option("--against", args.against.as_ref());
    line.option("--baseline", args.baseline.as_ref().map(|p| p.display()));
    let regression = args.fail_on == FailOnArg::Regression;
    line.option("--fail-on", regression.then_some("regression"));
    line.option("--report", Some("html=page.html"));
    line.text()
}

const fn luck(luck: LuckArg) -> &'static str {
    match luck {
        LuckArg::Touched => "touched",
        LuckArg::Drawn => "drawn",
    }
}

/// `57.5%`. A share is held as millionths were typed, and said without what binary numbers add to them.
fn percent(share: f64) -> String {
    format!("{}%", (share * 1e6).round() / 1e4)
}

/// What the line to paste would print for the worst that there is to complain about.
fn worst_run(check: &Check) -> Option<String> {
    let lived = Lived::of_line(reports::check::worst_replay(check)?)?;
    let text = reports::text::text(&lived.card());
    Some(anstream::adapter::strip_str(&text).to_string())
}

#[cfg(test)]
mod tests {
    use super::again;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    #[test]
    fn the_line_makes_the_same_page() {
        let typed = "zonefall check 'my suite.yaml' --outage a --outage b.yaml --onto aws/eu-west-1 --seeds 1..90 \
                     --clouds 3 --assumed fixed --confidence 99.9% --hold-in 57.5% --luck drawn --baseline old.json \
                     --fail-on regression --report html=page.html";
        let words = shlex::split(typed).expect("words");
        let Ok(Some(Command::Check(args))) = Cli::try_parse_from(&words).map(|c| c.command) else {
            panic!("{typed} is a check");
        };
        assert_eq!(shlex::split(&again(&args)), Some(words));
    }
}
