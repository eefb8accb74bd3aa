//! What a graph is like.

use super::{Form, Graph};
use crate::engine::Id;

/// From so many nodes paths are measured, spread evenly over the graph, where it has more: from all of them it would take
/// the square of the time.
const PATHS_FROM: u32 = 2_000;
/// Nobody has come there.
const UNSEEN: u32 = u32::MAX;

impl Graph {
    /// How many nodes can be reached from these, themselves included.
    #[must_use]
    pub fn reachable(&self, from: &[Id]) -> u32 {
        if let (Form::Full(nodes), false) = (&self.0, from.is_empty()) {
            return *nodes;
        }
        self.steps(from).into_iter().filter(|&steps| steps != UNSEEN).count() as u32
    }

    /// Mean number of links on the shortest paths between all pairs that have one; 0 without any. In a graph of more than
    /// 2,000 nodes, on those that begin at as many of them.
    #[must_use]
    pub fn path_length(&self) -> f64 {
        if let Form::Full(nodes) = self.0 {
            return f64::from(u8::from(nodes > 1));
        }
        let (mut steps, mut pairs) = (0_u64, 0_u64);
        let every = self.nodes().div_ceil(PATHS_FROM).max(1);
        for node in (0..self.nodes()).step_by(every as usize) {
            for distance in self.steps(&[Id(node)]) {
                if distance != UNSEEN && distance > 0 {
                    (steps, pairs) = (steps + u64::from(distance), pairs + 1);
                }
            }
        }
        if pairs == 0 { 0.0 } else { steps as f64 / pairs as f64 }
    }

    /// Clustering: the mean, over all nodes, of the share of pairs of a node's neighbours that are linked themselves
    /// (Watts and Strogatz 1998); 0 for a node with fewer than two.
    #[must_use]
    pub fn clustering(&self) -> f64 {
        if let Form::Full(nodes) = self.0 {
            return f64::from(u8::from(nodes > 2));
        }
        let nodes = self.nodes();
        let sum: f64 = (0..nodes).map(|node| self.clustering_at(Id(node))).sum();
        if nodes == 0 { 0.0 } else { sum / f64::from(nodes) }
    }

    fn clustering_at(&self, node: Id) -> f64 {
        let around = self.kept(node);
        let linked = |&&(a, b): &&(u32, u32)| self.kept(Id(a)).binary_search(&b).is_ok();
        let pairs: Vec<(u32, u32)> =
            around.iter().zip(1..).flat_map(|(&a, at)| around.iter().skip(at).map(move |&b| (a, b))).collect();
        if pairs.is_empty() { 0.0 } else { pairs.iter().filter(linked).count() as f64 / pairs.len() as f64 }
    }

    /// Mean number of neighbours.
    #[must_use]
    pub fn mean_degree(&self) -> f64 {
        let nodes = self.nodes();
        let sum: u64 = (0..nodes).map(|node| u64::from(self.degree(Id(node)))).sum();
        if nodes == 0 { 0.0 } else { sum as f64 / f64::from(nodes) }
    }

    /// Share of nodes in the largest connected part.
    #[must_use]
    pub fn largest_part(&self) -> f64 {
        let nodes = self.nodes();
        if let (Form::Full(_), true) = (&self.0, nodes > 0) {
            return 1.0;
        }
        let (mut seen, mut largest) = (vec![false; nodes as usize], 0_u32);
        for node in 0..nodes {
            let mut waiting = vec![node];
            let mut part = 0;
            while let Some(node) = waiting.pop() {
                let is_new = seen.get_mut(node as usize).is_some_and(|seen| !std::mem::replace(seen, true));
                if is_new {
                    part += 1;
                    waiting.extend(self.kept(Id(node)));
                }
            }
            largest = largest.max(part);
        }
        if nodes == 0 { 0.0 } else { f64::from(largest) / f64::from(nodes) }
    }

    /// Fewest links from the nearest of these to each node, where links are kept.
    fn steps(&self, from: &[Id]) -> Vec<u32> {
        let mut steps = vec![UNSEEN; self.nodes() as usize];
        for id in from {
            steps.get_mut(id.0 as usize).into_iter().for_each(|at| *at = 0);
        }
        let (mut far, mut reached) = (0, from.iter().map(|id| id.0).collect::<Vec<u32>>());
        while !reached.is_empty() {
            far += 1;
            let mut next = Vec::new();
            for &other in reached.iter().flat_map(|&node| self.kept(Id(node))) {
                if let Some(at) = steps.get_mut(other as usize).filter(|at| **at == UNSEEN) {
                    *at = far;
                    next.push(other);
                }
            }
            reached = next;
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ring, star};
    use super::*;

    #[test]
    fn paths_and_clustering_are_those_of_graphs_that_can_be_counted_by_hand() {
        let path = Graph::linked(3, [(0, 1), (1, 2)]);
        assert_eq!(path.path_length(), 4.0 / 3.0);
        assert_eq!(path.clustering(), 0.0);
        let kite = Graph::linked(4, [(0, 1), (1, 2), (2, 0), (2, 3)]);
        assert_eq!(kite.clustering(), (1.0 + 1.0 + 1.0 / 3.0) / 4.0);
        assert_eq!(star(5, 1).path_length(), 1.6);
        assert_eq!((Graph::full(9).path_length(), Graph::full(9).clustering()), (1.0, 1.0));
    }

    #[test]
    fn a_full_mesh_is_as_its_links_would_make_it() {
        let all = Graph::linked(6, (0..6).flat_map(|a| (0..a).map(move |b| (a, b))));
        let of = |graph: &Graph| {
            (
                graph.path_length(),
                graph.clustering(),
                graph.mean_degree(),
                graph.largest_part(),
                graph.reachable(&[Id(2)]),
            )
        };
        assert_eq!(of(&Graph::full(6)), of(&all));
    }

    #[test]
    fn a_ring_clusters_as_the_formula_says() {
        // 3 (k − 2) ÷ 4 (k − 1)
        assert!((ring(60, 10).clustering() - 24.0 / 36.0).abs() < 1e-12);
    }

    #[test]
    fn parts_are_told_apart() {
        let graph = Graph::linked(6, [(0, 1), (1, 2), (4, 5)]);
        assert_eq!((graph.reachable(&[Id(0)]), graph.reachable(&[Id(3)]), graph.reachable(&[Id(3), Id(5)])), (3, 1, 3));
        assert_eq!(graph.largest_part(), 0.5);
        assert_eq!(graph.mean_degree(), 1.0);
    }
}
