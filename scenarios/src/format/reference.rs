//! The reference page, from field tables and from the registry of mechanisms.

use super::table::{Default, Field, Form, Table, Tag, Type};
use crate::machinery;
use cloud::model::{MechanismSpec, ParameterSpec};
use std::fmt::Write as _;

const HEAD: &str = "\
# Reference of the files

This page is generated from the field tables of this crate; a test keeps it equal. Every file begins with `kind:` and
`version: 1`. Unknown keys are errors. Numbers have units; a number without one is refused.

| what | how it is written |
|---|---|
| duration | `250ms` `30s` `15m` `1h30m` `7d` |
| law (how long something takes) | `fixed(30s)` `uniform(60s, 180s)` `exponential(4h)` (mean) `lognormal(45m, 1.0)` (median, sigma) `weibull(2h, 0.7)` (scale, shape); a bare duration is fixed |
| time between failures | a law; or `afr(2%)`: exponential, so that this share of units fails in a year of 8760 h |
| share | `13%` |
| rate | `40/s` `10/min` `3/h` |
| size, speed | `100 GB` `20 MB/s` (1 GB is 10^9 bytes; KiB, MiB, GiB, TiB are known too) |
| money, harm | `0.03 USD`; harm may have another unit: `1 patients waiting` |
| instant | `T+1:53` (hours and minutes after the start), `T+0:07:30`, or ISO 8601 with offset where the file has a `start` |
| date | `2011-04-21T00:47:00-07:00` |
| yes or no | `true` `false` (also `yes` `no` `on` `off`) |
| place | `PROVIDER/REGION` or `PROVIDER/REGION/ZONE`; in architectures a zone may be `a` (at home) or `REGION/a` (same provider) |
| a number with its source | `{ value: 13%, published: SOURCE }`, `{ value: 13%, assumed: WHY, range: [10%, 20%] }`, `{ value: 13%, calibrated: [MILESTONE], reason: WHY }` |

Inside `{ }` and `[ ]` a comma ends a value: put `\"uniform(60s, 180s)\"` in quotes there.
";

