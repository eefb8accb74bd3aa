"""Numbers of each scheme, right and wrong, clean and dirty, with what python-stdnum says of them.

Arguments: a seed and how many numbers of each scheme and country to begin from. Writes a line of JSON for each number:
`scheme`, `given`, `kind` (how it was made), `valid` and `normalised` as the library judges the number without its dirt.
"""

import json
import random
import string
import sys

from stdnum import iban, imo, iso6346, lei
from stdnum.be import vat as be_vat
from stdnum.de import handelsregisternummer
from stdnum.es import cif
from stdnum.eu import vat
from stdnum.fr import siren, siret
from stdnum.it import codicefiscale, iva
from stdnum.nl import bsn
from stdnum.pt import nif
from stdnum.se import orgnr

random.seed(int(sys.argv[1]))
COUNT = int(sys.argv[2])

DIGITS, LETTERS = string.digits, string.ascii_uppercase
KINDS = {"9": DIGITS, "A": LETTERS, "X": DIGITS + LETTERS}


class Bsn:
    """An RSIN has nine digits; the library takes fewer."""

    @staticmethod
    def validate(number):
        if sum(c.isdigit() for c in number) != 9:
            raise ValueError
        return bsn.validate(number)


class Iban:
    """Checks that banks add inside the account are no part of ISO 13616."""

    @staticmethod
    def validate(number):
        return iban.validate(number, check_country=False)


def verdict(module, number):
    try:
        return module.validate(number)
    except Exception:
        return None


def fill(pattern):
    return "".join(random.choice(KINDS[c]) if c in KINDS else c for c in pattern)


def valid(module, make):
    """A number that the library takes, found by trying."""
    for _ in range(100_000):
        number = make()
        if verdict(module, number):
            return number
    raise SystemExit(f"no valid number of {module}")


def person():
    month = random.choice("ABCDEHLMPRST")
    day = random.choice([random.randint(1, 31), random.randint(41, 71)])
    code = fill("AAAAAA99") + month + f"{day:02d}" + fill("A999")
    code = list(code)
    if random.random() < 0.2:
        place = random.choice([6, 7, 9, 10, 12, 13, 14])
        code[place] = "LMNPQRSTUV"[int(code[place])]
    code = "".join(code)
    return code + codicefiscale.calc_check_digit(code)


def office_number():
    office = random.choice([random.randint(1, 100), 120, 121, 888, 999])
    return fill("9999999") + f"{office:03d}" + fill("9")


def account():
    structures = {
        "NL": "AAAA9999999999", "BE": "9" * 12, "DE": "9" * 18, "FR": "9" * 10 + "X" * 11 + "99",
        "IT": "A" + "9" * 10 + "X" * 12, "ES": "9" * 20, "SE": "9" * 20, "PT": "9" * 21,
        "GB": "AAAA" + "9" * 14, "LU": "999" + "X" * 13, "PL": "9" * 24, "MT": "AAAA99999" + "X" * 18,
        "CH": "99999" + "X" * 12, "NO": "9" * 11,
    }
    country = random.choice(list(structures))
    body = fill(structures[country])
    return country + iban.calc_check_digits(f"{country}00{body}") + body


def letter_of_entity():
    return random.choice("ABCDEFGHJNPQRSUVW") + fill("9999999") + random.choice(DIGITS + "ABCDEFGHIJ")


def register_number():
    court = random.choice(handelsregisternummer.GERMAN_COURTS)
    kind = random.choice(handelsregisternummer.REGISTRY_TYPES)
    suffix = random.choice(["", "", "", " " + fill("A"), " " + fill("AA")])
    return f"{court} {kind} {random.randint(1, 999999)}{suffix}"


def container():
    code = fill("AAA") + random.choice("UJZ") + fill("999999")
    return code + iso6346.calc_check_digit(code)


def key_of_france():
    return random.choice(["99", "A9", "9A", "AA"])


VAT = {
    "NL": lambda: random.choice(["NL999999999B99", "NL999999999B01"]),
    "BE": lambda: random.choice(["BE0999999999", "BE1999999999", "BE999999999"]),
    "DE": lambda: "DE999999999",
    "FR": lambda: f"FR{key_of_france()}999999999",
    "IT": lambda: "IT99999990199",
    "ES": lambda: random.choice(["ESA9999999X", "ESX9999999A", "ES99999999A", "ESK9999999A", "ESY9999999A"]),
    "SE": lambda: "SE999999999901",
    "PT": lambda: "PT999999999",
    "AT": lambda: "ATU99999999",
    "BG": lambda: random.choice(["BG999999999", "BG9999999999"]),
    "CY": lambda: "CY99999999A",
    "CZ": lambda: random.choice(["CZ99999999", "CZ9999999999", "CZ699999999", "CZ999099999"]),
    "DK": lambda: "DK99999999",
    "EE": lambda: "EE999999999",
    "EL": lambda: "EL999999999",
    "FI": lambda: "FI99999999",
    "HR": lambda: "HR99999999999",
    "HU": lambda: "HU99999999",
    "IE": lambda: random.choice(["IE9999999A", "IE9999999AA", "IE9A99999A"]),
    "LT": lambda: random.choice(["LT999999919", "LT999999999919"]),
    "LU": lambda: "LU99999999",
    "LV": lambda: random.choice(["LV99999999999", "LV01019099999"]),
    "MT": lambda: "MT99999999",
    "PL": lambda: "PL9999999999",
    "RO": lambda: random.choice(["RO999999999", "RO99999999", "RO999999"]),
    "SI": lambda: "SI99999999",
    "SK": lambda: "SK9999999999",
}

