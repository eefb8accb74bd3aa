//! Words around a number: what it is called, `no.`, and the town of the register that keeps it.

use super::clean::{compact, is_separator};
use super::error::Checked;
use crate::vocabulary::Scheme;

/// What a number is called, upper case and without separators; spaces between several.
struct Labels {
    /// Names of the scheme.
    own: &'static str,
    /// Names of other schemes whose numbers are the same. They stand beside a name of the scheme, never alone.
    shared: &'static str,
    /// Names of registers that are kept by towns, as in `833 781 073 RCS Vesoul`.
    of_towns: &'static str,
}

/// Words that say that a number follows.
const NUMBER: &str = "NUMMER NUMERO NUMBER NUM NRO NR NO N CODE CODICE CODIGO ID";
/// Words between two names, or between a name and the number.
const BETWEEN: &str = "E Y ET EN AND UND DE DI DU DA DO D OU OF OR O";
/// The most words around a number of a town's register.
const MAX_TOWN_WORDS: usize = 6;

/// Applies a rule to the text without its separators; if its shape is wrong, to the text without the words around it
/// too. The whole text goes first, since a code may begin with the letters of a word.
pub(super) fn labelled(scheme: Scheme, text: &str, rule: fn(&str) -> Checked) -> Checked {
    let labels = labels(scheme);
    let plain = compact(text).and_then(|code| rule(&code));
    let shaped = |checked: &Checked| !matches!(checked, Err(broken) if broken.misshapen());
    if shaped(&plain) {
        return plain;
    }
    let before = Letters::of(text).without_words(labels, rule);
    if let Some(checked) = before.iter().find(|checked| shaped(checked)) {
        return checked.clone();
    }
    match behind(text, labels, rule).filter(shaped) {
        Some(checked) => checked,
        None => before.into_iter().next().unwrap_or(plain),
    }
}

/// The text as far as words are made of it: without separators.
struct Letters {
    all: Vec<Letter>,
}

struct Letter {
    /// In upper case.
    upper: char,
    /// Without its accent too.
    bare: char,
    /// Whether a separator stands before it.
    apart: bool,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut all = Vec::new();
        let mut apart = true;
        for c in text.chars() {
            if is_separator(c) || c == '\'' {
                apart = true;
            } else {
                all.push(Letter { upper: c.to_ascii_uppercase(), bare: unaccented(c), apart });
                apart = false;
            }
        }
        Self { all }
    }

    fn code(&self, from: usize) -> String {
        self.all.iter().skip(from).map(|letter| letter.upper).collect()
    }

    /// The end of a word that begins at a place, where it stands there whole. A word that is no name of the scheme ends
    /// where a separator or, behind other words, a digit is: a wrong letter before a code is not taken for a word.
    fn end_of(&self, from: usize, word: &str, strict: bool, first: bool) -> Option<usize> {
        let end = from + word.len();
        let same = self.all.get(from..end)?.iter().zip(word.chars()).all(|(letter, wanted)| letter.bare == wanted);
        let whole = self.all.get(end).is_none_or(|next| next.apart || (!first && next.upper.is_ascii_digit()));
        (same && (whole || !strict)).then_some(end)
    }

    /// What a rule says of the rest behind each way to read words at the start; the longest ways first.
    fn without_words(&self, labels: &Labels, rule: fn(&str) -> Checked) -> Vec<Checked> {
        let mut found = Vec::new();
        self.read_words(labels, Read::default(), &mut |read| {
            if read.words > 0 && read.names_scheme() {
                found.push(rule(&self.code(read.at)));
            }
        });
        found
    }

    /// The words that the text is nothing but.
    fn as_words(&self, labels: &Labels) -> Option<Read> {
        let mut whole = None;
        self.read_words(labels, Read::default(), &mut |read| {
            if read.at == self.all.len() {
                whole = Some(read);
            }
        });
        whole
    }

    fn read_words(&self, labels: &Labels, read: Read, visit: &mut impl FnMut(Read)) {
        if read.words < 8 {
            for (words, kind) in [
                (labels.own, Kind::Own),
                (labels.of_towns, Kind::Own),
                (labels.shared, Kind::Shared),
                (NUMBER, Kind::Other),
                (BETWEEN, Kind::Between),
            ] {
                let strict = matches!(kind, Kind::Other | Kind::Between);
                for word in each(words) {
                    let first = read.words == 0;
                    if first && kind == Kind::Between {
                        continue;
                    }
                    if let Some(at) = self.end_of(read.at, word, strict, first) {
                        let own = read.own || kind == Kind::Own;
                        let shared = read.shared || kind == Kind::Shared;
                        self.read_words(labels, Read { at, own, shared, words: read.words + 1 }, visit);
                    }
                }
            }
        }
        visit(read);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Own,
    Shared,
    Other,
    Between,
}

/// How far words were read, and which.
#[derive(Clone, Copy, Default)]
struct Read {
    at: usize,
    own: bool,
    shared: bool,
    words: usize,
}

impl Read {
    const fn names_scheme(self) -> bool {
        self.own || !self.shared
    }
}

