#!/usr/bin/env bash
# container-image.sh IMAGE: exit 0 when a container engine answers and has the image, or pulls it within three minutes.
set -u
for engine in ${ASPIRE_CONTAINER_RUNTIME:-docker podman}; do
  command -v "$engine" >/dev/null 2>&1 || continue
  timeout 5 "$engine" info >/dev/null 2>&1 || continue
  timeout 5 "$engine" image inspect "$1" >/dev/null 2>&1 && exit 0
  timeout 180 "$engine" pull --quiet "$1" >/dev/null 2>&1 && exit 0
done
exit 1
