//! A provider's machinery as data: which mechanisms exist, where, how they are wired, with which numbers.

use serde::Serialize;
use tape::{Places, Service};

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Provenance {
    /// Published; the source.
    Published {
        /// Where it can be read.
        source: String,
    },
    /// Fitted so that these milestones come out.
    Calibrated {
        /// Ids of the milestones it was fitted on.
        milestones: Vec<String>,
        /// How, and why this value.
        reason: String,
    },
    /// Not known; why this value, and between which bounds it is varied.
    Assumed {
        /// Why.
        reason: String,
        /// Lower bound, in the parameter's unit.
        low: f64,
        /// Upper bound.
        high: f64,
    },
}

/// What a parameter is measured in; values are held in the base unit named here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// A share between 0 and 1.
    Share,
    /// Events per second.
    PerSecond,
    /// Shares per hour, or events per hour.
    PerHour,
    /// Bytes.
    Bytes,
    /// Bytes per second.
    BytesPerSecond,
    /// A count.
    Count,
    /// How many members are simulated. It decides only how fine the result is: fractions must not depend on it, and
    /// validation multiplies it.
    Members,
    /// A plain factor.
    Factor,
    /// 0 or 1; written `on` or `off`.
    Switch,
}

impl Unit {
    /// A value in its unit as people write it: `6.2%`, `30m`, `0.175/h`, `15 MB/s`; to six digits.
    #[must_use]
    pub fn show(self, value: f64) -> String {
        match self {
            Self::Seconds => seconds(value),
            Self::Share => format!("{}%", digits(value * 100.0)),
            // What happens less often than every ten seconds is told per hour.
            Self::PerSecond if value > 0.0 && value < 0.1 => {
                format!("{}/h", digits(value * 3600.0))
            }
            Self::PerSecond => format!("{}/s", digits(value)),
            Self::PerHour => format!("{}/h", digits(value)),
            Self::Bytes => bytes(value),
            Self::BytesPerSecond => format!("{}/s", bytes(value)),
            Self::Count | Self::Members | Self::Factor => digits(value),
            Self::Switch => (if value > 0.0 { "on" } else { "off" }).to_owned(),
        }
    }
}

/// A number to six digits; whole ones in full.
fn digits(value: f64) -> String {
    if value.fract() == 0.0 {
        return value.to_string();
    }
    let short = format!("{value:.5e}");
    short
        .parse::<f64>()
        .map_or(short, |rounded| rounded.to_string())
}

fn bytes(value: f64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    match units.into_iter().find(|(size, _)| value >= *size) {
        Some((size, unit)) => format!("{} {unit}", digits(value / size)),
        None => format!("{} B", digits(value)),
    }
}

/// `30m`, `1h30m`, `85.5s`, `250ms`; where that would take more than three parts, seconds.
fn seconds(value: f64) -> String {
    if value > 0.0 && value < 1.0 {
        return format!("{}ms", digits(value * 1000.0));
    }
    let whole = value as u64;
    let parts: Vec<String> = [
        ("d", 86_400, u64::MAX),
        ("h", 3600, 24),
        ("m", 60, 60),
        ("s", 1, 60),
    ]
    .into_iter()
    .map(|(unit, size, most)| (whole / size % most, unit))
    .filter(|(n, _)| *n > 0)
    .map(|(n, unit)| format!("{n}{unit}"))
    .collect();
    if value.fract() != 0.0 || !(1..=3).contains(&parts.len()) {
        return format!("{}s", digits(value));
    }
    parts.concat()
}

/// One number of a mechanism, as files may set it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParameterSpec {
    /// Its name in files.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Smallest value that makes sense.
    pub low: f64,
    /// Largest value that makes sense.
    pub high: f64,
    /// What it is, one line.
    pub doc: &'static str,
}

