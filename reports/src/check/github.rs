//! Workflow commands for GitHub Actions: what is printed becomes a note at the line of a file.
//!
//! GitHub shows ten notes of a kind and step, so that only the ten worst are printed; all are in the step summary and
//! in SARIF.

use super::finding::{Context, Finding, complaints, tidy};
use super::{summary, word};
use search::check::{Check, Verdict};

/// Most notes.
const NOTES_MAX: usize = 10;

/// The ten worst as commands, one per line; nothing if there is nothing to complain about.
#[must_use]
pub fn commands(check: &Check, context: &Context<'_>) -> String {
    let all = complaints(check);
    let mut out: String = all
        .iter()
        .take(NOTES_MAX)
        .map(|f| command(f, context))
        .collect();
    if all.len() > NOTES_MAX {
        let text = format!(
            "{}: {} more are not shown here",
            summary(check),
            all.len() - NOTES_MAX
        );
        out.push_str(&format!("::notice title=zonefall::{}\n", data(&text)));
    }
    out
}

fn command(finding: &Finding<'_>, context: &Context<'_>) -> String {
    let kind = match finding.verdict {
        Verdict::Fail => "error",
        Verdict::Undecided => "warning",
        Verdict::Pass => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = finding.place(context) {
        properties.push(format!("file={}", property(&tidy(place.file))));
        properties.push(format!("line={}", place.line));
        properties.extend(place.column.map(|c| format!("col={c}")));
    }
    let [.., journey, _, _] = &finding.key;
    let title = format!(
        "{}: {} of {journey}",
        word(finding.verdict),
        finding.promise()
    );
    properties.push(format!("title={}", property(&title)));
    let mut text = finding.sentence();
    if let Some(line) = finding.replay() {
        text.push_str(&format!("\nTo see one run that breaks it: {line}"));
    }
    format!("::{kind} {}::{}\n", properties.join(","), data(&text))
}

/// Text as a command's message holds it.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

/// Text as a command's property holds it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("50 %\r\n::x,y"), "50 %25%0D%0A::x,y");
        assert_eq!(property("a:b,c\n%3A"), "a%3Ab%2Cc%0A%253A");
    }
}
