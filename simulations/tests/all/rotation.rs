//! Keys that follow each other.

use sluis_protocol::envelope::RecordId;
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::Net;

const MINUTE: u64 = 60_000;

fn submit(net: &mut Net, title: &str) -> Result<RecordId, SimError> {
    let mut submission = case("c01")?.submission;
    submission.content.title = Some(title.to_owned());
    let record = net.member("nl-maasdorp")?.submit(&submission)?;
    net.run_until_quiet()?;
    Ok(record)
}

#[test]
fn a_member_signs_with_its_new_key_and_what_the_old_one_signed_stays() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let before = submit(&mut net, "een")?;
    let end = net.now().plus_millis(60 * MINUTE);
    net.rotate("nl-maasdorp", "node-nl", Some(end))?;
    net.run_until_quiet()?;
    net.advance_millis(10 * MINUTE)?;
    let after = submit(&mut net, "twee")?;
    net.advance_millis(60 * MINUTE)?;
    let keys = net.keys_of("nl-maasdorp");
    assert_eq!([net.signed_with("node-de", before)?, net.signed_with("node-de", after)?], [keys[0], keys[1]]);
    assert!([before, after].iter().all(|record| net.inbox("de-rurheim").contains(record)));
    net.finish().map(drop)
}

#[test]
fn a_node_attests_with_its_new_key_and_goes_on_where_it_was() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let before = submit(&mut net, "een")?;
    let end = net.now().plus_millis(60 * MINUTE);
    for node in ["node-nl", "node-de"] {
        net.rotate(node, node, Some(end))?;
        net.run_until_quiet()?;
    }
    net.advance_millis(90 * MINUTE)?;
    let after = submit(&mut net, "twee")?;
    assert!([before, after].iter().all(|record| net.inbox("de-rurheim").contains(record)));
    assert_eq!(net.faults("node-de")?, Vec::<String>::new(), "nobody refuses what another signed");
    net.finish().map(drop)
}

#[test]
fn what_a_node_signed_with_a_retired_key_still_shows_it_that_it_was_rolled_back() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    submit(&mut net, "een")?;
    let copy = net.back_up("node-nl")?;
    let lost = submit(&mut net, "twee")?;
    let end = net.now().plus_millis(MINUTE);
    net.rotate("node-nl", "node-de", Some(end))?;
    net.advance_millis(10 * MINUTE)?;
    net.roll_back("node-nl", copy)?;
    net.run_until_quiet()?;
    let told = net.journal("node-nl")?;
    assert!(
        told.iter().any(|d| matches!(d, sluis_protocol::journal::Detail::Quarantine { .. })),
        "it was not found out"
    );
    assert!(net.inbox("de-rurheim").contains(&lost));
    net.finish().map(drop)
}
