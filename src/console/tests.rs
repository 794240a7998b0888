mod bundles;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::*;
use crate::hold::{Caller, Code, Kind, Presence, Stamp};
use crate::{incident, posture, provision, runbook};

const PLAN: &str = "\
# Plan
| Phase | Name | Status |
| --- | --- | --- |
| A1 | First | ACTIVE |
| A2 | Second | NOT_STARTED |

## A1 - First
Status: `ACTIVE`
DoD checklist:
- [x] kept from before
- [ ] one
- [ ] two

## A2 - Second
Status: `NOT_STARTED`
Entry gate:
- A1 is `DONE`.
DoD checklist:
- [ ] three
";

const WORLD: &str = r#"{"world":"room","cursor":"room","nodes":[{"id":"room"},{"id":"door"}],
 "edges":[{"id":"e","kind":"dependency","label":"door","source":"room",
           "requirement":{"identifier":"door","template":{"label":"door"},"policy":"ANY","hard":true}}]}"#;

/// A console whose world is in memory: what a session does with files, without the files.
struct Desk {
    state: State,
    log: Vec<(Event, Stamp)>,
    now: DateTime<Utc>,
    file: String,
    live: posture::ReadBack,
    kind: Kind,
}

impl Desk {
    fn founded() -> Self {
        let mut desk = Self {
            state: State::default(),
            log: Vec::new(),
            now: "2026-11-21T03:00:00Z".parse().unwrap(),
            file: PLAN.to_owned(),
            live: posture::ReadBack::Absent,
            kind: Kind::Human,
        };
        desk.run(&Command::Found).unwrap();
        desk.run(&runbook::Command::Adopt { path: "plan.md".into(), role: runbook::Role::Plan }.into()).unwrap();
        desk
    }

    fn ctx(&self) -> Ctx {
        let texts = posture::Name::ALL.map(|name| (name, Ok(name.toggles().to_json())));
        let evidence = runbook::EvidenceSeen { sha256: "ab".repeat(32), bytes: 3, content: None, exit: None };
        Ctx {
            now: self.now,
            leapt: None,
            caller: Caller {
                id: "ana".into(),
                kind: self.kind,
                present: true,
                presence: Presence::Tty,
                bare_key: None,
            },
            environment: "demo".into(),
            founder: Founder { public_key: "ssh-ed25519 AAAA".into() },
            presence: Presence::Tty,
            limits: posture::Limits::default(),
            reason_codes: vec!["incident_restore".into()],
            gates: Vec::new(),
            deep: BTreeMap::new(),
            observed: Observed {
                known: BTreeMap::new(),
                runs: BTreeMap::new(),
                runbooks: BTreeMap::from([("plan.md".into(), runbook::Seen::read(self.file.as_bytes()))]),
                verifications: BTreeMap::new(),
                evidence: BTreeMap::from([("run.log".into(), Ok(evidence))]),
                posture: Some(ObservedPosture {
                    path: ".wayhold/posture.json".into(),
                    profiles: posture::Profiles::load(BTreeMap::from(texts)),
                    live: self.live.clone(),
                    setup: posture::Setup::default(),
                    targets: BTreeMap::new(),
                }),
                files: BTreeMap::new(),
                bundles: None,
                worlds: BTreeMap::from([("room.json".into(), provision::SeenWorld::read(WORLD))]),
            },
        }
    }

    /// Decides, applies, carries out and settles, as the session does. Gives how many entries it wrote.
    fn run(&mut self, command: &Command) -> Result<usize, Holds> {
        let events = decide(&self.state, command, &self.ctx())?;
        let before = self.log.len();
        self.take(&events);
        for effect in events.iter().flat_map(|event| plan(event, 0)) {
            self.carry_out(&effect);
        }
        for unfinished in pending(&self.state) {
            let events = decide(&self.state, &unfinished.settle(false), &self.ctx())?;
            self.take(&events);
        }
        Ok(self.log.len() - before)
    }

    fn take(&mut self, events: &[Event]) {
        for event in events {
            let stamp = Stamp { seq: self.log.len() as u64, at: self.now, by: "ana".into() };
            apply(&mut self.state, event, &stamp);
            self.log.push((event.clone(), stamp));
        }
    }

    fn carry_out(&mut self, effect: &Effect) {
        match effect {
            Effect::Runbook(runbook::Effect::Patch { edits, .. }) => {
                let patched = runbook::apply_edits(self.file.as_bytes(), edits).unwrap();
                self.file = String::from_utf8(patched).unwrap();
            }
            Effect::Runbook(runbook::Effect::Start { .. })
            | Effect::Incident(_)
            | Effect::Posture(posture::Effect::WriteFlagd { .. } | posture::Effect::Hook { .. })
            | Effect::Verify(_) => {}
            Effect::Posture(posture::Effect::WriteTarget { text, .. }) => {
                self.live = posture::ReadBack::of(text.as_bytes());
            }
        }
    }

