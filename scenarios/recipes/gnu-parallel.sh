#!/usr/bin/env bash
# A sweep over a few machines without a cluster, by GNU parallel and ssh. `machines.txt` lists them, one per line; all have
# `zonefall` in their PATH and share this folder. Without shared folders add
# `--transferfile architecture.yaml --return 'zonefall-out/shard-{#}-of-16.jsonl' --cleanup`.
#
# One shard at a time per machine, for each uses all processors. `--resume-failed` with the log of jobs runs only what
# failed or was never run; a shard that is whole is not lived again in any case. GNU parallel numbers jobs from 1 in
# PARALLEL_SEQ; ZONEFALL_SHARDS says how many there are.
set -euo pipefail

export ZONEFALL_SHARDS=16
seq "$ZONEFALL_SHARDS" | parallel -N0 --jobs 1 --sshloginfile machines.txt --workdir . --env ZONEFALL_SHARDS \
  --joblog zonefall.joblog --resume-failed \
  zonefall sweep architecture.yaml --outage aws-2011-04-21 --seeds 0..100000 --shard-from-env

zonefall merge zonefall-out -o sweep.txt
