//! The Lambda function of the inventory tools.

use lambda_tools::Specialist;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    lambda_tools::runtime::serve(Specialist::Inventory).await
}
