//! `wayhold posture clock`: what this machine's clock says, and answering for it.

use clap::Args;
use serde_json::json;

use crate::cli::{Exit, Mutating};
use crate::posture;
use crate::session::Session;

/// Show whether this machine's clock can be believed, or answer for it
///
/// It is in doubt when it stands before the newest entry, or was set by more than a minute while the machine ran. No
/// override is taken to have ended by such a clock, and nothing is reverted by it. Exit 5 while it is in doubt.
#[derive(Debug, Args)]
pub struct Clock {
    /// You looked at another clock, and this one is right
    #[arg(long)]
    confirm: bool,
    /// On what grounds, in one line
    #[arg(long, value_name = "TEXT", requires = "confirm")]
    because: Option<String>,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

pub(super) async fn run(verb: Clock, session: &mut Session) -> Exit {
    if verb.confirm {
        return verb.mutating.carry_out(session, posture::Command::TrustClock { note: verb.because }.into()).await;
    }
    let out = verb.mutating.out();
    let ctx = session.ctx();
    let state = session.state();
    let newest = state.last.as_ref().map(|last| last.at);
    let doubted = ctx.doubts_clock(state);
    if out.json {
        let leapt = ctx.leapt.map(|leapt| leapt.num_seconds());
        out.object(&json!({"now": ctx.now, "newest_entry": newest, "set_by_s": leapt, "in_doubt": doubted}));
    } else {
        let shown = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M:%SZ").to_string();
        out.line(format!("this machine says {}", shown(ctx.now)));
        if let Some(newest) = newest {
            out.line(format!("the newest entry is of {}", shown(newest)));
        }
        if let Some(leapt) = ctx.leapt {
            out.line(format!("it was set {}", posture::leap(leapt)));
        }
        out.line(if doubted {
            "CLOCK? no end can be told by it; `wayhold posture clock --confirm` answers for it"
        } else {
            "it can be believed"
        });
    }
    if doubted { Exit::Attention } else { Exit::Done }
}
