//! A federation and submissions for tests, read from the published case files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};
use sluis_schemas::content::{Content, Distribution};
use sluis_schemas::federation::{Agreement, Mandate};
use sluis_schemas::vocabulary::{Category, Purpose, Role};
use sluis_schemas::{Country, Date, MemberId};

use super::super::facts::{ConsentView, MemberView, RequestView, Surroundings};
use super::super::table::{OutcomeTable, Reasons, table};
use super::super::{Decision, DecisionTable, Engine};

pub(super) static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::shipped().unwrap());

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Member {
    pub(super) id: MemberId,
    pub(super) country: Country,
    pub(super) role: Role,
    pub(super) third_country: bool,
    pub(super) mandates: Vec<Mandate>,
}

impl Member {
    pub(super) fn view(&self) -> MemberView<'_> {
        MemberView {
            id: &self.id,
            country: &self.country,
            role: self.role,
            third_country: self.third_country,
            mandates: &self.mandates,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Federation {
    pub(super) members: Vec<Member>,
    pub(super) agreements: Vec<Agreement>,
}

impl Federation {
    pub(super) fn member(&self, id: &str) -> &Member {
        self.members.iter().find(|member| member.id.as_str() == id).unwrap()
    }

    pub(super) fn member_mut(&mut self, id: &str) -> &mut Member {
        self.members.iter_mut().find(|member| member.id.as_str() == id).unwrap()
    }
}

pub(super) fn federation() -> Federation {
    static FEDERATION: LazyLock<Federation> =
        LazyLock::new(|| serde_json::from_str(sluis_schemas::case::FEDERATION).unwrap());
    FEDERATION.clone()
}

/// A case: a submission with all that is around it.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) federation: Federation,
    pub(super) origin: String,
    pub(super) holder: Option<String>,
    pub(super) today: Date,
    pub(super) content: Content,
    pub(super) distribution: Distribution,
    pub(super) requests: Vec<RequestView>,
    pub(super) consents: Vec<ConsentView>,
}

fn id(value: &Value) -> MemberId {
    value.as_str().unwrap().parse().unwrap()
}

fn request(value: &Value) -> RequestView {
    RequestView {
        id: value["id"].as_str().unwrap().to_owned(),
        from: id(&value["from"]),
        to: id(&value["to"]),
        forwarded_to: value.get("forwardedTo").map(id),
        purpose: value["purpose"].as_str().unwrap().parse().unwrap(),
        open: value["open"].as_bool().unwrap(),
    }
}

impl Case {
    pub(super) fn read(value: &Value) -> Self {
        let mut content = value["submission"].clone();
        // Only the scheme of personal identifiers matters to any rule; the others are checked elsewhere.
        for subject in content["subjects"].as_array_mut().unwrap() {
            if let Some(identifiers) = subject.get_mut("identifiers").and_then(Value::as_array_mut) {
                identifiers.retain(|identifier| identifier["scheme"] == "it-cf");
            }
        }
        let handling = content["handling"].as_object_mut().unwrap();
        let distribution = json!({ "audience": handling.remove("audience"), "exclude": handling.remove("exclude") });
        let list = |name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let consent = |value: &Value| ConsentView { holder: id(&value["holder"]), receiver: id(&value["receiver"]) };
        Self {
            federation: federation(),
            origin: value["submittedBy"].as_str().unwrap().to_owned(),
            holder: value.get("holder").map(|holder| holder.as_str().unwrap().to_owned()),
            today: value.get("today").map_or("2026-11-23", |day| day.as_str().unwrap()).parse().unwrap(),
            content: serde_json::from_value(content).unwrap(),
            distribution: serde_json::from_value(distribution).unwrap(),
            requests: list("requests").iter().map(request).collect(),
            consents: list("consents").iter().map(consent).collect(),
        }
    }

    /// The published case whose name begins so.
    pub(super) fn published(name: &str) -> Self {
        Self::read(published().iter().find(|(file, _)| file.starts_with(name)).unwrap().1)
    }

    pub(super) fn around(&self) -> Surroundings<'_> {
        Surroundings {
            content: &self.content,
            distribution: &self.distribution,
            origin: self.federation.member(&self.origin).view(),
            holder: self.holder.as_ref().map(|holder| self.federation.member(holder).view()),
            agreements: &self.federation.agreements,
            requests: &self.requests,
            consents: &self.consents,
            today: self.today,
        }
    }

    pub(super) fn table(&self) -> OutcomeTable {
        self.table_with(&ENGINE, &mut DecisionTable::default())
    }

    pub(super) fn table_with(&self, engine: &Engine, decisions: &mut DecisionTable) -> OutcomeTable {
        table(engine, decisions, &self.around(), self.federation.members.iter().map(Member::view), Reasons::Told)
    }

    pub(super) fn submit(&self) -> String {
        self.table().submit.outcome.to_string()
    }

    pub(super) fn decision(&self, member: &str) -> Decision {
        self.table().members[&member.parse::<MemberId>().unwrap()].as_ref().clone()
    }

    pub(super) fn outcome(&self, member: &str) -> String {
        self.decision(member).outcome.to_string()
    }
}

/// Every published case, by file name.
pub(super) fn published() -> &'static BTreeMap<String, Value> {
    static CASES: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
        let read = |(name, text): &(&str, &str)| (format!("{name}.json"), serde_json::from_str(text).unwrap());
        sluis_schemas::case::CASES.iter().map(read).collect()
    });
    &CASES
}

/// The rules named by a decision's reasons, in order.
pub(super) fn rules(decision: &Decision) -> Vec<String> {
    decision.reasons.iter().filter_map(|reason| reason.rule.as_ref().map(ToString::to_string)).collect()
}

/// A published case, changed.
pub(super) fn case(name: &str, change: impl FnOnce(&mut Case)) -> Case {
    let mut case = Case::published(name);
    change(&mut case);
    case
}

pub(super) fn mandate(purpose: Purpose, basis: &str) -> Mandate {
    Mandate {
        purpose,
        legal_basis: basis.parse().unwrap(),
        offence: false,
        sectors: BTreeSet::new(),
        transfer_instrument: None,
    }
}

pub(super) fn set_bases(case: &mut Case, bases: &[&str]) {
    case.content.handling.legal_bases = bases.iter().map(|basis| basis.parse().unwrap()).collect();
}

pub(super) fn set_categories(case: &mut Case, categories: &[Category]) {
    case.content.handling.categories = categories.iter().copied().collect();
}
