/**
 * Small files that only their owner may read, replaced whole or not at all. May import config.
 */
@NullMarked
package dev.evident.files;

import org.jspecify.annotations.NullMarked;
