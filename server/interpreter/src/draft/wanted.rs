//! What is *wanted* where the words only hint at the thing: "anything below its minimum", "everything in OSL-1", "split the
//! orders into pending and shipped", "order 12: product, quantity, price", "where does order 12 go".

use semantic::AttributeId;

use super::reader::Reader;
use super::{Dimension, Subject, What};
use crate::cues::Cue;
use crate::lattice::Meaning;
use crate::lexicon::Term;
use crate::text::Gap;

/// Verbs of taking something apart.
const SPLITTING: &str = " split splitting divide divided dividing separate separated separating break broken breaking group grouped \
    sort sorted sorting ";

fn among(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|w| w == word)
}

impl Reader<'_> {
    /// Things that are wanted without being named.
    pub(super) fn wanted(&mut self) {
        self.split_into();
        self.thing_of_what();
        self.anything_counted();
        self.everything_there();
        self.lines_of_key();
        self.where_it_goes();
        self.listed_beside();
    }

    /// "With cost and price", "cost, price and margin": columns that are joined to others in a list.
    fn listed_beside(&mut self) {
        const COMPARED: &str = " against to below under over above than versus vs beyond ";
        let listed = |at: usize| {
            let Some(place) = self.spans.iter().position(|s| s.start == at) else {
                return false;
            };
            let before = at.checked_sub(1).map_or("", |t| self.norm(t));
            let article = matches!(before, "the" | "its" | "their");
            let before = if article {
                at.checked_sub(2).map_or("", |t| self.norm(t))
            } else {
                before
            };
            let end = self.spans[place].end;
            let joined = matches!(before, "and" | "with" | "plus" | "show" | "including")
                || self.tokens[at].gap == Gap::Comma
                || matches!(self.norm(end), "and" | "plus")
                || self.tokens.get(end).is_some_and(|t| t.gap == Gap::Comma);
            joined && !among(COMPARED, before)
        };
        let beside: Vec<usize> = self
            .draft
            .attributes
            .iter()
            .filter(|(a, at)| self.numeric(a) && listed(*at))
            .map(|(_, at)| *at)
            .collect();
        self.draft.beside = beside;
    }

    /// "Split the open orders into pending, processing and shipped": the values are what groups.
    fn split_into(&mut self) {
        let Some(into) = self.tokens.iter().position(|t| t.norm == "into") else {
            return;
        };
        if !self.tokens[..into]
            .iter()
            .any(|t| among(SPLITTING, &t.norm))
        {
            return;
        }
        let behind = |at: usize, negated: bool| at > into && !negated;
        let attribute = self
            .draft
            .values
            .iter()
            .find(|v| behind(v.at, v.negated))
            .and_then(|v| v.matches.first())
            .map(|m| m.attribute.clone());
        let Some(attribute) = attribute else { return };
        let of = |v: &super::ValueMention| v.matches.iter().any(|m| m.attribute == attribute);
        let listed: Vec<usize> = (0..self.draft.values.len())
            .filter(|i| behind(self.draft.values[*i].at, self.draft.values[*i].negated))
            .collect();
        if listed.len() < 2 || !listed.iter().all(|i| of(&self.draft.values[*i])) {
            return;
        }
        for place in listed {
            self.draft.values[place].grouped = true;
        }
    }

    /// Every condition is about what there is at a place.
    fn all_of_stock(&self) -> bool {
        let shelf = self
            .model
            .entity("stock_row")
            .and_then(|e| e.own_dataset.as_ref());
        !self.draft.filters.is_empty()
            && self
                .draft
                .filters
                .iter()
                .flat_map(|f| &f.candidates)
                .all(|f| Some(&self.model.filters[*f].dataset) == shelf)
    }

    fn product(&self) -> Option<usize> {
        self.model.entities.iter().position(|e| e.name == "product")
    }

    /// "What is out of stock at OSL-1, with the supplier of each": the products; the other thing is said of each of them.
    fn thing_of_what(&mut self) {
        let draft = &self.draft;
        let [other] = draft.subjects.as_slice() else {
            return;
        };
        let (Some(product), Some(first)) = (self.product(), draft.filters.first().map(|f| f.at))
        else {
            return;
        };
        let asks = self.tokens[..first]
            .iter()
            .any(|t| among(" what whats anything everything whatever ", &t.norm));
        // "Reorder list with the supplier": the other thing is a column.
        let with = (1..=2).any(|back| {
            other
                .at
                .checked_sub(back)
                .is_some_and(|t| t > first && among(" with plus including and ", self.norm(t)))
        });
        let asks = asks || with;
        let beside =
            other.at > first + 1 && self.model.entities[other.entity].own_dataset.is_none();
        let shelf = self.shelf_column();
        let quantity = |m: &super::MeasureMention| {
            with && !m.by && shelf.is_some() && self.column_of(&m.what) == shelf
        };
        let plain = draft.measures.iter().all(quantity)
            && draft.dimensions.is_empty()
            && draft.conditions.is_empty()
            && draft.existence.is_empty()
            && self.pending.count.is_none();
        let place = self.model.entities[other.entity].name == "warehouse";
        if asks && beside && plain && !place && self.all_of_stock() {
            self.draft.subjects.insert(
                0,
                Subject {
                    entity: product,
                    at: first,
                    plural: true,
                },
            );
            self.draft.per_group = false;
        }
    }

    /// "Is anything below its minimum in two or more depots": products, of which the depots are counted.
    fn anything_counted(&mut self) {
        let anything = self.spans.iter().find(|s| {
            s.meaning == Meaning::Cue(Cue::All)
                && among(
                    " anything everything something things ",
                    &self.tokens[s.start].norm,
                )
        });
        let Some(at) = anything.map(|s| s.start) else {
            return;
        };
        let counted = self.draft.conditions.iter().any(|c| {
            matches!(c.target, Some(What::Count(e)) if self.model.entities[e].own_dataset.is_none())
        });
        if let Some(entity) = self.product()
            && counted
            && self.draft.subjects.is_empty()
            && self.all_of_stock()
        {
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: true,
            });
            self.draft.bare_count = false;
            self.pending.count = None;
        }
    }

    /// "Everything in OSL-1 with quantities", "everything from Almvik: name, cost": the products, one by one.
    fn everything_there(&mut self) {
        let first = self.spans.iter().find(|s| {
            !matches!(
                s.meaning,
                Meaning::Ignorable | Meaning::Cue(Cue::List | Cue::Pronoun)
            )
        });
        let Some(at) = first
            .filter(|s| {
                s.meaning == Meaning::Cue(Cue::All)
                    && matches!(
                        self.tokens[s.start].norm.as_str(),
                        "everything" | "anything"
                    )
            })
            .map(|s| s.start)
        else {
            return;
        };
        let shelf = self.shelf_column();
        let draft = &self.draft;
        // "With qty": how many there are of each.
        let quantity = draft.measures.len() == 1
            && draft
                .measures
                .iter()
                .all(|m| shelf.is_some() && self.column_of(&m.what) == shelf);
        let bare = draft.subjects.is_empty()
            && (draft.measures.is_empty() || quantity)
            && draft.dimensions.is_empty()
            && draft.filters.is_empty()
            && draft.conditions.is_empty()
            && draft.against.is_empty()
            && draft.existence.is_empty()
            && draft.dates.is_empty()
            && draft.keys.is_empty()
            && draft.grain.is_none()
            && draft.share.is_none()
            && draft.top.is_none()
            && !(draft.total || draft.in_money || draft.how_much || draft.ordered || draft.due)
            && self.pending.count.is_none();
        let of_thing = |m: &crate::values::Match| {
            let shelf = self.model.entity("stock_row").map(|e| &e.key);
            shelf.is_some_and(|key| key.contains(&m.attribute))
                || self
                    .model
                    .fields_of(&m.attribute)
                    .any(|(d, _)| d.name == "product")
                || self.model.entities.iter().any(|e| {
                    e.datasets.iter().any(|d| d == "product")
                        && (e.key.contains(&m.attribute)
                            || e.name_attribute.as_ref() == Some(&m.attribute))
                })
        };
        let valued = draft
            .values
            .iter()
            .any(|v| !v.negated && v.matches.iter().any(of_thing));
        if let Some(entity) = self.product().filter(|_| bare && valued) {
            self.draft.subjects.push(Subject {
                entity,
                at,
                plural: true,
            });
            self.draft.list = true;
            if quantity {
                self.draft.measures.clear();
            }
            if (self.draft.in_units || quantity)
                && let Some(column) = self.shelf_column()
            {
                self.draft.in_units = false;
                self.draft.attributes.push((column, at));
            }
        }
    }

    /// The column that says how many pieces there are at a place.
    pub(super) fn shelf_column(&self) -> Option<AttributeId> {
        let name = self.model.entity("stock_row")?.natural_metrics.first()?;
        let metric = self.model.metrics.iter().position(|m| m.name == *name)?;
        super::columns::summed_column(self.model, metric)
    }

    /// "Order 12: product, quantity, price", "the lines of order 12 with their value": what stands on it, line by line.
    fn lines_of_key(&mut self) {
        let [key] = self.draft.keys.as_slice() else {
            return;
        };
        let order = &self.model.entities[key.entity];
        let line = self.model.entities.iter().position(|e| {
            e.own_dataset.is_some()
                && e.key.len() > order.key.len()
                && order.key.iter().all(|k| e.key.contains(k))
        });
        let Some((line, own)) = line.and_then(|line| {
            let own = self.model.entities[line].own_dataset.as_deref()?;
            Some((line, self.model.dataset(own)?))
        }) else {
            return;
        };
        let draft = &self.draft;
        let line_said = draft.subjects.iter().any(|s| s.entity == line)
            || draft.dimensions.contains(&Dimension::Entity(line));
        // "How much of each line has been sent": the lines show it.
        let sent = line_said && draft.how_much && !draft.in_money;
        let figure = draft.how_much && !sent
            || draft.bare_count
            || draft.total
            || draft.share.is_some()
            || draft.top.is_some()
            || draft.grain.is_some()
            || self.pending.count.is_some()
            || self.pending.aggregate.is_some();
        let is_product = |e: usize| self.model.entities[e].name == "product";
        let lines = line_said;
        let products = draft.subjects.iter().any(|s| is_product(s.entity))
            || draft
                .dimensions
                .iter()
                .any(|d| matches!(d, Dimension::Entity(e) if is_product(*e)));
        // "What items are on order 12": its lines.
        let items = draft.subjects.iter().any(|s| is_product(s.entity)) && draft.list;
        let columns = !draft.attributes.is_empty()
            || !draft.measures.is_empty()
            || draft.in_units
            || items
            || sent;
        let others = draft
            .subjects
            .iter()
            .all(|s| s.entity == line || s.entity == key.entity || is_product(s.entity));
        if figure || !(lines || products) || !columns || !others {
            return;
        }
        // The line has a column of its own for what a product or an order has of that name.
        let own_field = |name: &str| {
            own.fields
                .iter()
                .find(|f| f.name == name)
                .and_then(|f| f.attributes.first().cloned())
        };
        let of_line = |attribute: &AttributeId| {
            let (_, field) = self.model.fields_of(attribute).next()?;
            own_field(&field.name)
                .or_else(|| own_field("unit_cost").filter(|_| field.name == "unit_price"))
        };
        let mut wanted: Vec<(AttributeId, usize)> = Vec::new();
        for (attribute, at) in &draft.attributes {
            wanted.push((of_line(attribute).unwrap_or_else(|| attribute.clone()), *at));
        }
        for mention in &draft.measures {
            let said = self
                .spans
                .iter()
                .find(|s| s.start == mention.at)
                .and_then(|s| match &s.meaning {
                    Meaning::Terms(terms) => terms.iter().find_map(|t| match t {
                        Term::Attribute(a) => own
                            .fields
                            .iter()
                            .any(|f| f.attributes.contains(a))
                            .then(|| a.clone()),
                        _ => None,
                    }),
                    _ => None,
                });
            let column = said.or_else(|| {
                self.column_of(&mention.what)
                    .and_then(|column| of_line(&column))
            });
            let Some(column) = column else { return };
            wanted.push((column, mention.at));
        }
        let at = draft.keys[0].at;
        let quantity = own_field("order_quantity");
        if self.draft.in_units
            && let Some(quantity) = quantity
        {
            self.draft.in_units = false;
            wanted.push((quantity, at));
        }
        self.draft.measures.clear();
        self.draft.dimensions.clear();
        self.draft.attributes = wanted;
        self.draft.per_group = false;
        self.draft.how_much &= !sent;
        self.draft.inside = true;
        self.draft.list = true;
        self.draft.subjects = vec![Subject {
            entity: line,
            at,
            plural: true,
        }];
    }

    /// "Where does order 12 have to go": its address and area.
    fn where_it_goes(&mut self) {
        let draft = &self.draft;
        let [key] = draft.keys.as_slice() else { return };
        let own = self.model.entities[key.entity]
            .own_dataset
            .as_deref()
            .and_then(|d| self.model.dataset(d));
        // "When is order 12 expected": its date, whether it is still open or not.
        let promised = own.and_then(|own| {
            own.fields
                .iter()
                .find(|f| f.delivery_date && !f.name.contains("actual"))
                .and_then(|f| f.attributes.first().cloned())
        });
        if let Some(date) = promised.filter(|_| draft.when && draft.due) {
            let at = draft.keys[0].at;
            self.draft.due = false;
            self.draft.when = false;
            self.draft.list = true;
            self.draft.attributes.push((date, at));
            return;
        }
        let Some(own) = own.filter(|_| draft.place) else {
            return;
        };
        let bare = draft.measures.is_empty()
            && draft.subjects.iter().all(|s| s.entity == key.entity)
            && draft.dimensions.is_empty()
            && draft.attributes.is_empty()
            && draft.conditions.is_empty()
            && draft.filters.is_empty();
        let goes = self.tokens.iter().any(|t| {
            among(
                " go goes going delivered deliver sent ship shipped headed destined bound to ",
                &t.norm,
            )
        });
        let places: Vec<AttributeId> = own
            .fields
            .iter()
            .filter(|f| f.name.contains("address") || f.name.contains("area") || f.delivery_date)
            .filter_map(|f| f.attributes.first().cloned())
            .collect();
        // "Where did the order go": an order to a supplier goes to a warehouse, which its row shows.
        if !bare || !goes || places.len() < 2 {
            return;
        }
        let at = draft.keys[0].at;
        self.draft.place = false;
        self.draft.due = false;
        self.draft.list = true;
        self.draft
            .attributes
            .extend(places.into_iter().map(|a| (a, at)));
    }

    /// "Below the minimum, and by what quantity": by how far, where a condition that has a degree was said before.
    fn by_what_amount(&mut self, position: usize) -> Option<usize> {
        let start = self.spans[position].start;
        let by = self.norm(start) == "by"
            && match self.norm(start + 1) {
                "what" => among(" quantity amount margin number ", self.norm(start + 2)),
                "how" => among(" much many ", self.norm(start + 2)),
                _ => false,
            };
        let mut end = start + 3;
        if self.norm(start + 1) == "how" && among(" units pieces items ", self.norm(end)) {
            end += 1;
        }
        let degree = self.spans[..position].iter().any(|s| {
            matches!(&s.meaning, Meaning::Terms(terms) if terms.iter().any(
                |t| matches!(t, Term::Filter(f) if self.model.filters[*f].degree.is_some())))
        });
        if !by || !degree || end < self.tokens.len() {
            return None;
        }
        let behind = self.behind(end);
        for span in &self.spans[position..behind] {
            self.draft.farness.push(span.start);
        }
        self.draft.difference = true;
        Some(behind)
    }

    /// "… and how much over", "by how many units short": by how far the condition before it holds.
    pub(super) fn by_how_far(&mut self, position: usize) -> Option<usize> {
        const FAR: &str = " over above below under beneath short beyond exceeding missing lacking past needed required ";
        let start = self.spans[position].start;
        if let Some(end) = self.by_what_amount(position) {
            return Some(end);
        }
        if self.norm(start) != "how" || !among(" much many far ", self.norm(start + 1)) {
            return None;
        }
        let mut token = start + 2;
        let unit = among(" units pieces items of it each ", self.norm(token));
        token += usize::from(unit);
        while among(
            " is are it they too each one we was were ",
            self.norm(token),
        ) {
            token += 1;
        }
        let too = self.norm(token - 1) == "too" && among(" many much ", self.norm(token));
        if !(among(FAR, self.norm(token)) || too) {
            return None;
        }
        let mut end = token + 1;
        // "How far below it", "how much over their maximum".
        while among(
            " it that they the its their each are is it's max maximum min minimum limit level ",
            self.norm(end),
        ) && self.tokens.get(end).is_some_and(|t| t.gap == Gap::Space)
        {
            end += 1;
        }
        let ends = self
            .tokens
            .get(end)
            .is_none_or(|t| t.gap != Gap::Space || t.norm == "and");
        // A condition that something can be over or under was said before.
        let compared =
            |s: &crate::lattice::Span| matches!(s.meaning, Meaning::Cue(Cue::Compare(_)));
        let before = |p: usize| {
            self.spans[..p]
                .iter()
                .rev()
                .find(|s| !matches!(s.meaning, Meaning::Ignorable | Meaning::Cue(Cue::Pronoun)))
        };
        let measured = (0..position).any(|p| match &self.spans[p].meaning {
            Meaning::Terms(terms) => terms.iter().any(|t| match t {
                Term::Filter(f) => self.model.filters[*f].degree.is_some(),
                Term::Attribute(a) => before(p).is_some_and(compared) && self.numeric(a),
                _ => false,
            }),
            _ => false,
        });
        if !ends || !measured || start == 0 {
            return None;
        }
        let behind = self.behind(end);
        for span in &self.spans[position..behind] {
            self.draft.idle += usize::from(matches!(span.meaning, Meaning::Cue(Cue::Compare(_))));
            self.draft.reversed += usize::from(matches!(span.meaning, Meaning::Cue(Cue::Not)));
            self.draft.farness.push(span.start);
        }
        self.draft.difference = true;
        Some(behind)
    }
}
