//! The journal's Merkle tree (RFC 6962 §2.1): its right edge, its root, and proofs.
//!
//! A leaf is hashed as `0x00 ‖ leaf`, a node as `0x01 ‖ left ‖ right`. Whoever appends needs the right edge alone; whoever
//! proves asks a store for the complete subtrees that [`inclusion`] and [`consistency`] name.

use crate::crypto::{Crypto, Digest};

/// Most hashes in a proof: a tree of 2^64 leaves needs no more.
pub const MAX_PROOF: usize = 64;
/// Of the complete subtrees, those on every third level are kept; others are made of at most four kept ones.
pub const KEPT: u8 = 3;

/// The hash of a leaf.
#[must_use]
pub fn leaf_hash(crypto: &impl Crypto, leaf: &[u8]) -> Digest {
    crypto.sha256(&[&[0], leaf])
}

/// The hash of a node.
#[must_use]
pub fn node_hash(crypto: &impl Crypto, left: Digest, right: Digest) -> Digest {
    crypto.sha256(&[&[1], &left.0, &right.0])
}

/// A complete subtree: `2^level` leaves, from leaf `number · 2^level` on, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subtree {
    /// 0 for a single leaf.
    pub level: u8,
    /// Its place among those of its level, from 0.
    pub number: u64,
}

impl Subtree {
    /// Both halves; none of a leaf.
    #[must_use]
    pub const fn halves(self) -> Option<[Self; 2]> {
        match (self.level.checked_sub(1), self.number.checked_mul(2)) {
            (Some(level), Some(number)) => Some([Self { level, number }, Self { level, number: number + 1 }]),
            _ => None,
        }
    }

    /// Whether a store keeps its hash.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        self.level > 0 && self.level.is_multiple_of(KEPT)
    }
}

/// The leaves from one place up to another, which is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u64,
    end: u64,
}

impl Span {
    /// The whole of a tree.
    #[must_use]
    pub const fn tree(size: u64) -> Self {
        Self { start: 0, end: size }
    }

    /// The complete subtrees that it consists of, from left to right. It begins where a subtree of its size begins.
    pub fn subtrees(self) -> impl Iterator<Item = Subtree> {
        let mut start = self.start;
        std::iter::from_fn(move || {
            let level = self.end.checked_sub(start).filter(|left| *left > 0)?.ilog2();
            let subtree = Subtree { level: u8::try_from(level).ok()?, number: start >> level };
            start += 1 << level;
            Some(subtree)
        })
    }

    /// Its hash; none where a subtree is not found.
    pub fn hash(self, crypto: &impl Crypto, find: &impl Fn(Subtree) -> Option<Digest>) -> Option<Digest> {
        let hashes = self.subtrees().map(find).collect::<Option<Vec<_>>>()?;
        Some(fold(crypto, &hashes))
    }
}

/// The hash over complete subtrees side by side, larger ones first.
fn fold(crypto: &impl Crypto, hashes: &[Digest]) -> Digest {
    let joined = hashes.iter().copied().rev().reduce(|right, left| node_hash(crypto, left, right));
    joined.unwrap_or_else(|| crypto.sha256(&[]))
}

/// The right edge of a tree: all that appending needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// Hashes of [`Span::subtrees`] of the whole tree.
    edge: Vec<Digest>,
}

impl Frontier {
    /// From the hashes of the subtrees of [`Span::tree`]; none if they are not as many.
    #[must_use]
    pub fn new(size: u64, edge: Vec<Digest>) -> Option<Self> {
        (size.count_ones() as usize == edge.len()).then_some(Self { size, edge })
    }

    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The tree's root.
    #[must_use]
    pub fn root(&self, crypto: &impl Crypto) -> Digest {
        fold(crypto, &self.edge)
    }

    /// One more leaf, by its hash. Gives the subtrees that it completed and that are to be kept.
    pub fn append(&mut self, crypto: &impl Crypto, leaf: Digest) -> Vec<(Subtree, Digest)> {
        let mut completed = Vec::new();
        let (mut subtree, mut hash) = (Subtree { level: 0, number: self.size }, leaf);
        while subtree.number % 2 == 1 {
            let Some(left) = self.edge.pop() else { break };
            hash = node_hash(crypto, left, hash);
            subtree = Subtree { level: subtree.level + 1, number: subtree.number / 2 };
            if subtree.is_kept() {
                completed.push((subtree, hash));
            }
        }
        self.edge.push(hash);
        self.size += 1;
        completed
    }
}

