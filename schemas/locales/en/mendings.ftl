# Changes that let a submission go.

mending-way = Way { $number }, and then: { $outcome }
mending-yours = Whether a change is right is yours to say: a basis is named because the signal rests on it, a member because it needs this for its task.
mending-written = Written to `{ $file }`: way { $number }
mending-no-such-way = there is no way { $number }
