//! Bundles and the posture: where a request is refused for its ids, and compat would resolve it, the escalation is one
//! more way past.

use super::decide::{governed, lift};
use super::{Command, Ctx, Event, Holds, State, ladder};
use crate::bundle::{self, Request, resolve};
use crate::hold::text::clean;
use crate::hold::{Code, Layer, Offer};
use crate::posture::{self, Name};

pub(super) fn decide(state: &State, command: &bundle::Command, ctx: &Ctx) -> Result<Vec<Event>, Holds> {
    let own = bundle::decide(command, &ctx.bundle(governed(ctx)?));
    lift(own, Event::Bundle, Command::Bundle).map_err(|mut holds| {
        loosen(state, command, ctx, &mut holds);
        holds
    })
}

/// Puts the rung of the ladder beside every id that compat would resolve; which it would is asked, and never assumed.
fn loosen(state: &State, command: &bundle::Command, ctx: &Ctx, holds: &mut Holds) {
    let is_id = |code| code == Code::BundleIdUnresolved;
    let Some(rung) = rung(state, ctx).filter(|_| holds.iter().any(|hold| is_id(hold.code))) else { return };
    let bundle::Command::Resolve { text, .. } = command;
    let (Some(registry), Ok(request)) = (ctx.observed.bundles.as_deref(), Request::read(text)) else { return };
    let report = resolve(registry, &request, Name::Compat.toggles());
    if !report.is_resolved() {
        return;
    }
    let open: Vec<String> = report.unresolved.iter().map(|id| clean(id)).collect();
    for hold in holds.iter_mut().filter(|hold| is_id(hold.code) && !open.contains(&hold.subject)) {
        hold.ways.push(rung.clone());
        crate::hold::rank(&mut hold.ways);
    }
}

/// The rung that applies compat, while there is one to take. It is farther from the request than the request's own words.
fn rung(state: &State, ctx: &Ctx) -> Option<Offer<Command>> {
    let applies = |offer: &Offer<Command>| {
        matches!(offer.action, Some(Command::Posture(posture::Command::Apply { to: Name::Compat, .. })))
    };
    let rung = ladder(state, ctx).into_iter().find(applies)?.at(Layer::Application);
    let text = format!("loosen the posture; this id is met under {}", rung.text);
    Some(Offer { text, ..rung })
}
