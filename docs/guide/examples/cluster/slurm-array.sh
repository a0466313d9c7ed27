#!/usr/bin/env bash
# A study as an array job of Slurm: every task computes one shard, all write into one folder on the shared disk.
#
#   array=$(sbatch --parsable slurm-array.sh study.yaml)
#   sbatch --dependency=afterany:"$array" --wrap 'hearsay study study.yaml --collect'
#
# Submitted again, it skips what has finished and continues what was cut off.
#SBATCH --job-name=hearsay
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=1G
#SBATCH --time=04:00:00
#SBATCH --signal=B:TERM@120
set -euo pipefail

study=${1:?name the study: sbatch slurm-array.sh study.yaml}
shift

# exec: the signal that Slurm sends 120 s before the time is up reaches hearsay, which leaves checkpoints.
exec hearsay study "$study" "$@" \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
  --workers "$SLURM_CPUS_PER_TASK"