    fn codes(&self, command: &Command) -> Vec<Code> {
        match decide(&self.state, command, &self.ctx()) {
            Ok(_) => Vec::new(),
            Err(holds) => holds.into_iter().map(|hold| hold.code).collect(),
        }
    }

    fn item(&self, phase: &str, number: usize) -> runbook::ItemId {
        let document = runbook::read(self.file.as_bytes()).unwrap();
        document.items(phase).into_iter().find(|item| item.number == number).unwrap().id
    }
}

fn apply_posture(to: posture::Name, because: Option<&str>, confirm: Option<&str>) -> Command {
    let text = |words: Option<&str>| words.map(str::to_owned);
    posture::Command::Apply { to, duration: None, because: text(because), confirm: text(confirm) }.into()
}

fn declare() -> Command {
    incident::Command::declare("it is down").into()
}

fn close() -> Command {
    incident::Command::Close { id: None, ended_at: None }.into()
}

#[test]
fn nothing_but_founding_is_possible_before_entry_0() {
    let mut desk = Desk::founded();
    desk.state = State::default();
    for command in [declare(), close(), apply_posture(posture::Name::Strict, None, None)] {
        assert_eq!(desk.codes(&command), [Code::NotFounded], "{command:?}");
    }
    assert!(desk.codes(&Command::Found).is_empty());
}

#[test]
fn a_ledger_is_founded_once_and_by_a_human() {
    let mut desk = Desk::founded();
    assert_eq!(desk.codes(&Command::Found), [Code::AlreadyFounded]);
    desk.state = State::default();
    desk.kind = Kind::Agent;
    assert_eq!(desk.codes(&Command::Found), [Code::NeedsHuman]);
}

#[test]
fn founding_writes_strict_where_there_is_no_posture_and_records_one_that_is_there() {
    let desk = Desk::founded();
    assert_eq!(desk.live.classify(), posture::Classified::Strict);
    let mut other = Desk::founded();
    other.state = State::default();
    other.live = posture::ReadBack::of(posture::Name::Compat.toggles().to_json().as_bytes());
    let events = decide(&other.state, &Command::Found, &other.ctx()).unwrap();
    assert!(matches!(events[1], Event::Posture(posture::Event::Found(_))), "{events:?}");
}

#[test]
fn static_restore_lists_everything_it_misses_of_an_incident_and_of_itself() {
    let desk = Desk::founded();
    let command = apply_posture(posture::Name::StaticRestore, None, None);
    assert_eq!(
        desk.codes(&command),
        [
            Code::NoIncident,
            Code::NoOwner,
            Code::NoStartTime,
            Code::NoReasonCode,
            Code::NoReason,
            Code::WrongEnvironment
        ]
    );
}

#[test]
fn static_restore_is_refused_with_the_wrong_name_and_granted_with_the_right_one() {
    let mut desk = Desk::founded();
    desk.run(&declare()).unwrap();
    desk.run(&apply_posture(posture::Name::Compat, Some("old client"), None)).unwrap();
    let with = |name| apply_posture(posture::Name::StaticRestore, None, Some(name));
    assert_eq!(desk.codes(&with("prod")), [Code::WrongEnvironment]);
    desk.run(&with("demo")).unwrap();
    assert_eq!(desk.live.classify(), posture::Classified::StaticRestore);
    let current = desk.state.posture.current.as_ref().unwrap();
    assert_eq!(current.expires_at, desk.now + TimeDelta::minutes(30));
    assert_eq!(current.incident, desk.state.incident.open);
}

#[test]
fn an_incident_closes_only_when_the_live_posture_reads_strict() {
    let mut desk = Desk::founded();
    desk.run(&declare()).unwrap();
    desk.run(&apply_posture(posture::Name::Compat, Some("old client"), None)).unwrap();
    let unanswered = [Code::NotAttested; 3];
    assert_eq!(desk.codes(&close()), [&[Code::NotStrict], unanswered.as_slice()].concat());
    let holds = why(&desk.state, &Subject::Incident, &desk.ctx());
    let way = holds[0].ways[0].action.clone().unwrap();
    desk.run(&way).unwrap();
    assert_eq!(desk.codes(&close()), unanswered, "what the override was for has not been answered for");
    for hold in why(&desk.state, &Subject::Incident, &desk.ctx()) {
        desk.run(hold.ways[0].action.as_ref().unwrap()).unwrap();
    }
    desk.run(&close()).unwrap();
    assert_eq!(desk.state.incident.open, None);
}

