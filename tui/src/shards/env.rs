//! Which shard this is, as the engine that started the program says it in the environment.
//!
//! Each engine has a variable for the number of a task; some say how many tasks there are, for the others
//! `ZONEFALL_SHARDS` does. Where both are given they must agree.
//!
//! | engine | number | from | how many | source |
//! |---|---|---|---|---|
//! | Kubernetes Indexed Job | `JOB_COMPLETION_INDEX` | 0 | `ZONEFALL_SHARDS` | <https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode> |
//! | Slurm array | `SLURM_ARRAY_TASK_ID` | `SLURM_ARRAY_TASK_MIN`, in steps of `SLURM_ARRAY_TASK_STEP` | `SLURM_ARRAY_TASK_COUNT` | <https://slurm.schedmd.com/sbatch.html> (output environment variables) |
//! | AWS Batch array | `AWS_BATCH_JOB_ARRAY_INDEX` | 0 | `AWS_BATCH_JOB_ARRAY_SIZE`, else `ZONEFALL_SHARDS` | <https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html> |
//! | GitLab `parallel` | `CI_NODE_INDEX` | 1 | `CI_NODE_TOTAL` | <https://docs.gitlab.com/ci/variables/predefined_variables/> |
//! | GNU parallel | `PARALLEL_SEQ` | 1 | `ZONEFALL_SHARDS` | <https://www.gnu.org/software/parallel/man.html> |
//! | anything else | `ZONEFALL_SHARD` | 0 | `ZONEFALL_SHARDS` | |
//!
//! GitHub Actions sets no variable, but `strategy.job-index`, which begins at 0, can be handed over as `ZONEFALL_SHARD`
//! and `strategy.job-total` as `ZONEFALL_SHARDS`
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#strategy-context>). Its expressions
//! cannot add, which is why `ZONEFALL_SHARD` begins at 0 while `--shard` begins at 1.

use super::Part;

/// How many shards there are, where the engine does not say.
const SHARDS: &str = "ZONEFALL_SHARDS";

/// The words of one engine.
struct Engine {
    /// Its name.
    name: &'static str,
    /// The variable with the number of the task; where it is set, the engine is at work.
    index: &'static str,
    /// The number of the first task.
    first: First,
    /// The variable with the number of tasks, if it has one.
    total: Option<&'static str>,
}

/// The number of the first task.
enum First {
    /// Always this.
    Is(u64),
    /// Told by a variable, and the step from task to task by another.
    Told(&'static str, &'static str),
}

/// All engines that are known.
const ENGINES: [Engine; 6] = [
    Engine {
        name: "a Kubernetes Indexed Job",
        index: "JOB_COMPLETION_INDEX",
        first: First::Is(0),
        total: None,
    },
    Engine {
        name: "a Slurm array",
        index: "SLURM_ARRAY_TASK_ID",
        first: First::Told("SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP"),
        total: Some("SLURM_ARRAY_TASK_COUNT"),
    },
    Engine {
        name: "an AWS Batch array",
        index: "AWS_BATCH_JOB_ARRAY_INDEX",
        first: First::Is(0),
        total: Some("AWS_BATCH_JOB_ARRAY_SIZE"),
    },
    Engine {
        name: "GitLab `parallel`",
        index: "CI_NODE_INDEX",
        first: First::Is(1),
        total: Some("CI_NODE_TOTAL"),
    },
    Engine {
        name: "GNU parallel",
        index: "PARALLEL_SEQ",
        first: First::Is(1),
        total: None,
    },
    Engine {
        name: "whoever set it",
        index: "ZONEFALL_SHARD",
        first: First::Is(0),
        total: None,
    },
];

/// The shard that the environment names. `get` looks a variable up.
///
/// # Errors
/// When no engine or several are at work, a number is missing or none, or there is no such shard: what is wrong and how
/// to mend it.
pub fn from_env(get: &dyn Fn(&str) -> Option<String>) -> Result<Part, String> {
    let working: Vec<&Engine> = ENGINES.iter().filter(|e| get(e.index).is_some()).collect();
    let engine = match working[..] {
        [one] => one,
        [] => return Err(none()),
        _ => return Err(several(&working, get)),
    };
    let index = number(get, engine.index)?.unwrap_or_default();
    let total = total(engine, get)?;
    let counted = match engine.first {
        First::Is(first) => index.checked_sub(first),
        First::Told(first, step) => {
            let first = number(get, first)?.unwrap_or(0);
            let step = number(get, step)?.unwrap_or(1).max(1);
            let from_first = index.checked_sub(first);
            from_first.filter(|i| i % step == 0).map(|i| i / step)
        }
    };
    counted
        .and_then(|i| Part::new(i, total))
        .ok_or_else(|| out_of_range(engine, index, total))
}

/// How many tasks there are.
fn total(engine: &Engine, get: &dyn Fn(&str) -> Option<String>) -> Result<u64, String> {
    let told = match engine.total {
        Some(name) => number(get, name)?.map(|n| (name, n)),
        None => None,
    };
    let ours = number(get, SHARDS)?;
    match (told, ours) {
        (Some((name, told)), Some(ours)) if told != ours => Err(format!(
            "error: {name} says {told} shards, and {SHARDS} says {ours}\n  = help: leave {SHARDS} unset; {name} is enough"
        )),
        (Some((_, n)), _) | (None, Some(n)) => Ok(n),
        (None, None) => Err(format!(
            "error: {} is set, but nothing says how many shards there are\n  = help: set {SHARDS} to the number of tasks",
            engine.index
        )),
    }
}

