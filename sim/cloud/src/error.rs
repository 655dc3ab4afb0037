//! What can be wrong with a run that somebody described.

use std::fmt;
use tape::BuildError;

/// Why a cloud could not be simulated. Every variant is a mistake in what was described.
#[derive(Debug, Clone, PartialEq)]
pub enum CloudError {
    /// No mechanism of this kind exists.
    UnknownKind {
        /// The instance.
        instance: String,
        /// The kind it asks for.
        kind: String,
    },
    /// Two instances have the same name.
    DuplicateInstance {
        /// The name.
        instance: String,
    },
    /// The path names no place of the cloud.
    UnknownPlace {
        /// Who names it.
        by: String,
        /// The path.
        place: String,
    },
    /// The mechanism has no such parameter.
    UnknownParameter {
        /// The instance or family.
        instance: String,
        /// The parameter.
        parameter: String,
    },
    /// A parameter has no value.
    MissingParameter {
        /// The instance.
        instance: String,
        /// The parameter.
        parameter: String,
    },
    /// A value lies outside what makes sense.
    OutOfRange {
        /// The instance, or the action's id.
        instance: String,
        /// The parameter or argument.
        parameter: String,
        /// Its value.
        value: f64,
    },
    /// The mechanism has no such port.
    UnknownPort {
        /// The instance.
        instance: String,
        /// The port.
        port: String,
    },
    /// A port has no wire.
    MissingWire {
        /// The instance.
        instance: String,
        /// The port.
        port: String,
    },
    /// An instance says which service it provides although its kind provides none, or the other way round.
    Provides {
        /// The instance.
        instance: String,
        /// Whether its kind provides a service.
        wanted: bool,
    },
    /// A wire leads to an instance that does not exist or is of another kind.
    WrongWire {
        /// The instance.
        instance: String,
        /// The port.
        port: String,
        /// Where the wire leads.
        target: String,
    },
    /// An action or a setting is addressed to nobody.
    UnknownTarget {
        /// The action's id or the setting.
        id: String,
        /// The address.
        target: String,
    },
    /// The mechanism has no such action.
    UnknownAction {
        /// The action's id.
        id: String,
        /// Its name.
        action: String,
    },
    /// An action has an argument too many or too few.
    WrongArgument {
        /// The action's id.
        id: String,
        /// The argument.
        argument: String,
    },
    /// There are posts but no status page to put them on.
    NoStatusPage,
    /// The run grew beyond its limit.
    TooManyEvents {
        /// The limit.
        events_max: u64,
    },
    /// The tape could not be finished.
    Tape(BuildError),
}

impl fmt::Display for CloudError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKind { instance, kind } => {
                write!(f, "{instance} is of kind {kind}, which no mechanism has")
            }
            Self::DuplicateInstance { instance } => {
                write!(f, "two mechanisms are called {instance}")
            }
            Self::UnknownPlace { by, place } => {
                write!(f, "{by} stands at {place}, which is no place of this cloud")
            }
            Self::UnknownParameter {
                instance,
                parameter,
            } => {
                write!(f, "{instance} has no parameter {parameter}")
            }
            Self::MissingParameter {
                instance,
                parameter,
            } => {
                write!(f, "{instance} needs a value for {parameter}")
            }
            Self::OutOfRange {
                instance,
                parameter,
                value,
            } => {
                write!(f, "{parameter} of {instance} cannot be {value}")
            }
            Self::UnknownPort { instance, port } => write!(f, "{instance} has no port {port}"),
            Self::MissingWire { instance, port } => {
                write!(f, "port {port} of {instance} has no wire")
            }
            Self::Provides { instance, wanted } => {
                let what = if *wanted {
                    "does not say which"
                } else {
                    "provides no"
                };
                write!(f, "{instance} {what} service")
            }
            Self::WrongWire {
                instance,
                port,
                target,
            } => {
                write!(f, "port {port} of {instance} cannot be wired to {target}")
            }
            Self::UnknownTarget { id, target } => {
                write!(f, "{id} is addressed to {target}, which does not exist")
            }
            Self::UnknownAction { id, action } => {
                write!(f, "{id} asks for {action}, which its target cannot do")
            }
            Self::WrongArgument { id, argument } => {
                write!(
                    f,
                    "argument {argument} of {id} is missing or not understood"
                )
            }
            Self::NoStatusPage => write!(f, "there are posts but no status page to put them on"),
            Self::TooManyEvents { events_max } => {
                write!(f, "the run needs more than {events_max} events")
            }
            Self::Tape(e) => e.fmt(f),
        }
    }
}

impl std::error::Error for CloudError {}

impl From<BuildError> for CloudError {
    fn from(e: BuildError) -> Self {
        Self::Tape(e)
    }
}
