//! The runtime: waits for keys, changes and time, feeds them to `update`, and carries out what it asks for.

mod book;
mod play;
mod report;
mod runs;

use std::collections::VecDeque;
use std::time::Duration;

use anyhow::Context;
use chrono::Timelike;
use tokio::time::{Instant, sleep, sleep_until};

use super::effect::Effect;
use super::model::Model;
use super::msg::{Msg, Ran, Told};
use super::play::Unmet;
use super::presenter::Presenter;
use super::term::{Face, Guard, Input};
use super::theme::Theme;
use super::{Options, keys, update};
use crate::console::{Command, Event};
use crate::hold::Stamp;
use crate::session::{Done, Entry, Session, Stop, View};
use crate::{incident, posture};
pub use play::Play;
use play::Playing;
use runs::Runs;

/// Changes that come within this time are looked at together.
const TOGETHER: Duration = Duration::from_millis(50);
/// Without a watcher the ledger is looked at this often.
const POLL: Duration = Duration::from_millis(400);
/// A command that takes longer than this says that it is at work.
const AT_WORK: Duration = Duration::from_millis(150);

/// Shows the console until the user leaves it, the terminal closes or the process is asked to end.
///
/// # Errors
/// The terminal cannot be taken or written to, or the ledger cannot be read at the start.
pub async fn run(session: Session, options: Options) -> anyhow::Result<()> {
    // Everything that lives as long as the console lives on the heap, not in every caller's future.
    Box::pin(show(session, options, None)).await.map(drop)
}

/// As [`run`], with a script that presses the first keys. A person's key stops it. Answers what was not as the script
/// has it.
///
/// # Errors
/// As [`run`], or a frame cannot be kept.
pub async fn play(session: Session, options: Options, play: Play) -> anyhow::Result<Option<Unmet>> {
    Box::pin(show(session, options, Some(play))).await
}

async fn show(mut session: Session, options: Options, play: Option<Play>) -> anyhow::Result<Option<Unmet>> {
    session.report_crashes();
    let theme = Theme { color: !options.no_color, plain: options.plain };
    let mut model = Model::new(session.view(), theme);
    model.stage.demo = session.is_demo();
    if let Some(path) = options.world {
        model.open_world(path);
    }
    model.presenter = options.present.then(Presenter::default);
    let playing = play.map(Playing::of);
    let unseen = playing.as_ref().is_some_and(Playing::is_unseen);
    let face = if unseen { Face::Nowhere } else { Face::terminal().context("the terminal cannot be used")? };
    if let (true, Ok((columns, rows))) = (face.is_terminal(), crossterm::terminal::size()) {
        update(&mut model, Msg::Resized(columns, rows));
    }
    let mut console = Console {
        session,
        model,
        asked: VecDeque::new(),
        runs: Runs::default(),
        face,
        time: if unseen { Time::Told(Duration::ZERO) } else { Time::Since(Instant::now()) },
        playing,
        unmet: None,
        ended: false,
        suspended: false,
    };
    let ended = if unseen { console.unseen().await } else { console.live().await };
    console.session.close().await;
    ended.map(|()| console.unmet)
}

struct Console {
    session: Session,
    model: Model,
    /// What the model asked for and was not carried out yet.
    asked: VecDeque<Effect>,
    /// The runs that are shown or were begun here.
    runs: Runs,
    face: Face,
    time: Time,
    /// The script that presses the keys.
    playing: Option<Playing>,
    /// What was not as the script has it.
    unmet: Option<Unmet>,
    ended: bool,
    suspended: bool,
}

/// The time since the start.
enum Time {
    /// It passes.
    Since(Instant),
    /// It is as far as somebody said.
    Told(Duration),
}

impl Console {
    async fn live(&mut self) -> anyhow::Result<()> {
        self.face.draw(&self.model)?;
        // After the first picture, so that a start never waits for what another process holds.
        self.carry_out(vec![Effect::Settle]).await;
        // Looked at once the watch runs: a change in between would be missed until the next one.
        let mut watch = self.session.watch();
        self.follow().await?;
        self.notice().await;
        self.carry_out(Vec::new()).await;
        self.paint();
        while !self.ended {
            let tick = self.next_tick();
            let step = Playing::due(self.playing.as_ref());
            let changed = async {
                match watch.as_mut() {
                    Some(watch) => watch.changed().await,
                    None => sleep(POLL).await,
                }
            };
            tokio::select! {
                input = self.face.next() => self.take_in(input).await,
                () = step => self.play_on().await?,
                () = changed => {
                    sleep(TOGETHER).await;
                    // Anew, since a directory may have come up or been replaced: another process founded, a checkout.
                    watch = self.session.watch();
                    self.look().await;
                }
                () = tick => self.turn_clock().await,
                () = self.runs.beat() => self.look_at_runs().await,
            }
            self.carry_out(Vec::new()).await;
            // Everything that waits first, one picture after it.
            while let Some(input) = self.face.waiting().filter(|_| !self.ended) {
                self.take_in(input).await;
            }
            self.paint();
        }
        Ok(())
    }

