# Wanneer een lid afwezig is: wat er gezegd wordt van een afwezigheid die niet wordt aangenomen, en de woorden van
# `sluis absence`.

problem-title-ends-before-it-begins = eindigt voor het begint
problem-title-own-delegate = het lid zelf
problem-title-delegate-not-competent = het andere lid zou niet kunnen
problem-title-delegate-absent = het andere lid is zelf afwezig
problem-title-absent-already = al afwezig
problem-title-too-many-absences = te veel afwezigheden

problem-ends-before-it-begins = geef een laatste dag die niet voor de eerste ligt
problem-own-delegate = noem een ander lid dan uw eigen
problem-delegate-not-competent = dat lid heeft voor geen van uw doelen een mandaat, dus het kan niets in uw plaats worden gevraagd: noem een ander
problem-delegate-absent = dat lid is op een van deze dagen zelf afwezig: noem een ander
problem-absent-already = uw organisatie is op een van deze dagen al afwezig: beëindig eerst die afwezigheid
problem-too-many-absences = er komen te veel afwezigheden: beëindig er eerst een

cli-absent-from = van
cli-absent-until = tot en met
cli-delegate = in plaats daarvan
cli-absence-none = er is geen afwezigheid gemeld
cli-absence-ended = de afwezigheid vanaf { $from } is voorbij
