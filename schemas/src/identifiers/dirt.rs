//! Dirt that is taken off, and what is left on.

use super::tests::{rule, value};
use super::*;

#[test]
fn dirt_without_doubt_is_taken_off() {
    use Scheme::*;
    for (scheme, given, expected) in [
        (NlKvk, "KVK 81122373", "81122373"),
        (NlKvk, "KvK-nummer: 8112 2373", "81122373"),
        (NlRsin, "rsin 0025.64.440", "002564440"),
        (BeKbo, "BE 207 475 377", "0207475377"),
        (BeKbo, "BE0207.475.377", "0207475377"),
        (BeKbo, "0207.310.774_22257", "0207310774"),
        (DeHr, "Aachen HRB 999001", "Aachen HRB 999001"),
        (FrSiren, "SIREN 552 100 554", "552100554"),
        (FrSiret, "412 280 737 20375", "41228073720375"),
        (ItPiva, "P.IVA: 01341140182", "01341140182"),
        (ItPiva, "IT 00188590939", "00188590939"),
        (ItCf, "c.f. rssmra85t10a562s", "RSSMRA85T10A562S"),
        (ItCf, "00188590939", "00188590939"),
        (EsCif, "Q-2833003-C.", "Q2833003C"),
        (EsCif, "A/81638108", "A81638108"),
        (EsCif, "ESP0800258F", "P0800258F"),
        (SeOrgnr, "202100\u{2013}0076", "2021000076"),
        (PtNipc, "PT504454536", "504454536"),
        (Euid, "nlnhr.09155985", "NLNHR.09155985"),
        (Euid, "BEKBOBCE.0543.696.579", "BEKBOBCE.0543696579"),
        (Vat, "BE 403.170.701", "BE0403170701"),
        (Vat, "nl004495445b01", "NL004495445B01"),
        (Vat, "NL002455799B11", "NL002455799B11"),
        (Vat, "USt-IdNr.: DE 136 630 247", "DE136630247"),
        (Vat, "FR K7 399 859 412", "FRK7399859412"),
        (Vat, "FR23334175221", "FR23334175221"),
        (Vat, "P.IVA IT00188590939", "IT00188590939"),
        (Vat, "GR 094259216", "EL094259216"),
        (Vat, "NL4495445B01", "NL004495445B01"),
        (Vat, "ESX5253868R", "ESX5253868R"),
        (Vat, "ESY1234567X", "ESY1234567X"),
        (Vat, "SE202100383101", "SE202100383101"),
        (Vat, "PT504454536", "PT504454536"),
        (Lei, "lei 5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
        (Imo, "IMO 9074729", "9074729"),
        (Imo, "IMO9074729", "9074729"),
        (Iso6346, "MSKU 601167-2", "MSKU6011672"),
        (Iban, "IBAN NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        (Iban, "BE68539007547034", "BE68539007547034"),
        (Locode, "nl rtm", "NLRTM"),
    ] {
        assert_eq!(value(scheme, given), expected, "{scheme} `{given}`");
    }
}

#[test]
fn words_around_a_number_are_taken_off() {
    use Scheme::*;
    for (scheme, given, expected) in [
        (NlKvk, "Kamer van Koophandel nr. 81122373", "81122373"),
        (NlKvk, "NL-KVK-81122373", "81122373"),
        (NlKvk, "KvK Rotterdam 81122373", "81122373"),
        (NlKvk, "Chamber of Commerce: 81122373", "81122373"),
        (NlKvk, "81122373 (KvK)", "81122373"),
        (BeKbo, "BE (0)403.170.701", "0403170701"),
        (BeKbo, "N° d’entreprise : 0403.170.701", "0403170701"),
        (BeKbo, "TVA / BCE BE0403170701", "0403170701"),
        (BeKbo, "RPR Antwerpen 0403.170.701", "0403170701"),
        (DeHr, "Handelsregister: Amtsgericht Köln, HRB-Nr. 999002", "Köln HRB 999002"),
        (DeHr, "im Handelsregister des Amtsgerichts Aachen unter HR B 7", "Aachen HRB 7"),
        (DeHr, "HRB Aachen 999001", "Aachen HRB 999001"),
        (DeHr, "AG München, HRB: 99.901", "München HRB 99901"),
        (FrSiren, "833 781 073 RCS Vesoul", "833781073"),
        (FrSiren, "R.C.S. Paris B 552 100 554", "552100554"),
        (FrSiren, "RCS Paris B552100554", "552100554"),
        (FrSiret, "N° de SIRET : 412 280 737 20375", "41228073720375"),
        (ItPiva, "C.F. e P.IVA 00188590939", "00188590939"),
        (ItPiva, "Partita IVA n. IT 00188590939", "00188590939"),
        (ItCf, "Cod. fiscale / P. IVA 00188590939", "00188590939"),
        (EsCif, "C.I.F. número: A-81638108.", "A81638108"),
        (EsCif, "CIF/NIF: A81638108", "A81638108"),
        (EsCif, "A-81638108 / NIF", "A81638108"),
        (SeOrgnr, "Org. no. 202100-0076", "2021000076"),
        (SeOrgnr, "162021000076", "2021000076"),
        (PtNipc, "Contribuinte n.º 504 454 536", "504454536"),
        (Vat, "VAT reg. no. SE202100383101", "SE202100383101"),
        (Vat, "Btw-identificatienummer: NL004495445B01", "NL004495445B01"),
        (Vat, "UID: ATU13585627", "ATU13585627"),
        (Vat, "VAT identification number: PT504454536", "PT504454536"),
        (Vat, "N° TVA intracommunautaire : FR23334175221", "FR23334175221"),
        (Imo, "IMO No. 9074729", "9074729"),
        (Iso6346, "MSKU 601167 [2]", "MSKU6011672"),
    ] {
        assert_eq!(value(scheme, given), expected, "{scheme} `{given}`");
    }
}

#[test]
fn words_that_are_no_name_of_the_number_are_not_passed_over() {
    use Scheme::*;
    for (scheme, given) in [
        (NlKvk, "tel. 81122373"),
        (NlKvk, "81122373 of 09155985"),
        (ItPiva, "C.F. 00188590939"),
        (EsCif, "NA81638108"),
        (EsCif, "EA81638108"),
        (FrSiren, "Vesoul 833 781 073"),
        (Vat, "0403170701"),
        (Vat, "VAT 0403170701"),
        (DeHr, "Aachen HRB 1 Köln"),
        (DeHr, "Köln HRB Aachen 1"),
    ] {
        rule(scheme, given);
    }
}

#[test]
fn characters_that_mean_the_same_are_the_same() {
    for given in [
        "\u{ff18}\u{ff11}\u{ff11}\u{ff12}2373",
        "8112\u{a0}2373",
        "8112\u{2011}2373",
        "\u{feff}81122373\u{200b}",
        "'81122373'",
    ] {
        assert_eq!(value(Scheme::NlKvk, given), "81122373", "{given}");
    }
    // Digits of other scripts are not read, and a letter with an accent is not the letter.
    assert_eq!(rule(Scheme::NlKvk, "\u{668}1122373"), Rule::Form);
    rule(Scheme::Lei, "LEI 5493001KJTIIGC8\u{dd}1R12");
}

#[test]
fn a_number_in_the_wrong_field_is_named() {
    use Scheme::*;
    let seems = |scheme, given| Identifier::parse(scheme, given).unwrap_err().seems;
    for (scheme, given, other) in [
        (NlKvk, "820029336", Seems::Scheme(NlRsin)),
        (NlRsin, "81122373", Seems::Scheme(NlKvk)),
        (SeOrgnr, "SE202100383101", Seems::Scheme(Vat)),
        (FrSiren, "13001533200013", Seems::Scheme(FrSiret)),
        (DeHr, "DE136630247", Seems::Scheme(Vat)),
        (ItPiva, "RSSMRA85T10A562S", Seems::Scheme(ItCf)),
        (FrSiret, "fr101", Seems::Region),
    ] {
        assert_eq!(seems(scheme, given), Some(other), "{scheme} `{given}`");
    }
    // A wrong digit is a wrong digit.
    assert_eq!(seems(NlRsin, "002564441"), None);
    assert_eq!(seems(NlKvk, "3720748"), None);
    // A Swedish check digit by chance.
    assert_eq!(seems(ItPiva, "1341140182"), None);
}

#[test]
fn a_code_that_begins_like_its_label_is_left_whole() {
    assert_eq!(value(Scheme::ItCf, "CFRMRA85T10A562Y"), "CFRMRA85T10A562Y");
}
