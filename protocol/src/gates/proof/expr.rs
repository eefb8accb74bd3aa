//! Conditions over finitely many facts, decided for whole regions of combinations at once.

use std::collections::BTreeSet;

/// A fact that varies: its place in the [`super::space::Space`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Var(pub(super) usize);

/// Some of a fact's values, by their places in its list of at most 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Values(u64);

impl Values {
    /// What a yes-or-no fact is where it is so.
    pub(super) const YES: Self = Self(2);

    /// The first so many.
    pub(super) const fn first(count: usize) -> Self {
        Self(if count >= 64 { u64::MAX } else { (1 << count) - 1 })
    }

    /// Those at these places.
    pub(super) fn at(places: impl IntoIterator<Item = usize>) -> Self {
        Self(places.into_iter().fold(0, |all, place| all | 1 << place))
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Each of them alone.
    #[cfg(test)]
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        (0..64).map(|place| Self(1 << place)).filter(move |one| !self.and(*one).is_empty())
    }

    /// The place of the first of them.
    pub(super) const fn lowest(self) -> usize {
        self.0.trailing_zeros() as usize
    }
}

/// A region: every combination of the values that each fact may still have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region(Vec<Values>);

impl Region {
    pub(super) fn new(domains: Vec<Values>) -> Self {
        Self(domains)
    }

    pub(super) fn of(&self, var: Var) -> Values {
        self.0.get(var.0).copied().unwrap_or(Values(0))
    }

    /// Every fact.
    pub(super) fn vars(&self) -> impl Iterator<Item = Var> + use<> {
        (0..self.0.len()).map(Var)
    }

    /// The part of it in which a fact has one of these values.
    pub(super) fn narrowed(&self, var: Var, to: Values) -> Self {
        let mut narrowed = self.clone();
        if let Some(values) = narrowed.0.get_mut(var.0) {
            *values = to;
        }
        narrowed
    }

    /// How many combinations it holds.
    pub(super) fn size(&self) -> u128 {
        self.0.iter().map(|values| u128::from(values.count())).product()
    }
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    /// A fact has one of these values.
    Is(Var, Values),
    /// The opposite holds.
    Not(Box<Self>),
    /// All hold.
    All(Vec<Self>),
    /// Some hold.
    Any(Vec<Self>),
}

/// Whether a condition holds in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    /// In all of it.
    Always,
    /// Nowhere in it.
    Never,
    /// That depends, first of all on whether this fact has one of these values.
    Open(Var, Values),
}

impl Expr {
    pub(super) const YES: Self = Self::All(Vec::new());
    pub(super) const NO: Self = Self::Any(Vec::new());

    pub(super) fn not(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// What must all hold for this to hold, each on its own.
    pub(super) fn parts(self) -> Vec<Self> {
        match self {
            Self::All(parts) => parts.into_iter().flat_map(Self::parts).collect(),
            Self::Not(inner) => match *inner {
                Self::Any(parts) => parts.into_iter().flat_map(|part| part.not().parts()).collect(),
                Self::Not(inner) => inner.parts(),
                inner => vec![inner.not()],
            },
            other => vec![other],
        }
    }

    /// The facts that it looks at.
    pub(super) fn facts(&self, into: &mut BTreeSet<Var>) {
        match self {
            Self::Is(var, _) => drop(into.insert(*var)),
            Self::Not(inner) => inner.facts(into),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.facts(into)),
        }
    }

    /// Where the first holds, the second does.
    pub(super) fn implies(self, then: Self) -> Self {
        Self::Any(vec![self.not(), then])
    }

    /// Both hold, or neither does.
    pub(super) fn iff(self, other: Self) -> Self {
        Self::All(vec![self.clone().implies(other.clone()), other.implies(self)])
    }

    pub(super) fn holds_in(&self, region: &Region) -> Truth {
        match self {
            Self::Is(var, values) => {
                let possible = region.of(*var);
                if possible.and(*values).is_empty() {
                    Truth::Never
                } else if possible.without(*values).is_empty() {
                    Truth::Always
                } else {
                    Truth::Open(*var, *values)
                }
            }
            Self::Not(inner) => match inner.holds_in(region) {
                Truth::Always => Truth::Never,
                Truth::Never => Truth::Always,
                open @ Truth::Open(..) => open,
            },
            Self::All(parts) => all(parts, region, Truth::Never, Truth::Always),
            Self::Any(parts) => all(parts, region, Truth::Always, Truth::Never),
        }
    }

    /// The same with a fact fixed to values.
    pub(super) fn with(&self, fixed: Var, to: Values) -> Self {
        match self {
            Self::Is(var, values) if *var == fixed => {
                if to.without(*values).is_empty() {
                    Self::YES
                } else {
                    Self::NO
                }
            }
            Self::Is(..) => self.clone(),
            Self::Not(inner) => Self::Not(Box::new(inner.with(fixed, to))),
            Self::All(parts) => Self::All(parts.iter().map(|part| part.with(fixed, to)).collect()),
            Self::Any(parts) => Self::Any(parts.iter().map(|part| part.with(fixed, to)).collect()),
        }
    }
}