/// Words may stand behind the number too, if nothing in the text but one number has digits.
fn behind(text: &str, labels: &Labels, rule: fn(&str) -> Checked) -> Option<Checked> {
    let tokens: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',').filter(|t| !t.is_empty()).collect();
    let has_digit = |token: &&str| token.bytes().any(|b| b.is_ascii_digit());
    let (first, last) = (tokens.iter().position(has_digit)?, tokens.iter().rposition(has_digit)?);
    let (before, rest) = tokens.split_at_checked(first)?;
    let (number, after) = rest.split_at_checked(last + 1 - first)?;
    let words: Vec<&str> = before.iter().chain(after).copied().collect();
    if !number.iter().all(has_digit) {
        return None;
    }
    let of_town = words.len() <= MAX_TOWN_WORDS
        && words.iter().all(|word| word.chars().all(|c| c.is_alphabetic() || is_separator(c) || c == '\''))
        && words.iter().any(|word| each(labels.of_towns).any(|name| name == Letters::of(word).code(0)));
    let read = |words: &[&str]| Letters::of(&words.join(" ")).as_words(labels);
    let named = || {
        let (before, after) = (read(before)?, read(after)?);
        Read { own: before.own || after.own, shared: before.shared || after.shared, ..after }
            .names_scheme()
            .then_some(())
    };
    if of_town || (!after.is_empty() && named().is_some()) {
        let code = compact(&number.concat()).ok()?;
        // The section of a town's register.
        let code = if of_town { code.trim_start_matches(['A', 'B', 'C', 'D']) } else { &code };
        return Some(rule(code));
    }
    None
}

/// Each of several words.
fn each(words: &'static str) -> impl Iterator<Item = &'static str> {
    words.split(' ').filter(|word| !word.is_empty())
}

fn unaccented(c: char) -> char {
    match c.to_lowercase().next().unwrap_or(c) {
        'à'..='å' => 'A',
        'ç' => 'C',
        'è'..='ë' => 'E',
        'ì'..='ï' => 'I',
        'ñ' => 'N',
        'ò'..='ö' => 'O',
        'ù'..='ü' => 'U',
        _ => c.to_ascii_uppercase(),
    }
}

const NONE: Labels = Labels { own: "", shared: "", of_towns: "" };

const fn labels(scheme: Scheme) -> &'static Labels {
    match scheme {
        Scheme::NlKvk => &Labels {
            own: "KVK KAMERVANKOOPHANDEL CHAMBEROFCOMMERCE HANDELSREGISTER HR DOSSIER INSCHRIJF \
                INSCHRIJVINGS COC NL",
            of_towns: "KVK KVKTE",
            ..NONE
        },
        Scheme::NlRsin => &Labels { own: "RSIN FISCAAL NL", ..NONE },
        Scheme::BeKbo => &Labels {
            own: "KBO BCE CBE ONDERNEMINGS ONDERNEMING OND ENTREPRISE UNTERNEHMENS ENTERPRISE BE",
            shared: "BTW TVA MWST VAT",
            of_towns: "RPR RPM",
        },
        Scheme::FrSiren => &Labels { own: "SIREN FR", of_towns: "RCS", ..NONE },
        Scheme::FrSiret => &Labels { own: "SIRET IDENTIFIANT FR", ..NONE },
        Scheme::ItPiva => &Labels {
            own: "PIVA PARTITAIVA PARTIVA PI IVA VAT IT",
            shared: "CF CODICEFISCALE CODFISCALE CODFISC",
            ..NONE
        },
        Scheme::ItCf => &Labels {
            own: "CF CODICEFISCALE CODFISCALE CODFISC CODICEFISC FISCALE IT",
            shared: "PIVA PARTITAIVA PARTIVA PI IVA",
            ..NONE
        },
        Scheme::EsCif => &Labels { own: "CIF NIF IDENTIFICACIONFISCAL FISCAL VAT IVA ES", ..NONE },
        Scheme::SeOrgnr => {
            &Labels { own: "ORG ORGANISATIONS ORGANISATION ORGANIZATION REGISTRATION COMPANY SE", ..NONE }
        }
        Scheme::PtNipc => &Labels {
            own: "NIPC NIF CONTRIBUINTE PESSOACOLETIVA PESSOACOLECTIVA IDENTIFICACAOFISCAL FISCAL PT",
            shared: "VAT IVA",
            ..NONE
        },
        Scheme::Vat => &Labels {
            own: "VAT VATIN BTW TVA IVA PIVA PARTITAIVA NIF CIF UST USTID UMSATZSTEUER IDENT IDENTIFIKATIONS \
                MWST MOMS MOMSREG MOMSREGISTRERINGS IDENTIFICATIE IDENTIFICATION INTRA INTRACOM INTRACOMMUNAUTAIRE \
                INTRACOMUNITARIO REG REGISTRATION EU UE UID NIPC TAX",
            ..NONE
        },
        Scheme::Lei => &Labels { own: "LEI", ..NONE },
        Scheme::Imo => &Labels { own: "IMO", ..NONE },
        Scheme::Iso6346 => &Labels { own: "CONTAINER CNTR CTR", ..NONE },
        Scheme::Vin => &Labels { own: "VIN FIN CHASSIS FAHRGESTELL", ..NONE },
        Scheme::Iban => &Labels { own: "IBAN", ..NONE },
        Scheme::Locode => &Labels { own: "LOCODE UNLOCODE", ..NONE },
        Scheme::DeHr | Scheme::Euid => &NONE,
    }
}
