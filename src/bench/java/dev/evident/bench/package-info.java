/** Benchmarks: how fast the service is beside what the same machine could do at best. Not part of the product. */
@NullMarked
package dev.evident.bench;

import org.jspecify.annotations.NullMarked;
