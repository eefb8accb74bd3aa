//! A frame from a linked node, as it is checked before the core sees it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_protocol::wire::{
    Answer, Ask, Checked, CheckedOffer, Message, Offer, check, check_again, note_text,
};
use sluis_protocol_fuzz::{DIRECTORY, Trusting, now};

fuzz_target!(|data: &[u8]| {
    let again = match check(&DIRECTORY, &Trusting, now(), data) {
        Ok(Checked::Hello(hello)) => Message::Hello(hello),
        Ok(Checked::Resume(resume)) => Message::Resume(resume),
        Ok(Checked::Fault(fault)) => Message::Fault(fault),
        Ok(Checked::Push(push)) => {
            let again = check_again(&DIRECTORY, &Trusting, now(), &push).expect("what was accepted is so again");
            let ids = |items: &[sluis_protocol::wire::Item]| items.iter().map(|i| i.id()).collect::<Vec<_>>();
            assert_eq!(ids(&again.items), ids(&push.items));
            return;
        }
        Ok(Checked::Checkpoint(offer)) => {
            let CheckedOffer { old, proof, checkpoint } = *offer;
            Message::Checkpoint(Offer { old, proof, note: note_text(checkpoint.bytes()).to_string() })
        }
        Ok(Checked::Cosigned(cosigned)) => {
            Message::Cosigned(Answer { note: cosigned.map(|cosigned| note_text(cosigned.bytes()).to_string()) })
        }
        Ok(Checked::Ask) => Message::Ask(Ask {}),
        Ok(Checked::Recount(recount)) => Message::Recount(recount),
        Ok(Checked::Recounted(recounted)) => Message::Recounted(recounted.said),
        Ok(Checked::ClassOffer(asked)) => Message::ClassOffer(asked.offer),
        Ok(Checked::ClassAnswer(answer)) => Message::ClassAnswer(answer),
        Ok(Checked::MatchQuery(Some(query))) => Message::MatchQuery(query.bytes().to_vec().into()),
        Ok(Checked::MatchAnswer(answer)) => Message::MatchAnswer(answer),
        Ok(Checked::Receipt(_) | Checked::Register(_) | Checked::Attest(_) | Checked::MatchQuery(None)) | Err(_) => return,
    };
    assert_eq!(again.encode().expect("what was read can be written"), data);
});
