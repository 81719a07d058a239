//! Journeys in a real browser, as people go them: with scripts and without, at a desk and on a phone, by hand and by
//! keyboard. Every one of them ends with the browser having nothing to complain about.

mod accessible;
mod answers;
mod calculations;
mod complaints;
mod history;
mod keyboard;
mod light;
mod moving;
mod personas;
mod phone;
