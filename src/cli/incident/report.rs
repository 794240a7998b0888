//! `wayhold incident report`: the postmortem.

use clap::Args;
use serde_json::json;

use crate::cli::{Exit, Mutating};
use crate::session::Session;

/// Write the postmortem into snapshots/
///
/// Made from the ledger alone, so that the same ledger gives the same bytes. A file that somebody edited since is left
/// alone, unless --force says why it may be written over; what stood there is then kept among the objects.
#[derive(Debug, Args)]
pub struct Report {
    /// The incident; the open one when not given, else the newest
    id: Option<String>,
    /// Print it and write nothing: Markdown, or JSON with --json
    #[arg(long, conflicts_with_all = ["force", "dry_run"])]
    stdout: bool,
    /// Write over files that somebody edited
    #[arg(long)]
    force: bool,
    /// Why they may be written over, in one line
    #[arg(long, value_name = "TEXT", requires = "force")]
    because: Option<String>,
    #[command(flatten)]
    pub(super) mutating: Mutating,
}

pub(super) async fn run(verb: Report, session: &mut Session) -> Exit {
    let out = verb.mutating.out();
    let incidents = &session.state().incident;
    let newest = || incidents.newest().map(|incident| incident.id.clone());
    let Some(id) = verb.id.or_else(|| incidents.open.clone()).or_else(newest) else {
        return out.usage("no incident was declared here, so there is nothing to report");
    };
    if !incidents.incidents.contains_key(&id) {
        return out.usage(format!("there is no incident {id}; `wayhold incident list` shows what there is"));
    }
    let force = verb.force.then(|| verb.because.unwrap_or_default());
    if verb.stdout {
        return match session.report(&id).await {
            Ok(Some(made)) => {
                if out.json {
                    out.object(&made.postmortem);
                } else {
                    out.raw(made.markdown.trim_end());
                }
                Exit::Done
            }
            Ok(None) => out.usage(format!("there is no incident {id}")),
            Err(error) => out.failed(&error),
        };
    }
    let command = match session.report_command(&id, force.as_deref()).await {
        Ok(Some(command)) => command.into(),
        Ok(None) => return out.usage(format!("there is no incident {id}")),
        Err(error) => return out.failed(&error),
    };
    if verb.mutating.dry_run {
        return verb.mutating.carry_out(session, command).await;
    }
    let mut all = match verb.mutating.prepare(session, Some(&command)).await {
        Ok(done) => done,
        Err(stop) => return out.stopped(&stop),
    };
    match session.write_report(&id, force.as_deref()).await {
        Ok((done, made)) => {
            let files = crate::incident::report_paths(&id);
            let written = !done.entries.is_empty();
            all.extend(done);
            if !written && !out.json {
                let [markdown, json] = &files;
                out.line(format!("{markdown} and {json} are as they would be written; nothing was changed"));
            }
            out.done_with(&all, json!({"files": files, "written": written, "head": made.postmortem.head}))
        }
        Err(stop) => {
            out.recovered(&all);
            out.stopped(&stop)
        }
    }
}