/// What a proof that leaf `index` is in the tree of `size` leaves consists of (RFC 6962 §2.1.1), from the leaf upwards.
/// Nothing if it is not.
#[must_use]
pub fn inclusion(index: u64, size: u64) -> Vec<Span> {
    let (mut start, mut end, mut path) = (0, size, Vec::new());
    if index >= size {
        return path;
    }
    while end - start > 1 {
        let middle = start + split(end - start);
        let (left, right) = (Span { start, end: middle }, Span { start: middle, end });
        if index < middle {
            path.push(right);
            end = middle;
        } else {
            path.push(left);
            start = middle;
        }
    }
    path.reverse();
    path
}

/// What a proof that the tree of `size` leaves continues that of `old` consists of (RFC 6962 §2.1.2). Nothing where there
/// is nothing to prove.
#[must_use]
pub fn consistency(old: u64, size: u64) -> Vec<Span> {
    let (mut start, mut end, mut proof) = (0, size, Vec::new());
    if old == 0 || old >= size {
        return proof;
    }
    while old < end {
        let middle = start + split(end - start);
        let (left, right) = (Span { start, end: middle }, Span { start: middle, end });
        if old <= middle {
            proof.push(right);
            end = middle;
        } else {
            proof.push(left);
            start = middle;
        }
    }
    // The old tree's own root is known to whoever checks; a part of it is not.
    if start > 0 {
        proof.push(Span { start, end });
    }
    proof.reverse();
    proof
}

/// The largest power of two below a number above 1.
const fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// Whether `proof` shows that a leaf is at `index` in the tree of `size` leaves with this root (RFC 9162 §2.1.3.2).
#[must_use]
pub fn proves_inclusion(
    crypto: &impl Crypto,
    (index, leaf): (u64, Digest),
    (size, root): (u64, Digest),
    proof: &[Digest],
) -> bool {
    if index >= size || proof.len() > MAX_PROOF {
        return false;
    }
    let (mut first, mut last, mut hash) = (index, size - 1, leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if first % 2 == 1 || first == last {
            hash = node_hash(crypto, *step, hash);
            while first.is_multiple_of(2) && first != 0 {
                (first, last) = (first / 2, last / 2);
            }
        } else {
            hash = node_hash(crypto, hash, *step);
        }
        (first, last) = (first / 2, last / 2);
    }
    last == 0 && hash == root
}

