//! A *cue* is a word of the grammar: it says how the parts of a question belong together, not what they are.

use semantic::{Comparator, Grain};

/// What a word of the grammar says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Cue {
    /// How many there are.
    Count,
    /// How much there is.
    HowMuch,
    /// Those that were not there before.
    New,
    /// One figure over everything.
    Total,
    /// Mean of what follows.
    Average,
    /// Middle of what follows.
    Median,
    /// The largest first, or the largest alone.
    Most,
    /// The smallest first, or the smallest alone.
    Least,
    /// Best by the measure's own sense.
    Best,
    /// Worst by the measure's own sense.
    Worst,
    /// Newest first.
    Latest,
    /// Oldest first.
    Earliest,
    /// What follows is what groups.
    By,
    /// What follows is what groups, one by one.
    Each,
    /// A person or company is asked for.
    Who,
    /// A place is asked for.
    Where,
    /// A date is asked for.
    When,
    /// Something is to be listed.
    List,
    /// A comparison with the number or column that follows.
    Compare(CompareWord),
    /// A comparison with the number that went before ("5 or more").
    OrMore,
    /// A comparison with the number that went before ("5 or less").
    OrLess,
    /// A range of numbers.
    Between,
    /// What follows does not hold.
    Not,
    /// A new part of the same kind.
    And,
    /// One or the other.
    Or,
    /// A contrast.
    But,
    /// Two things or times side by side.
    Versus,
    /// The difference of two things or times.
    Difference,
    /// The difference as a fraction.
    Growth,
    /// A part of a whole.
    Share,
    /// Put in order.
    Rank,
    /// Largest first.
    Descending,
    /// Smallest first.
    Ascending,
    /// Worst first, by the measure's own sense.
    WorstFirst,
    /// Best first, by the measure's own sense.
    BestFirst,
    /// A period as grouping.
    Every(GrainWord),
    /// Development over time.
    Trend,
    /// A running total.
    Running,
    /// Each once.
    Distinct,
    /// Something said before.
    Pronoun,
    /// Continues what was said before.
    Continue,
    /// Restricts what was said before.
    Only,
    /// Due, expected, to be delivered.
    Due,
    /// In pieces rather than money.
    InUnits,
    /// In money rather than pieces.
    InMoney,
    /// Groups without anything too.
    IncludingNone,
    /// Belongs to; a light word that links an attribute to what it describes.
    With,
    /// Never, or lacking, as a whole clause.
    Never,
    /// Asks about something vague.
    Vague,
    /// Up from the word before: "twice".
    Twice,
    /// Half.
    Half,
    /// Days that have passed.
    HowLong,
    /// Than.
    Than,
    /// Everything.
    All,
    /// There is some of it: "do we have".
    Have,
    /// It has a place in a warehouse: "kept", "carried".
    Keep,
    /// Put in order by what follows.
    RankBy,
    /// Trade happened: "ordered", "bought".
    Ordered,
    /// Occurrences, as the unit of a number.
    Times,
    /// Became less.
    Fell,
    /// Became more.
    Rose,
    /// Days, as the unit of a number.
    Days,
    /// Weeks, as the unit of a number.
    Weeks,
}

/// `Comparator` with an order, so that cues can be kept in sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum CompareWord {
    Greater,
    AtLeast,
    Less,
    AtMost,
    Equal,
}

impl CompareWord {
    pub(crate) fn comparator(self) -> Comparator {
        match self {
            Self::Greater => Comparator::Greater,
            Self::AtLeast => Comparator::AtLeast,
            Self::Less => Comparator::Less,
            Self::AtMost => Comparator::AtMost,
            Self::Equal => Comparator::Equal,
        }
    }
}

/// `Grain` with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum GrainWord {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl GrainWord {
    pub(crate) fn grain(self) -> Grain {
        match self {
            Self::Day => Grain::Day,
            Self::Week => Grain::Week,
            Self::Month => Grain::Month,
            Self::Quarter => Grain::Quarter,
            Self::Year => Grain::Year,
        }
    }
}

use CompareWord::{AtLeast, AtMost, Equal, Greater, Less};
use GrainWord::{Day, Month, Quarter, Week, Year};

