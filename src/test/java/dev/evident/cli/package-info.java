/** Tests of the command line. */
@NullMarked
package dev.evident.cli;

import org.jspecify.annotations.NullMarked;
