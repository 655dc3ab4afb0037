//! A sweep in short, for a pull request or a wiki.

use super::{Again, LEVELS, ground, how, passed_by, said, title, worth_a_look};
use search::sweep::{JourneyView, Sweep};
use tenant::Luck;

/// Headings, one table for both lucks, and the lines that show single runs again.
#[must_use]
pub fn markdown(s: &Sweep, again: Again<'_>) -> String {
    let mut out = format!("### {}\n\n{}\n\n", plain(&title(s)), plain(&how(s)));
    if s.frame.absent {
        out.push_str(&format!("{}.\n", plain(&passed_by(&s.frame))));
        return out;
    }
    out.push_str("| | given touched | as the dice fall |\n|---|---|---|\n");
    row(
        &mut out,
        "something of it is hit",
        &said::chance(&s.touched.hit),
        &said::chance(&s.drawn.hit),
    );
    for (t, d) in s.touched.journeys.iter().zip(&s.drawn.journeys) {
        journey(&mut out, t, d);
    }
    for (t, d) in s.touched.stores.iter().zip(&s.drawn.stores) {
        let name = format!("**{}** writes lost", plain(&t.name));
        row(
            &mut out,
            &name,
            &said::chance(&t.lossy),
            &said::chance(&d.lossy),
        );
    }
    out.push('\n');
    for j in s.touched.journeys.iter().filter(|j| j.down.humps.is_some()) {
        out.push_str(&format!(
            "`{}` has two kinds of runs: its mean describes neither.\n\n",
            j.name
        ));
    }
    for text in ground::luck(s) {
        out.push_str(&format!("Left out: {}.\n\n", plain(&text)));
    }
    out.push_str("<details><summary>Runs to look at</summary>\n\n```sh\n");
    for (what, seed) in worth_a_look(s) {
        out.push_str(&format!(
            "# {}\n{}\n",
            what.join(", "),
            again(seed, Luck::Touched)
        ));
    }
    out.push_str("```\n\n</details>\n");
    out
}

fn journey(out: &mut String, t: &JourneyView, d: &JourneyView) {
    let name = format!("**{}**", plain(&t.name));
    for (i, level) in LEVELS.iter().enumerate() {
        row(
            out,
            &format!("{name} down, {level}"),
            &said::quantile(&t.down.quantiles_s[i], said::NOT_RESTORED),
            &said::quantile(&d.down.quantiles_s[i], said::NOT_RESTORED),
        );
    }
    if t.down.humps.is_none() && d.down.humps.is_none() {
        row(
            out,
            &format!("{name} down, mean"),
            &said::mean_time(&t.down.mean_s),
            &said::mean_time(&d.down.mean_s),
        );
    }
    for (tp, dp) in t.objectives.iter().zip(&d.objectives) {
        row(
            out,
            &format!("{name} {} kept", said::promise(&tp.promise)),
            &said::chance(&tp.met),
            &said::chance(&dp.met),
        );
    }
}

fn row(out: &mut String, what: &str, touched: &str, drawn: &str) {
    out.push_str(&format!(
        "| {what} | {} | {} |\n",
        plain(touched),
        plain(drawn)
    ));
}

/// What Markdown would take for a mark of its own stays a letter.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}
