//! The plan that ships with Wayhold, and the way of its first phases.

use std::fs;
use std::path::Path;

use super::{CONFIG, Room};

/// Where the shipped plan is.
pub const SHIPPED: &str = "runbooks/substrate-migration.md";

/// The two parts that M2 lacks, as somebody writes them when it is about to be activated.
const PARTS: &str = "\
Implementation tasks:
1. Write the modules for core and demo, and apply them.

Rollback posture:
- Destroy the demo; core stays as it was.

";

impl Room {
    /// A founded room with the shipped plan alone.
    pub fn shipped() -> Self {
        let plan = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(SHIPPED)).unwrap();
        let config = CONFIG.replace("runbooks/*.md", SHIPPED);
        Self::new().with("wayhold.toml", config).with(SHIPPED, plan).founded()
    }

    /// Ticks what is open in M1 on files of their own, and answers for its gate and its inherited boxes.
    pub fn m1_shown(&self) {
        for number in ["5", "13", "14"] {
            let proof = format!("evidence/m1-{number}.txt");
            self.write(&proof, format!("what shows item {number}\n"));
            self.run(["phase", "tick", "M1", number, "--evidence", &proof]).exit(0);
        }
        self.run(["phase", "attest", "M1", "g2", "--because", "read the registry"]).exit(0);
        self.run(["phase", "attest", "M1", "--inherited", "--because", "saw each of them closed"]).exit(0);
    }

    /// M1 closed, with its note.
    pub fn m1_closed(self) -> Self {
        self.m1_shown();
        self.run(["phase", "note", "M1", "the planning pack is closed"]).exit(0);
        self.run(["phase", "close", "M1"]).exit(0);
        self
    }

    /// Writes into the plan what M2 lacks.
    pub fn write_parts_of_m2(&self) {
        let plan = self.text(SHIPPED);
        let (before, m2) = plan.split_at(plan.find("## M2 - ").unwrap());
        self.write(
            SHIPPED,
            format!("{before}{}", m2.replacen("Evidence contract:", &format!("{PARTS}Evidence contract:"), 1)),
        );
    }

    /// Accepts the file as it is.
    pub fn repin(&self) {
        let words = ["runbook", "repin", "substrate-migration", "--severity", "low", "--impact", "M2 has its parts"];
        self.run(words.into_iter().chain(["--because", "activation asks for them"])).exit(0);
    }
}
