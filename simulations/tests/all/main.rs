//! Scenarios, random campaigns: whole federations of real cores in virtual time.

mod adversaries;
mod cases;
mod changes;
mod delivery;
mod faults;
mod swarm;
