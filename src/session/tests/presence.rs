use super::*;
use crate::hold::{Kind, Presence};
use crate::ledger::SigningKey;

fn passphrase(words: &str) -> Passphrase {
    Passphrase::new(words.to_owned())
}

impl Room {
    fn policy(&self, presence: &str) {
        let text = self.text("wayhold.toml");
        let text = text.split("\n[policy]").next().unwrap().to_owned();
        std::fs::write(self.root().join("wayhold.toml"), format!("{text}\n[policy]\npresence = \"{presence}\"\n"))
            .unwrap();
    }

    /// Locks ana's key.
    fn lock(&self) {
        let path = Identity::path_in(&self.environment("ana").config_dir);
        let key = SigningKey::from_openssh(&std::fs::read_to_string(&path).unwrap()).unwrap();
        std::fs::write(&path, key.to_openssh_locked("words").unwrap().as_bytes()).unwrap();
    }

    async fn open_at(&self, terminal: bool) -> Session {
        let environment = Environment { terminal, ..self.environment("ana") };
        Session::open(Workspace::read(&self.root()).unwrap(), environment, Clock::default()).await.unwrap()
    }
}

#[tokio::test]
async fn a_terminal_is_presence_only_where_the_policy_says_so() {
    let room = Room::founded().await;
    assert!(room.open_at(true).await.caller().present);
    assert!(!room.open_at(false).await.caller().present);
    room.policy("passphrase");
    let caller = room.open_at(true).await.caller();
    assert!(!caller.present && caller.presence == Presence::Passphrase, "{caller:?}");
    assert!(caller.bare_key.is_some_and(|path| path.ends_with("id_ed25519")));
}

#[tokio::test]
async fn a_passphrase_typed_in_this_process_is_presence_whatever_stdin_is() {
    let room = Room::founded().await;
    room.policy("passphrase");
    room.lock();
    let mut session = room.open_at(false).await;
    assert!(session.identity().unwrap().is_locked());
    assert_eq!((session.caller().present, session.caller().bare_key), (false, None));
    assert_eq!(session.unlock(&passphrase("other")), Err(KeyError::WrongPassphrase));
    assert!(!session.caller().present);
    session.unlock(&passphrase("words")).unwrap();
    assert_eq!(session.caller().proof(), Some(Presence::Passphrase));
    assert!(!room.open_at(true).await.caller().present, "only in the process where it was typed");
}

#[tokio::test]
async fn what_the_ledger_asks_of_an_operator_is_not_taken_back_by_the_configuration() {
    let room = Room::new();
    room.policy("passphrase");
    let mut session = room.open().await;
    room.run(&mut session, Command::Found).await;
    room.policy("tty");
    let caller = room.open_at(true).await.caller();
    assert_eq!((caller.present, caller.presence), (false, Presence::Passphrase));
}

#[tokio::test]
async fn a_locked_key_tells_who_acts_and_signs_nothing() {
    let room = Room::founded().await;
    room.lock();
    let mut session = room.open().await;
    assert_eq!((session.caller().id.as_str(), session.caller().kind), ("ana", Kind::Human));
    let before = (session.head().cloned(), room.live());
    for command in [compat(), tick(&session, 4)] {
        let looked_at = session.looked_at();
        let stop = session.run(command, looked_at).await.unwrap_err();
        assert_eq!(codes(&stop), [Code::NeedsPresence]);
    }
    assert_eq!((session.head().cloned(), room.live()), before);
    assert!(session.locked_for(&compat()).is_some());
    session.unlock(&passphrase("words")).unwrap();
    assert!(session.locked_for(&compat()).is_none());
    room.run(&mut session, compat()).await;
}

#[tokio::test]
async fn no_passphrase_is_asked_for_a_key_that_would_be_refused_all_the_same() {
    let room = Room::founded().await;
    let directory = room.environment("eve").config_dir;
    Identity::read_or_make(&directory, "eve", Some(&passphrase("words"))).unwrap();
    let session = room.open_as("eve").await;
    assert!(session.identity().unwrap().is_locked());
    assert!(session.locked_for(&compat()).is_none());
    assert!(session.locked_for(&Command::Found).is_none());
}

#[tokio::test]
async fn an_entry_that_every_reader_would_refuse_is_not_written() {
    let room = Room::founded().await;
    let mut session = room.open().await;
    let head = session.head().cloned();
    // What no decision lets through: ana's key once more, under another name.
    let mut again = session.state().operators[0].operator.clone();
    again.id = "ben".into();
    let event = crate::console::Event::Ledger(crate::console::LedgerEvent::Added { operator: again, proof: None });
    let ctx = session.ctx();
    let stop = session.append(&[event], &ctx).await.unwrap_err();
    assert!(matches!(&stop, Stop::Failed(error) if format!("{error:#}").contains("enrolled already")), "{stop:?}");
    session.follow().await.unwrap();
    assert_eq!((session.head().cloned(), session.damage()), (head, None));
}
