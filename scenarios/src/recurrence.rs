//! How often an outage of some kind happens to a region, as outage and tape files say it.

use crate::format::decode::Decoder;
use crate::format::table::{Field, Type};
use crate::format::value::{Data, Provenance, Sourced};
use crate::{Kind, Problems, Source, kind_of, outage_file, tape_file, unit, yaml};
use kernel::SimDuration;

/// The key, in outages and in tapes.
pub(crate) const EVERY: Field = Field::new(
    "every",
    Type::Sourced(&Type::Duration),
    "mean time from one outage of this kind in a region to the next, for forecasts",
)
.or_absent("nobody has said; forecasts do not draw it");

/// How often an outage happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    /// Mean time from one to the next in a region.
    pub every: SimDuration,
    /// Where it comes from.
    pub why: String,
}

/// What a file says of how often its outage happens; `None` if it says nothing, or is neither an outage nor a tape.
///
/// # Errors
/// When the file cannot be read.
pub fn recurrence(source: &Source) -> Result<Option<Recurrence>, Problems> {
    let fail = |list| Problems::of(source.clone(), list);
    let file = match kind_of(source)? {
        Kind::Outage => {
            let root = yaml::parse(source).map_err(fail)?;
            let start = root.get("start").and_then(yaml::Node::text);
            let mut decoder = Decoder {
                start: start.and_then(|t| unit::date(t).ok()),
                ..Decoder::default()
            };
            decoder.file(&root, &outage_file::table::OUTAGE)
        }
        Kind::Tape => tape_file::decode(source).map_err(fail)?.0,
        Kind::Architecture
        | Kind::Cloud
        | Kind::Case
        | Kind::Suite
        | Kind::Commands
        | Kind::Campaign => {
            return Ok(None);
        }
    };
    let Data::Sourced(sourced) = &file.get("every").data else {
        return Ok(None);
    };
    let Sourced { value, provenance } = sourced.as_ref();
    Ok(Some(Recurrence {
        every: value.duration(),
        why: match provenance {
            Provenance::Published(source) => format!("published: {source}"),
            Provenance::Calibrated(ids, reason) => {
                format!("calibrated on {}: {reason}", ids.join(", "))
            }
            Provenance::Assumed { reason, range } => {
                format!(
                    "assumed: {reason}; between {} and {}",
                    range[0].0, range[1].0
                )
            }
        },
    }))
}
