# A sentence for each rule: the fact, and what is missing. Keys are `rule-` and the id of the rule.

## Refusals at submission

rule-EU-F1 = Het doel { $purpose } is niet bestuurlijk: het hoort in een ander kanaal thuis.
rule-EU-F4 = Het bevat bijzondere categorieën van persoonsgegevens; die worden hier niet uitgewisseld.
rule-EU-F6 = Het bevat persoonsgegevens, maar vermeldt niet waarom de ontvanger ze nodig heeft of tot wanneer ze bewaard mogen worden, of die dag is voorbij.
rule-EU-F8 = Het bevat gegevens over een minderjarige; die worden hier niet uitgewisseld.
rule-EU-F10 = Een beeld van vele gevallen noemt een categorie gegevens; zo’n beeld bevat er geen.
rule-EU-F13 = Geen van de mandaten van de afzender heeft het doel { $purpose }, of een genoemde rechtsgrond ontbreekt in de mandaten met dat doel.
rule-EU-F14 = Het gaat over een persoon, een pas, een rekening of een strafbaar feit, en noemt de categorie persoonsgegevens niet.

## The floor: disclosure

rule-EU-N1 = De verstrekker heeft het niet voor dit lid bedoeld.
rule-EU-F2 = Het bevat persoonsgegevens, en de ontvanger heeft geen mandaat voor het doel { $purpose }.
rule-EU-F3 = Het heeft code H0 en geen toestemming voor bestuurlijk gebruik.
rule-EU-F5 = Het bevat gegevens over strafbare feiten, en geen mandaat van de ontvanger voor het doel { $purpose } omvat die.
rule-EU-F7 = Het bevat persoonsgegevens, de ontvanger ligt buiten de Unie, en het register noemt geen doorgifte-instrument voor het doel { $purpose }.
rule-EU-F9 = De verstrekker staat deze doorverstrekking niet toe; doorverstrekken: { $onward }.
rule-EU-F11 = Het bevat persoonsgegevens die niemand heeft bevestigd, en zou een grens overgaan.
rule-EU-F12 = De verstrekker heeft dit lid uitgesloten.
rule-EU-F15 = De laatste dag waarop het bewaard mag worden is voorbij.
rule-EU-A1 = Het mag worden doorverstrekt met toestemming van de verstrekker, en die is er niet voor deze houder en deze ontvanger.

## EU grounds

rule-EU-P1 = Het is een beeld van vele gevallen zonder persoonsgegevens: iedereen mag het hebben.
rule-EU-P2 = De douane mag de douane waarschuwen voor een risico bij het toezicht.
rule-EU-P3 = Een handelsregister mag een handelsregister op onregelmatigheden wijzen, als poortwachter.
rule-EU-P4 = Het is een vraag zonder persoonsgegevens aan een lid met een mandaat voor het doel { $purpose }.

## The Netherlands

rule-NL-F1 = Wat op de Wet Bibob rust, verlaat Nederland niet.
rule-NL-P1 = Een gemeente mag organen van de bestuurlijke aanpak in Nederland, België en Duitsland inlichten over eigen besluiten en wat daartoe leidde.
rule-NL-P2 = Een informatiecentrum mag delen met Nederlandse leden die een mandaat op dezelfde wet hebben (Wgs).
rule-NL-P3 = Nederlandse leden met een mandaat op de Wet Bibob mogen het hebben.
rule-NL-P4 = Nederlandse leden die bij het Gatekeeper-protocol zijn aangesloten mogen het hebben.
rule-NL-Q1 = Een gemeente of informatiecentrum mag een vraag stellen aan organen van de bestuurlijke aanpak in Nederland, België en Duitsland.

## Belgium

rule-BE-A1 = Onder de wet van 15 januari 2024 gaat het de grens over op grond van een overeenkomst, en tussen verstrekker en ontvanger is er geen.
rule-BE-P1 = Belgische leden met een mandaat op de wet van 15 januari 2024 mogen het hebben.
rule-BE-P2 = Tussen verstrekker en ontvanger geldt een overeenkomst op grond van de wet van 15 januari 2024.
rule-BE-Q1 = Het is een vraag op grond van de wet van 15 januari 2024 aan een orgaan van de bestuurlijke aanpak.
rule-BE-R1 = Een Belgische gemeente mag persoonsgegevens voor { $purpose } hebben in de sectoren die zij heeft aangewezen, en deze sector hoort daar niet bij.

## Germany

rule-DE-F1 = Fiscale geheimhouding: het mag alleen naar een arbeidsinspectie, voor toezicht op arbeid, op grond van § 31a AO.
rule-DE-A1 = Een Duitse autoriteit mag een verzoek beantwoorden, en er is geen open verzoek van deze ontvanger.
rule-DE-P1 = Het beantwoordt een verzoek van de ontvanger, een orgaan van de bestuurlijke aanpak (administratieve bijstand).
rule-DE-P2 = Het beantwoordt een verzoek van een arbeidsinspectie, op grond van § 31a AO.
rule-DE-Q1 = Het is een verzoek om administratieve bijstand aan een orgaan van de bestuurlijke aanpak.

## Italy

rule-IT-F1 = Antimafiadocumentatie gaat alleen naar de gesloten lijst: aanbestedende diensten, prefecturen, vergunningverleners.

## Access

rule-EU-L1 = Geen van de rollen van de gebruiker leest inhoud.
rule-EU-L2 = Het lid heeft geen mandaat voor het doel dat de gebruiker noemt.
rule-EU-L3 = Het bevat persoonsgegevens, en de gebruiker noemt geen dossier.
rule-EU-L4 = De laatste dag waarop het bewaard mag worden is voorbij.
rule-EU-L5 = Het lid heeft het, en zijn gebruiker leest het voor een eigen doel.
