//! A *draft* is a question with its parts sorted by role: what is asked for, what groups, what restricts, what ranks.

mod asides;
mod behind;
mod blank;
mod columns;
mod contrast;
mod coordinated;
mod counted;
mod cues;
mod deliveries;
mod denied;
mod described;
mod durations;
mod figures;
mod filters;
mod firsts;
mod lags;
mod levels;
mod margins;
mod measures;
mod numbers;
mod opposites;
mod parties;
mod places;
mod ranks;
mod reader;
mod roles;
mod single;
mod terms;
mod things;
mod trailing;
mod valued;
mod wanted;

pub(crate) use columns::{row_column, summed_column};
pub(crate) use places::{kind_letters, letters_of_kind};
pub(crate) use reader::{range_of, read};

use semantic::{Aggregate, AttributeId, Comparator, Grain};

use crate::dates::DatePhrase;
use crate::values::Match;

/// The parts of a question by role. Entities, metrics and filters are positions in the model's lists; `at` is the
/// position of the first token.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draft {
    /// Measures that are asked for, in order.
    pub(crate) measures: Vec<MeasureMention>,
    /// Entities that are asked for; the first is the subject.
    pub(crate) subjects: Vec<Subject>,
    /// What groups.
    pub(crate) dimensions: Vec<Dimension>,
    /// Attributes that are asked for.
    pub(crate) attributes: Vec<(AttributeId, usize)>,
    /// Values that restrict.
    pub(crate) values: Vec<ValueMention>,
    /// Named filters that restrict.
    pub(crate) filters: Vec<FilterMention>,
    /// Orders named by number.
    pub(crate) keys: Vec<KeyMention>,
    /// Things that must not (or must) exist.
    pub(crate) existence: Vec<Existence>,
    /// Times.
    pub(crate) dates: Vec<DateMention>,
    /// Comparisons with numbers.
    pub(crate) conditions: Vec<Condition>,
    /// Comparisons of an attribute with another.
    pub(crate) against: Vec<Against>,
    /// Conditions on the days between two moments.
    pub(crate) lags: Vec<Lag>,
    /// Measures that only said by how much one column exceeds another ("units over its maximum").
    pub(crate) margins: Vec<usize>,
    /// Times before which the last of something lies, turned into those from then on.
    pub(crate) until_then: Vec<usize>,
    /// Figures that another one takes the place of ("instead of money").
    pub(crate) replaced: Vec<usize>,
    /// Words that say that something does not exist ("whose last order was before …").
    pub(crate) covered: Vec<usize>,
    /// A condition that can hold more or less was said once more ("overstocked …, the quantity above the maximum").
    pub(crate) far_again: bool,
    /// Words that ask by how far a condition holds ("how much over").
    pub(crate) farness: Vec<usize>,
    /// Words for the number of an order as one of the columns ("number and date").
    pub(crate) number_columns: Vec<usize>,
    /// Columns that are listed beside others ("with cost and price"), by token.
    pub(crate) beside: Vec<usize>,
    /// An order by a date that groups ("earliest first").
    pub(crate) chronological: bool,
    /// Words about the state of one order that its row shows ("is order 12 delivered"), by token.
    pub(crate) stated: Vec<usize>,
    /// Words that leave out what is left out as it is ("skip those without sales").
    pub(crate) left_empty: Vec<usize>,
    /// "Both" stood before values, at this token.
    pub(crate) both: Option<usize>,
    /// "Only" restricts what a thing did or where it is, at this token.
    pub(crate) exclusive: Option<usize>,
    /// Something holds for every part of a thing.
    pub(crate) every: Option<Every>,
    /// Orders that must not exist for a thing in stock.
    pub(crate) absent: Vec<Absence>,
    /// "Bought", "purchased": cancelled orders do not count.
    pub(crate) bought: bool,
    /// There is none of it in any place.
    pub(crate) nowhere: bool,
    /// A place has something ("that OSL-1 has").
    pub(crate) held: bool,
    /// Comparisons of a measure with another.
    pub(crate) contrasts: Vec<Contrast>,
    /// The mean per period: "a week, on average".
    pub(crate) rate: Option<Grain>,
    /// The period stands by itself in the singular or with "per", "each": "monthly", "a day".
    pub(crate) single_period: bool,
    /// Days since the date that is asked for.
    pub(crate) ago: bool,
    /// "where", "who" that begin a clause about the thing before, by token.
    pub(crate) relatives: Vec<usize>,
    /// Who trades, where that says nothing beside the trade: "what customers ordered"; by token.
    pub(crate) actors: Vec<usize>,
    /// The share is that of a condition in all of them: "the ratio of cancelled orders to all".
    pub(crate) ratio: bool,
    /// One measure less another: "actual minus planned lead time".
    pub(crate) minus: bool,
    /// The ranking was said behind what groups ("per supplier, top five").
    pub(crate) top_behind: bool,
    /// What the other measure is lessened by.
    pub(crate) taken_off: Option<What>,
    /// What a ranking leaves is shown as one: "the top three together".
    pub(crate) together: bool,
    /// Only those that are new, by token: "new customers".
    pub(crate) newcomers: Option<usize>,
    /// Orders are counted as deliveries: those that have come.
    pub(crate) counts_deliveries: bool,
    /// Values are joined by "or".
    pub(crate) either: bool,
    /// Counted apart, as parts of what was asked for before ("… of them cancelled").
    pub(crate) parts: Vec<FilterMention>,
    /// Counted apart, as parts in a time ("… of them due this week").
    pub(crate) parts_in_time: Vec<PartInTime>,
    /// What happened to the things that are counted ("the number of products sold").
    pub(crate) counted_in: Option<Vec<usize>>,
    /// A share, in the sense of a rate of its own ("margin in percent").
    pub(crate) in_percent: bool,
    /// An order is looked into ("what does order 12 hold").
    pub(crate) inside: bool,
    /// Columns that must be empty ("without a restock date").
    pub(crate) missing: Vec<(AttributeId, usize)>,
    /// Columns that must have a value ("with a lead time on file").
    pub(crate) present: Vec<(AttributeId, usize)>,
    /// Words that name a column and only said what somebody did ("placed").
    pub(crate) verbs: Vec<usize>,
    /// Nouns that ask for nothing: none of them is left out ("all depots"), or another thing is meant ("lines" of stock).
    pub(crate) everywhere: Vec<usize>,
    /// Comparators that were prepositions ("over all warehouses").
    pub(crate) idle: usize,
    /// Only what is still ahead of today ("the next delivery").
    pub(crate) from_today: bool,
    /// Words for a number that is shown already ("… and qty"), by token.
    pub(crate) again: Vec<usize>,
    /// What must not exist is looked for where the row is: "not kept at the warehouse that ships it".
    pub(crate) same_place: bool,
    /// A place that was named before is meant again ("sold from there"), at this token.
    pub(crate) there: Option<usize>,
    /// Things are kept somewhere ("carried at …").
    pub(crate) kept: bool,
    /// Ranking.
    pub(crate) top: Option<Top>,
    /// Metrics that a ranking word goes by ("busiest").
    pub(crate) ranked_by: Option<(Vec<usize>, usize)>,
    /// Explicit direction ("largest first").
    pub(crate) direction: Option<bool>,
    /// The direction is that of the measure's own sense: "best first", or "worst first".
    pub(crate) best_first: Option<bool>,
    /// Put in order.
    pub(crate) rank: bool,
    /// Period as grouping.
    pub(crate) grain: Option<Grain>,
    /// Something is to be listed.
    pub(crate) list: bool,
    /// Said "how many" without a thing to count.
    pub(crate) bare_count: bool,
    /// Said "how much".
    pub(crate) how_much: bool,
    /// One figure over everything.
    pub(crate) total: bool,
    /// Pieces rather than money.
    pub(crate) in_units: bool,
    /// Money rather than pieces.
    pub(crate) in_money: bool,
    /// Two things or times side by side.
    pub(crate) versus: bool,
    /// One of the sides is a time ("against last year").
    pub(crate) versus_time: bool,
    /// More or fewer of it than in the other period; true for more.
    pub(crate) more_than_before: Option<bool>,
    /// Difference asked for.
    pub(crate) difference: bool,
    /// Growth asked for.
    pub(crate) growth: bool,
    /// The whole of a share is that of each group ("what part of its sales").
    pub(crate) within_groups: bool,
    /// Part of a whole, with the token position.
    pub(crate) share: Option<usize>,
    /// The share is shown beside each of what is ranked ("with their share of the total").
    pub(crate) share_of_each: bool,
    /// Running total.
    pub(crate) running: bool,
    /// Due, expected.
    pub(crate) due: bool,
    /// What the words for it say, where all say the same.
    pub(crate) due_as: Option<DueAs>,
    /// Deliveries of a time that is over: those that came.
    pub(crate) came: bool,
    /// Speaks of what was delivered or received.
    pub(crate) delivered: bool,
    /// A status says that it has come: times are those of the delivery.
    pub(crate) arrived: bool,
    /// Groups without rows too.
    pub(crate) keep_empty: bool,
    /// Points at something said before.
    pub(crate) pronoun: bool,
    /// A contrast was said: "but", "though".
    pub(crate) but: bool,
    /// Continues what was said before.
    pub(crate) continues: bool,
    /// Restricts what was said before.
    pub(crate) only: bool,
    /// Asks about something vague.
    pub(crate) vague: bool,
    /// Trade happened: "ordered", "bought".
    pub(crate) ordered: bool,
    /// There is some of it: "do we have".
    pub(crate) have: bool,
    /// Words that asked for the days that something is overdue ("days late"), by token.
    pub(crate) days_behind: Vec<usize>,
    /// What is on orders of a kind is asked for ("in the open orders").
    pub(crate) within_orders: bool,
    /// Ranked by how far a condition holds ("furthest below the minimum").
    pub(crate) far: bool,
    /// How long stock lasts is asked for.
    pub(crate) lasts: bool,
    /// Days since a date asked for.
    pub(crate) how_long: bool,
    /// A person or company is asked for.
    pub(crate) who: bool,
    /// A place is asked for.
    pub(crate) place: bool,
    /// A date is asked for.
    pub(crate) when: bool,
    /// Each once.
    pub(crate) distinct: bool,
    /// A plain number that says how many ("make that eight").
    pub(crate) plain_number: Option<u64>,
    /// What groups was said before what is asked for ("per depot the item that …").
    pub(crate) grouped_first: bool,
    /// Each group on its own ("the best of each").
    pub(crate) per_group: bool,
    /// Comparators that "not" has turned round.
    pub(crate) reversed: usize,
    /// Each period on its own ("the best of each month").
    pub(crate) per_period: bool,
    /// Words that changed the sense and found no use: they forbid an answer.
    pub(crate) unused: Vec<String>,
    /// A number at the end, behind a thing: not how many of them, and no key that is known.
    pub(crate) stray_number: Option<String>,
    /// Words that are not known.
    pub(crate) unknown: Vec<String>,
    /// Words for what lies outside the asker's tables.
    pub(crate) outside: Vec<String>,
}