#[test]
fn an_override_that_was_over_before_the_incident_does_not_hold_its_close() {
    let mut desk = Desk::founded();
    desk.run(&apply_posture(posture::Name::Compat, Some("old client"), None)).unwrap();
    desk.run(&posture::Command::revert().into()).unwrap();
    desk.run(&declare()).unwrap();
    assert_eq!(desk.codes(&close()), []);
}

#[test]
fn a_hand_edit_that_leaves_the_ledger_saying_strict_still_holds_the_close() {
    let mut desk = Desk::founded();
    desk.run(&declare()).unwrap();
    desk.live = posture::ReadBack::of(posture::Name::Compat.toggles().to_json().as_bytes());
    assert_eq!(desk.codes(&close()), [Code::PostureUnclear, Code::NotStrict]);
}

#[test]
fn an_unfinished_posture_change_holds_the_close_and_its_way_past_settles_it() {
    let mut desk = Desk::founded();
    desk.run(&declare()).unwrap();
    let events = decide(&desk.state, &apply_posture(posture::Name::Compat, Some("old"), None), &desk.ctx()).unwrap();
    desk.take(&events);
    assert_eq!(desk.codes(&close()), [Code::Unknown]);
    let way = why(&desk.state, &Subject::Incident, &desk.ctx())[0].ways[0].action.clone().unwrap();
    desk.run(&way).unwrap();
    desk.run(&close()).unwrap();
}

#[test]
fn a_subject_touched_after_the_look_is_told_with_its_author() {
    let mut desk = Desk::founded();
    let looked_at = desk.state.last.as_ref().map(|last| last.seq);
    desk.run(&declare()).unwrap();
    let subject = declare().subject().unwrap();
    assert_eq!(desk.state.changed_since(&subject, looked_at).unwrap().by, "ana");
    let now = desk.state.last.as_ref().map(|last| last.seq);
    assert_eq!(desk.state.changed_since(&subject, now), None);
    assert_eq!(desk.state.changed_since("posture", looked_at), None);
}

#[test]
fn a_phase_is_asked_why_through_the_same_door() {
    let desk = Desk::founded();
    let subject = Subject::Phase { path: "plan.md".into(), phase: "A1".into() };
    let codes: Vec<_> = why(&desk.state, &subject, &desk.ctx()).into_iter().map(|hold| hold.code).collect();
    assert_eq!(codes, [Code::Inherited, Code::BoxOpen, Code::BoxOpen, Code::NoNote]);
}

#[test]
fn the_ladder_is_made_of_offers_in_the_one_order() {
    let mut desk = Desk::founded();
    desk.run(&declare()).unwrap();
    let costs: Vec<_> = ladder(&desk.state, &desk.ctx()).into_iter().map(|offer| offer.cost).collect();
    assert_eq!(costs, [10, 50, 200]);
}

/// One thing a person might do, sensible or not.
fn act() -> impl Strategy<Value = (u8, u8, u8)> {
    (0..12u8, 0..4u8, 0..3u8)
}

