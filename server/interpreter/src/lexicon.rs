//! A *lexicon* knows which phrases mean something: the names and synonyms of the model and the words of the grammar.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Bound;

use semantic::{AttributeId, Model};

use crate::cues::{CUES, Cue, IGNORABLE};
use crate::numbers::CURRENCIES;
use crate::ordinary::{FILLER_PHRASES, FILLERS, ORDINARY};
use crate::text::{Token, folds, stems, words};

/// The words of a question in the forms that phrases are found by.
pub(crate) struct Words<'a> {
    pub(crate) norms: Vec<&'a str>,
    pub(crate) stems: Vec<&'a str>,
    pub(crate) folds: Vec<&'a str>,
}

impl<'a> Words<'a> {
    pub(crate) fn of(tokens: &'a [Token]) -> Self {
        Self {
            norms: tokens.iter().map(|t| t.norm.as_str()).collect(),
            stems: tokens.iter().map(|t| t.stem.as_str()).collect(),
            folds: tokens.iter().map(|t| t.fold.as_str()).collect(),
        }
    }
}

/// What a phrase can mean. Numbers are positions in the model's lists.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Term {
    /// A metric.
    Metric(usize),
    /// A word that ranks by a metric: the largest first, or the smallest.
    Ranking(usize, bool),
    /// A named filter.
    Filter(usize),
    /// An entity.
    Entity(usize),
    /// An attribute.
    Attribute(AttributeId),
    /// A word of the grammar.
    Cue(Cue),
    /// A word that says nothing.
    Ignorable,
}

/// A phrase that was found, with everything that it can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Tokens that it takes.
    pub(crate) taken: usize,
    /// Meanings that the asker may use.
    pub(crate) terms: Vec<Term>,
    /// It has a meaning that lies outside the asker's tables.
    pub(crate) outside: bool,
    /// Some name is spelled like the question, not only of the same stem.
    pub(crate) exact: bool,
}

/// Phrases and their meanings. Names of the model are found by stem, words of the grammar as they are spelled.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    names: Trie,
    grammar: Trie,
    vocabulary: BTreeSet<String>,
    stems: HashSet<String>,
    ordinary: HashSet<String>,
    fillers: HashSet<String>,
    /// Metrics whose values do not add up: "on average" inside their words says nothing new.
    means: HashSet<usize>,
}

/// A tree of words.
#[derive(Debug)]
struct Trie {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    next: HashMap<String, usize>,
    /// Meanings, each with the phrase in the singular.
    terms: Vec<(Term, Vec<String>)>,
    /// Names of what lies outside the asker's tables, in the singular.
    outside: Vec<Vec<String>>,
}

impl Default for Trie {
    fn default() -> Self {
        Self {
            nodes: vec![Node::default()],
        }
    }
}

/// Words that may stand inside a phrase without changing it ("below the minimum", "under its reorder point").
const ARTICLES: [&str; 11] = [
    "the", "a", "an", "its", "their", "our", "your", "his", "her", "my", "this",
];

/// Words that a question may put inside a phrase ("should already be here", "run completely dry").
const PASSING: [&str; 7] = [
    "already",
    "still",
    "completely",
    "totally",
    "entirely",
    "fully",
    "absolutely",
];

/// Stem of the word that may stand inside the name of a mean ("days on average between order and delivery").
const AVERAGE: &str = "averag";

/// Idioms that begin with these do not inflect: "on order" is not "on orders".
const PREPOSITIONS: [&str; 8] = ["on", "in", "at", "by", "to", "of", "under", "for"];

fn content(words: Vec<String>) -> Vec<String> {
    let kept: Vec<String> = words
        .iter()
        .filter(|w| !ARTICLES.contains(&w.as_str()))
        .cloned()
        .collect();
    if kept.is_empty() { words } else { kept }
}

