//! A *frame* is a stretch of a sentence that says who asks, what for, or how the sentence hangs together, and nothing about
//! the data. Words that nothing knows may be passed over inside a frame, and nowhere else: an unknown word that could be
//! a condition forbids an answer.

mod left_out;
mod polite;
mod sides;
mod verbs;

use crate::cues::{Cue, GrainWord};
use crate::lattice::{Meaning, Span};
use crate::lexicon::Term;
use crate::text::{Gap, Token};

/// Turns the spans inside frames into ignorable ones.
pub(crate) fn pass(tokens: &[Token], mut spans: Vec<Span>) -> Vec<Span> {
    let mut passed: Vec<usize> = Vec::new();
    let excluded: Vec<(usize, usize, usize)>;
    {
        let frames = Frames {
            tokens,
            spans: &spans,
        };
        passed.extend(frames.asker());
        for position in 0..spans.len() {
            passed.extend(frames.purpose(position));
            if frames.spans[position].meaning == Meaning::Unknown && frames.idle(position) {
                passed.push(position);
            }
            if frames.stands_for_nothing(position) || frames.places_something(position) {
                passed.push(position);
            }
        }
        passed.extend(frames.said_again());
        passed.extend(frames.remarks());
        passed.extend(frames.polite());
        passed.extend(frames.beside_the_point());
        excluded = frames.left_out();
        for (_, tail, end) in &excluded {
            passed.extend(*tail..*end);
        }
    }
    for position in passed {
        spans[position].meaning = Meaning::Ignorable;
    }
    verbs::some_left(tokens, &mut spans);
    verbs::under_number(&mut spans, tokens);
    // "Who picked order 12": what somebody did with it is no part of the data.
    for position in 1..spans.len() {
        const HANDLED: &str = " picked packed loaded handled checked signed entered created processed counted moved wrote ";
        let who = spans[position - 1].meaning == Meaning::Cue(Cue::Who);
        if who && among(HANDLED, &tokens[spans[position].start].norm) {
            spans[position].meaning = Meaning::Unknown;
        }
    }
    verbs::verbs(tokens, &mut spans);
    verbs::columns_asked(tokens, &mut spans);
    verbs::groups(tokens, &mut spans);
    verbs::no_states(tokens, &mut spans);
    sides::sides(tokens, &mut spans);
    left_out::leave_out(tokens, &mut spans);
    // What leaves something out is read as if it stood before it.
    for (first, _, _) in excluded.into_iter().rev() {
        let start = spans[first].start;
        spans.insert(
            first,
            Span {
                start,
                end: start,
                meaning: Meaning::Cue(Cue::Not),
            },
        );
    }
    // "What exactly did they order".
    for position in 1..spans.len() {
        let exactly = among(" exactly precisely ", &tokens[spans[position].start].norm)
            && matches!(spans[position].meaning, Meaning::Cue(Cue::Compare(_)));
        let asks = among(
            " what when where who which how whats ",
            &tokens[spans[position - 1].start].norm,
        );
        if exactly && asks {
            spans[position].meaning = Meaning::Ignorable;
        }
    }
    // "how many units, all in": one figure.
    for position in 0..spans.len().saturating_sub(1) {
        let word = |p: usize| tokens[spans[p].start].norm.as_str();
        let ends = spans
            .get(position + 2)
            .is_none_or(|s| matches!(tokens[s.start].gap, Gap::Stop | Gap::Comma));
        if ends
            && matches!(
                (word(position), word(position + 1)),
                ("all", "in") | ("in", "all")
            )
        {
            spans[position].meaning = Meaning::Cue(Cue::Total);
            spans[position + 1].meaning = Meaning::Ignorable;
        }
    }
    // "the busiest day last month": one of the days.
    for position in 1..spans.len() {
        let ranks = match &spans[position - 1].meaning {
            Meaning::Cue(Cue::Most | Cue::Least | Cue::Best | Cue::Worst) => true,
            Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Ranking(..))),
            _ => false,
        };
        // "The three worst weeks of 2025", "worst three weeks".
        let counted = position > 1
            && matches!(spans[position - 1].meaning, Meaning::Number(_))
            && matches!(
                spans[position - 2].meaning,
                Meaning::Cue(Cue::Most | Cue::Least | Cue::Best | Cue::Worst)
            );
        let grain = match tokens[spans[position].start].norm.as_str() {
            "day" => Some(GrainWord::Day),
            "days" if counted => Some(GrainWord::Day),
            "week" | "weeks" => Some(GrainWord::Week),
            _ => None,
        };
        if let Some(grain) = grain.filter(|_| ranks || counted)
            && matches!(
                spans[position].meaning,
                Meaning::Cue(Cue::Days | Cue::Weeks)
            )
        {
            spans[position].meaning = Meaning::Cue(Cue::Every(grain));
        }
    }
    // "which supplier has the largest share of the spend": the most of it.
    for position in 0..spans.len().saturating_sub(2) {
        let most = matches!(
            spans[position].meaning,
            Meaning::Cue(Cue::Most | Cue::Least | Cue::Best)
        );
        let part = spans[position + 1].meaning == Meaning::Cue(Cue::Share)
            && tokens[spans[position + 1].start].norm != "percent";
        let asks = spans[..position].iter().any(|s| {
            matches!(
                tokens[s.start].norm.as_str(),
                "which" | "who" | "what" | "whose"
            )
        });
        let of = tokens[spans[position + 1].end - 1].norm == "of"
            || tokens[spans[position + 2].start].norm == "of";
        // "The largest share of late orders": a rate of its own.
        let conditioned = spans[position + 2..]
            .iter()
            .take(2)
            .any(|s| match &s.meaning {
                Meaning::Terms(terms) => terms
                    .iter()
                    .any(|t| matches!(t, Term::Filter(_) | Term::Entity(_))),
                Meaning::Values(_) => true,
                _ => false,
            });
        if most && part && asks && of && !conditioned {
            spans[position + 1].meaning = Meaning::Ignorable;
        }
    }
    // "hammers plus saws": one more of the same kind, no "5 plus".
    for position in 1..spans.len().saturating_sub(1) {
        let plus = spans[position].meaning == Meaning::Cue(Cue::OrMore)
            && tokens[spans[position].start].norm == "plus";
        let number = matches!(spans[position - 1].meaning, Meaning::Number(_));
        if plus && !number {
            spans[position].meaning = Meaning::Cue(Cue::And);
        }
    }
    spans
}