impl Draft {
    /// A ranking with a number ("the top five").
    pub(crate) fn top_by_number(&self) -> bool {
        self.top.as_ref().is_some_and(|t| t.count.is_some())
    }
}

/// What words say of something that is taken to be due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DueAs {
    /// That it is.
    Due,
    /// Where it goes.
    Goes,
    /// That it is a delivery.
    Deliveries,
}

/// An entity that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Subject {
    pub(crate) entity: usize,
    pub(crate) at: usize,
    /// Said in the plural.
    pub(crate) plural: bool,
}

/// A measure in a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MeasureMention {
    pub(crate) what: What,
    pub(crate) at: usize,
    /// It ranks or filters but was not asked for by itself.
    pub(crate) by: bool,
}

/// What is measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// One of these metrics; the words allow each.
    Metric(Vec<usize>),
    /// An aggregate of an attribute.
    Attribute(Aggregate, AttributeId),
    /// The mean or other aggregate of what a metric sums.
    Of(Aggregate, Vec<usize>),
    /// How many of an entity.
    Count(usize),
}

/// What groups.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Dimension {
    Entity(usize),
    Attribute(AttributeId),
}

/// Values that restrict.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueMention {
    /// One match for each attribute that the words fit, the best first.
    pub(crate) matches: Vec<Match>,
    pub(crate) negated: bool,
    pub(crate) at: usize,
    pub(crate) words: String,
    /// An entity noun stood beside it ("… storage", "supplier …").
    pub(crate) noun: Option<usize>,
    /// Joined to the value before by "and", "or" or a comma.
    pub(crate) joined: bool,
    /// What groups ("for every one of the four …").
    pub(crate) grouped: bool,
    /// It is where things go out ("shipped from …", "out of …").
    pub(crate) origin: bool,
    /// It is where things go, or where somebody is at home ("delivered to …", "customers in …").
    pub(crate) destined: bool,
    /// All things with these words are meant: "the … customers", "products called …".
    pub(crate) all: bool,
}

