# Modifications qui permettent l’envoi.

mending-way = Voie { $number }, et ensuite : { $outcome }
mending-yours = C’est à vous de dire si une modification est juste : une base est nommée parce que le signalement repose sur elle, un membre parce qu’il en a besoin pour sa mission.
mending-written = Écrit dans `{ $file }` : voie { $number }
mending-no-such-way = il n’y a pas de voie { $number }
