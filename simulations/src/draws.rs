//! Draws that depend on seed, purpose and entity alone, so that one policy's change does not shift another's luck.

/// One draw: the `n`-th for an entity and a purpose under a seed. The same on every machine.
#[must_use]
pub fn draw(seed: u64, purpose: &str, entity: &str, n: u64) -> u64 {
    let text = purpose.bytes().chain([0xff]).chain(entity.bytes());
    let key = text.fold(mix(seed), |key, byte| mix(key ^ u64::from(byte)));
    mix(key ^ mix(n.wrapping_add(0x9e37_79b9_7f4a_7c15)))
}

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection that spreads every bit.
#[must_use]
pub const fn mix(value: u64) -> u64 {
    let z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A stream of draws for one purpose and entity.
#[derive(Debug, Clone)]
pub struct Stream {
    seed: u64,
    purpose: &'static str,
    entity: String,
    next: u64,
}

impl Stream {
    /// From its start.
    #[must_use]
    pub fn new(seed: u64, purpose: &'static str, entity: &str) -> Self {
        Self { seed, purpose, entity: entity.to_owned(), next: 0 }
    }

    /// A number below `bound`; 0 for a bound of 0. The bias of the remainder is below 2⁻⁴⁰ for our small bounds.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next += 1;
        draw(self.seed, self.purpose, &self.entity, self.next).checked_rem(bound).unwrap_or(0)
    }

    /// One of several; none of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let index = self.below(from.len() as u64);
        from.get(usize::try_from(index).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_of_one_purpose_do_not_depend_on_another() {
        let mut alone = Stream::new(7, "load", "nl");
        let first = [alone.below(1_000), alone.below(1_000)];
        let mut beside = Stream::new(7, "load", "nl");
        let mut other = Stream::new(7, "faults", "nl");
        let second = [beside.below(1_000), {
            other.below(9);
            beside.below(1_000)
        }];
        assert_eq!(first, second);
        assert_ne!(draw(7, "load", "nl", 1), draw(7, "faults", "nl", 1));
        assert_ne!(draw(7, "load", "nl", 1), draw(8, "load", "nl", 1));
    }
}
