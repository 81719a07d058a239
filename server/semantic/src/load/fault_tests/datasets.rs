//! Faults of datasets, fields, conditions and relationships.

use super::one_fault;

#[test]
fn datasets_and_keys() {
    one_fault(
        "source: shelf",
        "source: rack",
        "datasets[1].source",
        "must end in the dataset's name shelf",
    );
    one_fault(
        "name: box\n        source: db.public.box\n        primary_key: [box_code]\n        description: One row for each box.",
        "name: box\n        source: db.public.box\n        primary_key: [box_code]",
        "datasets[0].description",
        "no description",
    );
    one_fault(
        "        primary_key: [shelf_code, box_code]\n        description: One",
        "        primary_key: [shelf_code, nothing] #!\n        description: One",
        "datasets[1].primary_key[1]",
        "no field nothing",
    );
    one_fault(
        "name: shelf\n        source: shelf\n        primary_key: [shelf_code, box_code]",
        "name: shelf\n        source: shelf",
        "datasets[1].primary_key",
        "no primary key",
    );
    one_fault(
        "primary_key: [shelf_code,",
        "unique_keys: [[nothing]]\n        primary_key: [shelf_code,",
        "datasets[1].unique_keys[0][0]",
        "no field nothing",
    );
}

#[test]
fn fields_and_attributes() {
    one_fault(
        "expression: price}",
        "expression: price * 2}",
        "datasets[0].fields[1].expression",
        "write price",
    );
    one_fault(
        "{dialect: ANSI_SQL, expression: price}",
        "{dialect: MDX, expression: price}",
        "datasets[0].fields[1].expression.dialects",
        "ANSI_SQL",
    );
    one_fault(
        "datatype: Decimal\n      - name: shelf",
        "datatype: Float\n      - name: shelf",
        "datasets[0].fields[1].datatype",
        "use String",
    );
    one_fault(
        "name: price\n            expression: {dialects: [{dialect: ANSI_SQL, expression: price}]}\n            datatype: Decimal",
        "name: price\n            expression: {dialects: [{dialect: ANSI_SQL, expression: price}]}",
        "datasets[0].fields[1].datatype",
        "no datatype",
    );
    let data = "datasets[1].fields[2].custom_extensions[0].data";
    let start = "name: boxes\n            expression: {dialects: [{dialect: ANSI_SQL, expression: boxes}]}\n            datatype: Integer\n            custom_extensions:\n              - vendor_name: QUARTERMASTER\n                data: ";
    let old = format!("{start}{{additive: true, unit: boxes}}");
    let with = |data: &str| format!("{start}{data}");
    one_fault(
        &old,
        &with("{delivery_date: true}"),
        &format!("{data}.delivery_date"),
        "not a date",
    );
    one_fault(
        &old,
        &with("{aliases: [box_code]} #!"),
        data,
        "called box_code already",
    );
    one_fault(
        &old,
        &with("{aliases: [shelf.count]} #!"),
        data,
        "no name for an attribute",
    );
    one_fault(
        &old,
        &with("{parts: [{attribute: first, label: First, position: 1}]} #!"),
        &format!("{data}.parts[0]"),
        "not a text",
    );
    one_fault(
        "name: shelf_code\n            expression: {dialects: [{dialect: ANSI_SQL, expression: shelf_code}]}\n",
        "name: shelf_code\n            expression: {dialects: [{dialect: ANSI_SQL, expression: shelf_code}]}\n            dimension: {is_time: true} #!\n",
        "datasets[1].fields[0].dimension.is_time",
        "not a date",
    );
    let old = "data: {attribute: box_code}";
    let data = "datasets[1].fields[1].custom_extensions[0].data";
    one_fault(
        old,
        "data: {attribute: box_code, parts: [{attribute: first, label: F, position: 0}]}",
        &format!("{data}.parts[0].position"),
        "counted from 1",
    );
    one_fault(
        "          - name: placed_on\n",
        "          - custom_extensions: [{vendor_name: COMMON, data: {additive: true}}]\n            name: placed_on #!\n",
        "datasets[1].fields[3].custom_extensions[0].data.additive",
        "not a number",
    );
    one_fault(
        "expression: placed_on}]}\n",
        "expression: placed_on}]}\n            custom_extensions: [{vendor_name: COMMON, data: {parts: []}}, {vendor_name: X}] #!\n",
        "datasets[1].fields[3].custom_extensions[1]",
        "missing field `data`",
    );
}

