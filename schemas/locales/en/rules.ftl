# A sentence for each rule: the fact, and what is missing. Keys are `rule-` and the id of the rule. Clauses are chosen by
# the facts that decided, so that a reader learns which of them it was.

## Members as sentences name them

who-origin = { $originRole }, { $originCountry }
who-receiver = { $receiverRole }, { $receiverCountry }

## Refusals at submission

rule-EU-F1 = The purpose { $purpose } is not an administrative one. Signals are exchanged here for administrative use alone, so this one belongs in another channel.
rule-EU-F4 = The signal names special categories of personal data (special), such as health, belief or origin. They are not exchanged here.
rule-EU-F6 = The signal holds personal data.{ $necessity ->
    [no] {" "}It does not say why the receiver needs them (necessity).
   *[yes] {""}
}{ $retainUntil ->
    [no] {" "}It does not say until when they may be kept (retainUntil).
   *[yes] { $expired ->
        [yes] {" "}The last day on which they may be kept is past: { $lastDay }.
       *[no] {""}
    }
}
rule-EU-F8 = The signal names data on a minor (minor). They are not exchanged here.
rule-EU-F10 = { $aggregate ->
    [yes] A signal of the type { $type } is a picture of many cases
   *[no] A signal for the purpose { $purpose } is a picture of many cases
} and holds no personal data, but this one names: { $categories }.
rule-EU-F13 = { $originHasPurpose ->
    [no] The member that submits ({ who-origin }) has no mandate for the purpose { $purpose } in the register.
   *[yes] The member that submits ({ who-origin }) has mandates for the purpose { $purpose }, but none on this legal basis: { $originLacks }. Its mandates for this purpose are on: { $originBases }.
}
rule-EU-F14 = The signal is about a person who can be identified, but does not name the category of personal data (personal).{ $kind-natural-person ->
    [yes] {" "}One of its subjects is a natural person.
   *[no] {""}
}{ $kind-access-pass ->
    [yes] {" "}One of its subjects is an access pass, and a pass belongs to a person.
   *[no] {""}
}{ $kind-account ->
    [yes] {" "}One of its subjects is an account, and an account leads to a person.
   *[no] {""}
}{ $scheme-it-cf ->
    [yes] {" "}It bears an Italian tax code (it-cf), which identifies a person.
   *[no] {""}
}{ $has-offence ->
    [yes] {" "}It names data on offences (offence), and those are always about a person.
   *[no] {""}
}

## The floor: disclosure

rule-EU-N1 = The audience does not hold this member: it is not named itself, and its country and role ({ who-receiver }) are not named together.{ $excluded ->
    [yes] {" "}It is excluded besides.
   *[no] {""}
}
rule-EU-F2 = The signal holds personal data. The receiver ({ who-receiver }) has no mandate for the purpose { $purpose } in the register, and without one it may not have them.
rule-EU-F3 = The signal carries the handling code H0, and administrative use is not allowed (adminUse): it may not be used by an administration.
rule-EU-F5 = The signal holds data on offences. { $receiverHasPurpose ->
    [yes] The receiver ({ who-receiver }) has a mandate for the purpose { $purpose }, but none that covers data on offences.
   *[no] The receiver ({ who-receiver }) has no mandate for the purpose { $purpose }, and so none that covers data on offences.
}
rule-EU-F7 = The signal holds personal data, and the receiver ({ who-receiver }) lies in a third country, outside the Union. { $receiverHasPurpose ->
    [yes] Its mandates for the purpose { $purpose } name no transfer instrument.
   *[no] It has no mandate for the purpose { $purpose }, and so none that names a transfer instrument.
}
rule-EU-F9 = { $onwardCode ->
    [in-country] The origin allows the signal to be passed on within the holder’s country only, and this receiver ({ who-receiver }) lies in another.
   *[none] The origin does not allow the signal to be passed on.
}
rule-EU-F11 = The signal holds personal data that nobody has corroborated, as its grading says, and it would cross a border: { $originCountry } – { $receiverCountry }. Until somebody corroborates them, such data stay in the country.
rule-EU-F12 = The origin excluded this member to protect its source. As long as it is excluded, it gets nothing of this signal.
rule-EU-F15 = The last day on which the signal may be kept is past: { $lastDay }.
rule-EU-A1 = { $onwardCode ->
    [with-consent] The signal may be passed on with the origin’s consent only
   *[other] The signal carries the handling code { $handlingCodeCode }: it may be passed on with the origin’s consent only
}, and the origin has not consented that this holder passes it on to this receiver ({ who-receiver }).

## EU grounds

rule-EU-P1 = It is a picture of many cases without personal data: every member may have it.
rule-EU-P2 = Customs may warn customs of a customs risk (Regulation (EC) No 515/97).
rule-EU-P3 = A business register may tell another business register of irregularities, to keep the gate of the registers.
rule-EU-P4 = It is a question that names no category of data, to a member with a mandate for the purpose { $purpose }.

