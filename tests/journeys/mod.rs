//! *Journeys* go through the program as people do, and pull the plug.

mod asking;
mod browser;
mod calculating;
mod company;
mod consulting;
mod costs;
mod data;
mod deriving;
mod exports;
mod history;
mod importing;
mod offers;
mod pages;
mod replicas;
mod serving;
mod under_way;