struct Frames<'a> {
    tokens: &'a [Token],
    spans: &'a [Span],
}

/// Verbs that tell what somebody wants to be told.
const WANTING: &str = " want wants wanted need needs needed ask asks asked asking request requests requested require requires wonder \
    wonders wondering insist insists ";

/// Those of them that cannot be an adjective.
const PRESENT: &str =
    " want wants need needs asks ask asking requests wonder wonders insist insists ";

const DETERMINERS: &str = " the my our a an some this that your his her their ";

/// Things that a question is asked for, and people that its answer goes to.
pub(crate) const OCCASIONS: &str = " meeting call review report reporting audit auditor auditors presentation board boss manager management \
    director controller accountant bookkeeper colleague team planning budget forecast inspection stocktake slide slides deck \
    dashboard spreadsheet newsletter record records archive file files visit visits trip round tour talk discussion negotiation \
    negotiations interview email mail letter memo check handover shift rota schedule roster checklist agenda ";

/// What a record has been given: said behind a column that it lacks or has.
const RECORDED: &str = " recorded registered noted assigned entered filled stored filed specified defined given attached indicated listed \
    maintained populated documented logged captured mentioned present linked associated named stated known ";

/// Words that only make the condition behind them stronger.
const INTENSIFIERS: &str = " completely totally entirely absolutely wholly utterly fully truly really very dangerously critically seriously \
    badly severely well clearly outright altogether terribly awfully extremely ";

