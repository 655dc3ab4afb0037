//! What an HTML parser makes of a page: what it says in order, and what is wrong with it.

use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeSet;

/// The page as a browser would read it.
pub fn parse(page: &str) -> Html {
    Html::parse_document(page)
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector"))
        .collect()
}

/// Text without line breaks and doubled blanks.
fn words(e: ElementRef<'_>) -> String {
    let text: String = e.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What these elements say.
pub fn said(page: &Html, selector: &str) -> Vec<String> {
    all(page, selector).into_iter().map(words).collect()
}

/// What the page says, a line per heading, paragraph, row and figure; figures by their titles alone.
pub fn skeleton(page: &str) -> String {
    let page = parse(page);
    let told = "h1, h2, h3, h4, p:not(.given), dl > div, tr, li, summary, pre, svg[role=img], .axis, .pins";
    let mut out = String::new();
    for e in all(&page, told) {
        let name = e.value().name();
        let line = match name {
            "h1" | "h2" | "h3" | "h4" => format!(
                "\n{} {}",
                "#".repeat(name[1..].parse().expect("a level")),
                words(e)
            ),
            "tr" => cells(e).join(" | "),
            "li" if !cells(e).is_empty() => format!("- {}", cells(e).join(" ")),
            "li" => format!("- {}", words(e)),
            "summary" => format!("[+] {}", words(e)),
            "svg" => drawing(e),
            "div" if e.value().attr("class").is_some() => {
                format!(
                    "[{}: {}]",
                    e.value().attr("class").unwrap_or_default(),
                    cells(e).join(" ")
                )
            }
            "div" => cells(e).join(": "),
            _ => words(e),
        };
        out.push_str(&line);
        out.push('\n');
    }
    out.trim_start().to_owned()
}

/// Words of the children, one text each.
fn cells(e: ElementRef<'_>) -> Vec<String> {
    e.child_elements().map(words).collect()
}

/// A figure: its title, and how many shapes of which class it has.
fn drawing(e: ElementRef<'_>) -> String {
    let title = e.select(&Selector::parse("title").expect("title")).next();
    let mut counts: Vec<(String, usize)> = Vec::new();
    for shape in e.select(&Selector::parse("rect, path, circle").expect("shapes")) {
        let class = shape.value().attr("class").unwrap_or("plain").to_owned();
        match counts.iter_mut().find(|(c, _)| *c == class) {
            Some((_, n)) => *n += 1,
            None => counts.push((class, 1)),
        }
    }
    let counts: Vec<String> = counts.iter().map(|(c, n)| format!("{n} {c}")).collect();
    let title = title.map(words).unwrap_or_default();
    format!("[figure: {title}; {}]", counts.join(", "))
}

/// Everything that is wrong with a page.
pub fn complaints(text: &str) -> Vec<String> {
    let page = parse(text);
    let mut out: Vec<String> = page
        .errors
        .iter()
        .map(|e| format!("not HTML: {e}"))
        .collect();
    out.extend(references(&page));
    out.extend(headings(&page));
    for e in all(
        &page,
        "script, link, img, iframe, object, embed, base, form, foreignObject, image, use, audio, video",
    ) {
        out.push(format!("has a {}", e.value().name()));
    }
    for e in all(&page, "svg:not([role=img]):not([aria-hidden=true])") {
        out.push(format!("a figure without a role: {}", e.html()));
    }
    for e in all(&page, "svg[role=img]") {
        if e.child_elements()
            .next()
            .is_none_or(|c| c.value().name() != "title" || words(c).is_empty())
        {
            out.push("a figure without a title".to_owned());
        }
    }
    for e in all(&page, "th:not([scope])") {
        out.push(format!(
            "a heading of a table without a scope: {}",
            words(e)
        ));
    }
    for style in all(&page, "style") {
        let css = style.text().collect::<String>();
        for wrong in ["@import", "http", "//", "url(\"", "src:"] {
            if css.contains(wrong) {
                out.push(format!("a style with {wrong}"));
            }
        }
    }
    if all(
        &page,
        "meta[http-equiv=Content-Security-Policy][content^=\"default-src 'none'\"]",
    )
    .len()
        != 1
    {
        out.push("no policy, or several".to_owned());
    }
    out
}

/// Ids twice, links to nowhere, attributes that would fetch or run something.
fn references(page: &Html) -> Vec<String> {
    let mut out = Vec::new();
    let mut ids = BTreeSet::new();
    for e in all(page, "[id]") {
        let id = e.value().attr("id").unwrap_or_default();
        if !ids.insert(id) {
            out.push(format!("id {id} twice"));
        }
    }
    for e in all(page, "*") {
        for (name, value) in e.value().attrs() {
            let inside = value.strip_prefix('#').is_some_and(|id| ids.contains(id));
            if matches!(
                name,
                "href" | "src" | "srcset" | "action" | "data" | "xlink:href" | "poster"
            ) && !inside
            {
                out.push(format!("{name}={value}"));
            }
            if name.starts_with("on") || (name == "style" && value.contains("url")) {
                out.push(format!("{name}={value}"));
            }
            if name == "aria-labelledby" && !ids.contains(value) {
                out.push(format!("{name}={value} is nowhere"));
            }
        }
    }
    out
}

/// Headings that leave out a level.
fn headings(page: &Html) -> Vec<String> {
    let mut last = 0;
    let mut out = Vec::new();
    for e in all(page, "h1, h2, h3, h4, h5, h6") {
        let level: usize = e.value().name()[1..].parse().expect("a level");
        if level > last + 1 {
            out.push(format!("level {level} after {last}: {}", words(e)));
        }
        last = level;
    }
    out
}
