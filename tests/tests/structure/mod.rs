//! What holds of the repository as text: folders and their arrows, pages, licences, words that stand nowhere.

mod arrows;
mod code_map;
pub(crate) mod files;
mod licences;
mod lints;
mod pages;
mod tree;
mod words;
