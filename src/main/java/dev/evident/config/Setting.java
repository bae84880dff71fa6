package dev.evident.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a key takes, beyond what the type of its component says: numbers ({@code long} for bytes), lengths of time, paths,
 * URLs, enums, booleans, lists and sets of them, records as sections or in lists, and an {@code Optional} of what may be
 * empty.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {
    /** The form of a text, or of the texts of a list. */
    Form value() default Form.TEXT;

    /** The smallest number or length of time as it is written ({@code 0s}), or the fewest elements of a list. */
    String min() default "0";

    /** The largest; empty for no limit. */
    String max() default "";

    /** Whether no message and no event may show it. A text that begins with {@code file:} names a file that holds it. */
    boolean secret() default false;

    /** The key, where the component cannot have its name; empty for the component's name in snake case. */
    String key() default "";
}
