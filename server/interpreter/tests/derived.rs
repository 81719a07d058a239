//! Questions about tables that nobody has described: the model is derived from the rows of a bicycle workshop, and of
//! a clinic.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../semantic/src/derive/tests/rows.rs"]
mod rows;

use std::fmt::Write;
use std::sync::Arc;

use interpreter::{Context, Interpretation, Interpreter, Value, ValueIndex};
use jiff::civil::date;
use rows::{Company, Rows};
use semantic::compile::{Dialect, compile};
use semantic::derive::{ColumnProfile, Evidence, Inclusion, TableProfile, derive};
use semantic::{DataType, Model};

fn company() -> Company {
    let workshops = "workshop_code,workshop_name,city
        NORTH,North Yard,Oslo
        SOUTH,South Yard,Bergen";
    let mechanics = "mechanic_id,mechanic_name,workshop_code,hourly_rate
        11,Ada Lund,NORTH,41.5
        12,Bo Ek,NORTH,39
        13,Cy Dahl,SOUTH,44.25";
    let bikes = "frame_no,bike_model,colour,purchased_on
        FR-1001,Roadster,red,2022-01-04
        FR-1002,Roadster,blue,2022-02-14
        FR-1003,Tourer,red,2023-05-05
        FR-1004,Cargo,green,2023-06-06
        FR-1005,Tourer,blue,2023-08-16";
    let repairs = "repair_no,repair_date,frame_no,mechanic_id,kind,status,hours,charge,due_date
        501,2024-05-02,FR-1001,11,brakes,Done,1.5,80,2024-05-04
        502,2024-05-09,FR-1002,12,gears,Done,2,95,2024-05-11
        503,2024-05-20,FR-1001,11,wheel,Done,0.5,40,2024-05-21
        504,2024-06-03,FR-1003,12,brakes,Open,1,60,2024-06-05
        505,2024-06-11,FR-1003,13,gears,Open,3,150,2024-06-14
        506,2024-06-11,FR-1002,11,wheel,Waiting,1.5,75,2024-06-13";
    Company(vec![
        Rows::of("workshop", workshops),
        Rows::of("mechanic", mechanics),
        Rows::of("bike", bikes),
        Rows::of("repair", repairs),
    ])
}

fn interpreter(company: &Company) -> (Model, Interpreter) {
    let mut evidence = company;
    let model = derive("workshop", &company.profiles(), &mut evidence)
        .unwrap()
        .model;
    let mut values = Vec::new();
    for dataset in &model.datasets {
        for field in dataset.fields.iter().filter(|f| f.indexed) {
            let table = company.table(&dataset.name);
            let distinct = table.combinations(&[&field.name]);
            values.extend(distinct.into_iter().map(|value| Value {
                attribute: field.attributes[0].clone(),
                dataset: dataset.name.clone(),
                value: value[0].to_owned(),
                frequency: 1,
            }));
        }
    }
    let tables: Vec<String> = model.datasets.iter().map(|d| d.name.clone()).collect();
    let interpreter = Interpreter::new(&model, &tables, Arc::new(ValueIndex::build(values)));
    (model, interpreter)
}

/// Tables of a clinic, in another hand: plural names, camel case, numbers as keys, a generic "name".
fn clinic() -> Company {
    let patients = "id,firstName,lastName,birthDate,city
        1,Eva,Holm,1980-02-01,Lund
        2,Ulf,Berg,1975-07-19,Malmo
        3,Mia,Lind,1990-11-30,Lund";
    let doctors = "id,name,speciality,isRetired
        7,Dr Palm,heart,false
        8,Dr Sand,skin,false
        9,Dr Vik,skin,true";
    let visits = "id,patientId,doctorId,visitedOn,reason,feeAmt,durationMins
        100,1,7,2024-05-06,check-up,50,20
        101,2,8,2024-05-13,rash,70,35
        102,1,8,2024-06-03,rash,70,30
        103,3,7,2024-06-05,check-up,50,25
        104,3,7,2024-06-10,pain,95,45";
    Company(vec![
        Rows::of("tbl_patients", patients),
        Rows::of("tbl_doctors", doctors),
        Rows::of("tbl_visits", visits),
    ])
}

struct Asked {
    model: Model,
    interpreter: Interpreter,
}

impl Asked {
    fn of(company: &Company) -> Self {
        let (model, interpreter) = interpreter(company);
        Self { model, interpreter }
    }

    /// What a question is understood as and its SQL in one line; else why there is none.
    fn ask(&self, question: &str) -> (String, String) {
        let context = Context {
            today: date(2024, 6, 12),
            previous: None,
            mentions: Vec::new(),
            unanswered: false,
            calculation: None,
        };
        match self.interpreter.interpret(question, &context) {
            Interpretation::Answer(reading) => {
                let compiled = compile(
                    &self.model,
                    &reading.query,
                    Dialect::Embedded,
                    context.today,
                );
                let sql = compiled.unwrap_or_else(|e| panic!("{question}: {e}")).sql;
                let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
                (reading.understood, line)
            }
            other => (format!("{other:?}"), String::new()),
        }
    }

