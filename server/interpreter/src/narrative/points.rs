//! Words of a request that *point* at a name, and the name in their place.

use super::among;
use crate::text::{Gap, Token, tokens};

/// Nouns for what a name stands for.
const NAMED: &str = " warehouse depot site location store hub place area region city town country state county district group category \
    range family department customer client account shop buyer supplier vendor company firm product item article material order po \
    purchase ";

/// Those of them that a place has.
const PLACES: &str = " area region city town country state county district ";

/// The request with the name in the place of what points at it, or before it; none where neither is right. `place` says
/// that it is the name of a place, `alone` that the request names nothing itself and the name stands out.
pub(super) fn in_its_place(request: &str, name: &str, place: bool, alone: bool) -> Option<String> {
    let all = tokens(request);
    let word = |at: usize| all.get(at).map_or("", |t| t.norm.as_str());
    let replaced = |from: &Token, to: &Token, by: &str| {
        format!("{}{by}{}", &request[..from.start], &request[to.end..])
    };
    for at in 0..all.len() {
        let token = &all[at];
        // "They're", "it's": more than the word alone.
        if token.text.contains(['\'', '’']) {
            continue;
        }
        // "For that group", "their warehouse", "in the city"; "units that customers took" points at nothing.
        if among(" that this their its these those the ", &token.norm) {
            let many = among(" their these those ", &token.norm);
            let noun = (at + 1..(at + 4).min(all.len()))
                .take_while(|p| {
                    let noun = &all[*p];
                    noun.gap == Gap::Space
                        && (noun.norm == "very"
                            || among(NAMED, &noun.fold) && (many || noun.norm == noun.fold))
                })
                .last()
                .filter(|noun| all[*noun].norm != "very");
            let definite = token.norm != "the"
                || place
                    && noun.is_some_and(|n| {
                        among(PLACES, word(n)) && word(at - usize::from(at > 0)) != "by"
                    });
            if let Some(noun) = noun.filter(|_| definite) {
                return Some(replaced(token, &all[noun], name));
            }
        }
        let own = match token.norm.as_str() {
            _ if place => None,
            "their" | "his" | "her" | "its" if at + 1 < all.len() => Some(format!("{name}'s")),
            "they" | "them" | "he" | "him" | "she" | "theirs" | "it" | "its" => {
                Some(name.to_owned())
            }
            _ => None,
        };
        if let Some(own) = own {
            return Some(replaced(token, token, &own));
        }
        let over = at > 0 && word(at - 1) == "over";
        let exists = !over && among(" is are was were has have any ", word(at + 1))
            || at > 0 && among(" is are was were ", word(at - 1));
        if matches!(token.norm.as_str(), "there" | "here") && place && !exists {
            let from = &all[at - usize::from(over)];
            let preposition = at > 0 && among(" from in to at ", word(at - 1));
            let by = if preposition {
                name.to_owned()
            } else {
                format!("in {name}")
            };
            return Some(replaced(from, token, &by));
        }
    }
    alone.then(|| format!("{name}: {request}"))
}
