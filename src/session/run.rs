//! Running one command: the one way anything is ever changed.

use std::io::ErrorKind;
use std::time::Duration;

use anyhow::{Context, Error};
use serde_json::Value;

use super::{Identity, Session};
use crate::console::{self, Command, Ctx, Effect, Event, Holds, Pending, pending};
use crate::effects::faults::{self, Step};
use crate::effects::lock::{self, EffectsLock};
use crate::effects::{self, look, objects};
use crate::hold::{Code, Hold, Offer, Operation, Stamp, Who};
use crate::ledger::{Actor, AppendError, Draft, Entry, Sealed, seal};
use crate::posture;
use crate::runbook::{self, Act, Grammar};

/// How long one console waits for another to finish an effect.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a command left behind.
#[derive(Debug, Default)]
pub struct Done {
    /// The entries written, the outcome of effects included.
    pub entries: Vec<Entry>,
    /// What was found unfinished from an earlier process and settled first, a sentence each.
    pub recovered: Vec<String>,
    /// Why an effect did not take, when it did not.
    pub trouble: Option<String>,
}

impl Done {
    /// Adds what a following command left behind.
    pub fn extend(&mut self, later: Self) {
        self.entries.extend(later.entries);
        self.recovered.extend(later.recovered);
        self.trouble = later.trouble.or(self.trouble.take());
    }
}

/// Why a command did nothing.
#[derive(Debug)]
pub enum Stop {
    /// It is held.
    Held(Holds),
    /// Its subject changed after the face looked at it.
    Changed {
        /// The subject.
        subject: String,
        /// The entry that changed it.
        by: Stamp,
        /// What would hold the command now, if anything.
        holds: Holds,
    },
    /// It could not be found out.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Session {
    /// Runs `command`. `looked_at` is the entry that the face had seen when its user decided.
    ///
    /// # Errors
    /// See [`Stop`]; nothing was written for this command then.
    pub async fn run(&mut self, command: Command, looked_at: Option<u64>) -> Result<Done, Stop> {
        // On the heap, and not in the future of everybody who runs a command.
        Box::pin(self.carry_out(command, looked_at)).await
    }

    async fn carry_out(&mut self, command: Command, looked_at: Option<u64>) -> Result<Done, Stop> {
        self.whole().await?;
        // A key that is there and locked cannot sign entry 0: nothing is made for it.
        if command == Command::Found && self.key_hold().is_none() {
            self.prepare_founding().await?;
        }
        self.try_writable().await?;
        let mut done = Done::default();
        let lock = self.lock_for(&command).await?;
        let entries = loop {
            self.follow().await?;
            if lock.is_some() {
                done.recovered.extend(self.recover().await?);
            }
            let (events, ctx) = match self.decide_now(&command, looked_at) {
                Err(Stop::Changed { subject, by, holds }) => {
                    self.record_conflict(&command, &by).await?;
                    return Err(Stop::Changed { subject, by, holds });
                }
                decided => decided?,
            };
            if let Some(entries) = self.append(&events, &ctx).await? {
                break entries;
            }
        };
        let events: Vec<(Event, u64)> = entries
            .iter()
            .filter_map(|entry| Some((Event::from_parts(&entry.kind, &entry.body).ok()?, entry.seq)))
            .collect();
        done.entries = entries;
        for (event, seq) in &events {
            for effect in console::plan(event, *seq) {
                let mut came = effects::run(&effect, &self.places());
                if let (Ok(()), Effect::Posture(posture::Effect::Hook { name, .. })) = (&came, &effect) {
                    came = self.hook_ended(*seq, name).await;
                }
                if let Err(error) = came {
                    done.trouble = Some(format!("{error:#}"));
                    // What loosens stops where it fails. The way to strict is taken as far as it goes.
                    if !event.is_safe_side() {
                        break;
                    }
                }
            }
        }
        // Without the lock an intent that shows up here is a living process's own, and its outcome is not ours to say.
        if lock.is_some()
            && let Err(stop) = self.settle(&mut done, false).await
        {
            done.trouble = Some(unrecorded(done.trouble.take(), stop));
        }
        drop(lock);
        self.probed.clear();
        self.observe();
        self.deliver_notifications();
        Ok(done)
    }

