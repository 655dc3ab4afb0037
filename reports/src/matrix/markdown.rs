//! The matrix as a Markdown table, for a pull request or a page.

use super::cells::{rows, said, sign};
use super::failed::why;
use super::{Metric, Shown};
use search::matrix::Standing;

/// The matrix as Markdown.
#[must_use]
pub fn markdown(shown: &Shown<'_>) -> String {
    let m = shown.matrix;
    let ids: Vec<String> = m.outages.iter().map(|(id, _)| plain(id)).collect();
    let mut out = format!("### Architectures by outages: {}\n\n", metric(shown.metric));
    out.push_str(&format!("| architecture | {} |\n", ids.join(" | ")));
    out.push_str(&format!("|---|{}\n", "--:|".repeat(ids.len())));
    let order = rows(m, shown.sort);
    for &row in &order {
        let cells = m.cells[row].iter();
        let cells = cells.map(|c| format!("`{}` {}", sign(c), said(shown.metric, c)));
        let cells: Vec<String> = cells.collect();
        out.push_str(&format!(
            "| {} | {} |\n",
            plain(&m.architectures[row]),
            cells.join(" | ")
        ));
    }
    out.push_str(&format!(
        "\nSeeds {}..{}, the same weather for all, given that something of each is hit. `+` every promise held in 95 % \
         of the runs, `~` some did not, `x` one held in fewer than half or data was lost beyond its promise, `?` has \
         nothing there, `!` acknowledged writes were missing in some run; `open`: not restored when the run ended.\n",
        m.seeds.0, m.seeds.1
    ));
    out.push_str(&failures(shown, &order));
    out
}

fn metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Downtime => "median downtime",
        Metric::Met => "runs in which promises held",
        Metric::Lost => "runs in which data was lost",
    }
}

fn failures(shown: &Shown<'_>, order: &[usize]) -> String {
    let m = shown.matrix;
    let mut out = String::new();
    for &row in order {
        for (column, cell) in m.cells[row].iter().enumerate() {
            if cell.standing != Standing::Failed {
                continue;
            }
            if out.is_empty() {
                out.push_str("\n<details><summary>Who failed, and the nearest built-in that came through</summary>\n\n");
            }
            let (name, outage) = (plain(&m.architectures[row]), plain(&m.outages[column].0));
            out.push_str(&format!(
                "- **{name}** under {outage}: {}.",
                plain(&why(cell).join("; "))
            ));
            match &cell.nearest {
                Some(n) => out.push_str(&format!(
                    " Nearest built-in that came through: **{}**; there, {}.",
                    plain(&n.architecture),
                    plain(&n.differs.join("; "))
                )),
                None => out.push_str(" No built-in design came through."),
            }
            if let Some(line) = &shown.lines[row][column].replay {
                out.push_str(&format!(" A bad run: `{line}`"));
            }
            out.push('\n');
        }
    }
    if !out.is_empty() {
        out.push_str("\n</details>\n");
    }
    out
}

/// Names come from files that anybody may have written: no mark of theirs is taken as Markdown or HTML.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_break_no_table() {
        assert_eq!(plain("a|b <i>*x*\n"), "a\\|b &lt;i&gt;\\*x\\* ");
        assert_eq!(plain("two-zones"), "two-zones");
    }
}
