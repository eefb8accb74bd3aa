//! The rule tables once more, in plain Rust and by another road: straight from submission and register, without facts,
//! packs or Cedar. Written from the domain's words; it shares nothing with the engine but the input types.

use std::collections::BTreeMap;

use sluis_schemas::content::Grading;
use sluis_schemas::federation::Mandate;

use super::fixture::{Case, Member};

const BODIES: [&str; 5] =
    ["municipality", "information-centre", "district", "district-government", "licensing-authority"];
const NEIGHBOURS: [&str; 3] = ["NL", "BE", "DE"];

/// What one pretends to be there.
#[derive(Clone, Copy, Default)]
struct Pretend {
    consent: bool,
    agreement: bool,
    request: bool,
}

struct View<'a> {
    case: &'a Case,
    to: &'a Member,
    pretend: Pretend,
}

pub(super) fn outcomes(case: &Case) -> (String, BTreeMap<String, String>) {
    let relay = case.holder.as_ref().filter(|holder| **holder != case.origin);
    if relay.is_none()
        && let Some(rule) = refusal(case)
    {
        return (format!("refused:{rule}"), BTreeMap::new());
    }
    let others =
        case.federation.members.iter().filter(|member| {
            member.id.as_str() != case.origin && relay.is_none_or(|holder| holder != member.id.as_str())
        });
    let each = others.map(|to| (to.id.to_string(), View { case, to, pretend: Pretend::default() }.outcome()));
    ("accepted".to_owned(), each.collect())
}

fn has_category(case: &Case, name: &str) -> bool {
    case.content.handling.categories.iter().any(|category| category.as_str() == name)
}

fn has_basis(case: &Case, name: &str) -> bool {
    case.content.handling.legal_bases.iter().any(|basis| basis.as_str() == name)
}

fn is_type(case: &Case, names: &[&str]) -> bool {
    names.contains(&case.content.r#type.as_str())
}

fn is_for(case: &Case, names: &[&str]) -> bool {
    names.contains(&case.content.handling.purpose.as_str())
}

fn mandates<'a>(case: &'a Case, of: &'a Member) -> impl Iterator<Item = &'a Mandate> {
    of.mandates.iter().filter(|mandate| is_for(case, &[mandate.purpose.as_str()]))
}

fn past(case: &Case) -> bool {
    case.content.handling.retain_until.is_some_and(|day| day < case.today)
}

fn refusal(case: &Case) -> Option<&'static str> {
    let origin = case.federation.member(&case.origin);
    let personal = has_category(case, "personal");
    let handling = &case.content.handling;
    let necessity = handling.necessity.as_ref().is_some_and(|text| text.trim() != "");
    let hides_person = case.content.subjects.iter().any(|subject| {
        ["natural-person", "access-pass", "account"].contains(&subject.kind.as_str())
            || subject.identifiers.iter().any(|identifier| identifier.scheme().as_str() == "it-cf")
    });
    let own = |basis: &sluis_schemas::BasisId| mandates(case, origin).any(|mandate| mandate.legal_basis == *basis);
    let rules = [
        ("EU-F1", is_for(case, &["criminal-investigation", "tax-assessment", "intelligence"])),
        ("EU-F4", has_category(case, "special")),
        ("EU-F6", personal && (!necessity || handling.retain_until.is_none() || past(case))),
        ("EU-F8", has_category(case, "minor")),
        (
            "EU-F10",
            !handling.categories.is_empty()
                && (is_type(case, &["displacement", "phenomenon"]) || is_for(case, &["phenomenon-picture"])),
        ),
        ("EU-F13", mandates(case, origin).count() == 0 || !handling.legal_bases.iter().all(own)),
        ("EU-F14", !personal && (hides_person || has_category(case, "offence"))),
    ];
    rules.into_iter().find(|(_, refused)| *refused).map(|(rule, _)| rule)
}

