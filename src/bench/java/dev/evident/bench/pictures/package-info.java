/** Makes the pictures of the documentation from the real service. */
@NullMarked
package dev.evident.bench.pictures;

import org.jspecify.annotations.NullMarked;
