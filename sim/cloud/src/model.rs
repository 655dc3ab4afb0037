//! A provider's machinery as data: which mechanisms exist, where, how they are wired, with which numbers.

use tape::Places;

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq)]
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
    /// A plain factor.
    Factor,
    /// 0 or 1; written `on` or `off`.
    Switch,
}

impl Unit {
    /// The unit's short name; factors, counts and switches have none.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::Share => "of 1",
            Self::PerSecond => "per second",
            Self::PerHour => "per hour",
            Self::Bytes => "bytes",
            Self::BytesPerSecond => "bytes per second",
            Self::Count | Self::Factor | Self::Switch => "",
        }
    }
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

/// What files need to know of a kind of mechanism.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MechanismSpec {
    /// Its kind in files, e.g. `block_store`.
    pub kind: &'static str,
    /// One line: what real thing it models.
    pub doc: &'static str,
    /// Whether one instance stands for a zone or for a region.
    pub per_zone: bool,
    /// Its numbers; all must be given in the cloud file.
    pub parameters: &'static [ParameterSpec],
    /// Its wires: name of the port and the kind of mechanism that must hang there. Several wires may share a port.
    pub ports: &'static [(&'static str, &'static str)],
    /// What can be done to it.
    pub actions: &'static [ActionSpec],
    /// What it leaves out, one sentence each; printed with results of runs it takes part in.
    pub leaves_out: &'static [&'static str],
}

/// A parameter's value with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name, one of the mechanism's [`ParameterSpec`]s.
    pub name: String,
    /// Value in the base unit of its spec.
    pub value: f64,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// One instance of a mechanism.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Unique name, e.g. `ebs/a` (the file's name, with the zone appended for mechanisms per zone).
    pub name: String,
    /// The name as written in the file, `ebs`, which parameters and assumptions are named by.
    pub family: String,
    /// The kind, one of the registered mechanisms.
    pub kind: String,
    /// Path of the place it stands at, e.g. `aws/us-east-1/a`.
    pub place: String,
    /// Port name and name of the instance wired to it. A port of a zonal mechanism that names a zonal
    /// family is wired to the instance of the same zone.
    pub wires: Vec<(String, String)>,
    /// One value for each parameter of its kind.
    pub parameters: Vec<Parameter>,
}

/// A provider's machinery.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CloudModel {
    /// The cloud file's name, e.g. `aws-2011`.
    pub name: String,
    /// All places.
    pub places: Places,
    /// All mechanisms, in file order.
    pub instances: Vec<Instance>,
}
