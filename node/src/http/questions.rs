//! Figures of questions, by country of the other member: how soon they were answered, or not, and whether that helped.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sluis_protocol::core::{Progress, Request, Side};
use sluis_schemas::codelists::COUNTRY_LIST;
use sluis_schemas::messages::label;
use sluis_schemas::vocabulary::{Language, Rating};
use sluis_schemas::{Country, Date, Timestamp};
use utoipa::ToSchema;

use super::subject::Coded;
use super::told::{Told, median, part, percent, with_total};
use crate::service::AskedThen;

/// Days within which a question is to be accepted, as the figures of IMI have it.
const ACCEPTED_WITHIN: u64 = 7;

/// Questions, and how they stand today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Questions {
    /// By country of the other member, in the order of its code.
    pub items: Vec<QuestionsItem>,
    /// All of them. A number is withheld where that of a country is not told.
    pub total: RequestFigures,
}

/// Questions between this member and those of a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuestionsItem {
    /// The country of the other member.
    pub country: Coded,
    /// How they stand.
    pub figures: RequestFigures,
}

/// How questions stand today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestFigures {
    /// How many.
    pub count: Told,
    /// How many of these were accepted, or answered, within seven days.
    pub accepted_in_time: Told,
    /// The same in percent; absent where it is not told, or there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_in_time_percent: Option<u64>,
    /// To how many an answer came, in part, in full or that there is nothing.
    pub answers: Told,
    /// How many were answered in full or that there is nothing.
    pub answered: Told,
    /// Half of these took no more days; absent where they are not told, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_days: Option<u64>,
    /// How many of those answered said by when the answer was wanted.
    pub with_term: Told,
    /// How many of these were answered by then.
    pub in_time: Told,
    /// The same in percent; absent where it is not told, or none had a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_time_percent: Option<u64>,
    /// How many were neither answered, even in part, nor refused, forwarded or closed by the end of their term, whatever came
    /// later.
    pub unanswered: Told,
    /// Of how many answers who asked said whether they helped; of questions that this member was asked it does not know.
    pub rated: Told,
    /// How many of these were no help.
    pub no_help: Told,
    /// The same in percent; absent where it is not told, or none were rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_help_percent: Option<u64>,
}

impl Questions {
    pub(super) fn of(requests: &[AskedThen], side: Side, today: Date, lang: Language) -> Self {
        let mut by_country = BTreeMap::<&Country, Vec<&Request>>::new();
        for AskedThen { country, request } in requests.iter().filter(|asked| asked.request.side == side) {
            by_country.entry(country).or_default().push(request);
        }
        let counts: Vec<u64> = by_country.values().map(|requests| requests.len() as u64).collect();
        let (told, total) = with_total(&counts);
        let items = by_country.iter().zip(told).map(|((country, requests), count)| QuestionsItem {
            country: Coded { code: country.to_string(), label: label(lang, COUNTRY_LIST, country.as_str()).text },
            figures: RequestFigures::of(requests, count, today),
        });
        let items: Vec<QuestionsItem> = items.collect();
        let all: Vec<&Request> = by_country.into_values().flatten().collect();
        let total = RequestFigures::of(&all, total, today).where_told(&items);
        Self { items, total }
    }
}

