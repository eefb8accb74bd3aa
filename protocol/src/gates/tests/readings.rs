//! The domain's readings, one small test each.

use sluis_schemas::content::Grading;
use sluis_schemas::federation::{Agreement, Mandate};
use sluis_schemas::vocabulary::{Category, HandlingCode, Onward, Purpose, Role, SignalType, UserRole};

use super::super::facts::RequestView;
use super::super::{AccessFacts, Outcome, ReasonKind};
use super::fixture::{Case, ENGINE, case, mandate, rules, set_bases, set_categories};

fn request(from: &str, to: &str, purpose: Purpose) -> RequestView {
    RequestView {
        id: "req-2026-0001".to_owned(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        forwarded_to: None,
        purpose,
        open: true,
    }
}

// Audience.

#[test]
fn an_empty_side_of_the_audience_is_open() {
    let roles_only = case("c01", |c| c.distribution.audience.countries.clear());
    assert_eq!(roles_only.outcome("nl-riec-zuid"), "permitted");
    assert_eq!(roles_only.outcome("de-zoll"), "not-in-audience");
    let countries_only = case("c01", |c| c.distribution.audience.roles.clear());
    assert_eq!(countries_only.outcome("nl-riec-zuid"), "not-in-audience");
    assert_eq!(countries_only.outcome("de-zoll"), "forbidden:EU-F2");
}

#[test]
fn two_empty_sides_add_nobody() {
    let nobody = case("c01", |c| c.distribution.audience = Default::default());
    assert!(nobody.table().members.values().all(|decision| decision.outcome == Outcome::NotInAudience));
}

#[test]
fn a_named_member_is_meant_whatever_its_country_and_role() {
    let named = case("c01", |c| {
        c.distribution.audience.members.insert("nl-riec-zuid".parse().unwrap());
    });
    assert_eq!(named.outcome("nl-riec-zuid"), "permitted");
}

#[test]
fn a_member_that_is_excluded_but_not_meant_is_not_in_the_audience() {
    let excluded = case("c01", |c| {
        c.distribution.exclude.insert("nl-douane".parse().unwrap());
    });
    assert_eq!(excluded.outcome("nl-douane"), "not-in-audience");
}

#[test]
fn the_origin_stands_in_no_table() {
    assert!(!Case::published("c01").table().members.contains_key(&"nl-maasdorp".parse().unwrap()));
}

// Mandates and bases.

#[test]
fn a_flag_counts_on_any_mandate_with_the_purpose() {
    let flagged = case("c02", |c| {
        set_bases(c, &["nl.gemeentewet"]);
        c.content.r#type = SignalType::EnforcementMeasure;
        let other = Mandate { offence: true, ..mandate(Purpose::LicenceDecision, "de.gewo") };
        c.federation.member_mut("de-rurheim").mandates.push(other);
    });
    assert_eq!(flagged.outcome("de-rurheim"), "permitted");
}

#[test]
fn a_flag_on_a_mandate_with_another_purpose_does_not_count() {
    let elsewhere = case("c02", |c| set_bases(c, &["nl.gemeentewet"]));
    assert_eq!(elsewhere.outcome("de-rurheim"), "forbidden:EU-F5");
}

#[test]
fn a_mandate_on_a_basis_needs_the_purpose_on_the_same_mandate() {
    let split = case("c02", |c| {
        let mandates = &mut c.federation.member_mut("nl-riec-zuid").mandates;
        mandates.retain(|mandate| mandate.legal_basis.as_str() != "nl.bibob");
        mandates.push(mandate(Purpose::PropertyDecision, "nl.bibob"));
    });
    assert_eq!(split.outcome("nl-riec-zuid"), "no-ground");
}

#[test]
fn one_of_several_bases_suffices_for_a_permit() {
    let two = case("c03", |c| set_bases(c, &["nl.bibob", "nl.wgs"]));
    assert_eq!(rules(&two.decision("nl-maasdorp")), ["NL-P2", "NL-P3"]);
}

#[test]
fn one_of_several_bases_suffices_for_a_forbid() {
    let two = case("c01", |c| {
        c.content.handling.purpose = Purpose::LicenceDecision;
        set_bases(c, &["nl.gemeentewet", "nl.bibob"]);
        set_categories(c, &[Category::Personal]);
    });
    assert_eq!(two.submit(), "accepted");
    assert_eq!(two.outcome("be-ariec-oost"), "forbidden:NL-F1");
}

#[test]
fn one_of_several_bases_suffices_for_an_ask_even_where_another_permits() {
    let two = case("c27", |c| {
        set_bases(c, &["eu.reg-515-97", "de.vwvfg"]);
        c.federation.member_mut("de-zoll").mandates.push(mandate(Purpose::CustomsSupervision, "de.vwvfg"));
    });
    assert_eq!(two.outcome("nl-douane"), "ask-first:request");
}

#[test]
fn every_basis_must_be_the_senders_own() {
    let one_too_many = case("c01", |c| set_bases(c, &["nl.gemeentewet", "nl.bibob"]));
    assert_eq!(one_too_many.submit(), "refused:EU-F13");
}

#[test]
fn tax_data_on_two_bases_goes_where_one_of_them_allows() {
    let two = case("c08", |c| set_bases(c, &["de.ao-31a", "de.schwarzarbg"]));
    assert_eq!(two.outcome("nl-arbeid"), "permitted");
    let without = case("c08", |c| set_bases(c, &["de.schwarzarbg"]));
    assert_eq!(without.outcome("nl-arbeid"), "forbidden:DE-F1");
}

// Order.

#[test]
fn the_floor_forbids_before_national_law_and_both_are_reasons() {
    let both = case("c02", |c| {
        c.distribution.exclude.insert("be-ariec-oost".parse().unwrap());
        c.content.handling.handling_code = HandlingCode::H0;
        c.content.handling.admin_use = false;
    });
    assert_eq!(rules(&both.decision("be-ariec-oost")), ["EU-F3", "EU-F12", "NL-F1"]);
}

#[test]
fn every_refusal_is_a_reason_in_order_each_with_what_mends_it() {
    let many = case("c12", |c| {
        set_categories(c, &[Category::Offence, Category::Special]);
    });
    let table = many.table();
    let refused: Vec<_> = table.submit.reasons.iter().map(|reason| reason.rule.as_ref().unwrap().as_str()).collect();
    assert_eq!(refused, ["EU-F1", "EU-F4", "EU-F13", "EU-F14"]);
    assert!(table.submit.reasons.iter().all(|reason| reason.remedy.is_some() && reason.pointer.is_some()));
}

#[test]
fn h0_with_permission_for_administrative_use_may_go() {
    assert_eq!(case("c11", |c| c.content.handling.admin_use = true).outcome("de-rurheim"), "permitted");
}

// Time.

#[test]
fn a_record_is_good_until_the_end_of_its_last_day() {
    let on = |day: &str| case("c25", |c| c.today = day.parse().unwrap()).outcome("be-grensbeek");
    assert_eq!(on("2027-01-31"), "permitted");
    assert_eq!(on("2027-02-01"), "forbidden:EU-F15");
}

#[test]
fn what_holds_no_personal_data_expires_too() {
    let past = case("c10", |c| c.content.handling.retain_until = Some("2026-11-22".parse().unwrap()));
    assert_eq!(past.submit(), "accepted");
    assert_eq!(past.outcome("de-zoll"), "forbidden:EU-F15");
}

#[test]
fn personal_data_with_a_term_in_the_past_is_refused_at_submission() {
    let past = case("c01", |c| c.content.handling.retain_until = Some("2026-11-22".parse().unwrap()));
    assert_eq!(past.submit(), "refused:EU-F6");
    let today = case("c01", |c| c.content.handling.retain_until = Some("2026-11-23".parse().unwrap()));
    assert_eq!(today.submit(), "accepted");
}

#[test]
fn a_blank_necessity_is_none() {
    assert_eq!(case("c01", |c| c.content.handling.necessity = Some(" ".to_owned())).submit(), "refused:EU-F6");
}

#[test]
fn an_agreement_counts_from_its_date() {
    let on = |day: &str| case("c04", |c| c.today = day.parse().unwrap()).outcome("nl-maasdorp");
    assert_eq!(on("2025-12-31"), "ask-first:agreement");
    assert_eq!(on("2026-01-01"), "permitted");
}

#[test]
fn an_agreement_on_another_basis_or_with_another_member_does_not_count() {
    let other = case("c04", |c| {
        let since = "2026-01-01".parse().unwrap();
        c.federation.agreements = vec![
            Agreement {
                between: ["be-ariec-oost", "nl-maasdorp"].map(|id| id.parse().unwrap()).into(),
                basis: "be.haven".parse().unwrap(),
                since,
            },
            Agreement {
                between: ["be-grensbeek", "nl-maasdorp"].map(|id| id.parse().unwrap()).into(),
                basis: "be.law-2024-01-15".parse().unwrap(),
                since,
            },
        ];
    });
    assert_eq!(other.outcome("nl-maasdorp"), "ask-first:agreement");
}

// Requests.

#[test]
fn a_request_for_another_purpose_closed_or_to_another_opens_nothing() {
    let with =
        |change: fn(&mut RequestView)| case("c06", |c| c.requests.iter_mut().for_each(change)).outcome("nl-maasdorp");
    assert_eq!(with(|_| {}), "permitted");
    assert_eq!(with(|r| r.purpose = Purpose::PremisesMeasure), "ask-first:request");
    assert_eq!(with(|r| r.open = false), "ask-first:request");
    assert_eq!(with(|r| r.to = "de-zoll".parse().unwrap()), "ask-first:request");
    assert_eq!(with(|r| r.from = "be-grensbeek".parse().unwrap()), "ask-first:request");
    assert_eq!(with(|r| r.id = "another".to_owned()), "ask-first:request");
}

#[test]
fn a_request_forwarded_to_the_origin_counts() {
    let forwarded = case("c06", |c| {
        c.requests[0].to = "de-zoll".parse().unwrap();
        c.requests[0].forwarded_to = Some("de-rurheim".parse().unwrap());
    });
    assert_eq!(forwarded.outcome("nl-maasdorp"), "permitted");
}

#[test]
fn a_question_needs_no_question_first() {
    let question = case("c05", |c| c.content.r#type = SignalType::Request);
    assert_eq!(rules(&question.decision("nl-maasdorp")), ["DE-Q1"]);
}

#[test]
fn a_question_without_categories_goes_wherever_the_purpose_is() {
    let question = case("c05", |c| {
        c.content.r#type = SignalType::Request;
        set_categories(c, &[]);
        c.distribution.audience.members.insert("fr-prefecture".parse().unwrap());
        c.federation.member_mut("fr-prefecture").mandates.push(mandate(Purpose::LicenceDecision, "fr.codaf"));
    });
    assert_eq!(rules(&question.decision("fr-prefecture")), ["EU-P4"]);
    assert_eq!(rules(&question.decision("nl-maasdorp")), ["EU-P4", "DE-Q1"]);
}

// Asks.

#[test]
fn an_ask_whose_step_would_lead_to_no_permit_is_no_ground() {
    let customs = case("c04", |c| {
        let member = c.federation.member_mut("de-zoll");
        member.mandates.push(mandate(Purpose::LicenceDecision, "de.gewo"));
        c.distribution.audience.members.insert("de-zoll".parse().unwrap());
    });
    let decision = customs.decision("de-zoll");
    assert_eq!(decision.outcome, Outcome::NoGround);
    assert_eq!(decision.reasons.len(), 1);
    assert_eq!(decision.reasons[0].kind, ReasonKind::NoGround);
}

#[test]
fn two_missing_steps_are_both_reasons_with_the_outcomes_first() {
    let decision = Case::published("c29").decision("nl-riec-zuid");
    assert_eq!(rules(&decision), ["BE-A1", "EU-A1"]);
    let steps: Vec<_> = decision.reasons.iter().map(|r| r.remedy.as_ref().unwrap().step.to_string()).collect();
    assert_eq!(steps, ["agreement", "origin-consent"]);
}

#[test]
fn a_step_is_no_remedy_where_the_receiver_would_decline() {
    let declined = case("c05", |c| {
        c.content.sector.as_mut().unwrap().code = serde_json::from_value("77.11".into()).unwrap();
    });
    let decision = declined.decision("be-grensbeek");
    assert_eq!(decision.outcome.to_string(), "ask-first:request");
    assert!(decision.reasons[0].remedy.is_none());
    assert!(declined.decision("nl-maasdorp").reasons[0].remedy.is_some());
}

// Relays.

#[test]
fn the_origin_as_holder_is_no_relay() {
    let own = case("c01", |c| c.holder = Some("nl-maasdorp".to_owned()));
    assert_eq!(own.outcome("de-rurheim"), "permitted");
    assert!(case("c12", |c| c.holder = Some("nl-maasdorp".to_owned())).table().members.is_empty());
}

#[test]
fn the_holder_stands_in_no_table_and_submission_is_not_judged_again() {
    let relayed = case("c12", |c| c.holder = Some("de-rurheim".to_owned()));
    assert_eq!(relayed.submit(), "accepted");
    assert!(!relayed.table().members.contains_key(&"de-rurheim".parse().unwrap()));
    assert!(!relayed.table().members.contains_key(&"nl-maasdorp".parse().unwrap()));
}

#[test]
fn in_country_is_the_holders_country_not_the_origins() {
    let home = case("c20", |c| {
        c.distribution.audience.members.insert("nl-riec-zuid".parse().unwrap());
    });
    assert_eq!(home.outcome("nl-riec-zuid"), "forbidden:EU-F9");
    assert_eq!(home.outcome("be-grensbeek"), "permitted");
}

#[test]
fn h2_asks_for_consent_only_where_it_is_passed_on() {
    let direct = case("c21", |c| c.holder = None);
    assert_eq!(direct.outcome("de-rurheim"), "permitted");
    let other_holder = case("c21", |c| c.consents[0].holder = "nl-riec-zuid".parse().unwrap());
    assert_eq!(other_holder.outcome("be-grensbeek"), "ask-first:origin-consent");
}

#[test]
fn onward_none_is_forbidden_even_with_consent() {
    let none = case("c21", |c| c.content.handling.onward = Onward::None);
    assert_eq!(none.outcome("be-grensbeek"), "forbidden:EU-F9");
}

#[test]
fn a_relay_is_judged_by_the_origins_agreements() {
    let relayed = case("c29", |c| c.content.handling.onward = Onward::Audience);
    assert_eq!(relayed.outcome("nl-maasdorp"), "permitted");
    assert_eq!(relayed.outcome("nl-riec-zuid"), "ask-first:agreement");
}

// Receivers.

#[test]
fn an_absent_sector_is_in_no_list() {
    assert_eq!(case("c17", |c| c.content.sector = None).outcome("be-grensbeek"), "declined:BE-R1");
}

#[test]
fn a_sector_in_a_list_matches_codes_that_begin_with_it() {
    let listed = |prefix: &str, code: &str| {
        case("c17", |c| {
            c.content.sector.as_mut().unwrap().code = serde_json::from_value(code.into()).unwrap();
            c.federation.member_mut("be-grensbeek").mandates[0].sectors = [prefix.to_owned()].into();
        })
        .outcome("be-grensbeek")
    };
    assert_eq!(listed("77", "77.11"), "permitted");
    assert_eq!(listed("771", "77.11"), "permitted");
    assert_eq!(listed("77.11", "77.11"), "permitted");
    assert_eq!(listed("77.11", "77.1"), "declined:BE-R1");
    assert_eq!(listed("7", "77.11"), "permitted");
    assert_eq!(listed("", "77.11"), "declined:BE-R1");
    assert_eq!(listed("56", "77.11"), "declined:BE-R1");
}

#[test]
fn a_list_on_any_mandate_with_the_purpose_counts_and_no_other() {
    let listed = |purpose| {
        case("c17", |c| {
            let list = Mandate { sectors: ["77".to_owned()].into(), ..mandate(purpose, "be.gas") };
            c.federation.member_mut("be-grensbeek").mandates.push(list);
        })
        .outcome("be-grensbeek")
    };
    assert_eq!(listed(Purpose::LicenceDecision), "permitted");
    assert_eq!(listed(Purpose::PremisesMeasure), "declined:BE-R1");
}

#[test]
fn only_personal_data_outside_requests_is_declined() {
    assert_eq!(case("c17", |c| set_categories(c, &[])).outcome("be-grensbeek"), "permitted");
    assert_eq!(case("c17", |c| c.content.r#type = SignalType::Request).outcome("be-grensbeek"), "permitted");
}

#[test]
fn a_transfer_instrument_on_a_mandate_with_the_purpose_opens_the_way() {
    let with = |purpose, text: &str| {
        case("c16", |c| {
            let instrument =
                Mandate { transfer_instrument: Some(text.to_owned()), ..mandate(purpose, "nl.gemeentewet") };
            c.federation.member_mut("nl-eiland").mandates.push(instrument);
        })
        .outcome("nl-eiland")
    };
    assert_eq!(with(Purpose::LicenceDecision, "adequacy decision"), "permitted");
    assert_eq!(with(Purpose::PremisesMeasure, "adequacy decision"), "forbidden:EU-F7");
    assert_eq!(with(Purpose::LicenceDecision, " "), "forbidden:EU-F7");
}

#[test]
fn no_grading_counts_as_corroborated() {
    assert_eq!(case("c14", |c| c.content.grading = None).outcome("be-grensbeek"), "permitted");
    let graded = |grading: serde_json::Value| {
        let grading: Grading = serde_json::from_value(grading).unwrap();
        case("c14", |c| c.content.grading = Some(grading)).outcome("be-grensbeek")
    };
    assert_eq!(graded(serde_json::json!({ "scheme": "4x4", "source": "C", "information": "3" })), "permitted");
    assert_eq!(graded(serde_json::json!({ "scheme": "4x4", "source": "X", "information": "1" })), "forbidden:EU-F11");
    assert_eq!(
        graded(serde_json::json!({ "scheme": "admiralty", "source": "F", "information": "1" })),
        "forbidden:EU-F11"
    );
}

// Aggregates.

#[test]
fn an_aggregate_for_another_purpose_may_have_another_ground() {
    let aggregate = case("c03", |c| {
        c.content.r#type = SignalType::Displacement;
        set_categories(c, &[]);
    });
    assert_eq!(rules(&aggregate.decision("nl-maasdorp")), ["NL-P2"]);
    assert_eq!(aggregate.outcome("de-rurheim"), "no-ground");
}

#[test]
fn an_aggregate_is_not_asked_about() {
    let aggregate = case("c04", |c| {
        c.content.r#type = SignalType::Phenomenon;
        set_categories(c, &[]);
    });
    assert_eq!(aggregate.outcome("de-rurheim"), "no-ground");
}

#[test]
fn an_aggregate_names_no_category_nor_does_a_picture() {
    let category = |kind, purpose| {
        case("c13", |c| {
            c.content.r#type = kind;
            c.content.handling.purpose = purpose;
            set_categories(c, &[Category::Tax]);
        })
        .submit()
    };
    assert_eq!(category(SignalType::Phenomenon, Purpose::PhenomenonPicture), "refused:EU-F10");
    assert_eq!(category(SignalType::CustomsRisk, Purpose::PhenomenonPicture), "refused:EU-F10");
    assert_eq!(category(SignalType::Displacement, Purpose::LicenceDecision), "refused:EU-F10");
    assert_eq!(category(SignalType::CustomsRisk, Purpose::LicenceDecision), "accepted");
}

// A country's rules concern what its own members originate.

#[test]
fn german_asks_do_not_bind_a_dutch_sender_on_a_german_basis() {
    let foreign = case("c01", |c| {
        set_bases(c, &["nl.gemeentewet", "de.vwvfg"]);
        let own = mandate(Purpose::PremisesMeasure, "de.vwvfg");
        c.federation.member_mut("nl-maasdorp").mandates.push(own);
        c.requests.push(request("be-grensbeek", "nl-riec-zuid", Purpose::PremisesMeasure));
    });
    assert_eq!(rules(&foreign.decision("de-rurheim")), ["NL-P1"]);
}

#[test]
fn the_antimafia_list_binds_italian_senders() {
    let italian = case("c26", |c| c.federation.member_mut("nl-maasdorp").role = Role::LicensingAuthority);
    assert_eq!(italian.outcome("nl-maasdorp"), "no-ground");
}

// Access.

fn reading(roles: &[UserRole], purpose: Purpose, file: Option<&str>, holds: bool) -> String {
    let case = Case::published("c01");
    let member = case.federation.member("de-rurheim").view();
    let roles = roles.iter().copied().collect();
    let facts = AccessFacts::of(&case.content, member, holds, roles, purpose, file, case.today);
    ENGINE.judge_access(&facts).outcome.to_string()
}

#[test]
fn a_reader_reads_what_the_member_holds_for_its_purpose_in_a_case() {
    let reader = &[UserRole::Reader];
    assert_eq!(reading(reader, Purpose::PremisesMeasure, Some("2026-17"), true), "permitted");
    assert_eq!(reading(reader, Purpose::PremisesMeasure, Some("2026-17"), false), "no-ground");
    assert_eq!(reading(reader, Purpose::FacilityAccess, Some("2026-17"), true), "forbidden:EU-L2");
    assert_eq!(reading(reader, Purpose::PremisesMeasure, Some(" "), true), "forbidden:EU-L3");
    assert_eq!(reading(reader, Purpose::PremisesMeasure, None, true), "forbidden:EU-L3");
}

#[test]
fn administrators_and_auditors_read_no_content() {
    let case = Some("2026-17");
    for role in UserRole::ALL {
        let expected = match role {
            UserRole::Administrator | UserRole::Auditor => "forbidden:EU-L1",
            _ => "permitted",
        };
        assert_eq!(reading(&[*role], Purpose::PremisesMeasure, case, true), expected, "{role}");
    }
    assert_eq!(reading(&[], Purpose::PremisesMeasure, case, true), "forbidden:EU-L1");
}

#[test]
fn an_auditor_sees_figures_and_an_administrator_does_not() {
    let case = Case::published("c01");
    let member = case.federation.member("de-rurheim").view();
    let figures = |role: UserRole| {
        let (roles, purpose) = ([role].into(), Purpose::PremisesMeasure);
        let facts = AccessFacts::of(&case.content, member, true, roles, purpose, Some("2026-17"), case.today);
        ENGINE.judge_access(&AccessFacts { figures: true, ..facts }).outcome.to_string()
    };
    assert_eq!(figures(UserRole::Auditor), "permitted");
    assert_eq!(figures(UserRole::Reader), "permitted");
    assert_eq!(figures(UserRole::Administrator), "forbidden:EU-L1");
}

#[test]
fn an_expired_record_is_not_read() {
    let case = case("c01", |c| c.today = "2029-09-15".parse().unwrap());
    let member = case.federation.member("de-rurheim").view();
    let roles = [UserRole::Reader].into();
    let facts = AccessFacts::of(&case.content, member, true, roles, Purpose::PremisesMeasure, Some("x"), case.today);
    assert_eq!(ENGINE.judge_access(&facts).outcome.to_string(), "forbidden:EU-L4");
}

// Sentences. What each rule says stands in `snapshots`.

#[test]
fn a_reason_names_the_facts_it_is_about() {
    use sluis_schemas::vocabulary::Language;
    let sentence = Case::published("c27").decision("be-ariec-oost").reasons[0].message.text(Language::En).text;
    assert!(sentence.contains("supervision by customs (customs-supervision)"), "{sentence}");
}
