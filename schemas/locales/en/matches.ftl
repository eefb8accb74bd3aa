# What members answer when they are asked whether they have something about a number.

match-waiting = no answer yet
match-hit = has something that it might send in reply to a request
match-no-answer = no answer: nothing held, or nothing that may be said
match-unreached = was not reached in time
