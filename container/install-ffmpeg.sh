#!/bin/sh
# Installs ffmpeg and ffprobe in a Debian, and the certificates that TLS needs.
#   install-ffmpeg.sh source   builds Debian's source package, with all that is ffmpeg's own and seven libraries
#   install-ffmpeg.sh package  takes Debian's build, which needs 200 libraries: speech, subtitles, GPUs, screens
set -eu

export DEBIAN_FRONTEND=noninteractive
install_packages() { apt-get install --yes --no-install-recommends "$@"; }

case $1 in
package)
  apt-get update
  install_packages ca-certificates ffmpeg
  exit
  ;;
source) ;;
*)
  echo "install-ffmpeg.sh: source or package, not \"$1\"" >&2
  exit 2
  ;;
esac

# Sources come from where the packages come from, whichever of apt's two formats names it.
find /etc/apt -name '*.list' -o -name '*.sources' | while read -r list; do
  sed -i -e 's/^Types: deb$/Types: deb deb-src/' -e '/^deb /{p;s/^deb/deb-src/}' "$list"
done
apt-get update
install_packages ca-certificates dpkg-dev gcc libc6-dev make nasm pkg-config \
  libbz2-dev libdav1d-dev libgnutls28-dev liblzma-dev libwebp-dev libx264-dev zlib1g-dev

mkdir -p /build/ffmpeg
cd /build/ffmpeg
apt-get source ffmpeg
cd ffmpeg-*/

# ffmpeg decodes nearly everything by itself. From outside come x264 and libwebp, which encode; dav1d, because AV1 has no
# other decoder; GnuTLS for https; and compression that some containers and codecs use. lavfi is for prove-programs.sh.
./configure --prefix=/usr --libdir="/usr/lib/$(gcc -print-multiarch)" --toolchain=hardened \
  --enable-shared --disable-static --disable-debug --disable-doc --disable-ffplay \
  --disable-autodetect --enable-gpl --enable-libx264 --enable-libwebp --enable-libdav1d --enable-gnutls \
  --enable-zlib --enable-bzlib --enable-lzma --disable-devices --enable-indev=lavfi
make -j "$(nproc)"
make install DESTDIR="$PWD/installed"

# As a package of the source's own version: dpkg then knows its licence, and vulnerability scanners know what it is.
install -D --mode=644 debian/copyright installed/usr/share/doc/ffmpeg/copyright
mkdir installed/DEBIAN
cat > installed/DEBIAN/control <<END
Package: ffmpeg
Version: $(dpkg-parsechangelog --show-field Version)
Architecture: $(dpkg --print-architecture)
Maintainer: framefleet
Description: ffmpeg and ffprobe, built from Debian's source by container/install-ffmpeg.sh
END
dpkg-deb --build installed ffmpeg.deb
dpkg --install ffmpeg.deb
