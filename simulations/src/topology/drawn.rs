//! Graphs that are computed, or drawn from a stream.

use super::{Drawn, Graph};
use crate::draws::{Chance, Stream};

/// Hubs that are all linked with each other, and others that are each linked with one of them, in turn. One hub makes a
/// star.
#[must_use]
pub fn star(nodes: u32, hubs: u32) -> Graph {
    let hubs = hubs.clamp(1, nodes.max(1));
    let among = (0..hubs).flat_map(|a| (0..a).map(move |b| (a, b)));
    Graph::linked(nodes, among.chain((hubs..nodes).map(|node| (node, node % hubs))))
}

/// A ring on which each node is linked with the `neighbours` nearest: half of them on either side.
#[must_use]
pub fn ring(nodes: u32, neighbours: u32) -> Graph {
    Graph::linked(nodes, around(nodes, neighbours))
}

/// A ring of which each link is led elsewhere with a chance (Watts and Strogatz 1998): its far end goes to a node drawn from
/// those that its near end is not linked with yet.
#[must_use]
pub fn small_world(nodes: u32, neighbours: u32, rewire: Chance, stream: &mut Stream) -> Graph {
    let mut drawn = Drawn::new(nodes);
    around(nodes, neighbours).for_each(|(near, far)| drawn.link(near, far));
    for (near, far) in around(nodes, neighbours) {
        let is_full = drawn.degree(near) + 1 >= nodes as usize;
        if !stream.happens(rewire) || is_full {
            continue;
        }
        let elsewhere = loop {
            let node = stream.below(u64::from(nodes)) as u32;
            if node != near && !drawn.has(near, node) {
                break node;
            }
        };
        drawn.cut(near, far);
        drawn.link(near, elsewhere);
    }
    drawn.graph()
}

/// The links of a ring: those to the next node of all first, then to the next but one, as Watts and Strogatz go round.
fn around(nodes: u32, neighbours: u32) -> impl Iterator<Item = (u32, u32)> {
    let next = move |steps| (0..nodes).map(move |node| (node, (u64::from(node) + steps) as u32 % nodes.max(1)));
    (1..=u64::from(neighbours / 2)).flat_map(next)
}

/// Each node linked with so many others that it draws, and with those that draw it.
#[must_use]
pub fn picked(nodes: u32, picks: u32, stream: &mut Stream) -> Graph {
    let everybody = Graph::full(nodes);
    let mut links = Vec::new();
    for node in 0..nodes {
        let others = everybody.some_neighbours(crate::engine::Id(node), picks, stream);
        links.extend(others.into_iter().map(|other| (node, other.0)));
    }
    Graph::linked(nodes, links)
}

/// Each pair linked with a probability from 0 to 1 (Gilbert's model, after Erdős and Rényi).
///
/// Pairs are not drawn one by one: how many are passed over before the next link is drawn at once.
#[must_use]
pub fn random(nodes: u32, probability: f64, stream: &mut Stream) -> Graph {
    if probability <= 0.0 {
        return Graph::linked(nodes, []);
    }
    let passed = Passed::new(probability);
    let (mut links, mut one, mut other) = (Vec::new(), 1_u64, passed.draw(stream));
    // Pairs in the order (1, 0), (2, 0), (2, 1), (3, 0) …, as Batagelj and Brandes (2005) count them.
    while one < u64::from(nodes) {
        if other < one {
            links.push((one as u32, other as u32));
            other = other.saturating_add(1).saturating_add(passed.draw(stream));
        } else {
            other -= one;
            one += 1;
        }
    }
    Graph::linked(nodes, links)
}

/// How many failures come before a success: geometrically distributed.
///
/// The binary digits of such a number are independent of each other, and the digit of 2ʲ is 1 with the chance q^(2ʲ) ÷
/// (1 + q^(2ʲ)). So it takes a table of squares, and no logarithm, which is not the same on every machine.
struct Passed(Vec<Chance>);

impl Passed {
    fn new(probability: f64) -> Self {
        let mut digits = Vec::new();
        let mut power = 1.0 - probability;
        while power > 1e-18 && digits.len() < 62 {
            digits.extend(Chance::new(power / (1.0 + power)));
            power *= power;
        }
        Self(digits)
    }

    fn draw(&self, stream: &mut Stream) -> u64 {
        self.0.iter().zip(0..).fold(0, |sum, (&digit, place)| sum | u64::from(stream.happens(digit)) << place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Id;

    fn degrees(graph: &Graph) -> Vec<u32> {
        (0..graph.nodes()).map(|node| graph.degree(Id(node))).collect()
    }

    #[test]
    fn stars_and_rings_have_the_degrees_that_they_must() {
        assert_eq!(degrees(&star(5, 1)), [4, 1, 1, 1, 1]);
        assert_eq!(degrees(&star(6, 2)), [3, 3, 1, 1, 1, 1]);
        assert_eq!(degrees(&ring(9, 4)), [4; 9]);
        assert_eq!(degrees(&ring(5, 4)), [4; 5]);
    }

    #[test]
    fn what_is_rewired_keeps_the_number_of_links() {
        let chance = |share| Chance::new(share).unwrap();
        let drawn = |share, seed| small_world(60, 6, chance(share), &mut Stream::numbered(seed, "topology", 0));
        assert_eq!(drawn(0.0, 1), ring(60, 6));
        for share in [0.1, 1.0] {
            assert_eq!(degrees(&drawn(share, 1)).iter().sum::<u32>(), 360, "{share}");
            assert_ne!(drawn(share, 1), drawn(share, 2));
        }
        assert_eq!(degrees(&small_world(5, 4, chance(1.0), &mut Stream::numbered(1, "topology", 0))), [4; 5]);
    }

    #[test]
    fn a_random_graph_has_each_link_with_its_probability() {
        for probability in [0.003, 0.1, 0.5, 0.97] {
            let mut stream = Stream::numbered(1, "topology", 0);
            let links: u32 =
                (0..20).map(|_| degrees(&random(200, probability, &mut stream)).iter().sum::<u32>() / 2).sum();
            let (pairs, links) = (20.0 * 19_900.0, f64::from(links));
            let deviation = (pairs * probability * (1.0 - probability)).sqrt();
            assert!((links - pairs * probability).abs() < 4.0 * deviation, "{probability}: {links}");
        }
        let mut stream = Stream::numbered(1, "topology", 0);
        assert_eq!(degrees(&random(9, 1.0, &mut stream)), [8; 9]);
        assert_eq!(degrees(&random(9, 0.0, &mut stream)), [0; 9]);
    }

    #[test]
    fn failures_before_a_success_are_as_many_as_they_must_be() {
        let (mut stream, passed) = (Stream::numbered(1, "topology", 0), Passed::new(0.2));
        let drawn: Vec<u64> = (0..20_000).map(|_| passed.draw(&mut stream)).collect();
        let share = |is: fn(u64) -> bool| drawn.iter().filter(|&&n| is(n)).count() as f64 / 20_000.0;
        assert!((share(|n| n == 0) - 0.2).abs() < 0.012);
        assert!((share(|n| n == 1) - 0.16).abs() < 0.012);
        assert!((share(|n| n >= 10) - 0.107_4).abs() < 0.01);
    }

    #[test]
    fn who_picks_others_has_at_least_them() {
        let graph = picked(50, 5, &mut Stream::numbered(1, "topology", 0));
        assert!(degrees(&graph).iter().all(|&degree| degree >= 5));
    }
}
