//! Campaign files: several outages, one after the other, as a region went through them.

use crate::format::decode::Decoder;
use crate::format::table::{Field, Table, Type};
use crate::format::value::{Data, Record, Value};
use crate::problem::Problem;
use crate::suite_file::beside;
use crate::unit::Date;
use crate::{Kind, Library, Problems, Source, kind_of, load_outage, load_tape, unit, yaml};
use kernel::SimDuration;

/// A whole campaign file.
pub(crate) static CAMPAIGN: Table = Table {
    name: "a campaign",
    doc: "Several outages on one calendar; it can stand wherever an outage stands. An architecture lives through all of \
          them and through the calm between them, so what the first leaves behind meets the second.",
    fields: &[
        Field::new("kind", Type::Word(&["campaign"]), "what this file is"),
        Field::new("version", Type::Word(&["1"]), "version of the format"),
        Field::new("name", Type::Text, "its name, as the file's"),
        Field::new("title", Type::Text, "one line"),
        Field::new("brief", Type::Text, "a paragraph for people who choose it")
            .or("", "nothing is said"),
        Field::new(
            "outages",
            Type::List(&Type::Record(&PART)),
            "what happens, in order of time",
        ),
    ],
};

static PART: Table = Table {
    name: "an outage of a campaign",
    doc: "One outage and when it begins. They must not overlap.",
    fields: &[
        Field::new(
            "outage",
            Type::Refer("outage or tape, or a file beside this one"),
            "a built-in id, or a file seen from the folder of this one",
        ),
        Field::new("at", Type::Date, "when it begins").or_absent("when it really did"),
        Field::new(
            "zone",
            Type::Word(&["same", "drawn"]),
            "whether the zone that the first outage struck is struck again, or any zone of the region by chance",
        )
        .or("drawn", "nothing says that an outage returns to the same zone"),
    ],
};

/// Several outages on one calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// Its name.
    pub name: String,
    /// One line.
    pub title: String,
    /// A paragraph.
    pub brief: String,
    /// When the first begins.
    pub start: Date,
    /// In order of time; at least one.
    pub parts: Vec<CampaignPart>,
}

/// One outage of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignPart {
    /// The outage, as the file writes it.
    pub outage: String,
    /// Its text, which has been read once without a mistake.
    pub source: Source,
    /// Whether it is simulated ([`Kind::Outage`]) or was observed ([`Kind::Tape`]).
    pub kind: Kind,
    /// When it begins, from the beginning of the first.
    pub after: SimDuration,
    /// Whether it strikes the zone that the first one struck; else any.
    pub same_zone: bool,
}

/// Reads a campaign, and the outages it names.
///
/// # Errors
/// Every problem of the file; else every problem of the first file it names that is wrong.
pub fn load_campaign(source: &Source, library: &Library) -> Result<Campaign, Problems> {
    let root = yaml::parse(source).map_err(|p| Problems::of(source.clone(), p))?;
    let mut decoder = Decoder::default();
    let file = decoder.file(&root, &CAMPAIGN);
    let mut reader = Reader {
        source,
        library,
        problems: decoder.problems,
        parts: Vec::new(),
    };
    let list = file.list("outages");
    for value in list {
        if let Some(r) = value.record() {
            reader.part(r)?;
        }
    }
    if list.is_empty() && file.has("outages") {
        let problem = Problem::new(file.span("outages"), "a campaign needs at least one outage");
        reader.problems.push(problem);
    }
    let campaign = reader.campaign(&file);
    Problems::none_or(source, reader.problems, campaign)
}

/// An outage whose date is known.
struct Dated {
    date: Date,
    part: CampaignPart,
    span: yaml::Span,
    length: SimDuration,
}

struct Reader<'a> {
    source: &'a Source,
    library: &'a Library,
    problems: Vec<Problem>,
    parts: Vec<Dated>,
}

impl Reader<'_> {
    fn part(&mut self, r: &Record) -> Result<(), Problems> {
        let value = r.get("outage");
        let Some((source, kind)) = self.named(value)? else {
            return Ok(());
        };
        let (own, length) = if kind == Kind::Outage {
            let outage = load_outage(&source, self.library)?;
            let date = Date {
                unix: outage.start_unix,
                offset_min: outage.utc_offset_min,
            };
            (Some(date), outage.length)
        } else {
            (dated(&source), SimDuration(load_tape(&source)?.end.0))
        };
        let date = if let Data::Date(date) = r.get("at").data {
            Some(date)
        } else {
            own
        };
        let Some(date) = date else {
            let message = format!("nothing says when `{}` begins", value.text);
            let problem = Problem::new(value.span.clone(), message);
            self.problems.push(problem.help("add `at:` and a date"));
            return Ok(());
        };
        let part = CampaignPart {
            outage: value.text.clone(),
            source,
            kind,
            after: SimDuration::ZERO,
            same_zone: r.text("zone") == "same",
        };
        self.parts.push(Dated {
            date,
            part,
            span: value.span.clone(),
            length,
        });
        Ok(())
    }

    fn named(&mut self, value: &Value) -> Result<Option<(Source, Kind)>, Problems> {
        if !value.is_there() {
            return Ok(None);
        }
        let kinds = [Kind::Outage, Kind::Tape];
        let wrong = match beside::find(self.source, self.library, &kinds, &value.text) {
            Ok(found) => {
                let kind = kind_of(&found)?;
                if kinds.contains(&kind) {
                    return Ok(Some((found, kind)));
                }
                let message = format!("`{}` is of kind {}", value.text, kind.name());
                Problem::new(value.span.clone(), message).help("it should be an outage or a tape")
            }
            Err(wrong) => Problem::new(value.span.clone(), wrong.message).help(wrong.help),
        };
        self.problems.push(wrong);
        Ok(None)
    }

    /// Puts the parts on one calendar.
    fn campaign(&mut self, file: &Record) -> Campaign {
        let start = self.parts.first().map_or(
            Date {
                unix: 0,
                offset_min: 0,
            },
            |first| first.date,
        );
        for i in 1..self.parts.len() {
            let (before, this) = (&self.parts[i - 1], &self.parts[i]);
            let end = before.date.unix + (before.length.0 / 1_000_000) as i64;
            if this.date.unix < end {
                let message = format!(
                    "`{}` begins before `{}` is over",
                    this.part.outage, before.part.outage
                );
                let problem = Problem::new(this.span.clone(), message);
                let problem = problem.also(before.span.clone(), "this one is still going on");
                self.problems.push(problem.help(
                    "outages of a campaign follow each other; put them in order of time, or move one with `at:`",
                ));
            }
        }
        let parts = self.parts.drain(..).map(|d| CampaignPart {
            after: SimDuration::from_secs((d.date.unix - start.unix).max(0) as u64),
            ..d.part
        });
        Campaign {
            parts: parts.collect(),
            name: file.text("name").to_owned(),
            title: file.text("title").to_owned(),
            brief: file.text("brief").trim().to_owned(),
            start,
        }
    }
}

/// The date a tape says it began at.
fn dated(source: &Source) -> Option<Date> {
    let root = yaml::parse(source).ok()?;
    unit::date(root.get("start")?.text()?).ok()
}
