@NullMarked
package dev.evident.store.compression;

import org.jspecify.annotations.NullMarked;
