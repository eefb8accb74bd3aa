# Titles rendered from type, measure and the part of the first subject.

title = { $what } – { $role }
title-measure-closure = Sluiting van een pand
title-measure-refusal = Weigering van een aanvraag
title-measure-withdrawal = Intrekking van een vergunning
title-measure-penalty = Sanctie
title-measure-prohibition = Verbod
title-measure-condition = Voorschrift bij een vergunning