    /// A closing that came too late is put on record, for seed 002 asks that a contention leaves evidence (P11). No other
    /// lost command leaves an entry.
    async fn record_conflict(&mut self, command: &Command, by: &Stamp) -> Result<(), Stop> {
        let Command::Runbook(runbook::Command::Phase { path, phase, act: act @ Act::Close { .. } }) = command else {
            return Ok(());
        };
        let act = Act::Lost { wanted: act.verb().to_owned(), by: by.seq };
        let lost = runbook::Command::Phase { path: path.clone(), phase: phase.clone(), act }.into();
        loop {
            let ctx = self.observe_for(&lost);
            let Ok(events) = console::decide(&self.state, &lost, &ctx) else { return Ok(()) };
            if self.append(&events, &ctx).await?.is_some() {
                return Ok(());
            }
            self.follow().await?;
        }
    }

    /// What `commands` would write one after the other, kind and body each, without writing it.
    ///
    /// # Errors
    /// The holds of the first that is held.
    pub async fn dry_run(&mut self, commands: &[Command]) -> Result<Vec<(String, Value)>, Stop> {
        self.whole().await?;
        self.follow().await?;
        if commands.first() != Some(&Command::Found) {
            self.writable().map_err(|hold| Stop::Held(vec![*hold]))?;
        }
        let kept = self.state.clone();
        let mut would = Vec::new();
        let answer = commands.iter().try_for_each(|command| {
            let ctx = self.observe_for(command);
            let events = console::decide(&self.state, command, &ctx).map_err(Stop::Held)?;
            for event in &events {
                let seq = self.state.last.as_ref().map_or(0, |last| last.seq + 1);
                let stamp = Stamp { seq, at: self.clock.now(), by: self.caller().id };
                console::apply(&mut self.state, event, &stamp);
            }
            would.extend(events.iter().map(Event::to_parts));
            Ok::<(), Stop>(())
        });
        self.state = kept;
        answer.map(|()| would)
    }

    /// Settles what an earlier process began and did not finish, if no other process is at it now. A sentence each.
    ///
    /// # Errors
    /// The ledger cannot be read or written.
    pub async fn settle_unfinished(&mut self) -> Result<Vec<String>, Stop> {
        self.whole().await?;
        self.follow().await?;
        if self.writable().is_err() || self.key_hold().is_some() || pending(&self.state).is_empty() {
            return Ok(Vec::new());
        }
        let path = self.lock_path();
        let Some(_lock) = lock::try_take(&path).with_context(|| unlockable(&path))? else {
            return Ok(Vec::new());
        };
        self.follow().await?;
        let said = self.recover().await?;
        self.observe();
        Ok(said)
    }

    /// Whether another process is carrying out an effect here.
    pub fn effect_under_way(&self) -> bool {
        !pending(&self.state).is_empty() && matches!(lock::try_take(&self.lock_path()), Ok(None))
    }

