//! Time, order and chance: a discrete-event kernel that knows no cloud.
//!
//! What holds here and is relied on everywhere above:
//!
//! - Time is whole microseconds ([`SimTime`], [`SimDuration`]); nothing rounds.
//! - Events come out of [`EventQueue`] in the total order (time, phase, sequence).
//! - Chance comes from named ChaCha8 [`Stream`]s, so adding a part changes nobody else's luck.
//! - Floating point functions go through [`math`], the same on every machine.

mod alias;
pub mod digest;
mod heap;
pub mod math;
mod phase;
mod queue;
mod stream;
mod time;

pub use alias::Alias;
pub use digest::{Digest, Digester};
pub use phase::Phase;
pub use queue::{EventId, EventQueue, Popped, Ties};
pub use stream::Stream;
pub use time::{SimDuration, SimTime};
