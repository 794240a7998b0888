//! An entry as a sentence, the same words on every face.

use super::{Event, LedgerEvent};
use crate::{bundle, posture, provision, verify};

impl Event {
    /// What happened, without who and when.
    pub fn told(&self) -> String {
        match self {
            Self::Ledger(LedgerEvent::Founded { environment, operator }) => {
                format!("founded the ledger of {environment} and enrolled {}", operator.id)
            }
            Self::Ledger(LedgerEvent::Resealed(resealed)) => {
                let after = resealed.after.as_ref();
                let after = after.map_or_else(|| "without one".to_owned(), |mark| format!("after entry {}", mark.seq));
                format!("went on {after} in a new file, since {}: {}", resealed.damage, resealed.because)
            }
            Self::Ledger(LedgerEvent::Added { operator, .. }) => {
                format!("enrolled {} with a key of kind {}", operator.id, operator.kind.word())
            }
            Self::Runbook(event) => event.told(),
            Self::Posture(event) => of_posture(event),
            Self::Incident(event) => event.told(),
            Self::Bundle(bundle::Event::Resolved(resolved)) => resolved.told(),
            Self::Verify(verify::Event::Started(started)) => format!("began the verification {}", started.name),
            Self::Verify(verify::Event::Ran(ran)) => format!("{} {}", ran.name, ran.said),
            Self::Verify(verify::Event::Acknowledged(taken)) => {
                format!("took the totals of {} at #{} over: {}", taken.name, taken.ran, taken.because)
            }
            Self::Provision(provision::Event::OfferAccepted(offer)) => {
                format!("accepted {} for {}: bound to {}", offer.operation.word(), offer.edge, offer.node)
            }
            Self::Provision(provision::Event::AffordanceAccepted(offer)) => {
                format!("accepted {} for {}", offer.label, offer.destination)
            }
        }
    }
}

fn of_posture(event: &posture::Event) -> String {
    match event {
        posture::Event::Found(found) => format!("found the live posture {}", found.classified),
        posture::Event::Intent(intent) => {
            let because = intent.because.as_ref().map(|because| format!(": because {because}")).unwrap_or_default();
            let end =
                |word: &str| intent.expires_at.map(|at| format!(" {word} {}", at.format("%H:%MZ"))).unwrap_or_default();
            if intent.extends() {
                return format!("extended {}{}{because}", intent.to, end("to"));
            }
            let verb = if intent.by_hand { "asked a person to apply" } else { "began to apply" };
            let again = if intent.grant.is_some() { " again" } else { "" };
            format!("{verb} {}{again}{}{because}", intent.to, end("until"))
        }
        posture::Event::Applied(applied) => {
            let by_hand = if applied.by_hand { " by hand" } else { "" };
            format!("APPLIED {}{by_hand}: {}/8 fields read back", applied.to, applied.matched)
        }
        posture::Event::Unconfirmed(lost) => match lost.targets.iter().find(|target| !target.ok) {
            Some(target) if lost.classified.name() == Some(lost.wanted) => {
                format!("{} is live, and the target {} is behind: {}", lost.wanted, target.name, target.said)
            }
            _ => {
                let still = if lost.unchanged { "still" } else { "now" };
                format!("{} did not take: the live file is {still} {}", lost.wanted, lost.classified)
            }
        },
        posture::Event::Expired(expired) => {
            format!("{} ended at {} and is still in force", expired.profile, expired.ended_at.format("%H:%M:%SZ"))
        }
        posture::Event::RevertedUnverified(early) => {
            let who = if early.by_readers_at.is_some() { "the readers fell back to strict" } else { "strict is back" };
            format!("REVERTED UNVERIFIED: {who}, and {}", posture::open_words(&early.unmet))
        }
        posture::Event::LiveChanged(changed) if changed.classified.name() == Some(changed.granted) => {
            format!("the live file is {} again, as granted", changed.granted)
        }
        posture::Event::LiveChanged(changed) => {
            let fields: Vec<_> = changed.diff.iter().map(|(field, _, now)| format!("{field} is {now}")).collect();
            let fields = if fields.is_empty() { String::new() } else { format!(": {}", fields.join(", ")) };
            format!("somebody else changed the live file from {} to {}{fields}", changed.granted, changed.classified)
        }
        posture::Event::Attested(attested) => {
            format!("attested exit criterion {}: {}", attested.criterion.number(), attested.criterion.text())
        }
        posture::Event::ClockConfirmed(_) => "answered for the clock of this machine".to_owned(),
        posture::Event::Vouched(vouched) => format!("answered for the target {}", vouched.target),
    }
}
