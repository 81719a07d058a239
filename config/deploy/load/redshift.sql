-- Makes the six tables in Redshift and loads them from S3. The placeholders are filled by `load.sh`.
--
-- Distribution: lines lie with their headers, because every question joins them by the order's number; products and stock
-- are small and lie on every node, so that no join to them moves rows. Sorting: orders by their day, because nearly every
-- question names a period; lines by their product, then by their order.

CREATE SCHEMA IF NOT EXISTS ${schema};
SET search_path TO ${schema};

CREATE TABLE IF NOT EXISTS product (
    product_code VARCHAR(64) NOT NULL ENCODE zstd,
    product_name VARCHAR(256) ENCODE zstd,
    product_group VARCHAR(128) ENCODE bytedict,
    unit_cost DECIMAL(18, 4) ENCODE az64,
    unit_price DECIMAL(18, 4) ENCODE az64,
    supplier_code VARCHAR(64) ENCODE zstd,
    supplier_name VARCHAR(256) ENCODE zstd,
    created_date DATE ENCODE az64,
    updated_date DATE ENCODE az64,
    PRIMARY KEY (product_code)
) DISTSTYLE ALL SORTKEY (product_code);

CREATE TABLE IF NOT EXISTS warehouse_product (
    warehouse_code VARCHAR(64) NOT NULL ENCODE zstd,
    product_code VARCHAR(64) NOT NULL ENCODE zstd,
    current_stock BIGINT ENCODE az64,
    minimum_stock BIGINT ENCODE az64,
    maximum_stock BIGINT ENCODE az64,
    reorder_point BIGINT ENCODE az64,
    lead_time_days INTEGER ENCODE az64,
    last_restock_date DATE ENCODE az64,
    PRIMARY KEY (warehouse_code, product_code)
) DISTSTYLE ALL COMPOUND SORTKEY (warehouse_code, product_code);

CREATE TABLE IF NOT EXISTS sales_order_header (
    sales_order_prefix VARCHAR(16) NOT NULL ENCODE bytedict,
    sales_order_number VARCHAR(32) NOT NULL ENCODE zstd,
    order_date DATE ENCODE raw,
    customer_code VARCHAR(64) ENCODE zstd,
    customer_name VARCHAR(256) ENCODE zstd,
    warehouse_code VARCHAR(64) ENCODE bytedict,
    delivery_address VARCHAR(512) ENCODE zstd,
    delivery_area VARCHAR(128) ENCODE bytedict,
    delivery_date DATE ENCODE az64,
    status VARCHAR(32) ENCODE bytedict,
    PRIMARY KEY (sales_order_prefix, sales_order_number)
) DISTKEY (sales_order_number) COMPOUND SORTKEY (order_date, sales_order_number);

CREATE TABLE IF NOT EXISTS sales_order_line (
    sales_order_prefix VARCHAR(16) NOT NULL ENCODE bytedict,
    sales_order_number VARCHAR(32) NOT NULL ENCODE zstd,
    sales_order_line INTEGER NOT NULL ENCODE az64,
    product_code VARCHAR(64) ENCODE raw,
    order_quantity BIGINT ENCODE az64,
    fulfilled_quantity BIGINT ENCODE az64,
    unit_price DECIMAL(18, 4) ENCODE az64,
    line_total DECIMAL(18, 4) ENCODE az64,
    fulfillment_status VARCHAR(32) ENCODE bytedict,
    PRIMARY KEY (sales_order_prefix, sales_order_number, sales_order_line)
) DISTKEY (sales_order_number) COMPOUND SORTKEY (product_code, sales_order_number);

CREATE TABLE IF NOT EXISTS purchase_order_header (
    purchase_order_prefix VARCHAR(16) NOT NULL ENCODE bytedict,
    purchase_order_number VARCHAR(32) NOT NULL ENCODE zstd,
    order_date DATE ENCODE raw,
    supplier_code VARCHAR(64) ENCODE zstd,
    supplier_name VARCHAR(256) ENCODE zstd,
    warehouse_code VARCHAR(64) ENCODE bytedict,
    expected_delivery_date DATE ENCODE az64,
    actual_delivery_date DATE ENCODE az64,
    status VARCHAR(32) ENCODE bytedict,
    PRIMARY KEY (purchase_order_prefix, purchase_order_number)
) DISTKEY (purchase_order_number) COMPOUND SORTKEY (order_date, purchase_order_number);

CREATE TABLE IF NOT EXISTS purchase_order_line (
    purchase_order_prefix VARCHAR(16) NOT NULL ENCODE bytedict,
    purchase_order_number VARCHAR(32) NOT NULL ENCODE zstd,
    purchase_order_line INTEGER NOT NULL ENCODE az64,
    product_code VARCHAR(64) ENCODE raw,
    order_quantity BIGINT ENCODE az64,
    received_quantity BIGINT ENCODE az64,
    unit_cost DECIMAL(18, 4) ENCODE az64,
    line_total DECIMAL(18, 4) ENCODE az64,
    receipt_status VARCHAR(32) ENCODE bytedict,
    PRIMARY KEY (purchase_order_prefix, purchase_order_number, purchase_order_line)
) DISTKEY (purchase_order_number) COMPOUND SORTKEY (product_code, purchase_order_number);

-- One transaction: whoever asks meanwhile sees all of the old rows or all of the new ones.
BEGIN;
DELETE FROM product;
COPY product FROM 's3://${bucket}/${prefix}product.csv' IAM_ROLE '${role}' FORMAT CSV IGNOREHEADER 1 DATEFORMAT 'YYYY-MM-DD' EMPTYASNULL BLANKSASNULL;
DELETE FROM warehouse_product;
COPY warehouse_product FROM 's3://${bucket}/${prefix}warehouse_product.csv' IAM_ROLE '${role}' FORMAT CSV IGNOREHEADER 1 DATEFORMAT 'YYYY-MM-DD' EMPTYASNULL BLANKSASNULL;
DELETE FROM sales_order_header;
COPY sales_order_header FROM 's3://${bucket}/${prefix}sales_order_header.csv' IAM_ROLE '${role}' FORMAT CSV IGNOREHEADER 1 DATEFORMAT 'YYYY-MM-DD' EMPTYASNULL BLANKSASNULL;
DELETE FROM sales_order_line;
COPY sales_order_line FROM 's3://${bucket}/${prefix}sales_order_line.csv' IAM_ROLE '${role}' FORMAT CSV IGNOREHEADER 1 DATEFORMAT 'YYYY-MM-DD' EMPTYASNULL BLANKSASNULL;
DELETE FROM purchase_order_header;
COPY purchase_order_header FROM 's3://${bucket}/${prefix}purchase_order_header.csv' IAM_ROLE '${role}' FORMAT CSV IGNOREHEADER 1 DATEFORMAT 'YYYY-MM-DD' EMPTYASNULL BLANKSASNULL;
DELETE FROM purchase_order_line;
COPY purchase_order_line FROM 's3://${bucket}/${prefix}purchase_order_line.csv' IAM_ROLE '${role}' FORMAT CSV IGNOREHEADER 1 DATEFORMAT 'YYYY-MM-DD' EMPTYASNULL BLANKSASNULL;
COMMIT;

-- The program reads, and nothing else.
GRANT USAGE ON SCHEMA ${schema} TO ${reader};
GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${reader};

ANALYZE product;
ANALYZE warehouse_product;
ANALYZE sales_order_header;
ANALYZE sales_order_line;
ANALYZE purchase_order_header;
ANALYZE purchase_order_line;
