# Next steps: what somebody can do so that it may go. Keys are `step-` and the step.

step-origin-consent = Ask the origin to consent that you pass it on to this receiver ({ who-receiver }).
step-agreement = Have origin and receiver sign an agreement on the Law of 15 January 2024 (be.law-2024-01-15), and have it entered in the register.
step-request = Wait until the receiver ({ who-receiver }) asks for it with a request for the purpose { $purpose }. Then send it as the reply and name that request (inReplyTo).
step-right-channel = Hand it over to { $purposeCode ->
    [criminal-investigation] { channel-criminal-investigation }
    [tax-assessment] { channel-tax-assessment }
   *[intelligence] { channel-intelligence }
} and record the hand-over.
step-leave-out-special = Leave the special categories out, also from the texts, and submit the rest.
step-leave-out-minor = Leave the data on the minor out, also from the texts, and submit the rest.
step-leave-out-categories = Leave out what belongs to { $categories }, or choose a type and a purpose that may hold it.
step-state-necessity-and-term = { $necessity ->
    [no] { $retainUntil ->
        [no] State why the receiver needs the data (necessity) and the last day on which they may be kept (retainUntil).
       *[yes] { $expired ->
            [yes] State why the receiver needs the data (necessity), and give a last day that is not past (retainUntil), if they are still needed.
           *[no] State why the receiver needs the data (necessity).
        }
    }
   *[yes] { $retainUntil ->
        [no] Give the last day on which the data may be kept (retainUntil).
       *[yes] Give a last day that is not past (retainUntil), if the data are still needed.
    }
} Then submit it again.
step-use-own-mandate = { $originHasPurpose ->
    [no] Choose a purpose for which you have a mandate, or leave the signal to a member that has one for { $purpose }.
   *[yes] Name only bases on which you have a mandate for this purpose ({ $originBases }), or leave the signal to a member with a mandate on this one: { $originLacks }.
}
step-name-personal = Name the category of personal data (personal), with the reason (necessity) and the last day (retainUntil), or leave out what points to the person.

## Steps that the facts show, where no rule asks for one

step-name-in-audience = If this member needs it for its task, name it in the audience, then look at the outcomes again.
step-other-basis = You also have a mandate for the purpose { $purpose } on another legal basis: { $otherBases }. If the signal rests on that, name it: then it may go to this member.
step-name-sector = Name the sector that the signal is about (sector). If it is one of { $receiverSectors }, this municipality may hold it.

step-ask-for-role = Ask your administrator for a role that reads content.
step-name-own-purpose = Name a purpose for which your member has a mandate (Sluis-Purpose).
step-name-case = Name the case in which you read it (Sluis-Case).

## In the place of a next step

remedy-none = Nothing you can do changes this{ $kind ->
    [ask-first] : even after that step it could not go to this member.
    [no-ground] : what is missing is a rule of law. Tell whoever is responsible for policy with you that there is a gap.
    [declined] : the receiver’s own law decides.
    [not-in-audience] : even if you named it, the signal could not go to this member.
   *[other] .
}
remedy-operator = Tell the operator of your node: the rule has to be mended. Then look at the outcomes again.

## Channels for what does not belong here

channel-criminal-investigation = the police channel
channel-tax-assessment = the channel of the tax authorities
channel-intelligence = the intelligence services’ own channel
