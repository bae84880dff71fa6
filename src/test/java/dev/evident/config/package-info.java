@NullMarked
package dev.evident.config;

import org.jspecify.annotations.NullMarked;
