//! *Variants* are the sizes, models and colours that a thing comes in. Each is a product of its own: "how many of each
//! size", "which model". The word alone adds nothing to the number of a variant: "size 42".

use super::{among, rename, word};
use crate::text::{Gap, Token};

/// Words for the variants of a thing; those of them that stand for the whole thing.
const VARIANTS: &str = " size sizes model models variant variants version versions colour colours color colors flavour flavours flavor flavors ";
const WHOLE: &str = " model models variant variants version versions ";

pub(super) fn variants(mut all: Vec<Token>) -> Vec<Token> {
    let mut at = 0;
    while at < all.len() {
        if among(VARIANTS, word(&all, at)) {
            variant(&mut all, at);
        }
        at += 1;
    }
    all
}

fn variant(all: &mut Vec<Token>, at: usize) {
    let near = |p: usize| all.get(p).is_some_and(|t| t.gap == Gap::Space);
    let before = match at {
        0 => "",
        at if near(at) => word(all, at - 1),
        _ => "",
    };
    let said = word(all, at).to_owned();
    // "Size by size".
    if word(all, at + 1) == "by" && word(all, at + 2) == said && near(at + 2) {
        rename(&mut all[at], "by");
        rename(&mut all[at + 1], "product");
        all.remove(at + 2);
        return;
    }
    // "Size 42": the name says it again. A letter alone is a size by that word only.
    let named = near(at + 1) && all.get(at + 1).is_some_and(Token::is_numeric);
    if among(" size sizes ", &said) && named {
        let gap = all[at].gap;
        all.remove(at);
        all[at].gap = gap;
        return;
    }
    let each = among(" each every per by ", before);
    let asked = among(" which what ", before)
        && (among(WHOLE, &said) || among(" of do are ", word(all, at + 1)) && said.ends_with('s'));
    if each || asked {
        let noun = if said.ends_with('s') {
            "products"
        } else {
            "product"
        };
        rename(&mut all[at], noun);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    #[test]
    fn each_variant_is_a_product() {
        let meant = |question| {
            let words: Vec<String> = variants(tokens(question))
                .into_iter()
                .map(|t| t.norm)
                .collect();
            words.join(" ")
        };
        for (question, said) in [
            (
                "how many vests of each size",
                "how many vests of each product",
            ),
            (
                "vests per warehouse, size by size",
                "vests per warehouse by product",
            ),
            ("stock of boots, size 42", "stock of boots 42"),
            ("stock of gloves, size L", "stock of gloves size l"),
            ("which models are low", "which products are low"),
            // What a thing is like stands in no column.
            ("what size is the frame", "what size is the frame"),
            ("the size of the order", "the size of the order"),
        ] {
            assert_eq!(meant(question), said);
        }
    }
}
