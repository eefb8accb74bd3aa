# Absences d'un membre : ce qui est dit d'une absence qui n'est pas retenue, et les mots de `sluis absence`.

problem-title-ends-before-it-begins = finit avant de commencer
problem-title-own-delegate = le membre lui-même
problem-title-delegate-not-competent = l'autre membre ne pourrait pas
problem-title-delegate-absent = l'autre membre est lui-même absent
problem-title-absent-already = déjà absent
problem-title-too-many-absences = trop d'absences

problem-ends-before-it-begins = indiquez un dernier jour qui n'est pas avant le premier
problem-own-delegate = indiquez un autre membre que le vôtre
problem-delegate-not-competent = ce membre n'a de mandat pour aucune de vos finalités et ne pourrait donc rien recevoir à votre place : indiquez-en un autre
problem-delegate-absent = ce membre est lui-même absent l'un de ces jours : indiquez-en un autre
problem-absent-already = votre organisme est déjà absent l'un de ces jours : mettez d'abord fin à cette absence
problem-too-many-absences = trop d'absences sont à venir : mettez d'abord fin à l'une d'elles

cli-absent-from = du
cli-absent-until = jusqu'au
cli-delegate = à sa place
cli-absence-none = aucune absence n'a été annoncée
cli-absence-ended = l'absence à partir du { $from } est terminée
