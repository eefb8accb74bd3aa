# Titoli formati da tipo, misura e ruolo del primo soggetto.

title = { $what } – { $role }
title-measure-closure = Chiusura di un immobile
title-measure-refusal = Diniego di una domanda
title-measure-withdrawal = Revoca di un’autorizzazione
title-measure-penalty = Sanzione
title-measure-prohibition = Divieto
title-measure-condition = Prescrizione per un’autorizzazione