/// Phrases of the grammar, a row for each sense.
#[rustfmt::skip]
pub(crate) const CUES: &[(&str, Cue)] = &[
    ("how many", Cue::Count), ("how often", Cue::Count), ("how often does", Cue::Count), ("how often do", Cue::Count), ("how often has", Cue::Count), ("how often have", Cue::Count), ("how often did", Cue::Count), ("how often was", Cue::Count), ("how often were", Cue::Count), ("number of", Cue::Count), ("count of", Cue::Count), ("count", Cue::Count),
    ("counts", Cue::Count), ("nr of", Cue::Count), ("no of", Cue::Count), ("nr", Cue::Count), ("num of", Cue::Count),
    ("counted", Cue::Count), ("number", Cue::Count), ("numbers of", Cue::Count), ("quantity of", Cue::Count), ("tally", Cue::Count),
    ("how much", Cue::HowMuch), ("how big is", Cue::HowMuch), ("how large is", Cue::HowMuch), ("what amount", Cue::HowMuch),
    ("new", Cue::New), ("brand new", Cue::New), ("newly won", Cue::New), ("newly acquired", Cue::New), ("first time", Cue::New),
    ("total", Cue::Total), ("totals", Cue::Total), ("sum", Cue::Total), ("sum of", Cue::Total), ("in total", Cue::Total),
    ("altogether", Cue::Total), ("aggregate", Cue::Total), ("aggregated", Cue::Total), ("all together", Cue::Total), ("overall", Cue::Total), ("combined", Cue::Total),
    ("together", Cue::Total), ("sum up", Cue::Total), ("add up", Cue::Total), ("added up", Cue::Total), ("in sum", Cue::Total),
    ("all told", Cue::Total), ("all in all", Cue::Total), ("taken together", Cue::Total), ("put together", Cue::Total),
    ("counted together", Cue::Total), ("lumped together", Cue::Total), ("summed", Cue::Total), ("summed up", Cue::Total), ("totalled", Cue::Total), ("totaled", Cue::Total),
    ("averaging", Cue::Average), ("average", Cue::Average), ("avg", Cue::Average), ("mean", Cue::Average), ("on average", Cue::Average),
    ("averaged", Cue::Average), ("averages", Cue::Average), ("typical", Cue::Average), ("median", Cue::Median),
    ("most", Cue::Most), ("highest", Cue::Most), ("largest", Cue::Most), ("biggest", Cue::Most), ("greatest", Cue::Most),
    ("maximum", Cue::Most), ("max", Cue::Most), ("top", Cue::Best), ("peak", Cue::Most), ("heaviest", Cue::Most), ("furthest", Cue::Most), ("farthest", Cue::Most), ("deepest", Cue::Most),
    ("longest", Cue::Most), ("slowest", Cue::Worst), ("fastest", Cue::Best), ("quickest", Cue::Best),
    ("more", Cue::Most), ("costliest", Cue::Most), ("dearest", Cue::Most),
    ("least", Cue::Least), ("lowest", Cue::Least), ("smallest", Cue::Least), ("fewest", Cue::Least),
    ("minimum", Cue::Least), ("min", Cue::Least), ("shortest", Cue::Least), ("bottom", Cue::Least), ("less", Cue::Least),
    ("best", Cue::Best), ("number one", Cue::Best), ("no 1", Cue::Best), ("nr 1", Cue::Best), ("number 1", Cue::Best), ("no one seller", Cue::Best), ("strongest", Cue::Best), ("thinnest", Cue::Least), ("slimmest", Cue::Least), ("tightest", Cue::Least), ("fattest", Cue::Most), ("tiniest", Cue::Least), ("thickest", Cue::Most), ("leading", Cue::Best), ("main", Cue::Best), ("major", Cue::Best),
    ("worst", Cue::Worst), ("poorest", Cue::Worst), ("weakest", Cue::Worst),
    ("latest", Cue::Latest), ("newest", Cue::Latest), ("most recent", Cue::Latest), ("most recently", Cue::Latest),
    ("last", Cue::Latest), ("recent", Cue::Latest), ("freshest", Cue::Latest), ("latest first", Cue::Latest),
    ("newest first", Cue::Latest), ("most recent first", Cue::Latest),
    ("oldest", Cue::Earliest), ("earliest", Cue::Earliest), ("first", Cue::Earliest), ("oldest first", Cue::Earliest),
    ("earliest first", Cue::Earliest), ("soonest first", Cue::Earliest), ("soonest", Cue::Earliest),
    ("by", Cue::By), ("per", Cue::By), ("grouped by", Cue::By), ("group by", Cue::By), ("broken down by", Cue::By),
    ("break down by", Cue::By), ("breakdown by", Cue::By), ("breakdown", Cue::By), ("group them by", Cue::By), ("group it by", Cue::By), ("group these by", Cue::By), ("group those by", Cue::By), ("break that down by", Cue::By), ("break it down by", Cue::By), ("break them down by", Cue::By), ("break this down by", Cue::By), ("split it by", Cue::By), ("split that by", Cue::By), ("split them by", Cue::By), ("split by", Cue::By), ("split", Cue::By),
    ("distributed over", Cue::By), ("distributed across", Cue::By), ("distributed among", Cue::By), ("distributed between", Cue::By), ("distributed by", Cue::By), ("distributed", Cue::With), ("spread over", Cue::By), ("spread across", Cue::By), ("spread among", Cue::By), ("spread by", Cue::By),
    ("split over", Cue::By), ("split among", Cue::By), ("split between", Cue::By), ("divided over", Cue::By), ("divided among", Cue::By), ("divided between", Cue::By), ("divided across", Cue::By), ("allocated to", Cue::By), ("allocated across", Cue::By), ("broken out by", Cue::By), ("separated by", Cue::By), ("listed by", Cue::By),
    ("across", Cue::By), ("split across", Cue::By), ("divided by", Cue::By), ("sorted into", Cue::By), ("arranged by", Cue::By),
    ("for each", Cue::Each), ("for every", Cue::Each), ("each", Cue::Each), ("every", Cue::Each), ("of each", Cue::Each),
    ("at the different", Cue::Each), ("into the different", Cue::Each), ("into different", Cue::Each), ("into the various", Cue::Each), ("in the different", Cue::Each), ("across the different", Cue::Each), ("for the different", Cue::Each), ("from the different", Cue::Each), ("of the different", Cue::Each), ("between the different", Cue::Each),
    ("the various", Cue::Each), ("at the various", Cue::Each), ("in the various", Cue::Each), ("across the various", Cue::Each), ("for the various", Cue::Each), ("from the various", Cue::Each), ("of the various", Cue::Each), ("at our different", Cue::Each), ("in our different", Cue::Each), ("across our different", Cue::Each),
    ("in each", Cue::Each), ("in every", Cue::Each), ("within each", Cue::Each), ("at each", Cue::Each),
    ("from each", Cue::Each), ("per each", Cue::Each), ("respectively", Cue::Each), ("apiece", Cue::Each),
    ("individual", Cue::Each), ("individually", Cue::Each), ("separately", Cue::Each), ("one by one", Cue::Each), ("by each", Cue::Each), ("to each", Cue::Each),
    ("anyone with", Cue::Who), ("anybody with", Cue::Who), ("anyone who", Cue::Who), ("anybody who", Cue::Who), ("everyone who", Cue::Who), ("everybody who", Cue::Who), ("everyone with", Cue::Who), ("everybody with", Cue::Who),
    ("who", Cue::Who), ("whom", Cue::Who), ("whose", Cue::Who), ("where", Cue::Where), ("when", Cue::When),
    ("who has it", Cue::Where), ("who has them", Cue::Where), ("who has any", Cue::Where), ("who has got", Cue::Where), ("who got it", Cue::Where), ("who got any", Cue::Where),
    ("who holds", Cue::Where), ("who stocks", Cue::Where), ("who keeps", Cue::Where), ("who carries", Cue::Where), ("whereabouts", Cue::Where), ("wherever", Cue::Where), ("everywhere we", Cue::Where), ("who has stock", Cue::Where),
    ("who still has", Cue::Where),
    ("what day", Cue::Every(Day)), ("which day", Cue::Every(Day)), ("what date", Cue::When), ("which date", Cue::When),
    ("show", Cue::List), ("list", Cue::List), ("which", Cue::List), ("name", Cue::List), ("names", Cue::List),
    ("give me", Cue::List), ("display", Cue::List), ("find", Cue::List), ("what", Cue::List), ("any", Cue::List),
    ("details", Cue::List), ("which ones", Cue::List),
    ("details of", Cue::List), ("overview of", Cue::List), ("look up", Cue::List), ("get", Cue::List), ("lookup", Cue::List), ("provide", Cue::List), ("fetch", Cue::List), ("grab", Cue::List), ("pull", Cue::List), ("pull up", Cue::List), ("bring up", Cue::List), ("gimme", Cue::List), ("print", Cue::List), ("dig up", Cue::List),
    ("more than", Cue::Compare(Greater)), ("over", Cue::Compare(Greater)), ("above", Cue::Compare(Greater)),
    ("greater than", Cue::Compare(Greater)), ("exceeding", Cue::Compare(Greater)), ("exceeds", Cue::Compare(Greater)),
    ("exceed", Cue::Compare(Greater)), ("higher than", Cue::Compare(Greater)), ("larger than", Cue::Compare(Greater)),
    ("bigger than", Cue::Compare(Greater)), ("in excess of", Cue::Compare(Greater)), ("longer than", Cue::Compare(Greater)),
    ("worth more than", Cue::Compare(Greater)), ("beyond", Cue::Compare(Greater)), ("upwards of", Cue::Compare(AtLeast)),
    ("upward of", Cue::Compare(AtLeast)), ("north of", Cue::Compare(Greater)), ("greater", Cue::Compare(Greater)),
    ("higher", Cue::Compare(Greater)), ("better than", Cue::Compare(Greater)),
    (">=", Cue::Compare(AtLeast)), ("<=", Cue::Compare(AtMost)), ("at least", Cue::Compare(AtLeast)), ("no less than", Cue::Compare(AtLeast)), ("not less than", Cue::Compare(AtLeast)),
    ("no fewer than", Cue::Compare(AtLeast)), ("minimum of", Cue::Compare(AtLeast)), ("a minimum of", Cue::Compare(AtLeast)),
    ("not under", Cue::Compare(AtLeast)), ("not below", Cue::Compare(AtLeast)),
    ("less than", Cue::Compare(Less)), ("fewer than", Cue::Compare(Less)), ("under", Cue::Compare(Less)),
    ("below", Cue::Compare(Less)), ("lower than", Cue::Compare(Less)), ("smaller than", Cue::Compare(Less)),
    ("beneath", Cue::Compare(Less)), ("underneath", Cue::Compare(Less)), ("shorter than", Cue::Compare(Less)), ("cheaper than", Cue::Compare(Less)), ("more expensive than", Cue::Compare(Greater)), ("dearer than", Cue::Compare(Greater)), ("pricier than", Cue::Compare(Greater)), ("costlier than", Cue::Compare(Greater)), ("less expensive than", Cue::Compare(Less)),
    ("worth less than", Cue::Compare(Less)), ("south of", Cue::Compare(Less)), ("worse than", Cue::Compare(Less)),
    ("lower", Cue::Compare(Less)), ("fewer", Cue::Compare(Less)),
    ("at most", Cue::Compare(AtMost)), ("no more than", Cue::Compare(AtMost)), ("not more than", Cue::Compare(AtMost)),
    ("up to", Cue::Compare(AtMost)), ("maximum of", Cue::Compare(AtMost)), ("not over", Cue::Compare(AtMost)),
    ("not above", Cue::Compare(AtMost)), ("no higher than", Cue::Compare(AtMost)),
    ("exactly", Cue::Compare(Equal)), ("equal to", Cue::Compare(Equal)), ("equals", Cue::Compare(Equal)),
    ("precisely", Cue::Compare(Equal)),
    ("or more", Cue::OrMore), ("or above", Cue::OrMore), ("or higher", Cue::OrMore), ("and above", Cue::OrMore),
    ("and up", Cue::OrMore), ("upwards", Cue::OrMore), ("and upwards", Cue::OrMore), ("or over", Cue::OrMore), ("or longer", Cue::OrMore), ("plus", Cue::OrMore),
    ("or less", Cue::OrLess), ("or fewer", Cue::OrLess), ("or below", Cue::OrLess), ("or under", Cue::OrLess),
    ("or lower", Cue::OrLess), ("and below", Cue::OrLess), ("and under", Cue::OrLess),
    ("between", Cue::Between),
    ("not", Cue::Not), ("no", Cue::Not), ("without", Cue::Not), ("except", Cue::Not), ("except for", Cue::Not),
    ("excluding", Cue::Not), ("exclude", Cue::Not), ("other than", Cue::Not), ("apart from", Cue::Not), ("isnt", Cue::Not),
    ("arent", Cue::Not), ("dont", Cue::Not), ("doesnt", Cue::Not), ("didnt", Cue::Not), ("havent", Cue::Not),
    ("hasnt", Cue::Not), ("wasnt", Cue::Not), ("werent", Cue::Not), ("cannot", Cue::Not), ("neither", Cue::Not),
    ("nor", Cue::Not), ("aside from", Cue::Not), ("leaving out", Cue::Not), ("take out", Cue::Not), ("taking out", Cue::Not), ("strip out", Cue::Not), ("stripping out", Cue::Not), ("disregarding", Cue::Not), ("disregard", Cue::Not), ("leave out", Cue::Not), ("minus", Cue::Not),
    ("non", Cue::Not), ("ignoring", Cue::Not), ("besides", Cue::Not), ("lacking", Cue::Not), ("lack", Cue::Not),
    ("missing", Cue::Not), ("someone other than", Cue::Not), ("anyone but", Cue::Not), ("everything but", Cue::Not),
    ("all but", Cue::Not), ("not a single", Cue::Never), ("not once", Cue::Never), ("not even once", Cue::Never), ("a single", Cue::With), ("sent us", Cue::With), ("send us", Cue::With), ("sends us", Cue::With), ("shipped us", Cue::With), ("sent a", Cue::With), ("sent any", Cue::With), ("sent a single", Cue::With), ("send a", Cue::With), ("send any", Cue::With), ("even once", Cue::With), ("behind them", Cue::With), ("over the whole history", Cue::With), ("over the entire history", Cue::With), ("over all history", Cue::With), ("over the whole period", Cue::With), ("over all time", Cue::With), ("over the years", Cue::With), ("of all time", Cue::With), ("turned up", Cue::With), ("showed up", Cue::With), ("shown up", Cue::With), ("at all", Cue::With), ("at some point", Cue::With), ("at any point", Cue::With), ("both included", Cue::With), ("never", Cue::Never), ("no longer", Cue::Not), ("not yet", Cue::Not),
    ("not one", Cue::Never), ("nobody", Cue::Never), ("noone", Cue::Never), ("no one", Cue::Never), ("nothing", Cue::Not), ("none", Cue::Not), ("nowhere", Cue::Not),
    ("not counting", Cue::Not), ("without counting", Cue::Not), ("not including", Cue::Not), ("leaving aside", Cue::Not), ("skip", Cue::Not),
    ("skipping", Cue::Not), ("omit", Cue::Not), ("omitting", Cue::Not), ("disregard", Cue::Not), ("disregarding", Cue::Not), ("ignore", Cue::Not),
    ("leave aside", Cue::Not), ("leave off", Cue::Not), ("leaving off", Cue::Not), ("cant", Cue::Not), ("couldnt", Cue::Not), ("wont", Cue::Not),
    ("wouldnt", Cue::Not), ("shouldnt", Cue::Not), ("mustnt", Cue::Not), ("aint", Cue::Not), ("neednt", Cue::Not), ("hadnt", Cue::Not),
    ("leaves out", Cue::Not), ("left out", Cue::Not), ("with the exception of", Cue::Not), ("save for", Cue::Not), ("anything but", Cue::Not), ("not any", Cue::Not), ("not ever", Cue::Never),
    ("and", Cue::And), ("as well as", Cue::And), ("along with", Cue::And), ("plus the", Cue::And), ("plus a", Cue::And), ("plus an", Cue::And), ("plus its", Cue::And), ("plus their", Cue::And), ("next to", Cue::And),
    ("together with", Cue::And), ("alongside", Cue::And), ("beside", Cue::And),
    ("or", Cue::Or), ("but", Cue::But), ("though", Cue::But), ("although", Cue::But), ("however", Cue::But), ("whereas", Cue::But), ("even though", Cue::But), ("despite", Cue::But), ("yet", Cue::But),
    ("vs", Cue::Versus), ("versus", Cue::Versus), ("against", Cue::Versus), ("compared to", Cue::Versus),
    ("compared with", Cue::Versus), ("compare", Cue::Versus), ("comparison", Cue::Versus), ("relative to", Cue::Versus),
    ("in comparison with", Cue::Versus), ("comparing", Cue::Versus), ("side by side", Cue::Versus), ("compared", Cue::Versus),
    ("than", Cue::Than), ("compares", Cue::Versus), ("contrast", Cue::Versus),
    ("difference", Cue::Difference), ("up or down", Cue::Difference), ("up or down on", Cue::Difference), ("how much up or down", Cue::Difference), ("change", Cue::Difference), ("differences", Cue::Difference), ("changes", Cue::Difference),
    ("delta", Cue::Difference), ("gap", Cue::Difference), ("gaps", Cue::Difference), ("diff", Cue::Difference), ("by how much", Cue::Difference), ("by how many", Cue::Difference), ("changed", Cue::Difference),
    ("growth", Cue::Growth), ("growth rate", Cue::Growth), ("percent change", Cue::Growth), ("percentage change", Cue::Growth),
    ("change in percent", Cue::Growth), ("change in percentage", Cue::Growth), ("grown", Cue::Growth), ("grew", Cue::Growth),
    ("grow", Cue::Growth), ("increase in percent", Cue::Growth), ("percentage growth", Cue::Growth), ("percentual change", Cue::Growth),
    ("increase", Cue::Difference), ("decrease", Cue::Difference), ("drop", Cue::Difference), ("decline", Cue::Difference),
    ("share", Cue::Share), ("shares", Cue::Share), ("share of", Cue::Share), ("percentage", Cue::Share),
    ("percentage of", Cue::Share), ("percent", Cue::Share), ("percent of", Cue::Share), ("fraction", Cue::Share),
    ("proportion", Cue::Share), ("what part", Cue::Share), ("part of the", Cue::Share), ("part of our", Cue::Share), ("part of all", Cue::Share), ("ratio of", Cue::Share), ("make up", Cue::Share), ("makes up", Cue::Share), ("made up", Cue::Share), ("account for", Cue::Share), ("accounts for", Cue::Share), ("accounted for", Cue::Share), ("portion", Cue::Share), ("what slice", Cue::Share), ("what chunk", Cue::Share), ("slice of", Cue::Share), ("chunk of", Cue::Share), ("contribution", Cue::Share),
    ("rank", Cue::Rank), ("ranking", Cue::Rank), ("ranked", Cue::Rank), ("ranked by", Cue::RankBy), ("rank by", Cue::RankBy),
    ("sort by", Cue::RankBy), ("sorted by", Cue::RankBy), ("order by", Cue::RankBy), ("ordered by", Cue::RankBy), ("sort", Cue::Rank),
    ("sorted", Cue::Rank), ("in order of", Cue::RankBy), ("going by", Cue::RankBy), ("judging by", Cue::RankBy), ("measured by", Cue::RankBy), ("rank them by", Cue::RankBy), ("sort them by", Cue::RankBy),
    ("largest first", Cue::Descending), ("biggest first", Cue::Descending), ("highest first", Cue::Descending),
    ("descending", Cue::Descending), ("desc", Cue::Descending), ("in descending order", Cue::Descending), ("descending order", Cue::Descending), ("most first", Cue::Descending), ("high to low", Cue::Descending),
    ("worst first", Cue::WorstFirst), ("poorest first", Cue::WorstFirst), ("weakest first", Cue::WorstFirst), ("worst on top", Cue::WorstFirst), ("worst at the top", Cue::WorstFirst),
    ("best first", Cue::BestFirst), ("strongest first", Cue::BestFirst), ("best on top", Cue::BestFirst), ("best at the top", Cue::BestFirst), ("largest to smallest", Cue::Descending), ("from high to low", Cue::Descending),
    ("largest on top", Cue::Descending), ("biggest on top", Cue::Descending), ("highest on top", Cue::Descending), ("most on top", Cue::Descending), ("largest at the top", Cue::Descending), ("biggest at the top", Cue::Descending), ("highest at the top", Cue::Descending), ("lowest on top", Cue::Ascending), ("smallest on top", Cue::Ascending), ("lowest at the top", Cue::Ascending), ("smallest at the top", Cue::Ascending), ("top down", Cue::Descending),
    ("smallest first", Cue::Ascending), ("lowest first", Cue::Ascending), ("ascending", Cue::Ascending), ("in ascending order", Cue::Ascending), ("ascending order", Cue::Ascending),
    ("asc", Cue::Ascending), ("fewest first", Cue::Ascending), ("least first", Cue::Ascending), ("low to high", Cue::Ascending),
    ("smallest to largest", Cue::Ascending), ("shortest first", Cue::Ascending),
    ("daily", Cue::Every(Day)), ("by day", Cue::Every(Day)), ("per day", Cue::Every(Day)), ("day by day", Cue::Every(Day)),
    ("each day", Cue::Every(Day)), ("every day", Cue::Every(Day)), ("for each day", Cue::Every(Day)), ("by date", Cue::Every(Day)),
    ("weekly", Cue::Every(Week)), ("by week", Cue::Every(Week)), ("per week", Cue::Every(Week)), ("week by week", Cue::Every(Week)),
    ("each week", Cue::Every(Week)), ("every week", Cue::Every(Week)), ("for each week", Cue::Every(Week)), ("a week", Cue::Every(Week)),
    ("monthly", Cue::Every(Month)), ("by month", Cue::Every(Month)), ("per month", Cue::Every(Month)),
    ("month by month", Cue::Every(Month)), ("each month", Cue::Every(Month)), ("every month", Cue::Every(Month)),
    ("for each month", Cue::Every(Month)), ("month over month", Cue::Every(Month)), ("a month", Cue::Every(Month)),
    ("by the month", Cue::Every(Month)), ("in each month", Cue::Every(Month)), ("which month", Cue::Every(Month)),
    ("which week", Cue::Every(Week)), ("which quarter", Cue::Every(Quarter)), ("which year", Cue::Every(Year)),
    ("what month", Cue::Every(Month)), ("what week", Cue::Every(Week)),
    ("quarterly", Cue::Every(Quarter)), ("by quarter", Cue::Every(Quarter)), ("per quarter", Cue::Every(Quarter)),
    ("quarter by quarter", Cue::Every(Quarter)), ("each quarter", Cue::Every(Quarter)), ("every quarter", Cue::Every(Quarter)),
    ("for each quarter", Cue::Every(Quarter)), ("in each quarter", Cue::Every(Quarter)),
    ("yearly", Cue::Every(Year)), ("annual", Cue::Every(Year)), ("annually", Cue::Every(Year)), ("by year", Cue::Every(Year)),
    ("per year", Cue::Every(Year)), ("year by year", Cue::Every(Year)), ("each year", Cue::Every(Year)),
    ("every year", Cue::Every(Year)), ("for each year", Cue::Every(Year)), ("year over year", Cue::Every(Year)),
    ("month to month", Cue::Every(Month)), ("from month to month", Cue::Every(Month)), ("month on month", Cue::Every(Month)),
    ("week to week", Cue::Every(Week)), ("from week to week", Cue::Every(Week)), ("week on week", Cue::Every(Week)), ("week after week", Cue::Every(Week)), ("month after month", Cue::Every(Month)), ("quarter after quarter", Cue::Every(Quarter)), ("year after year", Cue::Every(Year)), ("day after day", Cue::Every(Day)), ("week over week", Cue::Every(Week)),
    ("quarter to quarter", Cue::Every(Quarter)), ("from quarter to quarter", Cue::Every(Quarter)), ("quarter on quarter", Cue::Every(Quarter)), ("quarter over quarter", Cue::Every(Quarter)),
    ("year to year", Cue::Every(Year)), ("from year to year", Cue::Every(Year)), ("year on year", Cue::Every(Year)),
    ("day to day", Cue::Every(Day)), ("from day to day", Cue::Every(Day)), ("day over day", Cue::Every(Day)),
    ("trend", Cue::Trend), ("trends", Cue::Trend), ("over time", Cue::Trend), ("development", Cue::Trend), ("evolution", Cue::Trend), ("develop", Cue::Trend), ("developed", Cue::Trend), ("evolve", Cue::Trend), ("evolved", Cue::Trend),
    ("history", Cue::Trend), ("timeline", Cue::Trend), ("through time", Cue::Trend), ("trending", Cue::Trend),
    ("running total", Cue::Running), ("cumulative", Cue::Running), ("cumulatively", Cue::Running), ("running sum", Cue::Running),
    ("accumulated", Cue::Running), ("cumulated", Cue::Running),
    ("distinct", Cue::Distinct), ("unique", Cue::Distinct), ("different", Cue::Distinct), ("separate", Cue::Distinct),
    ("those", Cue::Pronoun), ("these", Cue::Pronoun), ("them", Cue::Pronoun), ("they", Cue::Pronoun), ("it", Cue::Pronoun),
    ("that", Cue::Pronoun), ("this", Cue::Pronoun), ("ones", Cue::Pronoun), ("that one", Cue::Pronoun), ("this one", Cue::Pronoun), ("the one", Cue::Pronoun), ("which one", Cue::List), ("the same", Cue::Pronoun),
    ("its", Cue::Pronoun), ("their", Cue::Pronoun), ("of those", Cue::Pronoun), ("of these", Cue::Pronoun), ("of them", Cue::Pronoun),
    ("the ones", Cue::Pronoun), ("these ones", Cue::Pronoun), ("those ones", Cue::Pronoun), ("theirs", Cue::Pronoun),
    ("he", Cue::Pronoun), ("she", Cue::Pronoun), ("him", Cue::Pronoun), ("his", Cue::Pronoun), ("her", Cue::Pronoun),
    ("what about", Cue::Continue), ("how about", Cue::Continue), ("same for", Cue::Continue), ("same but", Cue::Continue),
    ("the same for", Cue::Continue), ("and for", Cue::Continue), ("and in", Cue::Continue), ("now", Cue::Continue), ("same with", Cue::Continue),
    ("instead", Cue::Continue), ("make that", Cue::Continue), ("make it", Cue::Continue), ("and what about", Cue::Continue),
    ("and how about", Cue::Continue), ("also", Cue::Continue), ("then", Cue::Continue), ("same", Cue::Continue), ("again", Cue::Continue),
    ("the same thing for", Cue::Continue), ("same thing for", Cue::Continue), ("do the same for", Cue::Continue), ("switch to", Cue::Continue),
    ("change it to", Cue::Continue), ("change that to", Cue::Continue), ("rather", Cue::Continue), ("as well", Cue::Continue),
    ("the same way", Cue::Continue), ("same way", Cue::Continue), ("in the same way", Cue::Continue), ("likewise", Cue::Continue), ("ditto for", Cue::Continue), ("same again for", Cue::Continue), ("same list for", Cue::Continue), ("the same list for", Cue::Continue),
    ("same question for", Cue::Continue), ("likewise for", Cue::Continue), ("and now", Cue::Continue), ("repeat that for", Cue::Continue),
    ("only", Cue::Only), ("just", Cue::Only), ("just the", Cue::Only), ("only the", Cue::Only), ("limit to", Cue::Only),
    ("narrow it down to", Cue::Only), ("considering only", Cue::Only), ("consider only", Cue::Only), ("only consider", Cue::Only), ("only considering", Cue::Only),
    ("take only", Cue::Only), ("only take", Cue::Only), ("taking only", Cue::Only), ("count only", Cue::Only), ("only count", Cue::Only), ("only counting", Cue::Only),
    ("look only at", Cue::Only), ("only look at", Cue::Only), ("looking only at", Cue::Only), ("only looking at", Cue::Only), ("use only", Cue::Only), ("only use", Cue::Only),
    ("only want", Cue::Only), ("only need", Cue::Only), ("just want", Cue::Only), ("just need", Cue::Only), ("interested only in", Cue::Only), ("only interested in", Cue::Only),
    ("only include", Cue::Only), ("include only", Cue::Only), ("keep only", Cue::Only), ("only keep", Cue::Only), ("narrow down to", Cue::Only), ("filter to", Cue::Only), ("restrict to", Cue::Only),
    ("filter by", Cue::Only), ("counting only", Cue::Only), ("limited to", Cue::Only), ("restricted to", Cue::Only),
    ("due", Cue::Due), ("expected", Cue::Due), ("arriving", Cue::Due), ("arrive", Cue::Due), ("landing", Cue::Due), ("land", Cue::Due),
    ("reach us", Cue::Due), ("reaching us", Cue::Due), ("be reaching us", Cue::Due), ("reach customers", Cue::Due), ("reach the customer", Cue::Due), ("reach our customers", Cue::Due),
    ("coming in", Cue::Due), ("due in", Cue::Due), ("scheduled", Cue::Due), ("promised", Cue::Due), ("to be delivered", Cue::Due), ("coming", Cue::Due),
    ("to deliver", Cue::Due), ("for delivery", Cue::Due), ("go out", Cue::Due), ("going out", Cue::Due), ("supposed to arrive", Cue::Due), ("supposed to", Cue::Due), ("meant to", Cue::Due), ("ought to", Cue::Due), ("must go", Cue::Due), ("has to go", Cue::Due), ("have to go", Cue::Due), ("needs to go", Cue::Due), ("need to go", Cue::Due),
    ("deliveries", Cue::Due), ("drops", Cue::Due), ("drop offs", Cue::Due), ("due for delivery", Cue::Due), ("incoming", Cue::Due),
    ("have coming", Cue::Due), ("expect", Cue::Due), ("expecting", Cue::Due), ("expect in", Cue::Due), ("expecting in", Cue::Due), ("upcoming", Cue::Due), ("forthcoming", Cue::Due), ("inbound", Cue::Due), ("need to be delivered", Cue::Due), ("must be delivered", Cue::Due), ("stops", Cue::Due),
    ("to go out", Cue::Due), ("must go out", Cue::Due), ("goes out", Cue::Due), ("leaves", Cue::Due), ("what ships", Cue::Due), ("what going to", Cue::Due), ("what is going to", Cue::Due), ("whats going to", Cue::Due), ("what going out", Cue::Due), ("what is going out", Cue::Due), ("what goes to", Cue::Due), ("what leaves", Cue::Due), ("what goes out", Cue::Due), ("must go", Cue::Due), ("has to go", Cue::Due), ("have to go", Cue::Due), ("needs to go", Cue::Due),
    ("need to go", Cue::Due), ("must leave", Cue::Due), ("has to leave", Cue::Due), ("have to leave", Cue::Due), ("must be sent", Cue::Due), ("has to be delivered", Cue::Due),
    ("have to be delivered", Cue::Due), ("should be delivered", Cue::Due), ("must arrive", Cue::Due), ("should arrive", Cue::Due), ("is to be delivered", Cue::Due),
    ("are to be delivered", Cue::Due), ("needs to be delivered", Cue::Due), ("must be there", Cue::Due), ("needs delivering", Cue::Due), ("need delivering", Cue::Due), ("falls due", Cue::Due), ("fall due", Cue::Due), ("falling due", Cue::Due), ("falling due for delivery", Cue::Due), ("have to deliver", Cue::Due),
    ("units", Cue::InUnits), ("unit", Cue::InUnits), ("pieces", Cue::InUnits), ("pcs", Cue::InUnits), ("by volume", Cue::InUnits),
    ("by quantity", Cue::InUnits), ("by units", Cue::InUnits), ("in units", Cue::InUnits), ("quantity wise", Cue::InUnits),
    ("volume", Cue::InUnits), ("quantities", Cue::InUnits), ("qty", Cue::InUnits), ("quantity", Cue::InUnits), ("a single one", Cue::InUnits),
    ("valued", Cue::InMoney), ("valued at", Cue::InMoney), ("valued at cost", Cue::InMoney), ("valued at unit cost", Cue::InMoney), ("at cost", Cue::InMoney), ("at cost price", Cue::InMoney), ("at purchase cost", Cue::InMoney), ("in value terms", Cue::InMoney), ("in terms of value", Cue::InMoney), ("in terms of money", Cue::InMoney), ("value wise", Cue::InMoney), ("valuewise", Cue::InMoney), ("by value", Cue::InMoney), ("in money terms", Cue::InMoney), ("in money", Cue::InMoney), ("in value", Cue::InMoney),
    ("in dollars", Cue::InMoney), ("money", Cue::InMoney), ("in usd", Cue::InMoney), ("dollars", Cue::InMoney), ("money wise", Cue::InMoney),
    ("euro", Cue::InMoney), ("euros", Cue::InMoney), ("eur", Cue::InMoney), ("in euros", Cue::InMoney), ("in euro", Cue::InMoney), ("in eur", Cue::InMoney),
    ("dollar", Cue::InMoney), ("usd", Cue::InMoney), ("gbp", Cue::InMoney), ("in gbp", Cue::InMoney), ("chf", Cue::InMoney), ("in pounds", Cue::InMoney),
    ("in pounds sterling", Cue::InMoney), ("in sterling", Cue::InMoney), ("quid", Cue::InMoney), ("bucks", Cue::InMoney), ("in cash", Cue::InMoney),
    ("in euro terms", Cue::InMoney), ("in money value", Cue::InMoney), ("euro value", Cue::InMoney), ("in currency", Cue::InMoney), ("how much money", Cue::InMoney),
    ("how many euros", Cue::InMoney), ("how many dollars", Cue::InMoney), ("how many pounds", Cue::InMoney), ("how many euro", Cue::InMoney),
    ("by money", Cue::InMoney), ("dollar value", Cue::InMoney), ("worth", Cue::InMoney), ("what it came to", Cue::InMoney), ("what each came to", Cue::InMoney), ("what they came to", Cue::InMoney), ("what each order came to", Cue::InMoney), ("what each one came to", Cue::InMoney), ("how much it came to", Cue::InMoney), ("how much each came to", Cue::InMoney), ("how much they came to", Cue::InMoney), ("what it amounted to", Cue::InMoney), ("what each amounted to", Cue::InMoney), ("what each was worth", Cue::InMoney), ("what it was worth", Cue::InMoney), ("monetary value", Cue::InMoney), ("cash", Cue::InMoney),
    ("including none", Cue::IncludingNone), ("including zero", Cue::IncludingNone), ("even if none", Cue::IncludingNone),
    ("including those without", Cue::IncludingNone), ("including those with none", Cue::IncludingNone), ("even those with none", Cue::IncludingNone),
    ("including zeros", Cue::IncludingNone), ("also those without", Cue::IncludingNone),
    ("with", Cue::With), ("contain", Cue::With), ("contains", Cue::With), ("include", Cue::With), ("includes", Cue::With), ("having", Cue::With), ("has", Cue::With), ("have", Cue::With), ("had", Cue::With), ("whose", Cue::With),
    ("doing", Cue::Vague), ("performing", Cue::Vague), ("going", Cue::Vague), ("look like", Cue::Vague), ("looking", Cue::Vague),
    ("situation", Cue::Vague), ("status quo", Cue::Vague), ("how are things", Cue::Vague), ("what is up", Cue::Vague),
    ("performance", Cue::Vague), ("how bad", Cue::Vague), ("how good", Cue::Vague), ("how healthy", Cue::Vague), ("delivering ok", Cue::Vague), ("delivering well", Cue::Vague), ("delivering fine", Cue::Vague), ("selling ok", Cue::Vague), ("selling well", Cue::Vague), ("running ok", Cue::Vague), ("doing ok", Cue::Vague), ("doing well", Cue::Vague), ("perform", Cue::Vague), ("best performing", Cue::Best), ("worst performing", Cue::Worst),
    ("twice", Cue::Twice), ("doubled", Cue::Twice), ("halved", Cue::Half), ("double", Cue::Twice), ("half", Cue::Half),
    ("how long", Cue::HowLong), ("days since", Cue::HowLong), ("is it since", Cue::HowLong), ("has it been since", Cue::HowLong),
    ("how many days ago", Cue::HowLong), ("time since", Cue::HowLong),
    ("waiting the longest", Cue::Earliest), ("waited the longest", Cue::Earliest), ("longest waiting", Cue::Earliest), ("longest standing", Cue::Earliest), ("longest running", Cue::Earliest), ("longest outstanding", Cue::Earliest), ("longest open", Cue::Earliest), ("how old", Cue::HowLong), ("how many days since", Cue::HowLong),
    ("how long ago", Cue::HowLong), ("age", Cue::HowLong), ("how many days", Cue::HowLong), ("days ago", Cue::HowLong),
    ("ordered", Cue::Ordered), ("bought", Cue::Ordered), ("buy", Cue::Ordered), ("buys", Cue::Ordered),
    ("purchased", Cue::Ordered), ("procured", Cue::Ordered), ("acquired", Cue::Ordered), ("obtained", Cue::Ordered), ("ordering", Cue::Ordered), ("buying", Cue::Ordered), ("sell us", Cue::Ordered), ("sells us", Cue::Ordered), ("sell to us", Cue::Ordered), ("sold us", Cue::Ordered), ("did we order", Cue::Ordered), ("do we order", Cue::Ordered),
    ("we order", Cue::Ordered), ("times", Cue::Times), ("occasions", Cue::Times),
    ("keep", Cue::Keep), ("kept", Cue::Keep), ("carry", Cue::Keep), ("carried", Cue::Keep), ("carries", Cue::Keep), ("keeps", Cue::Keep), ("stocked", Cue::Keep), ("stocked", Cue::Keep),
    ("one line per", Cue::By), ("one row per", Cue::By), ("a line per", Cue::By), ("a row per", Cue::By), ("one line each", Cue::Each), ("one row each", Cue::Each), ("a line each", Cue::Each), ("a row each", Cue::Each),
    ("do we have", Cue::Have), ("any left", Cue::Have), ("left anywhere", Cue::Have), ("still left", Cue::Have), ("left over", Cue::Have), ("have we got of", Cue::Have), ("we have of", Cue::Have), ("we got of", Cue::Have), ("have we got", Cue::Have), ("we have", Cue::Have), ("we got", Cue::Have), ("do we hold", Cue::Have),
    ("do we keep", Cue::Have), ("we hold", Cue::Have), ("we keep", Cue::Have), ("are there", Cue::Have), ("is there", Cue::Have),
    ("is left", Cue::Have), ("are left", Cue::Have), ("do i have", Cue::Have), ("have we", Cue::Have),
    ("fell", Cue::Fell), ("fallen", Cue::Fell), ("falls", Cue::Fell), ("dropped", Cue::Fell), ("declined", Cue::Fell),
    ("decreased", Cue::Fell), ("sunk", Cue::Fell), ("went down", Cue::Fell), ("gone down", Cue::Fell), ("came down", Cue::Fell), ("go down", Cue::Fell), ("gone up", Cue::Rose), ("go up", Cue::Rose), ("climbed", Cue::Rose), ("rising", Cue::Rose), ("growing", Cue::Rose), ("increasing", Cue::Rose), ("climbing", Cue::Rose),
    ("falling", Cue::Fell), ("declining", Cue::Fell), ("shrinking", Cue::Fell), ("decreasing", Cue::Fell), ("dropping", Cue::Fell), ("jumped", Cue::Rose), ("shrank", Cue::Fell), ("shrunk", Cue::Fell),
    ("got longer", Cue::Rose), ("got higher", Cue::Rose), ("got bigger", Cue::Rose), ("got larger", Cue::Rose), ("got greater", Cue::Rose), ("gotten longer", Cue::Rose), ("gotten higher", Cue::Rose), ("gotten bigger", Cue::Rose), ("gotten larger", Cue::Rose), ("gotten greater", Cue::Rose), ("become longer", Cue::Rose), ("become higher", Cue::Rose), ("become bigger", Cue::Rose), ("become larger", Cue::Rose), ("become greater", Cue::Rose), ("became longer", Cue::Rose), ("became higher", Cue::Rose), ("became bigger", Cue::Rose), ("became larger", Cue::Rose), ("became greater", Cue::Rose), ("getting longer", Cue::Rose), ("getting higher", Cue::Rose), ("getting bigger", Cue::Rose), ("getting larger", Cue::Rose), ("getting greater", Cue::Rose), ("is getting longer", Cue::Rose), ("is getting higher", Cue::Rose), ("is getting bigger", Cue::Rose), ("is getting larger", Cue::Rose), ("is getting greater", Cue::Rose), ("are getting longer", Cue::Rose), ("are getting higher", Cue::Rose), ("are getting bigger", Cue::Rose), ("are getting larger", Cue::Rose), ("are getting greater", Cue::Rose), ("grown longer", Cue::Rose), ("grown higher", Cue::Rose), ("grown bigger", Cue::Rose), ("grown larger", Cue::Rose), ("grown greater", Cue::Rose),
    ("got shorter", Cue::Fell), ("got lower", Cue::Fell), ("got smaller", Cue::Fell), ("gotten shorter", Cue::Fell), ("gotten lower", Cue::Fell), ("gotten smaller", Cue::Fell), ("become shorter", Cue::Fell), ("become lower", Cue::Fell), ("become smaller", Cue::Fell), ("became shorter", Cue::Fell), ("became lower", Cue::Fell), ("became smaller", Cue::Fell), ("getting shorter", Cue::Fell), ("getting lower", Cue::Fell), ("getting smaller", Cue::Fell), ("is getting shorter", Cue::Fell), ("is getting lower", Cue::Fell), ("is getting smaller", Cue::Fell), ("are getting shorter", Cue::Fell), ("are getting lower", Cue::Fell), ("are getting smaller", Cue::Fell), ("grown shorter", Cue::Fell), ("grown lower", Cue::Fell), ("grown smaller", Cue::Fell),
    ("fall", Cue::Fell), ("shrink", Cue::Fell), ("rise", Cue::Rose), ("lengthened", Cue::Rose), ("shortened", Cue::Fell), ("slipped back", Cue::Fell), ("surged", Cue::Rose), ("soared", Cue::Rose), ("plunged", Cue::Fell), ("slumped", Cue::Fell), ("collapsed", Cue::Fell),
    ("rose", Cue::Rose), ("risen", Cue::Rose), ("increased", Cue::Rose), ("went up", Cue::Rose),
    ("month after month", Cue::Every(Month)), ("week after week", Cue::Every(Week)), ("quarter after quarter", Cue::Every(Quarter)), ("year after year", Cue::Every(Year)), ("day after day", Cue::Every(Day)),
    ("month", Cue::Every(Month)), ("months", Cue::Every(Month)), ("quarter", Cue::Every(Quarter)), ("quarters", Cue::Every(Quarter)),
    ("year", Cue::Every(Year)), ("years", Cue::Every(Year)),
    ("days", Cue::Days), ("day", Cue::Days), ("weeks", Cue::Weeks), ("week", Cue::Weeks),
    ("everything", Cue::All), ("all", Cue::All), ("anything", Cue::All), ("whatever", Cue::All), ("things", Cue::All), ("stuff", Cue::All), ("something", Cue::All),
];

