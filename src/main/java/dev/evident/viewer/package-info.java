/** The viewer's web server: the files of {@code webroot} and the address of the API, to browsers only. May import config, event and http. */
@NullMarked
package dev.evident.viewer;

import org.jspecify.annotations.NullMarked;
