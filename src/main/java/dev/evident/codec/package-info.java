/**
 * How the body of an event takes less room on the disk: zstd frames with dictionaries that hold what many events share,
 * and nothing of any one of them. Bytes alone, no database. See ADR 018.
 */
@NullMarked
package dev.evident.codec;

import org.jspecify.annotations.NullMarked;
