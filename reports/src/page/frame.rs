//! What all pages share: the document around the sections, its head, its contents and its foot.

use super::mark::Mark;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The page may style itself and nothing else: no script, no image, no font, no request.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const STYLE: &str = include_str!("style.css");

/// A part of the page with a heading.
pub(super) struct Section {
    id: &'static str,
    title: &'static str,
    body: Markup,
}

impl Section {
    pub(super) const fn new(id: &'static str, title: &'static str, body: Markup) -> Self {
        Self { id, title, body }
    }
}

/// A whole page.
pub(super) struct Document<'a> {
    /// What kind of page it is, in a few words.
    pub kind: &'static str,
    /// Its heading.
    pub title: String,
    /// What it is about: a name and a line each.
    pub about: Vec<(&'static str, &'a str)>,
    /// The answer in one line.
    pub verdict: (Mark, String),
    /// What has to be known to read it: a name and a value each.
    pub facts: Vec<(&'static str, String)>,
    /// Its parts, in order.
    pub sections: Vec<Section>,
    /// Version of the program.
    pub version: &'a str,
}

impl Document<'_> {
    /// As text.
    pub(super) fn render(&self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content={ "zonefall " (self.version) };
                    title { (self.title) " - zonefall" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#main" { "Skip to the results" }
                    (patterns())
                    (self.head())
                    main id="main" { @for s in &self.sections { (section(s)) } }
                    footer {
                        p { "Made by zonefall " (self.version) ". Simulated: what a design would have met, not what \
                             somebody did. Same files, options and seeds give the same page, byte for byte." }
                    }
                }
            }
        };
        let mut text = page.into_string();
        text.push('\n');
        text
    }

    fn head(&self) -> Markup {
        let (mark, verdict) = &self.verdict;
        html! {
            header {
                p.kind { "zonefall " span aria-hidden="true" { "/" } " " (self.kind) }
                h1 { (self.title) }
                dl.about {
                    @for (name, text) in &self.about { div { dt { (name) } dd { (text) } } }
                }
                p class={ "verdict " (mark.class()) } { (mark.icon()) span { (verdict) } }
                dl.facts {
                    @for (name, text) in &self.facts { div { dt { (name) } dd { (text) } } }
                }
                nav aria-label="Contents" {
                    ul { @for s in &self.sections { li { a href={ "#" (s.id) } { (s.title) } } } }
                }
            }
        }
    }
}

/// Patterns that figures fill with.
fn patterns() -> Markup {
    html! {
        svg.defs aria-hidden="true" {
            defs {
                pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.hatch-ground width="6" height="6" {}
                    path.hatch-line d="M0 0V6" {}
                }
            }
        }
    }
}

fn section(s: &Section) -> Markup {
    html! {
        section id=(s.id) aria-labelledby={ (s.id) "-title" } {
            h2 id={ (s.id) "-title" } { (s.title) }
            (s.body)
        }
    }
}
