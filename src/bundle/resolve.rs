//! From a request to what the agent gets under a posture, and why it gets no more.

use std::collections::BTreeSet;

use super::offers::{Shelves, rank, shelves};
use super::policy::{first_broken, is_analyst};
use super::scope::in_workspace;
use super::source::switches;
use super::wanted::{Want, Wants, wants};
use super::{Blocked, Chosen, Loaded, Refusal, Registry, Report, Request, Source, Switch, Wanted, holds};
use crate::posture::{Name, Toggles};
use crate::provision::{RequirementReport, Status};

/// What `request` comes to under `toggles`. Nothing is written, and the same input gives the same answer.
///
/// ```
/// use wayhold::bundle::{FileFact, Registry, Request, resolve};
/// use wayhold::posture::Name;
///
/// let skill = "---\nid: skill.review\n---\n# Reviewing\n";
/// let spoke = r#"{"id": "spoke.review", "skills": ["skill.review"]}"#;
/// let registry = Registry::new("bundles", [
///     FileFact::plain("bundles/skills/reviewing/SKILL.md", skill.as_bytes()),
///     FileFact::plain("bundles/spokes/review.json", spoke.as_bytes()),
/// ]);
/// let text = r#"{"action": "deploy_for_task", "workspace_id": "w", "plan_id": "p", "phase_name": "M1",
///     "step_indices": [0], "hub_decision": {"bundle_decision_id": "d", "bundle_decision_version": "1",
///     "spoke_skill_bundle": "spoke.review"}}"#;
/// let request = Request::read(text).map_err(|errors| errors[0].clone())?;
/// let report = resolve(&registry, &request, Name::Strict.toggles());
/// assert_eq!(report.files[0].path, "bundles/skills/reviewing/SKILL.md");
/// # Ok::<(), wayhold::bundle::RequestError>(())
/// ```
pub fn resolve(registry: &Registry, request: &Request, toggles: Toggles) -> Report {
    let strict = toggles.strict_bundle_resolution;
    let switches = switches(Some(request), toggles);
    let wants = wants(request, registry, strict);
    let shelves = shelves(registry, request, &wants, toggles, &switches);
    let ranked = rank(&wants.list, &shelves, &switches, strict);
    let rows = rows(&wants, &shelves, &ranked, registry);
    let files = loaded(&rows, registry, toggles);
    let asked = Asked { registry, request, wants: &wants, shelves: &shelves, rows: &rows, files: &files };
    let refusal = match first_broken(request, toggles) {
        Some(broken) => Some(holds::policy(broken)),
        None => asked.unresolved(strict).or_else(|| asked.ambiguous(strict)).or_else(|| asked.out_of_scope()),
    };
    let blocked = blocked(&wants, &shelves, &switches, &rows, &files);
    Report {
        action: request.action,
        request: request.sha256.clone(),
        agent: request.agent_name.clone(),
        analyst: is_analyst(request.agent_name.as_deref()),
        posture: Name::ALL.into_iter().find(|name| name.toggles() == toggles).map_or("MIXED", Name::word),
        reason_code: reason(toggles),
        mode: request.mode(),
        category: request.prompt_analyst_output.as_ref().and_then(|output| output.category.clone()),
        hub: wants.hub.clone(),
        spokes: wants.spokes.clone(),
        unresolved: rows
            .iter()
            .filter(|row| row.kind.is_some() && row.offers.is_empty())
            .map(|row| row.id.clone())
            .collect(),
        wanted: rows.clone(),
        provisioners: switches,
        blocked,
        outside: shelves.outside.iter().cloned().collect(),
        files: if refusal.is_some() { Vec::new() } else { files },
        refusal,
    }
}

/// The reason code of the posture's fallback, while it has one.
fn reason(toggles: Toggles) -> Option<&'static str> {
    let fallback = &toggles.fallback_policy;
    Some(fallback.fallback_reason_code.word()).filter(|code| fallback.fallback_allowed && !code.is_empty())
}

fn rows(wants: &Wants<'_>, shelves: &Shelves, ranked: &[RequirementReport], registry: &Registry) -> Vec<Wanted> {
    let row = |want: &Want| {
        let found = ranked.iter().find(|row| row.edge == want.key());
        let offers = found.map(|row| row.offers.clone()).unwrap_or_default();
        let met = !shelves.of(Source::Registry, want).is_empty();
        let mut row = Wanted {
            id: want.id.clone(),
            kind: want.kind(),
            version: want.version.clone(),
            by: want.by.clone(),
            status: found.map_or(Status::Unresolved, |row| row.status),
            files: Vec::new(),
            offers,
            why: want.kind().filter(|_| !met).map(|kind| holds::why_not(want, kind, registry)),
        };
        if let (Some(source), Some(offer)) = (taken(&row), row.offers.first()) {
            let stock = shelves.of(source, want).iter().find(|one| Some(&one.provider) == offer.provider.as_ref());
            row.files = stock.map(|one| one.files.clone()).unwrap_or_default();
        }
        row
    };
    wants.list.iter().map(row).collect()
}

