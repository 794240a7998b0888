//! A flag file as its readers see it, held against what this room says of it.

#[path = "../../../../tests/common/flagd.rs"]
mod others;

mod edits;
mod readers;
mod rendered;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value as Json, json};

use super::*;
use crate::posture::{Classified, Name};
use others::{Reader, check_schema};

/// A whole second in the future of nothing here.
fn deadline() -> DateTime<Utc> {
    "2026-11-21T03:30:00Z".parse().unwrap()
}

fn plain(profile: Name) -> String {
    render(profile, None, &Notes::default())
}

fn until(profile: Name, deadline: DateTime<Utc>) -> String {
    render(profile, Some(deadline), &Notes::default())
}

/// Every file that is rendered for these tests: each profile, without an end and with one.
fn all() -> Vec<String> {
    Name::ALL.into_iter().flat_map(|name| [plain(name), until(name, deadline())]).collect()
}

/// The value of a flag under a profile, by the profile and not by the renderer.
fn value(flag: &str, profile: Name) -> Json {
    let toggles = profile.toggles();
    let Some(field) = flag.strip_prefix("wayhold-posture.") else {
        assert_eq!(flag, "wayhold-posture");
        return serde_json::from_str(&toggles.to_json()).unwrap();
    };
    let whole: Json = serde_json::from_str(&toggles.to_json()).unwrap();
    whole.pointer(&format!("/{}", field.replace('.', "/"))).unwrap().clone()
}
