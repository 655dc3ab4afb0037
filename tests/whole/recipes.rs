//! The recipes for engines and pipelines do what they say: each is taken as it lies in its folder, its command lines are
//! run here with the variables that its engine would set, and what is merged is what one machine would have got.

use crate::program::{Desk, Shown, root, shown, under_test};
use scenarios::yaml::{self, Node, NodeKind};
use scenarios::{Kind, Source};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they lie.
const FOLDER: &str = "scenarios/recipes";

/// What the files ask for, and what is run here instead: an outage that need not be simulated, and a few seeds.
const SMALLER: [(&str, &str); 4] = [
    (
        "--outage aws-2011-04-21",
        "--outage aws-2011-04-21-observed",
    ),
    ("--seeds 0..100000", "--seeds 0..19"),
    ("--seeds 0..10000", "--seeds 0..5"),
    ("/work", "."),
];

/// Variables of one task.
type Variables = BTreeMap<String, String>;

/// What a recipe does.
struct Recipe {
    /// The shell script of a task.
    script: String,
    /// What its engine sets for each task.
    tasks: Vec<Variables>,
    /// The shell script that puts the shards together, where it is in the recipe.
    merge: Option<String>,
}

fn text(name: &str) -> String {
    let path = root().join(FOLDER).join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The documents of a YAML file.
fn documents(name: &str) -> Vec<Node> {
    let text = text(name);
    let read = |part: &str| {
        let source = Source::new(name, part);
        yaml::parse(&source).unwrap_or_else(|p| panic!("{name}: {p:?}"))
    };
    text.split("\n---\n").map(read).collect()
}

/// What lies at `jobs.live.steps.0`.
fn at<'a>(node: &'a Node, path: &str) -> &'a Node {
    path.split('/').fold(node, |node, key| {
        let found = match (&node.kind, key.parse::<usize>()) {
            (NodeKind::List(items), Ok(index)) => items.get(index),
            _ => node.get(key),
        };
        found.unwrap_or_else(|| panic!("no {key} of {path}"))
    })
}

fn words(node: &Node) -> Vec<String> {
    list(node)
        .iter()
        .map(|n| n.text().expect("a word").to_owned())
        .collect()
}

fn list(node: &Node) -> &[Node] {
    let NodeKind::List(items) = &node.kind else {
        panic!("a list, not {node:?}");
    };
    items
}

fn number(node: &Node) -> usize {
    node.text().and_then(|t| t.parse().ok()).expect("a number")
}

/// The script of a container's command.
fn command(node: &Node) -> String {
    let words = words(node);
    match &words[..] {
        [sh, c, script] if sh == "sh" && c == "-c" => script.clone(),
        _ => words.join(" "),
    }
}

/// The step of that name.
fn step<'a>(job: &'a Node, name: &str) -> &'a str {
    let named = |s: &&Node| s.get("name").and_then(Node::text) == Some(name);
    let step = list(at(job, "steps")).iter().find(named);
    at(step.unwrap_or_else(|| panic!("no step {name}")), "run")
        .text()
        .expect("a script")
}

fn variables<const N: usize>(list: [(&str, String); N]) -> Variables {
    list.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}

fn kubernetes() -> Recipe {
    let job = &documents("kubernetes-indexed-job.yaml")[1];
    let container = at(job, "spec/template/spec/containers/0");
    let shards = at(container, "env/0");
    assert_eq!(at(shards, "name").text(), Some("ZONEFALL_SHARDS"));
    assert_eq!(at(job, "spec/completionMode").text(), Some("Indexed"));
    let total = number(at(job, "spec/completions"));
    let task = |i: usize| {
        variables([
            ("JOB_COMPLETION_INDEX", i.to_string()),
            ("ZONEFALL_SHARDS", number(at(shards, "value")).to_string()),
        ])
    };
    let merge = &documents("kubernetes-merge-job.yaml")[0];
    Recipe {
        script: command(at(container, "command")),
        tasks: (0..total).map(task).collect(),
        merge: Some(command(at(
            merge,
            "spec/template/spec/containers/0/command",
        ))),
    }
}

