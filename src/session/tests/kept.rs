//! The state cache: never needed, never wrong, and believed only while the ledger is the one it was made of.

use std::fs;

use proptest::prelude::*;
use sqlx::Connection;

use super::*;
use crate::hold::digest;

impl Room {
    /// A founded room in memory, whose caches are written, with an open incident and a few notes.
    async fn kept() -> Self {
        let room = Self::quick();
        room.notes(&["it is down", "it is still down", "it is up"]).await;
        assert!(room.cache(Depth::Whole).exists());
        let standing = room.opened(Depth::Standing).await;
        standing.close().await;
        room
    }

    fn quick() -> Self {
        let directory = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let room = Self { directory };
        Workspace::demo(&room.root()).unwrap();
        fs::write(room.root().join("run.log"), "all green\n").unwrap();
        room
    }

    /// Founds the ledger where there is none, declares an incident where none is open, and notes these on it.
    async fn notes(&self, texts: &[&str]) {
        let mut session = self.open().await;
        if session.state().founded.is_none() {
            self.run(&mut session, Command::Found).await;
            let adopt = runbook::Command::Adopt { path: PLAN.into(), role: Role::Plan };
            self.run(&mut session, adopt.into()).await;
            self.run(&mut session, incident::Command::declare("it is down").into()).await;
        }
        for text in texts {
            self.run(&mut session, note(text)).await;
        }
        session.close().await;
    }

    async fn opened(&self, depth: Depth) -> Session {
        let workspace = Workspace::read(&self.root()).unwrap();
        Session::open_to(depth, workspace, self.environment("ana"), Clock::default()).await.unwrap()
    }

    fn cache(&self, depth: Depth) -> PathBuf {
        self.private().join(match depth {
            Depth::Whole => "state.cache",
            Depth::Standing => "standing.cache",
        })
    }

    /// The state by the entries alone.
    async fn replayed(&self) -> State {
        let kept: Vec<_> = ["state.cache", "standing.cache", "verified.json"]
            .iter()
            .map(|name| self.private().join(name))
            .filter_map(|path| Some((fs::read(&path).ok()?, path)))
            .collect();
        for (_, path) in &kept {
            fs::remove_file(path).unwrap();
        }
        let session = self.open().await;
        assert_eq!(session.damage(), None);
        let state = session.state().clone();
        session.close().await;
        for (bytes, path) in kept {
            fs::write(path, bytes).unwrap();
        }
        state
    }

    /// The ledger's file as somebody with a shell has it.
    async fn shell(&self) -> sqlx::SqliteConnection {
        let url = format!("sqlite:{}", self.private().join("ledger.db").display());
        sqlx::SqliteConnection::connect(&url).await.unwrap()
    }

