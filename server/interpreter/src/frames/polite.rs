//! *Politeness* in a sentence, and what it says of the asker's occasion: "if you don't mind", "a list would be lovely",
//! "Great, thanks.", "I'm preparing a visit to Almvik – what do they owe us".

use super::{Frames, among, says_nothing};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;

/// Words of approval and thanks.
const APPROVAL: &str = " lovely great perfect super nice brilliant cool excellent wonderful good fine awesome fantastic helpful ideal handy \
    appreciated useful enough amazing marvellous terrific splendid sweet neat welcome thanks thank cheers ";

/// Verbs between a thing and how it strikes somebody.
const IMPRESSIONS: &str = " feels feel looks look seems seem sounds sound appears appear ";

impl Frames<'_> {
    /// Clauses as ranges of spans.
    fn clauses(&self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut begin = 0;
        for end in 1..=self.spans.len() {
            let breaks = self
                .spans
                .get(end)
                .is_none_or(|s| matches!(self.tokens[s.start].gap, Gap::Comma | Gap::Stop));
            if breaks {
                found.push((begin, end));
                begin = end;
            }
        }
        found
    }

    /// The span says something about the data.
    fn says_something(&self, position: usize) -> bool {
        matches!(
            self.spans[position].meaning,
            Meaning::Terms(_)
                | Meaning::Values(_)
                | Meaning::Number(_)
                | Meaning::Date(_)
                | Meaning::Key { .. }
                | Meaning::Outside
        )
    }

    /// Spans that are only polite.
    pub(super) fn polite(&self) -> Vec<usize> {
        let mut passed = Vec::new();
        let clauses = self.clauses();
        for (place, (begin, end)) in clauses.iter().copied().enumerate() {
            passed.extend(self.on_condition(end));
            passed.extend(self.would_be(begin, end));
            if place + 1 < clauses.len() {
                passed.extend(self.thanks(begin, end));
                passed.extend(self.occasion(begin, end));
            }
        }
        passed
    }

    /// "… if you don't mind", "… if I may ask", at the end of a clause.
    fn on_condition(&self, end: usize) -> Vec<usize> {
        let earliest = end.saturating_sub(8);
        let Some(begin) = (earliest..end)
            .rev()
            .find(|position| self.word(&self.spans[*position]) == "if")
        else {
            return Vec::new();
        };
        let next = self.spans.get(begin + 1).map_or("", |s| self.word(s));
        let asks = among(
            " you u i we its it that thats possible there convenient ",
            next,
        );
        if asks && (begin + 1..end).all(|position| !self.says_something(position)) {
            (begin..end).collect()
        } else {
            Vec::new()
        }
    }

    /// "A list would be lovely", "biggest first is fine".
    fn would_be(&self, begin: usize, end: usize) -> Vec<usize> {
        let Some(last) = end.checked_sub(1) else {
            return Vec::new();
        };
        let Some(be) = (begin..last).rev().take(4).find(|position| {
            let before = position
                .checked_sub(1)
                .map_or("", |p| self.word(&self.spans[p]));
            match self.word(&self.spans[*position]) {
                "be" => among(" would will wd could might should ", before),
                "is" | "are" => true,
                _ => false,
            }
        }) else {
            return Vec::new();
        };
        let tail = be + 1..end;
        let approves = tail
            .clone()
            .any(|position| among(APPROVAL, self.word(&self.spans[position])));
        let short = tail.clone().all(|position| {
            says_nothing(&self.spans[position])
                || among(APPROVAL, self.word(&self.spans[position]))
                || matches!(self.spans[position].meaning, Meaning::Cue(Cue::All))
        });
        if approves && short && tail.len() <= 3 {
            tail.collect()
        } else {
            Vec::new()
        }
    }

    /// "Lovely, thank you.", "Great."
    fn thanks(&self, begin: usize, end: usize) -> Vec<usize> {
        let all = begin..end;
        let approves = all
            .clone()
            .any(|position| among(APPROVAL, self.word(&self.spans[position])));
        let nothing = all.clone().all(|position| {
            says_nothing(&self.spans[position])
                || among(APPROVAL, self.word(&self.spans[position]))
                || matches!(self.spans[position].meaning, Meaning::Cue(Cue::Pronoun))
        });
        if approves && nothing && all.len() <= 5 {
            all.collect()
        } else {
            Vec::new()
        }
    }

    /// "I'm preparing a visit to Almvik", "depot North feels full": what the words behind it are asked for. The names in
    /// it stay, where those words point at them.
    fn occasion(&self, begin: usize, end: usize) -> Vec<usize> {
        let first = self.word(&self.spans[begin]);
        let myself = among(" i im ive id we were weve my our ", first);
        let impression =
            (begin..end).any(|position| among(IMPRESSIONS, self.word(&self.spans[position])));
        let names =
            (begin..end).any(|position| matches!(self.spans[position].meaning, Meaning::Values(_)));
        let only_names = (begin..end).all(|position| {
            says_nothing(&self.spans[position])
                || matches!(
                    self.spans[position].meaning,
                    Meaning::Values(_) | Meaning::Cue(Cue::With | Cue::Have)
                )
                || among(IMPRESSIONS, self.word(&self.spans[position]))
        });
        let points = self.spans[end..].iter().any(|s| {
            self.tokens[s.start..s.end].iter().any(|t| {
                among(
                    " they their them it its there those he she his her ",
                    &t.norm,
                )
            })
        });
        let asks = self.spans[end..].iter().any(|s| {
            matches!(
                s.meaning,
                Meaning::Cue(
                    Cue::List | Cue::Count | Cue::HowMuch | Cue::Who | Cue::When | Cue::Where
                ) | Meaning::Terms(_)
            )
        });
        if (myself || impression) && names && only_names && points && asks {
            (begin..end)
                .filter(|position| {
                    says_nothing(&self.spans[*position])
                        || among(IMPRESSIONS, self.word(&self.spans[*position]))
                })
                .collect()
        } else {
            Vec::new()
        }
    }

    /// Words that say nothing beside what is there already: "share held by the top five", "value parked in Narvik", "any
    /// size", "with the amounts", "count too".
    pub(super) fn beside_the_point(&self) -> Vec<usize> {
        const HELD: &str =
            " held taken made earned claimed generated captured covered contributed accounted ";
        const LAID: &str = " parked tied locked sunk invested stuck bound frozen sitting ";
        const FIGURES: &str =
            " amount amounts rate rates count counts number numbers figure figures ";
        let mut passed = Vec::new();
        let share = self
            .spans
            .iter()
            .position(|s| s.meaning == Meaning::Cue(Cue::Share));
        for position in 1..self.spans.len() {
            let span = &self.spans[position];
            let word = self.word(span);
            let next = self.spans.get(position + 1);
            let by = next.is_some_and(|s| matches!(self.word(s), "by" | "for"));
            if among(HELD, word) && by && share.is_some_and(|at| at < position) {
                passed.push(position);
            }
            let there = next.is_some_and(|s| matches!(self.word(s), "in" | "at" | "up"))
                && self.spans[position + 1..]
                    .iter()
                    .take(4)
                    .any(|s| matches!(s.meaning, Meaning::Values(_)));
            let measured = self.spans[..position].iter().any(|s| {
                matches!(&s.meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Metric(_))))
            });
            if among(LAID, word) && there && measured {
                passed.push(position);
            }
            // "vests, any size": of whatever kind the named things are.
            let any = matches!(
                self.word(&self.spans[position - 1]),
                "any" | "all" | "every"
            ) && self.spans[..position - 1]
                .iter()
                .any(|s| matches!(s.meaning, Meaning::Values(_)))
                && next.is_none_or(|s| {
                    self.tokens[s.start].gap != Gap::Space
                        || matches!(s.meaning, Meaning::Cue(Cue::Total | Cue::And))
                });
            if any && span.meaning == Meaning::Unknown {
                passed.extend([position - 1, position]);
            }
        }
        passed.extend(self.pace());
        passed.extend(self.that_period());
        // "…, with the amounts", "… . with rate", "count too": the figures are shown anyway.
        if let Some((begin, end)) = self
            .clauses()
            .last()
            .copied()
            .filter(|(begin, _)| *begin > 0)
        {
            let measured = self.spans[..begin].iter().any(|s| {
                matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                    matches!(t, Term::Metric(_) | Term::Filter(_))
                })) || matches!(s.meaning, Meaning::Cue(Cue::Ordered | Cue::Compare(_)))
            });
            let dated = self.spans[..begin].iter().any(|s| {
                self.tokens[s.start..s.end]
                    .iter()
                    .any(|t| t.norm.starts_with("restock") || t.norm == "date")
            });
            let figure = |p: usize| {
                let span = &self.spans[p];
                span.end == span.start + 1
                    && (among(FIGURES, self.word(span))
                        || dated && among(" date dates ", self.word(span)))
            };
            let mut figures = (begin..end).filter(|p| figure(*p));
            let plain = (begin..end).all(|p| {
                figure(p)
                    || matches!(
                        self.spans[p].meaning,
                        Meaning::Ignorable
                            | Meaning::Cue(Cue::With | Cue::And | Cue::Continue | Cue::OrMore)
                    )
            });
            let added = matches!(
                self.spans[begin].meaning,
                Meaning::Cue(Cue::With | Cue::And | Cue::OrMore)
            ) || matches!(self.word(&self.spans[end - 1]), "too" | "also" | "well");
            if (measured || dated) && added && plain && end - begin <= 6 && figures.next().is_some()
            {
                passed.extend((begin..end).filter(|p| figure(*p)));
            }
        }
        passed
    }

    /// "at the pace of the last 90 days": what stock lasts goes by that pace anyway.
    fn pace(&self) -> Vec<usize> {
        let lasts = self.spans.iter().any(|s| {
            let dated = matches!(s.meaning, Meaning::Date(_));
            let verb = among(
                " last lasts cover covers suffice suffices enough out ",
                self.word(s),
            );
            let denied = s.start.checked_sub(1).is_some_and(|before| {
                among(
                    " wont not cant cannot dont doesnt ",
                    &self.tokens[before].norm,
                )
            });
            verb && (!dated || denied)
        });
        let Some(pace) = self
            .spans
            .iter()
            .position(|s| among(" pace rate speed tempo ", self.word(s)))
        else {
            return Vec::new();
        };
        let dated = self.spans[pace + 1..]
            .iter()
            .take(3)
            .position(|s| match &s.meaning {
                Meaning::Date(crate::dates::DatePhrase::Range(range)) => {
                    let window = range.happened;
                    window.from.zip(window.until).is_some_and(|(from, until)| {
                        from.until(until).is_ok_and(|span| span.get_days() == 90)
                    })
                }
                _ => false,
            })
            .map(|p| pace + 1 + p);
        let Some(end) = dated.filter(|_| lasts) else {
            return Vec::new();
        };
        let between = (pace + 1..end).all(|p| says_nothing(&self.spans[p]));
        let begin = (0..pace)
            .rev()
            .take(4)
            .take_while(|p| {
                says_nothing(&self.spans[*p])
                    || matches!(self.spans[*p].meaning, Meaning::Cue(Cue::Average | Cue::By))
            })
            .last()
            .unwrap_or(pace);
        if between {
            (begin..=end).collect()
        } else {
            Vec::new()
        }
    }

    /// "bought in 2025 but not … that year": the period that was named before.
    fn that_period(&self) -> Vec<usize> {
        let dated = |end: usize| {
            self.spans[..end]
                .iter()
                .filter(|s| matches!(s.meaning, Meaning::Date(_)))
                .count()
                == 1
        };
        let mut passed = Vec::new();
        for position in 1..self.spans.len() {
            let span = &self.spans[position];
            let last = self.tokens[span.end - 1].norm.as_str();
            let first = self.word(span);
            let before = self.word(&self.spans[position - 1]);
            let period = among(" year month quarter week period time ", last);
            let points = |w: &str| among(" that same ", w);
            if period && points(first) && span.end > span.start + 1 && dated(position) {
                passed.push(position);
            } else if period && span.end == span.start + 1 && points(before) && dated(position - 1)
            {
                passed.extend([position - 1, position]);
            }
        }
        passed
    }

    /// "place" is a noun behind a word that goes before nouns; "they place orders" asks for no place.
    pub(super) fn places_something(&self, position: usize) -> bool {
        let span = &self.spans[position];
        if span.end != span.start + 1
            || !matches!(self.word(span), "place" | "places")
            || !matches!(span.meaning, Meaning::Terms(_))
        {
            return false;
        }
        let before = span
            .start
            .checked_sub(1)
            .map_or("", |t| self.tokens[t].norm.as_str());
        let noun = among(
            " which what wich one each every per by any no same this that the those these our all in at than another how many two three \
            four five six several different both of other single more few most some ",
            before,
        ) || span
            .start
            .checked_sub(1)
            .is_some_and(|t| self.tokens[t].is_numeric())
            || matches!(
                position.checked_sub(1).map(|p| &self.spans[p].meaning),
                Some(Meaning::Number(_))
            );
        !noun
    }
}
