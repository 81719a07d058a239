//! *Ranks* in a draft: superlatives, orders, and which end of them is meant.

use semantic::Aggregate;

use super::reader::Reader;
use super::{Top, TopKind};
use crate::cues::Cue;
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::Gap;

impl Reader<'_> {
    pub(super) fn superlative(&mut self, cue: Cue, position: usize) {
        let span = &self.spans[position];
        let kind = match cue {
            Cue::Most => TopKind::Most,
            Cue::Least => TopKind::Least,
            Cue::Best => TopKind::Best,
            Cue::Worst => TopKind::Worst,
            Cue::Latest => TopKind::Latest,
            _ => TopKind::Earliest,
        };
        let word = self.tokens[span.start].norm.as_str();
        // "more units than last month": a comparison of two times, not a ranking.
        if matches!(word, "more" | "less") {
            let than = self.than_behind(position);
            // "more orders than any other": it leads.
            let others = than
                .and_then(|at| self.tokens.get(at + 1))
                .is_some_and(|t| {
                    matches!(
                        t.norm.as_str(),
                        "any" | "all" | "every" | "anyone" | "anybody" | "everyone" | "everybody"
                    )
                });
            if others {
                self.pending.top = Some((kind, span.start));
                self.draft.top = Some(Top {
                    count: Some(1),
                    kind,
                    at: span.start,
                });
            } else if than.is_some() {
                self.draft.more_than_before = Some(word == "more");
                self.draft.versus = true;
            } else if self.spans[position..].len() > 1 {
                self.pending.top = Some((kind, span.start));
            }
            return;
        }
        // "average of the maximum": an aggregate of the number that follows.
        if matches!(
            word,
            "maximum"
                | "max"
                | "minimum"
                | "min"
                | "peak"
                | "highest"
                | "lowest"
                | "largest"
                | "smallest"
        ) && self.draft.subjects.is_empty()
            && self.pending.number.is_none()
            && let Some(Span {
                meaning: Meaning::Terms(terms),
                ..
            }) = self.next(position)
            && terms
                .iter()
                .any(|t| matches!(t, Term::Attribute(a) if self.numeric(a)))
            && matches!(word, "maximum" | "max" | "minimum" | "min" | "peak")
        {
            self.pending.aggregate = Some(if matches!(word, "minimum" | "min") {
                Aggregate::Minimum
            } else {
                Aggregate::Maximum
            });
            return;
        }
        // "newest at the top": all of them, by their date.
        if matches!(kind, TopKind::Latest | TopKind::Earliest)
            && !matches!(word, "first" | "last")
            && self.puts_first(span.end)
            && self.draft.top.is_none()
            && self.draft.measures.is_empty()
        {
            self.ordering = true;
            self.draft.top = Some(Top {
                count: None,
                kind,
                at: span.start,
            });
            return;
        }
        // "By delivery date, earliest first": an order by the date that groups.
        let first = span.end > span.start + 1 && self.tokens[span.end - 1].norm == "first"
            || self.puts_first(span.end);
        let grouped = self.draft.grain.is_some()
            || self
                .draft
                .dimensions
                .iter()
                .any(|d| matches!(d, super::Dimension::Attribute(a) if self.date_like(a)));
        if matches!(kind, TopKind::Latest | TopKind::Earliest)
            && first
            && grouped
            && self.draft.top.is_none()
        {
            self.draft.chronological = true;
            self.draft.direction = Some(kind == TopKind::Latest);
            self.ordering = true;
            return;
        }
        if kind == TopKind::Latest && self.one_last_time(position) {
            return;
        }
        // "largest amount first": an order, not a ranking.
        if !matches!(word, "first" | "last")
            && (self.orders_by(position) || self.begins_with(position))
        {
            self.order(match kind {
                TopKind::Best => TopKind::Most,
                TopKind::Worst => TopKind::Least,
                kind => kind,
            });
            return;
        }
        if (kind == TopKind::Earliest
            || word == "top"
                && span.start > 0
                && matches!(
                    self.tokens[span.start - 1].norm.as_str(),
                    "on" | "the" | "at"
                ))
            && self.ordering
        {
            self.ordering = false;
            return;
        }
        self.pending.top = Some((kind, span.start));
        let count = self.pending.number.take().map(|(n, _)| n);
        let per_group = self.pending.each;
        self.draft.top_behind = !self.draft.dimensions.is_empty() && !self.pending.grouping;
        if self.draft.top.is_none() || count.is_some() {
            self.draft.top = Some(Top {
                count,
                kind,
                at: span.start,
            });
        }
        if per_group {
            self.draft.per_group = true;
        }
    }

    /// "Each of the five largest suppliers", "each of our top three": those of one ranking, none within groups.
    pub(super) fn each_of_ranked(&self, position: usize) -> bool {
        let mut after = self.spans[position + 1..]
            .iter()
            .filter(|s| s.meaning != Meaning::Ignorable)
            .map(|s| &s.meaning);
        let ranks = |meaning: Option<&Meaning>| {
            matches!(
                meaning,
                Some(Meaning::Cue(
                    Cue::Most | Cue::Least | Cue::Best | Cue::Worst | Cue::Latest | Cue::Earliest
                ))
            )
        };
        let number = |meaning: Option<&Meaning>| matches!(meaning, Some(Meaning::Number(_)));
        let (first, second) = (after.next(), after.next());
        let of = self
            .tokens
            .get(self.spans[position].end)
            .is_some_and(|t| t.norm == "of");
        of && (number(first) && ranks(second) || ranks(first) && number(second))
    }

    /// "Rank them by sales and show the first three": the first of that order, not the oldest.
    pub(super) fn first_of_ranked(&mut self) {
        let ranked = self.draft.rank || self.draft.direction.is_some();
        if let Some(top) = &mut self.draft.top
            && top.kind == TopKind::Earliest
            && top.count.is_some()
            && ranked
            && !self.draft.measures.is_empty()
            && self.tokens[top.at].norm == "first"
        {
            top.kind = match self.draft.direction {
                Some(true) => TopKind::Most,
                Some(false) => TopKind::Least,
                None => TopKind::Best,
            };
        }
    }

    /// "Sorted from the highest value down", "starting with the biggest": an order, which leaves nothing out.
    fn begins_with(&self, position: usize) -> bool {
        let start = self.spans[position].start;
        let word = |back: usize| {
            start
                .checked_sub(back)
                .map_or("", |t| self.tokens[t].norm.as_str())
        };
        let lead = if word(1) == "the" { 2 } else { 1 };
        match word(lead) {
            "from" => (lead + 1..lead + 4).any(|back| {
                matches!(
                    word(back),
                    "sort"
                        | "sorted"
                        | "order"
                        | "ordered"
                        | "rank"
                        | "ranked"
                        | "arranged"
                        | "down"
                )
            }),
            "with" => matches!(word(lead + 1), "starting" | "beginning" | "start" | "begin"),
            _ => false,
        }
    }

    /// "The last time we ordered it": the line of that order.
    fn one_last_time(&mut self, position: usize) -> bool {
        let end = self.spans[position].end;
        let word = |at: usize| self.tokens.get(at).map_or("", |t| t.norm.as_str());
        let somebody = matches!(word(end + 1), "we" | "i" | "they" | "somebody" | "anyone")
            || matches!(word(end + 1), "that" | "when") && matches!(word(end + 2), "we" | "i");
        let traded = self.spans[position + 1..]
            .iter()
            .take(5)
            .any(|s| s.meaning == Meaning::Cue(Cue::Ordered));
        if word(end) != "time" || !somebody || !traded || self.draft.when {
            return false;
        }
        self.draft.top = Some(Top {
            count: Some(1),
            kind: TopKind::Latest,
            at: self.spans[position].start,
        });
        self.last_times(position);
        true
    }

    /// "… first", "… on top", "… at the top": the words from that token say where in the list.
    pub(super) fn puts_first(&self, at: usize) -> bool {
        let word = |place: usize| self.tokens.get(place).map_or("", |t| t.norm.as_str());
        let at = at + usize::from(matches!(word(at), "ones" | "one" | "cases"));
        match word(at) {
            "first" => word(at + 1).parse::<u64>().is_err(),
            "on" => word(at + 1) == "top",
            "at" => word(at + 1) == "the" && word(at + 2) == "top",
            _ => false,
        }
    }

    /// An order is said; "the first five" are the first of that order.
    pub(super) fn order(&mut self, kind: TopKind) {
        // "Worst site first": in the sense of what is measured.
        let sense = match kind {
            TopKind::Best => Some(true),
            TopKind::Worst => Some(false),
            _ => None,
        };
        let largest = matches!(kind, TopKind::Most | TopKind::Latest);
        self.draft.direction = Some(largest || sense.is_some());
        self.draft.best_first = sense;
        self.ordering = true;
        if let Some(top) = &mut self.draft.top
            && top.kind == TopKind::Earliest
        {
            top.kind = kind;
        }
    }

    /// What is named up to the word "first" is what the rows are ordered by.
    pub(super) fn orders_by(&self, position: usize) -> bool {
        // "thinnest first", "oldest on top": what was measured before, in that order.
        let ends = self.puts_first(self.spans[position].end);
        let mut named = ends;
        for span in &self.spans[position + 1..] {
            if ends {
                return true;
            }
            let first = self.tokens[span.start].norm == "first";
            match &span.meaning {
                Meaning::Cue(Cue::Earliest) if first => return named,
                Meaning::Terms(_) => named = true,
                Meaning::Cue(Cue::Difference) => named = true,
                _ if named && self.puts_first(span.start) => return true,
                Meaning::Ignorable
                | Meaning::Cue(
                    Cue::Count | Cue::Distinct | Cue::Total | Cue::Average | Cue::Share,
                ) => {}
                _ => return false,
            }
            if self.tokens[span.start].gap == Gap::Stop {
                return false;
            }
        }
        false
    }
}
