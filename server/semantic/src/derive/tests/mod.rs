//! What is derived from small invented companies that have nothing in common with the product's own tables.

mod rows;

use super::{ColumnProfile, Derivation, Evidence, Ground, Inclusion, TableProfile, derive};
use crate::model::{AttributeId, DataType};
use rows::{Company, Rows};

fn derived(tables: &[(&str, &str)]) -> Derivation {
    let company = Company(tables.iter().map(|(n, t)| Rows::of(n, t)).collect());
    let derivation = derive("company", &company.profiles(), &mut &company).unwrap();
    // What is derived is written, and what is written loads.
    let yaml = crate::write::write(&derivation.model).unwrap();
    let loaded = crate::load::load("derived", &yaml).unwrap_or_else(|e| panic!("{e}\n{yaml}"));
    assert_eq!(loaded, derivation.model);
    derivation
}

fn key(derivation: &Derivation, table: &str) -> String {
    let found = derivation.keys.iter().find(|(t, _)| t == table);
    found.map_or_else(String::new, |(_, columns)| columns.join("+"))
}

fn links(derivation: &Derivation) -> Vec<String> {
    let arrow = |link: &super::Link| {
        format!(
            "{}.{} → {}.{}",
            link.from,
            link.from_columns.join("+"),
            link.to,
            link.to_columns.join("+")
        )
    };
    derivation.links.iter().map(arrow).collect()
}

const WORKSHOP: [(&str, &str); 4] = [
    (
        "mechanics",
        "id,name,hired_on,hourly_rate,active
         1,Ada Lund,2019-03-01,41.5,true
         2,Bo Ek,2020-01-15,39,true
         3,Cy Dahl,2021-06-01,44,false",
    ),
    (
        "bikes",
        "frameNo,model,colour,ownerName,bought
         FR-1001,Roadster,red,Eva Holm,2022-01-04
         FR-1002,Roadster,blue,Ulf Berg,2022-02-14
         FR-1003,Tourer,red,Mia Lind,2023-05-05
         FR-1004,Cargo,green,Jon Vik,2023-06-06",
    ),
    (
        "repairs",
        "repair_id,repaired_on,frame_no,mechanic_id,kind,hours,amt,due_date
         501,2024-05-02,FR-1001,1,brakes,1.5,80,2024-05-04
         502,2024-05-09,FR-1002,2,gears,2,95,2024-05-11
         503,2024-05-20,FR-1001,1,wheel,0.5,40,2024-05-21
         504,2024-06-03,FR-1003,2,brakes,1,60,2024-06-05
         505,2024-06-11,FR-1003,1,gears,3,150,2024-06-14
         506,2024-06-11,FR-1002,1,wheel,1.5,75,2024-06-13",
    ),
    (
        "repair_parts",
        "repair_id,line_no,part_code,part_name,qty,unit_price
         501,1,P1,Pad,2,9.5
         501,2,P2,Cable,1,4
         502,1,P2,Cable,2,4
         503,1,P3,Rim,1,35
         504,1,P1,Pad,2,9.5
         505,1,P2,Cable,1,4
         505,2,P4,Cassette,1,60
         506,1,P3,Rim,1,35",
    ),
];

#[test]
fn a_workshop() {
    let found = derived(&WORKSHOP);
    assert_eq!(key(&found, "mechanics"), "id");
    assert_eq!(key(&found, "bikes"), "frameNo");
    assert_eq!(key(&found, "repairs"), "repair_id");
    assert_eq!(key(&found, "repair_parts"), "repair_id+line_no");
    assert_eq!(
        links(&found),
        [
            "repair_parts.repair_id → repairs.repair_id",
            "repairs.frame_no → bikes.frameNo",
            "repairs.mechanic_id → mechanics.id",
        ]
    );
    let model = &found.model;
    let repairs = model.dataset("repairs").unwrap();
    assert_eq!(
        repairs.default_time.as_ref().map(AttributeId::as_str),
        Some("repairs.repaired_on")
    );
    let parts = model.dataset("repair_parts").unwrap();
    assert_eq!(parts.default_time, repairs.default_time);
    assert_eq!(model.dataset("mechanics").unwrap().default_time, None);
    let summed: Vec<&str> = model
        .datasets
        .iter()
        .flat_map(|d| &d.fields)
        .filter(|f| f.additive)
        .map(|f| f.name.as_str())
        .collect();
    assert_eq!(summed, ["hours", "amt", "qty"]);
    let metrics: Vec<&str> = model.metrics.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(
        metrics,
        [
            "hours",
            "repair_amount",
            "repair_count",
            "repair_part_quantity",
            "repair_part_count"
        ]
    );
    let things: Vec<&str> = model.entities.iter().map(|e| e.name.as_str()).collect();
    assert_eq!(
        things,
        ["mechanic", "bike", "repair", "repair_part", "part"]
    );
    let mechanic = model.entity("mechanic").unwrap();
    assert_eq!(mechanic.key[0].as_str(), "mechanic_id");
    assert_eq!(mechanic.datasets, ["mechanics", "repairs"]);
    assert_eq!(
        mechanic.name_attribute.as_ref().map(AttributeId::as_str),
        Some("mechanic_name")
    );
    assert_eq!(mechanic.natural_metrics[0], "repair_amount");
    assert_eq!(model.filters[0].label, "active");
    assert!(found.left_out.is_empty() && found.refuted.is_empty() && found.further.is_empty());
    assert_eq!(model.unreviewed().len(), 6);
}

