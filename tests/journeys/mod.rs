//! *Journeys* go through the program as people do, and pull the plug.

mod asking;
mod company;
mod costs;
mod data;
mod exports;
mod history;
mod browser;
mod importing;
mod offers;
mod pages;
mod serving;
