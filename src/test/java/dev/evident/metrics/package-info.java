@NullMarked
package dev.evident.metrics;

import org.jspecify.annotations.NullMarked;
