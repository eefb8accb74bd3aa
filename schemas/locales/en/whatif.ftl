# What the gates say today of a signal that is held.

whatif-origin = Judged by its origin, from all facts, as of now:
whatif-holder = Judged by a holder: what passing it on could come to at best. A no is certain; a yes is for its origin to say.
whatif-has = { $state } there
whatif-more = + may go there now and did not: see `sluis signals widen`
whatif-less = - went there, and may not go there now
whatif-nobody = there is no outcome for `{ $member }`
whatif-unknown-audience = Whom its origin means it for, and whom it excludes, only its origin knows.
whatif-unknown-consent = What its origin consents to, or would order, only its origin knows.
whatif-unknown-request = Whose question it answers, and whether that is open, only its origin knows.
