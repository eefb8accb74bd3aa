# Títulos formados por tipo, medida y papel del primer sujeto.

title = { $what } – { $role }
title-measure-closure = Cierre de un local
title-measure-refusal = Denegación de una solicitud
title-measure-withdrawal = Retirada de una licencia
title-measure-penalty = Sanción
title-measure-prohibition = Prohibición
title-measure-condition = Condición de una licencia
