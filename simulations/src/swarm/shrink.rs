//! The smallest list that still fails: parts are taken out, larger ones first (delta debugging, Zeller and Hildebrandt
//! 2002), then what is left is made simpler, until neither goes any further.

use crate::actions::Action;

/// Makes a list that fails smaller, as long as it fails.
pub fn shrink(actions: Vec<Action>, mut fails: impl FnMut(&[Action]) -> bool) -> Vec<Action> {
    let mut smallest = actions;
    loop {
        let before = smallest.clone();
        take_out(&mut smallest, &mut fails);
        simplify(&mut smallest, &mut fails);
        if smallest == before {
            return smallest;
        }
    }
}

/// Takes out parts, half of the list at first and single actions at last.
fn take_out(actions: &mut Vec<Action>, fails: &mut impl FnMut(&[Action]) -> bool) {
    let mut size = actions.len().div_ceil(2);
    while size > 0 && !actions.is_empty() {
        let mut at = 0;
        while at < actions.len() {
            let without: Vec<Action> = actions.iter().take(at).chain(actions.iter().skip(at + size)).cloned().collect();
            if fails(&without) {
                *actions = without;
            } else {
                at += size;
            }
        }
        size = if size == 1 { 0 } else { size.div_ceil(2) };
    }
}

/// Makes single actions simpler: shorter times, smaller jumps, no term of their own.
fn simplify(actions: &mut [Action], fails: &mut impl FnMut(&[Action]) -> bool) {
    for at in 0..actions.len() {
        while let Some(simpler) = actions.get(at).and_then(|action| {
            simpler(action).into_iter().find(|simpler| {
                let mut tried = actions.to_vec();
                tried.get_mut(at).map(|action| *action = simpler.clone()).is_some() && fails(&tried)
            })
        }) {
            if let Some(action) = actions.get_mut(at) {
                *action = simpler;
            }
        }
    }
}

/// Simpler forms of an action, the simplest first; none where it is as simple as can be.
fn simpler(action: &Action) -> Vec<Action> {
    match action.clone() {
        Action::Advance { ms } => times(ms).map(|ms| Action::Advance { ms }).collect(),
        Action::Rotate { member, node, ms } => {
            times(ms).map(|ms| Action::Rotate { member: member.clone(), node: node.clone(), ms }).collect()
        }
        Action::Revoke { member, node, ms } => {
            times(ms).map(|ms| Action::Revoke { member: member.clone(), node: node.clone(), ms }).collect()
        }
        Action::SlowDisk { node, ms } => times(ms).map(|ms| Action::SlowDisk { node: node.clone(), ms }).collect(),
        Action::ClockJump { node, ms } => {
            let back = if ms < 0 { -1 } else { 1 };
            let jump = |ms: u64| Action::ClockJump { node: node.clone(), ms: back * i64::try_from(ms).unwrap_or(0) };
            times(ms.unsigned_abs()).map(jump).collect()
        }
        Action::Submit { signal, by, case, days: Some(_) } => vec![Action::Submit { signal, by, case, days: None }],
        Action::Correct { signal, by, without: Some(_) } => vec![Action::Correct { signal, by, without: None }],
        _ => Vec::new(),
    }
}

/// Round times below `ms`, and its half.
fn times(ms: u64) -> impl Iterator<Item = u64> {
    [0, 1_000, 60_000, 3_600_000, 86_400_000].into_iter().filter(move |t| *t < ms).chain((ms > 1).then_some(ms / 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::swarm::Plan;

    fn crash(action: &Action) -> bool {
        matches!(action, Action::Crash { .. })
    }

    #[test]
    fn what_has_no_part_in_the_failure_is_taken_out() {
        let all: Vec<Action> = (0..30).flat_map(|seed| Plan::draw(seed).actions).collect();
        let fails = |list: &[Action]| list.iter().filter(|a| crash(a)).count() >= 2;
        let smallest = shrink(all, fails);
        assert_eq!(smallest.len(), 2);
        assert!(smallest.iter().all(crash));
    }

    #[test]
    fn times_become_as_short_as_the_failure_allows() {
        let long = |list: &[Action]| list.iter().any(|a| matches!(a, Action::Advance { ms } if *ms >= 700));
        let list = vec![Action::Advance { ms: 5 }, Action::Advance { ms: 90_000_000 }];
        let smallest = shrink(list, long);
        assert_eq!(smallest, [Action::Advance { ms: 1_000 }]);
    }

    #[test]
    fn a_list_of_which_everything_is_needed_stays_whole() {
        let list = Plan::draw(5).actions;
        let whole = list.clone();
        let smallest = shrink(list.clone(), |tried| tried == whole);
        assert_eq!(smallest, list);
    }
}
