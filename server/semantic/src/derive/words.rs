//! *Words* are what the name of a table or column says to a person: `custNo`, `CUST_NO` and `customer_number` are one.

/// Abbreviations in names, with the words they stand for.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("acct", "account"),
    ("addr", "address"),
    ("amt", "amount"),
    ("avg", "average"),
    ("cd", "code"),
    ("cnt", "count"),
    ("curr", "current"),
    ("cust", "customer"),
    ("dept", "department"),
    ("desc", "description"),
    ("descr", "description"),
    ("dob", "date of birth"),
    ("dt", "date"),
    ("dttm", "time"),
    ("emp", "employee"),
    ("fname", "first name"),
    ("grp", "group"),
    ("hdr", "header"),
    ("hrs", "hours"),
    ("lname", "last name"),
    ("loc", "location"),
    ("max", "maximum"),
    ("mgr", "manager"),
    ("min", "minimum"),
    ("mins", "minutes"),
    ("nbr", "number"),
    ("nm", "name"),
    ("no", "number"),
    ("nr", "number"),
    ("num", "number"),
    ("ord", "order"),
    ("org", "organization"),
    ("pct", "percent"),
    ("prod", "product"),
    ("qty", "quantity"),
    ("ref", "reference"),
    ("seq", "sequence"),
    ("supp", "supplier"),
    ("svc", "service"),
    ("tel", "phone"),
    ("ts", "time"),
    ("typ", "type"),
    ("val", "value"),
    ("vend", "vendor"),
    ("whse", "warehouse"),
    ("wh", "warehouse"),
    ("wt", "weight"),
    ("yr", "year"),
];

/// Words before and after a table's name that say what kind of table it is, not what a row is.
const TABLE_BEFORE: [&str; 11] = [
    "tbl", "tb", "dim", "fact", "fct", "stg", "src", "raw", "lkp", "vw", "t",
];
const TABLE_AFTER: [&str; 9] = [
    "tbl", "table", "header", "head", "master", "data", "dim", "fact", "lookup",
];

/// Words for parts: what belongs to an order stands in the table of its lines as well.
pub(super) const PARTS: [&str; 4] = ["line", "item", "detail", "position"];

/// Plurals that no rule makes, with their singulars.
const IRREGULAR: [(&str, &str); 12] = [
    ("people", "person"),
    ("staff", "staff"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("data", "data"),
    ("series", "series"),
    ("species", "species"),
    ("premises", "premises"),
    ("indices", "index"),
    ("vertices", "vertex"),
    ("equipment", "equipment"),
];

/// The words of a name in lower case, abbreviations written out; a name of signs alone is "unnamed".
pub(super) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut parts: Vec<String> = vec![String::new()];
    for (position, letter) in letters.iter().copied().enumerate() {
        if !letter.is_alphanumeric() {
            parts.push(String::new());
            continue;
        }
        let before = position.checked_sub(1).map(|p| letters[p]);
        let after = letters.get(position + 1);
        // "unitPrice" and "SKUCode" begin a word where the case says so.
        let begins = letter.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || b.is_ascii_digit()
                    || b.is_uppercase() && after.is_some_and(|a| a.is_lowercase())
            });
        if begins {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.extend(letter.to_lowercase());
        }
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        parts.push("unnamed".to_owned());
    }
    parts
        .iter()
        .flat_map(|part| {
            let long = ABBREVIATIONS.iter().find(|(short, _)| short == part);
            long.map_or(part.as_str(), |(_, long)| long).split(' ')
        })
        .map(str::to_owned)
        .collect()
}

/// What one row of a table is called, in words and in the singular: `tbl_SalesOrderHeaders` is a "sales order".
pub(super) fn noun(table: &str) -> Vec<String> {
    let mut words = words(table);
    while words.len() > 1 && TABLE_BEFORE.contains(&words[0].as_str()) {
        words.remove(0);
    }
    while words.len() > 1
        && words
            .last()
            .is_some_and(|last| TABLE_AFTER.contains(&singular(last).as_str()))
    {
        words.pop();
    }
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// The singular of an English word, by spelling.
pub(super) fn singular(word: &str) -> String {
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() > 1) {
        return format!("{base}y");
    }
    let doubled = ["ches", "shes", "sses", "xes", "zes"];
    if doubled.iter().any(|ending| word.ends_with(ending)) {
        return word[..word.len() - 2].to_owned();
    }
    let whole = ["ss", "us", "is"].iter().any(|e| word.ends_with(e));
    match word.strip_suffix('s') {
        Some(base) if base.len() > 1 && !whole => base.to_owned(),
        _ => word.to_owned(),
    }
}