#[test]
fn names_in_other_hands() {
    let found = derived(&[
        (
            "tbl_Customers",
            "CustNo,CustName,Email,Country
             C-01,Oak Ltd,a@oak.example,NO
             C-02,Elm AS,b@elm.example,SE
             C-03,Fir AB,c@fir.example,SE",
        ),
        (
            "Invoices",
            "InvoiceNo,InvDt,CustNo,BillToCustNo,TotalAmt,PaidDt
             9001,2024-01-05,C-01,C-02,100.5,2024-02-01
             9002,2024-01-06,C-02,C-02,20.25,
             9003,2024-01-09,C-01,C-01,75.75,2024-01-30
             9004,2024-01-12,C-03,C-01,12.5,",
        ),
    ]);
    assert_eq!(key(&found, "tbl_Customers"), "CustNo");
    assert_eq!(key(&found, "Invoices"), "InvoiceNo");
    assert_eq!(links(&found), ["Invoices.CustNo → tbl_Customers.CustNo"]);
    // Who pays is a second way to the same table; a question follows one.
    assert_eq!(found.further.len(), 1);
    assert_eq!(found.further[0].from_columns, ["BillToCustNo"]);
    assert_eq!(found.further[0].ground, Ground::EndsAlike);
    let customer = found.model.entity("customer").unwrap();
    assert_eq!(customer.key[0].as_str(), "customer_number");
    assert!(customer.synonyms.contains(&"client".to_owned()));
    let field = |dataset: &str, name: &str| {
        let dataset = found.model.dataset(dataset).unwrap();
        let found = dataset.fields.iter().find(|f| f.name == name);
        found.unwrap().clone()
    };
    assert_eq!(field("Invoices", "TotalAmt").label, "Total amount");
    assert_eq!(field("Invoices", "TotalAmt").unit.as_deref(), Some("USD"));
    assert!(field("Invoices", "TotalAmt").additive);
    assert!(
        field("tbl_Customers", "CustName").personal && field("tbl_Customers", "Email").personal
    );
    assert!(!field("tbl_Customers", "Email").indexed && field("tbl_Customers", "Country").indexed);
    let time = found
        .model
        .dataset("Invoices")
        .unwrap()
        .default_time
        .clone();
    assert_eq!(time.unwrap().as_str(), "Invoices.InvDt");
}

#[test]
fn coincidences_are_no_links() {
    // Whole numbers, days and words of one table stand in the other as well; nothing but chance is in it.
    let found = derived(&[
        (
            "shelf",
            "shelf_id,rows,checked_on,colour
             1,3,2024-01-01,red
             2,1,2024-01-02,blue
             3,2,2024-01-03,green",
        ),
        (
            "reading",
            "reading_id,level,taken_on,colour
             1,1,2024-01-01,red
             2,3,2024-01-02,red
             3,2,2024-01-03,blue
             4,1,2024-01-01,green",
        ),
    ]);
    assert_eq!(links(&found), [""; 0]);
    assert!(found.further.is_empty() && found.refuted.is_empty());
}

#[test]
fn names_alone_are_no_links() {
    let found = derived(&[
        ("site", "site_id,site_name\n1,North\n2,South\n3,West"),
        (
            "meter",
            "meter_id,site_id,meter_name\n10,71,A\n11,72,B\n12,73,C\n13,1,D",
        ),
    ]);
    assert_eq!(links(&found), [""; 0]);
    assert_eq!(found.refuted.len(), 1);
    assert_eq!(found.refuted[0].from, "meter.site_id");
    let inclusion = found.refuted[0].inclusion;
    assert_eq!((inclusion.found, inclusion.values), (1, 4));
}