/// A named filter that restricts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FilterMention {
    pub(crate) candidates: Vec<usize>,
    pub(crate) negated: bool,
    pub(crate) at: usize,
    /// Joined to the condition before by "or".
    pub(crate) or: bool,
}

/// An order named by number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyMention {
    pub(crate) entity: usize,
    pub(crate) prefix: Option<String>,
    pub(crate) number: String,
    pub(crate) at: usize,
}

/// Something that must not exist ("never sold", "without orders").
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Existence {
    pub(crate) what: What,
    pub(crate) at: usize,
}

/// A condition that holds for every part of a thing ("all lines fulfilled").
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Every {
    /// The part.
    pub(crate) entity: usize,
    pub(crate) at: usize,
    pub(crate) filters: Vec<FilterMention>,
    pub(crate) values: Vec<ValueMention>,
}

/// Orders that must not exist for a thing in stock ("no open order for it").
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Absence {
    /// Filters that the words may mean.
    pub(crate) candidates: Vec<usize>,
    pub(crate) at: usize,
    /// For the same warehouse, too.
    pub(crate) here: bool,
}

/// A time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DateMention {
    pub(crate) phrase: DatePhrase,
    pub(crate) at: usize,
    /// A date attribute was named right before it.
    pub(crate) attribute: Option<AttributeId>,
    pub(crate) negated: bool,
    /// What happened then, where the words before it say so.
    pub(crate) role: Option<Moment>,
    /// What is in that time is left out ("excluding August"), rather than missing in it.
    pub(crate) left_out: bool,
}

