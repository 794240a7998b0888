//! Writing the report of an incident: its bytes are made from the ledger first.

use super::{Console, stopped};
use crate::incident::report_paths;
use crate::tui::msg::Ran;

impl Console {
    pub(super) async fn report(&mut self, id: String, force: Option<String>) -> Ran {
        match self.session.write_report(&id, force.as_deref()).await {
            Ok((done, _)) => {
                let at = super::all_told(&done.entries).into_iter().next().map(|told| told.stamp);
                Ran::Reported { files: report_paths(&id), at, trouble: done.trouble, id }
            }
            Err(stop) => stopped(stop),
        }
    }
}
