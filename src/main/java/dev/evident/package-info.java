/**
 * The entry of the program: the command line and the verticle that puts the parts together. Nothing imports this
 * package.
 */
@NullMarked
package dev.evident;

import org.jspecify.annotations.NullMarked;
