//! Who can reach whom: graphs that are computed, drawn or read from files.
//!
//! | look for | in |
//! |---|---|
//! | stars, rings, small worlds, random graphs | `drawn` |
//! | lists of edges | `edges` |
//! | GraphML, as the Topology Zoo has it | `graphml` |
//! | path length, clustering, parts | `measures` |
//!
//! A graph is undirected and simple: what a file holds twice counts once, and nobody is linked to itself. In a full mesh
//! links are computed and never kept, for there are too many.

mod drawn;
mod edges;
mod graphml;
mod measures;

pub use drawn::{picked, random, ring, small_world, star};
pub use edges::read as read_edges;
pub use graphml::read as read_graphml;

use std::collections::BTreeSet;

use thiserror::Error;

use crate::draws::Stream;
use crate::engine::Id;

/// Most nodes of a graph.
pub const MOST_NODES: u32 = 1_000_000;

/// An undirected simple graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph(Form);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// Everybody with everybody.
    Full(u32),
    /// The neighbours of all, one node after the other, and where those of each begin.
    Linked { begins: Vec<u32>, neighbours: Vec<u32> },
}

impl Graph {
    /// Everybody linked with everybody.
    #[must_use]
    pub fn full(nodes: u32) -> Self {
        Self(Form::Full(nodes))
    }

    /// With these links, whichever way round; loops and repetitions are left out, and so is what names no node.
    #[must_use]
    pub fn linked(nodes: u32, links: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut ends: Vec<(u32, u32)> = Vec::new();
        for (a, b) in links {
            if a != b && a < nodes && b < nodes {
                ends.extend([(a, b), (b, a)]);
            }
        }
        ends.sort_unstable();
        ends.dedup();
        let mut begins = Vec::with_capacity(nodes as usize + 1);
        let mut at = 0;
        for node in 0..nodes {
            begins.push(at as u32);
            at += ends.get(at..).unwrap_or_default().iter().take_while(|end| end.0 == node).count();
        }
        begins.push(at as u32);
        Self(Form::Linked { begins, neighbours: ends.into_iter().map(|end| end.1).collect() })
    }

    /// How many nodes there are.
    #[must_use]
    pub fn nodes(&self) -> u32 {
        match &self.0 {
            Form::Full(nodes) => *nodes,
            Form::Linked { begins, .. } => begins.len().saturating_sub(1) as u32,
        }
    }

    /// How many neighbours a node has.
    #[must_use]
    pub fn degree(&self, of: Id) -> u32 {
        match &self.0 {
            Form::Full(nodes) => nodes.saturating_sub(1),
            Form::Linked { .. } => self.kept(of).len() as u32,
        }
    }

    /// A node's neighbours, in order.
    pub fn neighbours(&self, of: Id) -> impl Iterator<Item = Id> + '_ {
        (0..self.degree(of)).filter_map(move |index| self.neighbour(of, index))
    }

    /// One neighbour, drawn; none of none.
    pub fn one_neighbour(&self, of: Id, stream: &mut Stream) -> Option<Id> {
        let index = stream.below(u64::from(self.degree(of)));
        self.neighbour(of, index as u32)
    }

    /// So many different neighbours, drawn, or all there are.
    pub fn some_neighbours(&self, of: Id, count: u32, stream: &mut Stream) -> Vec<Id> {
        let drawn = stream.some_below(self.degree(of), count);
        drawn.into_iter().filter_map(|index| self.neighbour(of, index)).collect()
    }

    fn neighbour(&self, of: Id, index: u32) -> Option<Id> {
        match &self.0 {
            Form::Full(nodes) => (index + 1 < *nodes).then(|| Id(if index < of.0 { index } else { index + 1 })),
            Form::Linked { .. } => self.kept(of).get(index as usize).copied().map(Id),
        }
    }

    fn kept(&self, of: Id) -> &[u32] {
        let Form::Linked { begins, neighbours } = &self.0 else { return &[] };
        let begin = |node: usize| begins.get(node).copied().unwrap_or_default() as usize;
        neighbours.get(begin(of.0 as usize)..begin(of.0 as usize + 1)).unwrap_or_default()
    }
}

/// What is wrong with a file of a topology, and where.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line}, column {column}: {problem}")]
pub struct FileError {
    /// Counted from 1.
    pub line: u32,
    /// Characters, counted from 1.
    pub column: u32,
    /// What is wrong there.
    pub problem: Problem,
}

