# Runs in new user, mount, process and IPC namespaces: makes $1 the root of all files there, with the mounts
# that the file $2 lists, gives up every right that the namespace brought, and runs the rest of its arguments with the
# variables that the shell text EMULATOR_VARIABLES exports.
set -eu
# No namespace within this one: the rights over it would be those that are given up here.
echo 0 >/proc/sys/user/max_user_namespaces
mount --all --fstab "$2"
cd "$1"
shift 2
pivot_root . mnt
cd /
umount --lazy /mnt
ulimit -c 0
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all \
  /bin/sh -c 'eval "$EMULATOR_VARIABLES"; unset EMULATOR_VARIABLES; "$@"; exit $?' sh "$@"