/// The page for these kinds of files.
pub(crate) fn page(kinds: &[&'static Table]) -> String {
    let mut page = Page {
        out: HEAD.to_owned(),
        done: Vec::new(),
    };
    for table in kinds {
        let _ = write!(
            page.out,
            "\n## {}\n\n{}\n\n",
            capital(table.name),
            one_line(table.doc)
        );
        page.fields(table.fields);
        page.inner(table.fields);
    }
    page.mechanisms();
    page.examples();
    page.out
}

/// A tape as a table, complete.
pub(crate) const EXAMPLE_TAPE: &str = "\
from,to,place,service,error,latency,throughput,capacity,share,state,text
T+0:00,T+1:30,aws/us-east-1,block_api,30%,4,,,,,calls to create volumes fail or take long
T+0:00,T+6:00,aws/us-east-1/a,launch_block,10%,,,20%,,,hardly any room for new servers
T+0:05,T+4:00,aws/us-east-1/a,volumes,,,,,13%,hung,one volume in eight does not answer
T+4:00,,aws/us-east-1/a,volumes,,,,,0.07%,lost,a few are never recovered
";

/// A suite, complete but for the file it names.
const EXAMPLE_SUITE: &str = "\
kind: suite
version: 1
name: disaster recovery
architectures: [web.yaml, two-zones]     # a file beside this one, and a built-in
outages: [aws-2011-04-21]
seeds: 0..1000
objectives:                              # beside those in the architecture files
  - { journey: order, rto: 4h, hold_in: 90% }
";

/// A commands file, complete.
pub(crate) const EXAMPLE_COMMANDS: &str = "\
kind: commands
version: 1
title: and then zone b
outage: aws-2011-04-21
architecture: two-zones
do:
  - at: T+3:34                 # zone b, at home, cannot be reached for a quarter of an hour
    overlay: { place: b, service: network, error: 100% }
    for: 15m
  - at: T+4:00                 # a third of its volumes hang until the outage is over
    overlay: { place: aws/us-east-1/b, members: volumes, state: hung, share: 30% }
  - at: T+5:00                 # an action of a mechanism: the provider's side is simulated again
    cloud: { mechanism: ebs/a, action: kill_host, with: { host: 3 } }
  - at: T+9:00                 # parts, plans and people of the architecture, and steps as in plans
    tenant: { stop: web }
  - at: T+9:20
    tenant: { do: { launch: { component: web, zone: b, count: 2 } } }
";

struct Page {
    out: String,
    done: Vec<&'static str>,
}

impl Page {
    fn fields(&mut self, fields: &[Field]) {
        self.out
            .push_str("| key | holds | what it is | if not given |\n|---|---|---|---|\n");
        for f in fields {
            let default = match f.default {
                Default::Required => "required".to_owned(),
                Default::Absent(meaning) => meaning.to_owned(),
                Default::Value("", source) => source.to_owned(),
                Default::Value(text, source) => format!("`{text}`: {source}"),
                Default::Offer(_, what) => format!("the {what} of the provider at home"),
                Default::Inner => "the defaults inside".to_owned(),
            };
            let when = f.when.map_or(String::new(), |(key, words)| {
                format!(" (only with {key} {})", words.join(", "))
            });
            let doc = one_line(f.doc);
            let _ = writeln!(
                self.out,
                "| `{}` | {} | {doc}{when} | {default} |",
                f.name,
                cell(&f.ty.noun())
            );
        }
        for f in fields {
            if let Some(forms) = forms(&f.ty) {
                let _ = write!(self.out, "\n`{}` is one of:\n\n", f.name);
                for form in forms {
                    let _ = writeln!(self.out, "- `{}`: {}", form.shape(), form.doc);
                }
            }
        }
    }

    /// The tables that these fields lead to, each once.
    fn inner(&mut self, fields: &[Field]) {
        for f in fields {
            self.of(&f.ty);
        }
    }

    fn of(&mut self, ty: &Type) {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::OrNone(inner) | Type::Sourced(inner) => {
                self.of(inner)
            }
            Type::Record(table) => {
                if self.first(table.name) {
                    self.heading(table.name, table.doc);
                    self.fields(table.fields);
                    self.inner(table.fields);
                }
            }
            Type::Choice(choice) => {
                if !self.first(choice.name) {
                    return;
                }
                let told = match choice.tag {
                    Tag::Key(key) => format!("Told by `{key}`; all have these keys too."),
                    Tag::OneOf => {
                        "Told by which one key is given; these may stand beside it.".to_owned()
                    }
                };
                self.heading(choice.name, &told);
                self.fields(choice.common);
                self.out.push('\n');
                for v in choice.variants {
                    let _ = writeln!(self.out, "- `{}`: {} ({})", v.name, v.doc, v.ty.noun());
                }
                self.inner(choice.common);
                for v in choice.variants {
                    self.of(&v.ty);
                }
            }
            Type::Text
            | Type::Refer(_)
            | Type::Word(_)
            | Type::Duration
            | Type::Law
            | Type::Lifetime
            | Type::Rate
            | Type::Size
            | Type::Speed
            | Type::Money
            | Type::Harm
            | Type::Share
            | Type::Quantity
            | Type::Count
            | Type::Factor
            | Type::Switch
            | Type::Offset
            | Type::Date
            | Type::Instant
            | Type::Form(_)
            | Type::Raw => {}
        }
    }

    fn first(&mut self, name: &'static str) -> bool {
        let first = !self.done.contains(&name);
        self.done.push(name);
        first
    }

    fn heading(&mut self, name: &str, doc: &str) {
        let _ = write!(self.out, "\n### {}\n\n{}\n\n", capital(name), one_line(doc));
    }

    fn examples(&mut self) {
        let _ = write!(
            self.out,
            "\n## An example of an architecture\n\nThe file that `zonefall init` writes.\n\n```yaml\n{}```\n\n\
             ## An example of a suite\n\n```yaml\n{EXAMPLE_SUITE}```\n\n\
             ## An example of a commands file\n\n```yaml\n{EXAMPLE_COMMANDS}```\n\n\
             ## An example of a tape as CSV\n\n```\n{EXAMPLE_TAPE}```\n",
            include_str!("../start.yaml")
        );
    }

    fn mechanisms(&mut self) {
        self.out.push_str(
            "\n## Mechanisms\n\nWhat stands behind `mechanism:` in the machinery of a cloud.\n",
        );
        for spec in cloud::specs() {
            self.mechanism(spec);
        }
    }

    fn mechanism(&mut self, spec: &MechanismSpec) {
        let stands = spec.stands.name();
        let _ = write!(
            self.out,
            "\n### `{}`\n\n{}; one for a {stands}.\n",
            spec.kind,
            capital(&one_line(spec.doc))
        );
        if !spec.ports.is_empty() {
            let ports: Vec<String> = spec
                .ports
                .iter()
                .map(|port| {
                    let kind = port.kind.unwrap_or("any that serves");
                    let may = if port.optional {
                        ", may be left out"
                    } else {
                        ""
                    };
                    format!("`{}` ({kind}{may})", port.name)
                })
                .collect();
            let _ = write!(self.out, "\nWires: {}.\n", ports.join(", "));
        }
        if !spec.parameters.is_empty() {
            self.out
                .push_str("\n| parameter | between | what it is |\n|---|---|---|\n");
            for p in spec.parameters {
                let _ = writeln!(
                    self.out,
                    "| `{}` | {} | {} |",
                    p.name,
                    bounds(p),
                    one_line(p.doc)
                );
            }
        }
        if !spec.actions.is_empty() {
            self.out.push_str("\nActions:\n\n");
            for a in spec.actions {
                let with: Vec<String> = a
                    .parameters
                    .iter()
                    .map(|p| format!("`{}` ({})", p.name, bounds(p)))
                    .collect();
                let with = if with.is_empty() {
                    String::new()
                } else {
                    format!("; with {}", with.join(", "))
                };
                let _ = writeln!(self.out, "- `{}`: {}{with}", a.name, one_line(a.doc));
            }
        }
        if !spec.leaves_out.is_empty() {
            self.out.push_str("\nLeaves out:\n\n");
            for sentence in spec.leaves_out {
                let _ = writeln!(self.out, "- {}", one_line(sentence));
            }
        }
    }
}

fn bounds(p: &ParameterSpec) -> String {
    let show = |value| machinery::show(p.unit, value);
    match (show(p.low), show(p.high)) {
        (low, high) if p.high >= 1e15 => {
            format!("from {low}{}", if high.is_empty() { "" } else { " up" })
        }
        (low, high) => format!("{low} and {high}"),
    }
}

/// The calls of a type, if it is one.
fn forms(ty: &Type) -> Option<&'static [Form]> {
    match ty {
        Type::Form(forms) => Some(forms),
        Type::List(inner) | Type::Map(inner) | Type::OrNone(inner) | Type::Sourced(inner) => {
            forms(inner)
        }
        Type::Text
        | Type::Refer(_)
        | Type::Word(_)
        | Type::Duration
        | Type::Law
        | Type::Lifetime
        | Type::Rate
        | Type::Size
        | Type::Speed
        | Type::Money
        | Type::Harm
        | Type::Share
        | Type::Quantity
        | Type::Count
        | Type::Factor
        | Type::Switch
        | Type::Offset
        | Type::Date
        | Type::Instant
        | Type::Record(_)
        | Type::Choice(_)
        | Type::Raw => None,
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}
