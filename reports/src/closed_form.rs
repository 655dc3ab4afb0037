//! The table of closed forms: what mathematics says, what the simulator yields, and how far apart they may be.
//!
//! ```text
//! A  Components that fail and are repaired
//!   case  metric                exact   simulated      s.e.  tolerance  of
//!   A01   availability_steady   0.996016   0.995998  0.000019   0.000076  engine  pass
//! ```

mod markdown;

pub use markdown::markdown;

use crate::paint::{BAD, GOOD, HEADING, QUIET, WARN, heading, paint};
use crate::table::{Cell, Table as Columns};
use crate::words::{plural, wrap};
use search::closed_form::run::{Row, Table};
use search::closed_form::{Class, Rule};

/// Lines are at most this long.
const WIDTH: usize = 100;
/// Longer names of metrics stand on a line of their own.
const NAME_MAX: usize = 27;
/// Numbers are at most this wide, if fewer digits do.
const NUMBER_MAX: usize = 12;

/// What a table says, and what it does not.
const MEANING: [&str; 6] = [
    "It shows that the simulator, with the components that architecture files are made of, yields the answers that \
     mathematics gives wherever mathematics gives one, and that the functions that need no simulation compute what \
     they should.",
    "It does not show that numbers put into a file are those of the real world, nor that what no formula describes \
     happens as it would; `zonefall validate` sets a simulated outage beside what was published about the real one.",
    "A tolerance is four standard errors of the samples that were simulated, from the deviation of one by the formula \
     (or as measured, where the value is derived), a few percent where no deviation is known, or rounding where nothing \
     is random. Right values fall outside of four standard errors 6 times in 100000. A bound has no tolerance.",
    "`Allowed` is no measured error: it is what four standard errors of so many single clients or requests would be, \
     though each run averages a whole population of them, or a fluid that has no chance at all. Where more than four \
     errors as measured lie between the two values, a note says so.",
    "An `engine` value comes from lives through the engine or runs of the kernel's models, a `function` value from a \
     function of the product called on its own. An `identity` holds formulas of this table against each other, or \
     repeats another row in other units: it is no evidence of its own.",
    "The value shown is that of the seed farthest off; a metric passes only if it does with every seed.",
];

/// What the cases of a letter are about.
fn group(letter: &str) -> &'static str {
    match letter {
        "A" => "Components that fail and are repaired",
        "B" => "Data on several copies, disks and servers",
        "C" => "Queues, retries and overload",
        "D" => "Health checks and names",
        "E" => "Databases, backups and restores",
        "F" => "Nines, credits and budgets",
        "G" => "What the simulator says about its own certainty",
        _ => "More",
    }
}

fn letter(id: &str) -> &str {
    id.get(..1).unwrap_or(id)
}

/// Letters of the cases, in order.
fn letters(table: &Table) -> Vec<&str> {
    let mut all: Vec<&str> = table.cases.iter().map(|c| letter(&c[0])).collect();
    all.dedup();
    all
}

/// `seeds 1, 2, 3`
fn seeds(table: &Table) -> String {
    let list: Vec<String> = table.seeds.iter().map(u64::to_string).collect();
    let word = if list.len() == 1 { "seed" } else { "seeds" };
    format!("{word} {}", list.join(", "))
}

/// `240 of 246 metrics agree; seeds 1, 2, 3`
fn summary(table: &Table) -> String {
    let (passed, all) = (table.passed(), table.rows.len());
    let mut text = format!("{passed} of {all} metrics agree; {}", seeds(table));
    if !table.broken.is_empty() {
        let cases = plural(table.broken.len() as u64, "case");
        text.push_str(&format!("; {cases} could not be worked out"));
    }
    text
}

