//! Scenarios: requests with the profile they are asked under and what they have to come to. The completed gate is made of
//! them (seed 000, *Verification Checklist*).

use serde::Serialize;
use serde_json::Value;

use super::json::Json;
use super::request::{Field, Shape, may, must, object};
use super::{FileFact, Registry, Request, RequestError, resolve};
use crate::posture::Name;

const PROFILES: Shape = Shape::Word(&["strict", "compat", "static_restore"]);

const EXPECT: &[Field] = &[
    may("files", Shape::Texts, "The files, in any order."),
    may("stamp", Shape::Text, "The reason code under which a fallback provides some of them."),
    may("code", Shape::Text, "The code that refuses it."),
    may("ids", Shape::Texts, "What the code lists, in any order."),
    may("blocked", Shape::Texts, "The provisioners that would have added something and are off, in any order."),
];

const CASE: &[Field] = &[
    must("name", Shape::Text, "The behaviour, as a sentence."),
    must("profile", PROFILES, "The profile that it is asked under."),
    must("request", Shape::Any, "The request."),
    must("expect", Shape::Object(EXPECT), "What it has to come to."),
];

const SCENARIO: &[Field] = &[
    must("name", Shape::Text, "What the cases are about."),
    must("registry", Shape::Any, "A directory relative to this file, or files by path."),
    must("cases", Shape::Each(CASE), "The cases."),
];

/// One scenario file.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// What its cases are about.
    pub name: String,
    /// The directory that holds its bundles, relative to the file; `None` when it brings its own.
    pub directory: Option<String>,
    /// The files it brings along.
    pub files: Vec<FileFact>,
    /// Its cases.
    pub cases: Vec<Case>,
}

/// One request and what it has to come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The behaviour, as a sentence.
    pub name: String,
    /// The profile that it is asked under.
    pub profile: Name,
    request: Json,
    /// What it has to come to.
    pub expect: Expected,
}

/// What a case has to come to. What is not said is not looked at, but files and code are: one of the two has to be said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// The files, sorted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<String>>,
    /// The reason code of the fallback that provides some of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stamp: Option<String>,
    /// The code that refuses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the code lists, sorted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<String>>,
    /// The provisioners that are off and would have added something, sorted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<Vec<String>>,
}

/// What a case came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Got {
    /// The files, sorted.
    pub files: Vec<String>,
    /// The reason code of a fallback that provides some of them.
    pub stamp: Option<String>,
    /// The code that refuses it.
    pub code: Option<String>,
    /// What the code lists, sorted.
    pub ids: Vec<String>,
    /// The provisioners that are off and would have added something, sorted.
    pub blocked: Vec<String>,
}

/// One case, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseResult {
    /// The behaviour.
    pub name: String,
    /// Whether it is so.
    pub passed: bool,
    /// What was expected.
    pub expected: Expected,
    /// What it came to.
    pub got: Got,
}

/// One file, judged. A file that cannot be read has failed, however many cases it was to hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileResult {
    /// The file.
    pub path: String,
    /// Its cases.
    pub cases: Vec<CaseResult>,
    /// Why it could not be used.
    pub errors: Vec<String>,
}

impl FileResult {
    /// Whether every case is as expected, and there is one.
    pub fn passed(&self) -> bool {
        self.errors.is_empty() && !self.cases.is_empty() && self.cases.iter().all(|case| case.passed)
    }
}

/// All files together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files of which every case passed.
    pub files_passed: usize,
    /// Files.
    pub files: usize,
    /// Cases that passed.
    pub tests_passed: usize,
    /// Cases.
    pub tests: usize,
}

impl Summary {
    /// What the files come to.
    pub fn of(files: &[FileResult]) -> Self {
        let cases = || files.iter().flat_map(|file| &file.cases);
        Self {
            files_passed: files.iter().filter(|file| file.passed()).count(),
            files: files.len(),
            tests_passed: cases().filter(|case| case.passed).count(),
            tests: cases().count(),
        }
    }

    /// Whether everything passed, and there was something.
    pub fn passed(&self) -> bool {
        self.files > 0 && self.tests > 0 && self.files_passed == self.files && self.tests_passed == self.tests
    }

    /// Two lines as test runners write them, which a verification in the formats `vitest` and `auto` reads.
    pub fn lines(&self) -> [String; 2] {
        let line = |title: &str, passed: usize, of: usize| {
            let failed = of - passed;
            match (passed, failed) {
                (0, 0) => format!("{title}  no tests"),
                (_, 0) => format!("{title}  {passed} passed ({of})"),
                (0, _) => format!("{title}  {failed} failed ({of})"),
                _ => format!("{title}  {failed} failed | {passed} passed ({of})"),
            }
        };
        [line(" Test Files", self.files_passed, self.files), line("      Tests", self.tests_passed, self.tests)]
    }
}