    /// Plays a script that nobody watches.
    async fn unseen(&mut self) -> anyhow::Result<()> {
        self.carry_out(vec![Effect::Settle]).await;
        self.follow().await?;
        self.notice().await;
        self.carry_out(Vec::new()).await;
        self.play_through().await
    }

    fn at(&self) -> Duration {
        match self.time {
            Time::Since(start) => start.elapsed(),
            Time::Told(at) => at,
        }
    }

    /// Lets time pass where it does not by itself.
    fn pass(&mut self, time: Duration) {
        if let Time::Told(at) = &mut self.time {
            *at += time;
        }
    }

    /// Draws. A terminal that takes no picture any more is gone, and there is nobody left to tell.
    fn paint(&mut self) {
        self.ended = self.ended || self.face.draw(&self.model).is_err();
    }

    /// The next moment at which the time on the screen changes: a second while an override counts down, else a minute.
    fn next_tick(&mut self) -> impl Future<Output = ()> + use<> {
        let now = self.session.now();
        let left = posture::remaining(&self.model.view.state.posture, now);
        let counting = left.is_some_and(|left| !left.overdue) || self.model.running().is_some();
        let into = u64::from(now.nanosecond() / 1_000_000 % 1_000);
        let seconds = if counting { 0 } else { 59 - u64::from(now.second().min(59)) };
        sleep_until(Instant::now() + Duration::from_millis(seconds * 1_000 + 1_001 - into.min(1_000)))
    }

    async fn turn_clock(&mut self) {
        let now = self.session.now();
        update(&mut self.model, Msg::Now(now));
        let state = &self.model.view.state.posture;
        let unsaid = state.current.as_ref().is_some_and(|current| current.expired.is_none());
        if unsaid && posture::remaining(state, now).is_some_and(|left| left.overdue) {
            self.look().await;
        }
    }

    async fn take_in(&mut self, input: Input) {
        let at = self.at();
        if self.is_taken_over(&input) {
            return;
        }
        let msg = match input {
            Input::Key(key) => Msg::Key { key, at },
            Input::Paste(text) => Msg::Paste { text, at },
            Input::Resize(columns, rows) => {
                // A terminal that was smaller for a moment has lost what stood there, even if its size is the old one.
                self.face.forget();
                Msg::Resized(columns, rows)
            }
            // What happened meanwhile may have been on a file system that tells no watcher.
            Input::Focus => return self.look().await,
            Input::Suspend => return self.carry_out(vec![Effect::Suspend]).await,
            // Our own suspension has taken the terminal again already.
            Input::Continued if std::mem::take(&mut self.suspended) => return,
            Input::Continued => {
                self.back(Guard::retake()).await;
                return;
            }
            Input::End => {
                self.ended = true;
                return;
            }
        };
        self.tell(msg);
        self.carry_out(Vec::new()).await;
    }

    /// A key of a person's while a script is played: `q` leaves, any other stops the script.
    fn is_taken_over(&mut self, input: &Input) -> bool {
        let leaves = match input {
            Input::Key(key) => keys::name(*key).is_some_and(|name| matches!(name.as_str(), "q" | "Ctrl-c")),
            Input::Paste(_) => false,
            _ => return false,
        };
        self.ended |= leaves && self.playing.is_some();
        self.take_over()
    }

    /// Hands a message to the model; what it asks for waits until it is carried out.
    fn tell(&mut self, msg: Msg) {
        self.asked.extend(update(&mut self.model, msg));
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) {
        self.asked.extend(effects);
        while let Some(effect) = self.asked.pop_front() {
            match effect {
                Effect::Run { commands, looked_at } => {
                    let commands = self.named(commands);
                    let ran = self.run(commands, looked_at).await;
                    // First the state after it, then what it came to: messages are worded by what is shown.
                    self.show();
                    self.tell(Msg::Ran(ran));
                }
                Effect::Evidence { path, phase } => {
                    self.model.looked = Some((path.clone(), phase.clone()));
                    self.show();
                    self.tell(Msg::Looked { path, phase });
                }
                Effect::Timeline { about, before } => self.read_timeline(about, before).await,
                Effect::Attach { run } => self.attach(&run).await,
                Effect::Cancel { run } => {
                    if let Err(error) = self.runs.cancel(&run) {
                        self.tell(Msg::Trouble(format!("{run} cannot be cancelled: {error}")));
                    }
                }
                Effect::ReadBack => {
                    self.look().await;
                    self.tell(Msg::ReadBack);
                }
                Effect::Settle => {
                    let said = match self.session.settle_unfinished().await {
                        Ok(said) => Msg::Settled(said),
                        Err(stop) => Msg::Trouble(format!("What was left unfinished cannot be settled: {}", why(stop))),
                    };
                    self.tell(said);
                    self.settle_runs().await;
                }
                Effect::Reset => match self.session.reset_demo().await {
                    Ok(()) => {
                        self.show();
                        self.tell(Msg::Reset);
                    }
                    Err(error) => self.tell(Msg::Trouble(format!("The demo cannot be put back: {error:#}"))),
                },
                Effect::Refresh => self.look().await,
                Effect::Suspend if !self.face.is_terminal() => {}
                Effect::Suspend => {
                    self.suspended = true;
                    let taken = Guard::suspend();
                    self.back(taken).await;
                }
                Effect::Quit => self.ended = true,
            }
        }
    }