/// What can be wrong with a file of a topology.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Problem {
    /// A line of a list without two names.
    #[error("an edge is two names, and this line has {0}")]
    NotTwo(usize),
    /// No node at all.
    #[error("there is no node in it")]
    Empty,
    /// More nodes than a graph may have.
    #[error("there are more than {MOST_NODES} nodes in it")]
    TooMany,
    /// What is no XML.
    #[error("this is no XML: {0}")]
    Xml(String),
    /// XML that is something else than GraphML.
    #[error("this is `{0}`, where GraphML has `{1}`")]
    Not(String, &'static str),
    /// A file with another number of graphs than one.
    #[error("one graph is read from a file, and this has {0}")]
    Graphs(usize),
    /// What this reader does not read.
    #[error("`{0}` is not read: give a graph of nodes and undirected edges alone")]
    Unread(String),
    /// An element without an attribute that it must have.
    #[error("`{element}` has no `{attribute}`")]
    Missing {
        /// The element.
        element: &'static str,
        /// The attribute.
        attribute: &'static str,
    },
    /// Two nodes of one name.
    #[error("there is a node `{0}` already")]
    Twice(String),
    /// An edge to a node that is not there.
    #[error("there is no node `{0}`")]
    Unknown(String),
}

/// A set of links as they are drawn, with who has whom.
struct Drawn(Vec<BTreeSet<u32>>);

impl Drawn {
    fn new(nodes: u32) -> Self {
        Self(vec![BTreeSet::new(); nodes as usize])
    }

    fn has(&self, a: u32, b: u32) -> bool {
        self.0.get(a as usize).is_some_and(|others| others.contains(&b))
    }

    fn degree(&self, a: u32) -> usize {
        self.0.get(a as usize).map_or(0, BTreeSet::len)
    }

    fn link(&mut self, a: u32, b: u32) {
        for (one, other) in [(a, b), (b, a)] {
            self.0.get_mut(one as usize).map(|others| others.insert(other));
        }
    }

    fn cut(&mut self, a: u32, b: u32) {
        for (one, other) in [(a, b), (b, a)] {
            self.0.get_mut(one as usize).map(|others| others.remove(&other));
        }
    }

    fn graph(&self) -> Graph {
        let links = self.0.iter().zip(0..).flat_map(|(others, a)| others.iter().map(move |&b| (a, b)));
        Graph::linked(self.0.len() as u32, links)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(neighbours: impl IntoIterator<Item = Id>) -> Vec<u32> {
        neighbours.into_iter().map(|id| id.0).collect()
    }

    #[test]
    fn a_full_mesh_links_everybody_but_with_itself() {
        let graph = Graph::full(4);
        assert_eq!(ids(graph.neighbours(Id(0))), [1, 2, 3]);
        assert_eq!(ids(graph.neighbours(Id(2))), [0, 1, 3]);
        assert_eq!((graph.nodes(), graph.degree(Id(3))), (4, 3));
        assert_eq!(ids(Graph::full(1).neighbours(Id(0))), [0_u32; 0]);
    }

    #[test]
    fn loops_and_repetitions_are_left_out() {
        let graph = Graph::linked(4, [(1, 0), (0, 1), (2, 2), (1, 3), (1, 3), (9, 0)]);
        assert_eq!(ids(graph.neighbours(Id(1))), [0, 3]);
        assert_eq!(ids(graph.neighbours(Id(2))), [0_u32; 0]);
        assert_eq!(graph.nodes(), 4);
    }

    #[test]
    fn neighbours_are_drawn_from_all_of_them() {
        let mut stream = Stream::numbered(1, "peers", 0);
        for graph in [Graph::full(6), Graph::linked(6, (1..6).map(|other| (0, other)))] {
            let seen: BTreeSet<u32> =
                (0..200).filter_map(|_| graph.one_neighbour(Id(0), &mut stream)).map(|id| id.0).collect();
            assert_eq!(seen, (1..6).collect());
            let mut all = ids(graph.some_neighbours(Id(0), 9, &mut stream));
            all.sort_unstable();
            assert_eq!(all, [1, 2, 3, 4, 5]);
        }
        assert_eq!(Graph::linked(2, []).one_neighbour(Id(0), &mut stream), None);
    }
}
