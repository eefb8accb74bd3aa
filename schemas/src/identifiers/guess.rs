//! What a refused text seems to be: numbers end up in the wrong field.

use super::normalise;
use crate::codelists::{Region, RegionKind};
use crate::vocabulary::Scheme;

/// What a text would be a good code of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seems {
    /// Another scheme.
    Scheme(Scheme),
    /// A region (NUTS).
    Region,
}

/// Schemes whose form tells them apart.
const DISTINCT: [Scheme; 7] =
    [Scheme::Vat, Scheme::Iban, Scheme::Lei, Scheme::Euid, Scheme::DeHr, Scheme::Iso6346, Scheme::EsCif];
/// Schemes of bare digits, which only a check digit tells apart.
const DIGITS: [Scheme; 7] =
    [Scheme::NlRsin, Scheme::BeKbo, Scheme::FrSiren, Scheme::FrSiret, Scheme::ItPiva, Scheme::SeOrgnr, Scheme::PtNipc];

/// A guess is made only where the text is misshapen for its own scheme; one that other schemes share is not told.
pub(super) fn seems(scheme: Scheme, given: &str) -> Option<Seems> {
    let is = |other: &Scheme| *other != scheme && normalise(*other, given).is_ok();
    let region = || {
        let code = given.trim();
        // Two letters are a country.
        code.len() > 2 && code.parse::<Region>().is_ok_and(|region| region.kind() == RegionKind::Nuts)
    };
    // A KvK number has no check digit: eight digits are one only where a Dutch number is wanted.
    let kvk = || scheme == Scheme::NlRsin && is(&Scheme::NlKvk);
    // Of a person; of a legal entity it is a partita IVA.
    let person = || scheme != Scheme::ItCf && normalise(Scheme::ItCf, given).is_ok_and(|code| code.len() == 16);
    if let Some(scheme) = DISTINCT.iter().copied().find(is) {
        return Some(Seems::Scheme(scheme));
    }
    if region() {
        return Some(Seems::Region);
    }
    if kvk() {
        return Some(Seems::Scheme(Scheme::NlKvk));
    }
    if person() {
        return Some(Seems::Scheme(Scheme::ItCf));
    }
    let mut all = DIGITS.iter().copied().filter(is);
    all.next().filter(|_| all.next().is_none()).map(Seems::Scheme)
}
