# Een zin voor elke regel: het feit, en wat er ontbreekt. Sleutels zijn `rule-` en de naam van de regel. De feiten waarop
# is besloten kiezen de zinsdelen, zodat een lezer weet welk feit het was.

## Leden zoals zinnen ze noemen

who-origin = { $originRole }, { $originCountry }
who-receiver = { $receiverRole }, { $receiverCountry }

## Weigeringen bij het indienen

rule-EU-F1 = Het doel { $purpose } is geen bestuurlijk doel. Hier worden alleen signalen voor bestuurlijk gebruik uitgewisseld; dit signaal hoort in een ander kanaal thuis.
rule-EU-F4 = Het signaal vermeldt bijzondere categorieën van persoonsgegevens (special), zoals gegevens over gezondheid, geloof of afkomst. Die worden hier niet uitgewisseld.
rule-EU-F6 = Het signaal bevat persoonsgegevens.{ $necessity ->
    [no] {" "}Er staat niet in waarom de ontvanger ze nodig heeft (necessity).
   *[yes] {""}
}{ $retainUntil ->
    [no] {" "}Er staat niet in tot wanneer ze bewaard mogen worden (retainUntil).
   *[yes] { $expired ->
        [yes] {" "}De laatste dag waarop ze bewaard mogen worden is voorbij: { $lastDay }.
       *[no] {""}
    }
}
rule-EU-F8 = Het signaal vermeldt gegevens over een minderjarige (minor). Die worden hier niet uitgewisseld.
rule-EU-F10 = { $aggregate ->
    [yes] Een signaal van de soort { $type } is een beeld van vele gevallen
   *[no] Een signaal voor het doel { $purpose } is een beeld van vele gevallen
} en bevat geen persoonsgegevens, maar dit signaal vermeldt: { $categories }.
rule-EU-F13 = { $originHasPurpose ->
    [no] Het lid dat indient ({ who-origin }) heeft volgens het register geen mandaat voor het doel { $purpose }.
   *[yes] Het lid dat indient ({ who-origin }) heeft wel mandaten voor het doel { $purpose }, maar geen met deze rechtsgrond: { $originLacks }. Zijn mandaten voor dit doel hebben als rechtsgrond: { $originBases }.
}
rule-EU-F14 = Het signaal gaat over een herleidbare persoon, maar vermeldt de categorie persoonsgegevens (personal) niet.{ $kind-natural-person ->
    [yes] {" "}Een van de onderwerpen is een natuurlijke persoon.
   *[no] {""}
}{ $kind-access-pass ->
    [yes] {" "}Een van de onderwerpen is een toegangspas, en een pas hoort bij een persoon.
   *[no] {""}
}{ $kind-account ->
    [yes] {" "}Een van de onderwerpen is een rekening, en een rekening is tot een persoon te herleiden.
   *[no] {""}
}{ $scheme-it-cf ->
    [yes] {" "}Er staat een Italiaans fiscaal nummer in (it-cf), en dat wijst een persoon aan.
   *[no] {""}
}{ $has-offence ->
    [yes] {" "}Het vermeldt gegevens over strafbare feiten (offence), en die gaan altijd over een persoon.
   *[no] {""}
}

## De ondergrens: verstrekken

