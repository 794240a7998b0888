//! `wayhold status`: where things stand, in one look, for a person, a prompt or a monitor.

use clap::Args;
use serde_json::{Value, json};

use super::{Common, Exit, find};
use crate::console::{self, Observed, State, Subject, pending};
use crate::hold::Code;
use crate::posture::{self, Classified};
use crate::runbook::{changes, open_runs};
use crate::session::Session;

/// Say where things stand. Exit 5 when something needs attention: unfounded, overdue, MIXED, UNKNOWN, drift
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    pub(super) common: Common,
}

pub async fn run(verb: Status, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let unknown: Vec<String> = match session.abandoned().await {
        Ok(abandoned) => abandoned.into_iter().map(|pending| pending.subject).collect(),
        Err(error) => return out.failed(&error),
    };
    let under_way = pending(session.state()).into_iter().map(|pending| pending.subject);
    let under_way: Vec<String> = under_way.filter(|subject| !unknown.contains(subject)).collect();
    let ctx = session.ctx();
    let drift = drifted(session.state(), &ctx.observed);
    let founded = session.state().founded.is_some();
    let live = ctx.observed.posture.as_ref().map(|seen| seen.live.classify());
    let urgent = |code| {
        matches!(
            code,
            Code::Overdue
                | Code::PostureUnclear
                | Code::Unknown
                | Code::TargetBehind
                | Code::ClockBehind
                | Code::ClockLeapt
        )
    };
    let uneasy: Vec<_> = if founded { console::why(session.state(), &Subject::Posture, &ctx) } else { Vec::new() }
        .into_iter()
        .filter(|hold| urgent(hold.code))
        .collect();
    let newest = session.state().last.as_ref().map(|last| last.at);
    let damaged = session.damage().map(str::to_owned);
    let plans = Plans::look(session, &ctx.observed);
    let active: Vec<String> =
        find::active(&ctx.observed).map(|(path, id)| format!("{}:{id}", find::stem(path))).collect();
    if out.json {
        out.object(&json!({
            "founded": founded,
            "environment": ctx.environment,
            "posture": posture_json(session, &ctx),
            "incident": incident_json(session.state()),
            "active_phases": active,
            "unknown": unknown,
            "drift": drift,
            "drift_detail": drift.iter().map(|path| json!({"path": path, "material": material(&ctx.observed, path)}))
                .collect::<Vec<_>>(),
            "next_steps": plans.next_steps,
            "open_decisions": plans.decisions,
            "open_runs": plans.runs,
            "stale_evidence": plans.stale.iter()
                .map(|(phase, path)| json!({"phase": phase, "path": path})).collect::<Vec<_>>(),
            "ledger": {"seq": session.head().map(|head| head.seq), "head": session.head().map(|head| &head.hash),
                "verified_seq": session.verified().map(|head| head.seq), "damage": damaged},
            "notifications_queued": session.queued_notifications(),
            "drill": session.state().incident.drill.as_ref().map(|drill| json!({"at": drill.stamp.at,
                "whole": drill.drilled.is_whole(), "told": drill.drilled.to_string()})),
            "operator": ctx.caller.id,
        }));
    } else {
        out.line(format!("{}: {}", ctx.environment, sentence(session, live, &ctx)));
        if let Some(open) = unverified(session, &ctx) {
            out.line(format!("strict came back UNVERIFIED: {open}; `wayhold why posture`"));
        }
        if !active.is_empty() {
            out.line(format!("active: {}", active.join(", ")));
        }
        match session.state().incident.open_incident() {
            Some(open) => out.line(format!("incident {} {} (owner {})", open.id, open.title, open.owner_word())),
            None => out.line("no incident"),
        }
        for hold in uneasy.iter().filter(|hold| hold.code == Code::TargetBehind) {
            out.line(format!("TARGET BEHIND: this is needed: {}", hold.need));
        }
        if let Some(leapt) = ctx.leapt {
            out.line(format!(
                "CLOCK? this machine says {}, and was set by {} while it ran; `wayhold posture clock`",
                ctx.now.format("%Y-%m-%d %H:%M:%SZ"),
                posture::span(leapt.abs())
            ));
        } else if posture::is_behind(&session.state().posture, ctx.now, newest)
            && let Some(latest) = posture::latest(&session.state().posture, newest)
        {
            out.line(format!(
                "CLOCK? this machine says {}, and the ledger knows of {} already; no end can be told by it",
                ctx.now.format("%Y-%m-%d %H:%M:%SZ"),
                latest.format("%Y-%m-%d %H:%M:%SZ")
            ));
        }
        for path in &drift {
            let what = if material(&ctx.observed, path) { "material" } else { "words alone" };
            out.line(format!("DRIFT {path}: not as the ledger last wrote it ({what}); `wayhold runbook drift`"));
        }
        plans.show(out);
        for subject in &unknown {
            out.line(format!(
                "UNKNOWN {subject}: a change was begun and has no outcome; the next writing command settles it"
            ));
        }
        for subject in &under_way {
            out.line(format!("IN PROGRESS {subject}: another process is carrying out a change"));
        }
        match (&damaged, session.head()) {
            (Some(damaged), _) => out.line(format!("ledger READ-ONLY: {damaged}")),
            (None, Some(head)) => out.line(format!("ledger {} entries, head {}", head.seq + 1, &head.hash[..12])),
            (None, None) => out.line("unfounded: no ledger yet; `wayhold adopt --all` founds one"),
        }
    }
    let attention = !founded || !uneasy.is_empty() || !unknown.is_empty() || !drift.is_empty() || damaged.is_some();
    if attention { Exit::Attention } else { Exit::Done }
}

