//! Keys on a sheet.

use super::super::effect::Effect;
use super::super::model::Model;
use super::super::overlays::room;
use super::super::sheets::{Kind, Loaded, Pick, Sheet};
use super::modal::Then;

pub(super) fn on(model: &Model, sheet: &mut Sheet, name: &str, step: isize) -> Then {
    match (name, sheet.pick(), &sheet.kind) {
        ("q", _, _) => Then::Back,
        ("Enter" | "Space", Pick::Decision(id), _) => Then::Decide(id.clone()),
        ("Enter" | "Space", Pick::Attest(item), _) => Then::Open(
            crate::runbook::Command::AttestProgram {
                path: sheet.path.clone(),
                item: item.clone(),
                statement: String::new(),
                evidence: Vec::new(),
            }
            .into(),
        ),
        ("Enter" | "Space", Pick::Step(step), _) => Then::Step(step.clone()),
        ("Enter" | "Space", Pick::Run(run), _) => Then::Attach(run.clone()),
        ("Tab", _, Kind::Timeline(loaded)) => match model.other_timeline(&loaded.about) {
            Some(about) => {
                sheet.turn(model, Kind::Timeline(Loaded::nothing(about.clone())));
                Then::Ask(Effect::Timeline { about, before: None })
            }
            None => Then::Nothing,
        },
        ("a", _, Kind::Decisions) => Then::Do(super::Id::OpenDecision),
        ("a", _, Kind::Drift) => Then::Do(super::Id::Repin),
        ("u", _, Kind::Drift) => Then::Do(super::Id::Restore),
        _ => {
            sheet.walk(step, room(model.size.1));
            match (&sheet.kind, sheet.pick()) {
                (Kind::Timeline(loaded), Pick::Older) if step != 0 || name == "Enter" => {
                    Then::Ask(Effect::Timeline { about: loaded.about.clone(), before: loaded.older })
                }
                _ => Then::Nothing,
            }
        }
    }
}