/// `246 metrics: 160 engine, 80 function, 6 identity`
fn classes(table: &Table) -> String {
    let of = |class: Class| format!("{} {}", table.of(class), word(class));
    let all = plural(table.rows.len() as u64, "metric");
    let each = [Class::Engine, Class::Function, Class::Identity].map(of);
    let mut text = format!("{all}: {}", each.join(", "));
    if table.coarse() > 0 {
        text.push_str(&format!(
            "; {} too coarse to judge by in this quick look",
            table.coarse()
        ));
    }
    text
}

fn word(class: Class) -> &'static str {
    match class {
        Class::Engine => "engine",
        Class::Function => "function",
        Class::Identity => "identity",
    }
}

fn short(class: Class) -> &'static str {
    match class {
        Class::Engine => "engine",
        Class::Function => "func.",
        Class::Identity => "ident.",
    }
}

/// A number with so many digits, or with fewer if it is too wide.
fn narrow(x: f64, digits: usize) -> String {
    let tried = (6..=digits).rev().map(|d| number(x, d));
    let found = tried.into_iter().find(|t| t.len() <= NUMBER_MAX);
    found.unwrap_or_else(|| number(x, 6))
}

/// Notes of rows that pass: each once, with the rows it is about.
fn notes<'a>(rows: &[&'a Row]) -> Vec<(Vec<&'a Row>, &'a str)> {
    let mut out: Vec<(Vec<&Row>, &str)> = Vec::new();
    for &row in rows.iter().filter(|r| r.passed && !r.remark.is_empty()) {
        match out
            .iter_mut()
            .find(|n| n.1 == row.remark && n.0[0].id == row.id)
        {
            Some(note) => note.0.push(row),
            None => out.push((vec![row], &row.remark)),
        }
    }
    out
}

/// The whole table as text.
#[must_use]
pub fn text(table: &Table) -> String {
    let mut out = paint(HEADING, "The simulator beside closed forms");
    out.push_str(&format!(
        "\n  {} with {}, each metric with {}\n",
        plural(table.cases.len() as u64, "case"),
        plural(table.rows.len() as u64, "metric"),
        seeds(table)
    ));
    if table.thinned > 1 {
        let note = format!(
            "! a quick look: one in {} of the runs, tolerances are wider for it; judge by the table without --quick",
            table.thinned
        );
        out.push_str(&format!("{}\n", paint(WARN, &wrap(&note, WIDTH - 4, 2))));
    }
    for of in letters(table) {
        let rows: Vec<&Row> = table.rows.iter().filter(|r| letter(&r.id) == of).collect();
        out.push_str(&heading(&format!("{of}  {}", group(of))));
        if !rows.is_empty() {
            out.push_str(&columns(&rows));
            for (about, note) in notes(&rows) {
                let names: Vec<&str> = about.iter().map(|r| r.metric.as_str()).collect();
                let text = format!("{} {}: {note}", about[0].id, names.join(", "));
                out.push_str(&paint(
                    QUIET,
                    &format!("    {}\n", wrap(&text, WIDTH - 6, 8)),
                ));
            }
        }
        for b in table.broken.iter().filter(|b| letter(&b.id) == of) {
            out.push_str(&format!("  {}  {}\n", b.id, paint(BAD, "not worked out")));
        }
    }
    out.push_str(&failing(table));
    out.push_str(&heading("What this shows"));
    for sentence in MEANING {
        out.push_str(&format!("  {}\n", wrap(sentence, WIDTH - 4, 2)));
    }
    let style = if table.passed() == table.rows.len() && table.broken.is_empty() {
        GOOD
    } else {
        WARN
    };
    out.push_str(&format!("\n{}\n", classes(table)));
    out.push_str(&format!("{}\n", paint(style, &summary(table))));
    out
}