SCHEMES = [
    ("nl-rsin", Bsn, lambda: fill("999999999"), ["RSIN ", "rsin: ", "RSIN-nr. "]),
    ("be-kbo", be_vat, lambda: fill(random.choice(["0999999999", "1999999999", "999999999"])),
     ["BE", "BE ", "KBO ", "BCE n° ", "Ondernemingsnummer "]),
    ("de-hr", handelsregisternummer, register_number, ["Amtsgericht ", "AG ", "Registergericht "]),
    ("fr-siren", siren, lambda: fill("999999999"), ["SIREN ", "SIREN : ", "N° SIREN "]),
    ("fr-siret", siret, lambda: fill("99999999999999"), ["SIRET ", "SIRET : ", "n° Siret "]),
    ("fr-siret", siret, lambda: "356000000" + fill("99999"), ["SIRET "]),
    ("it-piva", iva, office_number, ["IT", "P.IVA ", "P. IVA: ", "Partita IVA n. "]),
    ("it-cf", codicefiscale, person, ["C.F. ", "Cod. fiscale: ", "codice fiscale "]),
    ("it-cf", codicefiscale, office_number, ["C.F. ", "C.F./P.IVA "]),
    ("es-cif", cif, letter_of_entity, ["CIF ", "C.I.F.: ", "NIF ", "CIF/NIF ", "ES"]),
    ("se-orgnr", orgnr, lambda: fill("99") + random.choice("23456789") + fill("9999999"),
     ["Org.nr ", "org nr: ", "Organisationsnummer "]),
    ("pt-nipc", nif, lambda: fill("999999999"), ["PT", "NIPC ", "NIF: ", "NIPC/NIF n.º "]),
    ("lei", lei, lambda: fill("X" * 18 + "99"), ["LEI ", "LEI: "]),
    ("imo", imo, lambda: fill("9999999"), ["IMO ", "IMO", "IMO No. "]),
    ("iso6346", iso6346, container, []),
    ("iban", Iban, account, ["IBAN ", "IBAN: "]),
]
SCHEMES += [("vat", vat, lambda make=make: fill(make()), ["VAT ", "VAT no. ", "VAT: "]) for make in VAT.values()]

SPACES = " \u00a0\u2009\u202f\u2007"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"


def spread(number, signs):
    """A sign at one to three places inside."""
    for _ in range(random.randint(1, 3)):
        place = random.randint(1, len(number) - 1)
        number = number[:place] + random.choice(signs) + number[place:]
    return number


def wide(number):
    """Digits as East Asian keyboards give them."""
    return "".join(chr(ord(c) + 0xFEE0) if c in DIGITS else c for c in number)


def wrong(number):
    """The number with one thing wrong, or what may be wrong."""
    digits = [place for place, c in enumerate(number) if c in DIGITS]
    place = random.choice(digits)
    other = random.choice([d for d in DIGITS if d != number[place]])
    yield "digit", number[:place] + other + number[place + 1:]
    pairs = [at for at in digits if at + 1 in digits and number[at] != number[at + 1]]
    if pairs:
        at = random.choice(pairs)
        yield "swapped", number[:at] + number[at + 1] + number[at] + number[at + 2:]
    yield "short", number[:place] + number[place + 1:]
    yield "long", number[:place] + random.choice(DIGITS) + number[place:]
    letters = [at for at, c in enumerate(number) if c in LETTERS]
    if letters:
        at = random.choice(letters)
        yield "letter", number[:at] + random.choice(LETTERS) + number[at + 1:]


def dirty(scheme, number, labels):
    if scheme == "de-hr":
        court, kind, rest = number.rpartition(random.choice([" HRA ", " HRB ", " PR ", " GnR ", " VR "]))
        if kind:
            yield "order", f"{kind.strip()} {rest}, {court}"
        yield "label", "Amtsgericht " + number
        yield "space", number.replace(" ", random.choice(SPACES))
        return
    yield "space", spread(number, SPACES)
    yield "dash", spread(number, DASHES)
    yield "dot", spread(number, "./")
    yield "case", number.lower()
    yield "ends", random.choice([" ", "\t", "\u00a0"]) + number + random.choice([" ", ".", ",", ";", "\u200b"])
    yield "wide", wide(number)
    if labels:
        yield "label", random.choice(labels) + number
        yield "label", random.choice(labels).lower() + spread(number, SPACES)


def main():
    for scheme, module, make, labels in SCHEMES:
        for _ in range(COUNT):
            number = valid(module, make)
            forms = [("valid", number, number), ("random", random_like := make(), random_like)]
            forms += [(kind, text, text) for kind, text in wrong(number)]
            forms += [(kind, text, number) for kind, text in dirty(scheme, number, labels)]
            for kind, given, clean in forms:
                says = verdict(module, clean)
                line = {"scheme": scheme, "given": given, "kind": kind, "valid": bool(says), "normalised": says or None}
                print(json.dumps(line))


main()
