/** The viewer's web server: the files of {@code webroot} and the address of the API, to browsers only. */
@NullMarked
package dev.evident.viewer;

import org.jspecify.annotations.NullMarked;
