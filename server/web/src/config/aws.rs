//! *AWS* is configured as places: which region, which Redshift or Athena, which catalogue, which functions. Credentials are
//! never among them.

use std::time::Duration;

use assistant::{Functions, LambdaSettings};
use warehouse::aws::Access;
use warehouse::{athena, glue, redshift};

use super::reader::Reader;

/// How Amazon's services are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsConfig {
    /// Where they are.
    pub access: Access,
    /// The catalogue that is compared with the semantic model; `None` for none.
    pub glue: Option<glue::Settings>,
    /// The functions that make the calculations; `None` where the program makes them itself.
    pub lambda: Option<LambdaSettings>,
}

impl AwsConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let access = Access {
            region: owned(reader.optional("aws.region")),
            endpoint_url: owned(reader.optional("aws.endpoint_url")),
        };
        if let Some(url) = &access.endpoint_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            let message = format!("`{url}` must begin with https:// or http://");
            reader.fault("aws.endpoint_url", message);
        }
        let catalog_id = owned(reader.optional("aws.glue_catalog_id"));
        let glue = reader
            .optional("aws.glue_database")
            .map(|database| glue::Settings {
                database: database.to_owned(),
                catalog_id,
            });
        Self {
            access,
            glue,
            lambda: lambda(reader),
        }
    }
}

fn lambda(reader: &mut Reader<'_>) -> Option<LambdaSettings> {
    let place = reader.text("calculations.place");
    let settings = LambdaSettings {
        functions: Functions {
            inventory: reader.text("calculations.inventory_function").to_owned(),
            logistics: reader.text("calculations.logistics_function").to_owned(),
            supplier: reader.text("calculations.supplier_function").to_owned(),
        },
        time_limit: Duration::from_secs(reader.integer("calculations.seconds", 1..=900)),
    };
    match place {
        "program" => None,
        "lambda" => Some(settings),
        other => {
            let message = format!("`{other}` is neither program nor lambda");
            reader.fault("calculations.place", message);
            None
        }
    }
}

/// Redshift, where the data lies in it.
pub(super) fn redshift(reader: &mut Reader<'_>) -> redshift::Settings {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let secret_arn = owned(reader.optional("redshift.secret_arn"));
    let user = owned(reader.optional("redshift.user"));
    let workgroup = owned(reader.optional("redshift.workgroup"));
    let cluster = owned(reader.optional("redshift.cluster"));
    if secret_arn
        .as_deref()
        .is_some_and(|arn| !arn.starts_with("arn:"))
    {
        // What stands there may be the secret itself, so it is not repeated.
        let message = "must be the ARN of a secret; a password never stands here";
        reader.fault("redshift.secret_arn", message);
    }
    let place = match (workgroup, cluster) {
        (Some(name), None) => redshift::Place::Workgroup(name),
        (None, Some(identifier)) => {
            if secret_arn.is_none() && user.is_none() {
                let message = "a cluster needs redshift.user, for whom temporary credentials are made, or redshift.secret_arn";
                reader.fault("redshift.cluster", message);
            }
            redshift::Place::Cluster { identifier, user }
        }
        (None, None) => {
            let message =
                "name the serverless workgroup, or the provisioned cluster in redshift.cluster";
            reader.fault("redshift.workgroup", message);
            redshift::Place::Workgroup(String::new())
        }
        (Some(_), Some(_)) => {
            let message = "is named beside redshift.workgroup; the data lies in one of them";
            reader.fault("redshift.cluster", message);
            redshift::Place::Workgroup(String::new())
        }
    };
    redshift::Settings {
        place,
        database: reader.text("redshift.database").to_owned(),
        schema: reader.text("redshift.schema").to_owned(),
        secret_arn,
        freshness: freshness(reader, "redshift.freshness_seconds"),
    }
}

/// Athena, where the data lies in it.
pub(super) fn athena(reader: &mut Reader<'_>) -> athena::Settings {
    let output_location = reader.optional("athena.output_location").map(str::to_owned);
    if output_location
        .as_deref()
        .is_some_and(|place| !place.starts_with("s3://"))
    {
        let message = "must be a folder such as s3://bucket/folder/";
        reader.fault("athena.output_location", message);
    }
    athena::Settings {
        workgroup: reader.text("athena.workgroup").to_owned(),
        catalog: reader.text("athena.catalog").to_owned(),
        database: reader.text("athena.database").to_owned(),
        output_location,
        freshness: freshness(reader, "athena.freshness_seconds"),
    }
}

fn freshness(reader: &mut Reader<'_>, key: &str) -> Duration {
    Duration::from_secs(reader.integer(key, 60..=86_400))
}
