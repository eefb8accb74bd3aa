# The rule of a scheme that an identifier breaks. English takes the words of the rule itself; other languages have a
# sentence for each kind of rule (`$ruleKey`) and the form of each scheme (`$schemeCode`).

identifier-broken = { identifier-form }
identifier-form = { $rule }