/// Words that say nothing: articles, prepositions, auxiliaries, politeness.
pub(crate) const IGNORABLE: &[&str] = &[
    "the a an of in on at to for from into onto out off is are was were be been being am do does did done can could",
    "will would should shall may might must let us we our ours you your i me my mine he she his her there here",
    "please pls kindly thanks thank thx hi hello hey ok okay so well um just tell want need like see know think",
    "currently present right moment today's ever even still already yet quite really actually basically exactly about",
    "around roughly approximately during while as if then than which what how whats wheres whos hows thats theyre",
    "theres were ive id ill youre lets got gets getting come comes came go goes went make makes made take takes took",
    "put puts give gives gave say says said asking ask wonder wondering interested curious quickly quick possible",
    "maybe perhaps sitting sits lying standing stand stands found using use used based basis according via regarding concerning",
    "terms term figure figures info information data report table chart graph view summary overview please company companies business",
    "place placed placing received receiving came coming across through against within some each other another us them themselves itself",
    "rate rates kind kinds type types sort sorts case cases side sides way ways thing part parts lot lots bunch set too very much many",
    "current tied ship ships supply supplies supplied shipping serving sending supplying both weve theyve youve hes shes thatll arent whove whod heres ever happens soon here likely apart among amongst",
    "work worked working run runs happened happen happens picture answer query question results result rows entries entry records record",
    "carry carrying carries going bring brings brought accounted account make accounts end ends whole entire entirety complete full",
    "currently presently available time times at with without who whom by per and or but pick picked picking shown showing shows",
    "saw code codes loading loaded inside gone kept keep keeps stored far level levels position positions piece actual real own people person folks guys team up down per overall simply calculated compute calculate computed",
];

/// Verbs that ask for a change of data when a request begins with them.
pub(crate) const WRITE_VERBS: &[&str] = &[
    "change",
    "update",
    "set",
    "delete",
    "remove",
    "insert",
    "add",
    "create",
    "drop",
    "truncate",
    "modify",
    "edit",
    "adjust",
    "increase",
    "decrease",
    "raise",
    "lower",
    "reduce",
    "cancel",
    "approve",
    "reject",
    "mark",
    "move",
    "transfer",
    "assign",
    "reassign",
    "rename",
    "overwrite",
    "replace",
    "correct",
    "fix",
    "reset",
    "book",
    "post",
    "order",
    "reorder",
    "buy",
    "purchase",
    "place",
    "confirm",
    "release",
    "ship",
    "close",
    "merge",
    "alter",
    "grant",
    "revoke",
    "write",
    "save",
    "put",
    "double",
    "halve",
    "bump",
    "write off",
    "receive",
    "return",
    "schedule",
    "erase",
    "wipe",
    "clear",
];
