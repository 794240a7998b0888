//! Refusals as holds: what is needed, and what a person can do about it.

use super::offers::is_named;
use super::policy::Broken;
use super::request::nearest;
use super::wanted::Want;
use super::{Chosen, Command, Kind, Loaded, Refusal, Registry, Scope};
use crate::hold::text::clean;
use crate::hold::{Code, Hold, Offer, Operation};

/// The provisioner named in the offers of this room.
pub(super) const PROVISIONER: &str = "bundle";

fn hold(code: Code, subject: &str, need: impl Into<String>, fix: impl Into<String>) -> Hold<Command> {
    let way = Offer::instruct(Operation::Update, PROVISIONER, fix);
    Hold::new(code, clean(subject), need).way(way)
}

fn refusal(code: Code, holds: Vec<Hold<Command>>) -> Refusal {
    Refusal { code, ids: holds.iter().map(|hold| hold.subject.clone()).collect(), holds }
}

/// A broken policy rule.
pub(super) fn policy(broken: Broken) -> Refusal {
    refusal(broken.code, vec![hold(broken.code, &broken.subject, broken.need, broken.fix)])
}

/// A hold for every id that nobody resolves.
pub(super) fn unresolved(open: &[&Want], registry: &Registry, strict: bool) -> Refusal {
    let code = Code::BundleIdUnresolved;
    let one = |want: &&Want| {
        let Some(kind) = want.kind() else { return hold(code, &want.id, "something to load", "name a bundle") };
        let need = format!("a {} with exactly this id for {}; {}", kind.word(), want.by, why_not(want, kind, registry));
        hold(code, &want.id, need, remedy(want, kind, registry))
    };
    let mut holds: Vec<_> = open.iter().map(one).collect();
    if holds.is_empty() {
        let need = if strict {
            "a bundle that holds something; what is named holds no file"
        } else {
            "a bundle; none is named, or what is named holds no file"
        };
        let mut nothing = hold(code, "hub_decision", need, "name a hub or a spoke bundle that holds something");
        "the request".clone_into(&mut nothing.subject);
        holds.push(nothing);
    }
    refusal(code, holds)
}

/// Why the registry does not give what is wanted.
pub(super) fn why_not(want: &Want, kind: Kind, registry: &Registry) -> String {
    if let Some(barred) = &want.barred {
        return barred.clone();
    }
    let mut versions = registry.named(kind, &want.id).filter_map(|item| item.version.as_deref()).peekable();
    if let (Some(asked), true) = (&want.version, registry.named(kind, &want.id).next().is_some()) {
        let there = if versions.peek().is_none() { "none".to_owned() } else { versions.collect::<Vec<_>>().join(", ") };
        return format!("version {} is asked for, and it has {there}", clean(asked));
    }
    let other = Kind::ALL.into_iter().find(|other| *other != kind && registry.named(*other, &want.id).next().is_some());
    if let Some(other) = other {
        return format!("this is the id of a {}", other.word());
    }
    let folded = want.id.to_lowercase();
    if registry.markdown().any(|path| is_named(path, &folded)) {
        return "this is the name of a file or of a folder, which is no id".to_owned();
    }
    if registry.of(kind).iter().any(|item| item.id.starts_with(&want.id)) {
        return "this is how an id begins, and an id is matched whole".to_owned();
    }
    "no file declares it".to_owned()
}

fn remedy(want: &Want, kind: Kind, registry: &Registry) -> String {
    if want.barred.is_some() {
        return "name a bundle that goes with it, or change the registry".to_owned();
    }
    let folded = want.id.to_lowercase();
    let of = registry.of(kind);
    let meant = of.iter().find(|item| is_named(&item.path, &folded) || item.id.starts_with(&want.id));
    match meant {
        Some(item) if item.id == want.id => "ask for the version that is there".to_owned(),
        Some(item) => format!("write the whole id: `{}`", item.id),
        None => nearest(&want.id, of.iter().map(|item| item.id.as_str())),
    }
}

/// A hold for every id that means two things.
pub(super) fn ambiguous(twice: &[(&Want, Vec<String>)], clash: Option<(&Chosen, &Chosen)>) -> Refusal {
    let code = Code::BundleIdAmbiguous;
    let mut holds: Vec<_> = twice
        .iter()
        .map(|(want, files)| {
            let need = format!("one file that declares it; {} do", files.join(" and "));
            hold(code, &want.id, need, "give one of them another id, or ask for a version that only one has")
        })
        .collect();
    holds.extend(clash.map(|(picked, decided)| {
        let need = format!("one hub bundle; {} says {}, and {} says {}", decided.by, decided.id, picked.by, picked.id);
        let fix = "take the analyst's, or say that it is overridden: \"source\": \"hub_override\"";
        hold(code, &decided.id, need, fix)
    }));
    refusal(code, holds)
}

/// A hold for every file that may not be given.
pub(super) fn out_of_scope(outside: &[(&Loaded, bool)], scope: Option<&Scope>) -> Refusal {
    let code = Code::ScopeViolation;
    let one = |(loaded, within): &(&Loaded, bool)| {
        let named = |list: &[String]| list.iter().map(|path| clean(path)).collect::<Vec<_>>().join(", ");
        let (need, fix) = match scope {
            Some(scope) if *within => {
                let allowed = [named(&scope.files_allowed), named(&scope.directories_allowed)];
                let allowed: Vec<&str> = allowed.iter().map(String::as_str).filter(|list| !list.is_empty()).collect();
                let allowed = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
                let need =
                    format!("a place within the scope boundaries for what {} loads; they allow {allowed}", loaded.of);
                (need, "allow it in prep_config.scope_boundaries, or name a bundle that stays within")
            }
            _ => {
                let need =
                    format!("a file within the workspace for what {} loads; it is a link that leads out", loaded.of);
                (need, "put the file itself there")
            }
        };
        hold(code, &loaded.path, need, fix)
    };
    refusal(code, outside.iter().map(one).collect())
}
