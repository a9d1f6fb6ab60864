#!/bin/bash
# An archive on a Slurm cluster, whose computers share a folder: Ray is started on the nodes of the
# job, and goes with it. Try it with a few episodes first:
#
#   sbatch slurm.sh
#   podscribe batch status "$OUT" --ledger "$KEPT"     # as it was when the job last ended
#
# To change: what is between the two lines of dashes, and the #SBATCH lines. Everything else is told
# by Slurm. podscribe[cluster,gpu] and its models have to be where every node finds them:
#
#   python3.11 -m venv "$HOME/podscribe" && "$HOME/podscribe/bin/pip" install 'podscribe[cluster,gpu]'
#   "$HOME/podscribe/bin/podscribe" models fetch large-v3-turbo
#   "$HOME/podscribe/bin/podscribe" models fetch pyannote/speaker-diarization-community-1
#
# Two minutes before its time is over the job is told to end: it stores what it has in hand, and
# the same script goes on there.
#SBATCH --job-name=podscribe
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --gpus-per-node=4
#SBATCH --time=24:00:00
#SBATCH --signal=B:TERM@120
set -euo pipefail

# ----------------------------------------------------------------------------------------------
VENV=${VENV:-$HOME/podscribe}
AUDIO=${AUDIO:-/shared/my-show/audio} # a folder that all nodes share, a feed, or s3://...
OUT=${OUT:-/shared/my-show/transcripts} # the same, or s3://... with --cache "$SCRATCH/cache" below
KEPT=${KEPT:-/shared/my-show/ledger.sqlite} # the ledger between two jobs
SCRATCH=${SCRATCH:-${TMPDIR:-/tmp}/podscribe-$SLURM_JOB_ID} # on a disk of the node
GPUS=${GPUS:-4} # of a node: as in --gpus-per-node
PORT=${PORT:-6379}
# ----------------------------------------------------------------------------------------------

export PATH="$VENV/bin:$PATH"
export RAY_USAGE_STATS_ENABLED=0
# Who can reach Ray's ports can run programs as you. Behind a token, only you can.
export RAY_AUTH_MODE=token
RAY_AUTH_TOKEN=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export RAY_AUTH_TOKEN

hosts=$(scontrol show hostnames "$SLURM_JOB_NODELIST")
first=${hosts%%$'\n'*}
address="$first:$PORT"
others=$((SLURM_JOB_NUM_NODES - 1))

# A ledger does not keep on a network drive while it is written: it is brought, and taken back.
mkdir -p "$SCRATCH"
take_back() {
  [ -f "$SCRATCH/ledger.sqlite" ] || return 0
  if make_whole; then
    cp "$SCRATCH/ledger.sqlite" "$KEPT.new"
    mv "$KEPT.new" "$KEPT"
  else
    echo "the ledger in $SCRATCH cannot be read: $KEPT stays as it was" >&2
  fi
}
# What a killed job wrote last lies in a file beside its ledger, and is put into it.
make_whole() {
  python3 - "$SCRATCH/ledger.sqlite" <<'END'
import sqlite3, sys
try:
    ledger = sqlite3.connect(sys.argv[1])
    busy, _, _ = ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    (sound,) = ledger.execute("PRAGMA quick_check(1)").fetchone()
    ledger.execute("SELECT count(*) FROM episodes")
except sqlite3.Error as error:
    sys.exit(str(error))
sys.exit(busy or sound != "ok")
END
}
take_back # of a job that was killed with this script, and is queued again on the same node
rm -f "$SCRATCH"/ledger.sqlite*
[ ! -f "$KEPT" ] || cp "$KEPT" "$SCRATCH/ledger.sqlite"
trap take_back EXIT

srun --nodes=1 --ntasks=1 --nodelist="$first" --overlap \
  ray start --head --port="$PORT" --num-cpus="${SLURM_CPUS_PER_TASK:-16}" --num-gpus="$GPUS" \
  --include-dashboard=false --disable-usage-stats --block &
sleep "${PAUSE:-20}"
if [ "$others" -gt 0 ]; then
  srun --nodes="$others" --ntasks="$others" --exclude="$first" --overlap \
    ray start --address="$address" --num-cpus="${SLURM_CPUS_PER_TASK:-16}" --num-gpus="$GPUS" \
    --disable-usage-stats --block &
fi

job=
told=
trap 'told=1; [ -z "$job" ] || kill -TERM "$job" 2>/dev/null || true' TERM
podscribe batch "$AUDIO" -o "$OUT" --ledger "$SCRATCH/ledger.sqlite" \
  --engine ray --address "$address" --devices cuda \
  --workers $((GPUS * SLURM_JOB_NUM_NODES)) --log-json &
job=$!
[ -z "$told" ] || kill -TERM "$job" 2>/dev/null || true
status=0
wait "$job" || status=$?
while kill -0 "$job" 2>/dev/null; do # a signal ends the first wait, and not the job
  status=0
  wait "$job" || status=$?
done
exit "$status"