/// A part of what is counted, in a time of its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartInTime {
    pub(crate) phrase: DatePhrase,
    pub(crate) at: usize,
    /// What is due then, with the token that says so.
    pub(crate) due: Option<usize>,
}

/// When something happened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Moment {
    /// It was ordered.
    Ordered,
    /// It was promised.
    Due,
    /// It came.
    Came,
    /// A date of its own.
    Column(AttributeId),
    /// Now.
    Today,
}

/// A condition on the time from one moment to another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lag {
    pub(crate) from: Moment,
    pub(crate) to: Moment,
    pub(crate) comparator: Comparator,
    pub(crate) count: i64,
    /// Unit of the count; days unless it ends today.
    pub(crate) unit: Grain,
    pub(crate) at: usize,
    /// First tokens of the spans that say it.
    pub(crate) covers: Vec<usize>,
}

/// A comparison with a number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub(crate) comparator: Comparator,
    pub(crate) value: String,
    pub(crate) percent: bool,
    pub(crate) money: bool,
    /// Days, when the number was followed by a unit of time.
    pub(crate) days: bool,
    pub(crate) target: Option<What>,
    /// A plain column.
    pub(crate) attribute: Option<AttributeId>,
    pub(crate) at: usize,
}

/// An attribute compared with another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Against {
    pub(crate) left: Option<AttributeId>,
    pub(crate) comparator: Comparator,
    pub(crate) right: AttributeId,
    /// Right side times this.
    pub(crate) factor: Option<String>,
    /// The comparison is about how much one side exceeds the other.
    pub(crate) by: Option<Margin>,
}

/// By how much one column exceeds another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Margin {
    pub(crate) value: String,
    /// The left side is the smaller one.
    pub(crate) short: bool,
}

/// A measure compared with another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Contrast {
    pub(crate) left: What,
    pub(crate) comparator: Comparator,
    pub(crate) right: What,
}

/// Ranking.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Top {
    pub(crate) count: Option<u64>,
    pub(crate) kind: TopKind,
    pub(crate) at: usize,
}

/// Which end of a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TopKind {
    Most,
    Least,
    Best,
    Worst,
    Latest,
    Earliest,
}