    /// Asks questions, each with words of its meaning and pieces of its SQL.
    fn check(&self, expected: &[(&str, &[&str], &[&str])]) {
        let mut wrong = String::new();
        for (question, words, pieces) in expected {
            let (understood, sql) = self.ask(question);
            let said = understood.to_lowercase();
            let missing: Vec<&str> = words
                .iter()
                .filter(|w| !said.contains(&w.to_lowercase()))
                .chain(pieces.iter().filter(|p| !sql.contains(**p)))
                .copied()
                .collect();
            if !missing.is_empty() {
                writeln!(
                    wrong,
                    "{question}\n  {understood}\n  {sql}\n  lacks {missing:?}"
                )
                .unwrap();
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }
}

#[test]
fn a_workshop_is_asked_about() {
    let of_mechanic = "LEFT JOIN mechanic AS m ON m.mechanic_id = r.mechanic_id";
    Asked::of(&company()).check(&[
        (
            "how many repairs by mechanic last month",
            &["number of repairs by mechanic", "May 2024"],
            &[
                "SELECT r.mechanic_id, m.mechanic_name, COUNT(*) AS number_of_repairs FROM repair AS r",
                of_mechanic,
                "WHERE r.repair_date >= DATE '2024-05-01' AND r.repair_date < DATE '2024-06-01'",
                "GROUP BY r.mechanic_id, m.mechanic_name",
            ],
        ),
        (
            "list bikes never repaired",
            &["bikes", "without repairs"],
            &[
                "FROM bike AS b WHERE NOT EXISTS (SELECT 1 FROM repair AS r WHERE r.frame_no = b.frame_no)",
            ],
        ),
        (
            "total hours by workshop",
            &["hours by workshop"],
            &[
                "SELECT m.workshop_code, w.workshop_name, SUM(r.hours) AS hours FROM repair AS r",
                of_mechanic,
                "LEFT JOIN workshop AS w ON w.workshop_code = m.workshop_code",
            ],
        ),
        (
            "how many open repairs",
            &["number of repairs", "status", "Open"],
            &["SELECT COUNT(*) AS number_of_repairs FROM repair AS r WHERE r.status = 'Open'"],
        ),
        (
            "repairs of Ada Lund",
            &["repairs", "mechanic", "Ada Lund"],
            &["FROM repair AS r", of_mechanic, "WHERE m.mechanic_name = 'Ada Lund'"],
        ),
        (
            "top 3 mechanics by charge",
            &["charge by mechanic", "first 3"],
            &["SUM(r.charge) AS charge", "ORDER BY charge DESC", "LIMIT 3"],
        ),
        (
            "which repairs took more than 2 hours",
            &["repairs", "hours"],
            &["FROM repair AS r", "WHERE r.hours > 2"],
        ),
        (
            "average hours by kind",
            &["average hours by kind"],
            &["SELECT r.kind, AVG(r.hours) AS average_hours FROM repair AS r GROUP BY r.kind"],
        ),
        (
            "list mechanics in Oslo",
            &["mechanics", "city", "Oslo"],
            &["FROM mechanic AS m", "WHERE w.city = 'Oslo'"],
        ),
        (
            "repairs due this week",
            &["repairs", "due date"],
            &["r.due_date >= DATE '2024-06-10' AND r.due_date < DATE '2024-06-17'"],
        ),
        (
            "which mechanics have more than 2 repairs",
            &["mechanic", "number of repairs"],
            &["FROM repair AS r", "HAVING COUNT(*) > 2"],
        ),
        (
            "total charge of Roadster this year",
            &["charge", "bike model", "Roadster"],
            &[
                "SELECT SUM(r.charge) AS charge FROM repair AS r",
                "LEFT JOIN bike AS b ON b.frame_no = r.frame_no WHERE b.bike_model = 'Roadster'",
            ],
        ),
        (
            "mechanics with hourly rate over 40",
            &["mechanics", "hourly rate"],
            &["WHERE m.hourly_rate > 40"],
        ),
        (
            "hours per mechanic in June vs May",
            &["hours", "June 2024", "May 2024", "mechanic"],
            &["hours_may_2024", "hours_june_2024"],
        ),
    ]);
}

#[test]
fn what_the_tables_lack_is_not_answered() {
    let asked = Asked::of(&company());
    for question in [
        "which products are below minimum stock",
        "revenue by supplier",
        "who repaired FR-1001",
        "repairs by insurance",
    ] {
        let (said, sql) = asked.ask(question);
        assert_eq!(sql, "", "{question} → {said}");
    }
}

#[test]
fn a_clinic_is_asked_about() {
    Asked::of(&clinic()).check(&[
        (
            "how many visits by doctor",
            &["number of visits by doctor"],
            &[
                "tv.\"doctorId\"",
                "FROM tbl_visits AS t",
                "LEFT JOIN tbl_doctors",
                "COUNT(*) AS number_of_visits",
            ],
        ),
        (
            "total fee amount by month",
            &["fee amount by month"],
            &[
                "DATE_TRUNC('month', tv.\"visitedOn\")",
                "SUM(tv.\"feeAmt\")",
            ],
        ),
        (
            "patients in Lund",
            &["patients", "city", "Lund"],
            &["FROM tbl_patients", "city = 'Lund'"],
        ),
        (
            "patients without visits",
            &["patients", "without visits"],
            &["FROM tbl_patients", "NOT EXISTS"],
        ),
        (
            "retired doctors",
            &["doctors", "retired"],
            &["FROM tbl_doctors", "\"isRetired\" = true"],
        ),
        (
            "visits for rash this month",
            &["visits", "rash"],
            &["reason = 'rash'", "DATE '2024-06-01'"],
        ),
        (
            "average duration of visits by speciality",
            &["average", "duration", "speciality"],
            &["AVG(tv.\"durationMins\")", "speciality"],
        ),
    ]);
}
