#!/usr/bin/env bash
# Loads a folder of the six tables as CSV into Redshift Serverless.
#
#   load.sh FOLDER BUCKET WORKGROUP DATABASE ROLE_ARN READER
#
# FOLDER holds product.csv, warehouse_product.csv and so on; BUCKET takes them; ROLE_ARN may read that bucket; READER is the
# database user of the program ("IAMR:quartermaster-task" for the task role of the template). With --print the statements
# are written to standard output and nothing is sent.
set -euo pipefail

print=false
if [ "${1:-}" = --print ]; then print=true; shift; fi
if [ "$#" -ne 6 ]; then
  sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
folder=$1 bucket=$2 workgroup=$3 database=$4 role=$5 reader=$6
prefix="${PREFIX:-quartermaster/}" schema="${SCHEMA:-public}"
here=$(cd "$(dirname "$0")" && pwd)
tables=(product warehouse_product sales_order_header sales_order_line purchase_order_header purchase_order_line)

# What goes into SQL is checked, because it is not quoted there.
check() { [[ $2 =~ $3 ]] || { echo "load.sh: $1 \"$2\" is not one" >&2; exit 2; }; }
check "the bucket" "$bucket" '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$'
check "the prefix" "$prefix" '^([A-Za-z0-9_.-]+/)*$'
check "the schema" "$schema" '^[a-z_][a-z0-9_]*$'
check "the role" "$role" '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$'
check "the reader" "$reader" '^[A-Za-z0-9:_.@-]+$'

for table in "${tables[@]}"; do
  [ -f "$folder/$table.csv" ] || { echo "load.sh: there is no $folder/$table.csv" >&2; exit 1; }
done

script=$(sed -e "s|\${schema}|$schema|g" -e "s|\${bucket}|$bucket|g" -e "s|\${prefix}|$prefix|g" \
  -e "s|\${role}|$role|g" -e "s|\${reader}|\"$reader\"|g" "$here/redshift.sql")
# One statement for each element; the transaction goes as one batch, which the Data API runs as one.
statements=$(python3 - "$script" <<'PYTHON'
import json, sys
lines = [line for line in sys.argv[1].splitlines() if not line.startswith("--")]
statements = [s.strip() for s in "\n".join(lines).split(";") if s.strip() and s.strip() not in ("BEGIN", "COMMIT")]
print(json.dumps(statements))
PYTHON
)
if $print; then
  printf '%s\n' "$statements"
  exit 0
fi

for table in "${tables[@]}"; do
  aws s3 cp --only-show-errors "$folder/$table.csv" "s3://$bucket/$prefix$table.csv"
done
id=$(aws redshift-data batch-execute-statement --workgroup-name "$workgroup" --database "$database" \
  --sqls "$statements" --query Id --output text)
while :; do
  status=$(aws redshift-data describe-statement --id "$id" --query Status --output text)
  case $status in
    FINISHED) echo "loaded ${#tables[@]} tables"; exit 0 ;;
    FAILED | ABORTED)
      aws redshift-data describe-statement --id "$id" --query Error --output text >&2
      exit 1 ;;
  esac
  sleep 2
done
