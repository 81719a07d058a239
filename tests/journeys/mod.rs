//! *Journeys* go through the program as people do, and pull the plug.

mod asking;
mod importing;
mod pages;
