//! Every way to end or to pause: by signal, with the terminal, by panic, by Ctrl-Z.

use std::time::Duration;

use wayhold::session::{Clock, Environment, Session, Workspace};
use wayhold::tui;

use crate::common::Room;
use crate::console;
use crate::screen::Screen;

/// Tells [`a_console_that_panics`] that it is in a terminal of its own.
const CHILD: &str = "WAYHOLD_TEST_PANICS";

#[test]
fn a_signal_to_end_ends_it_and_gives_the_terminal_back() {
    let room = Room::new().founded();
    for signal in ["TERM", "HUP", "INT", "QUIT"] {
        let mut screen = console(&room);
        screen.wait_for("M1 ACTIVE");
        screen.keys("?");
        screen.wait_for("Keys");
        screen.signal(signal);
        screen.ended();
        screen.is_restored();
        assert_eq!(screen.text().trim(), "", "left on the main screen by {signal}");
    }
}

#[test]
fn it_ends_with_its_terminal() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("M1 ACTIVE");
    screen.hang_up("?");
    room.verified();
}

#[test]
fn it_ends_with_its_terminal_while_something_is_being_typed() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("no incident");
    screen.keys("!");
    screen.wait_for("Enter declares");
    screen.hang_up("a");
    room.verified();
}

/// A verification that runs when the terminal of its process dies goes on, can be followed by another process, and its
/// verdict is recorded by whoever comes next.
#[test]
fn a_verification_outlives_its_terminal_and_can_be_followed() {
    let gate = "[[verification]]\nname = \"gate\"\nargv = [\"sh\", \"gate.sh\"]\nformat = \"exit\"\n";
    let script = "echo begun\nwhile [ ! -e go ]; do sleep 0.02; done\necho over\n";
    let room = Room::new().with("gate.sh", script);
    let config = format!("{}{gate}", room.text("wayhold.toml"));
    let room = room.with("wayhold.toml", config).founded();
    let (program, keys) = (env!("CARGO_BIN_EXE_wayhold"), room.keys_of("ana"));
    let variables = [("WAYHOLD_CONFIG_DIR", keys.as_os_str()), ("WAYHOLD_OPERATOR", "ana".as_ref())];
    let mut screen = Screen::start(program, &["verify"], &room.root(), &variables);
    screen.wait_for("begun");
    screen.hang_up("x");
    assert_eq!((room.count("verification.started"), room.count("verification.ran")), (1, 0));

    let id = room.newest("verification.started")["run"].as_str().unwrap().to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let session = runtime.block_on(room.session());
    let mut following = session.follow_run(&id).unwrap();
    room.write("go", "");
    let (mut output, mut rounds) = (Vec::new(), 0);
    while !String::from_utf8_lossy(&output).contains("over") {
        output.extend(following.output());
        rounds += 1;
        assert!(rounds < 3000, "{}", String::from_utf8_lossy(&output));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(output, b"begun\nover\n");
    while room.count("verification.ran") == 0 {
        room.run(["settle"]);
        rounds += 1;
        assert!(rounds < 6000, "nobody records the verdict");
    }
    room.verified();
}

#[test]
fn ctrl_c_leaves_whatever_is_open() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("no incident");
    screen.keys("!");
    screen.wait_for("Enter declares");
    screen.types("half a title");
    screen.keys("Ctrl-c");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
    assert_eq!(room.count("incident.declared"), 0);
}

#[test]
fn ctrl_z_stops_it_with_the_terminal_given_back_and_continuing_brings_the_picture_back() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("M1 ACTIVE");
    screen.keys("?");
    screen.wait_for("Keys");
    for round in ["Ctrl-z", "a signal"] {
        if round == "Ctrl-z" {
            screen.keys("Ctrl-z");
        } else {
            screen.signal("TSTP");
        }
        screen.wait_stopped();
        screen.wait(|shown| !shown.alternate_screen());
        screen.is_restored();
        let mark = screen.written();
        screen.signal("CONT");
        screen.wait_painted(mark);
        screen.wait_for("Keys");
        screen.wait_for("M1 ACTIVE");
        assert!(screen.ask(vt100::Screen::alternate_screen) && screen.ask(vt100::Screen::bracketed_paste));
    }
    // It goes on as if nothing had been: keys arrive, what others write is seen.
    screen.keys("Esc");
    screen.wait_gone("Keys");
    room.run(["incident", "declare", "--title", "the queue is stuck"]).exit(0);
    screen.wait_for("the queue is stuck");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
}

#[test]
fn stopped_by_somebody_else_it_takes_the_terminal_again_when_continued() {
    let room = Room::new().founded();
    let mut screen = console(&room);
    screen.wait_for("M1 ACTIVE");
    screen.signal("STOP");
    screen.wait_stopped();
    let mark = screen.written();
    screen.signal("CONT");
    screen.wait_written(mark, b"\x1b[?1049h");
    screen.wait_for("M1 ACTIVE");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    screen.is_restored();
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_says_anything() {
    let room = Room::new().founded();
    let program = std::env::current_exe().unwrap();
    let keys = room.keys_of("ana");
    let variables = [("WAYHOLD_CONFIG_DIR", keys.as_os_str()), (CHILD, "1".as_ref())];
    let words = ["--exact", "ending::a_console_that_panics", "--ignored", "--nocapture"];
    let mut screen = Screen::start(program, &words, &room.root(), &variables);
    assert_ne!(screen.ended().exit_code(), 0);
    screen.is_restored();
    let raw = String::from_utf8(screen.raw()).unwrap();
    assert!(raw.contains("Roadmap"), "it was shown before: {raw:?}");
    let (left, said) = (raw.rfind("\x1b[?1049l"), raw.find("a panic in the middle of it"));
    assert!(left.is_some() && left < said, "{raw:?}");
    assert!(screen.text().contains("a panic in the middle of it"), "{}", screen.text());
    let report = std::fs::read_dir(room.path(".wayhold")).unwrap().map(|entry| entry.unwrap().path());
    let report = report.into_iter().find(|path| path.to_string_lossy().contains("crash-")).unwrap();
    assert!(screen.text().replace('\n', "").contains("the report of this crash is"), "{}", screen.text());
    let report = std::fs::read_to_string(report).unwrap();
    assert!(report.starts_with("wayhold ") && report.contains("a panic in the middle of it"), "{report}");
    room.verified();
}

/// The console as the binary runs it, in a process that panics while it is shown.
#[test]
#[ignore = "run by the test above, in a terminal of its own"]
#[expect(clippy::disallowed_methods, reason = "how the test above tells this one apart from a run by hand")]
fn a_console_that_panics() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let environment = Environment::read().unwrap();
        let workspace = Workspace::find(&environment.current_dir).unwrap().unwrap();
        let session = Session::open(workspace, environment, Clock::default()).await.unwrap();
        tokio::select! {
            ended = tui::run(session, tui::Options::default()) => ended.unwrap(),
            () = tokio::time::sleep(Duration::from_millis(500)) => panic!("a panic in the middle of it"),
        }
    });
}
