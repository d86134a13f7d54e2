//! Files as HTTP sends them: ranges, conditions, types, and names that lead nowhere.

mod conditions;
mod kinds;
mod names;
mod nginx;
mod ranges;
mod slow;