#[test]
fn references_of_a_dataset() {
    let data = "datasets[1].custom_extensions[0].data";
    one_fault(
        "default_time: shelf.placed_on",
        "default_time: shelf.moved_on",
        &format!("{data}.default_time"),
        "no attribute shelf.moved_on",
    );
    one_fault(
        "default_time: shelf.placed_on",
        "default_time: box_code",
        &format!("{data}.default_time"),
        "not a date",
    );
    one_fault(
        "box_code, box.price]\n              f",
        "box_code, box.weight] #!\n              f",
        &format!("{data}.list[2]"),
        "no attribute box.weight",
    );
    one_fault(
        "show: [shelf.boxes]",
        "show: [crates]",
        &format!("{data}.filters[0].show[0]"),
        "no attribute crates",
    );
    one_fault(
        "degree: boxes",
        "degree: crates",
        &format!("{data}.filters[0].degree"),
        "no metric crates",
    );
    one_fault(
        "name: empty\n                  label: empty\n                  description: There is no box.\n                  owner: Stores",
        "name: empty\n                  label: empty\n                  description: There is no box.\n                  owner: ''",
        &format!("{data}.filters[0].owner"),
        "no owner",
    );
}

#[test]
fn conditions() {
    let field = "datasets[1].custom_extensions[0].data.filters[0].expr";
    let old = "shelf.boxes = 0 AND shelf.placed_on < {today}";
    for (new, words) in [
        ("shelf.boxes = = 0", "Expected"),
        ("shelf.boxes = 0 shelf", "should end before"),
        ("shelf.crates = 0", "dataset shelf has no field crates"),
        ("crate.boxes = 0", "no dataset crate"),
        ("boxes = 0", "write boxes as dataset.column"),
        ("SUM(shelf.boxes) = 0", "cannot aggregate"),
        ("shelf.boxes IN (SELECT 1)", "a subquery cannot stand"),
        ("db.shelf.boxes = 0", "more than two parts"),
    ] {
        one_fault(old, new, field, words);
    }
}

#[test]
fn an_attribute_has_one_type() {
    let old = "    relationships:\n";
    let dataset = "      - {name: rack, source: rack, primary_key: [rack_code], description: r, fields: [\
        {name: rack_code, expression: {dialects: [{dialect: ANSI_SQL, expression: rack_code}]}, datatype: Integer, \
        custom_extensions: [{vendor_name: COMMON, data: {attribute: box_code}}]}]} #!\n";
    one_fault(
        old,
        &format!("{dataset}{old}"),
        "datasets[2].fields[0].custom_extensions[0].data",
        "box_code has another datatype on line 17",
    );
}

#[test]
fn relationships() {
    let unused = "    metrics:\n      - name: boxes\n";
    let with = |columns: &str| format!("      - {{name: second, {columns}}} #!\n{unused}");
    for (columns, field, words) in [
        (
            "from: shelf, to: rack, from_columns: [box_code], to_columns: [box_code]",
            "to",
            "no dataset rack; there are",
        ),
        (
            "from: rack, to: box, from_columns: [box_code], to_columns: [box_code]",
            "from",
            "no dataset rack",
        ),
        (
            "from: shelf, to: box, from_columns: [crate], to_columns: [box_code]",
            "from_columns[0]",
            "no field crate",
        ),
        (
            "from: shelf, to: box, from_columns: [box_code, boxes], to_columns: [box_code]",
            "to_columns",
            "2 columns in",
        ),
        (
            "from: shelf, to: box, from_columns: [box_code], to_columns: [price]",
            "to_columns",
            "count rows twice",
        ),
        (
            "from: box, to: shelf, from_columns: [box_code], to_columns: [box_code]",
            "to_columns",
            "count rows twice",
        ),
    ] {
        one_fault(
            unused,
            &with(columns),
            &format!("relationships[1].{field}"),
            words,
        );
    }
}
