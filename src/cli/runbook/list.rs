//! `wayhold runbook list`.

use serde_json::json;

use crate::cli::{Common, Exit};
use crate::runbook::{Role, Seen};
use crate::session::Session;

pub fn run(common: &Common, session: &mut Session) -> Exit {
    let out = common.out();
    let observed = session.ctx().observed;
    let configured = session.workspace().runbooks();
    let mut rows = Vec::new();
    for (path, seen) in &observed.runbooks {
        let adopted = session.state().runbook.runbooks.get(path);
        let role = adopted.map(|adopted| adopted.role);
        let role = role.or_else(|| configured.iter().find(|(known, _)| known == path).map(|(_, role)| *role));
        let (phases, boxes, checked, problem) = match seen {
            Seen::Read { document, .. } => (document.phases.len(), document.boxes.len(), document.checked(), None),
            Seen::Absent => (0, 0, 0, Some("the file is not there".to_owned())),
            Seen::Unreadable { reason, .. } => (0, 0, 0, Some(reason.clone())),
        };
        let drift = session.state().runbook.drifts(path, seen);
        rows.push((path, role.unwrap_or(Role::Plan), adopted.is_some(), drift, phases, boxes, checked, problem));
    }
    if out.json {
        let rows: Vec<_> = rows
            .iter()
            .map(|(path, role, adopted, drift, phases, boxes, checked, problem)| {
                json!({"path": path, "role": role, "adopted": adopted, "drift": drift, "phases": phases, "boxes": boxes,
                    "checked": checked, "problem": problem})
            })
            .collect();
        out.object(&json!({"runbooks": rows}));
        return Exit::Done;
    }
    for (path, _, adopted, drift, phases, boxes, checked, problem) in rows {
        let standing = match (adopted, drift) {
            (false, _) => "not adopted",
            (true, true) => "DRIFT",
            (true, false) => "adopted",
        };
        let facts = problem.unwrap_or_else(|| format!("{phases} phases, boxes {checked}/{boxes}"));
        out.line(format!("{path:<40} {standing:<12} {facts}"));
    }
    Exit::Done
}