/// Reads a scenario file.
///
/// # Errors
/// Everything that is wrong with it, with the path inside the file.
pub fn scenario(text: &str) -> Result<Scenario, Vec<RequestError>> {
    let json = Json::read(text).map_err(|error| vec![error])?;
    let mut errors = Vec::new();
    object(&json, "", &SCENARIO.iter().collect::<Vec<_>>(), &mut errors);
    let Json::Object(fields) = &json else { return Err(errors) };
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let (directory, files) = match field("registry") {
        Some(Json::Text(directory)) => (Some(directory.clone()), Vec::new()),
        Some(Json::Object(files)) => {
            (None, files.iter().filter_map(|(path, file)| inline(path, file, &mut errors)).collect())
        }
        _ => {
            let (what, fix) = ("a directory or files by path were expected here", "write \"../bundles\" or { … }");
            errors.push(RequestError { path: "registry".to_owned(), what: what.to_owned(), fix: fix.to_owned() });
            (None, Vec::new())
        }
    };
    let items = match field("cases") {
        Some(Json::List(items)) => items.as_slice(),
        _ => &[],
    };
    let cases: Vec<Case> =
        items.iter().enumerate().filter_map(|(place, item)| case(place, item, &mut errors)).collect();
    if items.is_empty() && errors.is_empty() {
        let (what, fix) = ("there is no case, and a run of nothing never passes", "add one");
        errors.push(RequestError { path: "cases".to_owned(), what: what.to_owned(), fix: fix.to_owned() });
    }
    let name = json.value()["name"].as_str().unwrap_or_default().to_owned();
    if errors.is_empty() { Ok(Scenario { name, directory, files, cases }) } else { Err(errors) }
}

/// A file that a scenario brings along: its text, or an object with `text` and where it really is.
fn inline(path: &str, file: &Json, errors: &mut Vec<RequestError>) -> Option<FileFact> {
    match file.value() {
        Value::String(text) => Some(FileFact::plain(path, text.as_bytes())),
        Value::Object(map) if map.keys().all(|key| key == "text" || key == "real") => {
            let real = map.get("real").and_then(Value::as_str).map(str::to_owned);
            Some(FileFact::new(path, real, map.get("text").and_then(Value::as_str).unwrap_or_default().as_bytes()))
        }
        _ => {
            let (what, fix) = ("a file's text was expected here", "write its text, or { \"text\": …, \"real\": … }");
            let path = format!("registry.{path}");
            errors.push(RequestError { path, what: what.to_owned(), fix: fix.to_owned() });
            None
        }
    }
}

fn case(place: usize, item: &Json, errors: &mut Vec<RequestError>) -> Option<Case> {
    let Json::Object(fields) = item else { return None };
    let request = fields.iter().find(|(name, _)| name == "request")?.1.clone();
    let value = item.value();
    let sorted = |key: &str| {
        let items = value["expect"].get(key)?.as_array()?;
        let mut words: Vec<String> = items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect();
        words.sort();
        Some(words)
    };
    let word = |key: &str| value["expect"].get(key).and_then(Value::as_str).map(str::to_owned);
    let (files, code) = (sorted("files"), word("code"));
    if files.is_some() == code.is_some() {
        errors.push(RequestError {
            path: format!("cases[{place}].expect"),
            what: "a case expects files or a code, and one of the two".to_owned(),
            fix: "keep one of them".to_owned(),
        });
    }
    let profile = value["profile"].as_str().and_then(|word| word.parse().ok())?;
    let expect = Expected { files, stamp: word("stamp"), code, ids: sorted("ids"), blocked: sorted("blocked") };
    Some(Case { name: value["name"].as_str().unwrap_or_default().to_owned(), profile, request, expect })
}

/// Judges one case against a registry.
pub fn judge(case: &Case, registry: &Registry) -> CaseResult {
    let got = come_to(case, registry);
    let expect = &case.expect;
    let same = |expected: &Option<Vec<String>>, got: &[String]| expected.as_deref().is_none_or(|list| list == got);
    // A refusal gives nothing and a resolution has no code, so one of the two stands for both.
    let files = expect.files.as_deref().unwrap_or_default();
    let passed = got.files == files
        && got.code == expect.code
        && expect.stamp == got.stamp
        && same(&expect.ids, &got.ids)
        && same(&expect.blocked, &got.blocked);
    CaseResult { name: case.name.clone(), passed, expected: expect.clone(), got }
}

fn come_to(case: &Case, registry: &Registry) -> Got {
    let sorted = |mut words: Vec<String>| {
        words.sort();
        words
    };
    let request = match Request::of_json(&case.request) {
        Ok(request) => request,
        Err(errors) => {
            let code = Some(crate::hold::Code::RequestUnusable.word().to_owned());
            let ids = sorted(errors.into_iter().map(|error| error.path).collect());
            return Got { code, ids, ..Got::default() };
        }
    };
    let report = resolve(registry, &request, case.profile.toggles());
    let stamp = report.files.iter().find_map(|file| file.stamp);
    Got {
        files: sorted(report.files.iter().map(|file| file.path.clone()).collect()),
        stamp: stamp.map(str::to_owned),
        code: report.code().map(|code| code.word().to_owned()),
        ids: sorted(report.refusal.map(|refusal| refusal.ids).unwrap_or_default()),
        blocked: sorted(report.blocked.iter().map(|row| row.provisioner.word().to_owned()).collect()),
    }
}