/// A variable as a whole number, if it is set.
fn number(get: &dyn Fn(&str) -> Option<String>, name: &str) -> Result<Option<u64>, String> {
    let Some(text) = get(name) else {
        return Ok(None);
    };
    let number = text.trim().parse();
    number.map(Some).map_err(|_| {
        format!("error: {name} is `{text}`, which is no whole number\n  = help: --shard 2/7 says it without the environment")
    })
}

fn none() -> String {
    let names: Vec<&str> = ENGINES.iter().map(|e| e.index).collect();
    format!(
        "error: nothing in the environment says which shard this is\n  = note: looked for {}\n  = help: --shard 2/7 \
         says it without the environment",
        names.join(",\n          ")
    )
}

fn several(working: &[&Engine], get: &dyn Fn(&str) -> Option<String>) -> String {
    let each = working.iter().map(|e| {
        let value = get(e.index).unwrap_or_default();
        format!("  = note: {}={value} is of {}\n", e.index, e.name)
    });
    format!(
        "error: the environment names several shards\n{}  = help: unset all but one, or say it with --shard 2/7",
        each.collect::<String>()
    )
}

fn out_of_range(engine: &Engine, index: u64, total: u64) -> String {
    let from = match engine.first {
        First::Is(first) => format!("{} counts from {first}", engine.index),
        First::Told(first, step) => {
            format!("tasks are counted from {first} in steps of {step}")
        }
    };
    format!(
        "error: {}={index} is none of {total} shards\n  = note: {from}\n  = help: give the engine as many tasks as there are shards",
        engine.index
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of the shard and how many there are, or the first line of what is wrong.
    fn shard(variables: &[(&str, &str)]) -> Result<(u32, u32), String> {
        let get = |name: &str| {
            let found = variables.iter().find(|(n, _)| *n == name);
            found.map(|(_, v)| (*v).to_owned())
        };
        from_env(&get)
            .map(|p| (p.number(), p.total()))
            .map_err(|e| e.lines().next().unwrap_or_default().to_owned())
    }

    #[test]
    fn engines_count_as_their_manuals_say() {
        let four = ("ZONEFALL_SHARDS", "4");
        assert_eq!(shard(&[("JOB_COMPLETION_INDEX", "0"), four]), Ok((1, 4)));
        assert_eq!(shard(&[("JOB_COMPLETION_INDEX", "3"), four]), Ok((4, 4)));
        assert_eq!(shard(&[("PARALLEL_SEQ", "4"), four]), Ok((4, 4)));
        assert_eq!(shard(&[("ZONEFALL_SHARD", "3"), four]), Ok((4, 4)));
        let batch = ("AWS_BATCH_JOB_ARRAY_INDEX", "3");
        assert_eq!(shard(&[batch, four]), Ok((4, 4)));
        assert_eq!(
            shard(&[batch, ("AWS_BATCH_JOB_ARRAY_SIZE", "9")]),
            Ok((4, 9))
        );
        let node = ("CI_NODE_INDEX", "1");
        assert_eq!(shard(&[node, ("CI_NODE_TOTAL", "4")]), Ok((1, 4)));
    }

    #[test]
    fn a_slurm_array_may_begin_anywhere_and_have_steps() {
        let array = |id, min, step, count| {
            shard(&[
                ("SLURM_ARRAY_TASK_ID", id),
                ("SLURM_ARRAY_TASK_MIN", min),
                ("SLURM_ARRAY_TASK_STEP", step),
                ("SLURM_ARRAY_TASK_COUNT", count),
            ])
        };
        assert_eq!(array("1", "1", "1", "16"), Ok((1, 16)));
        assert_eq!(array("16", "1", "1", "16"), Ok((16, 16)));
        assert_eq!(array("0", "0", "1", "16"), Ok((1, 16)));
        assert_eq!(array("12", "0", "4", "4"), Ok((4, 4)));
        assert!(array("13", "0", "4", "4").is_err());
        assert!(array("0", "1", "1", "4").is_err());
    }

    #[test]
    fn what_is_wrong_is_said() {
        let first = |variables: &[(&str, &str)]| shard(variables).err().unwrap_or_default();
        assert_eq!(
            first(&[]),
            "error: nothing in the environment says which shard this is"
        );
        // GitLab sets the number of nodes for every job, parallel or not.
        assert_eq!(first(&[("CI_NODE_TOTAL", "1")]), first(&[]));
        assert_eq!(
            first(&[("PARALLEL_SEQ", "1"), ("SLURM_ARRAY_TASK_ID", "1")]),
            "error: the environment names several shards"
        );
        assert_eq!(
            first(&[("JOB_COMPLETION_INDEX", "4"), ("ZONEFALL_SHARDS", "4")]),
            "error: JOB_COMPLETION_INDEX=4 is none of 4 shards"
        );
        assert_eq!(
            first(&[("PARALLEL_SEQ", "0"), ("ZONEFALL_SHARDS", "4")]),
            "error: PARALLEL_SEQ=0 is none of 4 shards"
        );
        assert_eq!(
            first(&[("PARALLEL_SEQ", "1")]),
            "error: PARALLEL_SEQ is set, but nothing says how many shards there are"
        );
        assert_eq!(
            first(&[("ZONEFALL_SHARD", "two"), ("ZONEFALL_SHARDS", "4")]),
            "error: ZONEFALL_SHARD is `two`, which is no whole number"
        );
        let disagreeing = [
            ("CI_NODE_INDEX", "1"),
            ("CI_NODE_TOTAL", "4"),
            ("ZONEFALL_SHARDS", "5"),
        ];
        assert_eq!(
            first(&disagreeing),
            "error: CI_NODE_TOTAL says 4 shards, and ZONEFALL_SHARDS says 5"
        );
    }
}
