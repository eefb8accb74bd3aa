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
/// Schemes of bare digits of the same country. By chance one number in ten has the check digit of another country, so
/// those are not told.
const KIN: [(Scheme, &[Scheme]); 6] = [
    (Scheme::NlKvk, &[Scheme::NlRsin]),
    (Scheme::NlRsin, &[Scheme::NlKvk]),
    (Scheme::FrSiren, &[Scheme::FrSiret]),
    (Scheme::FrSiret, &[Scheme::FrSiren]),
    (Scheme::Vat, &[Scheme::BeKbo, Scheme::FrSiret, Scheme::ItPiva]),
    (Scheme::Euid, &[Scheme::BeKbo, Scheme::FrSiret]),
];

/// A guess is made only where the text is misshapen for its own scheme.
pub(super) fn seems(scheme: Scheme, given: &str) -> Option<Seems> {
    let is = |other: &Scheme| *other != scheme && normalise(*other, given).is_ok();
    let region = || {
        let code = given.trim();
        // Two letters are a country.
        code.len() > 2 && code.parse::<Region>().is_ok_and(|region| region.kind() == RegionKind::Nuts)
    };
    // Of a person; of a legal entity it is a partita IVA.
    let person = || scheme != Scheme::ItCf && normalise(Scheme::ItCf, given).is_ok_and(|code| code.len() == 16);
    if let Some(scheme) = DISTINCT.iter().copied().find(is) {
        return Some(Seems::Scheme(scheme));
    }
    if region() {
        return Some(Seems::Region);
    }
    if person() {
        return Some(Seems::Scheme(Scheme::ItCf));
    }
    let (_, kin) = KIN.iter().find(|(of, _)| *of == scheme)?;
    kin.iter().copied().find(is).map(Seems::Scheme)
}