fn slurm() -> Recipe {
    let script = text("slurm-array.sh");
    let array = script
        .lines()
        .find_map(|l| l.strip_prefix("#SBATCH --array="));
    let (first, last) = array.and_then(|a| a.split_once('-')).expect("a range");
    let [first, last] = [first, last].map(|n| n.parse::<usize>().expect("a number"));
    let task = |i: usize| {
        variables([
            ("SLURM_ARRAY_TASK_ID", i.to_string()),
            ("SLURM_ARRAY_TASK_MIN", first.to_string()),
            ("SLURM_ARRAY_TASK_MAX", last.to_string()),
            ("SLURM_ARRAY_TASK_STEP", "1".to_owned()),
            ("SLURM_ARRAY_TASK_COUNT", (last - first + 1).to_string()),
        ])
    };
    Recipe {
        tasks: (first..=last).map(task).collect(),
        script,
        merge: None,
    }
}

fn aws_batch() -> Recipe {
    let name = "aws-batch-job-definition.yaml";
    let text = text(name);
    let (_, size) = text.split_once("--array-properties size=").expect("a size");
    let digits: String = size.chars().take_while(char::is_ascii_digit).collect();
    let total: usize = digits.parse().expect("a number");
    let task = |i: usize| {
        variables([
            ("AWS_BATCH_JOB_ARRAY_INDEX", i.to_string()),
            ("AWS_BATCH_JOB_ARRAY_SIZE", total.to_string()),
        ])
    };
    Recipe {
        script: command(at(&documents(name)[0], "containerProperties/command")),
        tasks: (0..total).map(task).collect(),
        merge: None,
    }
}

fn gnu_parallel() -> Recipe {
    Recipe {
        script: text("gnu-parallel.sh"),
        tasks: vec![Variables::new()],
        merge: None,
    }
}

fn github() -> Recipe {
    let workflow = &documents("github-matrix.yml")[0];
    let live = at(workflow, "jobs/live");
    let total = list(at(live, "strategy/matrix/shard")).len();
    let task = |i: usize| {
        let value = |name: &str| {
            let typed = at(live, &format!("env/{name}")).text().expect("a word");
            typed
                .replace("${{ strategy.job-index }}", &i.to_string())
                .replace("${{ strategy.job-total }}", &total.to_string())
        };
        variables(["ZONEFALL_SHARD", "ZONEFALL_SHARDS"].map(|name| (name, value(name))))
    };
    Recipe {
        script: step(live, "live").to_owned(),
        tasks: (0..total).map(task).collect(),
        merge: Some(step(at(workflow, "jobs/merge"), "merge").to_owned()),
    }
}

fn gitlab() -> Recipe {
    let pipeline = &documents("gitlab-parallel.yml")[0];
    let live = at(pipeline, "zonefall:live");
    let total = number(at(live, "parallel"));
    let task = |i: usize| {
        variables([
            ("CI_NODE_INDEX", i.to_string()),
            ("CI_NODE_TOTAL", total.to_string()),
        ])
    };
    Recipe {
        script: words(at(live, "script")).join("\n"),
        tasks: (1..=total).map(task).collect(),
        merge: Some(words(at(pipeline, "zonefall:merge/script")).join("\n")),
    }
}

/// A folder with the program, what stands in for the engines' own commands, and an architecture.
fn desk() -> Desk {
    let desk = Desk::new();
    let bin = desk.path("bin");
    fs::create_dir(&bin).expect("a folder");
    symlink(under_test(), bin.join("zonefall")).expect("a link");
    let stand_in = |name: &str, script: &str| {
        let path = bin.join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("executable");
    };
    stand_in("srun", "exec \"$@\"\n");
    stand_in(
        "parallel",
        "while [ \"$1\" != zonefall ]; do shift; done\nwhile read -r PARALLEL_SEQ; do export PARALLEL_SEQ; \"$@\" || exit; done\n",
    );
    assert_eq!(desk.run(&["init", "architecture.yaml"]).code, Some(0));
    fs::create_dir(desk.path("input")).expect("a folder");
    fs::copy(
        desk.path("architecture.yaml"),
        desk.path("input/architecture.yaml"),
    )
    .expect("a copy");
    desk
}

