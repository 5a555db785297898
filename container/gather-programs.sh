#!/bin/sh
# Gathers programs, the libraries they are linked with, and what these read into one folder: the image's root.
#   gather-programs.sh <folder> <modules> <node> <program>…
# The programs come to lie in /usr/bin, ONNX Runtime of <modules> in /app/node_modules, everything else where Debian has it.
set -eu

root=$1
modules=$2
shift 2

gather() { # <file> [<place>]: the file itself where a link leads to it
  mkdir -p "$root$(dirname "${2:-$1}")"
  cp -L --preserve=mode,timestamps "$1" "$root${2:-$1}"
}

# In Debian /lib and /lib64 are links to folders in /usr.
for folder in /lib*; do
  [ -L "$folder" ] || continue
  mkdir -p "$root/$(readlink "$folder")"
  cp -P "$folder" "$root/"
done

for program in "$@"; do
  gather "$program" "/usr/bin/${program##*/}"
done

# Of the runtime's libraries only those that this node loads.
runtime=onnxruntime-node/bin/napi-v6/linux/$("$1" -p process.arch)
mkdir -p "$root/app/node_modules/$runtime"
cp -R "$modules/$runtime/." "$root/app/node_modules/$runtime/"
cp -R "$modules/onnxruntime-common" "$root/app/node_modules/"
for part in package.json dist; do
  cp -R "$modules/onnxruntime-node/$part" "$root/app/node_modules/onnxruntime-node/"
done
chmod -R a+rX "$root/app"

# ldd names the loader too. What is only loaded at run time, by name, stays out: drivers, plugins, character sets.
linked=$(ldd "$@" "$modules/$runtime"/*)
if echo "$linked" | grep 'not found' >&2; then
  echo "gather-programs.sh: the libraries above are missing" >&2
  exit 1
fi
libraries=$(echo "$linked" | sed -n 's|^\t\(.* => \)\{0,1\}\(/[^ ]*\) (0x.*|\2|p' | grep -v "^$modules/" | sort -u)
for library in $libraries; do
  gather "$library"
done

# glibc has files and DNS built in since 2.34. GnuTLS looks for certificates here, node brings its own.
gather /etc/ssl/certs/ca-certificates.crt
gather /etc/os-release
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
echo 'nobody:x:65532:65532::/nonexistent:/nonexistent' > "$root/etc/passwd"
echo 'nobody:x:65532:' > "$root/etc/group"

# Anybody may write here, whoever the task is run as.
mkdir -m 1777 "$root/tmp" "$root/scratch"
chown 65532:65532 "$root/scratch"

# Whose files they are: for the licences, and for scanners of vulnerabilities, which read status.d.
owner() { # <file>: the file may be listed below /lib, where it lay before that became a link
  dpkg --search "$1" 2> /dev/null || dpkg --search "${1#/usr}" 2> /dev/null
}
packages=ca-certificates
for file in "$@" $libraries; do
  path=$(readlink -f "$file")
  if owned=$(owner "$path"); then
    packages="$packages ${owned%%: *}"
  elif [ -f "$(dirname "$path")/../LICENSE" ]; then # node, as it comes from nodejs.org
    gather "$(dirname "$path")/../LICENSE" "/usr/share/doc/${path##*/}/copyright"
  else
    echo "gather-programs.sh: no licence found of $path" >&2
  fi
done
mkdir -p "$root/var/lib/dpkg/status.d"
for package in $(printf '%s\n' $packages | sort -u); do
  gather "/usr/share/doc/${package%%:*}/copyright"
  dpkg-query --status "$package" > "$root/var/lib/dpkg/status.d/${package%%:*}"
done
cp -RP /usr/share/common-licenses "$root/usr/share/"

# The same files make the same layer, which a registry then has already.
find "$root" -exec touch --no-dereference --date=@0 {} +
