//! Request → category → hub bundle → spoke bundle → ids with their offers → files, row by row.

use super::{Row, files};
use crate::bundle::{Kind, Loaded, Report, RequestError, Source, Trial, Wanted};
use crate::provision::Status;
use crate::tui::page::Ink;

pub(super) fn rows(trial: &Trial, report: Option<&Report>) -> Vec<Row> {
    let mut rows = vec![request(trial)];
    match (&trial.request, report) {
        (Err(errors), _) => rows.extend(errors.iter().map(error)),
        (Ok(_), None) => {
            let text = "nothing resolves: what is live is no posture";
            rows.push(
                Row::new(1, "", text, Ink::Bad).full("Look at it with `wayhold posture show`, and go back to strict."),
            );
        }
        (Ok(_), Some(report)) => resolved(report, &mut rows),
    }
    rows
}

fn request(trial: &Trial) -> Row {
    let (tail, digest) = match &trial.request {
        Ok(request) => {
            let whom = request.agent_name.as_deref().map_or_else(String::new, |agent| format!(" for {agent}"));
            (format!("{}{whom}", request.action.word()), format!("sha256 {}", short(&request.sha256)))
        }
        Err(_) => ("unusable".to_owned(), "it does not fit its schema".to_owned()),
    };
    let made =
        if trial.sample { "made up by the console, from the category's hub bundle" } else { "read from its file" };
    let ink = if trial.request.is_ok() { Ink::Dim } else { Ink::Bad };
    Row::new(0, "request", &trial.name, Ink::Strong).tail(tail, ink).full(format!("{}: {made}; {digest}", trial.path))
}

fn error(error: &RequestError) -> Row {
    Row::new(1, "", format!("{}: {}", error.path, error.what), Ink::Bad).full(error.to_string())
}

fn resolved(report: &Report, rows: &mut Vec<Row>) {
    // First, so that everything that refuses it is in sight on a small screen.
    if let Some(refusal) = &report.refusal {
        let full = format!("{}: {}", refusal.code, refusal.ids.join(", "));
        let row = Row::new(0, "REFUSED", refusal.code.word(), Ink::Bad);
        rows.push(row.tail(format!("{} listed", refusal.ids.len()), Ink::Bad).full(full));
        rows.extend(refusal.ids.iter().map(|id| Row::new(1, "", id, Ink::Bad).path().full(id)));
    }
    match &report.category {
        Some(category) => {
            let full = format!("the prompt analyst put the request into {category}; a category has a hub bundle");
            rows.push(Row::new(1, "category", category, Ink::Text).full(full));
        }
        None => rows.push(Row::new(1, "category", "none is named", Ink::Dim)),
    }
    if report.hub.is_none() {
        let text = if report.analyst { "none: this agent chooses bundles itself" } else { "none is named" };
        rows.push(Row::new(2, "hub", text, Ink::Dim));
    }
    for wanted in &report.wanted {
        want(wanted, report, rows);
    }
    if report.is_resolved() {
        let tail = files(report.files.len());
        let whom = report.agent.as_deref().unwrap_or("whoever asks");
        rows.push(Row::new(0, "gets", whom, Ink::Strong).tail(tail, Ink::Good));
        rows.extend(report.files.iter().map(given));
    }
    if !report.blocked.is_empty() {
        let names: Vec<&str> = report.blocked.iter().map(|row| row.provisioner.word()).collect();
        let row = Row::new(0, "blocked", names.join(", "), Ink::Amber);
        rows.push(row.full("These provisioners would add files and are off; what they would add stands at the side."));
    }
}

/// How deep an id stands: below the bundle that brings it along.
fn depth(kind: Option<Kind>) -> u16 {
    match kind {
        Some(Kind::Spoke) => 3,
        Some(Kind::Instruction | Kind::Skill) => 4,
        Some(Kind::Hub) | None => 2,
    }
}

fn want(wanted: &Wanted, report: &Report, rows: &mut Vec<Row>) {
    let depth = depth(wanted.kind);
    let kind = wanted.kind.map_or("beside", Kind::word);
    let version = wanted.version.as_ref().map_or_else(String::new, |version| format!("@{version}"));
    let blocked = report.blocked.iter().any(|row| row.wanted.contains(&wanted.id));
    let (tail, ink) = match (wanted.offers.first(), wanted.kind, wanted.status) {
        (Some(offer), ..) if offer.provisioner == Source::Registry.word() => ("by registry".to_owned(), Ink::Good),
        (Some(offer), ..) => (format!("by {}", offer.provisioner), Ink::Amber),
        (None, Some(_), Status::Unresolved) => ("UNRESOLVED".to_owned(), Ink::Bad),
        (None, Some(_), _) => ("unresolved, passed over".to_owned(), Ink::Amber),
        (None, None, _) if blocked => ("blocked".to_owned(), Ink::Amber),
        (None, None, _) => ("nothing".to_owned(), Ink::Dim),
    };
    let text_ink = if wanted.kind.is_some() { Ink::Text } else { Ink::Dim };
    let why = wanted.why.as_ref().map_or_else(String::new, |why| format!("; {why}"));
    let full = format!("{kind} {}{version}, asked for by {}{why}", wanted.id, wanted.by);
    rows.push(Row::new(depth, kind, format!("{}{version}", wanted.id), text_ink).tail(tail, ink).full(full));
    if let (Some(why), true) = (&wanted.why, wanted.offers.is_empty()) {
        rows.push(Row::new(depth + 1, "", why, Ink::Dim).full(why));
    }
    for (place, offer) in wanted.offers.iter().enumerate() {
        let provider = offer.provider.as_deref().unwrap_or("nothing that is there");
        let (operation, layer) = (offer.operation.word(), offer.layer.word());
        let kind = format!("{operation} {} {layer} {}", offer.cost, offer.provisioner);
        let (tail, taken) = if place == 0 { ("taken", "taken") } else { ("", "not taken") };
        let full =
            format!("{taken}, place {}: {}; {provider}, offered by {}", offer.rank, offer.why, offer.provisioner);
        rows.push(Row::new(depth + 1, &kind, provider, Ink::Dim).path().tail(tail, Ink::Good).full(full));
    }
}

fn given(file: &Loaded) -> Row {
    let by = file.provisioner.word();
    let (tail, stamp) = match file.stamp {
        Some(stamp) => (format!("{by}, {stamp}"), format!(", {stamp}")),
        None => (by.to_owned(), String::new()),
    };
    let ink = if file.provisioner == Source::Registry { Ink::Good } else { Ink::Amber };
    let full =
        format!("{}, for {} by {by}{stamp}; {} bytes, sha256 {}", file.path, file.of, file.size, short(&file.sha256));
    Row::new(1, "file", &file.path, Ink::Text).path().tail(tail, ink).full(full)
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
