//! What is wrong with a file: every problem at once, with file:line:column, caret and help.

use crate::Source;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::fmt;
use std::ops::Range;

/// Most problems that are printed in full; the rest is counted.
pub const SHOWN_MAX: usize = 100;

/// Most characters of a line that are printed around a problem; longer lines (a 2 MB line, say) are not shown.
const LINE_MAX: usize = 2_000;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where, in bytes.
    pub span: Range<usize>,
    /// Other places that belong to it, each with a label.
    pub also: Vec<(Range<usize>, String)>,
}

impl Problem {
    /// A problem at a place.
    #[must_use]
    pub fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
            span,
            also: Vec::new(),
        }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        let help = help.into();
        self.help = (!help.is_empty()).then_some(help);
        self
    }

    /// Points at another place too.
    #[must_use]
    pub fn also(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.also.push((span, label.into()));
        self
    }
}

/// All problems of one file, in order of their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    source: Source,
    list: Vec<Problem>,
}

impl Problems {
    /// The problems of a source.
    #[must_use]
    pub fn of(source: Source, mut list: Vec<Problem>) -> Self {
        list.sort_by(|a, b| (a.span.start, &a.message).cmp(&(b.span.start, &b.message)));
        list.dedup();
        Self { source, list }
    }

    /// `value` if there is no problem, else all of them.
    ///
    /// # Errors
    /// When `list` is not empty.
    pub fn none_or<T>(source: &Source, list: Vec<Problem>, value: T) -> Result<T, Self> {
        if list.is_empty() {
            Ok(value)
        } else {
            Err(Self::of(source.clone(), list))
        }
    }

    /// The problems, in order of their places.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// The file they are in.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Line and column of a problem, both from 1.
    #[must_use]
    pub fn position(&self, problem: &Problem) -> (usize, usize) {
        self.source.position(problem.span.start)
    }

    /// All of them as text for people, with a count at the end.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let renderer = if color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut out = String::new();
        for problem in self.list.iter().take(SHOWN_MAX) {
            out.push_str(&self.render_one(&renderer, problem));
            out.push_str("\n\n");
        }
        if self.list.len() > SHOWN_MAX {
            out.push_str(&format!("... and {} more\n\n", self.list.len() - SHOWN_MAX));
        }
        if self.source.text.is_empty() && self.list.len() == 1 {
            // There was nothing to read: the problem says it all.
            out.pop();
            return out;
        }
        let plural = if self.list.len() == 1 { "" } else { "s" };
        out.push_str(&format!(
            "{}: {} problem{plural}\n",
            self.source.name,
            self.list.len()
        ));
        out
    }

    fn render_one(&self, renderer: &Renderer, problem: &Problem) -> String {
        let mut group = Level::ERROR
            .primary_title(problem.message.as_str())
            .element(Origin::path(self.source.name.as_str()));
        let (line, column) = self.position(problem);
        if self.can_show(problem) {
            // Only the lines between the first and the last place: a long file is not searched for each problem.
            let lines = self.lines_of(problem);
            let text = &self.source.text[lines.clone()];
            let clamp = |r: &Range<usize>| {
                let r = clamp(&self.source.text, r);
                r.start - lines.start..r.end - lines.start
            };
            let mut snippet = Snippet::source(text)
                .path(self.source.name.as_str())
                .line_start(self.source.position(lines.start).0)
                .annotation(AnnotationKind::Primary.span(clamp(&problem.span)));
            for (span, label) in &problem.also {
                snippet = snippet.annotation(
                    AnnotationKind::Context
                        .span(clamp(span))
                        .label(label.as_str()),
                );
            }
            group = Level::ERROR
                .primary_title(problem.message.as_str())
                .element(snippet);
        } else if !self.source.text.is_empty() {
            group = Level::ERROR
                .primary_title(problem.message.as_str())
                .element(
                    Origin::path(self.source.name.as_str())
                        .line(line)
                        .char_column(column),
                );
        }
        if let Some(help) = &problem.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let text = renderer.render(&[group]);
        if self.can_show(problem) {
            return text;
        }
        // Without lines there is no column of line numbers to stand under.
        text.replace('\n', "\n ")
    }

    /// The whole lines from the first to the last place of a problem.
    fn lines_of(&self, problem: &Problem) -> Range<usize> {
        let text = &self.source.text;
        let spans = problem.also.iter().map(|(s, _)| s);
        let all = spans.chain([&problem.span]).map(|s| clamp(text, s));
        let (start, end) = all.fold((text.len(), 0), |(a, b), s| (a.min(s.start), b.max(s.end)));
        let start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let end = text[end..].find('\n').map_or(text.len(), |i| end + i);
        start..end
    }

    /// Whether the lines of a problem are worth printing.
    fn can_show(&self, problem: &Problem) -> bool {
        let text = &self.source.text;
        if text.trim().is_empty() {
            return false;
        }
        let short = |span: &Range<usize>| {
            let span = clamp(text, span);
            let from = text[..span.start].rfind('\n').map_or(0, |i| i + 1);
            let until = text[span.end..]
                .find('\n')
                .map_or(text.len(), |i| span.end + i);
            until - from <= LINE_MAX
        };
        short(&problem.span) && problem.also.iter().all(|(s, _)| short(s))
    }
}

/// A span inside the text, on character boundaries, at most to the end of its first line.
fn clamp(text: &str, span: &Range<usize>) -> Range<usize> {
    let down = |mut i: usize| {
        i = i.min(text.len());
        while !text.is_char_boundary(i) {
            i -= 1;
        }
        i
    };
    let start = down(span.start);
    let end = down(span.end).max(start);
    let line = text[start..].find('\n').map_or(text.len(), |i| start + i);
    start..end.min(line).max(start)
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

/// `did you mean` for a word that is not among the known ones; else the known ones, if they are few.
#[must_use]
pub fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in known {
        if !names.contains(&name) && !name.is_empty() {
            names.push(name);
        }
    }
    let lower = word.to_lowercase();
    let first = lower.chars().next();
    let best = names
        .iter()
        .filter_map(|&k| {
            // What cannot be near is not measured: a file may hold many thousands of wrong words.
            let known = k.to_lowercase();
            let by_edits = known.len().abs_diff(lower.len()) <= k.len() / 3;
            let edits = if by_edits {
                strsim::damerau_levenshtein(&lower, &known)
            } else {
                usize::MAX
            };
            let near = if known.chars().next() == first {
                strsim::jaro_winkler(&lower, &known)
            } else {
                0.0
            };
            (edits <= k.len() / 3 || near >= 0.88).then_some((edits, near, k))
        })
        .min_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(b.2)));
    match best {
        Some((_, _, k)) => format!("did you mean `{k}`?"),
        None if names.is_empty() => String::new(),
        None if names.len() <= 24 => format!("known here: {}", names.join(", ")),
        None => format!(
            "{} are known here, e.g. {}",
            names.len(),
            names[..8].join(", ")
        ),
    }
}
