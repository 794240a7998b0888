//! Playing a script: its keys go the way of a person's, on the terminal at a pace that can be followed, and without one
//! at once.

use std::time::Duration;

use anyhow::Context;
use tokio::time::{Instant, sleep, sleep_until};

use super::Console;
use crate::session::Frames;
use crate::tui::model::Tone;
use crate::tui::msg::Msg;
use crate::tui::play::{Do, Script, Step, Unmet, stands_on};
use crate::tui::presenter::Presenter;
use crate::tui::{Model, keys, picture, screen, svg};

/// The screen that frames are of and that texts are expected on, whatever the terminal's size: columns, rows.
const SIZE: (u16, u16) = (120, 40);
/// Between two steps that are watched. Longer than the time in which a new overlay takes no confirmation.
const PACE: Duration = Duration::from_millis(1_200);
/// Between two letters that are typed.
const LETTER: Duration = Duration::from_millis(70);
/// How often a run that goes on is looked at while a play without a terminal waits for it.
const BEAT: Duration = Duration::from_millis(40);

/// A script to be played, and where its frames go.
#[derive(Debug)]
pub struct Play {
    /// The script.
    pub script: Script,
    /// Where a frame is kept after each step.
    pub frames: Option<Frames>,
    /// Whether to play without a terminal, at once.
    pub unseen: bool,
}

/// A play that goes on.
#[derive(Debug)]
pub(super) struct Playing {
    play: Play,
    /// The next step.
    next: usize,
    /// The letters that are still to be typed of the step before, the last one first.
    letters: Vec<char>,
    due: Instant,
}

impl Playing {
    pub(super) fn of(play: Play) -> Self {
        Self { play, next: 0, letters: Vec::new(), due: Instant::now() + PACE }
    }

    pub(super) fn is_unseen(&self) -> bool {
        self.play.unseen
    }

    /// Waits until the next step is due.
    pub(super) fn due(playing: Option<&Self>) -> impl Future<Output = ()> + use<> {
        let due = playing.map(|playing| playing.due);
        async move {
            match due {
                Some(due) => sleep_until(due).await,
                None => std::future::pending().await,
            }
        }
    }
}

impl Console {
    /// Plays the whole script at once. Time is what the script says it is.
    pub(super) async fn play_through(&mut self) -> anyhow::Result<()> {
        while let Some(mut playing) = self.playing.take() {
            let Some(step) = playing.play.script.steps.get(playing.next).cloned() else { break };
            if self.ended {
                self.unmet = Some(unmet(&playing, step.line, "the console was left before this line".to_owned()));
                break;
            }
            playing.next += 1;
            let held = match &step.what {
                Do::Type(text) => {
                    for letter in text.chars() {
                        self.pass(Duration::from_millis(1));
                        self.press(keys::letter(letter)).await;
                    }
                    None
                }
                Do::Wait(long) => {
                    self.pass(*long);
                    self.wait_for_runs(*long).await;
                    None
                }
                Do::Key(key, _) => {
                    self.pass(Duration::from_secs(1));
                    self.press(*key).await;
                    None
                }
                _ => self.do_step(&step),
            };
            self.keep_frame(&mut playing, &step)?;
            if let Some(why) = held {
                self.unmet = Some(unmet(&playing, step.line, why));
                break;
            }
            self.playing = Some(playing);
        }
        Ok(())
    }