impl RequestFigures {
    fn of(requests: &[&Request], count: Told, today: Date) -> Self {
        let answered: Vec<(&Request, Date)> = requests.iter().filter_map(|r| Some((*r, answered_on(r)?))).collect();
        let days = answered.iter().map(|(request, on)| on.days_since(Date::of(request.at))).collect();
        let in_time: Vec<bool> = answered.iter().filter_map(|(r, on)| Some(*on <= r.wanted_by()?)).collect();
        let of = |is_so: &dyn Fn(&Request) -> bool| requests.iter().filter(|request| is_so(request)).count() as u64;
        let (all, done, termed) = (requests.len() as u64, answered.len() as u64, in_time.len() as u64);
        let on_time = in_time.iter().filter(|in_time| **in_time).count() as u64;
        let replied = of(&|request| request.replied.is_some());
        let (rated, no_help) = (of(&|r| r.rating.is_some()), of(&|r| r.rating == Some(Rating::NoHelp)));
        let unanswered = of(&|request| request.was_unanswered(today));

        let told_answers = within(replied, &[(all, count)]);
        let told_answered = within(done, &[(replied, told_answers), (all, count)]);
        let with_term = within(termed, &[(done, told_answered)]);
        let told_rated = within(rated, &[(replied, told_answers), (all, count)]);
        // Who was answered later than its day, and who was not answered at all, are told by other numbers.
        let (late, open) = (termed.saturating_sub(on_time), all.saturating_sub(done));
        let told_open = match (count.count, told_answered.count) {
            (Some(_), Some(_)) => Told::of(open),
            _ => Told::withheld(),
        };
        let mut told_unanswered = within(unanswered, &[(all, count), (open, told_open)]);
        if told_unanswered.count.is_some() && Told::of(unanswered.saturating_sub(late)).is_few() {
            told_unanswered = Told::withheld();
        }
        Self {
            count,
            accepted_in_time: within(of(&is_accepted_in_time), &[(all, count)]),
            accepted_in_time_percent: None,
            answers: told_answers,
            answered: told_answered,
            median_days: median(days).filter(|_| told_answered.count.is_some()),
            with_term,
            in_time: within(on_time, &[(termed, with_term)]),
            in_time_percent: None,
            unanswered: told_unanswered,
            rated: told_rated,
            no_help: within(no_help, &[(rated, told_rated)]),
            no_help_percent: None,
        }
        .with_percents()
    }

    /// A total, as far as that of each country is told: else one that is not told would follow from it.
    fn where_told(self, items: &[QuestionsItem]) -> Self {
        let told = |of: fn(&Self) -> Told| {
            let is_told = items.iter().all(|item| of(&item.figures).count.is_some());
            if is_told { of(&self) } else { Told::withheld() }
        };
        let answered = told(|figures| figures.answered);
        Self {
            accepted_in_time: told(|figures| figures.accepted_in_time),
            answers: told(|figures| figures.answers),
            answered,
            median_days: self.median_days.filter(|_| answered.count.is_some()),
            with_term: told(|figures| figures.with_term),
            in_time: told(|figures| figures.in_time),
            unanswered: told(|figures| figures.unanswered),
            rated: told(|figures| figures.rated),
            no_help: told(|figures| figures.no_help),
            ..self
        }
        .with_percents()
    }

    fn with_percents(self) -> Self {
        Self {
            accepted_in_time_percent: percent(self.accepted_in_time, self.count),
            in_time_percent: percent(self.in_time, self.with_term),
            no_help_percent: percent(self.no_help, self.rated),
            ..self
        }
    }
}

/// A number that is part of others, each as it is told.
fn within(of: u64, wholes: &[(u64, Told)]) -> Told {
    let kept = wholes.iter().map(|whole| part(of, *whole)).find(|told| told.count.is_none());
    kept.unwrap_or_else(|| Told::of(of))
}

/// When a question was answered, in full or that there is nothing.
fn answered_on(request: &Request) -> Option<Date> {
    matches!(request.progress, Progress::Answered { .. }).then(|| Date::of(request.changed))
}

