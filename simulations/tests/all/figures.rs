//! Figures: what goes and what comes is counted with the commit in which it happens, once a signal, and nobody is in it.

use sluis_protocol::core::{Figure, Write};
use sluis_schemas::vocabulary::{Purpose, RecallGround, SignalType};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::net::{CrashPoint, Net};

const CENTRE: &str = "nl-riec-zuid";
const TOWN: &str = "nl-maasdorp";

fn figures(net: &Net, node: &str, member: &str) -> Vec<(Figure, u64)> {
    let store = net.store(node).unwrap();
    store.figures(&member.parse().unwrap()).map(|(figure, count)| (figure.clone(), count)).collect()
}

fn outcome(kind: &str) -> Figure {
    Figure::Outcome { kind: kind.to_owned() }
}

fn seen(sector: &str, region: &str) -> Figure {
    Figure::Seen { sector: Some(sector.parse().unwrap()), region: Some(region.parse().unwrap()) }
}

/// The signal of the case, as it is counted at its origin.
fn sent() -> Vec<(Figure, u64)> {
    let class = (SignalType::LicenceIntegrityConcern, Purpose::LicenceDecision);
    vec![
        (Figure::Sent { r#type: class.0, purpose: class.1, to: "NL".parse().unwrap() }, 1),
        (outcome("no-ground"), 2),
        (outcome("permitted"), 1),
        (seen("56", "NL42"), 1),
    ]
}

#[test]
fn a_signal_is_counted_in_the_commit_that_releases_it_whatever_happens_to_the_process() -> Result<(), SimError> {
    for point in CrashPoint::ALL {
        let mut net = Net::new(1)?;
        net.crash_at("node-nl", point, |write| matches!(write, Write::Figures { .. }))?;
        let draft = net.member(CENTRE)?.draft(&case("c03")?.submission)?;
        let _ = net.member(CENTRE)?.release(&draft);
        net.restart("node-nl")?;
        net.member(CENTRE)?.release(&draft)?;
        net.run_until_quiet()?;
        assert_eq!(figures(&net, "node-nl", CENTRE), sent(), "{point:?}");
        let received = Figure::Received {
            r#type: SignalType::LicenceIntegrityConcern,
            purpose: Purpose::LicenceDecision,
            from: "NL".parse().unwrap(),
        };
        assert_eq!(figures(&net, "node-nl", TOWN), [(received, 1), (seen("56", "NL42"), 1)], "{point:?}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_correction_is_the_same_signal_and_a_recall_is_counted_by_its_ground() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let record = net.member(CENTRE)?.submit(&case("c03")?.submission)?;
    net.run_until_quiet()?;
    let before = figures(&net, "node-nl", TOWN);
    net.member(CENTRE)?.correct(record, &case("c03")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(figures(&net, "node-nl", CENTRE), sent());
    assert_eq!(figures(&net, "node-nl", TOWN), before);
    net.member(CENTRE)?.recall(record, RecallGround::Error)?;
    net.run_until_quiet()?;
    let recalled = (Figure::Recalled { ground: RecallGround::Error }, 1);
    assert!(figures(&net, "node-nl", CENTRE).contains(&recalled));
    assert_eq!(figures(&net, "node-nl", TOWN), before, "what was known then stays counted");
    net.finish().map(drop)
}

#[test]
fn questions_and_pictures_of_many_cases_tell_of_no_place() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    net.member(TOWN)?.submit(&question(
        &TOWN.parse().unwrap(),
        &"de-rurheim".parse().unwrap(),
        Purpose::LicenceDecision,
    )?)?;
    net.run_until_quiet()?;
    assert_eq!(figures(&net, "node-nl", TOWN), [], "a question is kept as a request");
    net.member(CENTRE)?.submit(&case("c13")?.submission)?;
    net.run_until_quiet()?;
    let told = |(figure, _): &(Figure, u64)| matches!(figure, Figure::Seen { .. });
    assert!(!figures(&net, "node-nl", CENTRE).iter().any(told) && !figures(&net, "node-nl", TOWN).iter().any(told));
    assert!(figures(&net, "node-nl", TOWN).iter().any(|(figure, _)| matches!(figure, Figure::Received { .. })));
    net.finish().map(drop)
}

#[test]
fn whom_a_releaser_lets_it_go_to_later_is_counted_then() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let record = net.member("be-ariec-oost")?.submit(&case("c04")?.submission)?;
    net.run_until_quiet()?;
    let to_germany = |net: &Net| {
        let to_germany = figures(net, "node-be", "be-ariec-oost")
            .into_iter()
            .filter(|(figure, _)| matches!(figure, Figure::Sent { to, .. } if to.as_str() == "DE"));
        to_germany.map(|(_, count)| count).sum::<u64>()
    };
    net.extend_register("node-nl", |register| {
        let centre = "be-ariec-oost".parse().unwrap();
        let known = register.agreements.iter().find(|agreement| agreement.between.contains(&centre));
        let mut agreement = known.unwrap().clone();
        agreement.between = [centre, "de-rurheim".parse().unwrap()].into();
        register.agreements.insert(agreement);
    })?;
    net.run_until_quiet()?;
    assert_eq!(to_germany(&net), 0, "the rules alone let nothing go");
    net.member("be-ariec-oost")?.widen(record, &["de-rurheim"])?;
    net.member("be-ariec-oost")?.widen(record, &["de-rurheim"])?;
    assert_eq!(to_germany(&net), 1);
    net.finish().map(drop)
}