impl Trie {
    fn at(&mut self, path: Vec<String>) -> Option<&mut Node> {
        if path.is_empty() {
            return None;
        }
        let mut at = 0;
        for word in path {
            let fresh = self.nodes.len();
            at = *self.nodes[at].next.entry(word).or_insert(fresh);
            if at == fresh {
                self.nodes.push(Node::default());
            }
        }
        self.nodes.get_mut(at)
    }

    /// "The price *we have* paid", "units *we* sold": words that only say who did what a name ends in.
    fn clause(&self, node: usize, norms: &[&str], words: &[&str]) -> Option<usize> {
        let taken = match norms {
            ["we", "have" | "had", "paid" | "sold" | "bought", ..] => 2,
            ["we" | "weve", "paid" | "sold" | "bought", ..] => 1,
            _ => return None,
        };
        let next = words.get(taken)?;
        self.nodes[node].next.contains_key(*next).then_some(taken)
    }

    /// Nodes along the words from `at`, with the count of tokens to each and the tokens that counted.
    fn walk<'a>(
        &'a self,
        words: &[&str],
        norms: &[&str],
        at: usize,
    ) -> Vec<(usize, Vec<usize>, &'a Node)> {
        let mut found = Vec::new();
        let mut node = 0;
        let mut position = at;
        let mut path = Vec::new();
        while let Some(word) = words.get(position) {
            if let Some(next) = self.nodes[node].next.get(*word) {
                node = *next;
                path.push(position);
            } else if position > at
                && norms
                    .get(position)
                    .is_some_and(|norm| ARTICLES.contains(norm) || PASSING.contains(norm))
            {
                position += 1;
                continue;
            } else if let Some(taken) = norms
                .get(position..)
                .and_then(|rest| self.clause(node, rest, words.get(position..)?))
                .filter(|_| position > at)
            {
                position += taken;
                continue;
            } else if position > at
                && *word == "on"
                && words
                    .get(position + 1)
                    .is_some_and(|w| w.starts_with(AVERAGE))
            {
                position += 2;
                continue;
            } else {
                break;
            }
            position += 1;
            found.push((position - at, path.clone(), &self.nodes[node]));
        }
        found
    }
}

impl Lexicon {
    /// The lexicon of somebody who sees `visible`, a restriction of `full`.
    pub(crate) fn new(full: &Model, visible: &Model) -> Self {
        let mut lexicon = Self::default();
        for (phrase, cue) in CUES {
            lexicon.grammar(phrase, Term::Cue(*cue));
        }
        for word in CURRENCIES.split_whitespace() {
            lexicon.grammar(word, Term::Cue(Cue::InMoney));
            lexicon.grammar(&format!("in {word}"), Term::Cue(Cue::InMoney));
        }
        let fillers = IGNORABLE.iter().chain(FILLERS);
        for word in fillers.flat_map(|line| line.split_whitespace()) {
            lexicon.grammar(word, Term::Ignorable);
            lexicon.fillers.insert(word.to_owned());
        }
        for phrase in FILLER_PHRASES {
            lexicon.grammar(phrase, Term::Ignorable);
        }
        let ordinary = ORDINARY.iter().flat_map(|line| line.split_whitespace());
        lexicon.ordinary = ordinary.map(str::to_owned).collect();
        let metrics = visible.metrics.iter().enumerate();
        lexicon.means = metrics
            .filter(|(_, m)| !m.additive)
            .map(|(position, _)| position)
            .collect();
        for (phrase, term) in phrases(visible) {
            lexicon.name(&phrase, Some(term));
        }
        let mine: HashSet<Vec<String>> = phrases(visible)
            .into_iter()
            .map(|(p, _)| content(stems(&p)))
            .collect();
        for (phrase, term) in phrases(full) {
            // Verbs and adjectives of other tables are ordinary words; only things and measures are somebody's.
            if matches!(term, Term::Entity(_) | Term::Metric(_))
                && !mine.contains(&content(stems(&phrase)))
            {
                lexicon.name(&phrase, None);
            }
        }
        lexicon
    }

