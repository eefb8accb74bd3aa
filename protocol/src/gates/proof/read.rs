//! Policies, as conditions over the facts.

use std::collections::BTreeSet;

use cedar_policy::Policy;
use serde_json::Value;
use sluis_schemas::vocabulary::{Scheme, SubjectKind};
use sluis_schemas::{BasisId, Country};

use super::expr::{Expr, Values, Var};
use super::space::{Named, Space};

/// What a policy says that cannot be decided for every combination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Undecidable(pub(super) String);

/// Members of open or long lists that any policy tells apart from the others.
#[derive(Debug, Clone, Default)]
pub(super) struct Mentioned {
    pub(super) countries: BTreeSet<Country>,
    pub(super) bases: BTreeSet<BasisId>,
    pub(super) kinds: BTreeSet<SubjectKind>,
    pub(super) schemes: BTreeSet<Scheme>,
}

impl Mentioned {
    pub(super) fn add(&mut self, policy: &Value) {
        match policy {
            Value::Object(fields) => {
                if let Some((kind, id)) = entity(policy) {
                    match kind {
                        "Country" => self.countries.extend(id.parse::<Country>()),
                        "Basis" => self.bases.extend(id.parse::<BasisId>()),
                        "SubjectKind" => self.kinds.extend(id.parse::<SubjectKind>()),
                        "Scheme" => self.schemes.extend(id.parse::<Scheme>()),
                        _ => {}
                    }
                }
                fields.values().for_each(|inner| self.add(inner));
            }
            Value::Array(items) => items.iter().for_each(|inner| self.add(inner)),
            _ => {}
        }
    }
}

/// A policy in Cedar's JSON form.
pub(super) fn json(policy: &Policy) -> Result<Value, Undecidable> {
    policy.to_json().map_err(|error| Undecidable(error.to_string()))
}

/// When a policy holds.
pub(super) fn condition(space: &Space, is_submission: bool, policy: &Value) -> Result<Expr, Undecidable> {
    let reader = Reader { space, is_submission };
    let conditions = policy.get("conditions").and_then(Value::as_array).into_iter().flatten();
    let one = |condition: &Value| {
        let body = condition.get("body").map_or_else(|| Err(unknown(condition)), |body| reader.flag(body))?;
        Ok(if condition.get("kind").and_then(Value::as_str) == Some("unless") { body.not() } else { body })
    };
    conditions.map(one).collect::<Result<Vec<_>, _>>().map(Expr::All)
}

struct Reader<'s> {
    space: &'s Space,
    is_submission: bool,
}

