//! Going on with a damaged ledger: the rule, and what is recorded of it.
//!
//! Lives here: who may, on what grounds. May not: touch a file; the session makes the new ledger once this has agreed.

use serde::{Deserialize, Serialize};

use super::{Command, Ctx, Event, Holds, LedgerEvent};
use crate::hold::{Code, Hold, Offer, Operation, text};

/// The most that a reason may have.
const LONGEST: usize = 300;

/// An entry by place and hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its place.
    pub seq: u64,
    /// The hash of its text.
    pub hash: String,
}

/// That a new ledger file goes on from the last good entry of a damaged one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resealed {
    /// The last entry that held; `None` where none did and the ledger was founded anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Mark>,
    /// The newest entry that had been checked on this machine, where it is beyond that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<Mark>,
    /// What was wrong.
    pub damage: String,
    /// The name of the damaged file, which was kept beside the new one.
    pub kept: String,
    /// The digest of that file.
    pub sha256: String,
    /// Why it was not mended in another way.
    pub because: String,
}

/// A damaged ledger as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// What is wrong; `None` for one that holds.
    pub damage: Option<String>,
    /// Whether it is not damaged but of a newer Wayhold.
    pub newer: bool,
    /// The last entry that holds.
    pub after: Option<Mark>,
    /// The newest entry that had been checked on this machine.
    pub noted: Option<Mark>,
}

/// Whether a new ledger may take the damaged one's place; `kept` and `sha256` are filled in once the old one is kept.
///
/// # Errors
/// The holds: nothing is damaged, a newer Wayhold is what is needed, no reason, no human's key.
pub fn reseal(found: &Damaged, because: &str, ctx: &Ctx) -> Result<Resealed, Holds> {
    let hold = |code, need: &str| Hold::<Command>::new(code, &ctx.environment, need);
    let mut holds = Holds::new();
    let because = text::one_line(because);
    let damage = match (&found.damage, found.newer) {
        (Some(_), true) => {
            let way = Offer::instruct(Operation::Update, "wayhold", "update this Wayhold; nothing is damaged");
            holds.push(hold(Code::LedgerDamaged, "a Wayhold that knows the entries of this ledger").way(way));
            None
        }
        (damage, _) => damage.clone(),
    };
    if damage.is_none() && holds.is_empty() {
        holds.push(hold(Code::AlreadyApplied, "a ledger that is damaged; this one holds"));
    }
    if because.is_empty() || because.chars().count() > LONGEST {
        let way = Offer::instruct(Operation::Create, "wayhold", "say it: --because TEXT");
        holds.push(
            hold(Code::NoReason, "one line of why the last good copy is not put back, of at most 300 characters")
                .way(way),
        );
    }
    holds.extend(ctx.caller.unless_human(&ctx.environment, "going on with a damaged ledger"));
    match damage {
        Some(damage) if holds.is_empty() => {
            let noted = found.noted.clone().filter(|noted| found.after.as_ref() != Some(noted));
            let (kept, sha256) = (String::new(), String::new());
            Ok(Resealed { after: found.after.clone(), noted, damage, kept, sha256, because })
        }
        _ => Err(holds),
    }
}

impl From<Resealed> for Event {
    fn from(resealed: Resealed) -> Self {
        Self::Ledger(LedgerEvent::Resealed(resealed))
    }
}
