# A sentence for each rule: the fact, and what is missing. Keys are `rule-` and the id of the rule.

## Refusals at submission

rule-EU-F1 = The purpose { $purpose } is not administrative: it belongs to another channel.
rule-EU-F4 = It holds special categories of personal data, which are not exchanged here.
rule-EU-F6 = It holds personal data, and does not say why the receiver needs them or until when they may be kept, or that day is past.
rule-EU-F8 = It holds data on a minor, which are not exchanged here.
rule-EU-F10 = A picture of many cases names a category of data, and such a picture holds none.
rule-EU-F13 = None of the sender’s mandates has the purpose { $purpose }, or none with that purpose has each of the bases it names.
rule-EU-F14 = It is about a person, a pass, an account or an offence, and does not name the category of personal data.

## The floor: disclosure

rule-EU-N1 = The origin did not mean it for this member.
rule-EU-F2 = It holds personal data, and the receiver has no mandate for the purpose { $purpose }.
rule-EU-F3 = It carries H0 and no permission for administrative use.
rule-EU-F5 = It holds data on offences, and no mandate of the receiver for the purpose { $purpose } covers those.
rule-EU-F7 = It holds personal data, the receiver lies outside the Union, and the register names no transfer instrument for the purpose { $purpose }.
rule-EU-F9 = The origin does not allow it to be passed on this way; onward: { $onward }.
rule-EU-F11 = It holds personal data that nobody corroborated, and would cross a border.
rule-EU-F12 = The origin excluded this member.
rule-EU-F15 = The last day on which it may be kept is past.
rule-EU-A1 = It may be passed on with the origin’s consent, and there is none for this holder and this receiver.

## EU grounds

rule-EU-P1 = It is a picture of many cases without personal data: anyone may have it.
rule-EU-P2 = Customs may warn customs of a risk in supervision.
rule-EU-P3 = A business register may tell a business register of irregularities, to keep the gate.
rule-EU-P4 = It is a question without personal data to a member with a mandate for the purpose { $purpose }.

## The Netherlands

rule-NL-F1 = What rests on the Bibob Act does not leave the Netherlands.
rule-NL-P1 = A municipality may tell bodies of the administrative approach in the Netherlands, Belgium and Germany of its own decisions and what led to them.
rule-NL-P2 = An information centre may share with Dutch members that have a mandate on the same Act (Wgs).
rule-NL-P3 = Dutch members with a mandate on the Bibob Act may have it.
rule-NL-P4 = Dutch members that joined the Gatekeeper protocol may have it.
rule-NL-Q1 = A municipality or information centre may put a question to bodies of the administrative approach in the Netherlands, Belgium and Germany.

## Belgium

rule-BE-A1 = Under the Law of 15 January 2024 it crosses the border on an agreement, and none stands between origin and receiver.
rule-BE-P1 = Belgian members with a mandate on the Law of 15 January 2024 may have it.
rule-BE-P2 = An agreement on the Law of 15 January 2024 stands between origin and receiver.
rule-BE-Q1 = It is a question on the Law of 15 January 2024 to a body of the administrative approach.
rule-BE-R1 = A Belgian municipality may hold personal data for { $purpose } in the sectors it listed, and this sector is not among them.

## Germany

rule-DE-F1 = Tax secrecy: it may go to a labour inspectorate alone, for the supervision of labour, on section 31a of the Fiscal Code.
rule-DE-A1 = A German authority may answer a request, and there is no open request from this receiver.
rule-DE-P1 = It answers a request of the receiver, a body of the administrative approach (administrative assistance).
rule-DE-P2 = It answers a request of a labour inspectorate, on section 31a of the Fiscal Code.
rule-DE-Q1 = It is a request for administrative assistance to a body of the administrative approach.

## Italy

rule-IT-F1 = Antimafia documentation goes to the closed list alone: procurement authorities, prefectures, licensing authorities.

## Access

rule-EU-L1 = None of the user’s roles reads content.
rule-EU-L2 = The member has no mandate for the purpose that the user names.
rule-EU-L3 = It holds personal data, and the user names no case.
rule-EU-L4 = The last day on which it may be kept is past.
rule-EU-L5 = The member holds it, and its user reads it for a purpose of its own.