    fn know(&mut self, phrase: &str) {
        for word in words(phrase) {
            if word.len() > 3 {
                self.vocabulary.insert(word);
            }
        }
        self.stems.extend(stems(phrase));
    }

    fn grammar(&mut self, phrase: &str, term: Term) {
        self.know(phrase);
        let path = words(phrase);
        if let Some(node) = self.grammar.at(path.clone()) {
            node.terms.push((term, path));
        }
    }

    fn name(&mut self, phrase: &str, term: Option<Term>) {
        if term.is_some() {
            self.know(phrase);
        }
        let singular = content(folds(phrase));
        let Some(node) = self.names.at(content(stems(phrase))) else {
            return;
        };
        match term {
            Some(term) if node.terms.iter().any(|(t, f)| *t == term && *f == singular) => {}
            Some(term) => node.terms.push((term, singular)),
            None => node.outside.push(singular),
        }
    }

    /// All phrases that begin at `tokens[at]`, shortest first. Articles inside a phrase are passed over. Where
    /// several names share the stems, those that are spelled like the question come alone.
    pub(crate) fn find(&self, tokens: &Words<'_>, at: usize) -> Vec<Found> {
        let mut found = Vec::new();
        for (taken, path, node) in self.names.walk(&tokens.stems, &tokens.norms, at) {
            let spelled = |phrase: &[String]| {
                path.iter()
                    .zip(phrase)
                    .all(|(p, word)| tokens.folds[*p] == word.as_str())
            };
            let idiom = |phrase: &[String]| {
                phrase.len() > 1
                    && PREPOSITIONS.contains(&phrase[0].as_str())
                    && path.last().is_some_and(|p| {
                        tokens.norms[*p] != phrase[phrase.len() - 1]
                            && tokens.norms[*p].ends_with('s')
                    })
                    && phrase.len() == 2
            };
            // A thing is named by its noun: "ordered" is no order.
            let noun = |term: &Term, phrase: &[String]| {
                !matches!(term, Term::Entity(_)) || spelled(phrase)
            };
            // "Orders booked" are no order book: what was done is no thing.
            let done = |term: &Term, phrase: &[String]| {
                matches!(term, Term::Filter(_))
                    && phrase.len() > 1
                    && !phrase[phrase.len() - 1].ends_with("ed")
                    && path.last().is_some_and(|p| {
                        tokens.norms[*p] == format!("{}ed", phrase[phrase.len() - 1])
                    })
            };
            // "Customers, no orders": none of what follows, no number of theirs.
            let without = |phrase: &[String]| {
                phrase.len() == 2
                    && phrase[1] == "no"
                    && path
                        .first()
                        .is_some_and(|p| tokens.norms[*p] != tokens.folds[*p])
                    && path.last().is_some_and(|p| *p + 1 < tokens.norms.len())
            };
            // "the suppliers named in …" is no supplier's name.
            let verb = path.iter().any(|p| tokens.norms[*p] == "named");
            // An adverb is itself, whatever its stem: "lately" is not "late".
            let ordinary = path
                .iter()
                .any(|p| tokens.norms[*p].ends_with("ly") && self.is_ordinary(tokens.norms[*p]));
            // "Units on average sold": a mean of sums is another figure than the sum.
            let averaged = (at..at + taken)
                .any(|p| !path.contains(&p) && tokens.stems[p].starts_with(AVERAGE));
            let mean = |term: &Term| matches!(term, Term::Metric(m) if self.means.contains(m));
            let usable: Vec<&(Term, Vec<String>)> = node
                .terms
                .iter()
                .filter(|(t, _)| !averaged || mean(t))
                .filter(|(t, p)| {
                    !idiom(p)
                        && !done(t, p)
                        && !without(p)
                        && noun(t, p)
                        && (!ordinary && !verb || spelled(p))
                })
                .collect();
            let exact = usable.iter().any(|(_, phrase)| spelled(phrase));
            let mut terms: Vec<Term> = Vec::new();
            for (term, phrase) in usable {
                if (!exact || spelled(phrase)) && !terms.contains(term) {
                    terms.push(term.clone());
                }
            }
            // What lies outside is named by its own words: "turned up" is no turnover.
            let outside = node.outside.iter().any(|phrase| spelled(phrase));
            if !terms.is_empty() || outside {
                found.push(Found {
                    taken,
                    terms,
                    outside,
                    exact,
                });
            }
        }
        for (taken, _, node) in self.grammar.walk(&tokens.norms, &tokens.norms, at) {
            if !node.terms.is_empty() {
                let terms = node.terms.iter().map(|(t, _)| t.clone()).collect();
                found.push(Found {
                    taken,
                    terms,
                    outside: false,
                    exact: true,
                });
            }
        }
        found
    }