fn columns(rows: &[&Row]) -> String {
    let mut columns = Columns::new(&[
        "case",
        "metric",
        "exact",
        "simulated",
        "s.e.",
        "tolerance",
        "of",
        "",
    ]);
    for row in rows {
        let digits = digits(row.exact, row.tolerance);
        let name = if row.metric.chars().count() > NAME_MAX {
            columns.line(format!("{:<4}  {}", row.id, row.metric));
            [Cell::left(""), Cell::left("")]
        } else {
            [Cell::left(&row.id), Cell::left(&row.metric)]
        };
        let verdict = if row.passed && row.coarse {
            Cell::left("coarse").styled(WARN)
        } else if row.passed {
            Cell::left("pass").styled(GOOD)
        } else {
            Cell::left("FAIL").styled(BAD)
        };
        let [id, metric] = name;
        columns.row(vec![
            id,
            metric,
            Cell::right(narrow(row.exact, digits)),
            Cell::right(narrow(row.simulated, digits)),
            Cell::right(number(row.std_error, 2)).styled(QUIET),
            Cell::right(tolerance(row)),
            Cell::left(short(row.class)),
            verdict,
        ]);
    }
    columns.render(2)
}

/// Why each failing row fails.
fn failing(table: &Table) -> String {
    let mut out = String::new();
    for row in table.rows.iter().filter(|r| !r.passed) {
        let text = format!("{} {}: {}", row.id, row.metric, reason(row));
        out.push_str(&format!("  {}\n", wrap(&text, WIDTH - 4, 6)));
    }
    for b in &table.broken {
        let text = format!("{}: {}", b.id, b.reason);
        out.push_str(&format!("  {}\n", wrap(&text, WIDTH - 4, 6)));
    }
    if out.is_empty() {
        return out;
    }
    format!("{}{out}", heading("What does not agree, and why"))
}

/// Why a row fails, and by how much with each seed.
fn reason(row: &Row) -> String {
    let digits = digits(row.exact, row.tolerance);
    let each: Vec<String> = row
        .seeds
        .iter()
        .map(|s| number(s.simulated, digits))
        .collect();
    format!(
        "{} (exact {}, simulated {})",
        row.remark,
        number(row.exact, digits),
        each.join(", ")
    )
}

/// A tolerance, or which side of a bound is right.
fn tolerance(row: &Row) -> String {
    match row.rule {
        Rule::AtLeast => "not below".to_owned(),
        Rule::AtMost => "not above".to_owned(),
        Rule::Exact(_)
        | Rule::Known { .. }
        | Rule::Allowed { .. }
        | Rule::Relative(_)
        | Rule::Measured => number(row.tolerance, 2),
    }
}

/// How a tolerance came about, in a few words.
fn rule(rule: Rule) -> String {
    match rule {
        Rule::Exact(_) => "rounding".to_owned(),
        Rule::Known { n, .. } => format!("4 s.e. of {}", number(n, 12)),
        Rule::Allowed { n, .. } => format!("allowed, as 4 s.e. of {}", number(n, 12)),
        Rule::Relative(x) => format!("{} %", number(x * 100.0, 3)),
        Rule::Measured => "4 s.e. as measured".to_owned(),
        Rule::AtLeast | Rule::AtMost => "bound".to_owned(),
    }
}

/// The power of ten of a number.
fn power(x: f64) -> i32 {
    let text = format!("{x:e}");
    let power = text.split_once('e').and_then(|(_, e)| e.parse().ok());
    power.unwrap_or(0)
}

/// How many digits of a value are worth printing: six, or so many that its tolerance shows.
fn digits(value: f64, tolerance: f64) -> usize {
    if value == 0.0 || tolerance <= 0.0 || !tolerance.is_finite() || !value.is_finite() {
        return 6;
    }
    (power(value) - power(tolerance) + 2).clamp(6, 10) as usize
}