/// Verbs between a thing and its state.
const COPULAS: &str = " remain remains remained remaining stay stays stayed seem seems seemed appear appears appeared become becomes became \
    look looks looked marked flagged tagged labelled labeled categorised classified reported considered deemed counted ended \
    ending wound turned stuck hanging waiting gotten got sitting sat showing ";

/// Nouns for the kind of a thing that its name has said already.
const KINDS: &str = " brand brands make makes model models version versions variant variants variety varieties flavour flavours flavor \
    flavors outlet outlets shop shops business businesses firm firms people folks guys crowd premises place places outfit \
    outfits team teams household households chain chains series colour colours color colors shade shades size sizes wattage wattages \
    length lengths dock docks bay floor gate end ";

/// Verbs of asking: a sentence with one of them asks for something.
const ASKING: &str = " want wants need needs show give get see take look find list count include exclude keep leave drop skip ignore sort rank \
    group split compare tell know add remove filter limit use consider mean means only just without not never no ";

fn among(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|w| w == word)
}

fn says_nothing(span: &Span) -> bool {
    matches!(span.meaning, Meaning::Unknown | Meaning::Ignorable)
}

impl Frames<'_> {
    fn word(&self, span: &Span) -> &str {
        self.tokens[span.start].norm.as_str()
    }

    /// "The bookkeeper wants …", "my boss is asking for …": up to the verb, who asks.
    fn asker(&self) -> Vec<usize> {
        let verb = self
            .spans
            .iter()
            .take(6)
            .position(|s| among(WANTING, self.word(s)));
        let Some(verb) = verb.filter(|v| *v > 0) else {
            return Vec::new();
        };
        let lead = &self.spans[..=verb];
        let one = lead[1..]
            .iter()
            .all(|s| matches!(self.tokens[s.start].gap, Gap::Space | Gap::Joined));
        // "the warehouse lead": a thing may say what somebody leads, but wants nothing itself.
        let thing = |s: &Span| {
            matches!(&s.meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Entity(_))))
        };
        let nothing = says_nothing(&lead[verb])
            && says_nothing(&lead[verb - 1])
            && lead.iter().all(|s| says_nothing(s) || thing(s));
        let somebody = among(DETERMINERS, self.word(&lead[0]))
            || among(OCCASIONS, self.word(&lead[0]))
            || among(PRESENT, self.word(&lead[verb]));
        // "the perishable requested articles" says which; "the auditors requested the articles" says who.
        let asks = among(PRESENT, self.word(&lead[verb]))
            || self.spans.get(verb + 1).is_none_or(|s| {
                among(
                    " for to that me us a an the how which what if whether all ",
                    self.word(s),
                )
            });
        if one && nothing && somebody && asks {
            (0..=verb).collect()
        } else {
            Vec::new()
        }
    }

    /// "for tomorrow's meeting", "ahead of the budget round".
    fn purpose(&self, position: usize) -> Vec<usize> {
        let lead = self.word(&self.spans[position]);
        let begins = lead == "for"
            || lead == "of"
                && position > 0
                && among(" ahead preparation ", self.word(&self.spans[position - 1]));
        if !begins {
            return Vec::new();
        }
        let end = self.spans[position + 1..]
            .iter()
            .take(4)
            .rposition(|s| among(OCCASIONS, self.word(s)));
        let Some(end) = end.map(|e| position + 1 + e) else {
            return Vec::new();
        };
        let between = &self.spans[position + 1..end];
        let fits = between.iter().all(|s| {
            says_nothing(s)
                || matches!(s.meaning, Meaning::Date(_))
                || among(OCCASIONS, self.word(s))
        }) && self.spans[position + 1..=end]
            .iter()
            .all(|s| matches!(self.tokens[s.start].gap, Gap::Space | Gap::Joined));
        // "for the board members of Bergen": more of a name follows.
        let ends = self.spans.get(end + 1).is_none_or(|s| {
            self.tokens[s.start].gap != Gap::Space || s.meaning != Meaning::Unknown
        });
        let unknown = matches!(
            self.spans[end].meaning,
            Meaning::Unknown | Meaning::Ignorable
        );
        let first = if lead == "of" { position - 1 } else { position };
        if fits && ends && unknown {
            (first..=end).collect()
        } else {
            Vec::new()
        }
    }

    /// "In what orders does it appear", "not on any order": what is on an order stands on a line of it.
    fn appears(&self, position: usize, ends: bool) -> bool {
        let word = self.word(&self.spans[position]);
        let order = |s: &Span| {
            matches!(s.meaning, Meaning::Terms(_)) && self.tokens[s.end - 1].fold == "order"
        };
        among(
            " appear appears appeared appearing occur occurs occurred feature features featured ",
            word,
        ) && (ends && self.spans[..position].iter().any(order)
            || self.spans[position + 1..].iter().take(4).any(order))
            || among(" included contained involved ", word)
                && ends
                && self.spans[..position].iter().any(order)
    }

    /// "Suppliers covering more than one group": how the two hang together is known.
    fn relates(&self, position: usize, before: Option<&Span>) -> bool {
        let word = self.word(&self.spans[position]);
        among(
            " covering covers cover offering offers offer spanning spans span providing provides provide handling handles handle \
              featuring features feature representing producing produces produce making delivering delivers listing lists sourcing ",
            word,
        ) && before.is_some_and(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| matches!(t, Term::Entity(_))))
        }) && {
            let mut behind = self.spans[position + 1..]
                .iter()
                .filter(|s| !matches!(s.meaning, Meaning::Ignorable | Meaning::Cue(Cue::Compare(_) | Cue::Only | Cue::OrMore | Cue::OrLess | Cue::Distinct | Cue::List)));
            let number = behind.next().is_some_and(|s| matches!(s.meaning, Meaning::Number(_)));
            number && behind.next().is_some_and(|s| {
                matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| matches!(t, Term::Entity(_))))
            })
        }
    }

    /// The unknown word says nothing where it stands.
    fn idle(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let word = self.word(span);
        let before = self.spans[..position]
            .iter()
            .rev()
            .find(|s| s.meaning != Meaning::Ignorable);
        let after = self.spans[position + 1..]
            .iter()
            .find(|s| s.meaning != Meaning::Ignorable);
        let condition = |s: &Span| match &s.meaning {
            Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Filter(_))),
            Meaning::Values(matches) => matches
                .iter()
                .any(|m| m.attribute.as_str().contains("status")),
            _ => false,
        };
        let ends = self.spans.get(position + 1).is_none_or(|s| {
            self.tokens[s.start].gap != Gap::Space
                || among(" in at on for by and or but per with ", self.word(s))
        });
        // "no supplier assigned", "without a restock date recorded".
        let recorded = among(RECORDED, word)
            && ends
            && before.is_some_and(|s| {
                matches!(&s.meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Attribute(_) | Term::Entity(_) | Term::Metric(_))))
            })
            && after.is_none_or(|s| !matches!(s.meaning, Meaning::Date(_) | Meaning::Number(_)));
        // "completely empty", "marked as received", "still remain open".
        let negated = before.is_some_and(|s| matches!(s.meaning, Meaning::Cue(Cue::Not)));
        let stronger = (among(INTENSIFIERS, word) && !negated || among(COPULAS, word))
            && after.is_some_and(condition)
            // "Did the rate stay below 90 %".
            || among(" stay stays stayed staying remain remains remained ", word)
                && self.spans.get(position + 1).is_some_and(|s| {
                    matches!(s.meaning, Meaning::Cue(Cue::Compare(_)))
                });
        let strengthens = among(INTENSIFIERS, word)
            && ends
            && before.is_some_and(condition)
            && !self.spans[..position]
                .iter()
                .rev()
                .filter(|s| s.meaning != Meaning::Ignorable)
                .nth(1)
                .is_some_and(|s| matches!(s.meaning, Meaning::Cue(Cue::Not)));
        // "suppliers whose name contains …", "with a name that starts with …".
        let name = self.tokens[..span.start]
            .iter()
            .rev()
            .take(3)
            .any(|t| matches!(t.norm.as_str(), "name" | "names"));
        let named = name
            && among(
                " contains contain containing includes include including starts start starting begins begin beginning ",
                word,
            )
            && after
                .is_some_and(|s| matches!(s.meaning, Meaning::Values(_) | Meaning::Cue(Cue::With)));
        // "how many days of cover are left", "units left".
        let left = among(" left remaining over ", word)
            && ends
            && before.is_some_and(|s| match &s.meaning {
                Meaning::Terms(terms) => terms
                    .iter()
                    .any(|t| matches!(t, Term::Metric(_) | Term::Attribute(_))),
                Meaning::Cue(cue) => matches!(
                    cue,
                    Cue::InUnits | Cue::Days | Cue::Weeks | Cue::Have | Cue::With
                ),
                _ => false,
            });
        // "the Almvik brands".
        let kind = among(KINDS, word)
            && position > 0
            && matches!(self.spans[position - 1].meaning, Meaning::Values(_))
            && self.tokens[span.start].gap == Gap::Space;
        // "including the customer", "along with the date": another column.
        let beside = among(" including along alongside plus ", word)
            && after.is_some_and(|s| {
                matches!(&s.meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Attribute(_) | Term::Metric(_)))
                        && !condition(s))
            });
        // "which suppliers owe us goods".
        // "a fill rate under 90 %: name and rate": the last word of a measure again.
        let again = self.spans[..position].iter().any(|s| {
            matches!(&s.meaning, Meaning::Terms(terms)
                if terms.iter().any(|t| matches!(t, Term::Metric(_) | Term::Attribute(_))))
                && s.end > s.start + 1
                && self.tokens[s.end - 1].fold == self.tokens[span.start].fold
        });
        // ", counting orders since May".
        let counting = matches!(word, "counting" | "considering" | "taking")
            && matches!(self.tokens[span.start].gap, Gap::Comma | Gap::Stop)
            && after.is_some_and(|s| {
                matches!(&s.meaning, Meaning::Terms(terms)
                    if terms.iter().any(|t| matches!(t, Term::Entity(_))))
            });
        // "on time in May and June, rates".
        let rates =
            matches!(word, "rates" | "rate") && self.spans[..position].iter().any(condition);
        // "the days that each of them is behind".
        let behind =
            word == "behind" && ends && self.tokens[..span.start].iter().any(|t| t.norm == "days");
        // "The largest single PO".
        let single = among(" single individual sole ", word)
            && self.spans[..position]
                .iter()
                .rev()
                .find(|s| s.meaning != Meaning::Ignorable)
                .is_some_and(|s| match &s.meaning {
                    Meaning::Cue(
                        Cue::Most
                        | Cue::Least
                        | Cue::Best
                        | Cue::Worst
                        | Cue::Only
                        | Cue::Latest
                        | Cue::Earliest,
                    )
                    | Meaning::Number(_) => true,
                    Meaning::Terms(terms) => terms.iter().any(|t| matches!(t, Term::Ranking(..))),
                    _ => false,
                });
        // "How long each of them has been waiting".
        let waiting = among(" waiting waited ", word)
            && self.spans[..position]
                .iter()
                .any(|s| s.meaning == Meaning::Cue(Cue::HowLong));
        // "No order from Springfield has touched": what an order does with a thing is to have it on a line.
        let on_a_line = among(
            " touched included contained featured involved asked called ",
            word,
        ) && self.spans[..position].iter().any(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(|t| {
                matches!(t, Term::Entity(_)) && self.tokens[s.end - 1].fold == "order"
            }))
        }) && self.spans[..position]
            .iter()
            .any(|s| matches!(s.meaning, Meaning::Cue(Cue::Not | Cue::Never)));
        let appears = self.appears(position, ends);
        let relates = self.relates(position, before);
        let goods = again
            || relates
            || behind
            || counting
            || rates
            || single
            || waiting
            || on_a_line
            || appears
            || among(" goods wares produce ", word);
        goods || recorded || stronger || strengthens || named || left || kind || beside
    }

    /// A known word that stands for nothing there: "customers called Hotel something", "how has spend moved".
    fn stands_for_nothing(&self, position: usize) -> bool {
        let span = &self.spans[position];
        let word = self.word(span);
        let behind = |of: fn(&Meaning) -> bool| {
            self.spans[..position]
                .iter()
                .rev()
                .find(|s| s.meaning != Meaning::Ignorable)
                .is_some_and(|s| of(&s.meaning))
        };
        let placeholder = matches!(word, "something" | "whatever" | "xyz")
            && behind(|m| matches!(m, Meaning::Values(_)));
        let first = self.tokens.first().map_or("", |t| t.norm.as_str());
        let went = among(
            " moved developed evolved progressed fared behaved trended ",
            word,
        ) && matches!(first, "how" | "show")
            && matches!(span.meaning, Meaning::Unknown | Meaning::Outside)
            && behind(|m| matches!(m, Meaning::Terms(_) | Meaning::Values(_)));
        placeholder || went
    }

    /// "Who do I have to ring, i.e. suppliers with two late orders": what stands before is said again, and better, behind.
    fn said_again(&self) -> Vec<usize> {
        let again = (1..self.spans.len()).find(|p| {
            let span = &self.spans[*p];
            let words: Vec<&str> = self.tokens[span.start..span.end]
                .iter()
                .map(|t| t.norm.as_str())
                .collect();
            matches!(
                words.as_slice(),
                ["i", "e"]
                    | ["ie" | "namely"]
                    | ["that", "is", "to", "say"]
                    | ["in", "other", "words"]
            ) && matches!(
                self.tokens[span.start].gap,
                Gap::Comma | Gap::Stop | Gap::Space
            )
        });
        let Some(again) = again else {
            return Vec::new();
        };
        let says = |s: &Span| {
            matches!(
                s.meaning,
                Meaning::Terms(_)
                    | Meaning::Values(_)
                    | Meaning::Number(_)
                    | Meaning::Date(_)
                    | Meaning::Key { .. }
                    | Meaning::Outside
                    | Meaning::Cue(Cue::Not | Cue::Never | Cue::Compare(_))
            )
        };
        let unknown = self.spans[..again]
            .iter()
            .any(|s| s.meaning == Meaning::Unknown);
        let thing = self.spans[again..].iter().any(says);
        if unknown && thing && !self.spans[..again].iter().any(says) {
            (0..again).collect()
        } else {
            Vec::new()
        }
    }

    /// A sentence of its own about the asker: "these I can close", "I am in a hurry".
    fn remarks(&self) -> Vec<usize> {
        let mut passed = Vec::new();
        let mut begin = 0;
        for position in 1..=self.spans.len() {
            let breaks = self
                .spans
                .get(position)
                .is_none_or(|s| matches!(self.tokens[s.start].gap, Gap::Stop | Gap::Comma));
            if !breaks {
                continue;
            }
            let clause = &self.spans[begin..position];
            let whole = begin == 0 && position == self.spans.len();
            if !whole && self.is_remark(clause) {
                passed.extend(begin..position);
            }
            begin = position;
        }
        passed
    }

    fn is_remark(&self, clause: &[Span]) -> bool {
        let words = || {
            clause
                .iter()
                .flat_map(|s| &self.tokens[s.start..s.end])
                .map(|t| t.norm.as_str())
        };
        let occasion = words().any(|w| among(OCCASIONS, w));
        let first_person = words().any(|w| among(" i im ive ill we were my our ", w))
            || words().next().is_some_and(|w| {
                among(
                    " thinking planning considering hoping trying preparing wanting ",
                    w,
                )
            });
        let unknown = clause.iter().any(|s| s.meaning == Meaning::Unknown);
        let idle = clause.iter().all(|s| {
            matches!(
                s.meaning,
                Meaning::Unknown | Meaning::Ignorable | Meaning::Cue(Cue::Pronoun)
            ) || occasion
                && matches!(
                    s.meaning,
                    Meaning::Cue(Cue::With | Cue::Have) | Meaning::Date(_)
                )
        });
        first_person && unknown && idle && !words().any(|w| among(ASKING, w))
    }
}