/// Something operators or an injection can do to a mechanism.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActionSpec {
    /// Its name in files.
    pub name: &'static str,
    /// Its arguments.
    pub parameters: &'static [ParameterSpec],
    /// What it does, one line.
    pub doc: &'static str,
}

/// What one instance of a mechanism stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// One zone; the file makes one in every zone.
    Zone,
    /// The region.
    Region,
    /// Either, as the file says with `per`; the region where it does not say.
    Either,
}

impl Stands {
    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Region => "region",
            Self::Either => "zone or region",
        }
    }
}

/// Where a mechanism may be wired to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortSpec {
    /// Its name in files.
    pub name: &'static str,
    /// The kind of mechanism that hangs there; `None`: any that says how well it serves.
    pub kind: Option<&'static str>,
    /// Whether it may stay without a wire.
    pub optional: bool,
}

/// What files need to know of a kind of mechanism.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MechanismSpec {
    /// Its kind in files, e.g. `block_store`.
    pub kind: &'static str,
    /// One line: what real thing it models.
    pub doc: &'static str,
    /// What one instance stands for.
    pub stands: Stands,
    /// Its numbers; all must be given in the cloud file.
    pub parameters: &'static [ParameterSpec],
    /// Whether the file must say which service an instance provides; then the instance writes that service's conditions.
    pub provides: bool,
    /// Its wires. Several wires may share a port.
    pub ports: &'static [PortSpec],
    /// What can be done to it.
    pub actions: &'static [ActionSpec],
    /// What it leaves out, one sentence each; printed with results of runs it takes part in.
    pub leaves_out: &'static [&'static str],
}

/// A parameter's value with its origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Name, one of the mechanism's [`ParameterSpec`]s.
    pub name: String,
    /// Value in the base unit of its spec.
    pub value: f64,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// One instance of a mechanism.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Instance {
    /// Unique name, e.g. `ebs/a` (the file's name, with the zone appended for mechanisms per zone).
    pub name: String,
    /// The name as written in the file, `ebs`, which parameters and assumptions are named by.
    pub family: String,
    /// The kind, one of the registered mechanisms.
    pub kind: String,
    /// Path of the place it stands at, e.g. `aws/us-east-1/a`.
    pub place: String,
    /// The service it provides, where its kind demands one.
    pub provides: Option<Service>,
    /// Port name and name of the instance wired to it. A port of a zonal mechanism that names a zonal
    /// family is wired to the instance of the same zone.
    pub wires: Vec<(String, String)>,
    /// One value for each parameter of its kind.
    pub parameters: Vec<Parameter>,
}

/// A provider's machinery.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct CloudModel {
    /// The cloud file's name, e.g. `aws-2011`.
    pub name: String,
    /// All places.
    pub places: Places,
    /// All mechanisms, in file order.
    pub instances: Vec<Instance>,
}

#[cfg(test)]
mod tests {
    use super::Unit;

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        let cases = [
            (Unit::Share, 0.062, "6.2%"),
            (Unit::Share, 0.07, "7%"),
            (Unit::PerSecond, 0.175 / 3600.0, "0.175/h"),
            (Unit::PerSecond, 0.133, "0.133/s"),
            (Unit::PerHour, 0.006, "0.006/h"),
            (Unit::Seconds, 1800.0, "30m"),
            (Unit::Seconds, 5400.0, "1h30m"),
            (Unit::Seconds, 85.5, "85.5s"),
            (Unit::Seconds, 0.25, "250ms"),
            (Unit::Seconds, 0.0, "0s"),
            (Unit::Seconds, 1e6, "1000000s"),
            (Unit::Bytes, 1e11, "100 GB"),
            (Unit::BytesPerSecond, 1.5e7, "15 MB/s"),
            (Unit::Count, 1_234_567.0, "1234567"),
            (Unit::Factor, 4.1, "4.1"),
            (Unit::Switch, 1.0, "on"),
        ];
        for (unit, value, text) in cases {
            assert_eq!(unit.show(value), text);
        }
    }
}
