//! What a tape is found by: a fingerprint of the run's inputs and of the model that turns them into a tape.
//!
//! Inputs are hashed as they would be written down: every field in its order, numbers bit by bit. Two runs that differ in
//! anything at all have different keys, also where the difference cannot be felt (a source, a title). The model is hashed
//! when the program is built, from the sources that a tape depends on (`build.rs`).

use cloud::outage::CloudRun;
use std::fmt;

/// Fingerprint of the sources of the model, as text.
const MODEL: &str = env!("ZONEFALL_MODEL");

/// A fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(pub [u8; 32]);

/// The key of a run; `None` if it cannot be written down, so that it is simulated each time.
pub fn of(run: &CloudRun) -> Option<Key> {
    keyed(MODEL, run)
}

fn keyed(model: &str, run: &CloudRun) -> Option<Key> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(model.len() as u64).to_le_bytes());
    hasher.update(model.as_bytes());
    hasher.update(&postcard::to_allocvec(run).ok()?);
    Some(Key(*hasher.finalize().as_bytes()))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::cli::many::AssumedArg;
    use crate::{inputs, weather};
    use scenarios::Kind;
    use search::draws;

    /// A built-in outage, cut short so that it is soon simulated.
    pub fn short_run(seed: u64) -> CloudRun {
        let library = inputs::library().expect("built-in files are right");
        let item = library.find(Kind::Outage, "aws-2011-04-21");
        let source = &item.expect("it is built in").source;
        let (mut outage, cloud) = inputs::outage(&library, source).expect("right");
        outage.length = kernel::SimDuration::from_secs(4 * 3600);
        let mut run = CloudRun {
            cloud: cloud.clone(),
            outage,
            seed,
            commands: Vec::new(),
        };
        draws::scale_members(&mut run, 0.02);
        run
    }

    #[test]
    fn whatever_is_changed_changes_the_key() {
        let base = short_run(3);
        let key = of(&base);
        assert_eq!(key, of(&base.clone()), "the same run, the same key");
        let mut others = vec![weather::draw(&base, AssumedArg::Drawn, 3)];
        let mut other = |change: &dyn Fn(&mut CloudRun)| {
            let mut run = base.clone();
            change(&mut run);
            others.push(run);
        };
        other(&|r| r.seed = 4);
        other(&|r| r.commands = vec![r.outage.trigger.clone()]);
        other(&|r| r.outage.actions.truncate(1));
        other(&|r| r.outage.trigger.at.0 += 1);
        other(&|r| r.outage.posts.truncate(1));
        other(&|r| r.outage.goodwill_days += 1);
        let list = draws::assumed(&base.cloud, &base.outage);
        for a in list {
            if a.parameter != draws::DATE {
                let next = f64::from_bits(a.value.to_bits() + 1);
                other(&|r| draws::set(r, &a.target, &a.parameter, next));
            }
        }
        let mut keys: Vec<String> = others
            .iter()
            .map(|r| of(r).expect("a key").to_string())
            .collect();
        keys.push(key.expect("a key").to_string());
        let count = keys.len();
        assert!(count > 20, "every assumed number is tried");
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), count, "no two are the same");
    }

    #[test]
    fn another_model_has_other_keys() {
        let run = short_run(1);
        assert_ne!(keyed("a", &run), keyed("b", &run));
        assert_eq!(MODEL.len(), 64, "the hash of the sources: {MODEL}");
    }
}
