#!/bin/sh
# Starts a PostgreSQL of its own, from the distribution's package, to try the hub on.
#
#   packaging/hub_server.sh start DIR PORT      make the server in DIR if it is not there; start it
#   packaging/hub_server.sh stop  DIR PORT      stop it; "stop DIR PORT immediate" as a power cut does
#   packaging/hub_server.sh tls   DIR CERT KEY  from the next start on, speak TLS with this certificate
#
# It listens on the loopback address only and asks everyone for a password. The superuser is
# hubadmin, its password lies in DIR/password. PGBIN names another folder with initdb and pg_ctl.
# PostgreSQL refuses to run as root, so root hands it to the user nobody.
set -eu

usage() { echo "usage: $0 start|stop DIR PORT | tls DIR CERT KEY" >&2; exit 2; }
[ $# -ge 3 ] || usage
what="$1" folder="$2" data="$2/data"

if [ -z "${PGBIN:-}" ]; then
  for each in /usr/lib/postgresql/*/bin; do
    [ -x "$each/initdb" ] && PGBIN="$each" # the newest comes last
  done
fi
[ -x "${PGBIN:-}/initdb" ] || { echo "No PostgreSQL here (Debian: postgresql)." >&2; exit 3; }

nobody=65534
if [ "$(id -u)" -eq 0 ]; then
  as_server() { (cd / && HOME="$folder" setpriv --reuid="$nobody" --regid="$nobody" --clear-groups "$@"); }
  hand_over() { chown "$nobody:$nobody" "$@"; }
else
  as_server() { (cd / && "$@"); }
  hand_over() { :; }
fi

make_server() {
  mkdir -p "$folder"
  [ -s "$folder/password" ] || (umask 077; head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$folder/password")
  hand_over "$folder" "$folder/password"
  as_server "$PGBIN/initdb" -D "$data" -U hubadmin --pwfile="$folder/password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C --data-checksums --no-instructions > "$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 1; }
  cat >> "$data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 60
shared_buffers = 32MB
CONF
}

case "$what" in
  start)
    [ -s "$data/PG_VERSION" ] || make_server
    # The server keeps what it inherits open, so it must not inherit the caller's pipes.
    as_server "$PGBIN/pg_ctl" start -D "$data" -w -t 60 -l "$folder/server.log" -o "-p $3" \
      > "$folder/start.log" 2>&1 < /dev/null || { tail -n 5 "$folder/server.log" >&2; exit 1; }
    ;;
  stop)
    as_server "$PGBIN/pg_ctl" stop -D "$data" -w -t 60 -m "${4:-fast}" > "$folder/stop.log" 2>&1 < /dev/null
    ;;
  tls)
    [ $# -eq 4 ] || usage
    cp "$3" "$data/server.crt"
    cp "$4" "$data/server.key"
    chmod 0600 "$data/server.key"
    hand_over "$data/server.crt" "$data/server.key"
    grep -qx 'ssl = on' "$data/postgresql.conf" ||
      printf "ssl = on\nssl_min_protocol_version = 'TLSv1.3'\n" >> "$data/postgresql.conf"
    ;;
  *) usage ;;
esac
