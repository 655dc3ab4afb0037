//! Makes another copy take writes: of a database the named copy or the most advanced within reach, of a bucket its
//! copy in the second region. The data moves at once; users reach it when the rest of the plan is
//! done.

use super::Begun;
use crate::architecture::{ComponentId, ComponentKind};
use crate::components::{Memory, database};
use crate::data::CopyId;
use crate::engine::run::Run;
use kernel::SimDuration;

pub(super) fn begin(
    run: &mut Run<'_>,
    (plan, step): (usize, usize),
    id: ComponentId,
    copy: Option<usize>,
) -> Begun {
    let arch = run.arch;
    let cause = run.recovery.plans[plan].cause;
    let name = &arch.component(id).name;
    match &arch.component(id).kind {
        ComponentKind::Database(x) => {
            let primary = |run: &Run<'_>| run.memory(id).copies().map(|c| c.primary);
            let before = primary(run);
            if database::promote(run, id, x, copy, cause) {
                if primary(run) != before {
                    run.store_moved(plan, step, id);
                }
                Begun::For(SimDuration::ZERO)
            } else {
                Begun::Blocked(format!("a copy of {name} to promote"), run.status_fact(id))
            }
        }
        ComponentKind::Bucket(x) if x.copy.is_some() => {
            let now = run.now;
            if let Memory::Bucket(side) = run.memory_mut(id) {
                side.promoted = true;
            }
            let promoted = run
                .stores
                .of_mut(id)
                .is_some_and(|store| store.data.promote(CopyId(1), now).is_ok());
            if promoted {
                let fact = run.fact("tenant.promoted", format!("{name} is now its copy"), cause);
                run.touch(id, Some(fact));
                run.store_moved(plan, step, id);
            }
            Begun::For(SimDuration::ZERO)
        }
        ComponentKind::Bucket(_)
        | ComponentKind::Instances(_)
        | ComponentKind::LoadBalancer(_)
        | ComponentKind::DnsName(_)
        | ComponentKind::Cdn(_)
        | ComponentKind::Volume(_)
        | ComponentKind::Queue(_)
        | ComponentKind::Cache(_)
        | ComponentKind::Key(_)
        | ComponentKind::External(_) => Begun::Never(format!("{name} has no other copy")),
    }
}