impl Reader<'_> {
    /// A yes or no.
    fn flag(&self, value: &Value) -> Result<Expr, Undecidable> {
        let (operator, inner) = one_field(value)?;
        let pair = || pair(inner);
        let arg = || inner.get("arg").ok_or_else(|| unknown(value));
        match operator {
            "Value" => match inner.as_bool() {
                Some(true) => Ok(Expr::YES),
                Some(false) => Ok(Expr::NO),
                None => Err(unknown(value)),
            },
            "!" => Ok(self.flag(arg()?)?.not()),
            "&&" => pair().and_then(|(left, right)| Ok(Expr::All(vec![self.flag(left)?, self.flag(right)?]))),
            "||" => pair().and_then(|(left, right)| Ok(Expr::Any(vec![self.flag(left)?, self.flag(right)?]))),
            "==" => pair().and_then(|(left, right)| self.equal(left, right)),
            "!=" => pair().and_then(|(left, right)| self.equal(left, right)).map(Expr::not),
            "if-then-else" => {
                let part = |name: &str| self.flag(inner.get(name).unwrap_or(&Value::Null));
                let (when, then, otherwise) = (part("if")?, part("then")?, part("else")?);
                Ok(Expr::All(vec![when.clone().implies(then), when.not().implies(otherwise)]))
            }
            "contains" => pair().and_then(|(set, one)| self.contains(set, one)),
            "containsAll" => pair().and_then(|(set, other)| self.compared(set, other, true)),
            "containsAny" => pair().and_then(|(set, other)| self.compared(set, other, false)),
            "isEmpty" => Ok(Expr::Any(self.codes(arg()?)?.into_iter().map(|(_, is_in)| is_in).collect()).not()),
            "." => match self.named(value)? {
                Named::Flag(expr) => Ok(expr),
                Named::Code(..) | Named::Codes(_) => Err(unknown(value)),
            },
            _ => Err(unknown(value)),
        }
    }

    fn named(&self, value: &Value) -> Result<Named, Undecidable> {
        let path = path(value).ok_or_else(|| unknown(value))?;
        self.space.named(self.is_submission, &path).ok_or_else(|| unknown(value))
    }

    fn equal(&self, left: &Value, right: &Value) -> Result<Expr, Undecidable> {
        let coded = |one, code| match self.named(one) {
            Ok(Named::Code(var, codes)) => Some(among(var, &codes, &[code])),
            _ => None,
        };
        let sides = [(left, right), (right, left)];
        let by_code = sides.into_iter().find_map(|(one, other)| coded(one, literal(other)?));
        match by_code {
            Some(expr) => Ok(expr),
            None => Ok(self.flag(left)?.iff(self.flag(right)?)),
        }
    }

    fn contains(&self, set: &Value, one: &Value) -> Result<Expr, Undecidable> {
        if let Some(codes) = literals(set) {
            return match self.named(one)? {
                Named::Code(var, all) => Ok(among(var, &all, &codes)),
                Named::Flag(_) | Named::Codes(_) => Err(unknown(one)),
            };
        }
        let code = literal(one).ok_or_else(|| unknown(one))?;
        self.is_in(set, code)
    }

    fn is_in(&self, set: &Value, code: &str) -> Result<Expr, Undecidable> {
        let found = self.codes(set)?.into_iter().find(|(listed, _)| listed == code);
        found.map(|(_, is_in)| is_in).ok_or_else(|| Undecidable(format!("`{code}` is in no list")))
    }

    /// Whether a set has all, or any, of another's members.
    fn compared(&self, set: &Value, other: &Value, all: bool) -> Result<Expr, Undecidable> {
        let wanted = match literals(other) {
            Some(codes) => codes.into_iter().map(|code| (code.to_owned(), Expr::YES)).collect(),
            None => self.codes(other)?,
        };
        let one = |(code, is_wanted): (String, Expr)| {
            let is_in = self.is_in(set, &code)?;
            Ok(if all { is_wanted.implies(is_in) } else { Expr::All(vec![is_wanted, is_in]) })
        };
        let parts = wanted.into_iter().map(one).collect::<Result<Vec<_>, _>>()?;
        Ok(if all { Expr::All(parts) } else { Expr::Any(parts) })
    }

    fn codes(&self, set: &Value) -> Result<Vec<(String, Expr)>, Undecidable> {
        match self.named(set)? {
            Named::Codes(codes) => Ok(codes),
            Named::Flag(_) | Named::Code(..) => Err(unknown(set)),
        }
    }
}

fn among(var: Var, all: &[String], codes: &[&str]) -> Expr {
    let places = all.iter().enumerate().filter(|(_, code)| codes.contains(&code.as_str()));
    Expr::Is(var, Values::at(places.map(|(place, _)| place)))
}

fn unknown(value: &Value) -> Undecidable {
    Undecidable(value.to_string())
}

fn one_field(value: &Value) -> Result<(&str, &Value), Undecidable> {
    let fields = value.as_object().filter(|fields| fields.len() == 1).ok_or_else(|| unknown(value))?;
    fields.iter().next().map(|(name, inner)| (name.as_str(), inner)).ok_or_else(|| unknown(value))
}

fn pair(inner: &Value) -> Result<(&Value, &Value), Undecidable> {
    inner.get("left").zip(inner.get("right")).ok_or_else(|| unknown(inner))
}

/// The attributes below `context`.
fn path(value: &Value) -> Option<Vec<&str>> {
    if value.get("Var").and_then(Value::as_str) == Some("context") {
        return Some(Vec::new());
    }
    let access = value.get(".")?;
    let mut path = path(access.get("left")?)?;
    path.push(access.get("attr")?.as_str()?);
    Some(path)
}

fn entity(value: &Value) -> Option<(&str, &str)> {
    let entity = value.get("__entity")?;
    entity.get("type")?.as_str().zip(entity.get("id")?.as_str())
}

/// An entity's id.
fn literal(value: &Value) -> Option<&str> {
    entity(value.get("Value")?).map(|(_, id)| id)
}

fn literals(value: &Value) -> Option<Vec<&str>> {
    value.get("Set")?.as_array()?.iter().map(literal).collect()
}