    /// The intents without outcome whose writer is gone; what a living process is at is left out.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn abandoned(&mut self) -> anyhow::Result<Vec<Pending>> {
        let before = pending(&self.state);
        if before.is_empty() || self.effect_under_way() {
            return Ok(Vec::new());
        }
        // The writer may have let go of the lock because it has just finished.
        self.follow().await?;
        self.observe();
        let still = |now: &Pending| before.iter().any(|earlier| earlier.intent == now.intent);
        Ok(pending(&self.state).into_iter().filter(still).collect())
    }

    /// A command with effects waits for the lock; any other only takes it to settle what a dead process left.
    async fn lock_for(&mut self, command: &Command) -> Result<Option<EffectsLock>, Stop> {
        self.follow().await?;
        let path = self.lock_path();
        if self.key_hold().is_some() || *command != Command::Found && self.writable().is_err() {
            return Ok(None);
        }
        if command.touches_world() {
            return match lock::take(&path, PATIENCE).await {
                Err(error) if error.kind() == ErrorKind::TimedOut => Err(Stop::Held(vec![self.in_progress()])),
                taken => Ok(Some(taken.with_context(|| unlockable(&path))?)),
            };
        }
        if pending(&self.state).is_empty() {
            return Ok(None);
        }
        Ok(lock::try_take(&path).with_context(|| unlockable(&path))?)
    }

    fn in_progress(&self) -> Hold<Command> {
        let need = "another Wayhold is carrying out an effect here and has not finished";
        let way = Offer::instruct(Operation::Existing, "wayhold", "wait until it has, or end it and try again");
        Hold::new(Code::InProgress, &self.workspace.config.environment, need).way(way)
    }

    pub(super) fn lock_path(&self) -> std::path::PathBuf {
        self.workspace.private().join("effects.lock")
    }

    /// Observes, then decides, and gives what it decided on too; says so when the subject changed after the face looked.
    pub(super) fn decide_now(&mut self, command: &Command, looked_at: Option<u64>) -> Result<(Vec<Event>, Ctx), Stop> {
        if *command != Command::Found || self.damage.is_some() {
            self.writable().map_err(|hold| Stop::Held(vec![*hold]))?;
        }
        let ctx = self.observe_for(command);
        let decided = match (console::decide(&self.state, command, &ctx), self.key_hold()) {
            (decided, None) => decided,
            (Ok(_), Some(locked)) => Err(vec![locked]),
            (Err(mut holds), Some(locked)) => {
                holds.extend((!holds.iter().any(|hold| hold.code == Code::NeedsPresence)).then_some(locked));
                Err(holds)
            }
        };
        let changed = command.subject().and_then(|subject| {
            let by = self.state.changed_since(&subject, looked_at)?.clone();
            Some((subject, by))
        });
        match (decided, changed) {
            (Ok(events), None) => Ok((events, ctx)),
            (Ok(events), Some(_)) if command.is_safe_side() => Ok((events, ctx)),
            (Err(holds), None) => Err(Stop::Held(holds)),
            (decided, Some((subject, by))) => {
                Err(Stop::Changed { subject, by, holds: decided.err().unwrap_or_default() })
            }
        }
    }

    fn observe_for(&mut self, command: &Command) -> Ctx {
        self.observe();
        if let Command::Runbook(command) = command {
            // A runbook that the configuration does not name can be adopted by its path.
            if !self.observed.runbooks.contains_key(command.path()) {
                let seen = look::runbook(&self.workspace.root, command.path(), None, &Grammar::default());
                self.observed.runbooks.insert(command.path().to_owned(), seen);
            }
            for one in command.looks(&self.state.runbook) {
                self.look_at(&one);
            }
            if let runbook::Command::Phase { act: Act::SettleRun { id }, .. } = command {
                let seen = self.run_seen(id, true);
                self.observed.runs.insert(id.clone(), seen);
            }
        }
        if let Command::Bundle(_) = command {
            self.look_at_bundles();
        }
        if let Command::Provision(command) = command {
            self.ask_programs(command.world());
        }
        if let Command::Incident(command) = command {
            for path in command.files() {
                let seen = self.file_seen(&path);
                self.observed.files.insert(path, seen);
            }
        }
        self.ctx()
    }

    /// The holds on writing at all: a damaged ledger, a key that nobody enrolled.
    pub(super) fn writable(&self) -> Result<(), Box<Hold<Command>>> {
        let environment = &self.workspace.config.environment;
        if let Some(what) = &self.damage {
            let need = format!("the ledger is read-only: {what}");
            let way = Offer::instruct(
                Operation::Existing,
                "ledger",
                "run `wayhold ledger verify`, and put the last good copy of the ledger back",
            );
            let reseal = "there is no copy: go on from the last entry that holds: wayhold ledger reseal --because TEXT";
            let reseal = Offer::instruct(Operation::Create, "ledger", reseal).by(Who::Human);
            let hold = Hold::new(Code::LedgerDamaged, environment, need).way(way);
            return Err(Box::new(if self.newer { hold } else { hold.way(reseal) }));
        }
        let Some(founded) = &self.state.founded else {
            return Err(Box::new(console::not_founded(environment)));
        };
        let fingerprint = self.identity.as_ref().map(|identity| identity.public().fingerprint());
        if fingerprint.is_some_and(|fingerprint| self.keyring.by_fingerprint(fingerprint).is_some()) {
            return Ok(());
        }
        Err(Box::new(console::not_enrolled(environment, fingerprint.unwrap_or("none yet"), &founded.stamp.by)))
    }

    /// Seals and appends what was decided on `ctx`, at its time. `None` when another writer was first: follow, and decide again.
    pub(super) async fn append(&mut self, events: &[Event], ctx: &Ctx) -> Result<Option<Vec<Entry>>, Stop> {
        if events.is_empty() {
            return Ok(Some(Vec::new()));
        }
        for bytes in console::objects(&self.state, events, ctx) {
            objects::store(&self.workspace.private(), &bytes)
                .context("nothing was written: the bytes of a runbook or of evidence cannot be stored")?;
        }
        let sealed = self.sealed(events, ctx)?;
        // What every reader would refuse must not be written: the ledger could not be written any more after it.
        if events.iter().any(|event| matches!(event, Event::Ledger(_))) {
            let mut keyring = self.keyring.clone();
            sealed
                .iter()
                .try_for_each(|one| keyring.follow(&one.entry))
                .context("nothing was written: the key cannot be enrolled")?;
        }
        faults::before(Step::Append(sealed.len())).context("nothing was written")?;
        let vouched = self.vouched().await?;
        if self.damage.is_some() {
            self.writable().map_err(|hold| Stop::Held(vec![*hold]))?;
        }
        let store = self.store.as_mut().context("there is no ledger to append to")?;
        match store.append(self.head.as_ref(), &sealed).await {
            // It went into a file that somebody else has just put aside.
            Ok(_) if self.is_replaced() => return Ok(None),
            Ok(_) => faults::before(Step::Appended).context("it was written")?,
            Err(AppendError::HeadMoved { .. }) => return Ok(None),
            Err(other) => return Err(Stop::Failed(Error::new(other).context("nothing was written"))),
        }
        self.account(vouched);
        let confirmed = |event: &Event| matches!(event, Event::Posture(posture::Event::ClockConfirmed(_)));
        self.clock.keep(&self.workspace.private(), events.iter().any(confirmed));
        // Through the same door as everybody else's entries: live state cannot differ from a replay.
        // Ours come first, since the append was bound to the head; what follows them is somebody else's.
        let mut followed = self.follow().await?;
        followed.truncate(sealed.len());
        self.queue_notifications(&followed);
        Ok(Some(followed))
    }

    /// Events as entries on the head that was followed, signed and not written.
    pub(super) fn sealed(&self, events: &[Event], ctx: &Ctx) -> anyhow::Result<Vec<Sealed>> {
        let key = self.identity.as_ref().and_then(Identity::key).context("no signing key is at hand")?;
        let actor = Actor {
            id: ctx.caller.id.clone(),
            kind: ctx.caller.kind.word().to_owned(),
            key: key.fingerprint().to_owned(),
        };
        let mut head = self.head.clone();
        let mut sealed = Vec::with_capacity(events.len());
        for event in events {
            let (kind, body) = event.to_parts();
            let draft = Draft { at: ctx.now, actor: actor.clone(), kind, body };
            let one = seal(head.as_ref(), draft, key).context("the entry cannot be sealed")?;
            head = Some(one.head());
            sealed.push(one);
        }
        Ok(sealed)
    }

    /// Redoes recorded file edits whose writer died, then records every outcome by what is on disk. A posture is
    /// read back and never written here.
    async fn recover(&mut self) -> Result<Vec<String>, Stop> {
        let mut said = Vec::new();
        let mut done = Done::default();
        let places = self.places();
        for unfinished in pending(&self.state) {
            let Some(effect) = &unfinished.redo else {
                effects::keep_targets(&places);
                continue;
            };
            if let Err(error) = effects::run(effect, &places) {
                said.push(format!("#{} on {} is still unfinished: {error:#}", unfinished.intent, unfinished.subject));
            }
        }
        self.settle(&mut done, true).await?;
        said.extend(done.entries.iter().map(told));
        Ok(said)
    }

    /// Records the outcome of every intent by reading the world back.
    async fn settle(&mut self, done: &mut Done, recovered: bool) -> Result<(), Stop> {
        let places = self.places();
        for unfinished in pending(&self.state) {
            // A closing whose snapshot could not be written is not over, whatever the runbook says.
            if unfinished.redo.as_ref().is_some_and(|effect| !effects::has_files(effect, &places)) {
                continue;
            }
            let settle = unfinished.settle(recovered);
            loop {
                let ctx = self.observe_for(&settle);
                let Ok(events) = console::decide(&self.state, &settle, &ctx) else { break };
                if let Some(entries) = self.append(&events, &ctx).await? {
                    done.entries.extend(entries);
                    break;
                }
                self.follow().await?;
            }
        }
        Ok(())
    }
}

