//! What the *page of the API* shows: operations by group, and the schemas that they speak of.

use super::Frame;

/// The page of the API.
#[derive(Debug, Clone, Default)]
pub struct ApiView {
    /// What stands around it.
    pub frame: Frame,
    /// Where the program is reached ("https://stock.example").
    pub address: String,
    /// What it describes.
    pub reference: ApiReference,
}

/// A description of the API.
#[derive(Debug, Clone, Default)]
pub struct ApiReference {
    /// Version of the program.
    pub version: String,
    /// What the API is for.
    pub description: String,
    /// Operations by subject.
    pub groups: Vec<ApiGroup>,
    /// What is sent and answered.
    pub schemas: Vec<ApiSchema>,
}

/// Operations about one subject.
#[derive(Debug, Clone)]
pub struct ApiGroup {
    /// The subject.
    pub name: String,
    /// What is done there.
    pub description: String,
    /// The operations.
    pub operations: Vec<ApiOperation>,
}

/// Something that a program can ask for.
#[derive(Debug, Clone)]
pub struct ApiOperation {
    /// Id; its place on the page.
    pub id: String,
    /// "POST".
    pub method: String,
    /// "/api/v1/query".
    pub path: String,
    /// What it does, in a few words.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// What goes into the address.
    pub parameters: Vec<ApiField>,
    /// What is sent.
    pub body: Option<ApiBody>,
    /// What comes back.
    pub responses: Vec<ApiResponse>,
}

/// A parameter of an address, or a field of a schema.
#[derive(Debug, Clone)]
pub struct ApiField {
    /// Name.
    pub name: String,
    /// "path" or "query"; empty for a field.
    pub place: String,
    /// It must be there.
    pub required: bool,
    /// What it is.
    pub kind: ApiKind,
    /// What it means.
    pub description: String,
    /// Its bounds and default, in words.
    pub bounds: Vec<String>,
}

/// What is sent.
#[derive(Debug, Clone)]
pub struct ApiBody {
    /// Its media type.
    pub media_type: String,
    /// What it is.
    pub kind: ApiKind,
    /// An example in JSON.
    pub example: String,
}

/// What comes back.
#[derive(Debug, Clone)]
pub struct ApiResponse {
    /// HTTP status.
    pub status: String,
    /// When it comes.
    pub description: String,
    /// Its media type and what it is; nothing when it is empty.
    pub content: Option<(String, ApiKind)>,
    /// Headers that it has, with their meaning.
    pub headers: Vec<(String, String)>,
}

/// What is sent or answered.
#[derive(Debug, Clone)]
pub struct ApiSchema {
    /// Name; its place on the page.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its fields.
    pub fields: Vec<ApiField>,
    /// Its values, when it is one of a few words.
    pub values: Vec<String>,
}

/// What something is, in words, with the schemas that are described elsewhere on the page.
pub type ApiKind = Vec<ApiWord>;

/// A part of what something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiWord {
    /// "array of".
    Text(String),
    /// Name of a schema.
    Schema(String),
}
