@NullMarked
package dev.evident.http;

import org.jspecify.annotations.NullMarked;
