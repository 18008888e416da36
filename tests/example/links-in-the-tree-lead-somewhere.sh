#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every relative link of mnt-example/tree, in Markdown or of the file system,
# leads to something inside it.
. "$(dirname "$0")/../lib.sh"
tree=$(realpath "$top/mnt-example/tree")

find "$tree" -type l ! -exec test -e {} \; -print >dead
is "no symbolic link is dead" "$(cat dead)" ""
find "$tree" -type l -exec readlink -f {} + | grep -v "^$tree/" >outside
is "none leads outside" "$(cat outside)" ""

# Prints "FILE: TARGET" for each target in Markdown that is not there.
cat >links.pl <<'PERL'
use strict;
use File::Basename;
my $n = 0;
for my $file (@ARGV) {
	open(my $in, '<', $file) or die "$file: $!";
	local $/;
	my $text = <$in>;
	$text =~ s/^```.*?^```//msg;
	$text =~ s/`[^`\n]*`//g;
	while ($text =~ /(?<!\\)\]\(<?([^)\s>]+)>?\)/g) {
		my $to = $1;
		next if $to =~ /^[a-z][a-z0-9+.-]*:|^#/i;
		$to =~ s/#.*//;
		$to =~ s/%([0-9A-Fa-f]{2})/chr(hex($1))/ge;
		$n++;
		print "$file: $to\n"
			unless $to !~ m{^/} && -e dirname($file) . "/$to";
	}
}
print STDERR "$n\n";
PERL
# Pages only: evidence is other people's bytes.
find "$tree" -name '*.md' ! -path '*/evidence/*/*' \
	! -path '*/updates/*/*/*' -type f -print0 |
	xargs -0 perl links.pl >dead 2>number
is "no link of a page is dead" "$(cat dead)" ""
ok "there are links" test "$(awk '{ n += $1 } END { print n }' number)" -gt 100
finish
