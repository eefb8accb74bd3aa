# Why an identifier is refused: `identifier-` and the rule. Each sentence follows the text or the scheme it speaks of.

identifier-seems = { $rule }; it looks like another number: { $scheme }
identifier-seems-region = { $rule }; it looks like the code of a region (NUTS)

## Any scheme

identifier-characters = something other than letters, digits and separators stands in it, or words that are no name of the number
identifier-too-long = it has more than 128 characters
identifier-not-normal = a record holds the normal form, and the given text only where it differs
identifier-luhn = its last digit does not fit the others (Luhn)
identifier-mod-11 = its last digit does not fit the others (modulo 11)
identifier-mod-11-10 = its last digit does not fit the others (ISO 7064 modulo 11,10)
identifier-eleven-test = its last digit does not fit the others (eleven test)
identifier-check-digit = its check digit does not fit the others
identifier-birth-date = the date of birth in it is no day of the calendar

## National numbers

identifier-kvk-length = a KvK number has 8 digits
identifier-rsin-length = an RSIN has 9 digits
identifier-kbo-length = an enterprise number has 10 digits, or 9 without its leading 0
identifier-kbo-first = an enterprise number begins with 0 or 1
identifier-kbo-check = its last two digits are not 97 minus the remainder of the first eight by 97
identifier-siren-length = a SIREN has 9 digits
identifier-siret-length = a SIRET has 14 digits
identifier-siret-siren = its first nine digits are no SIREN (Luhn)
identifier-siret-la-poste = its digits do not add up to a multiple of 5 (La Poste)
identifier-orgnr-length = an organisation number has 10 digits
identifier-orgnr-person = the third digit of a legal entity's number is 2 or more; this is the number of a person
identifier-nipc-length = a NIPC has 9 digits
identifier-nipc-first = a NIPC does not begin with 0
identifier-cif-length = a CIF has 9 characters
identifier-cif-form = a CIF is a letter of A-H J N P-S U-W, 7 digits and a check character
identifier-cif-check = its last character does not fit the digits
identifier-cif-person = it is the number of a natural person (NIF, NIE); a CIF belongs to a legal entity
identifier-nif-form = a NIF of a person is 8 digits, or a letter and 7, and a last letter
identifier-piva-length = a partita IVA has 11 digits
identifier-piva-zeros = the first 7 digits of a partita IVA are not all 0
identifier-piva-office = digits 8 to 10 are no office (001-100, 120, 121, 888, 999)
identifier-cf-length = a codice fiscale has 16 characters, or 11 digits for a legal entity
identifier-cf-form = a codice fiscale is 6 letters, 2 digits, a month letter, 2 digits, a letter, 3 digits, a letter
identifier-cf-check = its last letter does not fit the other characters
identifier-hr-form = it is a court, one of HRA HRB GnR PR VR GsR, and a number, as `Aachen HRB 123`
identifier-hr-no-court = the court is missing: a register number is unique only with its court, as `Aachen HRB 123`
identifier-hr-court = no register court of this name is known; write court, register and number, see `sluis vocabulary show courts`
identifier-hr-length = the register number has at most 6 digits
identifier-hr-zero = the register number is not 0
identifier-hr-suffix = behind court, register and number at most 3 letters may stand

## Europe and the world

identifier-vat-country = a VAT number begins with the prefix of a member state of the European Union or XI (Greece is EL)
identifier-vat-form = the VAT number of this country is its prefix and { $detail } (9 a digit, A a letter, X either)
identifier-vat-zeros = neither its number nor its suffix is all zeros
identifier-vat-first-zero = the first digit behind the prefix is not 0
identifier-vat-places = a digit stands in it that this country does not give in that place
identifier-vat-nl-check = neither the eleven test nor modulo 97 holds
identifier-vat-fr-letters = the two characters behind FR are not I and not O
identifier-vat-fr-siren = the SIREN in it does not fit its last digit (Luhn)
identifier-vat-fr-key = the two characters behind FR do not fit the SIREN
identifier-vat-se-01 = a Swedish VAT number ends with 01
identifier-euid-form = it is a country, a register, a dot and a national number, as `NLNHR.09155985`
identifier-euid-country = it begins with a country of the business register network (Greece is EL)
identifier-euid-register = the register of this country is { $detail }
identifier-euid-register-fr = a register of FR has 4 digits
identifier-euid-register-de = a register of DE is the code of a court, as K1101R; see `sluis vocabulary show courts`
identifier-euid-number-de = the German number is one of HRA HRB GNR PR VR GSR, 1 to 6 digits, at most 3 letters
identifier-lei-length = an LEI has 20 characters
identifier-lei-form = an LEI is 18 letters or digits and 2 digits
identifier-lei-check = its last two digits do not fit the rest (ISO 7064 modulo 97)
identifier-iban-form = an IBAN is a country, 2 digits and the account in the country's form
identifier-iban-country = the country has no IBAN
identifier-iban-length = the country's IBAN has another length
identifier-iban-check = its check digits do not fit the rest (ISO 7064 modulo 97)
identifier-imo-length = an IMO number has 7 digits
identifier-imo-check = its last digit does not fit the others (IMO)
identifier-container-length = a container number has 11 characters
identifier-container-form = a container number is 3 letters, U, J or Z, and 7 digits
identifier-container-check = its last digit does not fit the rest (ISO 6346)
identifier-vin-length = a vehicle number has 17 characters
identifier-vin-form = a vehicle number is digits and letters without I, O and Q
identifier-warning-vin-check = the ninth character is not the check digit of North America and China; compare it with the vehicle
identifier-locode-length = a place has 2 letters for its country and 3 characters
identifier-locode-unknown = UN/LOCODE has no port, airport or border crossing of the C8 with this code

## What `sluis vocabulary` says

cli-identifier-valid = valid
cli-identifier-not-valid = not valid
cli-identifier-but = but
cli-identifier-not-utf-8 = is no UTF-8 text
cli-label-languages = Languages of labels