fn drifted(state: &State, observed: &Observed) -> Vec<String> {
    let drifting = observed.runbooks.iter().filter(|(path, seen)| state.runbook.drifts(path, seen));
    drifting.map(|(path, _)| path.clone()).collect()
}

/// Whether a drift touches facts; one that cannot be compared does.
fn material(observed: &Observed, path: &str) -> bool {
    let compared = super::runbook::compared(observed, path);
    compared.is_none_or(|(known, found)| !changes(known, found).is_empty())
}

/// What waits in the plans, each as `runbook:ID` and a name.
struct Plans {
    /// Phases that were neither activated nor held with a reason after the one before was closed.
    next_steps: Vec<String>,
    decisions: Vec<String>,
    runs: Vec<String>,
    /// Evidence files of ACTIVE phases that are plainly not what they were, with the phase.
    stale: Vec<(String, String)>,
}

impl Plans {
    fn look(session: &Session, observed: &Observed) -> Self {
        let state = &session.state().runbook;
        let named = |path: &str, id: &str| format!("{}:{id}", find::stem(path));
        let mut next_steps = Vec::new();
        for (path, document) in find::documents(observed) {
            let Some(adopted) = state.runbooks.get(path) else { continue };
            let waiting = document.phases.iter().filter(|phase| adopted.next_step_open(document, &phase.id));
            next_steps.extend(waiting.map(|phase| named(path, &phase.id)));
        }
        let decisions = state.runbooks.iter().flat_map(|(path, adopted)| {
            let open = adopted.decisions.iter().filter(|(_, decision)| decision.pinned.is_none());
            open.map(move |(id, _)| named(path, id))
        });
        let runs = open_runs(state).into_iter().map(|(path, phase, id)| format!("{} {id}", named(&path, &phase)));
        let stale = find::active(observed).flat_map(|(path, id)| {
            session.stale_at_a_glance(path, id).into_iter().map(move |file| (named(path, id), file))
        });
        Self { next_steps, decisions: decisions.collect(), runs: runs.collect(), stale: stale.collect() }
    }

    fn show(&self, out: super::out::Out) {
        for phase in &self.next_steps {
            out.line(format!("next step pending: {phase}, to be activated, or held with a reason"));
        }
        for decision in &self.decisions {
            out.line(format!("decision open: {decision}"));
        }
        for run in &self.runs {
            out.line(format!("run without an outcome yet: {run}"));
        }
        for (phase, path) in &self.stale {
            out.line(format!("evidence of {phase} is not as it was recorded: {path}"));
        }
    }
}

fn sentence(session: &Session, live: Option<Classified>, ctx: &crate::console::Ctx) -> String {
    let Some(live) = live else { return "no posture is governed here".to_owned() };
    let state = &session.state().posture;
    let since = state
        .since()
        .map_or_else(String::new, |stamp| format!(" since {} by {}", stamp.at.format("%Y-%m-%d %H:%MZ"), stamp.by));
    match posture::remaining(state, ctx.now) {
        Some(left) if left.overdue => format!("{live}{since}, OVERDUE"),
        Some(left) => format!("{live}{since}, {} left", posture::span(chrono::TimeDelta::seconds(left.seconds))),
        None => format!("{live}{since}"),
    }
}

/// The exit criteria that are open although strict is back, in words.
fn unverified(session: &Session, ctx: &crate::console::Ctx) -> Option<String> {
    let open = posture::unverified(&session.state().posture, &ctx.posture(session.state())?);
    (!open.is_empty()).then(|| posture::open_words(&open))
}

fn posture_json(session: &Session, ctx: &crate::console::Ctx) -> Value {
    let Some(seen) = &ctx.observed.posture else { return Value::Null };
    let state = &session.state().posture;
    let left = posture::remaining(state, ctx.now);
    json!({"name": state.in_force(), "since": state.since().map(|stamp| stamp.at),
        "by": state.since().map(|stamp| &stamp.by), "expires_at": state.current.as_ref().map(|current| current.expires_at),
        "remaining_s": left.map(|left| left.seconds), "overdue": left.is_some_and(|left| left.overdue),
        "unverified": unverified(session, ctx).is_some(), "changed_by_others": state.changed.is_some(),
        "fields": seen.live.toggles(), "classified": seen.live.classify()})
}

fn incident_json(state: &State) -> Value {
    state.incident.open_incident().map_or(Value::Null, |open| {
        json!({"id": open.id, "title": open.title, "owner": Some(&open.owner).filter(|owner| !owner.is_empty()), "started_at": open.started_at,
            "reason_code": open.reason_code})
    })
}