impl View<'_> {
    fn outcome(&self) -> String {
        if !self.in_audience() {
            return "not-in-audience".to_owned();
        }
        if let Some((rule, _)) = self.forbids().into_iter().find(|(_, holds)| *holds) {
            return format!("forbidden:{rule}");
        }
        if let Some((step, ..)) = self.asks().into_iter().find(|(_, holds, done)| *holds && self.after(*done).allowed())
        {
            return format!("ask-first:{step}");
        }
        if !self.allowed() {
            return "no-ground".to_owned();
        }
        if self.declined() { "declined:BE-R1".to_owned() } else { "permitted".to_owned() }
    }

    fn after(&self, pretend: Pretend) -> Self {
        View { case: self.case, to: self.to, pretend }
    }

    fn origin(&self) -> &Member {
        self.case.federation.member(&self.case.origin)
    }

    fn holder(&self) -> Option<&Member> {
        let holder = self.case.holder.as_ref().filter(|holder| **holder != self.case.origin)?;
        Some(self.case.federation.member(holder))
    }

    fn in_audience(&self) -> bool {
        let audience = &self.case.distribution.audience;
        let by_country = audience.countries.contains(&self.to.country);
        let by_role = audience.roles.contains(&self.to.role);
        let matched = match (audience.countries.is_empty(), audience.roles.is_empty()) {
            (true, true) => false,
            (true, false) => by_role,
            (false, true) => by_country,
            (false, false) => by_country && by_role,
        };
        matched || audience.members.contains(&self.to.id)
    }

    fn from(&self, country: &str) -> bool {
        self.origin().country.as_str() == country
    }

    fn origin_is(&self, role: &str) -> bool {
        self.origin().role.as_str() == role
    }

    fn to_role(&self, roles: &[&str]) -> bool {
        roles.contains(&self.to.role.as_str())
    }

    fn to_country(&self, countries: &[&str]) -> bool {
        countries.contains(&self.to.country.as_str())
    }

    fn to_neighbouring_bodies(&self) -> bool {
        self.to_role(&BODIES) && self.to_country(&NEIGHBOURS)
    }

    fn abroad(&self) -> bool {
        self.to.country != self.origin().country
    }

    fn mandated_on(&self, basis: &str) -> bool {
        mandates(self.case, self.to).any(|mandate| mandate.legal_basis.as_str() == basis)
    }

    fn doubtful(&self) -> bool {
        match self.case.content.grading {
            None => false,
            Some(Grading::FourByFour { source, information }) => source.as_str() == "X" || information.as_str() == "4",
            Some(Grading::Admiralty { source, information }) => {
                source.as_str() == "F" || ["5", "6"].contains(&information.as_str())
            }
        }
    }

    fn onward(&self, rule: &str) -> bool {
        self.case.content.handling.onward.as_str() == rule
    }

    fn forbids(&self) -> Vec<(&'static str, bool)> {
        let case = self.case;
        let personal = has_category(case, "personal");
        let code = case.content.handling.handling_code.as_str();
        let on_mandate = |wanted: fn(&Mandate) -> bool| mandates(case, self.to).any(wanted);
        let other_country = |holder: &Member| holder.country != self.to.country;
        let mut rules = vec![
            ("EU-F2", personal && mandates(case, self.to).count() == 0),
            ("EU-F3", code == "H0" && !case.content.handling.admin_use),
            ("EU-F5", has_category(case, "offence") && !on_mandate(|mandate| mandate.offence)),
            ("EU-F7", personal && self.to.third_country && !on_mandate(|m| m.transfer_instrument.is_some())),
            (
                "EU-F9",
                self.holder()
                    .is_some_and(|holder| self.onward("none") || (self.onward("in-country") && other_country(holder))),
            ),
            ("EU-F11", personal && self.doubtful() && self.abroad()),
            ("EU-F12", case.distribution.exclude.contains(&self.to.id)),
            ("EU-F15", past(case)),
        ];
        match self.origin().country.as_str() {
            "NL" => rules.push(("NL-F1", has_basis(case, "nl.bibob") && self.to.country.as_str() != "NL")),
            "DE" => rules.push(("DE-F1", has_category(case, "tax") && !self.tax_may_go())),
            "IT" => rules.push((
                "IT-F1",
                has_basis(case, "it.antimafia")
                    && !self.to_role(&["procurement-authority", "prefecture", "licensing-authority"]),
            )),
            _ => {}
        }
        rules
    }

    fn tax_may_go(&self) -> bool {
        has_basis(self.case, "de.ao-31a")
            && is_for(self.case, &["labour-supervision"])
            && self.to_role(&["labour-inspectorate"])
    }

    fn consented(&self) -> bool {
        self.pretend.consent
            || self.case.consents.iter().any(|consent| {
                self.holder().is_some_and(|holder| holder.id == consent.holder) && consent.receiver == self.to.id
            })
    }

    fn agreed(&self) -> bool {
        let pair = [self.origin().id.clone(), self.to.id.clone()].into();
        self.pretend.agreement
            || self.case.federation.agreements.iter().any(|agreement| {
                agreement.between == pair
                    && agreement.basis.as_str() == "be.law-2024-01-15"
                    && agreement.since <= self.case.today
            })
    }

    fn answers(&self) -> bool {
        let handling = &self.case.content.handling;
        let origin = &self.origin().id;
        self.pretend.request
            || self.case.requests.iter().any(|request| {
                Some(&request.id) == handling.in_reply_to.as_ref()
                    && request.from == self.to.id
                    && [Some(&request.to), request.forwarded_to.as_ref()].contains(&Some(origin))
                    && request.purpose == handling.purpose
                    && request.open
            })
    }

    fn asks(&self) -> [(&'static str, bool, Pretend); 3] {
        let case = self.case;
        let exempt = is_type(case, &["request", "displacement", "phenomenon"]);
        let wants_consent = self.onward("with-consent") || case.content.handling.handling_code.as_str() == "H2";
        let german = has_basis(case, "de.vwvfg") || has_basis(case, "de.ao-31a");
        let belgian = has_basis(case, "be.law-2024-01-15") && self.abroad();
        [
            (
                "origin-consent",
                self.holder().is_some() && wants_consent && !self.consented(),
                Pretend { consent: true, ..Pretend::default() },
            ),
            (
                "agreement",
                self.from("BE") && belgian && !self.agreed() && !exempt,
                Pretend { agreement: true, ..Pretend::default() },
            ),
            (
                "request",
                self.from("DE") && german && !self.answers() && !exempt,
                Pretend { request: true, ..Pretend::default() },
            ),
        ]
    }

    fn allowed(&self) -> bool {
        let national = match self.origin().country.as_str() {
            "NL" => self.dutch_ground(),
            "BE" => self.belgian_ground(),
            "DE" => self.german_ground(),
            _ => false,
        };
        national || self.union_ground()
    }

    fn union_ground(&self) -> bool {
        let case = self.case;
        let both = |role| self.origin_is(role) && self.to_role(&[role]);
        (is_type(case, &["phenomenon", "displacement"]) && is_for(case, &["phenomenon-picture"]))
            || (both("customs")
                && is_type(case, &["customs-risk"])
                && is_for(case, &["customs-supervision"])
                && has_basis(case, "eu.reg-515-97"))
            || (both("business-register")
                && is_type(case, &["registration-irregularity", "front-person", "address-misuse"])
                && is_for(case, &["registry-gatekeeping"])
                && has_basis(case, "eu.bris"))
            || (is_type(case, &["request"])
                && case.content.handling.categories.is_empty()
                && mandates(case, self.to).count() > 0)
    }

    fn dutch_ground(&self) -> bool {
        let case = self.case;
        let at_home = |basis| has_basis(case, basis) && self.to_country(&["NL"]) && self.mandated_on(basis);
        (self.origin_is("municipality")
            && is_type(case, &["enforcement-measure", "premises-misuse", "illegal-goods-storage", "address-misuse"])
            && is_for(case, &["licence-decision", "premises-measure", "property-decision"])
            && has_basis(case, "nl.gemeentewet")
            && self.to_neighbouring_bodies())
            || (self.origin_is("information-centre") && at_home("nl.wgs"))
            || at_home("nl.bibob")
            || (is_type(case, &["access-pass-incident", "insider-pressure"])
                && is_for(case, &["facility-access"])
                && at_home("nl.gatekeeper"))
            || ((self.origin_is("municipality") || self.origin_is("information-centre"))
                && is_type(case, &["request"])
                && (has_basis(case, "nl.gemeentewet") || has_basis(case, "nl.wgs"))
                && self.to_neighbouring_bodies())
    }

    fn belgian_ground(&self) -> bool {
        let law = "be.law-2024-01-15";
        has_basis(self.case, law)
            && ((self.to_country(&["BE"]) && self.mandated_on(law))
                || (self.abroad() && self.to_role(&BODIES) && self.agreed())
                || (is_type(self.case, &["request"]) && self.to_neighbouring_bodies()))
    }

    fn german_ground(&self) -> bool {
        let case = self.case;
        (self.answers() && !has_category(case, "tax") && has_basis(case, "de.vwvfg") && self.to_neighbouring_bodies())
            || (self.answers()
                && has_basis(case, "de.ao-31a")
                && is_for(case, &["labour-supervision"])
                && self.to_role(&["labour-inspectorate"]))
            || (is_type(case, &["request"]) && has_basis(case, "de.vwvfg") && self.to_neighbouring_bodies())
    }

    fn declined(&self) -> bool {
        let case = self.case;
        let listed = |code: &str| {
            let plain = |text: &str| text.replace('.', "");
            let lists = mandates(case, self.to).flat_map(|mandate| &mandate.sectors);
            lists.into_iter().any(|prefix| plain(code).starts_with(&plain(prefix)))
        };
        self.to_country(&["BE"])
            && self.to_role(&["municipality"])
            && has_category(case, "personal")
            && is_for(case, &["licence-decision"])
            && !is_type(case, &["request"])
            && !case.content.sector.as_ref().is_some_and(|sector| listed(sector.code.as_str()))
    }
}
