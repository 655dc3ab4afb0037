//! Markdown: a comment for a pull request, and the summary of a step in a pipeline.
//!
//! A comment begins with a hidden tag, by which whoever posts it finds the one of the last time and replaces it. Forges
//! refuse what is too long: rows that do not fit are cut, those that hold first, and counted. Names that people wrote
//! are written so that they are nothing but names.

use super::finding::{Context, Finding, findings, worst_first};
use super::text::held;
use super::{promise, summary, word};
use crate::words::{count, share};
use search::check::{Check, FailOn, Gone, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use tenant::Luck;

/// Bytes of a comment, less than the 65,536 characters that GitHub takes.
const COMMENT_MAX: usize = 65_535;
/// Bytes of a step summary, less than the MiB that GitHub takes.
const SUMMARY_MAX: usize = 1_048_575;
/// Most outages that have a column each.
const COLUMNS_MAX: usize = 4;
/// Most characters of a name.
const NAME_MAX: usize = 80;
/// Most promises that are named because they are gone.
const GONE_MAX: usize = 10;
/// Most bytes of a line to paste; longer ones are left out.
const LINE_MAX: usize = 2_000;

/// The comment.
#[must_use]
pub fn comment(check: &Check, context: &Context<'_>) -> String {
    let tag = format!("<!-- zonefall:{} -->\n", tag(&check.suite));
    let room = COMMENT_MAX - tag.len();
    format!("{tag}{}", page(check, context, room, 5))
}

/// The summary of a step.
#[must_use]
pub fn step_summary(check: &Check, context: &Context<'_>) -> String {
    page(check, context, SUMMARY_MAX, 25)
}

/// The page in so many bytes, with at most so many lines to paste.
fn page(check: &Check, context: &Context<'_>, room: usize, lines_max: usize) -> String {
    let mut all = findings(check);
    worst_first(&mut all);
    let head = head(check);
    let broken = broken(&all, lines_max);
    let worst = context.worst_run.map_or_else(String::new, |text| {
        folded("The first of these runs in full", text, room / 4)
    });
    let (top, rows) = table(check, &all);
    let cut = |n: usize| match n {
        0 => String::new(),
        n => format!(
            "\n{} more rows are cut; the worst are shown.\n",
            count(n as u64)
        ),
    };
    let mut left = room.saturating_sub(
        head.len() + broken.len() + worst.len() + top.len() + cut(rows.len()).len() + 1,
    );
    let mut shown = String::new();
    let mut kept = 0;
    for row in &rows {
        let Some(less) = left.checked_sub(row.len()) else {
            break;
        };
        left = less;
        shown.push_str(row);
        kept += 1;
    }
    format!(
        "{head}\n{top}{shown}{}{broken}{worst}",
        cut(rows.len() - kept)
    )
}

fn head(check: &Check) -> String {
    let luck = match check.luck {
        Luck::Touched => "given that something of the architecture is hit",
        Luck::Drawn => "as the dice fall",
    };
    let mut out = format!(
        "## zonefall: {}\n\n{}: {}. Each verdict is {} sure by itself; seeds {}..{}, {luck}.\n",
        headline(check),
        name(&check.suite),
        summary(check),
        share(check.confidence),
        check.seeds.0,
        check.seeds.1,
    );
    if let Some(baseline) = &check.baseline {
        let said = match check.regressed() {
            None => {
                "nothing could be compared, as no promise of it is of a file and a journey that are here"
            }
            Some(Verdict::Pass) => "nothing that was promised before became worse",
            Some(Verdict::Fail) => "the change made it worse",
            Some(Verdict::Undecided) => {
                "some runs became worse, too few to tell whether by more than luck"
            }
        };
        out.push_str(&format!("\nBeside {}: {said}.\n", name(&baseline.name)));
        out.push_str(&gone(check, &baseline.gone));
    }
    out
}

/// The answer; where it is about the change alone, a promise that does not hold is not called a pass.
fn headline(check: &Check) -> String {
    match (check.fail_on, check.regressed()) {
        (FailOn::Objective, _) => word(check.verdict).to_owned(),
        (FailOn::Regression, None) => "NOT COMPARED".to_owned(),
        (FailOn::Regression, Some(Verdict::Pass)) if check.verdict != Verdict::Pass => {
            format!("{}, but nothing became worse", word(check.verdict))
        }
        (FailOn::Regression, Some(regressed)) => word(regressed).to_owned(),
    }
}

/// What was promised before and is not any more, which no row can show.
fn gone(check: &Check, pairs: &[String]) -> String {
    let promises = check.pairs.iter().flat_map(|p| {
        let of = |g: &Gone| {
            let (who, what) = (&p.frame.architecture, promise(&g.promise));
            let judged = match g.judged {
                Some(_) => " (judged all the same)",
                None => "",
            };
            format!("{what} of {} in {}{judged}", name(&g.journey), name(who))
        };
        p.gone.iter().map(of).collect::<Vec<_>>()
    });
    let all: Vec<String> = pairs.iter().map(|p| name(p)).chain(promises).collect();
    let shown = all[..all.len().min(GONE_MAX)].join("; ");
    match all.len() {
        0 => String::new(),
        n if n > GONE_MAX => format!(
            "\nNo longer promised: {shown}; and {} more.\n",
            n - GONE_MAX
        ),
        _ => format!("\nNo longer promised: {shown}.\n"),
    }
}

/// The head of the table, and its rows.
fn table(check: &Check, all: &[Finding<'_>]) -> (String, Vec<String>) {
    let mut outages: Vec<&String> = Vec::new();
    for outage in check.pairs.iter().map(|p| &p.frame.outage) {
        if !outages.contains(&outage) {
            outages.push(outage);
        }
    }
    let apart = outages.len() > COLUMNS_MAX;
    let columns: Vec<String> = match apart {
        true => vec!["outage".to_owned(), "held in".to_owned()],
        false => outages.iter().map(|o| name(o)).collect(),
    };
    let head = format!(
        "| architecture | journey | promise | needs | {} |\n|---|---|---|---|{}\n",
        columns.join(" | "),
        "---|".repeat(columns.len())
    );
    let by_key: BTreeMap<&[String; 5], &Finding<'_>> = all.iter().map(|f| (&f.key, f)).collect();
    let mut done = BTreeSet::new();
    let mut rows = Vec::new();
    for f in all {
        let [architecture, under, journey, objective, nth] = &f.key;
        let cells: Vec<String> = if apart {
            vec![name(under), cell(f)]
        } else if done.insert([architecture, journey, objective, nth]) {
            let of = |o: &&String| {
                let [a, _, j, n, i] = f.key.clone();
                let key = [a, (*o).clone(), j, n, i];
                by_key.get(&key).map_or_else(String::new, |f| cell(f))
            };
            outages.iter().map(of).collect()
        } else {
            continue;
        };
        rows.push(format!(
            "| {} | {} | {} | {} | {} |\n",
            name(architecture),
            name(journey),
            f.promise(),
            share(f.objective.hold_in),
            cells.join(" | ")
        ));
    }
    (head, rows)
}

/// `**FAIL** 61.2 %`, with a baseline `**FAIL** 98 % → 61.2 %`.
fn cell(f: &Finding<'_>) -> String {
    let verdict = match (f.verdict, f.objective.verdict) {
        (Verdict::Pass, Verdict::Fail) => "not worse, fails",
        (Verdict::Pass, Verdict::Undecided) => "not worse, undecided",
        (Verdict::Pass, Verdict::Pass) => "pass",
        (Verdict::Fail, _) => "**FAIL**",
        (Verdict::Undecided, _) => "*undecided*",
    };
    match (&f.objective.before, f.compared) {
        (Some(b), _) => format!("{verdict} {} → {}", share(b.share), share(b.share_now)),
        (None, true) => format!("{verdict} new: {}", held(f.objective)),
        (None, false) => format!("{verdict} {}", held(f.objective)),
    }
}

/// What breaks promises, and the lines that show it.
fn broken(all: &[Finding<'_>], lines_max: usize) -> String {
    let complaints: Vec<_> = all.iter().filter(|f| f.verdict != Verdict::Pass).collect();
    if complaints.is_empty() {
        return String::new();
    }
    let mut out = "\n### What does not pass\n".to_owned();
    for f in complaints.iter().take(lines_max) {
        let [architecture, under, journey, ..] = &f.key;
        out.push_str(&format!(
            "\n{} {} of {} under {}: {}.\n",
            name(architecture),
            f.promise(),
            name(journey),
            name(under),
            prose(&f.said())
        ));
        if let Some(failing) = f.failing()
            && failing.replay.len() <= LINE_MAX
        {
            out.push_str(&format!(
                "The smallest seed that breaks it is {}:\n\n",
                failing.seed
            ));
            out.push_str(&fenced("sh", &failing.replay));
        }
    }
    if complaints.len() > lines_max {
        let more = count((complaints.len() - lines_max) as u64);
        out.push_str(&format!("\n{more} more are in the table.\n"));
    }
    out
}

/// A text behind a line to click on, in at most so many bytes.
fn folded(title: &str, text: &str, room: usize) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        if kept.len() + line.len() + 200 > room {
            kept.push_str("... (the rest is cut)\n");
            break;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    format!(
        "\n<details><summary>{title}</summary>\n\n{}\n</details>\n",
        fenced("text", &kept)
    )
}

/// A block of text as it is, behind a fence that is longer than any in it.
fn fenced(language: &str, text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    format!(
        "{fence}{language}\n{}\n{fence}\n",
        text.trim_end_matches('\n')
    )
}

/// A name that somebody wrote, as code: nobody is called by it, nothing is linked or formatted, no cell ends.
fn name(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " -_./()+,".contains(c);
    let mut short: String = text.chars().take(NAME_MAX).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    if !short.is_empty() && short.chars().all(plain) && short.trim() == short {
        return format!("`{short}`");
    }
    format!("<code>{}</code>", prose(&short))
}

/// Text in which no character means anything.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            _ if c.is_control() => out.push(' '),
            _ if c.is_alphanumeric() || " -.,;:%()/…→".contains(c) => out.push(c),
            _ => out.push_str(&format!("&#{};", u32::from(c))),
        }
    }
    out
}

