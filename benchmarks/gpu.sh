#!/usr/bin/env bash
# All there is to learn on a machine with a GPU, in under nine minutes, the most important first. Nothing stops it: what fails is printed.
#
#   benchmarks/gpu.sh prepare FOLDER   where FusionLab is built: packs the tests into FOLDER/tests.tar.xz, for a machine without .NET
#   benchmarks/gpu.sh RESULTS          on the machine with the GPU; the same command again continues Table 1 from its checkpoint
#
# FUSIONLAB_DATA names the folder with MNIST. On a machine without .NET, app names the folder of a published FusionLab and name its
# executable. CONV_BENCH names a script that measures convolutions with PyTorch alone. DEVICE=cpu tries the script out.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ "${1:-}" = prepare ]; then
    set -e
    folder=$(cd "${2:?the folder that holds the packed program}" && pwd)
    work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
    dotnet publish "$root/tests/FusionLab.Tests" -c Release -r linux-x64 --self-contained -o "$work/app" -v q --nologo
    # What the program's own folder has, libtorch and browsers stay behind.
    tar -tJf "$folder/app.tar.xz" | sed 's|^app/||' | sort > "$work/have"
    (cd "$work/app" && find . -maxdepth 1 -type f \( -name '*.dll' -o -name '*.json' -o -name 'FusionLab.Tests' \) -printf '%P\n' | sort) > "$work/all"
    comm -13 "$work/have" "$work/all" > "$work/list"
    tar -C "$work/app" -cf - -T "$work/list" | xz -T0 -6 > "$folder/tests.tar.xz"
    du -h "$folder/tests.tar.xz"
    exit
fi

results=$(mkdir -p "${1:?the folder for results}" && cd "$1" && pwd)
device=${DEVICE:-cuda}
seconds=${SECONDS_IN_ALL:-530}
if [ -n "${app:-}" ]; then program="$app/$name"; home=$app; else program="dotnet $root/bin/Debug/net10.0/FusionLab.Cli.dll"; home=$root; fi
python=${PYTHON:-python3}
: "${FUSIONLAB_DATA:?names the folder with MNIST}"
begin=$(date +%s)
left() { echo $((seconds - $(date +%s) + begin)); }

# part LIMIT NAME COMMAND...: runs a command in the program's folder, for LIMIT seconds at most and no longer than is left.
part() {
    local limit=$1 title=$2 start code; shift 2
    [ "$(left)" -lt 5 ] && { echo "== $title: no time left"; return; }
    [ "$limit" -gt "$(left)" ] && limit=$(left)
    echo "== $title"; start=$(date +%s%N)
    (cd "$home" && timeout -s TERM -k 20 "$limit" "$@" < /dev/null); code=$?
    echo "== exit $code, $((($(date +%s%N) - start) / 1000000)) ms"
}

# The symbols that TorchSharp's native half needs and no libtorch beside it has.
symbols() {
    local native libraries
    native=$(find -L "$home" -name libLibTorchSharp.so | head -1)
    libraries=$(find -L "$(dirname "$native")" -maxdepth 1 \( -name 'libtorch*.so' -o -name 'libc10*.so' \))
    command -v nm > /dev/null || { echo "nm is missing"; return; }
    comm -23 <(nm -D --undefined-only "$native" | awk '$(NF - 1) == "U" {print $NF}' | grep -E 'c10|at[0-9]|torch' | sort -u) \
             <(for file in $libraries; do nm -D --defined-only "$file"; done | awk '{print $NF}' | sed 's/@.*//' | sort -u) | sed 's/^/missing: /'
    echo "symbols compared"
}

tests() {
    if [ -n "${app:-}" ]; then
        [ -x "$app/FusionLab.Tests" ] || { [ -f "${TESTS:-}" ] && tar -C "$app" -xJf "$TESTS"; }
        "$app/FusionLab.Tests" Category=Cuda
    else
        cd "$root" && dotnet test tests/FusionLab.Tests --no-build --filter Category=Cuda
    fi
}

export -f symbols tests; export home root app name TESTS FUSIONLAB_DATA
[ "$device" = cpu ] && export FUSIONLAB_TEST_DEVICE=cpu
small=(); [ "$device" = cpu ] && small=(--train-samples 2000 --test-samples 500 --most-replicas 1 --epochs 1)
{
    date -u; nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2> /dev/null
    part 20 "missing symbols" bash -c symbols
    [ -n "${CONV_BENCH:-}" ] && part 60 "convolutions of PyTorch alone" "$python" "$CONV_BENCH"
    part 40 "info --check" $program info --check
    part 30 "an error on purpose" $program configs/mnist_mlp_lf3.json --device cuda:7 --out "$results/error"
    part 120 "the trait Cuda" bash -c tests
    part "${TIMING_SECONDS:-200}" "timing" "$python" "$root/benchmarks/gpu.py" --data "$FUSIONLAB_DATA" --device "$device" --program "$program" \
        --root "$home" --seconds "$(( ${TIMING_SECONDS:-200} - 10 ))" "${small[@]}"
    part 600 "Table 1" $program reproduce table1 --device "$device" --out "$results/table1" --resume
    echo "== $(left) s left of $seconds"
} 2>&1 | tee -a "$results/log"
