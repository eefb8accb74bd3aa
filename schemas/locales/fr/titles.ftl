# Titres formés du type, de la mesure et du rôle du premier sujet.

title = { $what } – { $role }
title-measure-closure = Fermeture d’un local
title-measure-refusal = Refus d’une demande
title-measure-withdrawal = Retrait d’une autorisation
title-measure-penalty = Sanction
title-measure-prohibition = Interdiction
title-measure-condition = Condition à une autorisation