/// Runs a script as an engine would, but for fewer runs.
fn bash(desk: &Desk, script: &str, variables: &Variables) -> Shown {
    let smaller = SMALLER
        .iter()
        .fold(script.to_owned(), |s, (from, to)| s.replace(from, to));
    let path = format!(
        "{}:/usr/local/bin:/usr/bin:/bin",
        desk.path("bin").display()
    );
    let mut command: Command =
        desk.command(Path::new("bash"), &["-euo", "pipefail", "-c", &smaller]);
    command.env("PATH", path).env("HOME", desk.path("home"));
    command.env("GITHUB_STEP_SUMMARY", desk.path("summary.md"));
    shown(command.envs(variables).output().expect("bash starts"))
}

/// The line of a script that lives runs, without its part in a pipe.
fn living(script: &str) -> String {
    let script = script.replace("\\\n", " ");
    let line = script.lines().find(|l| l.contains("--shard-from-env"));
    let line = line.expect("a line that lives a shard");
    line[line.find("zonefall ").expect("the program")..].to_owned()
}

fn as_on_one_machine(name: &str, recipe: &Recipe) {
    let desk = desk();
    for task in &recipe.tasks {
        let done = bash(&desk, &recipe.script, task);
        assert_eq!(done.code, Some(0), "{name}: {task:?}\n{}", done.err);
    }
    let once = living(&recipe.script).replace("--shard-from-env", "--format json");
    let whole = bash(&desk, &once, &Variables::new());
    assert_eq!(whole.code, Some(0), "{name}: {}", whole.err);
    let merged = desk
        .run(&["merge", "zonefall-out", "--format", "json"])
        .ok();
    assert!(merged == whole.out, "{name}: merged is as on one machine");
    if let Some(script) = &recipe.merge {
        let done = bash(&desk, script, &Variables::new());
        assert_eq!(done.code, Some(0), "{name}: {}", done.err);
    }
}

#[test]
fn every_engine_gets_what_one_machine_gets() {
    for (name, recipe) in [
        ("Kubernetes", kubernetes()),
        ("Slurm", slurm()),
        ("AWS Batch", aws_batch()),
        ("GNU parallel", gnu_parallel()),
        ("GitHub", github()),
        ("GitLab", gitlab()),
    ] {
        assert!(!recipe.tasks.is_empty(), "{name} has tasks");
        as_on_one_machine(name, &recipe);
    }
}

