# Volgende stappen: wat iemand kan doen zodat het mag. Sleutels zijn `step-` en de stap.

step-origin-consent = Vraag de verstrekker toestemming om het aan deze ontvanger ({ who-receiver }) door te verstrekken.
step-agreement = Laat verstrekker en ontvanger een overeenkomst op grond van de wet van 15 januari 2024 (be.law-2024-01-15) tekenen, en laat die in het register opnemen.
step-request = Wacht tot de ontvanger ({ who-receiver }) erom vraagt met een verzoek voor het doel { $purpose }. Stuur het dan als antwoord en noem daarin dat verzoek (inReplyTo).
step-right-channel = Draag het over aan { $purposeCode ->
    [criminal-investigation] { channel-criminal-investigation }
    [tax-assessment] { channel-tax-assessment }
   *[intelligence] { channel-intelligence }
} en leg de overdracht vast.
step-leave-out-special = Laat de bijzondere categorieën weg, ook uit de teksten, en dien de rest in.
step-leave-out-minor = Laat de gegevens over de minderjarige weg, ook uit de teksten, en dien de rest in.
step-leave-out-categories = Laat weg wat hieronder valt: { $categories }. Of kies een soort en een doel die dat mogen bevatten.
step-state-necessity-and-term = { $necessity ->
    [no] { $retainUntil ->
        [no] Vermeld waarom de ontvanger de gegevens nodig heeft (necessity) en de laatste dag waarop ze bewaard mogen worden (retainUntil).
       *[yes] { $expired ->
            [yes] Vermeld waarom de ontvanger de gegevens nodig heeft (necessity), en een laatste dag die niet voorbij is (retainUntil), als ze nog nodig zijn.
           *[no] Vermeld waarom de ontvanger de gegevens nodig heeft (necessity).
        }
    }
   *[yes] { $retainUntil ->
        [no] Vermeld de laatste dag waarop de gegevens bewaard mogen worden (retainUntil).
       *[yes] Vermeld een laatste dag die niet voorbij is (retainUntil), als de gegevens nog nodig zijn.
    }
} Dien het daarna opnieuw in.
step-use-own-mandate = { $originHasPurpose ->
    [no] Kies een doel waarvoor u een mandaat heeft, of laat het signaal over aan een lid dat er een heeft voor { $purpose }.
   *[yes] Noem alleen rechtsgronden waarop u voor dit doel een mandaat heeft ({ $originBases }), of laat het signaal over aan een lid dat een mandaat heeft met deze rechtsgrond: { $originLacks }.
}
step-name-personal = Vermeld de categorie persoonsgegevens (personal), met de reden (necessity) en de laatste dag (retainUntil), of laat weg wat naar de persoon wijst.

## Stappen die uit de feiten blijken, waar geen regel erom vraagt

step-name-in-audience = Als dit lid het voor zijn taak nodig heeft, noem het dan bij de geadresseerden en bekijk de uitkomsten opnieuw.
step-other-basis = U heeft voor het doel { $purpose } ook een mandaat met een andere rechtsgrond: { $otherBases }. Rust het signaal daarop, noem die dan: dan mag het naar dit lid.
step-name-sector = Vermeld de sector waarover het signaal gaat (sector). Valt die onder { $receiverSectors }, dan mag deze gemeente het hebben.

step-ask-for-role = Vraag uw beheerder om een rol die inzage geeft in de inhoud.
step-name-own-purpose = Noem een doel waarvoor uw lid een mandaat heeft (Sluis-Purpose).
step-name-case = Noem het dossier waarin u het leest (Sluis-Case).

## In plaats van een volgende stap

remedy-none = U kunt hier niets aan veranderen{ $kind ->
    [ask-first] : ook na die stap zou het niet naar dit lid mogen.
    [no-ground] : er ontbreekt een wettelijke regel. Meld de leemte aan wie bij u over beleid gaat.
    [declined] : het eigen recht van de ontvanger beslist.
    [not-in-audience] : ook als u het zou noemen, mag het signaal niet naar dit lid.
   *[other] .
}
remedy-operator = Meld het aan de beheerder van uw knooppunt: de regel moet worden hersteld. Bekijk daarna de uitkomsten opnieuw.

## Kanalen voor wat hier niet thuishoort

channel-criminal-investigation = het politiekanaal
channel-tax-assessment = het kanaal van de belastingautoriteiten
channel-intelligence = het eigen kanaal van de inlichtingendiensten
