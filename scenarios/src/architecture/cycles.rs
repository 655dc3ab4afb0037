//! Dependency cycles: components that need each other, names that lead to themselves, steps that wait for each other.
//!
//! A cycle between a backup and its own key is not refused: it can be built, people do, and it is reported as a finding.

use crate::format::value::Record;
use crate::problem::Problem;
use crate::yaml::Span;
use tenant::architecture::{Architecture, Component, ComponentId, ComponentKind};

/// Notes every cycle.
pub(super) fn check(architecture: &Architecture, file: &Record, problems: &mut Vec<Problem>) {
    let edges: Vec<Vec<ComponentId>> = architecture
        .components
        .iter()
        .map(needed_by_serving)
        .collect();
    let mut state = vec![State::New; edges.len()];
    for start in 0..edges.len() {
        if let Some(cycle) = visit(start, &edges, &mut state) {
            let names: Vec<&str> = cycle
                .iter()
                .map(|&i| architecture.components[i].name.as_str())
                .collect();
            let chain = format!("{} -> {}", names.join(" -> "), names[0]);
            let place = |i: usize| {
                file.map("components")
                    .get(i)
                    .map_or(0..0, |c| c.name_span.clone())
            };
            let mut problem = Problem::new(place(cycle[0]), format!("a cycle of dependencies: {chain}"))
                .help("nothing in the cycle can serve before the rest of it does: remove one of its arrows");
            for &i in &cycle[1..] {
                let span: Span = place(i);
                problem = problem.also(span, "part of the cycle");
            }
            problems.push(problem);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Depth-first search without recursion; the first cycle found from `start`, as indices.
fn visit(start: usize, edges: &[Vec<ComponentId>], state: &mut [State]) -> Option<Vec<usize>> {
    if state[start] != State::New {
        return None;
    }
    let mut path = vec![(start, 0)];
    state[start] = State::Open;
    let mut found = None;
    while let Some((node, next)) = path.pop() {
        let Some(to) = edges[node].get(next).map(|c| usize::from(c.0)) else {
            state[node] = State::Done;
            continue;
        };
        path.push((node, next + 1));
        match state[to] {
            State::New => {
                state[to] = State::Open;
                path.push((to, 0));
            }
            State::Open if found.is_none() => {
                let nodes: Vec<usize> = path.iter().map(|&(n, _)| n).collect();
                let from = nodes.iter().position(|&n| n == to).unwrap_or_default();
                found = Some(nodes[from..].to_vec());
            }
            State::Open | State::Done => {}
        }
    }
    found
}

/// What a component cannot serve without: first what it needs, then where it leads.
pub(super) fn needed_by_serving(component: &Component) -> Vec<ComponentId> {
    let mut out = component.needs.clone();
    // What a queue hands on can wait.
    if !matches!(component.kind, ComponentKind::Queue(_)) {
        out.extend(component.calls());
    }
    out
}