/// All recipes, with folders.
fn files() -> Vec<PathBuf> {
    let mut folders = vec![root().join(FOLDER)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// Every command line of the program in a text, comments included, as words.
fn command_lines(text: &str) -> Vec<Vec<String>> {
    let joined: Vec<&str> = text
        .lines()
        .map(|l| l.trim().trim_start_matches("# ").trim())
        .collect();
    let joined = joined.join("\n").replace("\\\n", " ");
    let commands = ["sweep", "matrix", "merge", "check"];
    let mut found = Vec::new();
    for (i, name) in joined.match_indices("zonefall ") {
        let rest = &joined[i + name.len()..];
        let line = rest.split(['\n', '\'', '`', '|', ';', '>', ')']).next();
        // An option of the shell's that may be empty: as it is when it is not.
        let line = line.unwrap_or_default().replace("${AGAINST:+", "");
        let line = line.replace("${SEEDS:+", "").replace("\"$SEEDS\"}", "0..9");
        let words = line
            .split_whitespace()
            .map(|w| w.trim_matches(['"', '}', ',']));
        let words: Vec<String> = words.map(str::to_owned).collect();
        if words.first().is_some_and(|w| commands.contains(&&**w)) {
            found.push(words);
        }
    }
    found
}

#[test]
fn every_command_line_is_one_of_the_program() {
    let mut count = 0;
    for path in files() {
        let text = fs::read_to_string(&path).expect("readable");
        for words in command_lines(&text) {
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            // Help is shown when all that stands before it is understood.
            let done = Desk::new().run(&[&args[..], &["--help"]].concat());
            assert_eq!(
                done.code,
                Some(0),
                "{}: {words:?}\n{}",
                path.display(),
                done.err
            );
            count += 1;
        }
    }
    assert!(count >= 12, "command lines are found: {count}");
}

#[test]
fn every_file_is_whole() {
    let mut count = 0;
    for path in files() {
        let name = path.strip_prefix(root().join(FOLDER)).expect("below it");
        let name = name.to_str().expect("UTF-8");
        let text = text(name);
        let body: Vec<&str> = text.lines().filter(|l| !l.starts_with("#!")).collect();
        assert!(body[0].starts_with("# "), "{name} begins with what it is");
        for line in text
            .lines()
            .filter(|l| l.contains("https://") && l.contains(".git"))
        {
            assert!(
                line.contains("https://example.com/zonefall.git"),
                "{name}: {line}"
            );
        }
        if name.ends_with(".sh") {
            let checked = Command::new("bash").arg("-n").arg(&path).output();
            assert!(checked.expect("bash starts").status.success(), "{name}");
        } else {
            for document in documents(name) {
                assert!(matches!(document.kind, NodeKind::Map(_)), "{name}");
            }
        }
        count += 1;
    }
    assert!(count >= 9, "recipes are found: {count}");
    assert_eq!(
        Kind::parse("recipe"),
        None,
        "recipes are no files of the program"
    );
}

/// What GitHub would refuse before it runs anything: unknown keys, steps that do nothing or two things.
#[test]
fn workflows_and_actions_are_made_of_known_keys() {
    let known = |node: &Node, what: &str, keys: &[&str]| {
        let NodeKind::Map(entries) = &node.kind else {
            panic!("{what} is a map");
        };
        for entry in entries {
            assert!(keys.contains(&entry.key.as_str()), "{what}: {}", entry.key);
        }
    };
    let steps = |steps: &Node, what: &str| {
        for step in list(steps) {
            known(
                step,
                what,
                &["name", "id", "if", "uses", "with", "env", "run", "shell"],
            );
            let (uses, runs) = (step.get("uses"), step.get("run"));
            assert!(
                uses.is_some() != runs.is_some(),
                "{what}: a step does one thing"
            );
        }
    };
    for name in ["github-matrix.yml", "ci/github-check.yml"] {
        let workflow = &documents(name)[0];
        known(
            workflow,
            name,
            &["name", "on", "permissions", "env", "jobs"],
        );
        let NodeKind::Map(jobs) = &at(workflow, "jobs").kind else {
            panic!("{name}: jobs are a map");
        };
        for job in jobs {
            let job = &job.value;
            known(
                job,
                name,
                &["runs-on", "strategy", "env", "needs", "steps", "if"],
            );
            assert!(
                at(job, "runs-on").text().is_some(),
                "{name}: runs somewhere"
            );
            steps(at(job, "steps"), name);
        }
    }
    let name = "ci/github-action/action.yml";
    let action = &documents(name)[0];
    known(
        action,
        name,
        &["name", "description", "inputs", "outputs", "runs"],
    );
    assert_eq!(at(action, "runs/using").text(), Some("composite"));
    steps(at(action, "runs/steps"), name);
    for step in list(at(action, "runs/steps")) {
        let shell = step.get("run").is_none_or(|_| step.get("shell").is_some());
        assert!(shell, "{name}: a script of an action names its shell");
    }
    let NodeKind::Map(inputs) = &at(action, "inputs").kind else {
        panic!("inputs are a map");
    };
    let inputs: Vec<&str> = inputs.iter().map(|e| e.key.as_str()).collect();
    for step in list(at(&documents("ci/github-check.yml")[0], "jobs/check/steps")) {
        let ours = step.get("uses").and_then(Node::text) == Some("./.github/actions/zonefall");
        if let Some(with) = step.get("with").filter(|_| ours) {
            known(with, "inputs of the action", &inputs);
        }
    }
}
