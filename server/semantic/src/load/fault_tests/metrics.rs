//! Faults of metrics, entities and verified queries.

use super::one_fault;

#[test]
fn metrics_that_aggregate() {
    let old = "SUM(shelf.boxes)";
    for (new, words) in [
        ("'SUM(shelf.boxes'", "Expected"),
        ("shelf.boxes", "a metric aggregates rows"),
        (
            "SUM(shelf.boxes) * box.price",
            "box.price stands outside an aggregate",
        ),
        ("'SUM(MAX(shelf.boxes))'", "within an aggregate"),
        ("SUM(shelf.crates)", "no field crates"),
        ("SUM(shelf.boxes) OVER ()", "a window function cannot stand"),
    ] {
        one_fault(old, new, "metrics[0].expression", words);
    }
    let data = "metrics[1].custom_extensions[0].data";
    one_fault(
        "filters: [empty]",
        "filters: [full]",
        &format!("{data}.filters[0]"),
        "no filter full",
    );
    one_fault(
        "time: shelf.placed_on}",
        "time: box.price}",
        &format!("{data}.time"),
        "not a date",
    );
    one_fault(
        "dataset: shelf, filters",
        "dataset: rack, filters",
        &format!("{data}.dataset"),
        "no dataset rack; there are box, shelf",
    );
    one_fault(
        "dataset: shelf, filters: [empty], time: shelf.placed_on",
        "dataset: box, filters: [empty]",
        &format!("{data}.filters[0]"),
        "no many-to-one relationship reaches from box",
    );
    one_fault(
        "name: empty_shelves\n        expression: {dialects: [{dialect: ANSI_SQL, expression: COUNT(*)}]}\n        description: The number of empty shelves.\n        datatype: Integer",
        "name: empty_shelves\n        expression: {dialects: [{dialect: ANSI_SQL, expression: COUNT(*)}]}\n        description: The number of empty shelves.\n        datatype: String #!",
        "metrics[1].datatype",
        "an Integer or a Decimal",
    );
    let old = "      - name: boxes_per_day\n";
    let metric = "      - {name: worth, expression: {dialects: [{dialect: ANSI_SQL, expression: SUM(shelf.boxes * box.price)}]}, \
        datatype: Decimal, description: w, custom_extensions: [{vendor_name: COMMON, data: {owner: o, dataset: box}}]} #!\n";
    let words = "no many-to-one relationship reaches shelf from box";
    one_fault(
        old,
        &format!("{metric}{old}"),
        "metrics[2].expression",
        words,
    );
}

#[test]
fn metrics_that_are_derived() {
    let data = "metrics[2].custom_extensions[0].data";
    for (new, words) in [
        ("boxes / 30 + shelves", "shelves is not among the inputs"),
        ("'30'", "the input boxes is not used"),
        ("SUM(boxes)", "does not aggregate"),
        ("boxes / shelf.boxes", "shelf.boxes is a column"),
    ] {
        one_fault("boxes / 30", new, "metrics[2].expression", words);
    }
    let old = "    custom_extensions:\n      - vendor_name: SOMEBODY_ELSE\n";
    let metric = |input: &str| {
        format!(
            "      - {{name: again, expression: {{dialects: [{{dialect: ANSI_SQL, expression: {input} / 2}}]}}, \
            datatype: Decimal, description: a, custom_extensions: [{{vendor_name: COMMON, data: {{owner: o, \
            inputs: [{{metric: {input}}}]}}}}]}} #!\n{old}"
        )
    };
    let field = "metrics[3].custom_extensions[0].data.inputs[0].metric";
    one_fault(
        old,
        &metric("boxes_per_day"),
        field,
        "worked out from others itself",
    );
    one_fault(old, &metric("crates"), field, "no metric crates");
    one_fault(
        "trailing_days: 30",
        "trailing_days: 0",
        &format!("{data}.inputs[0].trailing_days"),
        "at least one day",
    );
    one_fault(
        "owner: Stores, inputs",
        "owner: Stores, dataset: shelf, inputs",
        &format!("{data}.dataset"),
        "not both",
    );
    one_fault(
        "owner: Stores, inputs",
        "owner: Stores, time: shelf.placed_on, inputs",
        &format!("{data}.time"),
        "the inputs have their own",
    );
    one_fault(
        old,
        &metric("boxes").replace("inputs: [{metric: boxes}]", "unit: boxes"),
        "metrics[3].custom_extensions[0].data.dataset",
        "neither",
    );
}

#[test]
fn entities_and_verified_queries() {
    let data = "custom_extensions[1].data.entities[0]";
    one_fault(
        "              key: [box_code]",
        "              key: [crate_code]",
        &format!("{data}.key[0]"),
        "no attribute crate_code on rows of box",
    );
    one_fault(
        "[box, shelf]\n",
        "[box, crate]\n",
        &format!("{data}.datasets[1]"),
        "no dataset crate",
    );
    one_fault(
        "own_dataset: box",
        "own_dataset: crate",
        &format!("{data}.own_dataset"),
        "no dataset crate",
    );
    one_fault(
        "datasets: [box, shelf]\n              own_dataset: box\n",
        "datasets: [shelf]\n              own_dataset: box #!\n",
        &format!("{data}.own_dataset"),
        "not among the datasets",
    );
    one_fault(
        "list: [box_code, box.price]",
        "list: [box_code, shelf.boxes]",
        &format!("{data}.list[1]"),
        "no attribute shelf.boxes",
    );
    one_fault(
        "natural_metrics: [boxes]",
        "natural_metrics: [crates]",
        &format!("{data}.natural_metrics[0]"),
        "no metric crates",
    );
    one_fault(
        "            - name: box\n              noun: {singular: box, plural: boxes}\n              key: [box_code]",
        "            - name: box #!\n              noun: {singular: box, plural: boxes}\n              key: []",
        &format!("{data}.key"),
        "no key",
    );
    let data = "custom_extensions[1].data.verified_queries[0]";
    one_fault(
        "SELECT SUM(boxes) FROM shelf",
        "SELECT SUM( FROM shelf",
        &format!("{data}.sql"),
        "Expected",
    );
    one_fault(
        "SELECT SUM(boxes) FROM shelf",
        "DELETE FROM shelf",
        &format!("{data}.sql"),
        "one SELECT",
    );
    one_fault(
        "2025-06-30",
        "June",
        &format!("{data}.verified_at"),
        "YYYY-MM-DD",
    );
    one_fault(
        "SELECT SUM(boxes) FROM shelf",
        "'SELECT SUM(boxes) FROM shelf WHERE shelf = {shelf_code}'",
        &format!("{data}.sql"),
        "the question has no slot {shelf_code}",
    );
    one_fault(
        "            - name: all_boxes\n              question: How many boxes are there?",
        "            - name: all_boxes #!\n              question: How many boxes on {rack}?",
        &format!("{data}.question"),
        "no attribute rack",
    );
    one_fault(
        "natural_metrics: [boxes]",
        "next_questions: [boxes like that one]",
        "custom_extensions[1].data.entities[0].next_questions[0]",
        "{key} once",
    );
}
