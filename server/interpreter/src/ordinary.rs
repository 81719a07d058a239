//! *Ordinary words* are English that surrounds a question: fillers that say nothing, and words with a sense of their own
//! that no question about this data can use.

/// Words that say nothing about the data, by family. A word that can change what is asked for is none of them.
#[rustfmt::skip]
pub(crate) const FILLERS: &[&str] = &[
    // Hesitation, greeting, thanks.
    "um umm uh uhm uhh er erm hm hmm ah oh yo hiya howdy cheers ta ty thankyou sorry excuse pardon dear mate folks regards yes yeah yep",
    "manage managed manages flying heading travelling traveling",
    "destined addressed headed bearing earn earns earned yield yields represent represents represented achieve achieved achieves urgent urgently",
    "fyi btw asap anyway anyways pretty",
    // Asking.
    "wanna gonna gotta lemme wanted wish appreciate grateful glad remind figuring checking check confirm clarify",
    "im idk afaik imho ie eg namely viz",
    // Nobody and no place in particular.
    "anywhere everywhere somewhere anybody anyone somebody someone everybody everyone colleague colleagues boss",
    // Emphasis.
    "truly literally honestly simply exact precise precisely altogether",
    // Being, lying and belonging somewhere.
    "exist exists existing existed lie lies lay laid sit sat rest resting belong belongs belonging belonged related carried",
    "called named titled labelled labeled",
    "served serve serves",
    "either numbers firm firms usually typically normally generally",
    // What the asker thinks of it.
    "accordingly apparently certainly clearly definitely especially essentially evidently finally firstly frankly furthermore hence",
    "hopefully importantly indeed lastly merely moreover namely naturally notably obviously particularly particular possibly presumably",
    "probably secondly simple specifically strictly supposedly surely therefore thus undoubtedly additionally likewise similarly",
    "guess guessing hope hoping suppose suspect believe imagine fear afraid aware note noted mention mentioning",
    "thinking thought talking speaking speak idea ideas clue hint handy helpful help helps helping useful convenient interesting",
    // Putting an answer together.
    "compile compiled compute determine establish enumerate examine generate identify indicate itemise itemize prepare",
    "retrieve specify summarise summarize summarised summarized tabulate tabulated tabulating stats",
    "statistic statistics spreadsheet dashboard printout listing listings rundown snapshot readout detail detailed briefly",
    "reply respond understand",
    // Belonging together.
    "attached associated concerned connected containing involving involved linked pertaining relating relevant whilst amid etc etcetera",
    "bother bothering disturb chase chasing lovely wonderful brilliant feeling meeting meetings such trouble troubling kind kindness question please sir madam",
    "myself ourselves yourself yours oneself him hers theirs whatsoever respective",
];