#[test]
fn a_pair_of_things_is_told_apart_by_both_even_where_one_would_do() {
    let found = derived(&[
        ("student", "student_id,full_name\n1,Ann\n2,Ben\n3,Cid"),
        ("course", "course_code,title\nM1,Maths\nP1,Physics"),
        (
            "student_course",
            "student_id,course_code,grade\n1,M1,4\n2,M1,5\n3,P1,3",
        ),
    ]);
    assert_eq!(key(&found, "student_course"), "student_id+course_code");
    assert_eq!(
        links(&found),
        [
            "student_course.course_code → course.course_code",
            "student_course.student_id → student.student_id"
        ]
    );
}

#[test]
fn keys_without_a_telling_name_are_found_in_the_rows() {
    let found = derived(&[(
        "measurement",
        "station_code,taken_on,sensor_code,value
         S1,2024-01-01,T,4.5
         S1,2024-01-01,H,80
         S1,2024-01-02,T,5
         S2,2024-01-01,T,3.25
         S2,2024-01-02,H,81.5",
    )]);
    assert_eq!(
        key(&found, "measurement"),
        "station_code+taken_on+sensor_code"
    );
}

#[test]
fn rows_that_nothing_tells_apart_are_left_out() {
    let found = derived(&[
        ("log", "kind,level\na,1\na,1\nb,2"),
        ("room", "room_no,room_name\n1,Blue\n2,Red"),
    ]);
    assert_eq!(found.left_out, ["log"]);
    assert_eq!(found.model.datasets.len(), 1);
}

#[test]
fn empty_tables_are_read_by_their_names() {
    let found = derived(&[
        ("order_header", "order_number,order_date,customer_code"),
        (
            "order_line",
            "order_number,line_number,product_code,quantity,amount",
        ),
        ("product", "product_code,product_name\nA1,Bolt\nA2,Nut"),
    ]);
    assert_eq!(key(&found, "order_header"), "order_number");
    assert_eq!(key(&found, "order_line"), "order_number+line_number");
    assert_eq!(
        links(&found),
        [
            "order_line.order_number → order_header.order_number",
            "order_line.product_code → product.product_code"
        ]
    );
    let line = found.model.dataset("order_line").unwrap();
    assert_eq!(
        line.default_time.as_ref().map(AttributeId::as_str),
        Some("order_header.order_date")
    );
}

#[test]
fn codes_without_a_table_stand_for_things() {
    let found = derived(&[(
        "trip",
        "trip_id,trip_date,driver_code,driver_name,depot_code,tracking_number,km
         1,2024-01-01,D1,Ann,N,T-881,12
         2,2024-01-02,D2,Ben,N,T-882,20
         3,2024-01-03,D1,Ann,S,T-883,7
         4,2024-01-04,D2,Ben,S,T-884,31",
    )]);
    let things: Vec<(&str, Option<&str>)> = found
        .model
        .entities
        .iter()
        .map(|e| {
            (
                e.name.as_str(),
                e.name_attribute.as_ref().map(AttributeId::as_str),
            )
        })
        .collect();
    assert_eq!(
        things,
        [
            ("trip", None),
            ("driver", Some("driver_name")),
            ("depot", None)
        ]
    );
}

#[test]
fn a_number_in_two_parts_leads_with_both() {
    // The prefix is the same throughout, so that the number alone would do.
    let found = derived(&[
        (
            "job_header",
            "job_prefix,job_number,job_date,yard_code
             J,1,2024-01-01,N
             J,2,2024-01-02,S
             J,3,2024-01-03,N",
        ),
        (
            "job_line",
            "job_prefix,job_number,job_line,hours
             J,1,1,2
             J,1,2,3
             J,2,1,1
             J,3,1,4",
        ),
    ]);
    assert_eq!(key(&found, "job_header"), "job_prefix+job_number");
    assert_eq!(key(&found, "job_line"), "job_prefix+job_number+job_line");
    assert_eq!(
        links(&found),
        ["job_line.job_prefix+job_number → job_header.job_prefix+job_number"]
    );
    assert!(found.further.is_empty());
}

#[test]
fn names_that_get_in_each_others_way_still_make_a_sound_model() {
    let found = derived(&[
        (
            "customers",
            "id,name,customer_name,order,is_active,%\n1,A,Ann,x,true,u\n2,B,Ben,y,false,v",
        ),
        (
            "tbl_customer",
            "id,group,select,is_active\n1,g,s,true\n2,g,t,false",
        ),
        (
            "Order Lines 2024",
            "Order Id,Line No,Customer Id,Unit Price ($)\n1,1,1,2.5\n1,2,2,3.5\n2,1,1,4.25",
        ),
        ("___", "a b,A-B c\n1,q\n2,r"),
    ]);
    let names: Vec<&str> = found
        .model
        .entities
        .iter()
        .map(|e| e.name.as_str())
        .collect();
    assert_eq!(names[..2], ["customer", "customer_2"]);
    assert_eq!(key(&found, "Order Lines 2024"), "Order Id+Line No");
}
