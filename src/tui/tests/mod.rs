mod desk;
mod journeys;
mod keys;
mod overlays;
mod screens;
mod text;
mod updates;