/// Phrases that say nothing about the data.
#[rustfmt::skip]
pub(crate) const FILLER_PHRASES: &[&str] = &[
    "at once", "at the same time", "at the same moment", "in one go", "company wide", "companywide", "group wide", "across the company", "over the whole company", "across the business",
    "simultaneously", "since we began", "since we started", "since we opened", "since the beginning", "since day one", "from day one",
    "from the very beginning", "in our history", "in our whole history", "in the history of the company", "ever since we opened", "ever since we started", "same columns", "with the same columns", "the same columns",
    "in the same format", "same format", "same layout", "as before", "like before", "on my plate", "on our plate", "on the plate",
    "in chronological order", "look for", "i look for", "for over there", "over there", "flying out", "heading out", "heading over", "driving out", "driving over", "heading up", "heading down", "on the road to", "chronologically", "in order of time", "in date order", "in the order of time", "let us say", "lets say", "shall we say", "so far", "i mean", "over the whole history", "over the entire history", "over the full history", "in the whole history", "over all time",
    "behind them", "to their name", "under their belt", "in the whole company", "in the entire company", "good morning", "good afternoon", "good evening", "good day", "i e", "e g", "on file", "on record", "on the books", "in the books",
    "in the system", "in our system", "in the database", "in our database", "in the data", "on the system", "on the list", "in our records",
    "in the records", "the current pace", "at this pace", "the current rate", "at this rate", "at the present pace",
    "at the present rate", "if possible", "as of now", "as of today", "right now", "for now", "at the moment", "these days",
    "as things stand", "as it stands", "one line each", "a line each", "on my way", "in a hurry", "of ours", "of mine", "at all",
    "all over the place", "in the first place", "at hand", "in the name",
    "behind them", "to their name", "to its name", "under their belt", "any idea", "any clue", "no idea", "take a look at", "have a look at", "a look at", "look at", "look into", "looking at", "looking for",
    "looking into", "searching for", "search for", "hunting for", "after a list of", "in need of", "make me", "do me", "draw up", "work out",
    "figure out", "find out", "put together for", "run me", "i mean", "that is", "that is to say", "in other words", "which means", "meaning",
    "and so on", "and so forth", "and the like", "and such", "and the rest", "or so", "or whatever", "or something", "as far as i know",
    "if i am right", "as usual", "as always", "at some point", "at any point", "at some time", "at any time", "at one time or another",
    "till date", "till today", "till now", "just tell me", "just let me know", "can you just", "could you just", "to our name", "a single", "any single", "a single unit", "a single unit of", "one single unit", "a single piece", "a single piece of", "even one unit", "even once", "even one", "even a single", "so much as", "both included", "both inclusive",
    "both ends included", "limits included", "ends included", "inclusive", "across the board", "on the whole", "by and large", "in particular",
    "next to it", "next to them", "beside it", "beside them", "alongside it", "alongside them", "next to each other", "as columns", "as a column",
    "in a column", "in separate columns", "in columns", "as rows", "in one table", "in one list", "as a table", "in a table", "as a list",
    "in list form", "to go with it", "to go with them", "will do", "would do", "is enough", "is fine", "are enough", "is all i need", "is all we need",
    "distribution of", "in the catalogue", "in the catalog", "in our catalogue", "in our catalog", "in our range", "in the range",
    "in our assortment", "in the assortment", "on our product list", "on the product list", "in our product list", "in our portfolio",
    "in the portfolio", "on our list", "on our books", "in our books", "to our customers", "i wonder",
    "end up", "ends up", "ended up", "ending up", "wind up", "wound up", "turn out to be", "turned out to be", "happen to be", "happens to be",
    "tend to be", "tends to be", "do business with", "does business with", "deal with", "dealing with", "bear in mind", "keep in mind", "in mind",
    "never mind why", "right away", "straight away", "for the time being", "at present", "at this point", "at this point in time", "to this day",
    "until now", "up to now", "thus far", "as yet", "so it seems", "it seems", "it looks like", "i think", "i believe", "i guess", "i suppose",
    "all sizes", "any size", "in all sizes", "of all sizes", "of any size", "in any size", "every size", "all variants", "any variant", "all flavours", "all flavors", "all colours", "all colors", "whatever size", "whichever size",
    "the single", "if i may", "if i might", "if you please", "if it is not too much", "if it is not too much trouble", "if its not too much", "if its not too much trouble",
    "if it is not too much to ask", "if its not too much to ask", "if that is ok", "if thats ok", "if that is okay", "if you dont mind", "if its no trouble", "if it is no trouble",
    "sorry to bother you", "sorry to trouble you", "sorry to bother you again", "to bother you", "to trouble you", "could i trouble you for", "may i trouble you for", "i have a feeling", "i get the feeling",
    "when you have a moment", "when you have a minute", "when you get a chance", "at your convenience", "if you get a chance", "for the review", "for the review meeting", "for the meeting", "for our meeting", "for my meeting",
    "for my report", "for the report", "for our report", "for the board", "for my boss", "for my manager", "for the team", "for the audit", "a few", "a couple of", "before i forget", "one more thing", "last question",
    "on my desk", "on my table", "on my side", "from our side", "on our side", "on our end", "as well as the", "and also the",
    "out of curiosity", "just out of curiosity", "from pure curiosity", "as a rule", "in the way of", "in one sum", "all in one sum",
    "for a meeting", "since it was", "since they were", "no rush", "no hurry", "when you can", "if you can", "would you mind",
];