/// The files of the first offers, each once, for what asked for it first.
fn loaded(rows: &[Wanted], registry: &Registry, toggles: Toggles) -> Vec<Loaded> {
    let mut files: Vec<Loaded> = Vec::new();
    for row in rows {
        let Some(source) = taken(row) else { continue };
        for path in &row.files {
            if let Some(file) = registry.file(path)
                && !files.iter().any(|known| known.path == *path)
            {
                files.push(Loaded {
                    path: path.clone(),
                    sha256: file.sha256.clone(),
                    size: file.size,
                    of: row.id.clone(),
                    provisioner: source,
                    stamp: (source == Source::Fallback).then(|| reason(toggles)).flatten(),
                });
            }
        }
    }
    files
}

/// Who provides what is taken for a requirement, if anything is.
fn taken(row: &Wanted) -> Option<Source> {
    let offer = row.offers.first()?;
    Source::ALL.into_iter().find(|source| source.word() == offer.provisioner)
}

/// What those that are off would have added, for each requirement that nobody nearer meets.
fn blocked(
    wants: &Wants<'_>,
    shelves: &Shelves,
    switches: &[Switch],
    rows: &[Wanted],
    files: &[Loaded],
) -> Vec<Blocked> {
    let row = |switch: &Switch| {
        let (mut wanted, mut added) = (Vec::new(), BTreeSet::new());
        let open = wants.list.iter().zip(rows).filter(|(_, row)| taken(row).is_none_or(|by| by > switch.provisioner));
        for (want, _) in open {
            let more: BTreeSet<&String> = shelves
                .of(switch.provisioner, want)
                .iter()
                .flat_map(|one| &one.files)
                .filter(|path| !files.iter().any(|file| file.path == **path))
                .collect();
            if !more.is_empty() {
                wanted.push(want.id.clone());
                added.extend(more.into_iter().cloned());
            }
        }
        let (provisioner, why) = (switch.provisioner, switch.why.clone());
        (!wanted.is_empty()).then(|| Blocked { provisioner, why, wanted, files: added.into_iter().collect() })
    };
    switches.iter().filter(|switch| !switch.on).filter_map(row).collect()
}

/// Everything that a refusal is made from.
struct Asked<'a> {
    registry: &'a Registry,
    request: &'a Request,
    wants: &'a Wants<'a>,
    shelves: &'a Shelves,
    rows: &'a [Wanted],
    files: &'a [Loaded],
}

impl Asked<'_> {
    /// Ids that nobody resolves: under strict any of them refuses the whole request. Otherwise what resolves is given,
    /// and only a request that gets nothing at all is refused; it is never answered with nothing.
    fn unresolved(&self, strict: bool) -> Option<Refusal> {
        let open = |exact: bool| -> Vec<&Want> {
            let pairs = self.wants.list.iter().zip(self.rows);
            let open =
                pairs.filter(|(want, row)| row.kind.is_some() && row.offers.is_empty() && (want.exact || !exact));
            open.map(|(want, _)| want).collect()
        };
        let refused = open(true);
        if !refused.is_empty() {
            return Some(holds::unresolved(&refused, self.registry, strict));
        }
        let nothing = self.files.is_empty() && !is_analyst(self.request.agent_name.as_deref());
        if !nothing {
            return None;
        }
        Some(holds::unresolved(&open(false), self.registry, strict))
    }

    /// Ids that several files declare, and a hub bundle that the hub and the analyst do not agree on. What is not asked
    /// for strictly takes the first.
    fn ambiguous(&self, strict: bool) -> Option<Refusal> {
        let twice: Vec<(&Want, Vec<String>)> = self
            .wants
            .list
            .iter()
            .filter(|want| want.exact && want.kind().is_some())
            .filter_map(|want| {
                let stock = self.shelves.of(Source::Registry, want);
                (stock.len() > 1).then(|| (want, stock.iter().map(|one| one.provider.clone()).collect()))
            })
            .collect();
        let clash: Option<(&Chosen, &Chosen)> =
            self.wants.clash.as_ref().zip(self.wants.hub.as_ref()).filter(|_| strict);
        (!twice.is_empty() || clash.is_some()).then(|| holds::ambiguous(&twice, clash))
    }

    /// What was named and lies outside of the boundaries, or is a link that leads out of the workspace.
    fn out_of_scope(&self) -> Option<Refusal> {
        let outside: Vec<(&Loaded, bool)> = self
            .files
            .iter()
            .filter_map(|loaded| {
                let file = self.registry.file(&loaded.path)?;
                let within = in_workspace(file);
                let held = self.request.scope().is_none_or(|scope| scope.holds(file));
                (!within || !held).then_some((loaded, within))
            })
            .collect();
        (!outside.is_empty()).then(|| holds::out_of_scope(&outside, self.request.scope()))
    }
}
