//! *Nearest questions* are offered where a question cannot be answered: they work, and speak of something alike.

use std::panic::{AssertUnwindSafe, catch_unwind};

use interpreter::Interpretation;

use crate::follow_up::SURE;
use crate::inquiry::Inquiry;

/// Questions that are offered.
const MOST: usize = 3;
/// Letters by which two words are alike.
const STEM: usize = 4;

impl Inquiry<'_> {
    /// At most three questions that work: the persona's suggestions and the model's metrics, those that share most
    /// words with the question first.
    pub(crate) fn nearest(&self, question: &str) -> Vec<String> {
        let asked = words(question);
        let metrics = self.desk.model.metrics.iter().map(|m| m.label.clone());
        let mut candidates: Vec<(usize, String)> = self
            .desk
            .persona
            .suggestions
            .iter()
            .cloned()
            .chain(metrics)
            .map(|candidate| (shared(&asked, &words(&candidate)), candidate))
            .collect();
        // The sort keeps the order of equals: suggestions come before metrics.
        candidates.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        let mut nearest: Vec<String> = Vec::new();
        for (_, candidate) in candidates {
            if nearest.len() == MOST {
                break;
            }
            if !nearest.contains(&candidate) && self.answers(&candidate) {
                nearest.push(candidate);
            }
        }
        nearest
    }

    /// Whether a question is understood, surely, and can be written as SQL.
    pub(crate) fn answers(&self, question: &str) -> bool {
        let tried = catch_unwind(AssertUnwindSafe(|| {
            self.desk.understand.understand(question, self.today, &[])
        }));
        matches!(tried, Ok(Interpretation::Answer(reading))
            if reading.confidence >= SURE && self.compile(&reading.query).is_ok())
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= STEM)
        .map(str::to_lowercase)
        .collect()
}

/// How many words of a candidate the question holds, too.
fn shared(asked: &[String], candidate: &[String]) -> usize {
    let stem = |word: &str| word.chars().take(STEM).collect::<String>();
    candidate
        .iter()
        .filter(|word| asked.iter().any(|other| stem(other) == stem(word)))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_alike_by_their_beginning() {
        let asked = words("how many widgets of our suppliers are delivered punctually");
        assert_eq!(shared(&asked, &words("On-time rate by supplier")), 1);
        assert_eq!(
            shared(&asked, &words("Average delivery time by supplier")),
            2
        );
        assert_eq!(shared(&asked, &words("Stock value by warehouse")), 0);
    }
}