rule-EU-N1 = Dit lid hoort niet bij de geadresseerden: het wordt niet zelf genoemd, en zijn land en rol ({ who-receiver }) worden niet samen genoemd.{ $excluded ->
    [yes] {" "}Het is bovendien uitgesloten.
   *[no] {""}
}
rule-EU-F2 = Het signaal bevat persoonsgegevens. De ontvanger ({ who-receiver }) heeft volgens het register geen mandaat voor het doel { $purpose } en mag ze daarom niet krijgen.
rule-EU-F3 = Het signaal heeft behandelcode H0, en bestuurlijk gebruik is niet toegestaan (adminUse): een bestuursorgaan mag het niet gebruiken.
rule-EU-F5 = Het signaal bevat gegevens over strafbare feiten. { $receiverHasPurpose ->
    [yes] De ontvanger ({ who-receiver }) heeft wel een mandaat voor het doel { $purpose }, maar geen dat gegevens over strafbare feiten omvat.
   *[no] De ontvanger ({ who-receiver }) heeft geen mandaat voor het doel { $purpose }, en dus ook geen dat gegevens over strafbare feiten omvat.
}
rule-EU-F7 = Het signaal bevat persoonsgegevens, en de ontvanger ({ who-receiver }) is gevestigd in een derde land, buiten de Unie. { $receiverHasPurpose ->
    [yes] Zijn mandaten voor het doel { $purpose } noemen geen doorgifte-instrument.
   *[no] De ontvanger heeft geen mandaat voor het doel { $purpose }, en dus ook geen dat een doorgifte-instrument noemt.
}
rule-EU-F9 = { $onwardCode ->
    [in-country] De verstrekker staat doorverstrekking alleen toe binnen het land van de houder, en deze ontvanger ({ who-receiver }) is in een ander land gevestigd.
   *[none] De verstrekker staat doorverstrekking niet toe.
}
rule-EU-F11 = Het signaal bevat persoonsgegevens die volgens de waardering door niemand zijn bevestigd, en het zou een grens overgaan: { $originCountry } – { $receiverCountry }. Zolang niemand ze bevestigt, blijven zulke gegevens in het land.
rule-EU-F12 = De verstrekker heeft dit lid uitgesloten om de bron te beschermen. Zolang dat zo is, krijgt het niets van dit signaal.
rule-EU-F15 = De laatste dag waarop het signaal bewaard mag worden is voorbij: { $lastDay }.
rule-EU-A1 = { $onwardCode ->
    [with-consent] Het signaal mag alleen met toestemming van de verstrekker worden doorverstrekt
   *[other] Het signaal heeft behandelcode { $handlingCodeCode }: het mag alleen met toestemming van de verstrekker worden doorverstrekt
}, en de verstrekker heeft deze houder geen toestemming gegeven voor deze ontvanger ({ who-receiver }).

## Gronden van de Unie

rule-EU-P1 = Het is een beeld van vele gevallen zonder persoonsgegevens: elk lid mag het hebben.
rule-EU-P2 = De douane mag de douane van een andere lidstaat voor een douanerisico waarschuwen (Verordening (EG) nr. 515/97).
rule-EU-P3 = Een handelsregister mag een ander handelsregister op onregelmatigheden wijzen, als poortwachter.
rule-EU-P4 = Het is een vraag zonder enige categorie gegevens, aan een lid met een mandaat voor het doel { $purpose }.

## Nederland

rule-NL-F1 = Het signaal rust op de Wet Bibob (nl.bibob). Die wet legt geheimhouding op en kent geen ontvanger in het buitenland; deze ontvanger ({ who-receiver }) is in het buitenland gevestigd.
rule-NL-P1 = Een gemeente mag organen van de bestuurlijke aanpak in Nederland, België en Duitsland inlichten over eigen besluiten en wat daartoe leidde, en deze ontvanger is er een ({ who-receiver }).
rule-NL-P2 = Een informatiecentrum mag delen met Nederlandse leden die voor dit doel een mandaat op dezelfde wet hebben (nl.wgs), en deze ontvanger heeft dat.
rule-NL-P3 = Nederlandse leden die voor dit doel een mandaat op de Wet Bibob hebben (nl.bibob) mogen het hebben, en deze ontvanger heeft dat.
rule-NL-P4 = Nederlandse leden die zich bij het Gatekeeper-protocol hebben aangesloten (nl.gatekeeper) mogen het hebben, en deze ontvanger heeft dat gedaan.
rule-NL-Q1 = Een gemeente of informatiecentrum mag een vraag stellen aan organen van de bestuurlijke aanpak in Nederland, België en Duitsland, en deze ontvanger is er een ({ who-receiver }).

## België

