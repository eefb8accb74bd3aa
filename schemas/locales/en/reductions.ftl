# The largest version of a submission that may go.

reduction-basis = the basis { $what }, and what rests on it
reduction-category = the category { $what }
reduction-subject = a subject: { $what }
reduction-relation = a relation of a subject that is left out
reduction-measure = the measure
reduction-text = a text that may tell what is left out

## The report

reduction-whole = `{ $member }` may have it whole: nothing need be left out
reduction-none = there is no version that may go to `{ $member }`: leaving out changes nothing
reduction-refused-before = as it is, it is refused at submission
reduction-proposal = Proposal { $number }: left out
reduction-review = Look at what is left before it is released, it may still tell what was left out: { $places }
reduction-rewrite = Texts are not shortened but left out: write new ones that hold nothing of this.
reduction-written = Written to `{ $file }`: proposal { $number }
reduction-now = Before and after, for each member that it is meant for:
reduction-before = before
reduction-after = after
reduction-no-such-member = there is no member `{ $member }` in this federation
reduction-no-such-proposal = there is no proposal { $number }
