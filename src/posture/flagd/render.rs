//! The text of a flag file.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value as Json, json};

use super::{FLAG, SCHEMA, Says};
use crate::hold::text;
use crate::posture::Name;

/// What the file says to people beside its flags. flagd hands it on as the metadata of every flag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes<'a> {
    /// The name of the environment.
    pub environment: Option<&'a str>,
    /// The entry of the ledger that the file was written for.
    pub entry: Option<u64>,
    /// When the override ends by its grant, whether or not the flags fall back then.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The flag file for `profile`. With a deadline, readers are back at strict from then on by themselves ([`Says::new`]).
///
/// The same arguments give the same bytes, indented by two, with a final newline. Each of the nine flags
/// ([`super::flags`]) has all three profiles as its variants, whichever is in force.
pub fn render(profile: Name, deadline: Option<DateTime<Utc>>, notes: &Notes<'_>) -> String {
    let says = Says::new(profile, deadline);
    let flags: Map<_, _> = variants().into_iter().map(|(name, variants)| (name, flag(&says, &variants))).collect();
    let file = json!({ "$schema": SCHEMA, "metadata": metadata(&says, notes), "flags": flags });
    format!("{file:#}\n")
}

/// The nine flags and the variants of each.
pub(super) fn variants() -> Vec<(String, Json)> {
    let of = |value: &dyn Fn(Name) -> Json| {
        Json::Object(Name::ALL.into_iter().map(|name| (name.word().to_owned(), value(name))).collect())
    };
    let mut all = vec![(FLAG.to_owned(), of(&|name| json!(name.toggles())))];
    for (at, field) in super::Toggles::NAMES.iter().enumerate() {
        all.push((format!("{FLAG}.{field}"), of(&|name| json!(name.toggles().fields()[at].1))));
    }
    all
}

fn flag(says: &Says, variants: &Json) -> Json {
    let mut flag = json!({
        "state": "ENABLED",
        "variants": variants,
        "defaultVariant": says.default_variant().word(),
    });
    if let Some(targeting) = says.targeting() {
        flag["targeting"] = targeting;
    }
    flag
}

fn metadata(says: &Says, notes: &Notes<'_>) -> Json {
    let shown = |at: DateTime<Utc>| Json::from(at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    let rows = [
        ("environment", notes.environment.map(|name| Json::from(text::clean(name)))),
        ("entry", notes.entry.map(Json::from)),
        ("posture", Some(Json::from(says.profile().word()))),
        ("expires_at", notes.expires_at.map(shown)),
        ("strict_from", says.until().map(shown)),
    ];
    rows.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect::<Map<_, _>>().into()
}
