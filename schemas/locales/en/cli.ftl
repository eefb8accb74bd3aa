# What the command line says around rules and outcomes.

cli-basis = Basis
cli-code = Code
cli-codes = Codes
cli-exported = Written to { $file }: { $bytes } bytes, as signed.
cli-exported-no-receipts = No member has acknowledged it yet, or it was received.
cli-exported-receipts = Receipts of: { $members }.
cli-label = Label
cli-list = List
cli-member = Member
cli-next-step = Next step
cli-outcome = Outcome
cli-rule = Rule
cli-why = Why