    async fn sql(&self, statements: &[&'static str]) {
        let mut shell = self.shell().await;
        for statement in statements {
            sqlx::raw_sql(*statement).execute(&mut shell).await.unwrap();
        }
        shell.close().await.unwrap();
    }

    /// Lets a cache say something that the ledger does not, in a file that is whole.
    fn forge(&self, depth: Depth, from: &str, to: &str) {
        let text = fs::read_to_string(self.cache(depth)).unwrap();
        let (_, rest) = text.split_once('\n').unwrap();
        assert!(rest.contains(from), "{rest}");
        let rest = rest.replace(from, to);
        fs::write(self.cache(depth), format!("{}\n{rest}", digest::sha256(rest.as_bytes()))).unwrap();
    }
}

const BOTH: [Depth; 2] = [Depth::Whole, Depth::Standing];

fn note(text: &str) -> Command {
    incident::Command::note(text).into()
}

/// A state without what a standing may leave out.
fn shed(state: &State) -> State {
    let mut state = state.clone();
    standing::shed(&mut state);
    state
}

/// Edits the declaration in place, under the triggers.
const EDIT: [&str; 2] = [
    "DROP TRIGGER entries_stay",
    "UPDATE entries SET entry = replace(entry, 'it is down', 'it is fine') WHERE entry LIKE '%incident.declared%'",
];

#[tokio::test]
async fn a_start_with_a_cache_comes_to_the_same_state_as_one_without() {
    let room = Room::kept().await;
    let replayed = room.replayed().await;
    let whole = room.open().await;
    assert!(whole.cached.is_some(), "from the cache");
    assert_eq!(*whole.state(), replayed);
    assert_eq!(whole.verified(), whole.head());
    let standing = room.opened(Depth::Standing).await;
    assert!(standing.cached.is_some(), "from the cache");
    assert_eq!(shed(standing.state()), shed(&replayed));
    assert_eq!((standing.head(), &standing.keyring), (whole.head(), &whole.keyring));
}

#[tokio::test]
async fn a_cache_is_what_is_believed_while_the_file_is_as_noted() {
    let room = Room::kept().await;
    for depth in BOTH {
        room.forge(depth, "\"environment\":\"demo\",\"stamp\"", "\"environment\":\"forged\",\"stamp\"");
        let session = room.opened(depth).await;
        // Whoever may write here could forge the note as well; `ledger verify` reads neither.
        assert_eq!(session.state().founded.as_ref().unwrap().environment, "forged");
    }
}

#[tokio::test]
async fn a_cache_of_another_format_release_environment_or_ledger_is_as_good_as_none() {
    let room = Room::kept().await;
    let replayed = room.replayed().await;
    let other = Room::kept().await;
    let format = format!("{{\"key\":{{\"format\":{},", cache::FORMAT);
    let release = format!("\"release\":\"{}\"", env!("CARGO_PKG_VERSION"));
    for depth in BOTH {
        let good = fs::read(room.cache(depth)).unwrap();
        for (from, to) in [
            (format.as_str(), "{\"key\":{\"format\":0,"),
            (release.as_str(), "\"release\":\"0.0.9\""),
            ("\"environment\":\"demo\"},", "\"environment\":\"prod\"},"),
        ] {
            room.forge(depth, from, to);
            room.forge(depth, "\"environment\":\"demo\",\"stamp\"", "\"environment\":\"forged\",\"stamp\"");
            let session = room.opened(depth).await;
            assert_eq!(shed(session.state()), shed(&replayed), "{to}");
            session.close().await;
            fs::write(room.cache(depth), &good).unwrap();
        }
        fs::copy(other.cache(depth), room.cache(depth)).unwrap();
        let session = room.opened(depth).await;
        assert_eq!(shed(session.state()), shed(&replayed), "another ledger's");
        assert_eq!(session.damage(), None);
        session.close().await;
    }
}

#[tokio::test]
async fn a_cache_of_a_later_entry_than_was_checked_here_is_as_good_as_none() {
    let room = Room::kept().await;
    fs::remove_file(room.private().join("verified.json")).unwrap();
    for depth in BOTH {
        room.forge(depth, "\"environment\":\"demo\",\"stamp\"", "\"environment\":\"forged\",\"stamp\"");
    }
    for depth in BOTH {
        let session = room.opened(depth).await;
        assert_eq!(session.state().founded.as_ref().unwrap().environment, "demo");
        let _ = fs::remove_file(room.private().join("verified.json"));
    }
}

#[tokio::test]
async fn no_byte_of_a_cache_that_changes_changes_the_state() {
    let room = Room::kept().await;
    let replayed = room.replayed().await;
    for depth in BOTH {
        let good = fs::read(room.cache(depth)).unwrap();
        let kept = fs::read(room.private().join("verified.json")).unwrap();
        for place in (0..good.len()).step_by(good.len() / 40 + 1).chain([0, 64, 65, good.len() - 1]) {
            let mut bad = good.clone();
            bad[place] ^= 0x11;
            let cut = good[..place].to_vec();
            for bytes in [bad, cut] {
                fs::write(room.cache(depth), bytes).unwrap();
                fs::write(room.private().join("verified.json"), &kept).unwrap();
                let session = room.opened(depth).await;
                assert_eq!((session.damage(), shed(session.state())), (None, shed(&replayed)), "byte {place}");
                session.close().await;
            }
        }
        fs::write(room.cache(depth), good).unwrap();
    }
}

#[tokio::test]
async fn an_old_entry_that_was_edited_is_found_at_the_next_start_whatever_is_cached() {
    for depth in BOTH {
        let room = Room::kept().await;
        room.sql(&EDIT).await;
        let session = room.opened(depth).await;
        assert!(session.damage().unwrap().contains("does not hold: its text"), "{:?}", session.damage());
        assert_eq!(session.cached, None);
    }
}

#[tokio::test]
async fn an_old_entry_that_was_rewritten_with_a_fitting_hash_is_found_at_the_next_start() {
    let room = Room::kept().await;
    let mut session = room.open().await;
    let rows = session.store.as_mut().unwrap().read(0, 100).await.unwrap();
    session.close().await;
    let row = rows.iter().find(|row| row.entry.contains("incident.declared")).unwrap();
    let text = row.entry.replace("it is down", "it is fine");
    let mut shell = room.shell().await;
    sqlx::raw_sql("DROP TRIGGER entries_stay").execute(&mut shell).await.unwrap();
    let update = sqlx::query("UPDATE entries SET entry = ?, hash = ? WHERE seq = ?");
    let update = update.bind(&text).bind(crate::ledger::hash(&text)).bind(i64::try_from(row.seq).unwrap());
    update.execute(&mut shell).await.unwrap();
    shell.close().await.unwrap();
    let next = format!("entry {} ", row.seq + 1);
    let session = room.open().await;
    assert!(session.damage().is_some_and(|why| why.contains(&next)), "{:?}", session.damage());
}

#[tokio::test]
async fn an_entry_edited_under_an_open_console_lets_it_write_nothing_more() {
    let room = Room::kept().await;
    let mut session = room.open().await;
    room.sql(&EDIT).await;
    let looked_at = session.looked_at();
    let stop = session.run(note("and now"), looked_at).await.unwrap_err();
    assert_eq!(codes(&stop), [Code::LedgerDamaged]);
    assert!(session.damage().unwrap().contains("is not as it was when it was checked here"));
}

#[tokio::test]
async fn a_file_with_other_marks_is_believed_again_once_its_hashes_lead_to_the_checked_entry() {
    let room = Room::kept().await;
    let path = room.private().join("ledger.db");
    let noted = || verified::read(&room.private()).unwrap().marks;
    for touch in [
        // A copy put back: the same bytes, another file.
        (|path: &Path| {
            fs::copy(path, path.with_extension("copy")).unwrap();
            fs::rename(path.with_extension("copy"), path).unwrap();
        }) as fn(&Path),
        |path| fs::File::options().write(true).open(path).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap(),
    ] {
        let before = noted();
        touch(&path);
        assert_ne!(crate::ledger::Marks::of(&path), before);
        let session = room.open().await;
        assert_eq!((session.damage(), session.cached.is_some()), (None, true));
        session.close().await;
        assert_eq!(noted(), crate::ledger::Marks::of(&path));
    }
}

#[tokio::test]
async fn a_tail_that_somebody_wrote_who_noted_nothing_is_checked_signatures_and_all() {
    let room = Room::kept().await;
    let kept = ["verified.json", "state.cache"]
        .map(|name| (room.private().join(name), fs::read(room.private().join(name)).unwrap()));
    let put_back = || {
        for (path, bytes) in &kept {
            fs::write(path, bytes).unwrap();
        }
    };
    room.notes(&["one more", "and another"]).await;
    put_back();
    let session = room.open().await;
    assert_eq!((session.damage(), session.verified()), (None, session.head()));
    assert!(session.cached.is_some());
    session.close().await;
    put_back();
    room.sql(&[
        "DROP TRIGGER entries_stay",
        "UPDATE entries SET sig = (SELECT sig FROM entries WHERE seq = 2) WHERE seq = (SELECT max(seq) FROM entries)",
    ])
    .await;
    let session = room.open().await;
    assert!(session.damage().is_some_and(|why| why.contains("does not hold")), "{:?}", session.damage());
}

#[tokio::test]
async fn a_session_opened_for_the_standing_has_the_whole_state_before_it_decides() {
    let room = Room::kept().await;
    let mut session = room.open().await;
    room.run(&mut session, incident::Command::Close { id: None, ended_at: None }.into()).await;
    session.close().await;
    fs::remove_file(room.cache(Depth::Standing)).unwrap();
    room.opened(Depth::Standing).await.close().await;
    let mut session = room.opened(Depth::Standing).await;
    assert!(session.state().incident.incidents.is_empty());
    session.settle_unfinished().await.unwrap();
    assert_eq!(session.state().incident.incidents.len(), 1);
    let mut session = room.opened(Depth::Standing).await;
    room.run(&mut session, incident::Command::declare("again").into()).await;
    let ids: Vec<_> = session.state().incident.incidents.keys().map(|id| id.rsplit_once('-').unwrap().1).collect();
    assert_eq!(ids, ["1", "2"], "a second id of one day needs to know of the first");
    assert_eq!(*session.state(), room.replayed().await);
}

#[tokio::test]
async fn consoles_that_write_at_once_leave_a_ledger_and_caches_that_agree() {
    let room = std::sync::Arc::new(Room::kept().await);
    let writers: Vec<_> = (0..3)
        .map(|number| {
            let room = std::sync::Arc::clone(&room);
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                for round in 0..5 {
                    runtime.block_on(room.notes(&[&format!("{number}, {round}")]));
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let replayed = room.replayed().await;
    assert_eq!(replayed.incident.open_incident().unwrap().notes.len(), 18);
    for depth in BOTH {
        let session = room.opened(depth).await;
        assert_eq!((session.damage(), shed(session.state())), (None, shed(&replayed)));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_kept_is_this_users_alone_and_somebody_elses_is_as_good_as_none() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let room = Room::kept().await;
    for name in ["state.cache", "standing.cache", "verified.json"] {
        assert_eq!(fs::metadata(room.private().join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    if chown(room.cache(Depth::Whole), Some(65_534), None).is_err() {
        // Only root gives files away.
        return;
    }
    assert!(cache::read(&room.private(), "demo", Depth::Whole).is_none());
    assert_eq!(room.open().await.cached.map(|(seq, _)| seq), room.open().await.looked_at(), "written anew");
}

/// What somebody does, and what a process leaves between two of them.
#[derive(Debug, Clone)]
enum Deed {
    Run(Command),
    Tick(usize),
    Reopen(bool),
    Look,
    Touch,
    Die,
}

fn deed() -> impl Strategy<Value = Deed> {
    let close = incident::Command::Close { id: None, ended_at: None };
    let in_phase = |act| runbook::Command::Phase { path: PLAN.into(), phase: "M1".into(), act };
    let run = prop_oneof![
        Just(note("and now")),
        Just(incident::Command::declare("again").into()),
        Just(close.into()),
        Just(compat()),
        Just(posture::Command::revert().into()),
        Just(in_phase(runbook::Act::Note { text: "it went well".into() }).into()),
    ];
    prop_oneof![
        6 => run.prop_map(Deed::Run),
        2 => (1_usize..16).prop_map(Deed::Tick),
        3 => any::<bool>().prop_map(Deed::Reopen),
        2 => Just(Deed::Look),
        1 => Just(Deed::Touch),
        1 => Just(Deed::Die),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_happens_a_start_comes_to_what_the_entries_say(deeds in proptest::collection::vec(deed(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let room = Room::quick();
            room.notes(&[]).await;
            let mut session = room.open().await;
            for deed in deeds {
                match deed {
                    Deed::Run(command) => {
                        let looked_at = session.looked_at();
                        let _ = session.run(command, looked_at).await;
                    }
                    Deed::Tick(number) => {
                        let runbook::Seen::Read { document, .. } = &session.observed.runbooks[PLAN] else { continue };
                        if document.items("M1").iter().any(|item| item.number == number) {
                            let (command, looked_at) = (tick(&session, number), session.looked_at());
                            let _ = session.run(command, looked_at).await;
                        }
                    }
                    Deed::Reopen(closed) => {
                        let next = room.open().await;
                        let before = std::mem::replace(&mut session, next);
                        if closed {
                            before.close().await;
                        }
                    }
                    Deed::Look => room.opened(Depth::Standing).await.close().await,
                    Deed::Touch => {
                        let file = fs::File::options().write(true).open(room.private().join("ledger.db")).unwrap();
                        file.set_modified(std::time::UNIX_EPOCH).unwrap();
                    }
                    Deed::Die => {
                        let _ = fs::remove_file(room.private().join("verified.json"));
                    }
                }
                assert_eq!(session.damage(), None);
            }
            let lived = session.state().clone();
            session.close().await;
            let whole = room.open().await;
            assert_eq!(*whole.state(), lived);
            let standing = room.opened(Depth::Standing).await;
            assert_eq!(shed(standing.state()), shed(&lived));
            whole.close().await;
            standing.close().await;
            assert_eq!(room.replayed().await, lived);
        });
    }
}