    /// Words of more than three letters that phrases are made of and that begin so, in their order.
    pub(crate) fn beginning(&self, start: &str) -> impl Iterator<Item = &str> {
        self.vocabulary
            .range::<str, _>((Bound::Included(start), Bound::Unbounded))
            .map(String::as_str)
            .take_while(move |word| word.starts_with(start))
    }

    /// Some phrase has a word with that stem.
    pub(crate) fn has_stem(&self, stem: &str) -> bool {
        self.stems.contains(stem)
    }

    /// The word is English with a sense of its own: no misspelling of another.
    pub(crate) fn is_ordinary(&self, word: &str) -> bool {
        self.ordinary.contains(word)
    }

    /// The word says nothing by itself.
    pub(crate) fn is_filler(&self, word: &str) -> bool {
        self.fillers.contains(word)
    }

    /// The word is part of some phrase.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.vocabulary.contains(word)
    }
}

/// Every name and synonym of a model with what it means.
fn phrases(model: &Model) -> Vec<(String, Term)> {
    let mut all = Vec::new();
    let mut add = |term: &Term, names: &[&str], synonyms: &[String]| {
        for name in names
            .iter()
            .copied()
            .chain(synonyms.iter().map(String::as_str))
        {
            all.push((name.replace('_', " "), term.clone()));
        }
    };
    for (position, metric) in model.metrics.iter().enumerate() {
        add(
            &Term::Metric(position),
            &[&metric.name, &metric.label],
            &metric.synonyms,
        );
        add(&Term::Ranking(position, true), &[], &metric.highest);
        add(&Term::Ranking(position, false), &[], &metric.lowest);
    }
    for (position, filter) in model.filters.iter().enumerate() {
        add(&Term::Filter(position), &[&filter.label], &filter.synonyms);
    }
    for (position, entity) in model.entities.iter().enumerate() {
        add(
            &Term::Entity(position),
            &[&entity.noun.singular, &entity.noun.plural, &entity.name],
            &entity.synonyms,
        );
    }
    for field in model.datasets.iter().flat_map(|d| &d.fields) {
        if let Some(attribute) = field.attributes.first() {
            add(
                &Term::Attribute(attribute.clone()),
                &[&field.name, &field.label],
                &field.synonyms,
            );
        }
        for part in &field.parts {
            add(
                &Term::Attribute(part.attribute.clone()),
                &[&part.label],
                &part.synonyms,
            );
        }
    }
    for time in model
        .datasets
        .iter()
        .filter(|d| d.primary_key.len() > 1)
        .filter_map(|d| d.default_time.as_ref())
    {
        all.push(("date".to_owned(), Term::Attribute(time.clone())));
    }
    // "total sales" is "sales"; the total is a word of the grammar.
    all.retain(|(phrase, term)| !(matches!(term, Term::Metric(_)) && phrase.starts_with("total ")));
    all.retain(|(phrase, _)| !phrase.trim().is_empty());
    all
}