## The Netherlands

rule-NL-F1 = The signal rests on the Bibob Act (nl.bibob). That Act keeps such data secret and knows no recipient abroad; this receiver ({ who-receiver }) lies abroad.
rule-NL-P1 = A municipality may tell bodies of the administrative approach in the Netherlands, Belgium and Germany of its own decisions and of what led to them, and this receiver is one ({ who-receiver }).
rule-NL-P2 = An information centre may share with Dutch members that have a mandate on the same Act (nl.wgs) for this purpose, and this receiver has one.
rule-NL-P3 = Dutch members with a mandate on the Bibob Act (nl.bibob) for this purpose may have it, and this receiver has one.
rule-NL-P4 = Dutch members that have joined the Gatekeeper protocol (nl.gatekeeper) may have it, and this receiver has.
rule-NL-Q1 = A municipality or information centre may put a question to bodies of the administrative approach in the Netherlands, Belgium and Germany, and this receiver is one ({ who-receiver }).

## Belgium

rule-BE-A1 = On the Belgian Law of 15 January 2024 (be.law-2024-01-15) a signal goes abroad only under an agreement between origin and receiver. The register holds none between the origin ({ who-origin }) and this receiver ({ who-receiver }).
rule-BE-P1 = Belgian members with a mandate on the Law of 15 January 2024 (be.law-2024-01-15) for this purpose may have it, and this receiver has one.
rule-BE-P2 = Origin and receiver have an agreement on the Law of 15 January 2024 (be.law-2024-01-15), and the receiver is a body of the administrative approach ({ who-receiver }).
rule-BE-Q1 = It is a question on the Law of 15 January 2024 (be.law-2024-01-15) to a body of the administrative approach ({ who-receiver }).
rule-BE-R1 = A Belgian municipality may hold personal data for the purpose { $purpose } only in the sectors that it listed itself (Royal Decree of 22 April 2024). { $sectorNamed ->
    [yes] The signal is about the sector { $sector }.
   *[no] The signal names no sector.
} { $receiverSectorsCount ->
    [0] This municipality’s mandates for the purpose list no sector.
   *[other] This municipality’s mandates for the purpose list: { $receiverSectors }.
}

## Germany

rule-DE-F1 = The signal holds data under tax secrecy (tax). They may go to a labour inspectorate alone, for the supervision of labour, on section 31a of the Fiscal Code (de.ao-31a).{ $basis-de-ao-31a ->
    [yes] {""}
   *[no] {" "}The signal does not name that basis.
}{ $purposeCode ->
    [labour-supervision] {""}
   *[other] {" "}Its purpose is another: { $purpose }.
}{ $receiverRoleCode ->
    [labour-inspectorate] {""}
   *[other] {" "}This receiver is no labour inspectorate ({ who-receiver }).
}
rule-DE-A1 = A German authority may pass such data on when another authority asks for them (administrative assistance), not unasked. { $inReplyTo ->
    [yes] The signal names a request, but that is no open request of this receiver ({ who-receiver }) for the purpose { $purpose }.
   *[no] The signal answers no request: this receiver ({ who-receiver }) has no request open for the purpose { $purpose }.
}
rule-DE-P1 = It answers an open request of the receiver, a body of the administrative approach ({ who-receiver }): administrative assistance.
rule-DE-P2 = It answers an open request of a labour inspectorate, on section 31a of the Fiscal Code (de.ao-31a).
rule-DE-Q1 = It is a request for administrative assistance to a body of the administrative approach ({ who-receiver }).

## Italy

rule-IT-F1 = Antimafia documentation (it.antimafia) goes to a closed list alone: procurement authorities, prefectures and licensing authorities. This receiver is none of them ({ who-receiver }).

## Access

rule-EU-L1 = None of the user’s roles reads content.
rule-EU-L2 = The member has no mandate for the purpose that the user names.
rule-EU-L3 = The signal holds personal data, and the user names no case.
rule-EU-L4 = The last day on which the signal may be kept is past.
rule-EU-L5 = The member holds it, and its user reads it for a purpose of the member’s own.

## Where no rule speaks

reason-no-ground = Nothing forbids it, but no rule allows it either: there is no ground on which the origin ({ who-origin }) may send a signal of the type { $type }, for the purpose { $purpose } (legal basis: { $bases }), to this receiver ({ who-receiver }).{ $otherBasis ->
    [yes] {""}
   *[no] {" "}That is a gap in the law, not a mistake in the signal.
}
reason-error = A rule could not be applied to these facts, so there is no decision. Until there is one, nothing goes out.

# A rule that the node's operator added to the packs
added-rule = A rule of this node’s operator holds it back ({ $rule }, on { $basis }).