rule-BE-A1 = Op grond van de Belgische wet van 15 januari 2024 (be.law-2024-01-15) gaat een signaal alleen naar het buitenland als verstrekker en ontvanger een overeenkomst hebben. Tussen de verstrekker ({ who-origin }) en deze ontvanger ({ who-receiver }) staat er geen in het register.
rule-BE-P1 = Belgische leden die voor dit doel een mandaat op de wet van 15 januari 2024 hebben (be.law-2024-01-15) mogen het hebben, en deze ontvanger heeft dat.
rule-BE-P2 = Verstrekker en ontvanger hebben een overeenkomst op grond van de wet van 15 januari 2024 (be.law-2024-01-15), en de ontvanger is een orgaan van de bestuurlijke aanpak ({ who-receiver }).
rule-BE-Q1 = Het is een vraag op grond van de wet van 15 januari 2024 (be.law-2024-01-15) aan een orgaan van de bestuurlijke aanpak ({ who-receiver }).
rule-BE-R1 = Een Belgische gemeente mag persoonsgegevens voor het doel { $purpose } alleen hebben in sectoren die zij zelf heeft aangewezen (koninklijk besluit van 22 april 2024). { $sectorNamed ->
    [yes] Het signaal gaat over de sector { $sector }.
   *[no] Het signaal vermeldt geen sector.
} { $receiverSectorsCount ->
    [0] De mandaten van deze gemeente voor dit doel noemen geen enkele sector.
   *[other] De mandaten van deze gemeente voor dit doel noemen: { $receiverSectors }.
}

## Duitsland

rule-DE-F1 = Het signaal bevat gegevens onder fiscale geheimhouding (tax). Die mogen alleen naar een arbeidsinspectie, voor toezicht op arbeid, op grond van § 31a van de Duitse belastingwet (de.ao-31a).{ $basis-de-ao-31a ->
    [yes] {""}
   *[no] {" "}Het signaal noemt die rechtsgrond niet.
}{ $purposeCode ->
    [labour-supervision] {""}
   *[other] {" "}Het doel is een ander: { $purpose }.
}{ $receiverRoleCode ->
    [labour-inspectorate] {""}
   *[other] {" "}Deze ontvanger is geen arbeidsinspectie ({ who-receiver }).
}
rule-DE-A1 = Een Duitse autoriteit mag zulke gegevens verstrekken als een andere autoriteit erom verzoekt (administratieve bijstand), en niet ongevraagd. { $inReplyTo ->
    [yes] Het signaal noemt een verzoek, maar dat is geen open verzoek van deze ontvanger ({ who-receiver }) voor het doel { $purpose }.
   *[no] Het signaal is geen antwoord op een verzoek: deze ontvanger ({ who-receiver }) heeft geen verzoek openstaan voor het doel { $purpose }.
}
rule-DE-P1 = Het is een antwoord op een open verzoek van de ontvanger, een orgaan van de bestuurlijke aanpak ({ who-receiver }): administratieve bijstand.
rule-DE-P2 = Het is een antwoord op een open verzoek van een arbeidsinspectie, op grond van § 31a van de Duitse belastingwet (de.ao-31a).
rule-DE-Q1 = Het is een verzoek om administratieve bijstand aan een orgaan van de bestuurlijke aanpak ({ who-receiver }).

## Italië

rule-IT-F1 = Antimafiadocumentatie (it.antimafia) gaat alleen naar een gesloten lijst: aanbestedende diensten, prefecturen en vergunningverleners. Deze ontvanger hoort daar niet bij ({ who-receiver }).

## Inzage

rule-EU-L1 = Geen van de rollen van de gebruiker geeft inzage in de inhoud.
rule-EU-L2 = Het lid heeft geen mandaat voor het doel dat de gebruiker noemt.
rule-EU-L3 = Het signaal bevat persoonsgegevens, en de gebruiker noemt geen dossier.
rule-EU-L4 = De laatste dag waarop het signaal bewaard mag worden is voorbij.
rule-EU-L5 = Het lid heeft het, en zijn gebruiker leest het voor een doel van het lid zelf.

## Waar geen regel spreekt

reason-no-ground = Niets verbiedt het, maar geen enkele regel staat het toe: er is geen grond waarop de verstrekker ({ who-origin }) een signaal van de soort { $type }, voor het doel { $purpose } (rechtsgrond: { $bases }), aan deze ontvanger ({ who-receiver }) mag sturen.{ $otherBasis ->
    [yes] {""}
   *[no] {" "}Dat is een juridische leemte, geen fout in het signaal.
}
reason-error = Een regel kon niet op deze feiten worden toegepast, dus er is geen besluit. Zolang dat er niet is, gaat er niets uit.

# Een regel die de beheerder van het knooppunt aan de pakketten toevoegde
added-rule = Een regel van de beheerder van dit knooppunt houdt het tegen ({ $rule }, op grond van { $basis }).