/// What is said when a command went through and its outcome could not be put on the ledger.
fn unrecorded(trouble: Option<String>, stop: Stop) -> String {
    let why = match stop {
        // What it begins with is about the outcome's own entry, and would be read as if it were about the command.
        Stop::Failed(error) => error.chain().skip(1).map(ToString::to_string).collect::<Vec<_>>().join(": "),
        Stop::Held(_) | Stop::Changed { .. } => "it is held".to_owned(),
    };
    let said =
        format!("the command is on the ledger, and what came of it could not be added: {why}; run `wayhold settle`");
    trouble.into_iter().chain([said]).collect::<Vec<_>>().join("; ")
}

fn unlockable(path: &std::path::Path) -> String {
    format!("nothing was written: {} cannot be locked", path.display())
}

/// One recovered outcome as a sentence for a person.
pub(super) fn told(entry: &Entry) -> String {
    let of = |key: &str| entry.body.get(key).map(|value| value.to_string().replace('"', "")).unwrap_or_default();
    match entry.kind.as_str() {
        "runbook.patched" => format!("an edit of {} recorded at #{} is on disk now", of("path"), of("intent")),
        "runbook.patch_lost" => {
            format!("{} is neither as it was before nor as #{} wanted it; it counts as drift", of("path"), of("intent"))
        }
        "incident.report_written" => format!("the report of {} begun at #{} is on disk now", of("id"), of("intent")),
        "incident.report_lost" => {
            format!("the report of {} begun at #{} is neither as it was nor as it should be", of("id"), of("intent"))
        }
        "run.ended" => format!("the run {} is over", of("run")),
        "verification.ran" => format!("the verification {} is over: {}", of("name"), of("said")),
        "posture.applied" => {
            format!("the posture change begun at #{} did take: the live file is {}", of("intent"), of("to"))
        }
        "posture.unconfirmed" if of("wanted") == of("classified") => {
            let targets = entry.body["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
            let behind: Vec<_> = targets
                .iter()
                .filter(|target| target["ok"] != true)
                .filter_map(|target| target["name"].as_str())
                .collect();
            format!(
                "the posture change begun at #{} did take in the live file, which is {}, and is not confirmed by {}",
                of("intent"),
                of("classified"),
                behind.join(", ")
            )
        }
        "posture.unconfirmed" => {
            format!(
                "the posture change begun at #{} did not take: the live file reads {}",
                of("intent"),
                of("classified")
            )
        }
        "posture.reverted_unverified" => {
            "strict came back while exit criteria were open; `wayhold posture show` lists them".to_owned()
        }
        kind => format!("{kind} was recorded"),
    }
}
