#!/usr/bin/env bash
# All there is to learn on a machine with a GPU, in under nine minutes, the most important first. Nothing stops it: what fails is printed.
#
#   benchmarks/gpu.sh prepare FOLDER   where FusionLab is built: packs the tests into FOLDER/tests.tar.xz, for a machine without .NET
#   benchmarks/gpu.sh RESULTS          on the machine with the GPU; the same command again repeats what failed or had no time, and
#                                      continues Table 1 from its checkpoint (RESULTS/done lists what is not repeated)
#
# FUSIONLAB_DATA names the folder with MNIST, PYTHON a Python with torch. On a machine without .NET, app names the folder of a published
# FusionLab, name its executable, and TESTS the packed tests. DEVICE=cpu tries the script out, SECONDS_IN_ALL bounds it.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ "${1:-}" = prepare ]; then
    set -e
    folder=$(cd "${2:?the folder that holds the packed program}" && pwd)
    [ -f "$folder/app.tar.xz" ] || { echo "$folder has no app.tar.xz, the published program; the tests are packed without what it holds." >&2; exit 2; }
    work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
    dotnet publish "$root/tests/FusionLab.Tests" -c Release -r linux-x64 --self-contained -p:Torch=cpu -o "$work/app" -v q --nologo
    # What the program's own folder has, libtorch and browsers stay behind.
    tar -tJf "$folder/app.tar.xz" | sed 's|^app/||' | sort > "$work/have"
    (cd "$work/app" && find . -maxdepth 1 -type f \( -name '*.dll' -o -name '*.json' -o -name 'FusionLab.Tests' \) -printf '%P\n' | sort) > "$work/all"
    comm -13 "$work/have" "$work/all" > "$work/list"
    tar -C "$work/app" -cf - -T "$work/list" | xz -T0 -6 > "$folder/tests.tar.xz"
    echo "$(du -h "$folder/tests.tar.xz" | cut -f1) in $folder/tests.tar.xz. TorchSharp's CUDA packages are not restored for it: on the machine with the GPU its PyTorch supplies libtorch and CUDA."
    exit
fi

results=$(mkdir -p "${1:?the folder for results}" && cd "$1" && pwd)
device=${DEVICE:-cuda}
seconds=${SECONDS_IN_ALL:-530}
if [ -n "${app:-}" ]; then program="$app/$name"; home=$app; else program="dotnet $root/bin/Debug/net10.0/FusionLab.Cli.dll"; home=$root; fi
: "${FUSIONLAB_DATA:?names the folder with MNIST}"
begin=$(date +%s)
left() { echo $((seconds - $(date +%s) + begin)); }

# part LIMIT NAME COMMAND...: runs a command in the program's folder, for LIMIT seconds at most and no longer than is left. A part that
# succeeded is not repeated by a later call.
part() {
    local limit=$1 title=$2 start code; shift 2
    grep -qxF "$title" "$results/done" 2> /dev/null && { echo "== $title: done before"; return; }
    [ "$(left)" -lt 5 ] && { echo "== $title: no time left"; return; }
    [ "$limit" -gt "$(left)" ] && limit=$(left)
    echo "== $title"; start=$(date +%s%N)
    (cd "$home" && timeout -s TERM -k 20 "$limit" "$@" < /dev/null); code=$?
    echo "== exit $code$([ "$code" = 124 ] && echo " after $limit s, all that it had"), $((($(date +%s%N) - start) / 1000000)) ms"
    [ "$code" = 0 ] && echo "$title" >> "$results/done"
}

# The symbols that TorchSharp's native half needs and no libtorch beside it has.
symbols() {
    local native libraries missing
    command -v nm > /dev/null || { echo "nm is missing: install binutils."; return 1; }
    native=$(find -L "$(dirname "${program#dotnet }")" -name libLibTorchSharp.so | head -1)
    libraries=$(find -L "$(dirname "$native")" -maxdepth 1 \( -name 'libtorch*.so' -o -name 'libc10*.so' \))
    [ -n "$libraries" ] || { echo "There is no libtorch beside '$native'."; return 1; }
    missing=$(comm -23 <(nm -D --undefined-only "$native" | awk '$(NF - 1) == "U" {print $NF}' | grep -E 'c10|at[0-9]|torch' | sort -u) \
                       <(for file in $libraries; do nm -D --defined-only "$file"; done | awk '{print $NF}' | sed 's/@.*//' | sort -u))
    echo "$libraries"
    [ -z "$missing" ] || { echo "$missing" | sed 's/^/missing: /'; return 1; }
    echo "No symbol is missing."
}

# A GPU that does not exist is refused with exit code 6.
refusal() {
    $program configs/mnist_mlp_lf3.json --device cuda:7 --out "$results/error"
    [ $? = 6 ]
}

tests() {
    [ -n "${app:-}" ] || { dotnet test "$root/tests/FusionLab.Tests" --no-build --nologo --filter Category=Cuda; return; }
    [ -x "$app/FusionLab.Tests" ] || tar -C "$app" -xJf "${TESTS:?names tests.tar.xz, as \`gpu.sh prepare\` packs it}" || return
    "$app/FusionLab.Tests" Category=Cuda
}

python() {
    local one
    for one in ${PYTHON:-python3 /usr/bin/python3}; do
        "$one" -c 'import torch' 2> /dev/null && { "$one" "$@"; return; }
    done
    echo "There is no torch in ${PYTHON:-python3 or /usr/bin/python3}: PYTHON names a Python that has it."
    return 1
}

export -f symbols refusal tests python; export home root results program app name TESTS FUSIONLAB_DATA
few=() small=()
if [ "$device" = cpu ]; then
    export FUSIONLAB_TEST_DEVICE=cpu
    few=(--samples 4); small=(--train-samples 1000 --test-samples 200 --most-replicas 1 --epochs 1)
fi
timing=${TIMING_SECONDS:-200}
{
    date -u; nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2> /dev/null || echo "nvidia-smi names no GPU."
    part 20 "missing symbols" bash -c symbols
    part 60 "convolutions of PyTorch alone" bash -c 'python "$@"' - "$root/benchmarks/gpu_convolutions.py" --device "$device" "${few[@]}"
    part 40 "info --check" $program info --check
    part 30 "an error on purpose" bash -c refusal
    part 120 "the trait Cuda" bash -c tests
    part "$timing" "timing" bash -c 'python "$@"' - "$root/benchmarks/gpu.py" --data "$FUSIONLAB_DATA" --device "$device" --program "$program" \
        --root "$home" --seconds "$((timing - 10))" "${small[@]}"
    part 600 "Table 1" $program reproduce table1 --device "$device" --out "$results/table1" --resume
    echo "== $(left) s left of $seconds"
} 2>&1 | tee -a "$results/log"