    /// Plays the next step, or the next letter of one.
    pub(super) async fn play_on(&mut self) -> anyhow::Result<()> {
        let Some(mut playing) = self.playing.take() else { return Ok(()) };
        if let Some(letter) = playing.letters.pop() {
            self.press(keys::letter(letter)).await;
            playing.due = Instant::now() + if playing.letters.is_empty() { PACE } else { LETTER };
            if playing.letters.is_empty() {
                let step = playing.play.script.steps[playing.next - 1].clone();
                self.keep_frame(&mut playing, &step)?;
            }
            self.playing = Some(playing);
            return Ok(());
        }
        let Some(step) = playing.play.script.steps.get(playing.next).cloned() else {
            self.caption("The script is over. The keys are yours; q leaves.");
            return Ok(());
        };
        playing.next += 1;
        playing.due = Instant::now();
        let held = match &step.what {
            Do::Type(text) => {
                playing.letters = text.chars().rev().collect();
                self.playing = Some(playing);
                return Ok(());
            }
            Do::Wait(long) => {
                playing.due += *long;
                None
            }
            Do::Key(key, _) => {
                playing.due += PACE;
                self.press(*key).await;
                None
            }
            Do::Say(_) => {
                playing.due += PACE;
                self.do_step(&step)
            }
            Do::Expect(_) | Do::Gone(_) => self.do_step(&step),
        };
        self.keep_frame(&mut playing, &step)?;
        match held {
            Some(why) => {
                self.caption(&format!("Stopped at line {}: {why}. The keys are yours; q leaves.", step.line));
                self.unmet = Some(unmet(&playing, step.line, why));
            }
            None => self.playing = Some(playing),
        }
        Ok(())
    }

    /// A person pressed a key or pasted something: from now on the keys are theirs. That key itself does nothing else.
    pub(super) fn take_over(&mut self) -> bool {
        let Some(playing) = self.playing.take() else { return false };
        let line = playing.play.script.steps.get(playing.next).map_or(0, |step| step.line);
        self.caption(&format!("You stopped the script before line {line}. The keys are yours; q leaves."));
        self.model.say(Tone::Plain, "The script was stopped; your key did nothing else");
        true
    }

    /// What a step does that is no key: why it does not hold, if it does not.
    fn do_step(&mut self, step: &Step) -> Option<String> {
        match &step.what {
            Do::Say(text) => {
                self.caption(text);
                None
            }
            Do::Expect(text) => {
                let there = stands_on(&screen::words(&self.model, SIZE), text);
                (!there).then(|| format!("`{text}` is expected on the screen, and is not there"))
            }
            Do::Gone(text) => {
                let there = stands_on(&screen::words(&self.model, SIZE), text);
                there.then(|| format!("`{text}` is to be gone from the screen, and is there"))
            }
            Do::Key(..) | Do::Type(_) | Do::Wait(_) => None,
        }
    }

    async fn press(&mut self, key: crossterm::event::KeyEvent) {
        let at = self.at();
        self.tell(Msg::Key { key, at });
        self.carry_out(Vec::new()).await;
    }

    /// Nobody waits for a time that nobody watches; a run takes the time it takes.
    async fn wait_for_runs(&mut self, most: Duration) {
        let end = Instant::now() + most;
        while self.model.running().is_some() && Instant::now() < end {
            sleep(BEAT).await;
            self.look_at_runs().await;
            self.carry_out(Vec::new()).await;
        }
    }

    fn caption(&mut self, text: &str) {
        text.clone_into(&mut self.model.presenter.get_or_insert_with(Presenter::default).caption);
    }

    fn keep_frame(&mut self, playing: &mut Playing, step: &Step) -> anyhow::Result<()> {
        let Some(frames) = &mut playing.play.frames else { return Ok(()) };
        frames.keep(&slug(step.what.word()), &frame(&self.model)).context("a frame cannot be kept")
    }
}

fn frame(model: &Model) -> String {
    svg(&picture(model, SIZE))
}

fn unmet(playing: &Playing, line: usize, why: String) -> Unmet {
    Unmet { script: playing.play.script.name.clone(), line, why }
}

/// A key or a word as part of a file's name.
fn slug(word: &str) -> String {
    match word.chars().next() {
        Some(letter) if word.chars().count() == 1 && !letter.is_ascii_alphanumeric() => {
            format!("u{:04x}", u32::from(letter))
        }
        Some(letter) if word.len() == 1 && letter.is_ascii_uppercase() => {
            format!("shift-{}", letter.to_ascii_lowercase())
        }
        _ => word.to_lowercase(),
    }
}
