/** What compressing bodies saves and costs. */
@NullMarked
package dev.evident.bench.compression;

import org.jspecify.annotations.NullMarked;
