/**
 * What stands on the disk in place of an event's body: zstd frames, with dictionaries that hold what many events share and
 * nothing of any one of them. Bytes alone, no database; of libraries the JDK and zstd only. See ADR 018. May import no other
 * package.
 */
@NullMarked
package dev.evident.codec;

import org.jspecify.annotations.NullMarked;
