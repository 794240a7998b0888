//! The commands of an incident that change files, and what a fault at any of their steps may leave: the posture file, the
//! flagd file and the report's files are old or new each, and whoever comes next says which by reading them.

use super::super::{codes, compat};
use super::*;
use crate::incident::report_paths;
use crate::posture::{self, FLAGD, Name, OnExpiry, Outcome, ReadBack, flagd};

pub(super) const POSTURE: &str = ".wayhold/posture.json";
pub(super) const FLAGS: &str = ".wayhold/flagd.json";

/// The second at which every room begins.
const BEGIN: i64 = 1_800_000_000;

/// A command, and what has to have happened before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Case {
    /// compat from strict.
    Apply,
    /// strict from compat.
    Revert,
    /// compat for longer.
    Extend,
    /// compat as granted, where somebody wrote strict and took the flagd file away.
    Restore,
    /// What the first observer does of an override that has ended for the readers of the flagd file.
    Expired,
    /// The report of an incident, over an earlier one.
    Report,
}

impl Case {
    pub(super) const ALL: [Self; 6] =
        [Self::Apply, Self::Revert, Self::Extend, Self::Restore, Self::Expired, Self::Report];

    /// The time at which it is run; an override is granted at the beginning, for an hour.
    pub(super) const fn clock(self) -> i64 {
        match self {
            Self::Apply | Self::Report => BEGIN,
            Self::Revert | Self::Extend | Self::Restore => BEGIN + 600,
            Self::Expired => BEGIN + 7200,
        }
    }

    /// The files that it changes.
    fn files(self, session: &Session) -> Vec<String> {
        match self {
            Self::Report => report_paths(session.state().incident.incidents.keys().next().unwrap()).to_vec(),
            _ => vec![POSTURE.to_owned(), FLAGS.to_owned()],
        }
    }

    /// The room just before the command.
    pub(super) async fn room(self) -> Room {
        let room = Room { directory: quick() };
        fs::create_dir_all(room.root().join("profiles")).unwrap();
        for name in Name::ALL {
            fs::write(room.root().join(format!("profiles/{name}.json")), name.toggles().to_json()).unwrap();
        }
        let config = "environment = \"demo\"\n[posture]\nflagd = \".wayhold/flagd.json\"\n[posture.limits.compat]\n\
                      default = \"1h\"\nmax = \"2h\"\non_expiry = \"reader\"\n";
        fs::write(room.root().join(FILE_NAME), config).unwrap();
        let mut session = opened(&room, BEGIN).await;
        room.run(&mut session, Command::Found).await;
        if !matches!(self, Self::Apply | Self::Report) {
            room.run(&mut session, compat()).await;
        }
        if self == Self::Restore {
            fs::write(room.root().join(POSTURE), Name::Strict.toggles().to_json()).unwrap();
            fs::remove_file(room.root().join(FLAGS)).unwrap();
        }
        if self == Self::Report {
            room.run(&mut session, incident::Command::declare("the tap drips").into()).await;
            let id = session.state().incident.open.clone().unwrap();
            room.run(&mut session, incident::Command::close().into()).await;
            session.write_report(&id, None).await.unwrap();
            let text = "it was the seal".to_owned();
            room.run(&mut session, incident::Command::Note { id: Some(id), text, at: None, action: None }.into()).await;
        }
        session.close().await;
        room
    }

    /// Does it, as somebody who has just looked.
    pub(super) async fn act(self, session: &mut Session) -> Result<Done, Stop> {
        let because = Some("they are not done yet".to_owned());
        let command: Command = match self {
            Self::Expired => return session.notice().await,
            Self::Report => {
                let id = session.state().incident.incidents.keys().next().unwrap().clone();
                return session.write_report(&id, None).await.map(|(done, _)| done);
            }
            Self::Apply => compat(),
            Self::Revert => posture::Command::revert().into(),
            Self::Extend => posture::Command::Extend { longer: None, because }.into(),
            Self::Restore => posture::Command::Restore { because }.into(),
        };
        let looked_at = session.looked_at();
        session.run(command, looked_at).await
    }
}

pub(super) async fn opened(room: &Room, seconds: i64) -> Session {
    let environment = Environment { terminal: true, ..room.environment("ana") };
    let clock = Clock::fixed(DateTime::from_timestamp(seconds, 0).unwrap());
    Session::open(Workspace::read(&room.root()).unwrap(), environment, clock).await.unwrap()
}

/// Files by path; one that is not there has no bytes.
type Files = BTreeMap<String, Option<Vec<u8>>>;

/// A case that was run to its end without a fault.
pub(super) struct Reference {
    pub(super) case: Case,
    pub(super) before: Room,
    pub(super) steps: Vec<String>,
    old: Files,
    new: Files,
    new_state: State,
    /// How many entries there were before, how many the intent's append made, and how many there are at the end.
    entries: u64,
    intent: u64,
    total: u64,
}

