# Wat de opdrachtregel zegt rond regels en uitkomsten.

cli-basis = Grondslag
cli-code = Code
cli-codes = Codes
cli-exported = Geschreven naar { $file }: { $bytes } bytes, zoals ondertekend.
cli-exported-no-receipts = Nog geen lid heeft de ontvangst bevestigd, of het signaal is zelf ontvangen.
cli-exported-receipts = Ontvangstbewijzen van: { $members }.
cli-label = Omschrijving
cli-list = Lijst
cli-member = Lid
cli-next-step = Volgende stap
cli-outcome = Uitkomst
cli-rule = Regel
cli-why = Waarom