/// Of a list: `decides` as soon as one part is so, `otherwise` where all are the opposite.
fn all(parts: &[Expr], region: &Region, decides: Truth, otherwise: Truth) -> Truth {
    let mut first_open = None;
    for part in parts {
        match part.holds_in(region) {
            truth if truth == decides => return decides,
            open @ Truth::Open(..) => first_open = first_open.or(Some(open)),
            _ => {}
        }
    }
    first_open.unwrap_or(otherwise)
}

/// What a search went through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Searched {
    /// Regions in which the condition was decided at once.
    pub(super) regions: u64,
    /// Combinations for which it holds.
    pub(super) holds: u128,
}

/// Decides a condition for every combination of a region, and shows each part of it in which it holds to `found`, until
/// that has seen enough.
pub(super) fn search(condition: &Expr, region: &Region, found: &mut impl FnMut(&Region) -> bool) -> Searched {
    let mut searched = Searched::default();
    let mut open = vec![region.clone()];
    while let Some(region) = open.pop() {
        match condition.holds_in(&region) {
            Truth::Never => searched.regions += 1,
            Truth::Always => {
                searched.regions += 1;
                searched.holds += region.size();
                if found(&region) {
                    break;
                }
            }
            Truth::Open(var, values) => {
                let possible = region.of(var);
                open.push(region.narrowed(var, possible.and(values)));
                open.push(region.narrowed(var, possible.without(values)));
            }
        }
    }
    searched
}

/// For how many combinations of a region all parts hold: counted apart where they look at different facts.
pub(super) fn count(parts: &[Expr], region: &Region) -> u128 {
    let mut groups: Vec<(BTreeSet<Var>, Vec<Expr>)> = Vec::new();
    for part in parts {
        let (mut facts, mut together) = (BTreeSet::new(), vec![part.clone()]);
        part.facts(&mut facts);
        let (joined, others) = groups.into_iter().partition(|(of, _): &(BTreeSet<Var>, _)| !of.is_disjoint(&facts));
        groups = others;
        for (of, parts) in joined {
            facts.extend(of);
            together.extend(parts);
        }
        groups.push((facts, together));
    }
    let free = region.vars().filter(|var| !groups.iter().any(|(of, _)| of.contains(var)));
    let free: u128 = free.map(|var| u128::from(region.of(var).count())).product();
    let of_group = |(of, parts): (BTreeSet<Var>, Vec<Expr>)| {
        let alone = |region: Region, var: Var| {
            let first = Values::at([region.of(var).lowest()]);
            if of.contains(&var) { region } else { region.narrowed(var, first) }
        };
        search(&Expr::All(parts), &region.vars().fold(region.clone(), alone), &mut |_| false).holds
    };
    groups.into_iter().map(of_group).product::<u128>() * free
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIZES: [usize; 5] = [2, 2, 3, 4, 2];

    fn everything() -> Region {
        Region::new(SIZES.iter().map(|size| Values::first(*size)).collect())
    }

    fn conditions() -> impl Strategy<Value = Expr> {
        let atom = (0..SIZES.len())
            .prop_flat_map(|var| (Just(var), 0..1_u64 << SIZES[var]))
            .prop_map(|(var, values)| Expr::Is(Var(var), Values(values)));
        atom.prop_recursive(5, 40, 4, |inner| {
            prop_oneof![
                inner.clone().prop_map(Expr::not),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Expr::All),
                prop::collection::vec(inner, 0..4).prop_map(Expr::Any),
            ]
        })
    }

    /// Every combination, one by one.
    fn each() -> Vec<Region> {
        SIZES
            .iter()
            .fold(vec![Vec::new()], |all, size| {
                let longer = |one: &Vec<Values>| {
                    let one = one.clone();
                    (0..*size).map(move |place| [one.clone(), vec![Values::at([place])]].concat()).collect::<Vec<_>>()
                };
                all.iter().flat_map(longer).collect()
            })
            .into_iter()
            .map(Region::new)
            .collect()
    }

    proptest! {
        #[test]
        fn a_search_finds_what_trying_one_by_one_finds(condition in conditions()) {
            let holds = each().iter().filter(|one| condition.holds_in(one) == Truth::Always).count();
            let mut shown = 0;
            let searched = search(&condition, &everything(), &mut |region| { shown += region.size(); false });
            prop_assert_eq!((searched.holds, shown), (holds as u128, holds as u128));
        }

        #[test]
        fn parts_hold_where_the_whole_does_and_are_counted_alike(condition in conditions(), other in conditions()) {
            let parts = Expr::All(vec![condition.clone(), other.clone()]).parts();
            let whole = search(&Expr::All(vec![condition, other]), &everything(), &mut |_| false);
            prop_assert_eq!(count(&parts, &everything()), whole.holds);
            prop_assert_eq!(search(&Expr::All(parts), &everything(), &mut |_| false).holds, whole.holds);
        }

        #[test]
        fn a_fixed_fact_leaves_the_condition_as_it_is_there(condition in conditions(), place in 0..2_usize) {
            let fixed = Values::at([place]);
            for one in each().iter().filter(|one| one.of(Var(1)) == fixed) {
                prop_assert_eq!(condition.with(Var(1), fixed).holds_in(one), condition.holds_in(one));
            }
        }
    }
}
