@NullMarked
package dev.evident.codec;

import org.jspecify.annotations.NullMarked;
