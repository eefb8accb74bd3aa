# Titlar av typ, åtgärd och det första objektets roll.

title = { $what } – { $role }
title-measure-closure = Stängning av en lokal
title-measure-refusal = Avslag på en ansökan
title-measure-withdrawal = Återkallelse av ett tillstånd
title-measure-penalty = Sanktion
title-measure-prohibition = Förbud
title-measure-condition = Villkor för ett tillstånd
