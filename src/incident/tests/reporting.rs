use super::*;

const ID: &str = "INC-20261121-1";
const MD: &str = "snapshots/INC-20261121-1.md";
const JSON: &str = "snapshots/INC-20261121-1.json";

fn report(md: &[u8], json: &[u8], force: Option<&str>) -> Command {
    Command::Report {
        id: ID.into(),
        md_sha256: sha256(md),
        json_sha256: sha256(json),
        head: Head { seq: 1, hash: "cc".into() },
        force: force.map(str::to_owned),
    }
}

fn settle(recovered: bool) -> Command {
    Command::Settle { id: ID.into(), recovered }
}

/// A desk with a report that was made and written.
fn written() -> Desk {
    let mut desk = Desk::open();
    desk.run(&report(b"md", b"json", None)).unwrap();
    desk.lays(MD, b"md");
    desk.lays(JSON, b"json");
    desk.run(&settle(false)).unwrap();
    desk
}

#[test]
fn a_report_is_an_intent_whose_files_are_written_and_then_its_outcome() {
    let mut desk = Desk::open();
    desk.run(&report(b"md", b"json", None)).unwrap();
    let Event::Reported(made) = &desk.log[1].0 else { panic!("{:?}", desk.log) };
    let [md, json] = &made.files[..] else { panic!("{made:?}") };
    assert_eq!((md.path.as_str(), json.path.as_str(), md.was.as_ref()), (MD, JSON, None));
    assert_eq!((&made.md_sha256, &made.json_sha256, made.head_seq), (&md.sha256, &json.sha256, 1));
    assert_eq!(plan(&desk.log[1].0), [Effect::WriteReport { files: made.files.clone() }]);
    assert_eq!(pending(&desk.state).len(), 1, "until it is known to stand");
    assert_eq!(desk.codes(&report(b"md", b"json", None)), [Code::Unknown]);

    desk.run(&settle(false)).unwrap();
    assert_eq!(desk.log.len(), 2, "nothing is there yet, so it is still to be written");
    desk.lays(MD, b"md");
    desk.run(&settle(false)).unwrap();
    assert_eq!(desk.log.len(), 2, "half of it is no report");
    desk.lays(JSON, b"json");
    desk.run(&settle(true)).unwrap();
    assert!(matches!(&desk.log[2].0, Event::ReportWritten(outcome) if outcome.intent == 1 && outcome.recovered));
    assert_eq!(pending(&desk.state), []);
}

#[test]
fn the_same_report_once_more_leaves_no_entry() {
    let mut desk = written();
    let before = desk.log.len();
    desk.run(&report(b"md", b"json", None)).unwrap();
    assert_eq!(desk.log.len(), before);
    desk.files.remove(MD);
    desk.run(&report(b"md", b"json", None)).unwrap();
    assert_eq!(desk.log.len(), before + 1, "a file that is gone is written again");
}

#[test]
fn a_file_that_somebody_edited_is_not_written_over_silently() {
    for path in [MD, JSON] {
        let mut desk = written();
        desk.lays(path, b"with my own words");
        for command in [report(b"md 2", b"json 2", None), report(b"md", b"json", None)] {
            assert_eq!(desk.codes(&command), [Code::ReportEdited]);
        }
        let hold = desk.hold(&report(b"md 2", b"json 2", None), Code::ReportEdited);
        assert_eq!(hold.subject, path);
        assert!(hold.ways.iter().any(|way| way.action.is_none() && way.text.contains("move")), "{hold:?}");
        assert_eq!(desk.codes(&report(b"md 2", b"json 2", Some(" "))), [Code::NoReason, Code::ReportEdited]);
        desk.run(&report(b"md 2", b"json 2", Some("the edits are in the wiki"))).unwrap();
        let event = &desk.log.last().unwrap().0;
        let kept = objects(std::slice::from_ref(event), &desk.ask());
        assert!(kept.contains(&(*b"with my own words").into()), "nothing is lost");
        desk.sits("bot");
        assert!(desk.codes(&report(b"md 3", b"json 3", Some("r"))).contains(&Code::NeedsHuman));
    }
}

#[test]
fn a_file_that_was_there_before_any_report_is_somebodys_too() {
    let mut desk = Desk::open();
    desk.lays(MD, b"my notes");
    assert_eq!(desk.codes(&report(b"md", b"json", None)), [Code::ReportEdited]);
    desk.lays(MD, b"md");
    assert_eq!(desk.codes(&report(b"md", b"json", None)), [], "unless it says the same");
    desk.files.insert(MD.into(), FileSeen::Unreadable { reason: "it is a directory".into() });
    assert_eq!(desk.codes(&report(b"md", b"json", Some("force"))), [Code::ReportEdited]);
}

#[test]
fn a_file_that_changed_while_the_report_was_written_is_a_report_lost() {
    let mut desk = written();
    desk.run(&report(b"md 2", b"json 2", None)).unwrap();
    desk.lays(MD, b"in between");
    desk.lays(JSON, b"json 2");
    desk.run(&settle(true)).unwrap();
    let Some((Event::ReportLost(lost), _)) = desk.log.last() else { panic!("{:?}", desk.log) };
    assert_eq!((&lost.paths[..], lost.recovered), (&[MD.to_owned()][..], true));
    assert_eq!(pending(&desk.state), []);
    assert_eq!(desk.codes(&report(b"md 3", b"json 3", None)), [Code::ReportEdited]);
}

#[test]
fn anyone_makes_a_report_and_only_of_an_incident_that_exists() {
    let mut desk = Desk::open();
    desk.sits("bot");
    assert_eq!(desk.codes(&report(b"md", b"json", None)), []);
    desk.state.incidents.clear();
    assert_eq!(desk.codes(&report(b"md", b"json", None)), [Code::NoIncident]);
    desk.run(&settle(false)).unwrap();
    assert_eq!(desk.log.len(), 1, "there is nothing to settle");
}

#[test]
fn a_report_goes_to_two_files_named_after_the_incident_and_nowhere_else() {
    assert_eq!(report_paths(ID), [MD.to_owned(), JSON.to_owned()]);
    let [md, json] = report_paths("../../etc/x\u{1b}");
    assert_eq!((md.as_str(), json.as_str()), ("snapshots/------etc-x-.md", "snapshots/------etc-x-.json"));
}
