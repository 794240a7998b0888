//! A webhook is told what happened, later if not now, and never at the cost of the command.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::common::Room;

/// A webhook that answers with these, one request after the other, and hands on what it was sent.
fn webhook(answers: Vec<u16>) -> (String, Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook?token=s3cr3t", listener.local_addr().unwrap());
    let (sender, received) = channel();
    thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
                    break;
                }
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            write!(stream, "HTTP/1.1 {answer} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
            let _ = sender.send(serde_json::from_slice(&body).unwrap());
        }
    });
    (url, received)
}

fn room(url: &str) -> Room {
    let room = Room::new();
    let config = room.text("wayhold.toml")
        + &format!("[notify]\nurl = \"{url}\"\non = [\"incident.declared\", \"incident.closed\"]\n");
    room.write("wayhold.toml", config);
    room.founded()
}

fn no_curl() -> bool {
    let missing = Command::new("curl").arg("--version").output().is_err();
    if missing {
        println!("SKIPPED: there is no curl on this machine, and webhooks are told by it");
    }
    missing
}

/// Sweeps until nothing waits any more.
fn emptied(room: &Room) {
    for _ in 0..600 {
        if room.json(["status"]).answer()["notifications_queued"] == 0 {
            return;
        }
        room.run(["posture", "sweep"]).exit(0);
        thread::sleep(Duration::from_millis(100));
    }
    panic!("it stays queued");
}

#[test]
fn it_is_sent_one_object_for_each_entry_it_asked_for() {
    if no_curl() {
        return;
    }
    let (url, received) = webhook(vec![200, 200]);
    let room = room(&url);
    room.run(["incident", "declare", "--title", "the \"hub\" is down\u{1b}[31m"]).exit(0);
    let told = received.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!((&told["kind"], &told["environment"]), (&"incident.declared".into(), &"demo".into()));
    assert!(told["text"].as_str().unwrap().contains("the \"hub\" is down"), "{told}");
    emptied(&room);
    room.run(["incident", "note", "not asked for"]).exit(0);
    room.run(["incident", "close"]).exit(0);
    let told = received.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(told["kind"], "incident.closed");
    emptied(&room);
    let left: Vec<_> = std::fs::read_dir(room.path(".wayhold/runs")).unwrap().collect();
    assert!(left.is_empty(), "deliveries are tidied away: {left:?}");
}

#[test]
fn what_cannot_be_delivered_holds_nobody_up_and_waits_on_the_disk_without_the_address() {
    if no_curl() {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook?token=s3cr3t", listener.local_addr().unwrap());
    drop(listener);
    let room = room(&url);
    room.run(["incident", "declare", "--title", "down"]).exit(0);
    room.run(["incident", "close"]).exit(0);
    assert_eq!(room.json(["status"]).exit(0).answer()["notifications_queued"], 2);
    let ended = |id: &str| room.path(&format!(".wayhold/runs/{id}/status.json"));
    let first = format!("notify-{:012}-0", entry_of(&room, "incident.declared"));
    let over = || std::fs::read_to_string(ended(&first)).unwrap_or_default().contains("\"ended\"");
    assert!((0..1200).any(|_| {
        thread::sleep(Duration::from_millis(50));
        over()
    }));
    for file in ["spec.json", "output", "status.json"] {
        let text = std::fs::read_to_string(room.path(&format!(".wayhold/runs/{first}/{file}"))).unwrap();
        assert!(!text.contains("s3cr3t"), "{file} has the address: {text}");
    }
}

fn entry_of(room: &Room, kind: &str) -> usize {
    room.kinds().iter().position(|one| one == kind).unwrap()
}
