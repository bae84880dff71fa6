/** Tests of the log as others see it. */
@NullMarked
package dev.evident.publish;

import org.jspecify.annotations.NullMarked;