/// A number with so many significant digits; fewer if they say it all.
fn number(x: f64, digits: usize) -> String {
    if !x.is_finite() {
        return "-".to_owned();
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    let rounded = format!("{x:.*e}", digits.max(1) - 1);
    let power = power(rounded.parse().unwrap_or(x));
    let short = format!("{x}");
    if (-5..9).contains(&power) {
        let decimals = (digits as i32 - 1 - power).max(0) as usize;
        let text = format!("{x:.decimals$}");
        return if short.len() < text.len() {
            short
        } else {
            text
        };
    }
    let (mantissa, power) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let mantissa = if mantissa.contains('.') {
        mantissa.trim_end_matches('0').trim_end_matches('.')
    } else {
        mantissa
    };
    format!("{mantissa}e{power}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use search::closed_form::run::OfSeed;

    #[test]
    fn numbers_show_their_tolerance_and_no_more() {
        assert_eq!(number(0.996_015_936_254_980_1, 6), "0.996016");
        assert_eq!(number(51_250.416_7, 6), "51250.4");
        assert_eq!(number(3.334_511_1e11, 6), "3.33451e11");
        assert_eq!(number(9.9995e-9, 6), "9.9995e-9");
        assert_eq!(number(0.000_076, 2), "0.000076");
        assert_eq!(
            (number(27.0, 6), number(0.0, 6)),
            ("27".to_owned(), "0".to_owned())
        );
        assert_eq!(
            (number(f64::NAN, 6), number(999.96, 4)),
            ("-".to_owned(), "1000".to_owned())
        );
        assert_eq!(
            (
                digits(0.99, 0.01),
                digits(0.996, 1e-12),
                digits(51500.0, 1e-3)
            ),
            (6, 10, 9)
        );
    }

    fn row(id: &str, passed: bool) -> Row {
        Row {
            id: id.to_owned(),
            metric: "a_metric_with_a_name_that_is_longer_than_its_column".to_owned(),
            exact: 0.5,
            simulated: 0.25,
            std_error: 0.01,
            tolerance: 0.04,
            rule: Rule::Known {
                sigma: 1.0,
                n: 10_000.0,
            },
            class: Class::Engine,
            passed,
            coarse: false,
            remark: if passed {
                String::new()
            } else {
                "the queue is cut short".to_owned()
            },
            seeds: vec![OfSeed {
                seed: 1,
                simulated: 0.25,
                std_error: 0.01,
            }],
        }
    }

    #[test]
    fn every_failure_is_told_twice_with_its_reason_and_lines_are_short() {
        let case = |id: &str| [id.to_owned(), "a title".to_owned(), "a_formula".to_owned()];
        let table = Table {
            cases: vec![case("A01"), case("A02"), case("B01")],
            seeds: vec![1, 2, 3],
            thinned: 1,
            rows: vec![
                Row {
                    remark: "a note of one that passes".to_owned(),
                    ..row("A01", true)
                },
                row("A02", false),
            ],
            broken: vec![search::closed_form::run::Broken {
                id: "B01".to_owned(),
                reason: "there is no input `runs`".to_owned(),
            }],
        };
        let text = text(&table);
        let plain = text.replace("\u{1b}[", "").replace("0m", "");
        assert!(
            plain.lines().all(|l| l.chars().count() <= WIDTH + 8),
            "{plain}"
        );
        assert_eq!(plain.matches("FAIL").count(), 1);
        let flat = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            flat.contains("the queue is cut short (exact 0.5, simulated 0.25)"),
            "{plain}"
        );
        assert!(plain.contains("B01: there is no input `runs`"), "{plain}");
        assert!(
            plain.contains("1 of 2 metrics agree; seeds 1, 2, 3; 1 case could not"),
            "{plain}"
        );
        assert!(plain.contains("2 metrics: 2 engine, 0 function, 0 identity"));
        assert_eq!(plain.matches("a note of one that passes").count(), 1);
        let page = markdown(&table, "0.0.0", "abc");
        assert_eq!(page.matches("a note of one that passes").count(), 1);
        assert!(
            page.contains(
                "| A02 | `a_metric_with_a_name_that_is_longer_than_its_column` | 0.5 | 0.25 |"
            ),
            "{page}"
        );
        assert!(page.contains("- A01 (`a_formula`): a title"), "{page}");
    }
}