impl Reference {
    pub(super) async fn of(case: Case) -> Self {
        let before = case.room().await;
        let after = before.copied();
        let mut session = opened(&after, case.clock()).await;
        let names = case.files(&session);
        let entries = session.looked_at().unwrap() + 1;
        let steps = Rc::new(RefCell::new(Vec::new()));
        let watch = {
            let (steps, root) = (Rc::clone(&steps), after.root());
            faults::watched(move |step| {
                steps.borrow_mut().push(named(step, &root));
                Ok(())
            })
        };
        let done = case.act(&mut session).await.unwrap();
        drop(watch);
        assert_eq!(done.trouble, None, "{case:?}");
        let is_intent = |kind: &str| kind == "posture.intent" || kind == "incident.reported";
        let intent = done.entries.iter().position(|entry| is_intent(&entry.kind)).unwrap() as u64 + 1;
        let new_state = session.state().clone();
        session.close().await;
        let read =
            |room: &Room| names.iter().map(|name| (name.clone(), fs::read(room.root().join(name)).ok())).collect();
        let reference = Self {
            case,
            old: read(&before),
            new: read(&after),
            entries,
            intent,
            total: done.entries.len() as u64,
            new_state,
            before,
            steps: Rc::try_unwrap(steps).unwrap().into_inner(),
        };
        assert!(reference.old != reference.new && reference.total > reference.intent, "{case:?}");
        reference
    }

    fn read(&self, room: &Room) -> Files {
        self.old.keys().map(|name| (name.clone(), fs::read(room.root().join(name)).ok())).collect()
    }

    /// How many entries of the command there are. The files are whole, none changed before the ledger said so, each is as
    /// it should be once the ledger says so, and a reader knows whether something is unfinished.
    async fn left_whole(&self, room: &Room, at: &str) -> u64 {
        let found = self.read(room);
        for (name, bytes) in &found {
            assert!(*bytes == self.old[name] || *bytes == self.new[name], "{at}: half of {name}: {bytes:?}");
        }
        let mut session = opened(room, self.case.clock()).await;
        assert_eq!(session.damage(), None, "{at}");
        let written = session.looked_at().unwrap() + 1 - self.entries;
        assert!([0, self.intent, self.total].contains(&written), "{at}: {written} entries");
        assert!(written > 0 || found == self.old, "{at}: a file changed before the ledger said so");
        assert!(written < self.total || found == self.new, "{at}: the ledger says more than the files");
        let unknown = session.abandoned().await.unwrap();
        assert_eq!(unknown.len(), usize::from(written == self.intent), "{at}: {unknown:?}");
        session.close().await;
        written
    }

    /// Everything that has to hold after a fault: found whole, settled by whoever comes next by reading back, settled
    /// once; and strict is within reach afterwards.
    pub(super) async fn recovers(&self, room: &Room, by_start: bool, at: &str) {
        let written = self.left_whole(room, at).await;
        let found = self.read(room);
        let mut session = opened(room, self.case.clock()).await;
        let said = if by_start {
            session.settle_unfinished().await.unwrap()
        } else {
            room.run(&mut session, incident::Command::declare("the power went").into()).await.recovered
        };
        assert_eq!(!said.is_empty(), written == self.intent, "{at}: {said:?}");
        assert!(pending(session.state()).is_empty(), "{at}");
        assert!(session.verify().await.unwrap().is_ok(), "{at}");
        let lived = session.state().clone();
        session.close().await;
        if self.case == Case::Report {
            self.report_stands(room, written, at).await;
            return;
        }
        assert_eq!(self.read(room), found, "{at}: a posture is read back and never written by itself");
        if written == self.intent {
            self.concluded(&lived, &found, &said[0], at);
        }
        let mut session = opened(room, self.case.clock()).await;
        assert_eq!(*session.state(), lived, "{at}: a replay differs from what was lived");
        assert_eq!(session.settle_unfinished().await.unwrap(), [""; 0], "{at}: it is settled twice");
        self.strict_is_within_reach(&mut session, room, at).await;
        session.close().await;
    }

    /// After a disk that refused a step: the files are whole, what the ledger says is so or is UNKNOWN, and strict is within
    /// reach once the disk takes writes again.
    pub(super) async fn refused(&self, room: &Room, at: &str) {
        let found = self.read(room);
        for (name, bytes) in &found {
            assert!(*bytes == self.old[name] || *bytes == self.new[name], "{at}: half of {name}: {bytes:?}");
        }
        let mut session = opened(room, self.case.clock()).await;
        assert_eq!(session.damage(), None, "{at}");
        let begun = session.looked_at().unwrap() + 1 > self.entries;
        assert!(begun || found == self.old, "{at}: a file changed before the ledger said so");
        session.settle_unfinished().await.unwrap();
        assert!(pending(session.state()).is_empty(), "{at}");
        let said = session.state().posture.last.clone();
        let took = found == self.new;
        match said {
            _ if !begun => {}
            Some(Outcome::Applied { .. }) => assert!(took, "{at}"),
            Some(Outcome::Unconfirmed { .. }) => assert!(!took, "{at}"),
            other => panic!("{at}: {other:?}"),
        }
        self.strict_is_within_reach(&mut session, room, at).await;
        session.close().await;
    }

