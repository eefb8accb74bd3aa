# Títulos formados por tipo, medida e papel do primeiro sujeito.

title = { $what } – { $role }
title-measure-closure = Encerramento de um local
title-measure-refusal = Indeferimento de um pedido
title-measure-withdrawal = Revogação de uma licença
title-measure-penalty = Sanção
title-measure-prohibition = Proibição
title-measure-condition = Condição de uma licença