/// English words with a sense of their own that nothing here can use: they are no misspellings of words that are known.
#[rustfmt::skip]
pub(crate) const ORDINARY: &[&str] = &[
    // Age, size, quality, price, speed.
    "old older new newer fresh young aged ancient stale big bigger small huge tiny great little thin thick slim fat narrow wide heavy light",
    "expensive cheap cheaper dear pricey pricy affordable fast faster slow slower quick rapid sluggish urgent urgently important critical",
    "crucial vital pressing good better bad fine poor excellent terrible hot cold warm hard soft long short tall deep strong weak clean dirty",
    "ready dead idle unsold obsolete normal typical usual special common rare strange odd weird safe fair solid busy lazy nice ugly",
    "extra spare single solely separate various several multiple few similar equal identical closed broken damaged wrong right future",
    // Doing.
    "send sent sends post posted forward deliver delivering arrive arrived arrives land landed show showed store storing hold house lie",
    "skip skips ignore omit leave leaves leaving forget drop wait waits waited await finish finished close start started begin began ended",
    "need needed needs require required requires invoice invoiced fall fell rise climb climbed jump jumped soar develop include included",
    "including includes contain contains return returned returns refund refuse refused repair approve approved confirm confirmed print",
    "export import pull push fetch grab provide explain describe elaborate predict forecast plan planned schedule suggest recommend train",
    "call calls visit travel drive hire fire email mail phone write read learn teach play fly walk talk meet lend borrow rent lease share shares",
    "steal lose lost win won hurt burn build cook eat drink sleep wear open save spend pack packed pick scan load unload hand handed sign",
    "shall wont shouldnt wouldnt couldnt cant mustnt aint",
    // Degree and time.
    "often frequently rarely seldom always sometimes recently lately shortly early earlier late later soon sooner nearly almost hardly barely scarcely",
    "once twice thrice again never else instead rather quite even though although whereas despite however because since unless until whether",
    "thus hence therefore moreover otherwise meanwhile pace rate speed third triple upcoming forthcoming throughout inside outside",
    "behind ahead beside beyond toward towards back away forth along hour hours minute minutes second seconds weekday weekdays holiday",
    "morning afternoon evening night noon midnight easter christmas season summer winter spring autumn",
    // People, places and matters that no table holds.
    "employee employees staff manager managers boss driver drivers truck trucks car cars van vans salary wage wages bonus team teams",
    "office building room door floor wall roof street road house home city world planet weather rain snow ice wind temperature humidity",
    "profit tax taxes vat discount discounts rebate budget budgets forecast forecasts target targets goal goals kpi bank loan interest",
    "invoice invoices payment payments credit debt contract contracts licence license warranty insurance policy law court claim claims",
    "complaint complaints feedback rating ratings review reviews survey email emails phone website page pages click clicks visit visits",
    "carrier carriers courier freight tracking route routes distance weight weights height width length colour color size sizes dimension",
    "shelf shelves aisle bin bins pallet pallets box boxes carton cartons container containers machine machines shift shifts hours",
    "file files book books sheet system database reason reasons issue issues problem problems trouble mistake error risk danger",
    "gender birthday mood love joke story song poem recipe music movie game football president king capital war history science math",
    "abroad accept accepted achieve achieved action add additional advance affected after afterwards agreed alone along always anymore",
    "anytime arrange arranged arrears aside assigned attach audit auditing auditor auditors avoid balance bare became become becomes before",
    "beginning better bigger block bracket brand break brief briefly bucket budget bulk bulky calendar careful caused cents chased",
    "chasing choice choose chosen central column columns combine comma comment common complete completed completely complaint concern",
    "confirms consider considered considering consist consists contained contribute contributes contributing controller copy correct count",
    "counted counting couple cross crossing currency cut cycle database deal deep depend depends deserve destined dig dip dipped dips direct",
    "directly director discontinued distribution divide divided door doubled draw drew dropping due duplicate duplicated duplicates easy eldest ended ending ends",
    "enough enquiry ensure entirely equivalent estimate estimated everywhere evening exclusive exclusively expire expires expired exposed extremely fact fail",
    "failed failing fails favourite favorite feature featured file final flag flagged flat flow folder follow followed former forward freeze frequent",
    "front fully future gain gained gap gaps gather given giving glance goods grand grown guess hang happening hard headline hear heard heap",
    "heavily helping hidden hit hits hitting hold holder hope house idle ignored immediate immediately impact incomplete increasing index inform",
    "initial initially inner inside insight instance interest interested irrelevant job jobs join joined just keen knew known label lacked lag lagging largely",
    "last lasted lasting lasts later latter lead leader length lift limit limited limits linked local locally longer loose lower luck mark marked match",
    "matched matches matching matter matters maxed meant measure measured meet meets member members middle mild mind mine minor miss missed misses",
    "mixed mostly move moved movement movements moves nearby necessary nice note notice noticed null occur occurred occurs offer offered offering",
    "operate operations opposite option ordinary origin original originally others otherwise ought own owner package packages pair paperwork parcel",
    "parcels part partly partner partners party passed patch path pattern pending per percent permanent phase physically pile piled piling pipeline plain",
    "point pointed points popular portal positive posted potential prefer preferred premium press pretty previously primarily prior priority",
    "private probable proper properly property proven public punctual purpose push qualify questionable questions quiet quieter quietest quit quote quoted quotes raise raised",
    "random range reach reached reaches reaching reader realised realise realistic recall recorded reduce reduced refer reference referred regard regular regularly reject rely",
    "remain remainder remained remaining remains remember reminder removed renew renewed repeat repeated repeatedly replace replaced report reported represent",
    "represents request requested reserve reserved respect responsible result retail reuse reveal review reviewed rival roll rolled rough round rounded row rows rule ruled run",
    "rush sake sample satisfied saving scale scaled section seem seems seen select selected selection self sense series serious seriously serve served session set sets setting settle settled",
    "severe shape shifting shop shops silent similar single sized slack slip slot smaller sole solely somehow somewhat sound source sourced space special",
    "splits spot spread spring stack stacked staff stage stagnant start state stated stay stayed staying stays steady step still stood stop stopped straight stress stretch strike",
    "structure stuck stuff style sub subject sudden suddenly sufficient sure swap sweep tag tagged taken talk talking target tend tends tell telling tells term third thought",
    "threshold tie tight till together told topmost topped tough track tracked trade traded trades trading traffic transit treat treated trial trip truth try trying turn turned twin",
    "uncertain unclear uncompleted undone unfilled unit unlike unlikely unmoved unopened unpaid unsent unusual update updated upward usage user uses valid valuable variation varied",
    "variety various vary vast vastly view visible waste watch weigh whatever whenever wherever whichever whoever wise wish withheld wonder world worry worse worst worth wrapped",
    "yield zone stockist stockists sterling starts blank breach pence",
    "parked locked sunk invested mind lovely meet ceiling reach furthest behind",
    "kit gear tool bit bits chunk slice guy guys man men woman women child children kid kids friend friends competitor competitors mate",
];
