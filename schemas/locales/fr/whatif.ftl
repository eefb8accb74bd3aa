# Ce que les portes disent aujourd’hui d’un signalement détenu.

whatif-origin = Jugé par son origine, sur tous les faits, à ce jour :
whatif-holder = Jugé par un détenteur : ce que le transmettre peut donner au mieux. Un non est certain ; un oui revient à l’origine.
whatif-has = là-bas : { $state }
whatif-more = + peut y aller maintenant et n’y est pas allé : voir `sluis signals widen`
whatif-less = - y est allé, et ne peut plus y aller
whatif-nobody = il n’y a pas de résultat pour `{ $member }`
whatif-unknown-audience = À qui l’origine le destine, et qui elle exclut, l’origine seule le sait.
whatif-unknown-consent = À quoi l’origine consent, ou ce qu’elle ordonnerait, l’origine seule le sait.
whatif-unknown-request = À la question de qui il répond, et si elle est ouverte, l’origine seule le sait.
