#!/usr/bin/env bash
# PostgreSQL, Redis and RabbitMQ of this machine: start those that are down, and wait until they answer.
set -euo pipefail

wait_for() {
    local name=$1
    shift
    for _ in $(seq 60); do
        "$@" >/dev/null 2>&1 && { echo "$name answers"; return; }
        sleep 1
    done
    echo "$name does not answer" >&2
    return 1
}

if ! pg_isready -q -h 127.0.0.1; then
    version=$(ls /etc/postgresql)
    sed -i 's/^\(host.*127.0.0.1\/32\s*\).*/\1trust/' "/etc/postgresql/$version/main/pg_hba.conf"
    pg_ctlcluster --skip-systemctl-redirect "$version" main restart
fi
wait_for PostgreSQL pg_isready -q -h 127.0.0.1

redis-cli -h 127.0.0.1 ping >/dev/null 2>&1 ||
    redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save '' --appendonly no --dir /tmp
wait_for Redis redis-cli -h 127.0.0.1 ping

(exec 3<>/dev/tcp/127.0.0.1/5672) 2>/dev/null || rabbitmq-server -detached
wait_for RabbitMQ bash -c 'exec 3<>/dev/tcp/127.0.0.1/5672'
