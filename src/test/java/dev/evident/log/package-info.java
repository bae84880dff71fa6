/** Tests of the log as others see it. */
@NullMarked
package dev.evident.log;

import org.jspecify.annotations.NullMarked;