fn command_of(desk: &Desk, (act, a, b): (u8, u8, u8)) -> Command {
    let (phase, number) = if a < 3 { ("A1", usize::from(a) + 1) } else { ("A2", 1) };
    let (path, phase_id, item) = ("plan.md".to_owned(), phase.to_owned(), desk.item(phase, number));
    match act {
        0 => Command::Found,
        1 => declare(),
        2 => close(),
        3 => incident::Command::note("looked".repeat(usize::from(a))).into(),
        4 => apply_posture(posture::Name::Compat, (b > 0).then_some("why"), None),
        5 => apply_posture(
            posture::Name::StaticRestore,
            (b > 0).then_some("why"),
            Some(["demo", "prod"][usize::from(a % 2)]),
        ),
        6 => apply_posture(posture::Name::Strict, None, None),
        7 | 8 => {
            let evidence =
                vec![runbook::EvidenceRef::File { path: ["run.log", "gone.log"][usize::from(b / 2)].into() }];
            runbook::Command::Tick { path, phase: phase_id, item, evidence }.into()
        }
        9 => runbook::Command::Untick { path, phase: phase_id, item, reason: "wrong".repeat(usize::from(b)) }.into(),
        10 => runbook::Command::Adopt { path, role: runbook::Role::Plan }.into(),
        _ => provision::Command::AcceptBest { world: "room.json".into() }.into(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn replaying_the_ledger_gives_the_live_state_and_a_refusal_leaves_no_entry(acts in prop::collection::vec(act(), 0..40)) {
        let mut desk = Desk::founded();
        for one in acts {
            desk.now += TimeDelta::seconds(60);
            let command = command_of(&desk, one);
            let (state, entries) = (desk.state.clone(), desk.log.len());
            if let Err(holds) = desk.run(&command) {
                prop_assert!(!holds.is_empty());
                prop_assert_eq!(&desk.state, &state);
                prop_assert_eq!(desk.log.len(), entries);
            }
        }
        let mut replayed = State::default();
        for (event, stamp) in &desk.log {
            let (kind, body) = event.to_parts();
            let read = Event::from_parts(&kind, &body).unwrap();
            prop_assert_eq!(&read, event);
            apply(&mut replayed, &read, stamp);
        }
        prop_assert_eq!(&replayed, &desk.state);
        let stored: State = serde_json::from_str(&serde_json::to_string(&replayed).unwrap()).unwrap();
        prop_assert_eq!(stored, replayed);
    }

    #[test]
    fn static_restore_is_never_live_without_an_open_incident_in_order(acts in prop::collection::vec(act(), 0..40)) {
        let mut desk = Desk::founded();
        for one in acts {
            let command = command_of(&desk, one);
            let _ = desk.run(&command);
            if desk.live.classify() == posture::Classified::StaticRestore {
                let open = desk.state.incident.open_incident();
                prop_assert!(open.is_some_and(|open| !open.owner.is_empty() && !open.reason_code.is_empty()));
            }
        }
    }

    #[test]
    fn strict_is_always_one_command_away(acts in prop::collection::vec(act(), 0..40)) {
        let mut desk = Desk::founded();
        for one in acts {
            let command = command_of(&desk, one);
            let _ = desk.run(&command);
        }
        let _ = desk.run(&apply_posture(posture::Name::Strict, None, None));
        prop_assert_eq!(desk.live.classify(), posture::Classified::Strict);
    }
}

#[test]
fn an_unknown_kind_and_a_body_that_does_not_fit_are_told_apart() {
    let body = serde_json::json!({});
    assert!(matches!(Event::from_parts("tea.brewed", &body), Err(UnknownEvent::Kind(_))));
    assert!(matches!(Event::from_parts("incident.vanished", &body), Err(UnknownEvent::Kind(_))));
    assert!(matches!(Event::from_parts("incident.closed", &body), Err(UnknownEvent::Body { .. })));
}

#[test]
fn a_body_may_gain_fields_that_this_build_does_not_know() {
    let body = serde_json::json!({"id": "INC-20261121-1", "ended_at": "2026-11-21T04:00:00Z", "mood": "calm"});
    assert!(Event::from_parts("incident.closed", &body).is_ok());
}

fn reseal_codes(found: &Damaged, because: &str, kind: Kind) -> Vec<Code> {
    let mut ctx = Desk::founded().ctx();
    ctx.caller.kind = kind;
    reseal(found, because, &ctx).map_or_else(|holds| holds.into_iter().map(|hold| hold.code).collect(), |_| vec![])
}

#[test]
fn a_reseal_needs_damage_a_reason_and_a_human_and_is_no_cure_for_an_old_wayhold() {
    let torn = Damaged { damage: Some("torn".into()), newer: false, after: None, noted: None };
    assert_eq!(reseal_codes(&torn, "no copy", Kind::Human), []);
    assert_eq!(reseal_codes(&torn, " \n ", Kind::Agent), [Code::NoReason, Code::NeedsHuman]);
    assert_eq!(reseal_codes(&torn, &"x".repeat(301), Kind::Human), [Code::NoReason]);
    let newer = Damaged { newer: true, ..torn.clone() };
    assert_eq!(reseal_codes(&newer, "no copy", Kind::Human), [Code::LedgerDamaged]);
    let whole = Damaged { damage: None, ..torn };
    assert_eq!(reseal_codes(&whole, "no copy", Kind::Human), [Code::AlreadyApplied]);
}

#[test]
fn what_had_been_checked_is_named_where_it_is_beyond_what_holds() {
    let mark = |seq| Some(Mark { seq, hash: format!("{seq}") });
    let found = |noted| Damaged { damage: Some("cut".into()), newer: false, after: mark(4), noted };
    assert_eq!(reseal(&found(mark(6)), "b", &Desk::founded().ctx()).unwrap().noted, mark(6));
    assert_eq!(reseal(&found(mark(4)), "b", &Desk::founded().ctx()).unwrap().noted, None);
}
