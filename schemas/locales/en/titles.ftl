# Titles rendered from type, measure and the part of the first subject.

title = { $what } – { $role }
title-measure-closure = Closure of premises
title-measure-refusal = Refusal of an application
title-measure-withdrawal = Withdrawal of a licence
title-measure-penalty = Penalty
title-measure-prohibition = Prohibition
title-measure-condition = Condition on a licence
