//! Each kind of fault, with its line: that of the mark `#!` in the changed text.

mod datasets;
mod metrics;
mod yaml;

use super::load;
use crate::model::{AttributeId, MetricKind};

/// A small model without faults: shelves of boxes.
const SOUND: &str = "\
version: 0.2.0.dev0
semantic_model:
  - name: shelves
    description: Boxes on shelves.
    datasets:
      - name: box
        source: db.public.box
        primary_key: [box_code]
        description: One row for each box.
        fields:
          - name: box_code
            expression: {dialects: [{dialect: ANSI_SQL, expression: box_code}]}
            datatype: String
            ai_context: {synonyms: [crate, carton]}
            custom_extensions:
              - vendor_name: QUARTERMASTER
                data: {attribute: box_code, indexed: true}
          - name: price
            expression: {dialects: [{dialect: ANSI_SQL, expression: price}]}
            datatype: Decimal
      - name: shelf
        source: shelf
        primary_key: [shelf_code, box_code]
        description: One row for each box on a shelf.
        fields:
          - name: shelf_code
            expression: {dialects: [{dialect: ANSI_SQL, expression: shelf_code}]}
            datatype: String
          - name: box_code
            expression: {dialects: [{dialect: ANSI_SQL, expression: box_code}]}
            datatype: String
            custom_extensions:
              - vendor_name: QUARTERMASTER
                data: {attribute: box_code}
          - name: boxes
            expression: {dialects: [{dialect: ANSI_SQL, expression: boxes}]}
            datatype: Integer
            custom_extensions:
              - vendor_name: QUARTERMASTER
                data: {additive: true, unit: boxes}
          - name: placed_on
            expression: {dialects: [{dialect: ANSI_SQL, expression: placed_on}]}
            dimension: {is_time: true}
            datatype: Date
        custom_extensions:
          - vendor_name: QUARTERMASTER
            data:
              noun: {singular: shelf, plural: shelves}
              default_time: shelf.placed_on
              list: [shelf.shelf_code, box_code, box.price]
              filters:
                - name: empty
                  label: empty
                  description: There is no box.
                  owner: Stores
                  expr: shelf.boxes = 0 AND shelf.placed_on < {today}
                  show: [shelf.boxes]
                  degree: boxes
    relationships:
      - name: box_on_shelf
        from: shelf
        to: box
        from_columns: [box_code]
        to_columns: [box_code]
    metrics:
      - name: boxes
        expression: {dialects: [{dialect: ANSI_SQL, expression: SUM(shelf.boxes)}]}
        description: The sum of the boxes.
        datatype: Integer
        custom_extensions:
          - vendor_name: QUARTERMASTER
            data: {owner: Stores, dataset: shelf, additive: true}
      - name: empty_shelves
        expression: {dialects: [{dialect: ANSI_SQL, expression: COUNT(*)}]}
        description: The number of empty shelves.
        datatype: Integer
        custom_extensions:
          - vendor_name: QUARTERMASTER
            data: {owner: Stores, dataset: shelf, filters: [empty], time: shelf.placed_on}
      - name: boxes_per_day
        expression: {dialects: [{dialect: ANSI_SQL, expression: boxes / 30}]}
        description: Boxes of the last 30 days by day.
        datatype: Decimal
        custom_extensions:
          - vendor_name: QUARTERMASTER
            data: {owner: Stores, inputs: [{metric: boxes, trailing_days: 30}]}
    custom_extensions:
      - vendor_name: SOMEBODY_ELSE
        data: '{\"theirs\": true}'
      - vendor_name: QUARTERMASTER
        data:
          entities:
            - name: box
              noun: {singular: box, plural: boxes}
              key: [box_code]
              description: Something that holds things.
              datasets: [box, shelf]
              own_dataset: box
              list: [box_code, box.price]
              natural_metrics: [boxes]
          verified_queries:
            - name: all_boxes
              question: How many boxes are there?
              sql: SELECT SUM(boxes) FROM shelf
              verified_by: Anna
              verified_at: 2025-06-30
";

/// Asserts that the sound model with `old` (which stands there once) replaced by `new` has exactly one fault, with this
/// path and these words, on the line marked `#!`, or where nothing is marked on the line where the new text begins.
#[track_caller]
fn one_fault(old: &str, new: &str, field: &str, words: &str) {
    assert_eq!(
        SOUND.matches(old).count(),
        1,
        "{old} does not stand there once"
    );
    let yaml = SOUND.replace(old, new);
    let place = yaml.find("#!").or(SOUND.find(old)).unwrap();
    let line = 1 + yaml[..place].matches('\n').count();
    let found = load("shelves.yaml", &yaml)
        .err()
        .map(|error| error.0)
        .unwrap_or_default();
    let [fault] = found.as_slice() else {
        panic!("{found:#?}")
    };
    assert_eq!(fault.file, "shelves.yaml");
    assert_eq!(
        (fault.line, fault.field.as_str()),
        (line, field),
        "{}",
        fault.message
    );
    assert!(fault.message.contains(words), "{}", fault.message);
}

/// Text to put before another.
fn before(old: &str, inserted: &str) -> String {
    format!("{inserted} #!\n{old}")
}

#[test]
fn a_sound_model_loads() {
    let model = load("shelves.yaml", SOUND).unwrap();
    assert_eq!(model.name, "shelves");
    let box_code = &model.datasets[0].fields[0];
    assert_eq!(box_code.attributes, [AttributeId::new("box_code")]);
    assert_eq!(box_code.label, "Box code");
    assert_eq!(box_code.synonyms, ["crate", "carton"]);
    assert_eq!(model.datasets[0].noun.plural, "boxs");
    assert_eq!(model.datasets[1].noun.plural, "shelves");
    assert_eq!(
        model.datasets[1].fields[0].attributes,
        [AttributeId::new("shelf.shelf_code")]
    );
    let MetricKind::Derived { inputs, .. } = &model.metrics[2].kind else {
        panic!("not derived")
    };
    assert_eq!(
        (inputs[0].metric.as_str(), inputs[0].trailing_days),
        ("boxes", Some(30))
    );
    assert_eq!(model.verified_queries[0].verified_at, "2025-06-30");
}
