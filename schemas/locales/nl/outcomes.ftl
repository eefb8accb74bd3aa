# Outcomes, next steps and channels.

## Outcomes

outcome-accepted = Aangenomen: het mag erin.
outcome-refused = Geweigerd: zo mag het er niet in.
outcome-not-in-audience = Niet voor dit lid bedoeld.
outcome-forbidden = Verboden: de wet staat het niet toe.
outcome-ask-first = Eerst vragen: er ontbreekt een stap.
outcome-no-ground = Geen grond: niets verbiedt het en niets staat het toe. Een juridische leemte, als zodanig geteld.
outcome-declined = Afgewezen: het eigen recht van de ontvanger laat niet toe dat die dit heeft.
outcome-permitted = Toegestaan: het mag worden verstuurd.
outcome-error = Geen besluit: een regel kon niet worden toegepast. Het wordt tegengehouden en de beheerder krijgt bericht.

## Next steps

remedy-none = U kunt hier niets aan veranderen.
step-origin-consent = Vraag de verstrekker om toestemming dat deze houder het aan deze ontvanger doorverstrekt.
step-agreement = Laat verstrekker en ontvanger een overeenkomst op de rechtsgrond tekenen en in het register opnemen.
step-request = Wacht op een verzoek van de ontvanger voor hetzelfde doel, en beantwoord dat.
step-right-channel = Draag het over aan { $purposeCode ->
    [criminal-investigation] { channel-criminal-investigation }
    [tax-assessment] { channel-tax-assessment }
   *[intelligence] { channel-intelligence }
} en leg de overdracht vast.
step-leave-out-special = Laat de bijzondere categorieën weg en dien de rest in.
step-leave-out-minor = Laat de gegevens over de minderjarige weg en dien de rest in.
step-leave-out-categories = Laat weg wat tot een categorie hoort, of kies een soort en doel die het mogen bevatten.
step-state-necessity-and-term = Vermeld waarom de ontvanger het nodig heeft, en een laatste dag die niet voorbij is.
step-use-own-mandate = Noem een doel en rechtsgronden uit de eigen mandaten, of laat het over aan een lid dat die heeft.
step-name-personal = Noem de categorie persoonsgegevens, met noodzaak en termijn, of laat de persoon weg.

## Channels for what does not belong here

channel-criminal-investigation = het politiekanaal
channel-tax-assessment = het kanaal van de belastingautoriteiten
channel-intelligence = het eigen kanaal van de inlichtingendiensten