/// A name within a comment that nobody sees, which `--` or `>` would end.
fn tag(text: &str) -> String {
    let mut out = String::new();
    let mut last = ' ';
    for c in text.chars().take(NAME_MAX) {
        let plain = c.is_alphanumeric() || " ._/".contains(c) || (c == '-' && last != '-');
        if plain {
            out.push(c);
        } else {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        }
        last = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_nothing_but_names() {
        assert_eq!(name("web (eu)"), "`web (eu)`");
        assert_eq!(name("a|b"), "<code>a&#124;b</code>");
        assert_eq!(name("<img src=x>\n@all `x`"), {
            "<code>&#60;img src&#61;x&#62; &#64;all &#96;x&#96;</code>"
        });
        assert!(name(&"x".repeat(1000)).len() < 120);
        assert_eq!(tag("dr-suite"), "dr-suite");
        assert_eq!(tag("a-->\nb"), "a-%2D%3E%0Ab");
    }

    #[test]
    fn a_fence_is_longer_than_those_inside() {
        assert_eq!(fenced("sh", "a"), "```sh\na\n```\n");
        assert_eq!(fenced("sh", "a ``` b\n"), "````sh\na ``` b\n````\n");
        let long = "0123456789\n".repeat(1000);
        let folded = folded("x", &long, 1000);
        assert!(folded.len() < 1000 && folded.contains("the rest is cut"));
    }
}
