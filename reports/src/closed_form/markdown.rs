//! The table of closed forms as a page to be kept.

use super::{
    MEANING, classes, digits, group, letter, letters, notes, number, reason, rule, seeds, summary,
    tolerance, word,
};
use crate::words::wrap;
use search::closed_form::run::{Row, Table};

/// The command that makes the page that is kept.
const COMMAND: &str = "zonefall validate --closed-form --markdown --output sim/VALIDATION.md";

/// The whole table as Markdown. `inputs` is the digest of the case files that it is made from.
#[must_use]
pub fn markdown(table: &Table, version: &str, inputs: &str) -> String {
    let mut out = format!(
        "<!-- case files and formulas: {inputs} -->\n\n# The simulator beside closed forms\n\nMade by zonefall {version} with {}; not written by hand. To make it \
         again:\n\n```\n{COMMAND}\n```\n\n{}. {}.\n",
        seeds(table),
        summary(table),
        classes(table)
    );
    if table.thinned > 1 {
        out.push_str(&format!(
            "\nA quick look: one in {} of the runs.\n",
            table.thinned
        ));
    }
    for sentence in MEANING {
        out.push_str(&format!("\n{}\n", wrap(sentence, 118, 0)));
    }
    out.push_str(
        "\nThe cases lie in `tests/closed_form`. They carry inputs only: each exact value is worked out by the formula \
         named beside\nits case, in `sim/search/src/closed_form`, from those inputs and from the architectures beside \
         the case.\n",
    );
    for of in letters(table) {
        out.push_str(&format!("\n## {of}: {}\n\n", group(of)));
        for [id, title, formula] in table.cases.iter().filter(|c| letter(&c[0]) == of) {
            out.push_str(&format!("- {id} (`{formula}`): {title}\n"));
        }
        out.push_str(
            "\n| case | metric | exact | simulated | standard error | tolerance | from | of | |\n\
             |---|---|--:|--:|--:|--:|---|---|---|\n",
        );
        let rows: Vec<&Row> = table.rows.iter().filter(|r| letter(&r.id) == of).collect();
        for row in &rows {
            out.push_str(&line(row));
        }
        for (i, (about, note)) in notes(&rows).into_iter().enumerate() {
            let names: Vec<String> = about.iter().map(|r| format!("`{}`", r.metric)).collect();
            let before = if i == 0 { "\n" } else { "" };
            let (id, names) = (&about[0].id, names.join(", "));
            out.push_str(&format!("{before}- {id} {names}: {note}\n"));
        }
    }
    let failing: Vec<&Row> = table.rows.iter().filter(|r| !r.passed).collect();
    if !failing.is_empty() || !table.broken.is_empty() {
        out.push_str("\n## What does not agree, and why\n\n");
        for row in failing {
            out.push_str(&format!("- {} `{}`: {}\n", row.id, row.metric, reason(row)));
        }
        for b in &table.broken {
            out.push_str(&format!("- {}: {}\n", b.id, b.reason));
        }
    }
    out
}

fn line(row: &Row) -> String {
    let digits = digits(row.exact, row.tolerance);
    format!(
        "| {} | `{}` | {} | {} | {} | {} | {} | {} | {} |\n",
        row.id,
        row.metric,
        // All its digits, so that it can be compared whatever the tolerance.
        number(row.exact, 10),
        number(row.simulated, digits),
        number(row.std_error, 2),
        tolerance(row),
        rule(row.rule),
        word(row.class),
        match (row.passed, row.coarse) {
            (true, false) => "pass",
            (true, true) => "coarse",
            (false, _) => "**FAIL**",
        }
    )
}
