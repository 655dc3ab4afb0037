#!/usr/bin/env bash
# A sweep as a Slurm job array: 16 tasks, each lives every sixteenth run and leaves one shard in zonefall-out, in the
# folder from which it was submitted (which all nodes must share).
#
#   array=$(sbatch --parsable slurm-array.sh)
#   sbatch --dependency=afterok:$array --output=sweep.txt --wrap 'zonefall merge zonefall-out'
#
# Slurm tells each task its number and how many there are; an array may begin at 0 or 1. To repeat failed tasks submit
# the whole array again: tasks whose shard is whole end at once. (An array of a few numbers, `--array=3,5`, would be
# taken for a sweep of two shards; say `--shard 3/16` for a single one.)
#SBATCH --job-name=zonefall
#SBATCH --array=1-16
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=06:00:00
set -euo pipefail

srun zonefall sweep architecture.yaml --outage aws-2011-04-21 --seeds 0..100000 --shard-from-env
