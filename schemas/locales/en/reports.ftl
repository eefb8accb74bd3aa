# Reports: what is held about a data subject, and figures without anybody in them.

report-no-such = Nothing is held about { $scheme } { $value } on { $today }.
report-found = { $count ->
    [one] One record names { $scheme } { $value }, as of { $today }.
   *[other] { $count } records name { $scheme } { $value }, as of { $today }.
}
report-more = { $count } older records are left out: search for them with `sluis signals list`.
report-drafts = Drafts that name it: { $drafts }
report-more-drafts = There are older drafts that were not looked through.
report-what = What
report-source = From, since
report-given = To whom
report-told = Told
report-next = So that it follows every copy
report-state-own = own
report-state-accepted = received
report-state-restricted = under legal hold, read by nobody
report-state-doubted = not to be read until its member attests it again
report-state-not-readable = not to be read by you
report-notification-not-said = its origin does not say whether the subject was told
report-notification-done = the subject was told
report-notification-due = the subject is still to be told
report-notification-deferred = telling the subject is deferred
report-notification-by = by { $day }
report-notification-passed = since { $day } overdue
report-notification-ground = ground: { $ground }
report-notification-responsible = answers for it: { $responsible }
report-kept-until = kept until { $day }
report-exports = exported { $count ->
    [one] once
   *[other] { $count } times
}
report-passed-on = passed on to { $members }
report-next-rectify = Correct it: the new version takes the place of every copy.
report-next-erase = Recall it: every holder destroys it and says so.
report-next-restrict = Put it under legal hold: nobody here reads it, nothing destroys it.
report-next-ask-origin = Only { $origin } corrects or recalls it, which this copy follows: ask there.
report-next-follow = See how far its end has come.
report-next-exports = { $count ->
    [one] One export was made: that copy follows nothing, and is to be corrected or destroyed by hand.
   *[other] { $count } exports were made: those copies follow nothing, and are to be corrected or destroyed by hand.
}

## Letter

report-letter-head = { $member } answers what data it holds under { $scheme } { $value }, on { $today }.
report-letter-nothing = No data is held under this number.
report-letter-record = { $number }. { $title }, held since { $day }
report-letter-about = Recorded about you: { $what }
report-letter-purpose = Used for: { $purpose }
report-letter-bases = Legal basis: { $bases }
report-letter-source = Comes from: { $origin }
report-letter-source-deferred = Where it comes from and who received it cannot be told at present.
report-letter-given = Given to: { $members }
report-letter-given-nobody = Given to nobody.
report-letter-until = Kept until { $day } at the latest, and then destroyed.
report-letter-until-open = No last day is set for it.
report-letter-closed = { $count ->
    [one] One more record is closed: nobody reads it, and it is destroyed when its term ends.
   *[other] { $count } more records are closed: nobody reads them, and they are destroyed when their term ends.
}
report-letter-drafts = { $count ->
    [one] One draft that went to nobody names this number.
   *[other] { $count } drafts that went to nobody name this number.
}
report-letter-more = There are older data that this letter does not list.
report-letter-rights = You may have wrong data corrected, and ask for erasure or restriction. What we correct or erase follows every copy that we gave. Data that come from another body are corrected there; we pass your request on. You may complain to the supervisory authority for data protection.

## Figures

report-half-title = { $member }, { $half }: figures until { $until }
report-counted-since = Counted since { $day } only.
report-not-told = Numbers below { $below } are not told: “<{ $below }”. “-” stands where one could be computed from it, or nothing was counted.
report-sent = Sent to members
report-received = Received
report-outcomes = Outcomes of releases
report-asking = Questions asked
report-asked = Questions received
report-follow-ups = Followed up by others, by country
report-offered = asked
report-accepted-in-time = accepted in time
report-closed = closed
report-recalls = Recalled
report-gaps = Legal gaps that began
report-type = Type
report-purpose = Purpose
report-country = Country
report-number = Number
report-total = Total
report-number-of = How many
report-answered = Answered
report-median-days = Days to an answer, median
report-with-term = Answered that had a term
report-in-time = In time
report-accepted-in-week = Accepted within 7 days
report-answers = With an answer, also in part
report-unanswered = Unanswered at the term
report-rated = Rated by who asked
report-no-help = No help
report-percent = { $percent } %
report-written = Written to { $file }.
report-trend-title = Signals of { $month }, counted until { $until }, beside { $months ->
    [0] no month before it
    [one] the month before it
   *[other] the { $months } months before it
}
report-no-figures = Nothing was counted.
report-sector = Branch
report-region = Region
report-mean = Mean of a month before
report-range = Least and most
report-between = { $from } to { $to }
report-around-title = Around { $on }: { $before } days before, { $after } days from then on. In brackets the number of 30 days.
report-relation = Which
report-relation-place = the place
report-relation-neighbour = beside it
report-relation-other-sector = another branch there
report-before = Before
report-after = After
report-neighbours-nuts-1 = Beside it are the regions of the same NUTS level 1. Which lie across a border is not known here: name them with --beside.
report-neighbours-nuts-1-and-named = Beside it are the regions of the same NUTS level 1, and those that were named.
