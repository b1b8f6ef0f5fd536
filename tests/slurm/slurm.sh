#!/bin/bash
# A real Slurm on this machine: munged, slurmctld and two nodes, n1 and n2, with ports, folders and processes of their own.
#
#   tests/slurm/slurm.sh install        installs Debian's slurm-wlm and munge (as root)
#   tests/slurm/slurm.sh start DIR      starts it in an empty folder; its tools find it by SLURM_CONF=DIR/slurm.conf
#   tests/slurm/slurm.sh stop DIR       stops every process that start or restart has started
#   tests/slurm/slurm.sh restart DIR    stops slurmctld and starts it again
set -euo pipefail

dir=${2:-}
base=${SLURM_TEST_PORT:-27820}

install() {
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends slurm-wlm munge
}

start_controller() {
    SLURM_CONF=$dir/slurm.conf setsid slurmctld -D -f "$dir/slurm.conf" > "$dir/slurmctld.out" 2>&1 &
    echo $! > "$dir/slurmctld.id"
}

# Waits up to a minute until a command succeeds.
wait_for() {
    for _ in $(seq 300); do
        if "$@" > /dev/null 2>&1; then return; fi
        sleep 0.2
    done
    echo "did not come: $*" >&2
    tail -n 20 "$dir"/*.out >&2
    exit 1
}

both_nodes_idle() {
    [ "$(SLURM_CONF=$dir/slurm.conf sinfo --noheader --Node --states=idle --format=%N | sort -u | wc -l)" = 2 ]
}

start() {
    mkdir -p "$dir"/{munge,state,spool-n1,spool-n2}
    chmod 700 "$dir/munge"
    head -c 1024 /dev/urandom > "$dir/munge/key"
    chmod 400 "$dir/munge/key"
    cat > "$dir/slurm.conf" <<EOF
ClusterName=fusionlab
SlurmctldHost=$(hostname -s)(127.0.0.1)
# A requeued job begins when the credential of its first start has expired: 20 seconds here, two minutes by default.
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket,cred_expire=20
CredType=cred/munge
SlurmctldPort=$base
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd-%n.pid
SlurmdSpoolDir=$dir/spool-%n
StateSaveLocation=$dir/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,batch_sched_delay=0
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SlurmctldTimeout=30
SlurmdTimeout=20
KillWait=30
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((base + 1)) CPUs=2 State=UNKNOWN
NodeName=n2 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$((base + 2)) CPUs=2 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
EOF
    setsid munged --foreground --force --key-file="$dir/munge/key" --socket="$dir/munge/socket" --pid-file="$dir/munge/pid" \
        --log-file="$dir/munge/log" --seed-file="$dir/munge/seed" > "$dir/munged.out" 2>&1 &
    echo $! > "$dir/munged.id"
    wait_for test -S "$dir/munge/socket"
    start_controller
    for node in n1 n2; do
        SLURM_CONF=$dir/slurm.conf setsid slurmd -D -N $node -f "$dir/slurm.conf" > "$dir/slurmd-$node.out" 2>&1 &
        echo $! > "$dir/slurmd-$node.id"
    done
    wait_for both_nodes_idle
}

# Ends one process by its id, and waits until it is gone.
end() {
    [ -f "$1" ] || return 0
    id=$(cat "$1")
    kill "$id" 2> /dev/null || return 0
    for _ in $(seq 100); do
        kill -0 "$id" 2> /dev/null || return 0
        sleep 0.1
    done
    kill -9 "$id" 2> /dev/null || true
}

stop() {
    SLURM_CONF=$dir/slurm.conf timeout 20 scancel --signal=KILL --full --user="$(id -un)" 2> /dev/null || true
    SLURM_CONF=$dir/slurm.conf timeout 20 scancel --user="$(id -un)" 2> /dev/null || true
    for name in slurmd-n1 slurmd-n2 slurmctld munged; do
        end "$dir/$name.id"
    done
}

case ${1:-} in
    install) install ;;
    start) start ;;
    stop) stop ;;
    restart) end "$dir/slurmctld.id"; start_controller; wait_for env SLURM_CONF="$dir/slurm.conf" scontrol ping ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
