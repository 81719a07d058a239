//! The Lambda function of the logistics tools.

use lambda_tools::Specialist;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_tools::runtime::serve(Specialist::Logistics).await
}
