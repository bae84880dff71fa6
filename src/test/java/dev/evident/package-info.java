@NullMarked
package dev.evident;

import org.jspecify.annotations.NullMarked;