fn is_accepted_in_time(request: &Request) -> bool {
    let days = |at: Timestamp| Date::of(at).days_since(Date::of(request.at));
    request.accepted.is_some_and(|at| days(at) <= ACCEPTED_WITHIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_schemas::vocabulary::{Answer, Purpose};

    fn day(day: &str) -> Date {
        day.parse().unwrap()
    }

    /// Asked on 1 October and wanted by the 6th, if by any day.
    fn open(term: bool) -> Request {
        let due = term.then(|| day("2026-10-06"));
        Request::new(Side::Asking, Purpose::LicenceDecision, due, "2026-10-01T08:00:00Z".parse().unwrap())
    }

    fn answered(days: u32) -> Request {
        open(true).come_to(Progress::Answered { answer: Answer::Full }, day("2026-10-01").plus_days(days).start())
    }

    fn rated(rating: Rating) -> Request {
        Request { rating: Some(rating), ..answered(3) }
    }

    fn figures(by_country: &[(&str, Vec<Request>)]) -> Questions {
        let of = |(country, requests): &(&str, Vec<Request>)| {
            let country: Country = country.parse().unwrap();
            let asked = move |request: &Request| AskedThen { country: country.clone(), request: request.clone() };
            requests.iter().map(asked).collect::<Vec<_>>()
        };
        let all: Vec<AskedThen> = by_country.iter().flat_map(of).collect();
        Questions::of(&all, Side::Asking, day("2026-11-30"), Language::En)
    }

    fn times<T: Clone>(count: usize, of: &T) -> Vec<T> {
        vec![of.clone(); count]
    }

    #[test]
    fn answers_are_counted_in_days_and_a_share_is_told_where_no_small_rest_is() {
        let ten = || (1..=10).map(answered).collect::<Vec<_>>();
        let told = figures(&[("BE", ten())]).total;
        assert_eq!((told.count.count, told.answered.count, told.median_days), (Some(10), Some(10), Some(5)));
        assert_eq!((told.with_term.count, told.in_time.count, told.in_time_percent), (Some(10), Some(5), Some(50)));
        assert_eq!((told.accepted_in_time.cell(), told.accepted_in_time_percent), ("-".to_owned(), None), "three late");
        let three = figures(&[("BE", ten()[..3].to_vec())]);
        assert_eq!((three.items[0].figures.count.cell(), three.total.count.cell()), ("<5".to_owned(), "-".to_owned()));
        assert_eq!((three.total.median_days, three.total.in_time_percent), (None, None));
        let some_open = [ten(), times(2, &open(false))].concat();
        let told = figures(&[("BE", some_open)]).total;
        assert_eq!((told.count.cell(), told.answered.cell()), ("12".to_owned(), "-".to_owned()), "two are open");
        assert_eq!(figures(&[]).total.count.count, Some(0));
    }

    #[test]
    fn it_is_told_by_country_how_soon_what_stayed_unanswered_and_what_was_no_help() {
        let helped = [times(10, &rated(Rating::Helped)), times(5, &rated(Rating::NoHelp)), times(5, &answered(30))];
        let belgium = [helped.concat(), times(10, &open(true))].concat();
        let told = figures(&[("BE", belgium), ("DE", times(6, &open(false)))]);
        let [belgium, germany] = told.items.as_slice() else { panic!("{told:?}") };
        let of = belgium.figures;
        assert_eq!((of.count.count, of.answers.count, of.answered.count), (Some(30), Some(20), Some(20)));
        assert_eq!((of.accepted_in_time.count, of.accepted_in_time_percent), (Some(15), Some(50)));
        assert_eq!((of.with_term.count, of.in_time_percent, of.unanswered.count), (Some(20), Some(75), Some(15)));
        assert_eq!((of.rated.count, of.no_help.count, of.no_help_percent), (Some(15), Some(5), Some(33)));
        assert_eq!((germany.country.code.as_str(), germany.figures.unanswered.count), ("DE", Some(6)), "after 35 days");
        assert_eq!((told.total.unanswered.count, told.total.rated.count), (Some(21), Some(15)));
    }

    #[test]
    fn no_small_number_of_ratings_and_of_unanswered_questions_is_told_nor_follows() {
        let few = [times(8, &rated(Rating::Helped)), times(2, &rated(Rating::NoHelp))].concat();
        let many = [times(8, &rated(Rating::Helped)), times(7, &rated(Rating::NoHelp))].concat();
        let told = figures(&[("BE", few), ("DE", many)]);
        let cells = |of: &RequestFigures| [of.rated.cell(), of.no_help.cell()];
        assert_eq!(cells(&told.items[0].figures), ["10", "<5"]);
        assert_eq!(cells(&told.items[1].figures), ["15", "7"]);
        assert_eq!(cells(&told.total), ["25", "-"], "the total would tell of the two");
        let mostly = figures(&[("BE", [times(8, &rated(Rating::NoHelp)), times(2, &answered(3))].concat())]);
        assert_eq!(cells(&mostly.items[0].figures), ["-", "-"], "two were not rated");
        let two_never = [times(8, &answered(30)), times(2, &open(true)), times(6, &open(false))].concat();
        let two_never = figures(&[("BE", two_never)]).items[0].figures;
        assert_eq!((two_never.in_time.cell(), two_never.unanswered.cell()), ("0".to_owned(), "16".to_owned()));
        let one_term = [times(8, &answered(30)), times(1, &open(true))].concat();
        assert_eq!(figures(&[("BE", one_term)]).items[0].figures.unanswered.cell(), "-", "one was never answered");
    }
}