    /// What the ledger says now is what the files say, field by field and target by target.
    fn concluded(&self, state: &State, found: &Files, said: &str, at: &str) {
        let is = |name: &str| found[name] == self.new[name];
        let posture = &state.posture;
        let (outcome, words) = match (is(POSTURE), is(FLAGS)) {
            (true, true) => ("applied", "did take: the live file is"),
            (true, false) => ("took", "and is not confirmed by flagd"),
            (false, _) => ("unchanged", "did not take: the live file reads"),
        };
        assert!(said.contains(words), "{at}: {said}");
        match posture.last.as_ref().unwrap() {
            Outcome::Applied { recovered: true, .. } => assert_eq!(outcome, "applied", "{at}"),
            Outcome::Unconfirmed { unchanged, .. } => {
                assert_eq!(outcome, if *unchanged { "unchanged" } else { "took" }, "{at}");
            }
            other => panic!("{at}: {other:?}"),
        }
        if outcome == "unchanged" {
            return;
        }
        let live = ReadBack::of(found[POSTURE].as_ref().unwrap());
        assert_eq!(posture.in_force(), live.classify().name(), "{at}");
        assert_eq!(posture.current, self.new_state.posture.current, "{at}: another grant");
        let behind = posture.targets.iter().any(|target| target.name == FLAGD && !target.ok);
        assert_eq!(behind, outcome == "took", "{at}");
    }

    async fn strict_is_within_reach(&self, session: &mut Session, room: &Room, at: &str) {
        let looked_at = session.looked_at();
        match session.run(posture::Command::revert().into(), looked_at).await {
            Ok(done) => assert_eq!(done.trouble, None, "{at}"),
            Err(stop) => assert_eq!(codes(&stop), [crate::hold::Code::AlreadyApplied], "{at}"),
        }
        assert_eq!(room.live(), Name::Strict.toggles().to_json(), "{at}");
        let flags = flagd::Seen::of(&fs::read(room.root().join(FLAGS)).unwrap());
        assert_eq!(flags.says().map(flagd::Says::profile), Some(Name::Strict), "{at}");
        assert_eq!(session.state().posture.in_force(), Some(Name::Strict), "{at}");
        let (ctx, state) = (session.ctx(), session.state());
        let holds = posture::holds(&state.posture, &ctx.posture(state).unwrap());
        assert!(holds.is_empty(), "{at}: {holds:?}");
    }

    /// A report is completed, as the ledger has its bytes.
    async fn report_stands(&self, room: &Room, written: u64, at: &str) {
        assert_eq!(self.read(room), if written > 0 { self.new.clone() } else { self.old.clone() }, "{at}");
        let mut session = opened(room, self.case.clock()).await;
        let done = self.case.act(&mut session).await.unwrap();
        assert_eq!(done.entries.is_empty(), written > 0, "{at}: written twice, or not again");
        assert_eq!(self.read(room), self.new, "{at}");
        session.close().await;
    }

    /// After a recovery and then a power loss: what the ledger concluded stands on the disk.
    pub(super) async fn stands(&self, room: &Room, at: &str) {
        let found = self.read(room);
        let session = opened(room, self.case.clock()).await;
        assert!(pending(session.state()).is_empty(), "{at}");
        let state = &session.state().posture;
        let live = ReadBack::of(&fs::read(room.root().join(POSTURE)).unwrap());
        assert_eq!(state.in_force(), live.classify().name(), "{at}: the ledger says what the disk forgot");
        if let Some(Outcome::Applied { recovered: true, .. }) = state.last {
            assert_eq!(found, self.new, "{at}");
        }
        session.close().await;
    }
}

#[tokio::test]
async fn a_change_of_the_posture_writes_file_and_flags_one_after_the_other_between_intent_and_outcome() {
    let reference = Reference::of(Case::Apply).await;
    let told = reference.steps.iter().map(String::as_str);
    let told: Vec<_> = told.filter(|step| !step.contains(".cache") && !step.ends_with("verified.json")).collect();
    let first = told.iter().position(|step| *step == "append 1").unwrap();
    let last = told.iter().rposition(|step| *step == "append 1").unwrap();
    let between: Vec<_> = told[first + 1..last]
        .iter()
        .filter(|step| step.starts_with("sync") || step.starts_with("rename"))
        .copied()
        .collect();
    assert_eq!(
        between,
        [
            "sync .wayhold/TEMP",
            "rename .wayhold/TEMP to .wayhold/posture.json",
            "sync names in .wayhold",
            "sync .wayhold/TEMP",
            "rename .wayhold/TEMP to .wayhold/flagd.json",
            "sync names in .wayhold",
        ]
    );
    assert_eq!(reference.new_state.posture.current.as_ref().map(|current| current.on_expiry), Some(OnExpiry::Reader));
}
