//! *Ordinary words* are English that surrounds a question: fillers that say nothing, and words with a sense of their own
//! that no question about this data can use.

/// Words that say nothing about the data, by family. A word that can change what is asked for is none of them.
#[rustfmt::skip]
pub(crate) const FILLERS: &[&str] = &[
    // Hesitation, greeting, thanks.
    "um umm uh uhm uhh er erm hm hmm ah oh yo hiya howdy cheers ta ty thankyou sorry excuse pardon dear mate folks regards yes yeah yep",
    "fyi btw asap anyway anyways pretty",
    // Asking.
    "wanna gonna gotta lemme wanted wish appreciate grateful glad remind figuring checking check confirm clarify",
    "im idk afaik imho ie eg namely viz",
    // Nobody and no place in particular.
    "anywhere somewhere anybody anyone somebody someone everybody everyone colleague colleagues boss",
    // Emphasis.
    "truly literally honestly simply exact precise precisely altogether",
    // Being, lying and belonging somewhere.
    "exist exists existing existed lie lies lay laid sit sat rest resting belong belongs belonging belonged related carried",
    "called named titled labelled labeled",
    "either numbers firm firms usually typically normally generally",
];

/// Phrases that say nothing about the data.
#[rustfmt::skip]
pub(crate) const FILLER_PHRASES: &[&str] = &[
    "good morning", "good afternoon", "good evening", "good day", "i e", "e g", "on file", "on record", "on the books", "in the books",
    "in the system", "in our system", "in the database", "in our database", "in the data", "on the system", "on the list", "in our records",
    "in the records", "the current pace", "at this pace", "the current rate", "at this rate", "at the present pace",
    "at the present rate", "if possible", "as of now", "as of today", "right now", "for now", "at the moment", "these days",
    "as things stand", "as it stands", "one line each", "a line each", "on my way", "in a hurry", "of ours", "of mine", "at all",
    "all over the place", "in the first place", "at hand", "in the name",
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
    "kit gear tool bit bits chunk slice guy guys man men woman women child children kid kids friend friends competitor competitors mate",
];