    /// Runs commands one after the other. While one runs the screen stays alive, and keys are not kept for later: what
    /// they were meant for may be gone by then.
    async fn run(&mut self, commands: Vec<Command>, looked_at: Option<u64>) -> Ran {
        if let [Command::Incident(incident::Command::Report { id, force, .. })] = commands.as_slice() {
            return self.report(id.clone(), force.clone()).await;
        }
        let mut all = Done::default();
        for (place, command) in commands.into_iter().enumerate() {
            let looked_at = if place == 0 { looked_at } else { self.session.looked_at() };
            let Self { session, model, face, ended, .. } = self;
            let work = session.run(command, looked_at);
            tokio::pin!(work);
            let mut said = false;
            let done = loop {
                tokio::select! {
                    done = &mut work => break done,
                    () = sleep(AT_WORK), if !said => {
                        said = true;
                        update(model, Msg::Trouble("At work: another process may be finishing an effect".to_owned()));
                        *ended |= face.draw(model).is_err();
                    }
                    input = face.next() => match input {
                        Input::End => *ended = true,
                        Input::Resize(columns, rows) => {
                            face.forget();
                            update(model, Msg::Resized(columns, rows));
                            *ended |= face.draw(model).is_err();
                        }
                        _ => {}
                    },
                }
            };
            match done {
                Ok(done) => all.extend(done),
                // What was done before stays done; the refusal says what held the next.
                Err(stop) => return stopped(stop),
            }
        }
        Ran::Done { entries: all_told(&all.entries), recovered: all.recovered, trouble: all.trouble }
    }

    /// The terminal is ours again, or it is gone.
    async fn back(&mut self, taken: std::io::Result<()>) {
        self.ended |= taken.is_err();
        self.face.forget();
        self.look().await;
    }

    fn show(&mut self) {
        let view = self.view();
        self.tell(Msg::Seen { view, heard: Vec::new() });
    }

    /// What there is to be seen. The evidence of the phase that was opened is looked at each time: a mark that it is
    /// stale must not go away because a file was looked at.
    fn view(&mut self) -> Box<View> {
        if let Some((path, phase)) = &self.model.looked {
            self.session.look_at_evidence_of(path, phase);
        }
        // From the first look on the session keeps them up to date itself.
        if self.model.shows_bundles() && self.model.view.ctx.observed.bundles.is_none() {
            self.session.look_at_bundles();
        }
        Box::new(self.session.view())
    }

    async fn look(&mut self) {
        if let Err(error) = self.follow().await {
            self.tell(Msg::Trouble(format!("The ledger cannot be read: {error:#}")));
        }
        self.settle_runs().await;
        self.notice().await;
    }

    /// Records what whoever looks first has to record: a verdict, an end that passed, a change by others.
    async fn notice(&mut self) {
        if self.session.damage().is_some() {
            return;
        }
        self.settle_verifications().await;
        self.session.deliver_notifications();
        match self.session.notice().await {
            Ok(done) if done.entries.is_empty() => {}
            Ok(done) => {
                self.show();
                self.tell(Msg::Noticed(all_told(&done.entries)));
            }
            Err(stop) => self.tell(Msg::Trouble(format!("What is due cannot be recorded: {}", why(stop)))),
        }
    }

    /// Follows the ledger and looks at the files; what others wrote is said.
    async fn follow(&mut self) -> anyhow::Result<()> {
        let followed = self.session.follow().await?;
        self.session.observe();
        let heard = all_told(&followed);
        let view = self.view();
        self.tell(Msg::Seen { view, heard });
        Ok(())
    }
}

fn all_told(entries: &[Entry]) -> Vec<Told> {
    let one = |entry: &Entry| told(entry.seq, entry.at, &entry.actor.id, &entry.kind, &entry.body);
    entries.iter().filter_map(one).collect()
}

fn told(seq: u64, at: chrono::DateTime<chrono::Utc>, by: &str, kind: &str, body: &serde_json::Value) -> Option<Told> {
    let event = Event::from_parts(kind, body).ok()?;
    Some(Told { stamp: Stamp { seq, at, by: by.to_owned() }, event })
}

fn stopped(stop: Stop) -> Ran {
    match stop {
        Stop::Held(holds) => Ran::Held(holds),
        Stop::Changed { subject, by, holds } => Ran::Changed { subject, by, holds },
        Stop::Failed(error) => Ran::Failed(format!("{error:#}")),
    }
}

fn why(stop: Stop) -> String {
    match stop {
        Stop::Held(holds) => holds.into_iter().map(|hold| hold.need).collect::<Vec<_>>().join(" · "),
        Stop::Changed { subject, by, .. } => format!("{} changed {subject}", by.by),
        Stop::Failed(error) => format!("{error:#}"),
    }
}