/// Whether `proof` shows that the tree `new` continues the tree `old`, each a size and a root (RFC 9162 §2.1.4.2).
#[must_use]
pub fn proves_consistency(crypto: &impl Crypto, old: (u64, Digest), new: (u64, Digest), proof: &[Digest]) -> bool {
    if old.0 == 0 || old.0 >= new.0 {
        return proof.is_empty() && (old.0 == 0 || old == new);
    }
    // Where the old tree is one complete subtree its root is the first step, and not sent.
    let known = old.0.is_power_of_two().then_some(old.1);
    let mut steps = known.into_iter().chain(proof.iter().copied());
    let Some(begin) = steps.next().filter(|_| proof.len() <= MAX_PROOF) else { return false };
    let (mut first, mut last, mut before, mut after) = (old.0 - 1, new.0 - 1, begin, begin);
    while first % 2 == 1 {
        (first, last) = (first / 2, last / 2);
    }
    for step in steps {
        if last == 0 {
            return false;
        }
        if first % 2 == 1 || first == last {
            before = node_hash(crypto, step, before);
            after = node_hash(crypto, step, after);
            while first.is_multiple_of(2) && first != 0 {
                (first, last) = (first / 2, last / 2);
            }
        } else {
            after = node_hash(crypto, after, step);
        }
        (first, last) = (first / 2, last / 2);
    }
    last == 0 && before == old.1 && after == new.1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::RingCrypto;

    /// The tree of RFC 6962 §2.1 as its definition reads.
    fn by_definition(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => RingCrypto.sha256(&[]),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(usize::try_from(split(leaves.len() as u64)).unwrap());
                node_hash(&RingCrypto, by_definition(left), by_definition(right))
            }
        }
    }

    fn leaves(count: u64) -> Vec<Digest> {
        (0..count).map(|n| leaf_hash(&RingCrypto, &n.to_be_bytes())).collect()
    }

    fn subtree(leaves: &[Digest], subtree: Subtree) -> Option<Digest> {
        let start = usize::try_from(subtree.number << subtree.level).ok()?;
        leaves.get(start..start + (1 << subtree.level)).map(by_definition)
    }

    fn proof(leaves: &[Digest], spans: &[Span]) -> Vec<Digest> {
        let hash = |span: &Span| span.hash(&RingCrypto, &|one| subtree(leaves, one)).unwrap();
        spans.iter().map(hash).collect()
    }

    fn root(leaves: &[Digest], size: u64) -> (u64, Digest) {
        (size, by_definition(&leaves[..usize::try_from(size).unwrap()]))
    }

    /// The tree of the examples of RFC 6962 §2.1.3 and the test vectors that logs share.
    #[test]
    fn roots_are_those_of_the_vectors_that_logs_share() {
        let inputs =
            ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let mut tree = Frontier::default();
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(tree.root(&RingCrypto).to_string(), empty);
        for input in inputs {
            tree.append(&RingCrypto, leaf_hash(&RingCrypto, &hex::decode(input).unwrap()));
        }
        let root = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
        assert_eq!(tree.root(&RingCrypto).to_string(), root);
    }

    #[test]
    fn the_subtrees_to_keep_are_given_once_each_and_as_the_definition_says() {
        let leaves = leaves(200);
        let mut tree = Frontier::default();
        let kept: Vec<_> = leaves.iter().flat_map(|leaf| tree.append(&RingCrypto, *leaf)).collect();
        let levels = |level| kept.iter().filter(|(one, _)| one.level == level).count();
        assert_eq!((levels(3), levels(6), kept.len()), (25, 3, 28));
        assert!(kept.iter().all(|(one, hash)| subtree(&leaves, *one) == Some(*hash)));
    }

    #[test]
    fn a_right_edge_has_a_hash_for_each_of_its_subtrees() {
        assert!(Frontier::new(5, vec![Digest::ZERO; 2]).is_some());
        assert!(Frontier::new(5, vec![Digest::ZERO; 3]).is_none() && Frontier::new(0, vec![Digest::ZERO]).is_none());
    }

    #[test]
    fn sizes_at_the_end_of_numbers_overflow_nowhere() {
        for size in [u64::MAX, u64::MAX - 1, 1 << 63] {
            assert_eq!(Span::tree(size).subtrees().count(), size.count_ones() as usize);
            assert!(inclusion(size - 1, size).len() <= MAX_PROOF && consistency(size / 2 + 1, size).len() <= MAX_PROOF);
            assert!(!proves_consistency(&RingCrypto, (3, Digest::ZERO), (size, Digest::ZERO), &[Digest::ZERO; 64]));
            assert!(!proves_inclusion(&RingCrypto, (3, Digest::ZERO), (size, Digest::ZERO), &[Digest::ZERO; 64]));
        }
    }

    proptest! {
        #[test]
        fn the_right_edge_has_the_root_of_the_definition(size in 0..300_u64) {
            let leaves = leaves(size);
            let mut tree = Frontier::default();
            leaves.iter().for_each(|leaf| drop(tree.append(&RingCrypto, *leaf)));
            prop_assert_eq!((tree.size(), tree.root(&RingCrypto)), root(&leaves, size));
            let edge = Span::tree(size).subtrees().map(|one| subtree(&leaves, one).unwrap()).collect();
            prop_assert_eq!(Frontier::new(size, edge), Some(tree));
        }

        #[test]
        fn every_leaf_is_proven_and_nothing_else(size in 1..200_u64, index in 0..200_u64, other in 0..200_u64) {
            let (index, leaves) = (index % size, leaves(size));
            let proof = proof(&leaves, &inclusion(index, size));
            let leaf = leaves[usize::try_from(index).unwrap()];
            let root = root(&leaves, size);
            prop_assert!(proves_inclusion(&RingCrypto, (index, leaf), root, &proof));
            prop_assert_eq!(proves_inclusion(&RingCrypto, (other, leaf), root, &proof), other == index);
            prop_assert!(!proves_inclusion(&RingCrypto, (index, Digest::ZERO), root, &proof));
            prop_assert!(!proves_inclusion(&RingCrypto, (index, leaf), (size, Digest::ZERO), &proof));
        }

        #[test]
        fn a_tree_is_proven_to_continue_its_past_and_no_other(size in 1..200_u64, old in 0..200_u64, which in 0..200_u64) {
            let (old, mut leaves) = (old % (size + 1), leaves(size));
            let (before, after) = (root(&leaves, old), root(&leaves, size));
            let steps = proof(&leaves, &consistency(old, size));
            prop_assert!(proves_consistency(&RingCrypto, before, after, &steps));
            prop_assert!(!proves_consistency(&RingCrypto, after, before, &steps) || old == size);
            // Who changes what was there before finds no proof in its tree.
            if old > 0 {
                leaves[usize::try_from(which % old).unwrap()] = Digest::ZERO;
                let changed = proof(&leaves, &consistency(old, size));
                prop_assert!(!proves_consistency(&RingCrypto, before, root(&leaves, size), &changed));
            }
            for at in 0..steps.len() {
                let mut wrong = steps.clone();
                wrong[at] = Digest::ZERO;
                prop_assert!(!proves_consistency(&RingCrypto, before, after, &wrong));
            }
            let longer = [steps.as_slice(), &[Digest::ZERO]].concat();
            prop_assert!(!proves_consistency(&RingCrypto, before, after, &longer));
        }
    }
}