/// The plural of an English word, by spelling.
pub(super) fn plural(word: &str) -> String {
    if let Some((many, _)) = IRREGULAR.iter().find(|(_, one)| *one == word) {
        return (*many).to_owned();
    }
    if let Some(base) = word.strip_suffix('y')
        && !base.ends_with(['a', 'e', 'i', 'o', 'u'])
        && !base.is_empty()
    {
        return format!("{base}ies");
    }
    if ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|e| word.ends_with(e))
    {
        return format!("{word}es");
    }
    format!("{word}s")
}

/// Words as a person writes them: "lead time days".
pub(super) fn phrase(words: &[String]) -> String {
    words.join(" ")
}

/// Words in the plural: "sales orders".
pub(super) fn plural_phrase(words: &[String]) -> String {
    let Some((last, before)) = words.split_last() else {
        return String::new();
    };
    let mut all = before.to_vec();
    all.push(plural(last));
    all.join(" ")
}

/// What a column measures of a thing: the "order quantity" of a "purchase order line" is the "purchase order quantity".
pub(super) fn of_thing(noun: &[String], column: &[String]) -> Vec<String> {
    let mut all = noun.to_vec();
    if all.len() > 1
        && all
            .last()
            .is_some_and(|last| PARTS.contains(&last.as_str()))
    {
        all.pop();
    }
    let common = (1..=all.len().min(column.len()))
        .rev()
        .find(|n| all[all.len() - n..] == column[..*n])
        .unwrap_or(0);
    all.extend(column[common..].iter().cloned());
    all
}

/// Words as a heading: "Lead time days".
pub(super) fn heading(words: &[String]) -> String {
    let phrase = phrase(words);
    let mut letters = phrase.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Words as a name in the model: `lead_time_days`.
pub(super) fn identifier(words: &[String]) -> String {
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_however_they_are_written() {
        for name in [
            "cust_no",
            "custNo",
            "CUST_NO",
            "CustNo",
            "Cust No",
            "customer-number",
        ] {
            assert_eq!(words(name), ["customer", "number"], "{name}");
        }
        assert_eq!(words("SKUCode"), ["sku", "code"]);
        assert_eq!(words("invoice_amt_2024"), ["invoice", "amount", "2024"]);
        assert_eq!(words("qtyOnHand"), ["quantity", "on", "hand"]);
        assert_eq!(words("lname"), ["last", "name"]);
    }

    #[test]
    fn a_table_is_named_after_its_rows() {
        assert_eq!(noun("tbl_SalesOrderHeaders"), ["sales", "order"]);
        assert_eq!(noun("repairs"), ["repair"]);
        assert_eq!(noun("dim_bus"), ["bus"]);
        assert_eq!(noun("warehouse_product"), ["warehouse", "product"]);
        assert_eq!(noun("People"), ["person"]);
        assert_eq!(noun("data"), ["data"]);
    }

    #[test]
    fn measures_are_named_after_what_they_are_of() {
        let of = |noun: &str, column: &str| of_thing(&words(noun), &words(column)).join(" ");
        assert_eq!(
            of("purchase_order_line", "order_qty"),
            "purchase order quantity"
        );
        assert_eq!(
            of("purchase_order_line", "line_total"),
            "purchase order line total"
        );
        assert_eq!(of("repair", "amt"), "repair amount");
        assert_eq!(of("repair", "repair_cost"), "repair cost");
    }

    #[test]
    fn singulars_and_plurals() {
        for (one, many) in [
            ("bike", "bikes"),
            ("category", "categories"),
            ("day", "days"),
            ("box", "boxes"),
            ("branch", "branches"),
            ("class", "classes"),
            ("person", "people"),
            ("status", "statuses"),
        ] {
            assert_eq!(plural(one), many);
            if one != "status" {
                assert_eq!(singular(many), one);
            }
        }
        assert_eq!(singular("address"), "address");
        assert_eq!(singular("status"), "status");
        assert_eq!(singular("analysis"), "analysis");
    }
}
